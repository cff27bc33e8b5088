"""The parts of `send`, each by itself."""

from __future__ import annotations

import base64
import gzip
import json
import threading
import time
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest
from cli_support import ASSET, event
from common import IV, KEY, golden
from netcore_aes import Problem
from netcore_aes.cli.chunk import Chunk, groups
from netcore_aes.cli.credentials import load_cipher
from netcore_aes.cli.dead_letter import DeadLetters, letter
from netcore_aes.cli.delivery import Courier, Refusal, UnsentError
from netcore_aes.cli.endpoint import resolve
from netcore_aes.cli.fault import Fault
from netcore_aes.cli.journal import Journal
from netcore_aes.cli.retry import Answer, delay, parse_retry_after
from netcore_aes.cli.sift import is_wrong, problems_of
from netcore_aes.cli.source import blocks

SETTINGS: dict[str, Any] = {"endpoint": "https://example.com/"}


def chunk(ordinal: int, *events: bytes) -> Chunk:
    return Chunk(ordinal, 0, ordinal * 10, list(events or (b"{}",)))


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "journal")


def write_journal(path: str) -> None:
    journal = Journal(path, SETTINGS)
    for ordinal in range(3):
        journal.start(chunk(ordinal))
    journal.done(chunk(0), 1, 0)
    journal.back(chunk(1))
    journal.again(chunk(2), "status 500")
    journal.close()


def test_a_journal_goes_on(path: str) -> None:
    write_journal(path)
    journal = Journal(path, SETTINGS)
    assert sorted(journal.entries) == [0, 2]
    done, doubtful = journal.find(chunk(0)), journal.find(chunk(2))
    assert done is not None
    assert (done.is_done, done.arrived, done.dead) == (True, 1, 0)
    assert doubtful is not None
    assert not doubtful.is_done
    assert journal.find(chunk(1)) is None
    with pytest.raises(Fault, match="has changed"):
        journal.find(chunk(0, b"{} "))
    journal.close()
    with pytest.raises(Fault, match="was ended"):
        journal.start(chunk(5))


@pytest.mark.parametrize("cut", range(1, 40))
def test_a_torn_line_is_as_if_it_had_not_been_written(cut: int, path: str) -> None:
    write_journal(path)
    whole = Path(path).read_bytes()
    last = whole.rstrip(b"\n").rfind(b"\n") + 1
    torn = whole[: max(len(whole) - cut, last)]
    Path(path).write_bytes(torn)
    journal = Journal(path, SETTINGS)
    assert sorted(journal.entries) == [0, 2]
    journal.start(chunk(7))
    journal.close()
    assert Path(path).read_bytes().startswith(whole[:last] + b'{"start": 7')


def test_a_torn_header_is_begun_again(path: str) -> None:
    Journal(path, SETTINGS).close()
    whole = Path(path).read_bytes()
    for size in range(1, len(whole)):
        Path(path).write_bytes(whole[:size])
        Journal(path, SETTINGS).close()
        assert Path(path).read_bytes() == whole


@pytest.mark.parametrize("content", [b'[{"a": 1}]', b"hello\nworld\n", b'{"a": 1}\n', b'{"a": 1', b"5\n", b"\0" * 9])
def test_no_other_file_is_taken_for_a_journal(content: bytes, path: str) -> None:
    Path(path).write_bytes(content)
    with pytest.raises(Fault, match="is not a journal"):
        Journal(path, SETTINGS)
    assert Path(path).read_bytes() == content


@pytest.mark.parametrize(
    "line", [b"x", b"5", b"{}", b'{"done": 9, "arrived": 1, "dead": 0}', b'{"start": 1}', b'{"back": []}']
)
def test_a_damaged_journal_is_refused(line: bytes, path: str) -> None:
    write_journal(path)
    content = Path(path).read_bytes() + line + b'\n{"back": 2}\n'
    Path(path).write_bytes(content)
    with pytest.raises(Fault, match="damaged in line 8"):
        Journal(path, SETTINGS)
    assert Path(path).read_bytes() == content


@pytest.mark.parametrize("version", [0, 1, 2, 1000, None, "1"])
def test_a_journal_of_another_version_is_refused(version: object, path: str) -> None:
    Path(path).write_text(json.dumps({"netcore_aes_journal": version, **SETTINGS}) + "\n")
    if version == 1:
        Journal(path, SETTINGS).close()
        return
    with pytest.raises(Fault, match="another netcore aes journal"):
        Journal(path, SETTINGS)


def test_a_journal_is_for_one_run_at_a_time_and_its_own_settings(path: str) -> None:
    journal = Journal(path, SETTINGS)
    with pytest.raises(Fault, match="another run has"):
        Journal(path, SETTINGS)
    assert journal.finish() == path + ".done"
    Journal(path, SETTINGS).close()
    journal.close()
    with pytest.raises(Fault, match="another endpoint"):
        Journal(path, {"endpoint": "https://example.net/"})


@pytest.mark.parametrize("is_once", [False, True])
def test_groups(is_once: bool) -> None:
    lines = b"".join(b"%d\n" % number for number in range(25))
    found = list(groups("x", [lines[:7], lines[7:]], 10, is_once=is_once))
    assert found == [[b"%d" % number for number in range(first, min(first + 10, 25))] for first in (0, 10, 20)]
    long = b'"' + b"x" * 1_000_000 + b'"'
    assert [len(group) for group in groups("x", [b"\n".join([long] * 5)], 10)] == [2, 2, 1]
    broken = groups("x", [b"[{},{},{},", b"{}]]"], 2, is_once=is_once)
    assert next(broken) == [b"{}", b"{}"]
    if is_once:
        # What stands before the fault is kept, though it came in one piece with it.
        assert next(broken) == [b"{}", b"{}"]
    with pytest.raises(Fault, match="'x'"):
        next(broken)
    with pytest.raises(Fault):
        list(groups("x", [b'"' + b"x" * 1_048_576]))


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 262_143, 262_144, 262_145, 262_148, 1_000_000])
def test_an_input_is_read_as_it_is(size: int, tmp_path: Path) -> None:
    mark = b"\xef\xbb\xbf"
    data = (b"a" + mark * (size // 3 + 1))[:size]
    for content in (data, mark + data, data + mark, b"abcd" + mark + data):
        plain, packed = tmp_path / "plain", tmp_path / "packed"
        plain.write_bytes(content)
        packed.write_bytes(gzip.compress(content))
        counted: list[int] = []
        assert b"".join(blocks(str(plain), count=counted.append)) == content.removeprefix(mark)
        assert sum(counted) == len(content)
        assert b"".join(blocks(str(packed))) == content.removeprefix(mark)


def test_groups_are_as_long_as_they_may_be() -> None:
    def line(size: int) -> bytes:
        return b'"' + b"x" * (size - 2) + b'"'

    def lens(*sizes: int) -> list[int]:
        return [len(group) for group in groups("x", [b"\n".join(line(size) for size in sizes)])]

    most = 1_048_576
    assert lens(most, most) == [2]
    assert lens(most, most - 3, 3) == [3]
    assert lens(most, most - 2, 3) == [2, 1]
    assert lens(most, most, 2) == [2, 1]
    with pytest.raises(Fault, match="longer"):
        lens(most + 1)
    assert lens(*[2] * 2001) == [1000, 1000, 1]


def test_problems_stand_at_their_events() -> None:
    good, bad = json.dumps(event(1)).encode(), json.dumps(event("")).encode()
    assert problems_of([good] * 3, ASSET) == {}
    for broken in (b'{"a":[{}', b"}", b"{GOOD},{GOOD}", b"", b'"', b"]", b"[", b"\xff", b"x" * 300):
        found = problems_of([good, broken.replace(b"{GOOD}", good), good, bad, b"]}"], ASSET)
        assert sorted(found) == [1, 3, 4]
        assert all(is_wrong(problems) for problems in found.values())
        assert [problem.pointer for problem in found[3]] == ["/identity"]
    # Two halves that a comma joins into one event.
    head, tail = good[:-1], b'"x": 1}'
    assert sorted(problems_of([good, head, tail], ASSET)) == [1, 2]
    assert sorted(problems_of([good, b'{"a":[{}', b"{}]}", good], ASSET)) == [1, 2]
    [warning] = problems_of([good, json.dumps(event(1, a=2)).encode()], ASSET)[1]
    assert (warning.pointer, warning.severity) == ("/a", "warning")
    assert problems_of([good], "another")[0][0].rule == "asset-id"


def test_statuses() -> None:
    retried = {status for status in range(100, 600) if Answer(status).is_worth_another_try}
    assert retried == {408, 425, 429, *range(500, 600)}
    assert {status for status in range(100, 600) if Answer(status).is_accepted} == set(range(200, 300))
    assert {status for status in range(100, 600) if Answer(status).concerns_all} == {401, 403, *range(300, 400)}
    doubtful = {status for status in range(100, 600) if Answer(status).is_doubtful}
    assert doubtful == set(range(500, 600)) - {503}
    assert Answer(None).is_worth_another_try
    assert Answer(None).is_doubtful
    assert not Answer(None, was_sent=False).is_doubtful


def test_delays_grow_and_are_drawn() -> None:
    for attempt, most in ((0, 0.5), (3, 4.0), (7, 60.0), (10_000, 60.0)):
        drawn = [delay(attempt) for _ in range(200)]
        assert 0 <= min(drawn) < most / 4
        assert most * 0.75 < max(drawn) <= most
    assert all(9 <= delay(5, 9.0) <= 9.5 for _ in range(50))


def test_retry_after() -> None:
    now = 1_700_000_000
    assert parse_retry_after("7") == 7
    assert parse_retry_after(" 0 ") == 0
    assert parse_retry_after("9" * 15) == 300
    assert parse_retry_after(formatdate(now + 20, usegmt=True), now) == 20
    assert parse_retry_after(formatdate(now - 20, usegmt=True), now) == 0
    assert parse_retry_after(formatdate(now + 10**6, usegmt=True), now) == 300
    for value in (None, "", "soon", "-1", "1.5", "²", "9" * 5000, "Fri, 99 Foo 2023 00:00:00 GMT", "inf"):
        assert parse_retry_after(value) is None


class Script:
    """Answers as the test says, by what it is asked to post."""

    def __init__(self, *answers: Answer, largest: int = 1000) -> None:
        self.answers, self.largest = list(answers), largest
        self.taken: list[Any] = []

    def post(self, payload: bytes) -> Answer:
        events = json.loads(payload)
        if len(events) > self.largest:
            return Answer(413)
        answer = self.answers.pop(0) if self.answers else Answer(200)
        if answer.is_accepted:
            self.taken += events
        return answer


EVENTS = [b"%d" % number for number in range(7)]


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("netcore_aes.cli.delivery.delay", lambda *_: 0.001)


def courier(poster: Script, max_retries: int = 2) -> Courier:
    return Courier(poster, max_retries=max_retries, stop=threading.Event())


def test_what_is_too_large_is_split_until_it_fits() -> None:
    script = Script(largest=2)
    assert courier(script).deliver(EVENTS, lambda _: None) == {}
    assert script.taken == list(range(7))
    script = Script(Answer(200), Answer(400, "no"), largest=3)
    refused = courier(script).deliver(EVENTS, lambda _: None)
    assert refused == {3: Refusal(400, "status 400: no"), 4: Refusal(400, "status 400: no")}
    assert script.taken == [0, 1, 2, 5, 6]
    assert courier(Script(largest=0)).deliver(EVENTS[:1], lambda _: None) == {0: Refusal(413, "status 413")}


def test_a_run_that_ends_between_two_halves_is_in_doubt() -> None:
    with pytest.raises(UnsentError) as caught:
        courier(Script(Answer(200), Answer(401), largest=4)).deliver(EVENTS, lambda _: None)
    assert caught.value.is_doubtful
    with pytest.raises(UnsentError) as caught:
        courier(Script(Answer(401), largest=4)).deliver(EVENTS, lambda _: None)
    assert not caught.value.is_doubtful


@pytest.mark.parametrize("status", [401, 403, 302, 308])
def test_what_concerns_all_ends_the_run(status: int) -> None:
    with pytest.raises(UnsentError, match=f"status {status}") as caught:
        courier(Script(Answer(status, "a secret"))).deliver(EVENTS, lambda _: None)
    assert "secret" not in str(caught.value)


def test_retries_end() -> None:
    told: list[Answer] = []
    script = Script(Answer(500), Answer(429), Answer(200))
    assert courier(script).deliver(EVENTS, told.append) == {}
    assert [answer.status for answer in told] == [500, 429]
    with pytest.raises(UnsentError, match="takes nothing at the moment") as caught:
        courier(Script(Answer(429), Answer(503), Answer(429))).deliver(EVENTS, told.append)
    assert not caught.value.is_doubtful
    with pytest.raises(UnsentError, match="cannot be reached") as caught:
        courier(Script(*[Answer(None, "ReadTimeout")] * 3)).deliver(EVENTS, told.append)
    assert caught.value.is_doubtful


def test_events_that_alone_fail_are_refused() -> None:
    # Others are taken while these are tried.
    script = Script(Answer(500), Answer(500), Answer(500))
    one = courier(script)
    refused = one.deliver(EVENTS, lambda _: setattr(one, "_last_accepted", time.monotonic()))
    assert refused == dict.fromkeys(range(7), Refusal(500, "status 500"))


def test_waiting_ends_with_the_run() -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(UnsentError, match="stopped"):
        Courier(Script(Answer(500)), max_retries=5, stop=stop).deliver(EVENTS, lambda _: None)


JSON_FAULT = (Problem("", None, "json", "error", "invalid JSON"),)


def test_a_letter_keeps_every_byte() -> None:
    raw = '{"n": 1.50,\r\n "ü": "\\n"}'.encode()
    line = letter("a.json", 5, raw, refusal=Refusal(400, 'bad\n"thing"'))
    assert line.count(b"\n") == 1
    assert raw.replace(b"\r\n", b"  ") in line
    assert json.loads(line) == {
        "file": "a.json",
        "index": 5,
        "status": 400,
        "reason": 'bad\n"thing"',
        "event": {"n": 1.5, "ü": "\n"},
    }
    text = json.loads(letter("x", 0, '{"ü'.encode(), problems=JSON_FAULT))
    assert text["event_text"] == '{"ü'
    assert text["problems"][0]["rule"] == "json"
    assert base64.b64decode(json.loads(letter("x", 0, b"\xff{", problems=JSON_FAULT))["event_base64"]) == b"\xff{"


def test_dead_letters_are_added_whole(tmp_path: Path) -> None:
    path = tmp_path / "dead"
    for round_ in range(2):
        box = DeadLetters(str(path))
        box.write([])
        assert path.exists() == bool(round_)
        box.write([b"{}\n", b"[]\n"])
        box.close()
        with pytest.raises(Fault, match="was ended"):
            box.write([b"5\n"])
    assert path.read_bytes() == b"{}\n[]\n" * 2
    assert path.stat().st_mode & 0o777 == 0o600
    path.write_bytes(b'{"torn')
    box = DeadLetters(str(path))
    box.write([b"{}\n"])
    box.close()
    assert path.read_bytes() == b'{"torn\n{}\n'
    with pytest.raises(Fault, match="No space left"):
        DeadLetters("/dev/full").write([b"{}\n"])


@pytest.mark.parametrize(
    ("url", "resolved", "is_local"),
    [
        ("https://example.com", "https://example.com/v1/activity/upload", False),
        ("https://example.com/other?x=1", "https://example.com/other?x=1", False),
        ("http://127.0.0.1:8025/", "http://127.0.0.1:8025/v1/activity/upload", True),
        ("http://127.9.9.9", "http://127.9.9.9/v1/activity/upload", True),
        ("http://LOCALHOST:1", "http://localhost:1/v1/activity/upload", True),
        ("http://[::1]:1/x", "http://[::1]:1/x", True),
        ("https://127.0.0.1", "https://127.0.0.1/v1/activity/upload", True),
    ],
)
def test_endpoints(url: str, resolved: str, is_local: bool) -> None:
    endpoint = resolve(url)
    assert (endpoint.url, endpoint.is_local) == (resolved, is_local)


def test_the_published_sample_is_refused_in_every_form(monkeypatch: pytest.MonkeyPatch) -> None:
    key = golden().key
    monkeypatch.setenv("NETCORE_AES_IV", IV)
    for form in (key, base64.b64encode(key.encode()).decode()):
        monkeypatch.setenv("NETCORE_AES_KEY", form)
        for scheme, advice in ((11256, "keygen`"), (11258, "keygen --scheme 11258`")):
            with pytest.raises(Fault, match=f"the key is a sample .* {advice}"):
                load_cipher(scheme, refuse_published=True)
            assert load_cipher(scheme).key_is_published
    monkeypatch.setenv("NETCORE_AES_KEY", KEY)
    assert not load_cipher(11256, refuse_published=True).key_is_published

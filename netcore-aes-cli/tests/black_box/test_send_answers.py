"""What `send` makes of each answer: its status, its `Retry-After`, its length, its time."""

from __future__ import annotations

import itertools
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from cli_support import (
    ASSET,
    COMMAND,
    ENV,
    OK,
    Answers,
    Fake,
    event,
    fake,
    fault,
    letters,
    rows,
    send,
    summary,
    write_events,
)
from common import API_KEY

TAKEN = (200, 201, 202, 203, 204, 206, 226, 299)
NOT_TAKEN = (408, 425, 429, 503)
DOUBTFUL = (500, 501, 502, 504, 505, 511, 599)
REFUSED = (400, 402, 409, 412, 416, 417, 418, 422, 423, 424, 428, 430, 499, 600, 999)
# Perhaps for the request and not for its events.
SUSPECT = (404, 405, 406, 410, 411, 414, 415, 421, 426, 431, 451)


@pytest.mark.anywhere
def test_each_status_has_its_consequence(tmp_path: Path) -> None:
    statuses = (*TAKEN, *NOT_TAKEN, *DOUBTFUL, *REFUSED)
    write_events(tmp_path / "a", [event(status) for status in statuses])
    seen: set[int] = set()

    def answer(events: list[Any]) -> Answers:
        [status] = [event["identity"] for event in events]
        is_new = status not in seen
        seen.add(status)
        return (status, {}, "") if is_new else OK

    with fake(answer) as server:
        result = send(server, "a", "--chunk-events", "1", "--connections", "8", cwd=tmp_path)
    assert (result.returncode, result.stderr) == (1, b"")
    assert sorted(server.taken) == sorted((*TAKEN, *NOT_TAKEN, *DOUBTFUL))
    found = letters(tmp_path / "a.dead-letter.ndjson")
    assert {line["event"]["identity"]: (line["status"], line["reason"]) for line in found} == {
        status: (status, f"status {status}") for status in REFUSED
    }
    assert all(statuses[line["index"]] == line["status"] for line in found)
    told = summary(result)
    assert told["retries"] == str(len(NOT_TAKEN) + len(DOUBTFUL))
    assert (told["arrived"], told["dead letters"]) == (str(len(server.taken)), str(len(REFUSED)))
    named = (f"chunk {n} (events {n} to {n} of a)" for n in map(statuses.index, DOUBTFUL))
    assert told["may have arrived twice"] == "; ".join(named)


@pytest.mark.parametrize("in_a_row", [1, 2, 3, 4])
@pytest.mark.parametrize("status", SUSPECT)
def test_three_in_a_row_that_are_suspect_end_the_run(status: int, in_a_row: int, tmp_path: Path) -> None:
    """Fewer are for their events, if others arrive."""
    write_events(tmp_path / "a", [event(number) for number in range(6)])
    with fake(lambda events: (status, {}, "") if 0 < events[0]["identity"] <= in_a_row else OK) as server:
        result = send(server, "a", "--chunk-events", "1", "--connections", "1", cwd=tmp_path)
    path = tmp_path / "a.dead-letter.ndjson"
    if in_a_row < 3:
        assert (result.returncode, result.stderr) == (1, b"")
        assert [line["index"] for line in letters(path)] == list(range(1, in_a_row + 1))
        assert server.taken == [0, *range(in_a_row + 1, 6)]
    else:
        assert f"does not take uploads at this address (status {status}); check --endpoint" in fault(result)
        assert not path.exists()
        # One more may have been on its way.
        assert len(server.taken) <= 2
        assert summary(result)["not sent"] == str(6 - len(server.taken))


@pytest.mark.parametrize("status", [300, 301, 302, 303, 304, 305, 308, 399, 401, 403])
def test_a_status_that_would_come_again_ends_the_run(status: int, tmp_path: Path) -> None:
    write_events(tmp_path / "a", [event(1)])
    with fake(lambda _: (status, {}, "")) as server:
        result = send(server, "a", cwd=tmp_path)
    assert (result.returncode, len(server.asked)) == (1, 1)
    what = "has moved" if status < 400 else "refuses the API key"
    assert f"the endpoint {what} (status {status})" in fault(result)
    assert summary(result)["not sent"] == "1"
    assert not (tmp_path / "a.dead-letter.ndjson").exists()


@pytest.mark.parametrize("retries", [0, 1, 2, 4])
def test_a_request_is_tried_as_often_as_allowed(retries: int, tmp_path: Path) -> None:
    write_events(tmp_path / "a", [event(1)])
    with fake(lambda _: (429, {}, "")) as server:
        result = send(server, "a", "--max-retries", retries, cwd=tmp_path)
    assert result.returncode == 1
    assert "takes nothing at the moment (status 429)" in fault(result)
    assert (len(server.asked), summary(result)["retries"]) == (retries + 1, str(retries))
    waits = [after - before for before, after in itertools.pairwise(server.times)]
    assert all(1 <= wait < 1.2 * 2**number + 0.5 for number, wait in enumerate(waits)), waits


IGNORED = ("9" * 16, "500 s", "Fri, 99 Foo 2199 00:00:00 GMT")
OVER = ("0", "Fri, 31 Dec 1999 23:59:59 GMT")
LONG = ("5", "299", "300", "301", "9" * 15, "Tue, 31 Dec 2199 23:59:59 GMT")


def throttle_each(values: tuple[str, ...], cwd: Path) -> AbstractContextManager[Fake]:
    """An endpoint that answers 429 to each event once, with the value that its number stands for."""
    write_events(cwd / "a", [event(number) for number in range(len(values))])
    seen: set[int] = set()

    def answer(events: list[Any]) -> Answers:
        number = events[0]["identity"]
        is_new = number not in seen
        seen.add(number)
        return (429, {"Retry-After": values[number]}, "") if is_new else OK

    return fake(answer)


@contextmanager
def started(server: Fake, cwd: Path) -> Iterator[subprocess.Popen[bytes]]:
    options = ("--endpoint", server.url, "--chunk-events", "1", "--connections", "10")
    arguments = [*COMMAND, "send", "a", "--asset-id", ASSET, *options]
    with subprocess.Popen(arguments, cwd=cwd, env=ENV, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        try:
            yield process
        finally:
            process.kill()


def test_a_retry_after_that_is_none_or_over_is_not_waited_for(tmp_path: Path) -> None:
    with throttle_each(IGNORED + OVER, tmp_path) as server:
        with started(server, cwd=tmp_path) as process:
            output, _ = process.communicate(timeout=60)
        assert process.returncode == 0
        # A second's pause for each at the most.
        assert max(server.times) - min(server.times) < 20
    assert f"retries: {len(IGNORED + OVER)}\n" in output.decode()


def test_a_long_retry_after_is_waited_for_until_the_user_asks_to_stop(tmp_path: Path) -> None:
    with throttle_each(LONG, tmp_path) as server, started(server, cwd=tmp_path) as process:
        while not server.asked:
            time.sleep(0.01)
        time.sleep(0.5)
        asked = len(server.asked)
        time.sleep(1.5)
        assert len(server.asked) == asked <= len(LONG)
        process.send_signal(signal.SIGTERM)
        began = time.monotonic()
        output, _ = process.communicate(timeout=20)
        assert (process.returncode, time.monotonic() - began < 2) == (130, True)
    assert f"not sent: {len(LONG)}\n" in output.decode()
    # None of them can have arrived.
    assert "may have arrived twice" not in output.decode()
    assert rows(tmp_path / "a.journal") == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("x" * 199, "x" * 199),
        ("x" * 200, "x" * 200),
        ("x" * 201, "x" * 200),
        ("x" * 100_000, "x" * 200),
        (" \t\r\n a \n\n b " + " " * 300, "a b"),
        ("x" * 190 + API_KEY + "y" * 9, "x" * 190 + "********" + "yy"),
        ("x" * 196 + API_KEY, "x" * 196 + "****"),
        ("ü" * 201, "ü" * 200),
    ],
)
def test_the_endpoints_words_are_cut(text: str, shown: str, tmp_path: Path) -> None:
    write_events(tmp_path / "a", [event(1)])
    with fake(lambda _: (400, {}, text)) as server:
        assert send(server, "a", cwd=tmp_path).returncode == 1
    [letter] = letters(tmp_path / "a.dead-letter.ndjson")
    assert letter["reason"] == "status 400" + (f": {shown}" if shown else "")


@pytest.mark.parametrize("seconds", [0.0, 0.6, 3.0])
def test_an_answer_must_begin_within_the_timeout(seconds: float, tmp_path: Path) -> None:
    write_events(tmp_path / "a", [event(1)])

    def answer(_: list[Any]) -> Answers:
        time.sleep(seconds)
        return OK

    with fake(answer) as server:
        result = send(server, "a", "--timeout", "1.2", "--max-retries", "0", cwd=tmp_path)
        assert result.returncode == (0 if seconds < 1.2 else 1)
        if seconds > 1.2:
            assert "cannot be reached (it did not answer in time)" in fault(result)


@pytest.mark.parametrize("connections", [1, 3, 12])
def test_so_many_connections_are_open_and_no_more(connections: int, tmp_path: Path) -> None:
    write_events(tmp_path / "a", [event(number) for number in range(40)])
    open_at_once: list[int] = []

    def answer(_: list[Any]) -> Answers:
        # The others wait for their turn, each on its connection.
        time.sleep(0.3 if not open_at_once else 0.01)
        open_at_once.append(len(server.connected))
        return OK

    with fake(answer) as server:
        assert send(server, "a", "--chunk-events", "1", "--connections", connections, cwd=tmp_path).returncode == 0
    assert max(open_at_once) == connections
    assert sorted(server.taken) == list(range(40))


@pytest.mark.parametrize(("number", "more"), [(19, ""), (20, ""), (21, "; and 1 more"), (45, "; and 25 more")])
def test_twenty_doubts_are_listed(number: int, more: str, tmp_path: Path) -> None:
    write_events(tmp_path / "a", [event(n) for n in range(number)])
    seen: set[int] = set()

    def answer(events: list[Any]) -> Answers:
        is_new = events[0]["identity"] not in seen
        seen.add(events[0]["identity"])
        return (500, {"Retry-After": "0"}, "") if is_new else OK

    with fake(answer) as server:
        result = send(server, "a", "--chunk-events", "1", "--connections", "16", cwd=tmp_path)
    listed = "; ".join(f"chunk {n} (events {n} to {n} of a)" for n in range(min(number, 20)))
    assert summary(result)["may have arrived twice"] == listed + more


@pytest.mark.parametrize(
    ("runs", "is_doubtful"),
    [
        ([(429, 503)], False),
        ([(500, 429)], True),
        ([(429, 500)], True),
        ([(500, 401)], True),
        ([(429, 401), (401,), (403,)], False),
        ([(500, 500), (401,), (429, 429)], True),
        ([(401,), (500, 401), (401,)], True),
    ],
)
def test_a_doubt_outlasts_later_answers_and_the_run(
    runs: list[tuple[int, ...]], is_doubtful: bool, tmp_path: Path
) -> None:
    write_events(tmp_path / "a", [event(1)])
    left = [status for statuses in runs for status in statuses]
    with fake(lambda _: (left.pop(0), {}, "") if left else OK) as server:
        for number in range(len(runs)):
            fault(send(server, "a", "--max-retries", "1", cwd=tmp_path))
            assert len(server.asked) == sum(map(len, runs[: number + 1]))
        again = send(server, "a", cwd=tmp_path)
    assert (again.returncode, server.taken) == (0, [1])
    assert ("may have arrived twice" in summary(again)) == is_doubtful


@pytest.mark.parametrize("status", [None, 500, 503])
def test_events_that_alone_fail_are_refused_if_there_is_an_answer(status: int | None, tmp_path: Path) -> None:
    """While it is tried, others are taken. Without an answer the network may be at fault."""
    write_events(tmp_path / "a", [event(number) for number in range(6)])

    def answer(events: list[Any]) -> Answers:
        if events[0]["identity"]:
            return OK
        server.lock.release()
        time.sleep(0.4 if status else 1.5)
        server.lock.acquire()
        return status or 200, {}, ""

    with fake(answer) as server:
        options = ("--chunk-events", "1", "--connections", "2", "--max-retries", "1", "--timeout", "1")
        result = send(server, "a", *options, cwd=tmp_path)
    assert result.returncode == 1
    path = tmp_path / "a.dead-letter.ndjson"
    if status is None:
        assert "cannot be reached (it did not answer in time)" in fault(result)
        assert not path.exists()
    else:
        assert result.stderr == b""
        assert [(line["index"], line["status"]) for line in letters(path)] == [(0, status)]
        assert server.taken == [1, 2, 3, 4, 5]

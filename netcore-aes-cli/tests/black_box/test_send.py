"""`send` against an endpoint that answers as the test says."""

from __future__ import annotations

import base64
import contextlib
import datetime
import gzip
import ipaddress
import json
import os
import pty
import re
import ssl
import subprocess
import threading
import time
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest
from cli_support import (
    ASSET,
    COMMAND,
    ENV,
    OK,
    RUNNER,
    SECRETS,
    Answers,
    cli,
    event,
    fake,
    fault,
    letters,
    padded,
    send,
    slow,
    summary,
    write_events,
)
from common import API_KEY, GCM_KEY, golden
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@pytest.mark.anywhere
def test_everything_arrives_once(tmp_path: Path) -> None:
    write_events(tmp_path / "a.ndjson", [event(number) for number in range(2500)])
    (tmp_path / "b.json.gz").write_bytes(gzip.compress(json.dumps([event(n) for n in range(2500, 3000)]).encode()))
    with fake() as server:
        result = send(server, "a.ndjson", "b.json.gz", cwd=tmp_path)
    assert (result.returncode, result.stderr) == (0, b"")
    assert sorted(server.taken) == list(range(3000))
    assert sorted(map(len, server.asked)) == [500, 500, 1000, 1000]
    told = summary(result)
    assert (told["events read"], told["arrived"], told["dead letters"], told["retries"]) == ("3000", "3000", "0", "0")
    journal = "a.ndjson.journal"
    assert told["journal"] == f"finished: {journal}"
    assert sorted(os.listdir(tmp_path)) == ["a.ndjson", journal, "b.json.gz"]
    headers = {name.lower(): value for name, value in server.headers[0].items()}
    assert (headers["x-ecode"], headers["x-asset"]) == ("11256", ASSET)
    assert headers["authorization"] == f"Bearer {API_KEY}"
    assert RUNNER or (tmp_path / journal).stat().st_mode & 0o777 == 0o600


@pytest.mark.anywhere
def test_gcm(tmp_path: Path) -> None:
    write_events(tmp_path / "a", [event(1)])
    with fake() as server:
        env = {"NETCORE_AES_KEY": GCM_KEY, "NETCORE_AES_IV": ""}
        assert send(server, "a", "--scheme", "11258", cwd=tmp_path, env=env).returncode == 0
    assert server.taken == [1]


@pytest.mark.anywhere
def test_wrong_events_become_dead_letters_and_the_others_arrive(tmp_path: Path) -> None:
    lines = [json.dumps(event(number)) for number in range(30)]
    lines[3] = json.dumps(event(""))
    lines[11] = '{"asset_id":'
    lines[12] = json.dumps(event(12, asset_id="another"))
    (tmp_path / "a").write_text("\n".join(lines))
    with fake() as server:
        result = send(server, "a", "--chunk-events", "10", "--dead-letter", "dead", cwd=tmp_path)
    assert (result.returncode, result.stderr) == (1, b"")
    found = letters(tmp_path / "dead")
    assert sorted((line["file"], line["index"]) for line in found) == [("a", 3), ("a", 11), ("a", 12)]
    by_index = {line["index"]: line for line in found}
    [problem] = by_index[3]["problems"]
    assert (sorted(problem), problem["pointer"]) == (["message", "pointer", "rule", "severity"], "/identity")
    assert by_index[11]["event_text"] == lines[11]
    assert by_index[12]["event"] == json.loads(lines[12])
    assert sorted(server.taken) == [number for number in range(30) if number not in (3, 11, 12)]


@pytest.mark.parametrize("status", [400, 404, 413, 422, 418])
def test_a_refusal_is_final(status: int, tmp_path: Path) -> None:
    write_events(tmp_path / "a", [event(number) for number in range(4)])

    def answer(events: list[Any]) -> Answers:
        refused = any(event["identity"] == 2 for event in events)
        return (status, {}, f'{{"message":\n "no\x1b[1m {API_KEY}"}}' + "x" * 9999) if refused else OK

    with fake(answer) as server:
        result = send(server, "a", "--chunk-events", "2", "--connections", "1", cwd=tmp_path)
    assert (result.returncode, result.stderr) == (1, b"")
    found = letters(tmp_path / "a.dead-letter.ndjson")
    dead = [2] if status == 413 else [2, 3]
    assert [line["event"]["identity"] for line in found] == dead
    assert server.taken == [number for number in range(4) if number not in dead]
    reason = found[0]["reason"]
    assert reason.startswith(f'status {status}: {{"message": "no [1m ********')
    assert len(reason) < 250
    assert API_KEY not in (tmp_path / "a.dead-letter.ndjson").read_text()


@pytest.mark.parametrize("status", [401, 403, 307])
def test_what_concerns_all_stops_early(status: int, tmp_path: Path) -> None:
    write_events(tmp_path / "a", [event(number) for number in range(50)])
    allowed = threading.Event()
    with fake(lambda _: OK if allowed.is_set() else (status, {"Location": server.url}, "x")) as server:
        result = send(server, "a", "--chunk-events", "5", "--connections", "2", cwd=tmp_path)
        assert result.returncode == 1
        assert f"status {status}" in fault(result)
        assert len(server.asked) <= 2
        assert int(summary(result)["not sent"]) > 0
        assert sorted(os.listdir(tmp_path)) == ["a", "a.journal"]
        allowed.set()
        again = send(server, "a", "--chunk-events", "5", "--connections", "2", cwd=tmp_path)
    assert again.returncode == 0
    # A refusal is no doubt.
    assert "may have arrived twice" not in summary(again)
    assert sorted(server.taken) == list(range(50))


@pytest.mark.anywhere
def test_retry_after_is_honoured(tmp_path: Path) -> None:
    write_events(tmp_path / "a", [event(1)])

    def answer(_: list[Any]) -> Answers:
        # A date has whole seconds, so that up to one may be over when it comes.
        date = formatdate(time.time() + 3, usegmt=True)
        answers: list[Answers] = [(429, {"Retry-After": "1"}, ""), (503, {"Retry-After": date}, ""), OK]
        return answers[len(server.asked) - 1]

    with fake(answer) as server:
        result = send(server, "a", cwd=tmp_path)
    assert result.returncode == 0
    assert summary(result)["retries"] == "2"
    assert server.times[1] - server.times[0] >= 1
    assert server.times[2] - server.times[1] >= 1.9
    assert "may have arrived twice" not in summary(result)


@pytest.mark.anywhere
def test_doubts_are_named(tmp_path: Path) -> None:
    write_events(tmp_path / "a", [event(number) for number in range(6)])
    failed: list[int] = []

    def answer(events: list[Any]) -> Answers:
        if events[0]["identity"] == 3 and not failed:
            failed.append(3)
            return 500, {}, ""
        return OK

    with fake(answer) as server:
        result = send(server, "a", "--chunk-events", "3", cwd=tmp_path)
    assert result.returncode == 0
    assert summary(result)["may have arrived twice"] == "chunk 1 (events 3 to 5 of a)"


@pytest.mark.anywhere
@pytest.mark.parametrize("arguments", [("a", "a"), ("a", "--journal", "a"), ("a", "--dead-letter", "./a")])
def test_no_input_is_written_over(arguments: tuple[str, ...], tmp_path: Path) -> None:
    path = write_events(tmp_path / "a", [event(1)])
    before = path.read_bytes()
    with fake() as server:
        assert "different files" in fault(send(server, *arguments, cwd=tmp_path))
    assert path.read_bytes() == before
    assert server.asked == []


@pytest.mark.parametrize(("most", "is_taken"), [(999, False), (1000, True), (1001, True)])
def test_the_longest_event_is_a_setting(most: int, is_taken: bool, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(padded(event(1), 1000))
    with fake() as server:
        result = send(server, "a", "--max-event-bytes", most, cwd=tmp_path)
    assert (result.returncode, server.taken) == ((0, [1]) if is_taken else (1, []))


@pytest.mark.parametrize(("most", "requests"), [(999, 3), (2002, 3), (2003, 2), (3003, 2), (3004, 1)])
def test_the_bytes_of_a_request_are_a_setting(most: int, requests: int, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"\n".join(padded(event(number), 1000) for number in range(3)))
    with fake() as server:
        result = send(server, "a", "--chunk-bytes", most, cwd=tmp_path)
        assert (result.returncode, sorted(server.taken), len(server.asked)) == (0, [0, 1, 2], requests)
        # What has arrived is known in other chunks, too.
        assert send(server, "a", "--chunk-bytes", 1, cwd=tmp_path).returncode == 0
        assert len(server.asked) == requests


@pytest.mark.anywhere
def test_a_dry_run_posts_nothing_and_writes_nothing(tmp_path: Path) -> None:
    write_events(tmp_path / "a", [event(1), event(""), event(3)])
    with fake() as server:
        result = send(server, "a", "--dry-run", cwd=tmp_path)
    assert (result.returncode, server.asked, os.listdir(tmp_path)) == (1, [], ["a"])
    told = summary(result)
    assert (told["would be sent"], told["would be dead letters"], told["endpoint"]) == ("2", "1", server.url)


def test_the_published_sample_goes_to_this_machine_alone(tmp_path: Path) -> None:
    write_events(tmp_path / "a", [event(1)])
    case = golden()
    for key in (case.key, base64.b64encode(case.key.encode()).decode()):
        env = {"NETCORE_AES_KEY": key}
        for scheme, advice in (("11256", "keygen`"), ("11258", "keygen --scheme 11258`")):
            for command in (("send", "a", "--dry-run"), ("request", "a")):
                result = cli(*command, "--asset-id", ASSET, "--scheme", scheme, cwd=tmp_path, env=env)
                line = fault(result)
                assert "is a sample that the vendor has published" in line
                assert advice in line
    with fake() as server:
        assert send(server, "a", "--dry-run", cwd=tmp_path, env=env).returncode == 0


@pytest.mark.anywhere
def test_broken_input_ends_the_run_and_can_be_mended(tmp_path: Path) -> None:
    whole = json.dumps([event(number) for number in range(5000)]).encode()
    (tmp_path / "a").write_bytes(whole[:-1] + b"}")
    with fake() as server:
        result = send(server, "a", cwd=tmp_path)
        assert result.returncode == 2
        assert "run the same command again" in fault(result)
        assert 0 < len(server.taken) < 5000
        (tmp_path / "a").write_bytes(whole)
        again = send(server, "a", cwd=tmp_path)
    assert (again.returncode, "may have arrived twice" in summary(again)) == (0, False)
    assert sorted(server.taken) == list(range(5000))
    assert int(summary(again)["arrived in an earlier run"]) > 0


def test_only_trusted_certificates_will_do(tmp_path: Path) -> None:
    write_events(tmp_path / "a", [event(1)])
    write_certificate(tmp_path / "certificate.pem", tmp_path / "key.pem")
    write_certificate(tmp_path / "other.pem", tmp_path / "other-key.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "certificate.pem", tmp_path / "key.pem")
    with fake() as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        arguments = ("send", "a", "--asset-id", ASSET, "--endpoint", server.url.replace("http:", "https:"))
        for bundle in ((), ("--ca-bundle", "other.pem")):
            result = cli(*arguments, *bundle, "--max-retries", "0", cwd=tmp_path)
            assert result.returncode == 1
            assert "its certificate is not trusted; see --ca-bundle" in fault(result)
            assert server.asked == []
        assert cli(*arguments, "--ca-bundle", "certificate.pem", cwd=tmp_path).returncode == 0
    assert server.taken == [1]


def write_certificate(certificate: Path, key: Path) -> None:
    """Of this machine, signed by itself."""
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "here")])
    now = datetime.datetime.now(datetime.timezone.utc)
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder(name, name, private.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(address, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(private, hashes.SHA256())
    )
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    form = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    key.write_bytes(private.private_bytes(serialization.Encoding.PEM, *form))


def test_a_terminal_sees_how_far_it_is(tmp_path: Path) -> None:
    write_events(tmp_path / "[a]", [event(number) for number in range(3000)])
    main, side = pty.openpty()
    with fake(slow) as server:
        arguments = [*COMMAND, "send", "[a]", "--asset-id", ASSET, "--endpoint", server.url, "--chunk-events", "100"]
        process = subprocess.Popen(arguments, cwd=tmp_path, env=ENV | {"TERM": "xterm"}, stdout=side, stderr=side)
        os.close(side)
        seen = b""
        # The other end closed is an error here.
        with contextlib.suppress(OSError):
            while data := os.read(main, 65536):
                seen += data
        os.close(main)
        assert process.wait() == 0
    text = seen.decode()
    assert "events, " in text
    assert "[a]" in text
    assert "─" in text
    assert "Traceback" not in text


def test_memory_does_not_grow_with_the_input(tmp_path: Path) -> None:
    block = "".join(json.dumps(event(n, activity_params={"text": "x" * 1500})) + "\n" for n in range(600)).encode()
    read, write = os.pipe()
    process = subprocess.Popen(
        [*COMMAND, "send", "-", "--asset-id", ASSET, "--dry-run"],
        cwd=tmp_path,
        env=ENV,
        stdin=read,
        stdout=subprocess.PIPE,
    )
    os.close(read)
    with open(write, "wb") as pipe:
        for _ in range(300):
            pipe.write(block)
        # The command still waits for more. (Its `ru_maxrss` at the end would count what this process held, too.)
        status = Path(f"/proc/{process.pid}/status").read_text()
    assert len(block) * 300 > 300_000_000
    output, _ = process.communicate()
    assert process.returncode == 0
    assert f"would be sent: {600 * 300}" in output.decode()
    peak = re.search(r"^VmHWM:\s+(\d+) kB$", status, re.MULTILINE)
    assert peak is not None
    assert 0 < int(peak[1]) < 100 * 1024, f"{peak[1]} KiB"


@pytest.mark.anywhere
def test_a_log_tells_of_each_request_and_shows_no_event(tmp_path: Path) -> None:
    path = write_events(tmp_path / "a.ndjson", [event(number) for number in range(5)])
    tries = iter([(503, {"Retry-After": "0"}, "words of the endpoint"), (400, {}, "no")])
    with fake(lambda _: next(tries, OK)) as server:
        for more in ([], ["--start-over"]):
            arguments = ("--log", "send.log", "--connections", "1", "--chunk-events", "2", *more)
            assert send(server, path.name, *arguments, cwd=tmp_path).returncode == (0 if more else 1)
    log = tmp_path / "send.log"
    assert RUNNER or log.stat().st_mode & 0o777 == 0o600
    text = log.read_text(encoding="ascii")
    lines = text.splitlines()
    requests = [line for line in lines if " verdict=" in line]
    assert [re.findall(r" status=(\d+) verdict=(\w+) ", line) for line in requests] == [
        [("503", "Again")],
        [("400", "Refused")],
        *[[("200", "Arrived")]] * 5,
    ]
    assert "pause before the next try" in lines[2]
    assert [sum(words in line for line in lines) for words in ("run begins", "run ends", "settled")] == [2, 2, 6]
    assert "read=5 arrived=3 dead=2 is_complete=true" in text
    assert all(re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", line) for line in lines)
    assert not any(shown in text for shown in (*SECRETS, "words", "activity", "encryptedRequest", "\x1b"))


def test_a_log_tells_of_each_half_where_its_events_are(tmp_path: Path) -> None:
    path = write_events(tmp_path / "a.ndjson", [event(number) for number in range(4)])
    with fake(lambda events: (413, {}, "") if len(events) > 1 else OK) as server:
        assert send(server, path.name, "--log", "send.log", cwd=tmp_path).returncode == 0
    told = re.findall(r" first=(\d+) events=(\d+) .* status=(\d+) ", (tmp_path / "send.log").read_text(encoding="ascii"))
    assert told == [
        ("0", "4", "413"),
        *[("0", "2", "413"), ("0", "1", "200"), ("1", "1", "200")],
        *[("2", "2", "413"), ("2", "1", "200"), ("3", "1", "200")],
    ]


@pytest.mark.parametrize("log", ["a.ndjson", "a.ndjson.journal", "a.ndjson.dead-letter.ndjson", "no/such/folder", "."])
def test_a_log_that_cannot_be_kept_is_refused_before_anything_is_sent(tmp_path: Path, log: str) -> None:
    path = write_events(tmp_path / "a.ndjson", [event(1)])
    before = path.read_bytes()
    with fake() as server:
        result = send(server, path.name, "--log", log, cwd=tmp_path)
    assert "log" in fault(result)
    assert result.returncode == 2
    assert (server.asked, path.read_bytes()) == ([], before)


def test_a_log_on_a_full_disk_stops_nothing(tmp_path: Path) -> None:
    path = write_events(tmp_path / "a.ndjson", [event(1)])
    with fake() as server:
        assert send(server, path.name, "--log", "/dev/full", cwd=tmp_path).returncode == 0
    assert server.taken == [1]


"""The command that starts the sandbox: its options, its lines, its end."""

from __future__ import annotations

import json
import signal
import socket
import threading
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from common import GCM_KEY, IV, KEY
from sandbox_process import KEYS, Running, event, run, running

NO_FILE = "/there/is/no/such/file"

BAD: dict[str, tuple[tuple[str, ...], dict[str, str], str]] = {
    "share above 1": (
        ("--fail-rate", "1.1"),
        KEYS,
        "--fail-rate is a share of the requests; give a number from 0 to 1",
    ),
    "share below 0": (("--drop-rate", "-0.1"), KEYS, "--drop-rate is a share"),
    "share that is none": (("--throttle-rate", "nan"), KEYS, "--throttle-rate is a share"),
    "shares above 1": (("--fail-rate", "0.6", "--drop-rate", "0.6"), KEYS, "add up to more than 1"),
    "share just above 1": (("--fail-rate", "1.0000001"), KEYS, "--fail-rate is a share"),
    "shares just above 1": (("--fail-rate", "0.5", "--drop-rate", "0.5000001"), KEYS, "add up to more than 1"),
    "delay": (("--delay-ms", "-1"), KEYS, "--delay-ms is a time in milliseconds"),
    "delay above ten minutes": (("--delay-ms", "600001"), KEYS, "give a number from 0 to 600000"),
    "delay without an end": (("--delay-ms", "999999999999"), KEYS, "give a number from 0 to 600000"),
    "no such host": (("--host", "no.such.host.invalid"), KEYS, "cannot listen on no.such.host.invalid, port 8025"),
    "half a pair": ((), {"NETCORE_AES_IV": IV}, "NETCORE_AES_IV is set, but NETCORE_AES_KEY is not; set both"),
    "short key": ((), {**KEYS, "NETCORE_AES_KEY": KEY[:31]}, "31"),
    "short iv": ((), {**KEYS, "NETCORE_AES_IV": IV[:15]}, "15"),
    "no file": ((), {"NETCORE_AES_CREDENTIALS": NO_FILE}, f"the file '{NO_FILE}'"),
}


@pytest.mark.parametrize(("options", "variables", "words"), BAD.values(), ids=BAD)
def test_bad_input_gets_one_line(options: tuple[str, ...], variables: dict[str, str], words: str) -> None:
    # With a port that is taken, it ends though it should take the options.
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = () if "--host" in options else ("--port", str(taken.getsockname()[1]))
        done = run(*options, *port, **variables)
    lines = [line for line in done.stderr.splitlines() if not line.startswith("Warning: ")]
    assert done.returncode in (1, 2)
    assert done.stdout == ""
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("netcore-aes: ")
    assert words in lines[0]
    assert KEY[:15] not in done.stderr
    assert IV[:15] not in done.stderr


BAD_OPTIONS = [
    ("--port", "65536"),
    ("--port", "-1"),
    ("--port", "x"),
    ("--keep", "0"),
    ("--keep", "-5"),
    ("--secret-key", "x"),
]


@pytest.mark.parametrize("option", BAD_OPTIONS)
def test_bad_options_are_named(option: tuple[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = run("--port", str(taken.getsockname()[1]), *option, **KEYS)
    assert done.returncode == 2
    assert option[0] in done.stderr


def test_options_may_be_as_large_as_they_say() -> None:
    rates = ("--fail-rate", "0.5", "--throttle-rate", "0.25", "--drop-rate", "0.25")
    with running(*rates, "--delay-ms", "600000", "--keep", "1000000000000") as sandbox:
        hello = say_hello(sandbox)
    assert hello["faults"] == {"fail-rate": 0.5, "throttle-rate": 0.25, "drop-rate": 0.25, "delay-ms": 600000}
    assert hello["keep"] == 1_000_000_000_000


def test_the_page_is_told_how_much_is_kept() -> None:
    with running() as sandbox:
        hello = say_hello(sandbox)
    assert (hello["keep"], hello["max_bytes"], hello["faults"]) == (1000, 134_217_728, {})


def say_hello(sandbox: Running) -> dict[str, Any]:
    with sandbox.client.stream("GET", sandbox.url + "events") as stream:
        lines = stream.iter_lines()
        assert next(lines) == "event: hello"
        hello: dict[str, Any] = json.loads(next(lines).removeprefix("data: "))
        return hello


@pytest.mark.parametrize(("delay", "is_answered"), [(1000, True), (60_000, False)])
def test_requests_on_their_way_get_two_seconds_at_its_end(delay: int, is_answered: bool) -> None:
    statuses: list[int | None] = []

    def post(sandbox: Running) -> None:
        try:
            statuses.append(sandbox.send(event()).status_code)
        except httpx.TransportError:
            statuses.append(None)

    with running("--delay-ms", str(delay)) as sandbox:
        thread = threading.Thread(target=post, args=(sandbox,))
        thread.start()
        deadline = time.monotonic() + 10
        while not sandbox.inbox() and time.monotonic() < deadline:
            time.sleep(0.02)
        sandbox.process.terminate()
        began = time.monotonic()
        assert sandbox.process.wait(timeout=10) == 0
        assert is_answered or 1.5 < time.monotonic() - began < 6
        thread.join()
    assert statuses == [200 if is_answered else None]


def test_a_port_in_use_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("--port", str(port), **KEYS)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert f"cannot listen on 127.0.0.1, port {port}: " in done.stderr
    assert "choose another with --port" in done.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_well_though_a_page_is_open(number: signal.Signals) -> None:
    with running() as sandbox, sandbox.client.stream("GET", sandbox.url + "events") as stream:
        assert next(stream.iter_lines()) == "event: hello"
        sandbox.process.send_signal(number)
        assert sandbox.process.wait(timeout=10) == 0


def test_it_says_where_it_is_and_what_it_can_read(tmp_path: Path) -> None:
    file = tmp_path / "credentials"
    file.write_text(f"NETCORE_AES_KEY={KEY}\nNETCORE_AES_IV={IV}\n")
    rings = (
        (KEYS, "Keys: for scheme 11256, 11257, 11258\n"),
        ({"NETCORE_AES_KEY": GCM_KEY}, "Keys: for scheme 11258\n"),
        ({"NETCORE_AES_CREDENTIALS": str(file)}, "Keys: for scheme 11256, 11257, 11258\n"),
        ({"NETCORE_NOTHING": "1"}, "Keys: no key: set NETCORE_AES_KEY and NETCORE_AES_IV (or"),
    )
    for variables, expected in rings:
        with running(**variables) as sandbox:
            assert sandbox.process.stdout is not None
            assert sandbox.process.stdout.readline() == f"Endpoint: {sandbox.url}v1/activity/upload\n"
            assert sandbox.process.stdout.readline().startswith(expected)


def test_without_a_key_it_says_what_to_set() -> None:
    with running(NETCORE_NOTHING="1") as sandbox:
        answer = sandbox.send(event())
        assert answer.status_code == 422
        assert answer.json()["message"].startswith("no key: set NETCORE_AES_KEY")
        assert sandbox.inbox()[0]["problems"][0]["rule"] == "key"


def test_a_key_alone_serves_11258() -> None:
    with running(NETCORE_AES_KEY=GCM_KEY) as sandbox:
        assert sandbox.send(event(), scheme=11258).status_code == 200
        answer = sandbox.send(event())
        assert answer.status_code == 422
        assert "no IV: set NETCORE_AES_IV too" in answer.json()["message"]


def test_other_addresses_only_with_a_warning() -> None:
    warning = "Warning: anyone who can reach 0.0.0.0 can see what the sandbox decrypts.\n"
    with running("--host", "0.0.0.0", warning=warning) as sandbox:
        port = httpx.URL(sandbox.url).port
        assert httpx.get(f"http://127.0.0.1:{port}/inbox.json", trust_env=False).status_code == 200

        def status(host: str) -> int:
            url = f"http://127.0.0.1:{port}/inbox.json"
            return httpx.get(url, headers={"Host": host}, trust_env=False).status_code

        own = ("192.0.2.1", f"192.0.2.1:{port}", "[2001:db8::1]", "localhost", socket.gethostname())
        assert {host: status(host) for host in own} == dict.fromkeys(own, 200)
        strangers = ("evil.example", "192.0.2.1.evil.example", f"{socket.gethostname()}.evil.example")
        assert {host: status(host) for host in strangers} == dict.fromkeys(strangers, 421)


def test_ipv6_loopback_is_loopback() -> None:
    with running("--host", "::1") as sandbox:
        assert sandbox.url.startswith("http://[::1]:")
        assert sandbox.send(event()).status_code == 200

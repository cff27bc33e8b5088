"""Bad input for every command: one line that says what to do, an exit status that is not 0, and nothing else."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import socket
import subprocess
from pathlib import Path

import pytest
from cli_support import ASSET, COMMAND, ENV, cli, event, fault, summary

NO_KEY = {"NETCORE_AES_KEY": "", "NETCORE_AES_IV": ""}
LOCAL = "http://127.0.0.1:1"
COMMANDS = {
    "encrypt": ["encrypt"],
    "decrypt": ["decrypt"],
    "check": ["check"],
    "request": ["request", "--asset-id", ASSET],
    "send": ["send", "--asset-id", ASSET, "--endpoint", LOCAL],
    "dry run": ["send", "--asset-id", ASSET, "--dry-run"],
}
EVENTS = (json.dumps(event(1)) + "\n").encode()
FILES = {
    "empty": b"",
    "truncated.gz": gzip.compress(EVENTS * 50)[:-9],
    "damaged.gz": gzip.compress(EVENTS * 50)[:40] + b"x" * 40,
    "broken.json": b"[" + EVENTS + b",",
    "utf-16.json": EVENTS.decode().encode("utf-16"),
    "binary": b"\xff\xfe\x00\x80" * 9,
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, content in FILES.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "directory").mkdir()
    return tmp_path


def words(file: str) -> str:
    known = {"missing": "o such file|does not exist", "empty": "is empty|no event", "directory": "directory"}
    return known.get(file, "")


@pytest.mark.parametrize(
    ("command", "file"),
    # Any text can be encrypted, JSON or not.
    [(c, f) for c in COMMANDS for f in ("missing", "directory", *FILES) if (c, f) != ("encrypt", "broken.json")],
)
def test_files(command: str, file: str, folder: Path) -> None:
    before = sorted(os.listdir(folder))
    line = fault(cli(*COMMANDS[command], file, cwd=folder))
    assert not words(file) or any(part in line for part in words(file).split("|")), line
    assert sorted(os.listdir(folder)) == before


@pytest.mark.parametrize("command", COMMANDS)
def test_empty_standard_input(command: str, tmp_path: Path) -> None:
    assert "standard input" in fault(cli(*COMMANDS[command], "-", cwd=tmp_path))


@pytest.mark.parametrize("command", COMMANDS)
def test_a_file_that_may_not_be_read(command: str, tmp_path: Path) -> None:
    path = tmp_path / "events"
    path.write_bytes(EVENTS)
    path.chmod(0)
    # Root may read anything unless it gives that up.
    sets = [f"--{name}=-dac_override,-dac_read_search" for name in ("bounding-set", "inh-caps")]
    prefix = [] if os.geteuid() else [str(shutil.which("setpriv")), *sets]
    arguments = [*prefix, *COMMAND, *COMMANDS[command], "events"]
    result = subprocess.run(arguments, cwd=tmp_path, env=ENV, capture_output=True, check=False)
    assert "cannot read 'events': Permission denied" in fault(result)


@pytest.mark.parametrize("command", ["encrypt", "decrypt", "request", "send", "dry run"])
def test_no_key(command: str, tmp_path: Path) -> None:
    (tmp_path / "events").write_bytes(EVENTS)
    line = fault(cli(*COMMANDS[command], "events", cwd=tmp_path, env=NO_KEY))
    assert "NETCORE_AES_KEY and NETCORE_AES_IV" in line
    line = fault(cli(*COMMANDS[command], "events", cwd=tmp_path, env={"NETCORE_AES_KEY": "short"}))
    assert "the key has 5 bytes" in line
    line = fault(cli(*COMMANDS[command], "events", "--scheme", "7", cwd=tmp_path))
    assert "scheme" in line


@pytest.mark.parametrize("command", ["send", "dry run"])
def test_no_api_key(command: str, tmp_path: Path) -> None:
    (tmp_path / "events").write_bytes(EVENTS)
    assert "set NETCORE_API_KEY" in fault(cli(*COMMANDS[command], "events", cwd=tmp_path, env={"NETCORE_API_KEY": ""}))
    fault(cli(*COMMANDS[command], "events", cwd=tmp_path, env={"NETCORE_API_KEY": "two\nlines"}))
    assert os.listdir(tmp_path) == ["events"]


def test_events_that_are_wrong_make_no_request(tmp_path: Path) -> None:
    bad = json.dumps(event("")).encode()
    assert "netcore-aes check" in fault(cli(*COMMANDS["request"], "-", cwd=tmp_path, stdin=bad))
    assert "send" in fault(cli(*COMMANDS["request"], "-", cwd=tmp_path, stdin=EVENTS * 1001))


def test_a_text_that_is_none(tmp_path: Path) -> None:
    for text in (b"hello", b"AAAA", b"A" * 64, b"\xff" * 8):
        fault(cli("decrypt", cwd=tmp_path, stdin=text))


USAGE = [
    [],
    ["nothing"],
    ["check"],
    ["check", "a", "b"],
    ["send", "--asset-id"],
    ["send", "x"],
    ["send", "--insecure", "x", "--asset-id", ASSET],
    ["send", "x", "--asset-id", ASSET, "--region", "mars"],
    ["send", "-", "-", "--asset-id", ASSET],
    ["send", "x", "--asset-id", "two\nlines"],
    ["keygen", "--format", "xml"],
    ["keygen", "--scheme", "x"],
    ["sandbox", "--port", "99999"],
]


NUMBERS: dict[str, tuple[list[str], list[str]]] = {
    "connections": (["1", "64"], ["-1", "0", "65", "1000000", "1.5", "x", ""]),
    "chunk-events": (["1", "1000"], ["-1", "0", "1001", "1000000000000"]),
    "max-retries": (["0", "100"], ["-1", "101", "1000000000000"]),
    "timeout": (["0.1", "3600"], ["0", "0.0999", "-1", "3600.1", "1e300", "nan", "inf", "-inf"]),
}


@pytest.mark.parametrize("name", NUMBERS)
def test_numbers_have_bounds(name: str, tmp_path: Path) -> None:
    (tmp_path / "events").write_bytes(EVENTS)
    arguments = ("send", "events", "--asset-id", ASSET, "--endpoint", LOCAL, "--dry-run")
    good, bad = NUMBERS[name]
    for number in good:
        result = cli(*arguments, f"--{name}={number}", cwd=tmp_path)
        assert (result.returncode, result.stderr) == (0, b""), number
    for number in bad:
        result = cli(*arguments, f"--{name}={number}", cwd=tmp_path)
        assert f"--{name}" in fault(result)
        assert (result.returncode, result.stdout) == (2, b""), number


@pytest.mark.parametrize("arguments", USAGE, ids=" ".join)
def test_usage(arguments: list[str], tmp_path: Path) -> None:
    result = cli(*arguments, cwd=tmp_path)
    fault(result)
    assert (result.returncode, result.stdout) == (2, b"")


ENDPOINTS = [
    "http://api2.netcoresmartech.com",
    "http://127.0.0.1.example.com",
    "http://127.0.0.1@example.com",
    "http://localhost.example.com",
    "http://[::ffff:8.8.8.8]",
    "http://126.255.255.255",
    "http://128.0.0.0",
    "http://0.0.0.0",
    "http://[::]",
    "http://[::2]",
    "http://localhos",
    "http://localhostx",
    "https://user:password@example.com",
    "ftp://127.0.0.1",
    "127.0.0.1:80",
    "https://",
    "http://[",
    "x" * 70000,
]


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint[:40])
def test_endpoints(endpoint: str, tmp_path: Path) -> None:
    (tmp_path / "events").write_bytes(EVENTS)
    result = cli("send", "events", "--asset-id", ASSET, "--endpoint", endpoint, cwd=tmp_path)
    assert result.returncode == 2
    assert "password" not in fault(result).replace("user name or a password", "")


@pytest.mark.parametrize("host", ["127.0.0.0", "127.0.0.1", "127.255.255.255", "[::1]", "localhost"])
def test_plain_http_is_for_this_machine(host: str, tmp_path: Path) -> None:
    (tmp_path / "events").write_bytes(EVENTS)
    result = cli("send", "events", "--asset-id", ASSET, "--endpoint", f"http://{host}", "--dry-run", cwd=tmp_path)
    assert (result.returncode, result.stderr) == (0, b"")


def test_a_host_that_cannot_be_reached(tmp_path: Path) -> None:
    (tmp_path / "events").write_bytes(EVENTS)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    for endpoint in (f"http://127.0.0.1:{port}", "https://nowhere.invalid"):
        result = cli(
            "send", "events", "--asset-id", ASSET, "--endpoint", endpoint, "--max-retries", "0", "--journal", "j",
            cwd=tmp_path,
        )  # fmt: skip
        assert result.returncode == 1
        assert "cannot be reached" in fault(result)
        assert "run the same command again" in fault(result)
        # It has not arrived, and that is certain.
        assert "may have arrived twice" not in summary(result)
        os.unlink(tmp_path / "j")


def test_a_ca_bundle_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "events").write_bytes(EVENTS)
    for bundle in ("missing", "events", "."):
        fault(cli("send", "events", "--asset-id", ASSET, "--ca-bundle", bundle, cwd=tmp_path))

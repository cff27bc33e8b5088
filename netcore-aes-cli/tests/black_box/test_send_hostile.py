"""`send` against an endpoint, a folder and an input that mean harm."""

from __future__ import annotations

import gzip
import json
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from cli_support import ASSET, cli, event, fault, letters, summary, write_events

@contextmanager
def server(serve: Callable[[socket.socket], None]) -> Iterator[str]:
    """Serves each connection; yields the URL."""
    listening = socket.create_server(("127.0.0.1", 0))

    def run() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listening.accept()
                threading.Thread(target=handle, args=(connection,), daemon=True).start()

    def handle(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            serve(connection)

    threading.Thread(target=run, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()


def read_request(connection: socket.socket) -> bytes:
    """Reads a request, and returns its head."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            raise ConnectionError
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    [length] = [int(line[16:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length: ")]
    while len(body) < length:
        body += connection.recv(65536)
    return head


def send(url: str, *options: str, cwd: Path, events: int = 1) -> subprocess.CompletedProcess[bytes]:
    """Sends events, each in a request of its own, over one connection at a time and without a second try."""
    write_events(cwd / "a", [event(number) for number in range(events)])
    one_by_one = ("--chunk-events", "1", "--connections", "1", "--max-retries", "0")
    return cli("send", "a", "--asset-id", ASSET, "--endpoint", url, *one_by_one, *options, cwd=cwd)


TRICKLES = {
    "nothing": (b"", b"H"),
    "half a head": (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX: ", b"y"),
    "other answers first": (b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 100 Continue\r\n\r\n"),
}


@pytest.mark.parametrize(("start", "more"), TRICKLES.values(), ids=TRICKLES)
def test_an_answer_must_begin_in_time(start: bytes, more: bytes, tmp_path: Path) -> None:
    """However often a byte of it comes."""

    def serve(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(start)
        while True:
            connection.sendall(more)
            time.sleep(0.1)

    with server(serve) as url:
        began = time.monotonic()
        result = send(url, "--timeout", "0.5", cwd=tmp_path)
        assert time.monotonic() - began < 5
    assert "cannot be reached (it did not answer in time)" in fault(result)
    assert summary(result)["may have arrived twice"] == "chunk 0 (events 0 to 0 of a)"


@pytest.mark.parametrize(("timeout", "seconds"), [("30", 5), ("0.5", 2)])
def test_the_rest_of_an_answer_is_not_waited_for(timeout: str, seconds: float, tmp_path: Path) -> None:
    """Five seconds or four timeouts: then its status is what counts."""
    write_events(tmp_path / "a", [event(number) for number in range(3)])
    pieces = [round(10 * seconds - 12), round(10 * seconds + 15), 1_000_000]

    def serve(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(b"HTTP/1.1 400 No\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in range(pieces.pop()):
            connection.sendall(b"1\r\ny\r\n")
            time.sleep(0.1)
        connection.sendall(b"0\r\n\r\n")
        connection.recv(1)

    with server(serve) as url:
        began = time.monotonic()
        options = ("--endpoint", url, "--timeout", timeout, "--chunk-events", "1", "--max-retries", "0")
        result = cli("send", "a", "--asset-id", ASSET, *options, cwd=tmp_path)
        assert (result.returncode, result.stderr) == (1, b"")
        assert time.monotonic() - began < seconds + 2
    reasons = sorted(letter["reason"] for letter in letters(tmp_path / "a.dead-letter.ndjson"))
    assert reasons == ["status 400", "status 400", "status 400: " + "y" * round(10 * seconds - 12)]


def test_an_answer_is_not_decompressed(tmp_path: Path) -> None:
    bomb = gzip.compress(bytes(50_000_000))
    assert len(bomb) < 65_536

    def serve(connection: socket.socket) -> None:
        read_request(connection)
        head = b"HTTP/1.1 400 No\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(bomb)
        connection.sendall(head + bomb)

    with server(serve) as url:
        assert send(url, cwd=tmp_path).returncode == 1
    [letter] = letters(tmp_path / "a.dead-letter.ndjson")
    # What follows is the beginning of the compressed text itself.
    assert letter["reason"].startswith("status 400: ")
    assert 0 < len(letter["reason"].removeprefix("status 400: ").strip()) <= 200
    assert "\0" not in letter["reason"]


@pytest.mark.parametrize(("size", "connections"), [(0, 1), (1, 1), (65_535, 1), (1_000_000, 2)])
def test_an_answer_is_read_to_its_end_if_it_is_short(size: int, connections: int, tmp_path: Path) -> None:
    """Then the connection serves the next request."""
    served = []

    def serve(connection: socket.socket) -> None:
        served.append(connection)
        while True:
            read_request(connection)
            connection.sendall(b"HTTP/1.1 400 No\r\nContent-Length: %d\r\n\r\n" % size + b"x" * size)

    with server(serve) as url:
        assert send(url, cwd=tmp_path, events=2).returncode == 1
    reason = f"status 400: {'x' * min(size, 200)}" if size else "status 400"
    assert [letter["reason"] for letter in letters(tmp_path / "a.dead-letter.ndjson")] == [reason] * 2
    assert len(served) == connections


def test_cookies_are_not_kept(tmp_path: Path) -> None:
    heads = []

    def serve(connection: socket.socket) -> None:
        while True:
            heads.append(read_request(connection))
            connection.sendall(b"HTTP/1.1 200 OK\r\nSet-Cookie: a=b; Path=/\r\nContent-Length: 0\r\n\r\n")

    with server(serve) as url:
        assert send(url, cwd=tmp_path, events=2).returncode == 0
    assert len(heads) == 2
    assert b"cookie" not in b"".join(heads).lower()


@pytest.mark.parametrize("ending", ["journal", "dead-letter.ndjson"])
def test_nothing_is_sent_if_its_record_is_not_safe(ending: str, tmp_path: Path) -> None:
    write_events(tmp_path / "a", [event("")])
    (tmp_path / f"a.{ending}").touch()
    (tmp_path / f"a.{ending}").chmod(0o666)
    result = cli("send", "a", "--asset-id", ASSET, "--endpoint", "http://127.0.0.1:9/", cwd=tmp_path)
    assert "others may write" in fault(result)
    assert (tmp_path / f"a.{ending}").read_bytes() == b""


@pytest.mark.parametrize("ending", ["journal", "dead-letter.ndjson"])
def test_who_may_read_and_write_a_record(ending: str, tmp_path: Path) -> None:
    """The group may read both, everyone the journal alone: it holds no events."""
    write_events(tmp_path / "a", [event("")])
    path = tmp_path / f"a.{ending}"
    for mode in (0o600, 0o640, 0o620, 0o644, 0o602):
        path.unlink(missing_ok=True)
        path.touch()
        path.chmod(mode)
        arguments = ("--asset-id", ASSET, "--endpoint", "http://127.0.0.1:9/", "--start-over")
        result = cli("send", "a", *arguments, cwd=tmp_path)
        is_open = mode & 0o022 or (mode & 0o004 and ending != "journal")
        assert ("chmod 600" in result.stderr.decode()) == bool(is_open), oct(mode)
        assert result.returncode == (2 if is_open else 1)


def test_a_files_name_cannot_steer_the_terminal(tmp_path: Path) -> None:
    name = "a\x1b]0;owned\x07\nevents read: 9"
    write_events(tmp_path / name, [event("")])
    result = cli("send", name, "--asset-id", ASSET, "--endpoint", "http://127.0.0.1:9/", cwd=tmp_path)
    assert result.returncode == 1
    assert b"\x1b" not in result.stdout + result.stderr
    assert b"\nevents read: 9" not in result.stdout
    [letter] = letters(tmp_path / f"{name}.dead-letter.ndjson")
    assert letter["file"] == name
    assert json.loads(json.dumps(letter["event"]))["identity"] == ""

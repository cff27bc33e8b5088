"""`send` against an endpoint, a folder and an input that mean harm."""

from __future__ import annotations

import gzip
import json
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest
from cli_support import ASSET, BINARY, cli, event, fault, letters, write_events
from common import API_KEY, cipher
from netcore_aes.cli.endpoint import resolve
from netcore_aes.cli.fault import Fault
from netcore_aes.cli.post import Poster
from netcore_aes.cli.private import open_private


@pytest.mark.parametrize("seconds", [1.2, 3.2])
def test_a_slow_answer_has_four_timeouts(seconds: float, tmp_path: Path) -> None:
    """However often a byte of it comes."""
    write_events(tmp_path / "a", [event(1)])

    def serve(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX: ")
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            connection.sendall(b"y")
            time.sleep(0.1)
        connection.sendall(b"\r\n\r\n")
        connection.recv(1)

    with server(serve) as url:
        options = ("--endpoint", url, "--timeout", "0.5", "--max-retries", "0")
        result = cli("send", "a", "--asset-id", ASSET, *options, cwd=tmp_path)
    if BINARY:
        # To it, an answer that has not begun is no progress.
        assert "cannot be reached (it did not answer in time)" in fault(result)
        return
    assert result.returncode == (0 if seconds < 2 else 1)
    assert seconds < 2 or "cannot be reached (TotalTimeout)" in fault(result)


@contextmanager
def server(serve: Callable[[socket.socket], None]) -> Iterator[str]:
    """Serves each connection after its request was read; yields the URL."""
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
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(65536)
    head, _, body = data.partition(b"\r\n\r\n")
    [length] = [int(line[16:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length: ")]
    while len(body) < length:
        body += connection.recv(65536)
    return head


def poster(url: str, timeout: float = 0.3) -> Poster:
    target = resolve(url)
    return Poster(cipher(), target, asset_id=ASSET, api_key=API_KEY, connections=2, timeout=timeout)


@pytest.mark.parametrize("start", [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nX: "])
def test_an_answer_must_begin_in_time(start: bytes) -> None:
    def serve(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(start)
        while True:
            # Often enough for the time that each read may take.
            connection.sendall(
                b"H" if not start else b"y" if start.endswith(b" ") else b"HTTP/1.1 100 Continue\r\n\r\n"
            )
            time.sleep(0.1)

    with server(serve) as url, closing(poster(url)) as one:
        began = time.monotonic()
        answer = one.post(b"[]")
        assert (answer.status, answer.is_doubtful) == (None, True)
        assert time.monotonic() - began < 5


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


def test_an_answer_is_not_decompressed() -> None:
    bomb = gzip.compress(bytes(50_000_000))

    def serve(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(
            b"HTTP/1.1 400 No\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(bomb) + bomb
        )

    with server(serve) as url, closing(poster(url, 5)) as one:
        answer = one.post(b"[]")
        assert answer.status == 400
        # What begins so is the compressed text itself.
        assert len(answer.message) <= 200
        assert "\0" not in answer.message
        assert answer.message.strip()


@pytest.mark.parametrize(
    ("size", "connections"), [(0, 1), (1, 1), (65_535, 1), (65_536, 2), (65_537, 2), (1_000_000, 2)]
)
def test_an_answer_is_read_to_its_end_if_it_is_short(size: int, connections: int) -> None:
    """Then the connection serves the next request."""
    served = []

    def serve(connection: socket.socket) -> None:
        served.append(connection)
        while True:
            read_request(connection)
            connection.sendall(b"HTTP/1.1 400 No\r\nContent-Length: %d\r\n\r\n" % size + b"x" * size)

    with server(serve) as url, closing(poster(url, 5)) as one:
        for _ in range(2):
            answer = one.post(b"[]")
            assert (answer.status, answer.message) == (400, "x" * min(size, 200))
    assert len(served) == connections


def test_cookies_are_not_kept() -> None:
    heads = []

    def serve(connection: socket.socket) -> None:
        while True:
            heads.append(read_request(connection))
            connection.sendall(b"HTTP/1.1 200 OK\r\nSet-Cookie: a=b; Path=/\r\nContent-Length: 0\r\n\r\n")

    with server(serve) as url, closing(poster(url, 5)) as one:
        assert one.post(b"[]").is_accepted
        assert one.post(b"[]").is_accepted
    assert len(heads) == 2
    assert b"cookie" not in b"".join(heads).lower()


def test_files_of_others_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "file"
    os.close(open_private(str(path), is_secret=True))
    assert path.stat().st_mode & 0o777 == 0o600
    for mode, is_secret in ((0o620, False), (0o602, False), (0o666, True), (0o604, True)):
        path.chmod(mode)
        with pytest.raises(Fault, match="chmod 600"):
            open_private(str(path), is_secret=is_secret)
    path.chmod(0o644)
    os.close(open_private(str(path), is_secret=False))
    link = tmp_path / "link"
    link.symlink_to(path)
    os.close(open_private(str(link), is_secret=False))
    if os.geteuid() == 0:
        os.chown(path, 12345, 12345)
        os.lchown(link, 12345, 12345)
        with pytest.raises(Fault, match="belongs to another user"):
            open_private(str(path), is_secret=False)
        with pytest.raises(Fault, match="a link that another user made"):
            open_private(str(link), is_secret=False)
    # A device is no file of anyone's.
    os.close(open_private("/dev/null", is_secret=True))


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
        again = ("--start-over",) if BINARY else ()
        result = cli("send", "a", "--asset-id", ASSET, "--endpoint", "http://127.0.0.1:9/", *again, cwd=tmp_path)
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

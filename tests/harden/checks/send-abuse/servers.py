"""Hostile endpoints on bare sockets, until `is_good` is set."""

from __future__ import annotations

import gzip
import json
import socket
import struct
import threading
import time
from collections.abc import Callable
from contextlib import suppress

import netcore_aes

Serve = Callable[[socket.socket], None]
GOOD = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


class Server:
    """Counts the events that it confirmed; after `is_good` is set it confirms all."""

    def __init__(self, serve: Serve, cipher: netcore_aes.Cipher) -> None:
        self._serve, self._cipher = serve, cipher
        self.is_good = threading.Event()
        self.taken: list[int] = []
        self.requests: list[bytes] = []
        self.seen: list[list[int]] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listening.accept()
                threading.Thread(target=self._handle, args=(connection,), daemon=True).start()

    def _handle(self, connection: socket.socket) -> None:
        connection.settimeout(60)
        # The other end may close at any time.
        with connection, suppress(OSError, ValueError, IndexError):
            while True:
                if not self.is_good.is_set() and getattr(self._serve, "is_early", False):
                    self._serve(connection)
                    return
                head, body = read_request(connection)
                identities = [event["identity"] for event in json.loads(self._cipher.decrypt(json.loads(body)["encryptedRequest"]))]
                self.requests.append(head)
                self.seen.append(identities)
                if not self.is_good.is_set():
                    self.taken += identities if getattr(self._serve, "is_taking", False) else []
                    self._serve(connection)
                    return
                self.taken += identities
                connection.sendall(GOOD)

    def was_asked(self) -> bool:
        return bool(self.requests)

    def close(self) -> None:
        self._listening.close()


def read_request(connection: socket.socket) -> tuple[bytes, bytes]:
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(65536)
        if not more:
            raise ConnectionResetError
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    length = next(int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:"))
    while len(body) < length:
        body += connection.recv(65536)
    return head, body


def early(serve: Serve) -> Serve:
    """Makes an endpoint that reads no request."""
    return _marked(serve, is_early=True)


def taking(serve: Serve) -> Serve:
    """Makes an endpoint that confirms the events."""
    return _marked(serve, is_taking=True)


def _marked(serve: Serve, **marks: bool) -> Serve:
    def marked(connection: socket.socket) -> None:
        serve(connection)

    vars(marked).update(marks)
    return marked


def saying(answer: bytes) -> Serve:
    return lambda connection: connection.sendall(answer)


def dripping(start: bytes, piece: bytes, seconds: float = 0.05) -> Serve:
    """A little at a time, for ever."""

    def serve(connection: socket.socket) -> None:
        connection.sendall(start)
        while True:
            connection.sendall(piece)
            time.sleep(seconds)

    return serve


def pouring(start: bytes, piece: bytes) -> Serve:
    return dripping(start, piece * (200_000 // len(piece) + 1), 0)


def resetting(start: bytes) -> Serve:
    def serve(connection: socket.socket) -> None:
        connection.sendall(start)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    return serve


def silent(connection: socket.socket) -> None:
    time.sleep(30)


OK, NO = b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 400 No\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"
_BOMB = gzip.compress(bytes(60_000_000))
_LENGTH = b"Content-Length: %d\r\n\r\n" % len(_BOMB)
_COOKIES = b"".join(b"Set-Cookie: c%d=%s; Path=/\r\n" % (n, b"x" * 3000) for n in range(25))

HOSTILE: dict[str, Serve] = {
    "says nothing": silent,
    "never reads": early(silent),
    "closes at once": early(lambda _: None),
    "resets at once": early(resetting(b"")),
    "resets after the request": resetting(b""),
    "resets within the headers": resetting(OK + b"X: "),
    "a status line byte by byte": dripping(b"", b"H"),
    "headers byte by byte": dripping(OK + b"X: ", b"y"),
    "endless headers": pouring(OK, b"X: yyyyyyyyyy\r\n"),
    "one endless header": pouring(OK + b"X: ", b"y"),
    "endless interim answers": dripping(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "a flood of interim answers": pouring(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
    "200 and a body byte by byte": taking(dripping(OK + CHUNKED, b"1\r\ny\r\n")),
    "200 and an endless body": taking(pouring(OK + CHUNKED, b"400\r\n" + b"y" * 1024 + b"\r\n")),
    "400 and an endless body": pouring(NO + CHUNKED, b"400\r\n" + b"y" * 1024 + b"\r\n"),
    "200 and a reset in the body": taking(resetting(OK + b"Content-Length: 1000\r\n\r\nyy")),
    "a compressed bomb": saying(NO + b"Content-Encoding: gzip\r\n" + _LENGTH + _BOMB),
    "a damaged coding": taking(saying(OK + b"Content-Encoding: deflate\r\nContent-Length: 4\r\n\r\nzzzz")),
    "cookies": taking(saying(OK + _COOKIES + b"Content-Length: 0\r\n\r\n")),
    "a day to wait": saying(b"HTTP/1.1 429 Wait\r\nRetry-After: 86400\r\nContent-Length: 0\r\n\r\n"),
    "a year to wait": saying(b"HTTP/1.1 503 Wait\r\nRetry-After: Fri, 31 Dec 9999 23:59:59 GMT\r\nContent-Length: 0\r\n\r\n"),
    "nonsense to wait": saying(b"HTTP/1.1 503 Wait\r\nRetry-After: -9e999\r\nContent-Length: 0\r\n\r\n"),
    "terminal codes": saying(NO + b"X: \x1b[2J\r\nContent-Length: 9\r\n\r\n\x1b]0;own\x07\n"),
}
for _line in (b"", b"\r\n", b"HTTP/1.1\r\n", b"HTTP/1.1 abc OK\r\n", b"HTTP/1.1 2000 OK\r\n", b"HTTP/1.1 99 x\r\n", b"<html>", b"ICY 200 OK\r\n"):
    HOSTILE[f"status line {_line!r}"] = saying(_line + b"Content-Length: 0\r\n\r\n")
for _header in (b"X\0: y", b"X y: z", b": z", b"X: \0", b"Content-Length: -1", b"Content-Length: 1\r\nContent-Length: 2", b"Transfer-Encoding: x"):
    HOSTILE[f"header {_header!r}"] = saying(b"HTTP/1.1 503 No\r\n" + _header + b"\r\n\r\n")
# Quick ones, and one of each other kind.
QUICK = [
    *("resets after the request", "headers byte by byte", "endless headers", "endless interim answers"),
    *("200 and a body byte by byte", "400 and an endless body", "a compressed bomb", "cookies", "a day to wait"),
    *("terminal codes", "status line b'HTTP/1.1 abc OK\\r\\n'", "header b'X\\x00: y'"),
]

"""Floods: endless and compressed bodies, endless headers."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
import zlib

from abuse import IS_LONG, Counted
from target import Target, request, status

MOST = 400_000_000 if IS_LONG else 60_000_000
PIECE = b"A" * 65_536
# A body gets 30 seconds; the rest of a refused one is read for a few more.
_SECONDS = 45


def attack(target: Target) -> list[Counted]:
    counted = Counted("floods cut off or refused")
    _bodies(target, counted)
    _bombs(target, counted)
    _together(target, counted)
    counted.note("a good upload after all", target.probe())
    return [counted]


def _pour(target: Target, head: bytes, piece: bytes) -> tuple[float, bytes]:
    """Sends a piece over and over until the other end closes; returns the seconds, and the answer."""
    began = time.monotonic()
    sent = 0
    with target.connect() as connection:
        connection.settimeout(_SECONDS)
        with contextlib.suppress(OSError):
            connection.sendall(head)
            while sent < MOST and time.monotonic() < began + _SECONDS:
                sent += connection.send(piece)
        answer = b""
        with contextlib.suppress(OSError):
            while time.monotonic() < began + _SECONDS and (more := connection.recv(65536)):
                # Do not keep the answers to a hundred thousand requests.
                answer = answer or more
        return time.monotonic() - began, answer


def pour_all(target: Target, counted: Counted, floods: dict[str, tuple[bytes, bytes]], statuses: tuple) -> None:
    """All floods at the same time."""

    def pour(name: str) -> None:
        seconds, answer = _pour(target, *floods[name])
        counted.note(name, status(answer) in statuses and seconds < _SECONDS, (f"{seconds:.0f} s", answer))

    threads = [threading.Thread(target=pour, args=(name,)) for name in floods]
    for thread in threads:
        thread.start()
    counted.note("a good upload meanwhile", target.probe())
    for thread in threads:
        thread.join()


def _bodies(target: Target, counted: Counted) -> None:
    chunk = b"10000\r\n" + PIECE + b"\r\n"
    chunked = target.head(None, "Transfer-Encoding: chunked")
    line = b"X: yyyyyyyyyyyyyyyyyyyyyyyyyyy\r\n" * 2000
    endless = {
        "a body declared and sent": (target.head(1_000_000_000_000), PIECE),
        "a body declared as large as can be": (target.head((1 << 63) - 1), PIECE),
        "a body without an end": (chunked, chunk),
        "trailers": (chunked + b"0\r\n", line),
        "a body for nothing": (request("POST", "/nothing", "localhost", ["Content-Length: 1000000000000"]), PIECE),
        "headers": (b"GET / HTTP/1.1\r\nHost: localhost\r\n", line),
        "empty lines": (b"", b"\r\n" * 30_000),
    }
    if IS_LONG:
        endless["single bytes"] = (chunked, b"1\r\nA\r\n" * 8000)
        endless["extensions"] = (chunked + b"5;", PIECE)
    pour_all(target, counted, endless, (None, 400, 404, 408, 413, 431))
    # The page was requested, and must come.
    body = {"the body of a GET": (request("GET", "/", "localhost", ["Content-Length: 1000000000000"]), PIECE)}
    pour_all(target, counted, body, (None, 200))


def _bombs(target: Target, counted: Counted) -> None:
    size = 2_000_000_000 if IS_LONG else 200_000_000
    for coding, bits in (("gzip", 31), ("deflate", 15)):
        bomb = _compressed(size, bits)
        answer = target.upload(bomb, f"Content-Encoding: {coding}")
        counted.note(f"{len(bomb)} bytes that are {size}, {coding}", status(answer) in (400, 413, 415), answer)
        answer = target.upload(bomb[: len(bomb) // 2] + b"\xff" * 100, f"Content-Encoding: {coding}")
        counted.note(f"damaged {coding}", status(answer) in (400, 413, 415), answer)
    for coding in ("br", "zstd", "gzip, gzip", "x", "identity, gzip"):
        answer = target.upload(b"\x1f\x8b\x08" + b"\0" * 1000, f"Content-Encoding: {coding}")
        counted.note(f"coding {coding}", status(answer) in (400, 413, 415), answer)


def _compressed(size: int, bits: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, bits)
    block = bytes(1 << 20)
    return b"".join(packer.compress(block) for _ in range(size >> 20)) + packer.flush()


def _together(target: Target, counted: Counted) -> None:
    """Bodies of just the allowed size, many at a time."""
    body = b'{"encryptedRequest": "' + b"A" * 9_900_000 + b'"}'
    answers: list[int | None] = []

    def post() -> None:
        answers.append(status(target.upload(body)))

    threads = [threading.Thread(target=post) for _ in range(48 if IS_LONG else 24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for number, answer in enumerate(answers):
        # None may be accepted; one that took too long may have been closed.
        counted.note(f"ten megabytes, {number}", answer in (None, 408, 422), answer)
    counted.note("all were answered", len(answers) == len(threads), answers)

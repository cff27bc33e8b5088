"""Slow clients, and many of them."""

from __future__ import annotations

import contextlib
import json
import select
import socket
import threading
import time

from abuse import IS_LONG, Counted, figure
from target import Target, good_event, request, status

_SLOW = 40
_TRICKLE_SECONDS = 0.5


def attack(target: Target) -> list[Counted]:
    counted = Counted("slow clients: sent away, or in nobody's way")
    # Slow headers while everything else goes on.
    heads = threading.Thread(target=_slow_heads, args=(target, counted))
    heads.start()
    _slow_bodies(target, counted)
    _slow_readers(target, counted)
    _listeners(target, counted)
    heads.join()
    return [counted]


def _slow_heads(target: Target, counted: Counted) -> None:
    """A byte of the headers now and then, for ever; and none at all."""
    starts = [b"", b"G", b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: b\r\n", b"\r\n", b"POST /v1"]
    slow = [target.connect() for _ in range(_SLOW)]
    for number, connection in enumerate(slow):
        connection.sendall(starts[number % len(starts)])
    is_quiet = {connection for number, connection in enumerate(slow) if starts[number % len(starts)] == b""}
    began = time.monotonic()
    left = _trickle([one for one in slow if one not in is_quiet], b"y", 20) + _trickle(list(is_quiet), b"", 5)
    for number in range(_SLOW):
        counted.note(f"slow headers {number}", number >= left, f"{time.monotonic() - began:.0f} s")
    counted.note("a good upload beside slow headers", target.probe())
    _close(slow)


def _slow_bodies(target: Target, counted: Counted) -> None:
    """More slow large bodies than the sandbox reads at once: other requests must not wait for them."""
    body = target.body(json.dumps([good_event(activity_params={"text": "x" * 300_000})]))
    slow = [target.connect() for _ in range(_SLOW)]
    for connection in slow:
        connection.sendall(target.head(5_000_000) + body[:200_000])
    for number in range(2):
        counted.note(f"a good upload beside slow bodies {number}", target.probe())
        counted.note(f"a large one {number}", target.probe(400_000))
    if IS_LONG:
        left = _trickle(slow, b"A", 45)
        for number in range(_SLOW):
            counted.note(f"slow body {number}", number >= left)
    _close(slow)


def _slow_readers(target: Target, counted: Counted) -> None:
    """Clients that request everything and read nothing."""
    for _ in range(12):
        counted.note("a large upload", status(target.upload(target.body(json.dumps([good_event(x="y" * 4_000_000)])))) == 200)
    asks = [request("GET", path, "localhost", []) for path in ("/inbox.json", f"/inbox/{target.inbox()[0]['id']}.json")]
    slow = [target.connect(buffer=4096) for _ in range(_SLOW)]
    for number, connection in enumerate(slow):
        connection.sendall(asks[number % 2])
    time.sleep(0.5)
    counted.note("a good upload beside slow readers", target.probe())
    counted.note("a reader beside slow ones", len(target.inbox()) > 12)
    if IS_LONG:
        time.sleep(40)
        for number, connection in enumerate(slow):
            connection.settimeout(5)
            # The bytes under way arrive, then the connection ends.
            size = len(target.read(connection))
            counted.note(f"slow reader {number}", size < 48_000_000 if number % 2 == 0 else size < 4_000_000, size)
    _close(slow)


def _listeners(target: Target, counted: Counted) -> None:
    """More pages than may listen, none of which reads."""
    pages = [target.connect(buffer=4096) for _ in range(_SLOW)]
    for connection in pages:
        connection.sendall(request("GET", "/events", "localhost", []))
    answers = [status(connection.recv(200)) for connection in pages]
    counted.note("listeners are so many and no more", answers.count(200) <= 32 and answers.count(503) >= 8, answers)
    for _ in range(20):
        counted.note("a good upload beside listeners", target.probe())
    counted.note("the page opens", status(target.get("/")) == 200)
    _close(pages)


def crowd(target: Target) -> None:
    """Thousands of silent connections; good uploads meanwhile."""
    wanted = 15_000 if IS_LONG else 3000
    crowd: list[socket.socket] = []
    good = bad = 0
    for number in range(wanted):
        with contextlib.suppress(ConnectionError, TimeoutError):
            crowd.append(target.connect())
        if number % 300 == 299:
            is_good = target.probe()
            good, bad = good + is_good, bad + (not is_good)
    figure("idle connections opened and held", len(crowd), f"{wanted} at least", len(crowd) >= wanted)
    figure("good uploads taken meanwhile", f"{good} of {good + bad}", "all", bad == 0 and good >= 10)
    _close(crowd)


def _trickle(connections: list[socket.socket], piece: bytes, seconds: float) -> int:
    """Sends a little on each connection now and then; returns how many are open at the end."""
    is_open = list(connections)
    end = time.monotonic() + seconds
    while is_open and time.monotonic() < end:
        readable, _, _ = select.select(is_open, [], [], 0)
        for connection in list(is_open):
            try:
                if connection in readable and not connection.recv(65536):
                    raise ConnectionResetError
                if piece:
                    connection.send(piece)
            except OSError:
                is_open.remove(connection)
        time.sleep(_TRICKLE_SECONDS)
    return len(is_open)


def _close(connections: list[socket.socket]) -> None:
    for connection in connections:
        connection.close()

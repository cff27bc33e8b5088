"""Requests sent before the answers to earlier ones, and other bytes behind a request.

By itself: while others hold all places of listeners, `/events` would be refused for that alone.
"""

from __future__ import annotations

import contextlib
import socket

from abuse import IS_LONG, Counted
from floods import MOST, PIECE, pour_all
from target import Target, request, status


def attack(target: Target) -> Counted:
    counted = Counted("requests sent ahead, and what comes behind an upgrade")
    heads = {"requests sent ahead": (b"", request("GET", "/", "localhost", []) * 1000)}
    if IS_LONG:
        pour_all(target, counted, heads, (None, 200))
    for kind in ("websocket", "h2c", "x"):
        for path in ("/events", "/", "/v1/activity/upload"):
            head = request("GET", path, "localhost", [f"Upgrade: {kind}", "Connection: Upgrade"])
            heads[f"{kind} at {path}"] = (head, PIECE)
    for name, (head, piece) in heads.items():
        with target.connect() as connection:
            connection.settimeout(0.5)
            sent = 0
            # An open stream stays open, and the sandbox neither reads nor keeps bytes sent into it.
            with contextlib.suppress(OSError):
                connection.sendall(head)
                while sent < MOST:
                    sent += connection.send(piece)
            answer = b""
            with contextlib.suppress(OSError):
                answer = connection.recv(65536)
        counted.note(name, sent < MOST and status(answer) in (None, 200, 400, 405), (sent, answer))
    with target.connect() as connection:
        # The connection is closed for writing before any request.
        connection.shutdown(socket.SHUT_WR)
        counted.note("closed at once", target.read(connection) == b"")
    return counted

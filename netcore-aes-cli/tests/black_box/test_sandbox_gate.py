"""Clients that keep the sandbox waiting, and what is kept of those that do not."""

from __future__ import annotations

import contextlib
import json
import select
import socket
import time
from collections import Counter

import httpx
import pytest
from common import cipher
from sandbox_process import PATH, Running, event, headers, running

GET_SAMPLE = b"GET /sample.json HTTP/1.1\r\nHost: localhost\r\n\r\n"


def head(length: int) -> bytes:
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers().items())
    return f"POST /{PATH} HTTP/1.1\r\nHost: localhost\r\n{lines}Content-Length: {length}\r\n\r\n".encode()


def upload(size: int = 0) -> bytes:
    text = cipher().encrypt(json.dumps([event(activity_params={"text": "x" * size})]))
    body = json.dumps({"encryptedRequest": text}).encode()
    return head(len(body)) + body


def connect(sandbox: Running, stack: contextlib.ExitStack, data: bytes = b"") -> socket.socket:
    connection = stack.enter_context(socket.create_connection(("127.0.0.1", httpx.URL(sandbox.url).port or 0), 5))
    connection.sendall(data)
    return connection


def unread(sandbox: Running, stack: contextlib.ExitStack) -> socket.socket:
    """A client that asks for the inbox, and reads nothing of it."""
    connection = stack.enter_context(socket.socket())
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.connect(("127.0.0.1", httpx.URL(sandbox.url).port or 0))
    connection.sendall(b"GET /inbox.json HTTP/1.1\r\nHost: localhost\r\n\r\n")
    return connection


@pytest.mark.parametrize(
    ("files", "most"), [(70, 16), (80, 16), (81, 17), (120, 56), (575, 511), (576, 512), (2000, 512)]
)
def test_the_connection_that_waits_for_longest_makes_room(files: int, most: int) -> None:
    with running(files=str(files)) as sandbox, contextlib.ExitStack() as stack:
        crowd = [connect(sandbox, stack) for _ in range(most)]
        # They are taken in the order in which they come, and this one is answered.
        crowd[-1].sendall(GET_SAMPLE)
        assert crowd[-1].recv(15) == b"HTTP/1.1 200 OK"
        assert closed(crowd[:-1], 0.1) == []
        for number in range(2):
            connect(sandbox, stack)
            assert closed(crowd[number:-1], 5) == [crowd[number]]


def closed(connections: list[socket.socket], seconds: float) -> list[socket.socket]:
    poll = select.poll()
    for connection in connections:
        poll.register(connection, select.POLLIN)
    found = {fd for fd, _ in poll.poll(seconds * 1000)}
    return [connection for connection in connections if connection.fileno() in found]


def wait_for_requests(sandbox: Running, number: int) -> None:
    deadline = time.monotonic() + 20
    while len(sandbox.inbox()) < number:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_requests_may_be_sent_before_the_answers_come() -> None:
    with running("--delay-ms", "500") as sandbox, contextlib.ExitStack() as stack:
        connection = connect(sandbox, stack)
        for number in range(1, 5):
            connection.sendall(upload(120_000))
            wait_for_requests(sandbox, number)
        seen = b""
        while seen.count(b"HTTP/1.1 200 OK") < 4:
            piece = connection.recv(65536)
            assert piece, seen
            seen += piece


def test_a_few_pages_may_listen() -> None:
    request = b"GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with running() as sandbox, contextlib.ExitStack() as stack:
        statuses, pages = [], []
        for _ in range(50):
            pages.append(connect(sandbox, stack, request))
            statuses.append(pages[-1].recv(4096).split()[1])
        assert statuses == [b"200"] * 32 + [b"503"] * 18
        pages[0].close()
        # It is found to be gone when the next message is written.
        deadline = time.monotonic() + 10
        while sandbox.client.get(sandbox.endpoint).status_code == 405 and time.monotonic() < deadline:
            with sandbox.client.stream("GET", sandbox.url + "events") as stream:
                if stream.status_code == 200:
                    return
        raise AssertionError("no room was made")


def test_patience() -> None:
    """A client has 10 seconds for a head; 30 for a body, until the next request, and to go on reading an answer."""
    with running() as sandbox, contextlib.ExitStack() as stack:
        for _ in range(3):
            sandbox.send_text(cipher().encrypt("x" * 5_000_000))
        heads = [connect(sandbox, stack, start) for start in (b"", b"GET / HTTP/1.1\r\nHost: localhost\r\n")]
        body, idle = connect(sandbox, stack, head(500) + b"{"), connect(sandbox, stack, GET_SAMPLE)
        stalled = unread(sandbox, stack)
        assert idle.recv(65536).startswith(b"HTTP/1.1 200 OK")
        assert closed([*heads, body, idle], 9) == []
        time.sleep(2.5)
        assert closed([*heads, body, idle], 0) == heads
        assert closed([body, idle], 17.5) == []
        time.sleep(3)
        assert closed([body, idle], 0) == [body, idle]
        assert body.recv(65536).startswith(b"HTTP/1.1 408 ")
        assert length(stalled) < 10_000_000
        assert len(sandbox.client.get(sandbox.url + "inbox.json").content) > 15_000_000


def length(connection: socket.socket) -> int:
    """The bytes that come until the other end closes, one way or the other."""
    connection.settimeout(5)
    size = 0
    with contextlib.suppress(ConnectionResetError):
        while piece := connection.recv(1 << 20):
            size += len(piece)
    return size


def test_a_few_searches_may_wait() -> None:
    with running() as sandbox, contextlib.ExitStack() as stack:
        for _ in range(8):
            sandbox.send_text(cipher().encrypt("x" * 7_000_000))
        searches = [connect(sandbox, stack) for _ in range(24)]
        for search in searches:
            search.sendall(b"GET /search.json?q=absent HTTP/1.1\r\nHost: localhost\r\n\r\n")
        # Those at their end are answered when their turn comes.
        statuses = Counter(search.recv(4096).split()[1] for search in searches if search.settimeout(20) is None)
        assert statuses == {b"200": 16, b"503": 8}


def test_large_bodies_share_160_megabytes() -> None:
    """A body that finds no room waits, and a small one needs none."""
    with running() as sandbox, contextlib.ExitStack() as stack:
        slow = head(9_900_000) + b"A" * 9_800_000
        crowd = [connect(sandbox, stack, slow) for _ in range(15)]
        # 147 of them are taken, and 10 are kept for one that finds no other.
        large = upload(2_000_000)
        assert len(large) < 3_000_000
        first = connect(sandbox, stack, large)
        assert first.recv(15) == b"HTTP/1.1 200 OK"
        crowd.append(connect(sandbox, stack, slow))
        second = connect(sandbox, stack, large)
        assert closed([second], 1) == []
        small = connect(sandbox, stack, upload())
        assert small.recv(15) == b"HTTP/1.1 200 OK"
        crowd[0].close()
        assert second.recv(15) == b"HTTP/1.1 200 OK"


def test_64_may_read_the_inbox_at_once() -> None:
    with running() as sandbox, contextlib.ExitStack() as stack:
        sandbox.send_text(cipher().encrypt("x" * 7_000_000))
        sandbox.send_text(cipher().encrypt("x" * 7_000_000))
        readers = [unread(sandbox, stack) for _ in range(63)]
        ask = f"GET /inbox/{sandbox.inbox()[-1]['id']}.json HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
        last = connect(sandbox, stack, ask)
        assert last.recv(15) == b"HTTP/1.1 200 OK"
        late = connect(sandbox, stack, ask)
        assert closed([late], 1) == []
        readers[0].close()
        assert late.recv(15) == b"HTTP/1.1 200 OK"

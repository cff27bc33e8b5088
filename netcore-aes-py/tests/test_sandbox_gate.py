"""Clients that keep the sandbox waiting, and what is kept of those that do not."""

from __future__ import annotations

import asyncio
import contextlib
import json
import select
import socket
import threading
import time
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from cli_support import of_python
from common import IV, KEY, cipher
from netcore_aes.sandbox import endpoint, gate, inbox, places, views
from netcore_aes.sandbox.faults import Faults
from netcore_aes.sandbox.inbox import Entry, Inbox
from netcore_aes.sandbox.keyring import Keyring
from netcore_aes.sandbox.server import application, serve
from netcore_aes.sandbox.verdict import Issue, Verdict
from sandbox_process import PATH, Running, event, headers, running

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Connect = Callable[[], Awaitable[Connection]]


def talk(test: Callable[[Connect], Awaitable[None]], kept: Inbox | None = None) -> None:
    """Runs a test against a sandbox in this process."""

    async def run() -> None:
        port = asyncio.get_running_loop().create_future()
        app = application(Keyring(KEY, IV), Inbox(1000) if kept is None else kept, Faults(), "127.0.0.1")
        server = asyncio.create_task(serve(app, "127.0.0.1", 0, port.set_result))
        number = httpx.URL(await port).port

        async def connect() -> Connection:
            return await asyncio.open_connection("127.0.0.1", number, limit=4096)

        await asyncio.wait_for(test(connect), 20)
        server.cancel()
        await asyncio.gather(server, return_exceptions=True)

    asyncio.run(run())


def head(length: int) -> bytes:
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers().items())
    return f"POST /{PATH} HTTP/1.1\r\nHost: localhost\r\n{lines}Content-Length: {length}\r\n\r\n".encode()


def upload(size: int = 0) -> bytes:
    text = cipher().encrypt(json.dumps([event(activity_params={"text": "x" * size})]))
    body = json.dumps({"encryptedRequest": text}).encode()
    return head(len(body)) + body


async def is_answered(connect: Connect, request: bytes) -> bool:
    reader, writer = await connect()
    writer.write(request)
    line = await asyncio.wait_for(reader.readline(), 15)
    writer.close()
    return line == b"HTTP/1.1 200 OK\r\n"


async def rest(reader: asyncio.StreamReader, seconds: float = 5) -> int:
    """How many bytes come until the other end closes, one way or the other; it must."""
    size = 0
    with contextlib.suppress(ConnectionResetError):
        while piece := await asyncio.wait_for(reader.read(1 << 20), seconds):
            size += len(piece)
    return size


@of_python
@pytest.mark.parametrize("start", [b"", b"GET / HTTP/1.1\r\nHost: localhost\r\n", b"\r\n"])
def test_headers_must_end(start: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "HEAD_SECONDS", 0.3)

    async def test(connect: Connect) -> None:
        reader, writer = await connect()
        writer.write(start)
        assert await rest(reader) == 0

    talk(test)


@of_python
def test_a_crowd_shuts_nobody_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "MAX_CONNECTIONS", 16)

    async def test(connect: Connect) -> None:
        crowd = [await connect() for _ in range(100)]
        assert await is_answered(connect, upload())
        assert await rest(crowd[0][0]) == 0

    talk(test)


@pytest.mark.parametrize(
    ("files", "most"), [(70, 16), (80, 16), (81, 17), (120, 56), (575, 511), (576, 512), (2000, 512)]
)
def test_the_connection_that_waits_for_longest_makes_room(files: int, most: int) -> None:
    with running(files=str(files)) as sandbox, contextlib.ExitStack() as stack:
        address = ("127.0.0.1", httpx.URL(sandbox.url).port or 0)
        crowd = [stack.enter_context(socket.create_connection(address, 5)) for _ in range(most)]
        # They are taken in the order in which they come, and this one is answered.
        crowd[-1].sendall(b"GET /sample.json HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert crowd[-1].recv(15) == b"HTTP/1.1 200 OK"
        assert closed(crowd[:-1], 0.1) == []
        for number in range(2):
            stack.enter_context(socket.create_connection(address, 5))
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


@of_python
def test_nobody_makes_room_whose_request_is_at_work() -> None:
    with running("--delay-ms", "1500", files="80") as sandbox, contextlib.ExitStack() as stack:
        address = ("127.0.0.1", httpx.URL(sandbox.url).port or 0)
        crowd = [stack.enter_context(socket.create_connection(address, 5)) for _ in range(16)]
        for connection in crowd:
            connection.sendall(upload())
        # Each of them has one of its own by then, as no answer has come.
        time.sleep(0.7)
        late = stack.enter_context(socket.create_connection(address, 5))
        assert closed([late, *crowd], 0.5) == [late]
        assert [connection.recv(15) for connection in crowd] == [b"HTTP/1.1 200 OK"] * 16


@of_python
@pytest.mark.parametrize(("size", "is_served"), [(1000, True), (262_144, True), (262_145, False), (2_000_000, False)])
def test_so_much_may_be_sent_ahead(size: int, is_served: bool) -> None:
    with running("--delay-ms", "700") as sandbox:
        with socket.create_connection(("127.0.0.1", httpx.URL(sandbox.url).port or 0), 5) as connection:
            connection.sendall(upload())
            wait_for_requests(sandbox, 1)
            answer = b""
            with contextlib.suppress(ConnectionError):
                connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX: ".ljust(size, b"y"))
                answer = connection.recv(15)
        assert answer == (b"HTTP/1.1 200 OK" if is_served else b"")
        assert sandbox.client.get(sandbox.url).status_code == 200


def test_so_much_may_be_sent_ahead_of_each_request() -> None:
    with running("--delay-ms", "500") as sandbox, contextlib.ExitStack() as stack:
        address = ("127.0.0.1", httpx.URL(sandbox.url).port or 0)
        connection = stack.enter_context(socket.create_connection(address, 5))
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
        address = ("127.0.0.1", httpx.URL(sandbox.url).port or 0)
        statuses, pages = [], []
        for _ in range(50):
            pages.append(stack.enter_context(socket.create_connection(address, 5)))
            pages[-1].sendall(request)
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


@of_python
def test_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """How many seconds a client has: for its headers, for its body, and until its next request."""
    given: list[float] = []
    wait = gate._Connection.wait

    def noted(connection: gate._Connection, seconds: float) -> None:
        given.append(seconds)
        wait(connection, seconds)

    monkeypatch.setattr(gate._Connection, "wait", noted)

    async def test(connect: Connect) -> None:
        assert await is_answered(connect, upload())

    talk(test)
    assert given == [10, 35, 30]
    assert (gate.BODY_SECONDS, gate.STALL_SECONDS) == (30, 30)


@of_python
def test_a_body_must_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoint, "BODY_SECONDS", 0.3)
    kept = Inbox(1000)

    async def test(connect: Connect) -> None:
        reader, writer = await connect()
        writer.write(head(500) + b"{")
        assert (await reader.readline()).split()[1] == b"408"
        began = time.monotonic()
        # What still comes is read for a while, so that the client sees the answer.
        assert await rest(reader) > 0
        assert 2 < time.monotonic() - began < 5

    talk(test, kept)
    assert [kept.get(number).status for number in kept.ids()] == [408]  # type: ignore[union-attr]


@of_python
def test_a_few_searches_may_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    may_end = threading.Event()
    monkeypatch.setattr(views, "search", lambda *_: may_end.wait(20) and [])

    async def test(connect: Connect) -> None:
        connections = [await connect() for _ in range(20)]
        for _, writer in connections:
            writer.write(b"GET /search.json?q=a HTTP/1.1\r\nHost: localhost\r\n\r\n")
            await asyncio.sleep(0.01)
        late = [(await reader.readline()).split()[1] for reader, _ in connections[16:]]
        may_end.set()
        early = [(await reader.readline()).split()[1] for reader, _ in connections[:16]]
        assert (early, late) == ([b"200"] * 16, [b"503"] * 4)

    talk(test)


@of_python
def test_a_page_gets_a_sign_of_life(monkeypatch: pytest.MonkeyPatch) -> None:
    assert 10 <= views._HEARTBEAT <= 20
    monkeypatch.setattr(views, "_HEARTBEAT", 0.1)

    async def test(connect: Connect) -> None:
        reader, writer = await connect()
        writer.write(b"GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n")
        for _ in range(2):
            await reader.readuntil(b": still here\n\n")

    talk(test)


@of_python
def test_who_listens_too_slowly_is_sent_away() -> None:
    for number, is_away in ((999, False), (1000, False), (1001, True), (3000, True)):
        kept = Inbox(10)
        with kept.listen() as queue:
            for _ in range(number):
                kept.add(Entry("POST", "/", [], 0, Verdict(), 200))
            assert queue.qsize() == (1 if is_away else number)
            told = [queue.get_nowait() for _ in range(queue.qsize())]
            assert (told == [None]) == is_away
            # The page forgets what the inbox has forgotten.
            oldest = [message[1]["oldest"] for message in told if message]
            assert is_away or oldest == [max(1, last - 9) for last in range(1, number + 1)]


@of_python
def test_slow_bodies_shut_nobody_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoint, "_LARGE_AT_ONCE", 2)
    monkeypatch.setattr(places, "_PATIENCE_SECONDS", 0.2)

    async def test(connect: Connect) -> None:
        crowd = [await connect() for _ in range(4)]
        for _, writer in crowd:
            writer.write(head(5_000_000) + b"A" * 200_000)
            await writer.drain()
        await asyncio.sleep(0.1)
        assert await is_answered(connect, upload())
        assert await is_answered(connect, upload(400_000))

    talk(test)


@of_python
def test_an_answer_must_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "STALL_SECONDS", 0.3)
    kept = Inbox(1000)
    for _ in range(4):
        verdict = Verdict(plaintext="x" * 5_000_000)
        kept.add(Entry("POST", "/", [], 0, verdict, 200))

    async def test(connect: Connect) -> None:
        reader, writer = await connect()
        writer.write(b"GET /inbox.json HTTP/1.1\r\nHost: localhost\r\n\r\n")
        await asyncio.sleep(1.5)
        assert await rest(reader) < 20_000_000

    talk(test, kept)


@of_python
@pytest.mark.parametrize("version", [b"0.9", b"2.0", b"9.9"])
def test_another_http_is_refused(version: bytes) -> None:
    async def test(connect: Connect) -> None:
        reader, writer = await connect()
        writer.write(b"GET /inbox.json HTTP/" + version + b"\r\nHost: localhost\r\n\r\n")
        line = await reader.readline()
        assert line == b"" or line.split()[1] in (b"400", b"505")

    talk(test)


@of_python
def test_the_inbox_counts_what_it_holds() -> None:
    def cost(text: str = "", fields: list[tuple[str, str]] | None = None) -> int:
        return Entry("POST", "/", fields or [], 0, Verdict(plaintext=text), 200).cost

    assert cost("\U0001f600" * 1000) - cost("") >= 4000
    assert cost(fields=[("x" * 200, "y" * 1000)] * 100) - cost() >= 120_000
    one = cost("x" * 1000)
    for room, held in ((0, 1), (one, 1), (2 * one - 1, 1), (2 * one, 2), (3 * one - 1, 2), (3 * one, 3)):
        exact = Inbox(1000, max_bytes=room)
        for _ in range(5):
            exact.add(Entry("POST", "/", [], 0, Verdict(plaintext="x" * 1000), 200))
        assert (exact.ids(), exact.dropped) == ([5, 4, 3][:held], 5 - held)
        exact.clear()
        assert (exact.ids(), exact.dropped) == ([], 0)
        for _ in range(5):
            exact.add(Entry("POST", "/", [], 0, Verdict(plaintext="x" * 1000), 200))
        assert (exact.ids(), exact.dropped) == ([10, 9, 8][:held], 5 - held)
    issue = Issue("events", "/0", 0, "empty", "error", "x")
    assert Entry("", "", [], 0, Verdict(issues=[issue] * 10), 200).cost - cost() >= 4000
    small = Inbox(1000, max_bytes=1_000_000)
    for _ in range(20):
        small.add(Entry("POST", "/", [], 0, Verdict(plaintext="\U0001f600" * 100_000), 200))
    assert len(small) == 2
    assert small.dropped == 18


@of_python
def test_pieces_are_what_the_whole_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "_PIECE", 3)
    text = 'a"\\\U0001f600\n\u2028é' * 5
    entry = Entry("POST", "/", [], 0, Verdict(plaintext=text), 200)
    shown: dict[str, Any] = json.loads("".join(entry.to_detail()))
    assert shown["plaintext"] == text
    assert json.loads("".join(entry.to_json()))["events"] == text
    entry.verdict = Verdict(plaintext='[{"a": "bcdefg"}]', is_json=True)
    assert json.loads("".join(entry.to_json()))["events"] == [{"a": "bcdefg"}]

"""Clients that keep the sandbox waiting, and what is kept of those that do not."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from common import IV, KEY, cipher
from netcore_aes.sandbox import endpoint, gate, inbox, places
from netcore_aes.sandbox.faults import Faults
from netcore_aes.sandbox.inbox import Entry, Inbox
from netcore_aes.sandbox.keyring import Keyring
from netcore_aes.sandbox.server import application, serve
from netcore_aes.sandbox.verdict import Verdict
from sandbox_process import PATH, event, headers

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Connect = Callable[[], Awaitable[Connection]]


def talk(test: Callable[[Connect], Awaitable[None]], kept: Inbox | None = None) -> None:
    """Runs a test against a sandbox in this process."""

    async def run() -> None:
        port = asyncio.get_running_loop().create_future()
        app = application(Keyring(KEY, IV), kept or Inbox(1000), Faults(), "127.0.0.1")
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


@pytest.mark.parametrize("start", [b"", b"GET / HTTP/1.1\r\nHost: localhost\r\n", b"\r\n"])
def test_headers_must_end(start: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "HEAD_SECONDS", 0.3)

    async def test(connect: Connect) -> None:
        reader, writer = await connect()
        writer.write(start)
        assert await rest(reader) == 0

    talk(test)


def test_a_crowd_shuts_nobody_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "MAX_CONNECTIONS", 16)

    async def test(connect: Connect) -> None:
        crowd = [await connect() for _ in range(100)]
        assert await is_answered(connect, upload())
        assert await rest(crowd[0][0]) == 0

    talk(test)


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


@pytest.mark.parametrize("version", [b"0.9", b"2.0", b"9.9"])
def test_another_http_is_refused(version: bytes) -> None:
    async def test(connect: Connect) -> None:
        reader, writer = await connect()
        writer.write(b"GET /inbox.json HTTP/" + version + b"\r\nHost: localhost\r\n\r\n")
        line = await reader.readline()
        assert line == b"" or line.split()[1] in (b"400", b"505")

    talk(test)


def test_the_inbox_counts_what_it_holds() -> None:
    def cost(text: str = "", fields: list[tuple[str, str]] | None = None) -> int:
        return Entry("POST", "/", fields or [], 0, Verdict(plaintext=text), 200).cost

    assert cost("\U0001f600" * 1000) - cost("") >= 4000
    assert cost(fields=[("x" * 200, "y" * 1000)] * 100) - cost() >= 120_000
    small = Inbox(1000, max_bytes=1_000_000)
    for _ in range(20):
        small.add(Entry("POST", "/", [], 0, Verdict(plaintext="\U0001f600" * 100_000), 200))
    assert len(small) == 2
    assert small.dropped == 18


def test_pieces_are_what_the_whole_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "_PIECE", 3)
    text = 'a"\\\U0001f600\n\u2028é' * 5
    entry = Entry("POST", "/", [], 0, Verdict(plaintext=text), 200)
    shown: dict[str, Any] = json.loads("".join(entry.to_detail()))
    assert shown["plaintext"] == text
    assert json.loads("".join(entry.to_json()))["events"] == text
    entry.verdict = Verdict(plaintext='[{"a": "bcdefg"}]', is_json=True)
    assert json.loads("".join(entry.to_json()))["events"] == [{"a": "bcdefg"}]

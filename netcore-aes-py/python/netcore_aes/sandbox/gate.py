"""The connections: so many and no more, none that keeps the sandbox waiting for long.

aiohttp waits as long as a client likes. So every connection goes through here, between asyncio and aiohttp. It counts
as waiting while it is the client's turn: to finish a request's headers, or its body. Who keeps it waiting is sent away;
and once there are too many connections, whoever has done so for the longest time makes room for the newest one.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Callable

    from .guard import Handler

try:
    import resource
except ModuleNotFoundError:  # Windows, where a socket is no file.
    resource = None  # type: ignore[assignment]

MAX_CONNECTIONS = 512
# Files that are not connections: libraries, standard streams, the event loop's own.
_OTHER_FILES = 64
HEAD_SECONDS = 10
IDLE_SECONDS = 30
BODY_SECONDS = 30
STALL_SECONDS = 30
"""How long a client may leave what it is sent unread."""
_AHEAD_BYTES = 262_144
# Those that come all at once are kept waiting by the kernel, rather than told to try again in a second.
_BACKLOG = 1024


class Gate:
    """All connections. For one thread: the event loop's."""

    def __init__(self) -> None:
        """Begin with none."""
        self._connections: dict[asyncio.BaseTransport | None, _Connection] = {}
        self._most = _most_connections()

    def guard(self, protocol: asyncio.Protocol) -> asyncio.Protocol:
        """Return what asyncio is to talk to in place of aiohttp's ``protocol``."""
        return _Connection(self, protocol)

    @web.middleware
    async def middleware(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Keep the time of every request."""
        self.works(request)
        try:
            if tuple(request.version) not in ((1, 0), (1, 1)):
                # aiohttp would answer as if it spoke whatever is asked for.
                raise web.HTTPVersionNotSupported
            return await handler(request)
        finally:
            self._rests(request)

    def works(self, request: web.Request) -> None:
        """Note that a request is there as a whole: it is the sandbox's turn."""
        if (connection := self._connections.get(request.transport)) is not None:
            connection.work()

    def reads(self, request: web.Request) -> None:
        """Note that a request's body is awaited."""
        if (connection := self._connections.get(request.transport)) is not None:
            connection.wait(BODY_SECONDS + 5)

    def _rests(self, request: web.Request) -> None:
        """Note that a request was answered, and another one may come."""
        if (connection := self._connections.get(request.transport)) is not None:
            connection.wait(IDLE_SECONDS)

    def enter(self, transport: asyncio.BaseTransport, connection: _Connection) -> bool:
        """Take a connection in; ``False`` if there is no room for it."""
        if len(self._connections) >= self._most and not self._make_room():
            return False
        self._connections[transport] = connection
        return True

    def leave(self, transport: asyncio.BaseTransport) -> None:
        """Forget a connection."""
        self._connections.pop(transport, None)

    def _make_room(self) -> bool:
        waiting = [connection for connection in self._connections.values() if connection.since is not None]
        if not waiting:
            return False
        min(waiting, key=lambda connection: connection.since or 0.0).abort()
        return True


class _Connection(asyncio.Protocol):
    """One connection: passes everything on to aiohttp, and keeps the time."""

    def __init__(self, gate: Gate, protocol: asyncio.Protocol) -> None:
        self._gate, self._protocol = gate, protocol
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._patience: asyncio.TimerHandle | None = None
        self._stall: asyncio.TimerHandle | None = None
        self._is_admitted = False
        self._ahead = 0
        self.since: float | None = None
        """Since when the client is waited for, if it is."""

    def wait(self, seconds: float) -> None:
        self._cancel()
        if self._transport is not None:
            self.since = self._loop.time()
            self._patience = self._loop.call_later(seconds, self.abort)

    def work(self) -> None:
        self._cancel()
        self._ahead = 0

    def abort(self) -> None:
        if self._transport is not None:
            self._gate.leave(self._transport)
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if not self._gate.enter(transport, self):
            transport.abort()  # type: ignore[attr-defined]
            return
        self._transport = transport  # type: ignore[assignment]
        self._is_admitted = True
        self.wait(HEAD_SECONDS)
        self._protocol.connection_made(transport)

    def data_received(self, data: bytes) -> None:
        if not self._is_admitted:
            return
        if self.since is None:
            # Requests sent ahead, or whatever comes behind a body.
            self._ahead += len(data)
            if self._ahead > _AHEAD_BYTES:
                self.abort()
                return
        self._protocol.data_received(data)

    def eof_received(self) -> bool | None:
        return self._protocol.eof_received() if self._is_admitted else None

    def pause_writing(self) -> None:
        self._stall = self._loop.call_later(STALL_SECONDS, self.abort)
        self._protocol.pause_writing()

    def resume_writing(self) -> None:
        if self._stall is not None:
            self._stall.cancel()
        self._protocol.resume_writing()

    def connection_lost(self, error: Exception | None) -> None:
        self._cancel()
        if self._stall is not None:
            self._stall.cancel()
        if self._transport is not None:
            self._gate.leave(self._transport)
            self._transport = None
        if self._is_admitted:
            self._protocol.connection_lost(error)

    def _cancel(self) -> None:
        self.since = None
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None


async def listen(gate: Gate, make: Callable[[], asyncio.Protocol], host: str, port: int) -> asyncio.Server:
    """Listen. Raises ``OSError`` if the address cannot be had."""
    loop = asyncio.get_running_loop()
    return await loop.create_server(lambda: gate.guard(make()), host, port, backlog=_BACKLOG)


def _most_connections() -> int:
    if resource is None:
        return MAX_CONNECTIONS
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MAX_CONNECTIONS if files == resource.RLIM_INFINITY else max(16, min(MAX_CONNECTIONS, files - _OTHER_FILES))

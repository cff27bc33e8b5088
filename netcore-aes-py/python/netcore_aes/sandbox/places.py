"""A few places for what takes memory, so that its amount does not depend on the number of clients."""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from aiohttp import web

_PATIENCE_SECONDS = 1.0
# As fast as the largest body must come to be there in time.
_BYTES_PER_SECOND = 333_333


class Place:
    """One client's place."""

    def __init__(self, request: web.Request) -> None:
        """Give it to whoever sent ``request``."""
        self._transport = request.transport
        self._since = time.monotonic()
        self._moved = 0
        self._is_kept = False

    def move(self, size: int) -> None:
        """Note that so many bytes went to or fro."""
        self._moved += size

    def keep(self) -> None:
        """Leave the client alone: it has done its part, and the sandbox is at work."""
        self._is_kept = True

    def send_away_if_slow(self) -> None:
        """Close the connection of a client that makes others wait, and was no faster than that since it was last asked.

        What it did earlier does not count: it may have filled the kernel's buffers, and stopped.
        """
        now = time.monotonic()
        seconds = now - self._since
        if seconds < _PATIENCE_SECONDS:
            return
        is_slow = self._moved < seconds * _BYTES_PER_SECOND
        self._since, self._moved = now, 0
        if is_slow and not self._is_kept and self._transport is not None:
            self._transport.abort()


class Places:
    """So many places. While others wait for one, whoever is slow loses it.

    Else a few slow clients could shut out all others for as long as they like.
    """

    def __init__(self, number: int) -> None:
        """Make so many."""
        self._number = number
        self._taken: list[Place] = []
        self._left = asyncio.Event()

    @contextlib.asynccontextmanager
    async def take(self, request: web.Request) -> AsyncIterator[Place]:
        """Wait for a place, and hold it."""
        while len(self._taken) >= self._number:
            try:
                await asyncio.wait_for(self._left.wait(), _PATIENCE_SECONDS)
            except asyncio.TimeoutError:
                for other in self._taken:
                    other.send_away_if_slow()
        place = Place(request)
        self._taken.append(place)
        try:
            yield place
        finally:
            self._taken.remove(place)
            self._left.set()
            self._left = asyncio.Event()

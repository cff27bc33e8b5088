"""What the page and scripts ask for."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

from aiohttp import web

from .endpoint import PATH
from .guard import refusal
from .inbox import Inbox, search
from .page import Page
from .places import Places
from .sample import sample

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .faults import Faults
    from .keyring import Keyring

_HEARTBEAT = 15
_MAX_LISTENERS = 32
_MAX_LISTED = 1000
_MAX_QUERY = 500
_READERS_AT_ONCE = 16
_SEARCHES_WAITING = 16


class Views:
    """Handlers for everything but uploads."""

    def __init__(self, keys: Keyring, inbox: Inbox, faults: Faults) -> None:
        """Show ``inbox``, and what the sandbox was started with."""
        self._keys = keys
        self._inbox = inbox
        self._faults = faults
        self._page = Page()
        self._listeners = 0
        self._readers = Places(_READERS_AT_ONCE)
        self._search = asyncio.Lock()
        self._searching = 0

    def routes(self) -> list[web.RouteDef]:
        """Return where each handler is found."""
        return [
            web.get("/", self.page),
            web.get("/events", self.events, allow_head=False),
            web.get("/inbox.json", self.inbox),
            web.delete("/inbox.json", self.clear),
            web.get(r"/inbox/{id:\d{1,12}}.json", self.entry),
            web.get("/search.json", self.search),
            web.get("/sample.json", self.sample),
        ]

    async def page(self, _request: web.Request) -> web.StreamResponse:
        """Return the page."""
        html, policy = self._page.render()
        headers = {"Content-Security-Policy": policy}
        return web.Response(text=html, content_type="text/html", headers=headers)

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Tell of requests as they come, as server-sent events; first of those that are there."""
        if self._listeners >= _MAX_LISTENERS:
            return refusal(503, f"{_MAX_LISTENERS} pages are open already; close one")
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"})
        self._listeners += 1
        try:
            with self._inbox.listen() as queue:
                await response.prepare(request)
                await response.write(b"event: hello\ndata: ")
                for text in self._about(request):
                    await response.write(text.encode())
                await response.write(b"\n\n")
                while (message := await self._next(queue)) is not None:
                    await response.write(message)
        except OSError:
            pass  # The page was closed.
        finally:
            self._listeners -= 1
        return response

    async def inbox(self, request: web.Request) -> web.StreamResponse:
        """Return every request, the newest first, with what it held; written in pieces, since it can be large."""
        return await self._write(request, self._all())

    def _all(self) -> Iterator[str]:
        yield '{"requests": ['
        separator = ""
        for number in self._inbox.ids():
            # It may have gone meanwhile.
            if (entry := self._inbox.get(number)) is not None:
                yield separator
                yield from entry.to_json()
                separator = ",\n"
        yield f'], "dropped": {self._inbox.dropped}}}\n'

    async def _write(self, request: web.Request, pieces: Iterator[str]) -> web.StreamResponse:
        """Write JSON as fast as it is read, for a few readers at a time."""
        response = web.StreamResponse(headers={"Content-Type": "application/json; charset=utf-8"})
        try:
            async with self._readers.take(request) as place:
                await response.prepare(request)
                # aiohttp would write it behind the headers of a HEAD, too.
                for text in pieces if request.method != "HEAD" else ():
                    await response.write(text.encode())
                    place.move(len(text))
                await response.write_eof()
        except OSError:
            pass  # Nobody reads any more.
        return response

    async def clear(self, _request: web.Request) -> web.StreamResponse:
        """Empty the inbox."""
        self._inbox.clear()
        return web.Response(status=204)

    async def entry(self, request: web.Request) -> web.StreamResponse:
        """Return one request; its events as the text that they were."""
        entry = self._inbox.get(int(request.match_info["id"]))
        if entry is None:
            return refusal(404, "this request is not in the inbox any more")
        return await self._write(request, entry.to_detail())

    async def search(self, request: web.Request) -> web.StreamResponse:
        """Return the ids of the requests that hold the text ``q``."""
        query = request.query.get("q", "")
        if len(query) > _MAX_QUERY:
            return refusal(400, f"the text to look for is too long; give at most {_MAX_QUERY} characters")
        if self._searching >= _SEARCHES_WAITING:
            return refusal(503, "too many searches at once; try again")
        self._searching += 1
        try:
            async with self._search:
                found = await asyncio.to_thread(search, self._inbox, query)
        finally:
            self._searching -= 1
        return web.json_response({"ids": found})

    async def sample(self, request: web.Request) -> web.StreamResponse:
        """Return something to try."""
        return web.json_response(sample(self._keys, _url(request)))

    def _about(self, request: web.Request) -> Iterator[str]:
        """Write what there is as JSON, in pieces."""
        rates = {name.strip("-"): rate for name, rate in self._faults.rates().items() if rate}
        delay = {"delay-ms": self._faults.delay_ms} if self._faults.delay_ms else {}
        about = {
            "endpoint": _url(request),
            "keep": self._inbox.keep,
            "max_bytes": self._inbox.max_bytes,
            "dropped": self._inbox.dropped,
            "schemes": sorted(self._keys.ciphers),
            "faults": {**rates, **delay},
        }
        yield json.dumps(about)[:-1] + ', "requests": ['
        separator = ""
        for number in self._inbox.ids()[:_MAX_LISTED]:
            if (entry := self._inbox.get(number)) is not None:
                yield separator + json.dumps(entry.summary())
                separator = ", "
        yield "]}"

    async def _next(self, queue: asyncio.Queue[tuple[str, Any] | None]) -> bytes | None:
        try:
            message = await asyncio.wait_for(queue.get(), _HEARTBEAT)
        except asyncio.TimeoutError:
            return b": still here\n\n"
        return _event(*message) if message else None


def _event(name: str, data: object) -> bytes:
    return f"event: {name}\ndata: {json.dumps(data)}\n\n".encode()


def _url(request: web.Request) -> str:
    return f"http://{request.host}{PATH}"

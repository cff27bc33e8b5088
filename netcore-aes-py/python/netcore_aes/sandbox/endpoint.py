"""The stand-in for the vendor's endpoint: takes a request, judges it, keeps it and answers.

What the vendor's own endpoint writes into the body of an answer is not published: the statuses are what a client should
go by, and the JSON is the sandbox's.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from aiohttp import web

from .faults import Fault, Faults
from .guard import refusal
from .inbox import Entry, Inbox
from .masking import masked
from .verdict import Verdict, judge, too_large

if TYPE_CHECKING:
    from .keyring import Keyring

PATH = "/v1/activity/upload"
# Bodies being read or judged at once: what bounds the memory, whatever the number of clients.
_AT_ONCE = 16
_BODY_SECONDS = 30
_MAX_PATH = 500


class Endpoint:
    """Handles uploads, and requests to paths that were meant to be uploads."""

    def __init__(self, keys: Keyring, inbox: Inbox, faults: Faults) -> None:
        """Judge with ``keys``, keep in ``inbox``, and make ``faults``."""
        self._keys = keys
        self._inbox = inbox
        self._faults = faults
        self._places = asyncio.Semaphore(_AT_ONCE)

    async def upload(self, request: web.Request) -> web.StreamResponse:
        """Answer as the endpoint would, unless this request's fate is another."""
        fault = self._faults.draw()
        if fault is Fault.DROPPED:
            self._keep(request, 0, Verdict(status=0), None, fault)
            return await self._drop(request)
        async with self._places:
            try:
                body = await asyncio.wait_for(self._read(request), _BODY_SECONDS)
            except asyncio.TimeoutError:
                return self._refuse(request, 408, f"the body took more than {_BODY_SECONDS} seconds")
            except (web.RequestPayloadError, OSError, ValueError):
                return self._refuse(request, 400, "the body is broken off, or not compressed as its header says")
            if fault in (Fault.THROTTLED, Fault.FAILED):
                return await self._fail(request, len(body or b""), fault)
            verdict = await self._judge(request, body)
            status = None if fault else verdict.status
            entry = self._keep(request, len(body or b""), verdict, status, fault)
        if fault:
            return await self._drop(request)
        await self._delay()
        headers = {"Allow": "POST"} if entry.status == 405 else None
        response = web.json_response(verdict.answer(), status=verdict.status, headers=headers)
        if body is None:
            response.force_close()
        return response

    async def elsewhere(self, request: web.Request) -> web.StreamResponse:
        """Answer what was sent to another path; an upload that missed the endpoint is kept."""
        message = f"there is nothing at this path; the endpoint is POST {PATH}"
        if request.method in ("POST", "PUT", "PATCH"):
            return self._refuse(request, 404, message)
        return refusal(404, message)

    async def _read(self, request: web.Request) -> bytes | None:
        try:
            return await request.read()
        except web.HTTPRequestEntityTooLarge:
            return None

    async def _judge(self, request: web.Request, body: bytes | None) -> Verdict:
        if body is None:
            return too_large()
        # In a thread, since a large body takes a while.
        return await asyncio.to_thread(judge, request.method, request.headers, body, self._keys)

    def _keep(
        self, request: web.Request, size: int, verdict: Verdict, status: int | None, fault: Fault | None = None
    ) -> Entry:
        headers = masked((name, value) for name, value in request.headers.items())
        entry = Entry(
            method=request.method[:20],
            path=request.path[:_MAX_PATH],
            headers=headers,
            size=size,
            verdict=verdict,
            status=status,
            fault=fault.value if fault else None,
        )
        self._inbox.add(entry)
        return entry

    def _refuse(self, request: web.Request, status: int, message: str) -> web.Response:
        verdict = Verdict()
        verdict.refuse(status, "request", "request", message)
        self._keep(request, 0, verdict, status)
        response = web.json_response(verdict.answer(), status=status)
        # The rest of its body may be anything, and is not waited for.
        response.force_close()
        return response

    async def _fail(self, request: web.Request, size: int, fault: Fault) -> web.Response:
        status = 429 if fault is Fault.THROTTLED else self._faults.failure()
        self._keep(request, size, Verdict(status=0), status, fault)
        await self._delay()
        response = refusal(status, f"{fault.value}: the sandbox was told to; try again")
        if fault is Fault.THROTTLED:
            response.headers["Retry-After"] = str(self._faults.retry_after())
        return response

    async def _drop(self, request: web.Request) -> web.Response:
        await self._delay()
        if request.transport is not None:
            request.transport.abort()
        return web.Response()

    async def _delay(self) -> None:
        await asyncio.sleep(self._faults.delay_ms / 1000)

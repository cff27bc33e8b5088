"""The stand-in for the vendor's endpoint: takes a request, judges it, keeps it and answers.

What the vendor's own endpoint writes into the body of an answer is not published: the statuses are what a client should
go by, and the JSON is the sandbox's.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from aiohttp import web

from .faults import Fault, Faults
from .gate import BODY_SECONDS, Gate
from .guard import refusal
from .inbox import Entry, Inbox
from .masking import masked
from .places import Places
from .verdict import MAX_BODY, Verdict, judge, too_large

if TYPE_CHECKING:
    from .keyring import Keyring

PATH = "/v1/activity/upload"
# Large bodies being read or judged at once, and texts being judged.
_LARGE_AT_ONCE = 16
_JUDGED_AT_ONCE = 4
_SMALL_BYTES = 65_536
# Judging takes several times as much memory as a text does.
_JUDGED_ALONE_BYTES = 1 << 20
_MAX_PATH = 500


class Endpoint:
    """Handles uploads, and requests to paths that were meant to be uploads."""

    def __init__(self, keys: Keyring, inbox: Inbox, faults: Faults, gate: Gate) -> None:
        """Judge with ``keys``, keep in ``inbox``, make ``faults``, and tell ``gate`` whose turn it is."""
        self._keys = keys
        self._inbox = inbox
        self._faults = faults
        self._gate = gate
        self._places = Places(_LARGE_AT_ONCE)
        self._judges = asyncio.Semaphore(_JUDGED_AT_ONCE)
        self._judge_alone = asyncio.Lock()

    async def upload(self, request: web.Request) -> web.StreamResponse:
        """Answer as the endpoint would, unless this request's fate is another."""
        fault = self._faults.draw()
        if fault is Fault.DROPPED:
            self._keep(request, 0, Verdict(status=0), None, fault)
            return await self._drop(request)
        async with contextlib.AsyncExitStack() as stack:
            try:
                body = await asyncio.wait_for(self._read(request, stack), BODY_SECONDS)
            except asyncio.TimeoutError:
                return self._refuse(request, 408, f"the body took more than {BODY_SECONDS} seconds")
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
        message = f"nothing is served at this path; the endpoint is POST {PATH}"
        if request.method in ("POST", "PUT", "PATCH"):
            return self._refuse(request, 404, message)
        return refusal(404, message)

    async def _read(self, request: web.Request, stack: contextlib.AsyncExitStack) -> bytes | None:
        """Read a body, ``None`` if it is too large. A large one takes a place, which ``stack`` holds."""
        self._gate.reads(request)
        pieces: list[bytes] = []
        size = 0
        place = None
        async for piece in request.content.iter_any():
            pieces.append(piece)
            size += len(piece)
            if size > MAX_BODY:
                return None
            if place is None and size > _SMALL_BYTES:
                place = await stack.enter_async_context(self._places.take(request))
            if place is not None:
                place.move(len(piece))
        self._gate.works(request)
        if place is not None:
            place.keep()
        return b"".join(pieces)

    async def _judge(self, request: web.Request, body: bytes | None) -> Verdict:
        if body is None:
            return too_large()
        # In a thread, since a large body takes a while.
        async with self._judge_alone if len(body) > _JUDGED_ALONE_BYTES else self._judges:
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

"""The server: its parts joined, started and stopped."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from typing import TYPE_CHECKING

from aiohttp import web

from .endpoint import PATH, Endpoint
from .guard import Guard, add_headers
from .verdict import MAX_BODY
from .views import Views

if TYPE_CHECKING:
    from collections.abc import Callable

    from .faults import Faults
    from .inbox import Inbox
    from .keyring import Keyring

_STOP_SECONDS = 2
_IDLE_SECONDS = 30


def application(keys: Keyring, inbox: Inbox, faults: Faults, host: str) -> web.Application:
    """Join the parts."""
    app = web.Application(middlewares=[Guard(host).middleware], client_max_size=MAX_BODY)
    endpoint = Endpoint(keys, inbox, faults)
    app.add_routes(Views(keys, inbox, faults).routes())
    app.router.add_route("*", PATH, endpoint.upload)
    app.router.add_route("*", "/{path:.*}", endpoint.elsewhere)
    app.on_response_prepare.append(add_headers)

    async def close(_app: web.Application) -> None:
        inbox.close()

    app.on_shutdown.append(close)
    return app


async def serve(app: web.Application, host: str, port: int, listening: Callable[[str], None]) -> None:
    """Serve until SIGINT or SIGTERM; ``listening`` gets the URL. Raises ``OSError`` if the address cannot be had."""
    # What it logs are requests that cannot be parsed, and those may hold anything.
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL + 1)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows: there, Ctrl-C ends the loop itself.
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
    runner = web.AppRunner(app, access_log=None, keepalive_timeout=_IDLE_SECONDS, shutdown_timeout=_STOP_SECONDS)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host.strip("[]"), port)
        await site.start()
        listening(_url(host, runner.addresses[0][1]))
        await stop.wait()
    finally:
        await runner.cleanup()


def _url(host: str, port: int) -> str:
    bare = host.strip("[]")
    return f"http://[{bare}]:{port}/" if ":" in bare else f"http://{bare}:{port}/"

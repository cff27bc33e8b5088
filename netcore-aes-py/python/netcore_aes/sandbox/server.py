"""The server: its parts joined, started and stopped."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from typing import TYPE_CHECKING, cast

from aiohttp import web

from .endpoint import PATH, Endpoint
from .gate import IDLE_SECONDS, Gate, listen
from .guard import Guard, add_headers
from .verdict import MAX_BODY
from .views import Views

if TYPE_CHECKING:
    from collections.abc import Callable

    from .faults import Faults
    from .inbox import Inbox
    from .keyring import Keyring

_STOP_SECONDS = 2
# How long the rest of a body that was refused is read, so that the client sees why.
_LINGER_SECONDS = 3
_GATE = web.AppKey("gate", Gate)


def application(keys: Keyring, inbox: Inbox, faults: Faults, host: str) -> web.Application:
    """Join the parts."""
    gate = Gate()
    app = web.Application(middlewares=[gate.middleware, Guard(host).middleware], client_max_size=MAX_BODY)
    app[_GATE] = gate
    endpoint = Endpoint(keys, inbox, faults, gate)
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
    runner = web.AppRunner(
        app,
        access_log=None,
        keepalive_timeout=IDLE_SECONDS,
        lingering_time=_LINGER_SECONDS,
        shutdown_timeout=_STOP_SECONDS,
    )
    await runner.setup()
    server = None
    try:
        make = cast("Callable[[], asyncio.Protocol]", runner.server)
        server = await listen(app[_GATE], make, host.strip("[]"), port)
        listening(_url(host, server.sockets[0].getsockname()[1]))
        await stop.wait()
    finally:
        if server is not None:
            server.close()
        await runner.cleanup()


def _url(host: str, port: int) -> str:
    bare = host.strip("[]")
    return f"http://[{bare}]:{port}/" if ":" in bare else f"http://{bare}:{port}/"

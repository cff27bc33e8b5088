"""The command: ``netcore-aes sandbox``."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from .. import NetcoreAesError
from .endpoint import PATH
from .faults import Faults
from .guard import is_loopback
from .inbox import Inbox
from .keyring import NO_KEY, Keyring
from .server import application, serve


def sandbox(
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port to listen on; 0 takes a free one.")] = 8025,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    fail_rate: Annotated[float, typer.Option(help="The share of requests to answer 500 or 503.")] = 0.0,
    throttle_rate: Annotated[float, typer.Option(help="The share to answer 429, with Retry-After.")] = 0.0,
    drop_rate: Annotated[float, typer.Option(help="The share to drop: half unread, half once received.")] = 0.0,
    delay_ms: Annotated[int, typer.Option(help="How long to wait before each answer, in milliseconds.")] = 0,
    keep: Annotated[int, typer.Option(min=1, help="The most requests to keep; the oldest go first.")] = 1000,
) -> None:
    """Run a local stand-in for the endpoint, with a page that shows what the vendor would see.

    It takes the key and IV from NETCORE_AES_KEY and NETCORE_AES_IV, or from the file that NETCORE_AES_CREDENTIALS
    names. What it receives is kept in memory alone, and gone when it stops. The vendor does not publish what its
    answers hold: go by the status; the JSON is the sandbox's own.
    """
    try:
        faults = Faults(fail_rate, throttle_rate, drop_rate, delay_ms)
        keys = Keyring.from_environment()
    except NetcoreAesError as error:
        raise _failure(f"{error}", 1) from None
    except ValueError as error:
        raise _failure(f"{error}", 2) from None
    if not is_loopback(host.strip("[]").lower()):
        typer.echo(f"Warning: anyone who can reach {host} can see what the sandbox decrypts.", err=True)
    app = application(keys, Inbox(keep), faults, host)
    try:
        asyncio.run(serve(app, host, port, lambda url: _say_hello(url, keys)))
    except KeyboardInterrupt:
        pass
    except OSError as error:
        reason = (error.strerror or type(error).__name__).splitlines()[0]
        advice = "choose another with --port and --host"
        raise _failure(f"cannot listen on {host}, port {port}: {reason}; {advice}", 1) from None


def _say_hello(url: str, keys: Keyring) -> None:
    typer.echo(f"Sandbox: {url}")
    typer.echo(f"Endpoint: {url.rstrip('/')}{PATH}")
    schemes = ", ".join(map(str, sorted(keys.ciphers)))
    typer.echo(f"Keys: for scheme {schemes}" if schemes else f"Keys: {NO_KEY}")


def _failure(message: str, status: int) -> typer.Exit:
    typer.echo(f"Error: {message}", err=True)
    return typer.Exit(status)

"""``netcore-aes request``."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from netcore_aes import EventsError, UploadRequest

from . import source
from .chunk import groups, payload_of
from .credentials import load_cipher
from .fault import NOT_SENT, Fault
from .options import AssetId, Input, Region, Scheme  # noqa: TC001 - typer reads them

# Whatever is printed leaves the API key out, so it is not asked for.
_NO_KEY = "masked"


def request(
    file: Input,
    asset_id: AssetId,
    curl: Annotated[bool, typer.Option("--curl", help="Print a command for a shell.")] = False,
    region: Region = "us",
    scheme: Scheme = 11256,
) -> None:
    """Print the request that would carry a file's events, with the API key left out."""
    cipher = load_cipher(scheme, refuse_published=True)
    payload = _payload(file)
    try:
        made = UploadRequest.from_events(cipher, payload, asset_id=asset_id, api_key=_NO_KEY, region=region)
    except EventsError as error:
        raise Fault(f"{error}; `netcore-aes check` shows everything that is wrong", NOT_SENT) from None
    if curl:
        sys.stdout.write(made.curl() + "\n")
        return
    headers = {**made.headers, "Authorization": "Bearer ********"}
    lines = [f"{made.method} {made.url}", *(f"{name}: {value}" for name, value in headers.items()), "", made.body]
    sys.stdout.write("\n".join(lines) + "\n")


def _payload(path: str) -> bytes:
    found = groups(source.name_of(path), source.blocks(path))
    events = next(found, None)
    if events is None:
        raise Fault(f"{source.name_of(path)!r} contains no event")
    if next(found, None) is not None:
        raise Fault(f"{source.name_of(path)!r} contains more events than one request may carry; use `netcore-aes send`")
    return payload_of(events)

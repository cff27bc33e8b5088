"""Where events are sent to."""

from __future__ import annotations

import ipaddress
import os
import ssl
from dataclasses import dataclass

import httpx

from .fault import Fault, of_os

_PATH = "/v1/activity/upload"


@dataclass(frozen=True)
class Endpoint:
    """A URL that events may be posted to."""

    url: str
    is_local: bool
    """Whether it is on this machine."""


def resolve(url: str) -> Endpoint:
    """Complete and judge a URL. Raises :class:`Fault` for plain HTTP to another machine."""
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, ValueError):
        raise Fault("--endpoint is not a URL; it must read https://HOST/v1/activity/upload") from None
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise Fault("--endpoint must begin with https:// and a host, or with http:// for this machine")
    if parsed.userinfo:
        raise Fault("--endpoint must not contain a user name or a password; the API key goes into NETCORE_API_KEY")
    is_local = _is_local(parsed.host)
    if parsed.scheme == "http" and not is_local:
        raise Fault(f"plain HTTP to {parsed.host!r} would show the API key on the way; use https://")
    if parsed.path in ("", "/"):
        parsed = parsed.copy_with(path=_PATH)
    return Endpoint(str(parsed), is_local)


def trust(ca_bundle: str | None) -> ssl.SSLContext | bool:
    """Return what certificates are verified against: the usual authorities, or those of a file in their place."""
    if ca_bundle is None:
        return True
    try:
        # Read by itself at first: the library below does not say which file it misses.
        with open(ca_bundle, "rb"):
            return ssl.create_default_context(cafile=os.fspath(ca_bundle))
    except ssl.SSLError:
        fault = Fault(f"{ca_bundle!r} contains no certificates; --ca-bundle takes a file of them in PEM")
    except OSError as error:
        fault = of_os("read", ca_bundle, error)
    raise fault


def _is_local(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False

"""Who may talk to the sandbox: no page of another site, and no name that was made to point here."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_SAFE_METHODS = ("GET", "HEAD")
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def refusal(status: int, message: str) -> web.Response:
    """Return an error in the form of the endpoint's."""
    return web.json_response({"status": "error", "message": message}, status=status)


class Guard:
    """Compares ``Host`` and ``Origin`` with the address that the sandbox listens on."""

    def __init__(self, host: str) -> None:
        """Guard an address: a name, or an IP address of this machine."""
        self._host = host.strip("[]").lower()
        self._is_local = is_loopback(self._host)

    def admits(self, host: str) -> bool:
        """Tell whether a ``Host`` header can mean this machine. An IP address cannot have been made to point here."""
        try:
            parts = urlsplit(f"//{host}")
            name = (parts.hostname or "").rstrip(".")
            _ = parts.port
        except ValueError:
            return False
        if parts.netloc != host or "@" in host:
            return False
        if name in ("localhost", self._host) or is_loopback(name):
            return True
        return not self._is_local and (_is_address(name) or name == socket.gethostname().lower())

    def refuse(self, request: web.Request) -> web.Response | None:
        """Return the answer to a request that must go no further."""
        host = request.headers.get("Host", "")
        # Of a request for a whole URL, the name in the URL counts too.
        if not self.admits(host) or not self.admits(request.host):
            return refusal(421, "the header Host names another machine; use the address that the sandbox printed")
        origin = request.headers.get("Origin")
        if origin is not None and request.method not in _SAFE_METHODS and origin.lower() != f"http://{host.lower()}":
            return _stranger()
        # Nothing can be read across origins; but what is asked for takes time, and that can be measured.
        site = request.headers.get("Sec-Fetch-Site", "none")
        if site not in ("none", "same-origin") and not _is_link(request):
            return _stranger()
        return None

    @web.middleware
    async def middleware(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Stand before every handler, and turn what they raise into JSON."""
        refused = self.refuse(request)
        if refused is not None:
            return refused
        try:
            return await handler(request)
        except web.HTTPException as error:
            return refusal(error.status, error.reason.lower())


def _stranger() -> web.Response:
    return refusal(403, "the request comes from a page of another origin; use the sandbox's own page")


def _is_link(request: web.Request) -> bool:
    return request.method == "GET" and request.path == "/" and request.headers.get("Sec-Fetch-Mode") == "navigate"


def is_loopback(host: str) -> bool:
    """Tell whether nobody but this machine can reach an address."""
    return host == "localhost" or (_is_address(host) and ipaddress.ip_address(host).is_loopback)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


async def add_headers(_request: web.Request, response: web.StreamResponse) -> None:
    """Add to every answer what keeps browsers from sharing or guessing it."""
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)

"""The page: one HTML file, put together from its parts, that needs nothing from anywhere else."""

from __future__ import annotations

import secrets
from importlib import resources

_POLICY = (
    "default-src 'none'; script-src 'nonce-{0}'; style-src 'nonce-{0}'; connect-src 'self'; img-src data:;"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)
_SCRIPTS = ("dom.js", "json.js", "detail.js", "page.js")


class Page:
    """Reads the parts once; each answer gets a nonce of its own."""

    def __init__(self) -> None:
        """Put the parts together."""
        parts = resources.files(__package__)
        script = "\n".join((parts / name).read_text("utf-8") for name in _SCRIPTS)
        style = (parts / "page.css").read_text("utf-8")
        html = (parts / "page.html").read_text("utf-8")
        self._html = html.replace("/* STYLE */", style).replace("/* SCRIPT */", script)

    def render(self) -> tuple[str, str]:
        """Return the page, and the Content-Security-Policy that goes with it."""
        nonce = secrets.token_urlsafe(18)
        return self._html.replace("NONCE", nonce), _POLICY.format(nonce)

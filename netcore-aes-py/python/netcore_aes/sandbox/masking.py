"""Headers as they may be shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MASK = "********"
_SECRET = ("auth", "token", "secret", "cookie", "key", "password")
_MAX_NAME = 200
_MAX_VALUE = 1000
_TOKEN_AT_LEAST = 8


def masked(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Mask each value that is or could be a secret, and the bearer token wherever it stands."""
    headers = list(headers)
    tokens = {value.split(" ", 1)[-1].strip() for name, value in headers if name.lower() == "authorization"}
    tokens = {token for token in tokens if len(token) >= _TOKEN_AT_LEAST}
    return [(name[:_MAX_NAME], _mask(name.lower(), value, tokens)) for name, value in headers]


def _mask(name: str, value: str, tokens: set[str]) -> str:
    if name == "authorization":
        kind = value[:10].split(" ", 1)[0]
        return f"{kind} {MASK}" if kind.lower() in ("bearer", "basic") else MASK
    if any(word in name for word in _SECRET) or any(token in value for token in tokens):
        return MASK
    return value[:_MAX_VALUE]

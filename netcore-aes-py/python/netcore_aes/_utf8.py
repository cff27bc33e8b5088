"""The decoding of bytes that may be UTF-8."""

from __future__ import annotations


def decoded(data: bytes) -> str | None:
    """Decode UTF-8; ``None`` if it is not valid."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None

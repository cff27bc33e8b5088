"""Keys and texts in the forms that the vendor's functions take."""

from __future__ import annotations

from typing import TypeVar

from .. import Cipher
from .._environment import load_gcm_key

_Text = TypeVar("_Text")


def gcm_cipher(*keys: str | bytes | None) -> Cipher:
    """Create a cipher of scheme 11258 with the first key that is set, or else with the key from the environment."""
    key = next((key for key in keys if key is not None), None)
    return Cipher(load_gcm_key() if key is None else key, scheme=11258)


def without_white_space(text: _Text) -> _Text | str | bytes:
    """Remove the white space from a text. A value that is neither ``str`` nor ``bytes`` is returned unchanged."""
    if isinstance(text, str):
        return "".join(text.split())
    if isinstance(text, bytes):
        return b"".join(text.split())
    return text

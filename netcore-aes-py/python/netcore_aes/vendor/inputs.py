"""Keys and texts in the forms that the vendor's functions take."""

from __future__ import annotations

import base64
import re
from typing import TypeVar

from .. import Cipher
from .._environment import load_gcm_key

_Value = TypeVar("_Value")

# The vendor published a key with a surplus `=`, and Python's base64 ignores it, so such keys are in use.
_KEY_AND_SURPLUS = "([A-Za-z0-9+/]{43}=)=+"
_IV_AND_SURPLUS = "([A-Za-z0-9+/]{22}==)=+"


def cbc_cipher(key: str | bytes, iv: str | bytes) -> Cipher:
    """Create a cipher of scheme 11256. Surplus padding at the end of a base64 key or IV is ignored."""
    return Cipher(_without_surplus(_KEY_AND_SURPLUS, key), _without_surplus(_IV_AND_SURPLUS, iv))


def gcm_cipher(key_b64: str | bytes | None, secret_key: str | bytes | None) -> Cipher:
    """Create a cipher of scheme 11258 with ``secret_key``, or else ``key_b64``, or else the environment's key.

    ``secret_key`` may be 32 raw bytes. Surplus padding at the end of a base64 key is ignored.
    """
    key = key_b64
    if secret_key is not None:
        key = _text_if_raw(secret_key)
    if key is None:
        key = load_gcm_key()
    return Cipher(_without_surplus(_KEY_AND_SURPLUS, key), scheme=11258)


def without_white_space(text: _Value) -> _Value | str | bytes:
    """Remove the white space from a text. A value that is neither ``str`` nor ``bytes`` is returned unchanged."""
    if isinstance(text, str):
        return "".join(text.split())
    if isinstance(text, bytes):
        return b"".join(text.split())
    return text


def _text_if_raw(key: _Value) -> _Value | str:
    """Write a key of 32 raw bytes as base64. Any other value is returned unchanged."""
    if isinstance(key, (bytes, bytearray, memoryview)) and len(bytes(key)) == 32:
        return base64.b64encode(key).decode()
    return key


def _without_surplus(pattern: str, value: _Value) -> _Value | str | bytes:
    found: re.Match[str] | re.Match[bytes] | None = None
    if isinstance(value, str):
        found = re.fullmatch(pattern, value)
    elif isinstance(value, (bytes, bytearray, memoryview)):
        found = re.fullmatch(pattern.encode(), value)
    return found[1] if found else value

"""The secrets of a command, none of which is ever an argument."""

from __future__ import annotations

import base64
import binascii
import contextlib
import hashlib
import os

from netcore_aes import Cipher
from netcore_aes._environment import load_gcm_key, load_key_and_iv

from .fault import Fault

API_KEY = "NETCORE_API_KEY"
_GCM = 11258

# SHA-256 of the key and the IV that the vendor's script was published with: anyone can decrypt what is under them.
_PUBLISHED = {
    "cb4d00eef2f4832d29c9125835022ad99f0bd0e0fbb777f266dcc58f0360f65c",
    "54bd5159ea370c7f1e297c122b9db5d695c2aab8f162c9d3336d9b641f52b969",
}


def load_cipher(scheme: int, *, refuse_published: bool = False) -> Cipher:
    """Make a cipher of the key and the IV in the environment, or in the file that it names.

    Raises :class:`Fault` for the key or the IV that everybody knows if ``refuse_published`` is set, and the errors of
    :func:`load_key_and_iv` and :class:`Cipher`.
    """
    key, iv = (load_gcm_key(), None) if scheme == _GCM else load_key_and_iv()
    for what, value in (("key", key), ("IV", iv)):
        if refuse_published and value and _is_published(value):
            raise Fault(
                f"the {what} is the sample that the vendor's script was published with, so anyone can read the events;"
                " make your own by `netcore-aes keygen` and give it to Netcore"
            )
    return Cipher(key, iv, scheme=scheme)


def load_api_key() -> str:
    """Find the panel's API key. Raises :class:`Fault`, which says how to set it."""
    key = os.environ.get(API_KEY)
    if not key:
        raise Fault(f"the API key is not set: set {API_KEY} to the key from the panel")
    return key


def _is_published(value: str) -> bool:
    # 44 and 24 characters are base64 of the bytes that a text of 32 and 16 is.
    forms = [value.encode("utf-8", "replace")]
    with contextlib.suppress(binascii.Error, ValueError):
        forms.append(base64.b64decode(value, validate=True))
    return any(hashlib.sha256(form).hexdigest() in _PUBLISHED for form in forms)

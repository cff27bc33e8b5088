"""The secrets of a command, none of which is ever an argument."""

from __future__ import annotations

import os

from netcore_aes import Cipher
from netcore_aes._environment import load_gcm_key, load_key_and_iv

from .fault import Fault

API_KEY = "NETCORE_API_KEY"
_GCM = 11258


def load_cipher(scheme: int, *, refuse_published: bool = False) -> Cipher:
    """Make a cipher of the key and the IV in the environment, or in the file that it names.

    Raises :class:`Fault` for a published key if ``refuse_published`` is set, and the errors of :func:`load_key_and_iv` and
    :class:`Cipher`.
    """
    key, iv = (load_gcm_key(), None) if scheme == _GCM else load_key_and_iv()
    cipher = Cipher(key, iv, scheme=scheme)
    if refuse_published and cipher.key_is_published:
        raise Fault(
            "the key is a sample that the vendor has published, so anyone can read the events; generate your own with"
            f" `netcore-aes keygen{' --scheme 11258' if scheme == _GCM else ''}`, and give it to Netcore"
        )
    return cipher


def load_api_key() -> str:
    """Find the panel's API key. Raises :class:`Fault`, which says how to set it."""
    key = os.environ.get(API_KEY)
    if not key:
        raise Fault(f"the API key is not set: set {API_KEY} to the key from the panel")
    return key

"""The vendor's "V5" scripts, each of which has two names."""

from __future__ import annotations

import base64
import secrets
from threading import Lock
from typing import TYPE_CHECKING

from .. import DecryptError, EncodingError, generate_gcm_key
from .script import print_usage

if TYPE_CHECKING:
    from collections.abc import Callable


def encrypt_argument(script: str, encrypt: Callable[[str], str], arguments: list[str]) -> int:
    """Encrypt the script's only argument, print the text, and return the exit status."""
    if len(arguments) != 1:
        example = """'[{"activity_name": "form_submitted", "identity": "9999911111"}]'"""
        return print_usage(script, "'<payload>'", example)
    print(encrypt(arguments[0]))
    return 0


def decrypt_argument(script: str, decrypt: Callable[[str], str], arguments: list[str]) -> int:
    """Decrypt the script's only argument, print the plaintext or the fault, and return the exit status."""
    if len(arguments) != 1:
        return print_usage(script, "'<text>'", "'RXUhCc45CN6t2EAuVeqS1wZjDOn4mz8dKGX0NQ=='")
    try:
        plaintext = decrypt(arguments[0])
    except (EncodingError, DecryptError) as error:
        print(f"Decryption failed: {error}")
        return 1
    print(plaintext)
    return 0


def generate_aes_b64_credentials() -> tuple[str, str]:
    """Generate a key of 32 random bytes and an IV of 16, each as base64.

    Returns key and IV. The vendor's function returns an IV, so this one does; scheme 11258 does not use it, since it
    draws a nonce for each message. Raises ``netcore_aes.RandomError`` if the operating system returns no random bytes.
    """
    return generate_gcm_key(), base64.b64encode(secrets.token_bytes(16)).decode()


def credentials_on_demand(module: str) -> Callable[[str], str]:
    """Create a ``__getattr__`` for a module, which generates its ``key_b64`` and ``iv_b64`` when one is first read."""
    lock = Lock()
    generated: dict[str, str] = {}

    def get_attribute(name: str) -> str:
        if name not in {"key_b64", "iv_b64"}:
            raise AttributeError(f"module {module!r} has no attribute {name!r}", name=name)
        with lock:
            if not generated:
                generated["key_b64"], generated["iv_b64"] = generate_aes_b64_credentials()
        return generated[name]

    return get_attribute

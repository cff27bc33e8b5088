"""Generates a key for scheme 11258: the vendor's "V5" script of this name, on netcore-aes.

Run it with ``python3 -m AES256_KEY_generator_V5``, or by its path.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netcore_aes.vendor.script import run
from netcore_aes.vendor.v5 import credentials_on_demand
from netcore_aes.vendor.v5 import generate_aes_b64_credentials as generate_aes_b64_credentials

key_b64: str
"""A key of its own for this process, generated when it or ``iv_b64`` is first read."""
iv_b64: str
"""The IV that was generated with ``key_b64``."""

if not TYPE_CHECKING:
    __getattr__ = credentials_on_demand(__name__)


def _main(_arguments: list[str]) -> int:
    key, iv = generate_aes_b64_credentials()
    print("=== AES Base64 Credentials ===")
    print()
    print(f'KEY_B64 = "{key}"')
    print(f'IV_B64  = "{iv}"')
    print()
    print("Usage: hand KEY_B64 to the vendor, set NETCORE_AES_KEY to it, and then:")
    print("  python3 -m AES_CBC_standard_encryption '<payload>'")
    print("  python3 -m AES_CBC_standard_decryption '<text>'")
    print("IV_B64 is not used: scheme 11258 draws a new nonce for each message.")
    return 0


if __name__ == "__main__":
    run(_main)

"""Generates a key for scheme 11258: the vendor's "V5" script of this name, on netcore-aes.

Run it with ``python3 -m AES256_KEY_generator_V5``, or by its path.
"""

from __future__ import annotations

import base64
import secrets

from netcore_aes import generate_gcm_key
from netcore_aes.vendor.script import run


def generate_aes_b64_credentials() -> tuple[str, str]:
    """Generate a key of 32 random bytes and an IV of 16, each as base64.

    Returns key and IV. The vendor's function returns an IV, so this one does; scheme 11258 does not use it, since it
    draws a nonce for each message. Raises ``netcore_aes.RandomError`` if the operating system returns no random bytes.
    """
    return generate_gcm_key(), base64.b64encode(secrets.token_bytes(16)).decode()


def _main(_arguments: list[str]) -> int:
    key_b64, iv_b64 = generate_aes_b64_credentials()
    print("=== AES Base64 Credentials ===")
    print()
    print(f'KEY_B64 = "{key_b64}"')
    print(f'IV_B64  = "{iv_b64}"')
    print()
    print("Usage: hand KEY_B64 to the vendor, set NETCORE_AES_KEY to it, and then:")
    print("  python3 -m AES_CBC_standard_encryption '<payload>'")
    print("  python3 -m AES_CBC_standard_decryption '<text>'")
    print("IV_B64 is not used: scheme 11258 draws a new nonce for each message.")
    return 0


if __name__ == "__main__":
    run(_main)

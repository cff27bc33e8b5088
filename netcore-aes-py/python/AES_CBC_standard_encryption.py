"""Encrypts a payload under scheme 11258, which is GCM: the vendor's "V5" script of this name, on netcore-aes.

Run it with ``python3 -m AES_CBC_standard_encryption '<payload>'``, or by its path.

The key is ``SECRET_KEY`` of this module, or else its ``KEY_B64``, or else that of the environment variable
NETCORE_AES_KEY, or of the file that NETCORE_AES_CREDENTIALS names. The exit status is 0; 1 for wrong arguments; 2 for
a wrong key.
"""

from __future__ import annotations

from netcore_aes.vendor.inputs import gcm_cipher
from netcore_aes.vendor.script import run
from netcore_aes.vendor.v5 import encrypt_argument

KEY_B64: str | bytes | None = None
SECRET_KEY: str | bytes | None = None


def encrypt_aes256_gcm(plaintext: str | bytes, aad: str | bytes | None = None) -> str:
    """Encrypt ``plaintext`` to base64 of nonce, ciphertext and tag, under a new nonce. Prints nothing.

    ``aad``: associated data, which is authenticated and not encrypted. Raises a subclass of
    ``netcore_aes.NetcoreAesError``, which is a ``ValueError``; ``CredentialsError`` if there is no key.
    """
    return gcm_cipher(KEY_B64, SECRET_KEY).encrypt(plaintext, aad=aad)


def _main(arguments: list[str]) -> int:
    return encrypt_argument("AES_CBC_standard_encryption.py", encrypt_aes256_gcm, arguments)


if __name__ == "__main__":
    run(_main)

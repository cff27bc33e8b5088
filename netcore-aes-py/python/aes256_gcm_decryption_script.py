"""Decrypts a text of scheme 11258, which is GCM: the vendor's "V5" script of this name, on netcore-aes.

Run it with ``python3 -m aes256_gcm_decryption_script '<text>'``, or by its path.

The key is ``SECRET_KEY`` of this module, or else its ``KEY_B64``, or else that of the environment variable
NETCORE_AES_KEY, or of the file that NETCORE_AES_CREDENTIALS names. The exit status is 0; 1 for wrong arguments or a
text that cannot be decrypted; 2 for a wrong key.
"""

from __future__ import annotations

from netcore_aes.vendor.inputs import gcm_cipher, without_white_space
from netcore_aes.vendor.script import run
from netcore_aes.vendor.v5 import decrypt_argument

KEY_B64: str | bytes | None = None
SECRET_KEY: str | bytes | None = None


def decrypt_aes256_gcm(encrypted_b64: str | bytes, aad: str | bytes | None = None) -> str:
    """Decrypt base64 of nonce, ciphertext and tag; white space in it is skipped. Prints nothing.

    ``aad``: the associated data that was passed to encryption. Raises a subclass of ``netcore_aes.NetcoreAesError``,
    which is a ``ValueError``; ``CredentialsError`` if there is no key.
    """
    return gcm_cipher(KEY_B64, SECRET_KEY).decrypt(without_white_space(encrypted_b64), aad=aad)


def _main(arguments: list[str]) -> int:
    return decrypt_argument("aes256_gcm_decryption_script.py", decrypt_aes256_gcm, arguments)


if __name__ == "__main__":
    run(_main)

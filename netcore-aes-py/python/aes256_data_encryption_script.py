"""Encrypts a payload under scheme 11256: the vendor's script of this name, on netcore-aes.

Run it with ``python3 -m aes256_data_encryption_script [--show-secrets] [--] '<payload>'``, or by its path. The last
argument is the payload, whatever it is.

The key and the IV come from the environment variables NETCORE_AES_KEY and NETCORE_AES_IV, or from the file that
NETCORE_AES_CREDENTIALS names. The exit status is 0; 1 for wrong arguments; 2 for a wrong key or IV.
"""

from __future__ import annotations

from netcore_aes._environment import load_key_and_iv
from netcore_aes.vendor.inputs import cbc_cipher, without_white_space
from netcore_aes.vendor.script import print_usage, run

_SHOW_SECRETS = "--show-secrets"
_HIDDEN = "********"


def encrypt_with_string_key_iv(key_string: str, iv_string: str, plaintext: str) -> str:
    """Encrypt ``plaintext`` to base64. Prints nothing.

    ``key_string``: 32 characters, or 32 bytes as 44 characters of base64. ``iv_string``: 16 characters, or 16 bytes as
    24 characters of base64. Raises a subclass of ``netcore_aes.NetcoreAesError``, which is a ``ValueError``.
    """
    return cbc_cipher(key_string, iv_string).encrypt(plaintext)


def decrypt_with_string_key_iv(key_string: str, iv_string: str, encrypted_base64: str) -> str:
    """Decrypt a text of :func:`encrypt_with_string_key_iv`; white space in it is skipped. Prints nothing.

    Raises a subclass of ``netcore_aes.NetcoreAesError``, which is a ``ValueError``.
    """
    return cbc_cipher(key_string, iv_string).decrypt(without_white_space(encrypted_base64))


def _main(arguments: list[str]) -> int:
    options = arguments[:-1]
    if options[-1:] == ["--"]:
        options.pop()
    if not arguments or set(options) - {_SHOW_SECRETS}:
        example = """'[{"activity_name": "form_submitted", "identity": "9999911111"}]'"""
        return print_usage("aes256_data_encryption_script.py", f"[{_SHOW_SECRETS}] '<payload>'", example)
    payload = arguments[-1]
    key, iv = load_key_and_iv()
    encrypted = encrypt_with_string_key_iv(key, iv, payload)
    decrypted = decrypt_with_string_key_iv(key, iv, encrypted)
    show = bool(options)
    print(f"Using Key: {key if show else _HIDDEN}")
    print(f"Using IV:  {iv if show else _HIDDEN}")
    print("Key length: 32 bytes")
    print("IV length: 16 bytes")
    print()
    print(f"Encrypted String (Base64): {encrypted}")
    print(f"Decrypted String: {decrypted}")
    print(f"Match: {decrypted == payload}")
    return 0


if __name__ == "__main__":
    run(_main)

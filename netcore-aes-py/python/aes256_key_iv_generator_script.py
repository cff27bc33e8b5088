"""Generates a SECRET_KEY and a SECRET_IV for schemes 11256 and 11257: the vendor's script of this name, on netcore-aes.

Run it with ``python3 -m aes256_key_iv_generator_script``, or by its path.

The vendor's newest script of this name is its "V5" generator, so this module has the names of
``AES256_KEY_generator_V5`` too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netcore_aes import InvalidIvError, InvalidKeyError, SurrogateError, keygen
from netcore_aes.vendor.inputs import cbc_cipher
from netcore_aes.vendor.script import run
from netcore_aes.vendor.v5 import credentials_on_demand
from netcore_aes.vendor.v5 import generate_aes_b64_credentials as generate_aes_b64_credentials

key_b64: str
"""A key of its own for this process, generated when it or ``iv_b64`` is first read."""
iv_b64: str
"""The IV that was generated with ``key_b64``."""

if not TYPE_CHECKING:
    __getattr__ = credentials_on_demand(__name__)


def generate_random_string_key_iv() -> tuple[str, str]:
    """Generate a key of 32 characters and an IV of 16, each drawn uniformly from ``A-Z a-z 0-9``.

    Returns key and IV. Raises ``netcore_aes.RandomError`` if the operating system returns no random bytes.
    """
    key_string, iv_string = keygen()
    return key_string, iv_string


def validate_key_iv_lengths(key_string: str, iv_string: str) -> bool:
    """Tell whether ``aes256_data_encryption_script`` encrypts with this key and this IV. Prints nothing."""
    try:
        cbc_cipher(key_string, iv_string)
    except (InvalidKeyError, InvalidIvError, SurrogateError):
        return False
    return True


def _length_warning(key_string: str, iv_string: str) -> str | None:
    for name, text, wanted in (("Key", key_string, 32), ("IV", iv_string, 16)):
        length = _utf8_length(text)
        if length != wanted:
            return f"⚠️  WARNING: {name} is {length} bytes, should be {wanted} bytes"
    return None


def _utf8_length(text: str) -> int:
    # "surrogatepass": the error for a surrogate would contain the text.
    return len(text.encode(errors="surrogatepass"))


def _main(_arguments: list[str]) -> int:
    key_string, iv_string = generate_random_string_key_iv()
    print("=== AES Key and IV Generator ===")
    print()
    print("Method 1: Random strings (for use with UTF-8 encoding)")
    print("-" * 55)
    print(f"Key string: '{key_string}'")
    print(f"Key length: {len(key_string)} characters, {_utf8_length(key_string)} bytes")
    print(f"IV string: '{iv_string}'")
    print(f"IV length: {len(iv_string)} characters, {_utf8_length(iv_string)} bytes")
    print(_length_warning(key_string, iv_string) or "✅ Key and IV lengths are correct!")
    print()
    print("# Copy these values for your first script:")
    print(f'key_string = "{key_string}"')
    print(f'iv_string = "{iv_string}"')
    print()
    print("Security Notes:")
    print("- Whoever has this key can read every event; keep it where you keep your passwords.")
    print("- Hand key and IV to the vendor over a channel that you trust, never by plain e-mail or chat.")
    print("- Keep them out of source code and version control: set NETCORE_AES_KEY and NETCORE_AES_IV instead.")
    print("- Generate a pair of its own for each panel, and a new one when somebody who knew it leaves.")
    print("- The IV is the same for all events, so equal events give equal texts; scheme 11258 does better.")
    return 0


if __name__ == "__main__":
    run(_main)

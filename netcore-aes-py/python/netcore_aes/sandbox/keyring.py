"""The keys that the sandbox decrypts with."""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass, field

from .. import SCHEMES, Cipher
from .._environment import FILE, IV, KEY, load_gcm_key, load_key_and_iv

NO_KEY = f"no key: set {KEY} and {IV} (or {FILE} to a file that holds them) and start the sandbox again"
GCM = 11258


@dataclass(frozen=True)
class Keyring:
    """A key, its IV if there is one, and a cipher for each scheme that they serve. Its ``repr`` shows the schemes."""

    key: str = field(default="", repr=False)
    iv: str = field(default="", repr=False)
    ciphers: dict[int, Cipher] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a bad key or IV at once. Raises :class:`~netcore_aes.NetcoreAesError`."""
        if self.key and self.iv:
            for code in set(SCHEMES.values()) - {GCM}:
                self.ciphers[code] = Cipher(self.key, self.iv, scheme=code)
        if self.key:
            self.ciphers[GCM] = Cipher(self.key, scheme=GCM)

    @classmethod
    def from_environment(cls) -> Keyring:
        """Take what the environment or its file holds; nothing is an empty ring, half a setting is an error."""
        if not (os.environ.get(KEY) or os.environ.get(IV) or os.environ.get(FILE)):
            return cls()
        if os.environ.get(KEY) and not os.environ.get(IV):
            return cls(load_gcm_key())
        return cls(*load_key_and_iv())

    @property
    def key_bytes(self) -> bytes:
        """The key itself, whichever way it was written."""
        return _raw(self.key, 32)

    @property
    def iv_bytes(self) -> bytes:
        """The IV itself, whichever way it was written."""
        return _raw(self.iv, 16)


def missing(scheme: int, keys: Keyring) -> str:
    """Say what to set so that the sandbox can read this scheme."""
    if keys.key and scheme != GCM:
        return f"no IV: set {IV} too and start the sandbox again; scheme {scheme} needs it"
    return NO_KEY


def _raw(written: str, length: int) -> bytes:
    return written.encode() if len(written) == length else base64.b64decode(written)

"""The errors, one class for each cause.

No error contains a key, an IV, a plaintext or a ciphertext, in its message or elsewhere, so each can be logged and
pickled.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._problem import Problem


class NetcoreAesError(ValueError):
    """The base class of all errors. The message says how to mend the cause.

    ``status`` is the number of the cause, the same in every language (``NETCORE_AES_ERR_...`` in the C header); -1 for
    a cause that only Python has.

    ``index`` is the index of the item at fault in a batch, from 0; ``None`` if no single item is at fault.
    """

    status: int = -1
    index: int | None = None


class UnknownSchemeError(NetcoreAesError):
    """The scheme is unknown: it must be x-eCode 11256, 11257 or 11258."""

    status = 2


class AadNotTakenError(NetcoreAesError):
    """Associated data was given to a CBC scheme, which cannot authenticate it."""

    status = 2


class InvalidKeyError(NetcoreAesError):
    """The key is not valid: the base class of the four errors about keys."""

    status = 3


class KeyLengthError(InvalidKeyError):
    """The key has neither 32 nor 44 characters."""


class KeyCharacterError(InvalidKeyError):
    """The key contains a byte outside printable ASCII, such as a line break."""


class KeyBase64Error(InvalidKeyError):
    """The key has 44 characters but is not valid base64 of 32 bytes."""


class KeyPaddingError(InvalidKeyError):
    """The key has 44 characters and surplus ``=`` after them."""


class InvalidIvError(NetcoreAesError):
    """The IV is not valid, or is missing, or is not taken: the base class of the six errors about IVs."""

    status = 4


class IvLengthError(InvalidIvError):
    """The IV has neither 16 nor 24 characters."""


class IvCharacterError(InvalidIvError):
    """The IV contains a byte outside printable ASCII, such as a line break."""


class IvBase64Error(InvalidIvError):
    """The IV has 24 characters but is not valid base64 of 16 bytes."""


class IvPaddingError(InvalidIvError):
    """The IV has 24 characters and surplus ``=`` after them."""


class IvRequiredError(InvalidIvError):
    """A CBC scheme was given no IV."""


class IvNotTakenError(InvalidIvError):
    """Scheme 11258 was given an IV; it draws a nonce for each message."""


class TooLargeError(NetcoreAesError):
    """The message is too long for the scheme or for this machine's address space."""

    status = 6


class EncodingError(NetcoreAesError):
    """The text is not strict base64 or hexadecimal."""

    status = 8


class DecryptError(NetcoreAesError):
    """The text cannot be decrypted.

    One error for every cause (length, padding, tag, key, IV, associated data, a plaintext that is not UTF-8), so that
    it tells an attacker as little as possible.
    """

    status = 9


class RandomError(NetcoreAesError):
    """The operating system returned no random bytes."""

    status = 10


class OutOfMemoryError(NetcoreAesError, MemoryError):
    """Memory could not be allocated. It is also a ``MemoryError``."""

    status = 11


class KeyUsedUpError(NetcoreAesError):
    """The cipher, of scheme 11258, has encrypted 2**32 messages, the limit for one key (NIST SP 800-38D)."""

    status = 12


class EventStreamError(NetcoreAesError):
    """The next event cannot be found: the stream is neither a JSON array nor one JSON object per line."""

    status = 20


class EventTooLongError(NetcoreAesError):
    """An event is longer than one payload may be."""

    status = 21


class EventsError(NetcoreAesError):
    """The vendor would refuse or drop the events, or could not use them. Nothing was encrypted."""

    problems: tuple[Problem, ...] = ()
    """Every problem of the events, warnings included."""


class AssetIdError(NetcoreAesError):
    """The asset id is not a valid header value."""

    status = 30


class ApiKeyError(NetcoreAesError):
    """The API key is not a valid header value."""

    status = 31


class UnknownRegionError(NetcoreAesError):
    """The region is unknown: it must be us, in or eu."""

    status = 32


class SelfTestError(NetcoreAesError):
    """The AES self-test failed on this CPU. Nothing was encrypted or decrypted."""

    status = 100


class SurrogateError(NetcoreAesError):
    """A string contains half of a surrogate pair, which has no UTF-8 encoding. Only Python has such strings."""


class CredentialsError(NetcoreAesError):
    """The key and the IV are not in the environment, nor in the file that it names, or that file cannot be read."""

"""The errors, one class for each cause.

No error carries a key, an IV, a plaintext or a ciphertext, in its message or anywhere else, so each can be logged and
pickled.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._events import Problem


class NetcoreAesError(ValueError):
    """Why a call was refused; the message says what to do next.

    ``status`` is the number by which every language knows the cause, the ``NETCORE_AES_ERR_...`` constants of the C
    header; -1 for a cause that only Python meets.

    ``index`` is the item of a batch at fault, counted from 0; ``None`` if the fault is no single item's.
    """

    status: int = -1
    index: int | None = None


class UnknownSchemeError(NetcoreAesError):
    """No scheme has this x-eCode. There are 11256, 11257 and 11258."""

    status = 2


class AadNotTakenError(NetcoreAesError):
    """Associated data was given to a CBC scheme, which cannot authenticate it."""

    status = 2


class InvalidKeyError(NetcoreAesError):
    """The key is not one: what the three errors about keys have in common."""

    status = 3


class KeyLengthError(InvalidKeyError):
    """The key has neither 32 nor 44 characters."""


class KeyCharacterError(InvalidKeyError):
    """The key holds a byte outside printable ASCII, such as a line break."""


class KeyBase64Error(InvalidKeyError):
    """The key has 44 characters, but they are not the base64 of 32 bytes."""


class InvalidIvError(NetcoreAesError):
    """The IV is not one, or does not belong there: what the five errors about IVs have in common."""

    status = 4


class IvLengthError(InvalidIvError):
    """The IV has neither 16 nor 24 characters."""


class IvCharacterError(InvalidIvError):
    """The IV holds a byte outside printable ASCII, such as a line break."""


class IvBase64Error(InvalidIvError):
    """The IV has 24 characters, but they are not the base64 of 16 bytes."""


class IvRequiredError(InvalidIvError):
    """A CBC scheme was given no IV."""


class IvNotTakenError(InvalidIvError):
    """Scheme 11258 was given an IV; it draws a nonce for each message."""


class TooLargeError(NetcoreAesError):
    """The message is longer than the scheme or the machine can take."""

    status = 6


class EncodingError(NetcoreAesError):
    """The text is not what encryption returns: not strict base64, or not hexadecimal."""

    status = 8


class DecryptError(NetcoreAesError):
    """The text cannot be decrypted.

    One error for every cause (length, padding, tag, key, IV, associated data, a plaintext that is not UTF-8), so that
    it tells an attacker as little as possible.
    """

    status = 9


class RandomError(NetcoreAesError):
    """The operating system gave no random bytes."""

    status = 10


class OutOfMemoryError(NetcoreAesError, MemoryError):
    """Memory could not be allocated. It is a ``MemoryError`` too."""

    status = 11


class KeyUsedUpError(NetcoreAesError):
    """The cipher, of scheme 11258, has encrypted 2**32 messages, the most that one key may (NIST SP 800-38D)."""

    status = 12


class EventStreamError(NetcoreAesError):
    """Events cannot be told apart: the stream is neither a JSON array nor one object a line."""

    status = 20


class EventTooLongError(NetcoreAesError):
    """An event is longer than one payload may be."""

    status = 21


class EventsError(NetcoreAesError):
    """Events that the vendor would refuse, drop or not be able to use; nothing was encrypted."""

    problems: tuple[Problem, ...] = ()
    """Everything that is wrong with them, warnings too."""


class AssetIdError(NetcoreAesError):
    """The asset id cannot stand in a header."""

    status = 30


class ApiKeyError(NetcoreAesError):
    """The API key cannot stand in a header."""

    status = 31


class UnknownRegionError(NetcoreAesError):
    """No region has this name. There are us, in and eu."""

    status = 32


class SelfTestError(NetcoreAesError):
    """This machine gets AES wrong: a known message did not encrypt or decrypt to what it must. Nothing was done."""

    status = 100


class SurrogateError(NetcoreAesError):
    """A string holds half of a surrogate pair, which UTF-8 cannot write. Only Python has such strings."""


class CredentialsError(NetcoreAesError):
    """The key and IV are neither in the environment nor in the file that it names, or that file cannot be read."""

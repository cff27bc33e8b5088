"""A key and an IV, generated together."""

from __future__ import annotations

from typing import NamedTuple, NoReturn, SupportsIndex

from . import _native


class Credentials(NamedTuple):
    """A key and an IV, as :func:`keygen` returns them.

    A tuple that can be unpacked. Its ``repr`` shows neither of them, and it cannot be pickled; copying returns the same
    object.
    """

    key: str
    """32 characters of ``A-Z a-z 0-9``: the vendor's SECRET_KEY."""
    iv: str
    """16 characters of ``A-Z a-z 0-9``: the vendor's SECRET_IV."""

    def __repr__(self) -> str:
        return "Credentials(key=<hidden>, iv=<hidden>)"

    def __copy__(self) -> Credentials:
        return self

    def __deepcopy__(self, memo: object) -> Credentials:
        return self

    def __reduce_ex__(self, protocol: SupportsIndex) -> NoReturn:
        raise TypeError("Credentials are secret and cannot be pickled; store key and iv where you keep secrets")


def keygen() -> Credentials:
    """Generate a key and an IV for schemes 11256 and 11257, as the vendor's generator script does.

    Each character is drawn uniformly and independently from ``A-Z a-z 0-9`` by the operating system's generator
    (190 and 95 bits of entropy). Any thread may call it.

    Raises :class:`RandomError` if the operating system returns no random bytes.
    """
    return Credentials(*_native.keygen())

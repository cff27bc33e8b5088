"""What a compiled file of a release must be, by its target."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING

import elf
import macho
import pe

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from targets import Target


def is_binary(data: bytes) -> bool:
    """Whether it is a library or a program; an object is neither."""
    if data[:4] == b"\x7fELF":
        return data[16:18] != b"\1\0"
    if data[:4] == b"\xcf\xfa\xed\xfe":
        return data[12:16] != b"\1\0\0\0"
    return data[:2] == b"MZ"


def reader(target: Target) -> ModuleType:
    """The module that reads the target's format."""
    return {"linux": elf, "macos": macho, "windows": pe}[target.kind]


def wrong(data: bytes, target: Target, *, static: bool) -> Iterator[str]:
    """The faults of a shared library, or of a program, which is static on Linux."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        yield from sorted(reader(target).wrong(file.name, target, static=static))

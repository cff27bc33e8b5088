"""What a compiled file for macOS must be: which libraries it needs, for which macOS it is, and what it exports."""

from __future__ import annotations

from typing import TYPE_CHECKING

import lief
from tool import once, unpacked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from targets import Target

lief.logging.disable()  # of what it makes of empty load commands
SYSTEM = ("/usr/lib/libSystem.B.dylib",)
FRAMEWORKS = "/System/Library/Frameworks/"
"""A program may need these too."""
CPUS = {"x86_64": lief.MachO.Header.CPU_TYPE.X86_64, "aarch64": lief.MachO.Header.CPU_TYPE.ARM64}
FLAGS = lief.MachO.Header.FLAGS
EXTERNAL, TYPE = 0x01, 0x0E
"""Of a symbol's n_type; a symbol without a type is defined elsewhere."""


def _read(path: Path | str) -> lief.MachO.Binary | None:
    fat = lief.MachO.parse(str(path))
    return fat.at(0) if fat is not None and fat.size == 1 else None


@once
def wrong(path: str, target: Target, *, static: bool) -> Iterator[str]:
    """The faults of a shared library, or of a program."""
    file = _read(path)
    if file is None or file.header.cpu_type != CPUS[target.processor]:
        yield f"it is not for {target.system}"
        return
    if static and FLAGS.PIE not in file.header.flags_list:
        yield "it has a fixed address"
    if FLAGS.ALLOW_STACK_EXECUTION in file.header.flags_list:
        yield "its stack may hold code"
    dylibs = [library for library in file.libraries if library.command != lief.MachO.LoadCommand.TYPE.ID_DYLIB]
    other = [library.name for library in dylibs if not library.name.startswith((*SYSTEM, FRAMEWORKS) if static else SYSTEM)]
    if other or not dylibs:
        yield f"it needs {', '.join(other) or 'no library at all'}"
    if file.has_rpath:
        yield "it has a path to libraries"
    if not file.has_code_signature:
        yield "it is not signed, so Apple silicon does not run it"
    # LIEF also lists names that are bound, which are in no table of symbols.
    symbols = [symbol for symbol in file.symbols if symbol.origin == lief.MachO.Symbol.ORIGIN.SYMTAB]
    if any(symbol.raw_type & EXTERNAL == 0 for symbol in symbols) or any("DWARF" in part.name for part in file.segments):
        yield "it is not stripped"
    yield from _wrong_version(file, target)


def _wrong_version(file: lief.MachO.Binary, target: Target) -> Iterator[str]:
    for found in filter(None, (file.build_version and file.build_version.minos, file.version_min and file.version_min.version)):
        version = ".".join(map(str, found[:2]))
        if version != target.macos:
            yield f"it is for macOS {version}, not {target.macos}"
        return
    yield "it does not say for which macOS it is"


def own_name(path: Path) -> str:
    """What programs that are linked with it look for, beside or below their own rpath."""
    file = _read(path)
    names = [library.name for library in file.libraries if library.command == lief.MachO.LoadCommand.TYPE.ID_DYLIB] if file else []
    return ", ".join(names).removeprefix("@rpath/")


@once
def exported(path: Path) -> set[str]:
    file = _read(path)
    if file is None:
        return set()
    names = {export.symbol.name for export in file.dyld_info.exports} if file.dyld_info else set()
    return {name.removeprefix("_") for name in names | _defined(file)}


def _defined(file: lief.MachO.Binary) -> set[str]:
    return {symbol.name for symbol in file.symbols if symbol.raw_type & EXTERNAL and symbol.raw_type & TYPE}


@once
def defined(archive: Path) -> set[str]:
    """The global names of a static library."""
    found: set[str] = set()
    for data in unpacked(archive).values():
        file = lief.MachO.parse(list(data))
        found |= _defined(file.at(0)) if file is not None and file.size else {"no object for macOS"}
    return {name.removeprefix("_") for name in found}


@once
def wrong_archive(archive: Path) -> Iterator[str]:
    for data in unpacked(archive).values():
        file = lief.MachO.parse(list(data))
        if file is None or any(section.segment_name in {"__DWARF", "__LLVM"} for section in file.at(0).sections):
            yield "it holds debug sections or bitcode"

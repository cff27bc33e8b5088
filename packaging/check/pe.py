"""What a compiled file for Windows must be: which libraries it needs, how it is hardened, and what it exports."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import lief
from tool import once, tool, unpacked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from targets import Target

MACHINES = {"x86_64": lief.PE.Header.MACHINE_TYPES.AMD64}
SYSTEM = re.compile(r"kernel32|ntdll|bcryptprimitives|api-ms-win-(core-synch|crt)-.*", re.IGNORECASE)
"""What every Windows has from 10 on, of which a library needs no more."""
MORE = re.compile(r"python3|advapi32|bcrypt|crypt32|ole32|secur32|shell32|user32|userenv|ws2_32|api-ms-win-core-.*", re.IGNORECASE)
"""What a program or a Python module may need too."""
CHARACTERISTICS = lief.PE.OptionalHeader.DLL_CHARACTERISTICS
HARDENED = {
    CHARACTERISTICS.DYNAMIC_BASE: "it has a fixed address",
    CHARACTERISTICS.HIGH_ENTROPY_VA: "its address is not chosen among those of 64 bits",
    CHARACTERISTICS.NX_COMPAT: "its stack may hold code",
}
IMPORTS = re.compile(r"(bcryptprimitives|api-ms-win-core-synch-l1-2-0)\.dll[a-z]\d*\.o")
"""The objects that a static library has beside its code: what calls functions of these DLLs, for which MinGW may have no library."""


@once
def wrong(path: str, target: Target, *, static: bool) -> Iterator[str]:
    """The faults of a shared library, or of a program."""
    file = lief.PE.parse(path)
    if file is None or file.header.machine != MACHINES[target.processor]:
        yield f"it is not for {target.system}"
        return
    for flag, words in HARDENED.items():
        if not file.optional_header.has(flag):
            yield words
    if not file.has_relocations:
        yield "it cannot be moved"
    module = {str(entry.name) for entry in file.get_export().entries} in ({"PyInit__native"}, {"napi_register_module_v1"}) if file.has_exports else static
    names = {found.name.rpartition(".")[0] for found in file.imports}
    other = {name for name in names if not SYSTEM.fullmatch(name) and not (module and MORE.fullmatch(name))}
    if other or not names:
        yield f"it needs {', '.join(sorted(other)) or 'no library at all'}"
    debug = [entry for entry in file.debug if entry.type not in {lief.PE.Debug.TYPES.REPRO}]
    if debug or file.header.numberof_symbols or any(part.name.startswith(("/", ".debug")) for part in file.sections):
        yield "it is not stripped"
    if not any(entry.type == lief.PE.Debug.TYPES.REPRO for entry in file.debug):
        yield "it holds the time at which it was linked"


def own_name(path: Path) -> str:
    """What programs that are linked with it look for."""
    file = lief.PE.parse(str(path))
    return str(file.get_export().name) if file is not None and file.has_exports else ""


@once
def exported(path: Path) -> set[str]:
    file = lief.PE.parse(str(path))
    return {str(entry.name) for entry in file.get_export().entries} if file is not None and file.has_exports else set()


@once
def defined(archive: Path) -> set[str]:
    """The global names of a static library's code, but for addresses that a linker takes from any one object (`.refptr.`)."""
    found: set[str] = set()
    for name, data in unpacked(archive).items():
        file = lief.COFF.parse(list(data))
        if file is None:
            found.add(name)
        elif not IMPORTS.fullmatch(name):
            external = lief.COFF.Symbol.STORAGE_CLASS.EXTERNAL
            found |= {str(symbol.name) for symbol in file.symbols if symbol.storage_class == external and symbol.section_idx > 0}
    return {name for name in found if not name.startswith(".refptr.")}


@once
def wrong_archive(archive: Path) -> Iterator[str]:
    for data in unpacked(archive).values():
        file = lief.COFF.parse(list(data))
        if file is None or any(str(section.name).startswith((".debug", ".llvm")) for section in file.sections):
            yield "it holds debug sections or bitcode"


def wrong_imports(folder: Path, declared: set[str]) -> Iterator[str]:
    """The faults of what programs are linked with in place of the DLL: the import library, and the definitions to make one from."""
    definitions = (folder / "netcore_aes.def").read_text(encoding="utf-8")
    if definitions.split() != ["LIBRARY", "netcore_aes.dll", "EXPORTS", *sorted(declared)]:
        yield "netcore_aes.def does not list what the header declares"
    listed = tool("nm", str(folder / "libnetcore_aes.dll.a"))
    if set(re.findall(r" T (\w+)$", listed, re.MULTILINE)) != declared:
        yield "libnetcore_aes.dll.a does not import what the header declares"

"""What a compiled file for Linux must be: which libraries it needs, how it is hardened, and what it exports."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tool import once, tool

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from targets import Target

GLIBC_NEEDED = {"libc.so.6", "libm.so.6", "libdl.so.2", "libpthread.so.0", "libgcc_s.so.1"}
"""What may be taken from the machine: of what manylinux2014 allows, what is wanted here."""
MUSL_NEEDED = {"libc.so"}
MACHINES = {"x86_64": "Advanced Micro Devices X86-64", "aarch64": "AArch64"}


@once
def wrong(path: str, target: Target, *, static: bool) -> Iterator[str]:
    """The faults of a shared library, or of a program, which is static."""
    header = tool("readelf", "--file-header", path)
    dynamic = tool("readelf", "--dynamic", "--wide", path)
    segments = tool("readelf", "--segments", "--wide", path)
    if not re.search(rf"Machine:\s+{MACHINES[target.processor]}", header):
        yield f"it is not for {target.processor}"
    if not re.search(r"Type:\s+DYN", header):
        yield "it has a fixed address"
    needed = set(re.findall(r"\(NEEDED\).*\[(.*)\]", dynamic))
    yield from _wrong_needs(path, needed, segments, target, static=static)
    if re.search(r"\((RPATH|RUNPATH)\)", dynamic):
        yield "it has a path to libraries"
    if not static and "BIND_NOW" not in dynamic:
        yield "its symbols are not bound at once"
    if re.search(r"\.(symtab|debug_\w+)\b", tool("readelf", "--sections", "--wide", path)):
        yield "it is not stripped"
    if not re.search(r"GNU_STACK\s.*RW ", segments):
        yield "its stack may hold code"
    if "GNU_RELRO" not in segments:
        yield "its relocations stay writable"


def _wrong_needs(path: str, needed: set[str], segments: str, target: Target, *, static: bool) -> Iterator[str]:
    """What it takes from the machine."""
    if static:
        if needed or "INTERP" in segments:
            yield f"it is not static: it needs {', '.join(sorted(needed)) or 'an interpreter'}"
        return
    loader = f"ld-linux-{target.processor.replace('_', '-')}.so"
    allowed = MUSL_NEEDED if target.glibc == "-" else GLIBC_NEEDED
    other = {name for name in needed - allowed if not (target.glibc != "-" and name.startswith(loader))}
    if other or not needed:
        yield f"it needs {', '.join(sorted(other)) or 'no library at all'}"
    wanted = re.findall(r"GLIBC_([0-9.]+)", tool("objdump", "--dynamic-syms", path))
    versions = {tuple(map(int, version.split("."))) for version in wanted}
    oldest = tuple(map(int, target.glibc.split("."))) if target.glibc != "-" else ()
    if bool(versions) != bool(oldest) or (versions and max(versions) > oldest):
        yield f"it needs glibc {'.'.join(map(str, max(versions, default=('?',))))}"


def own_name(path: Path) -> str:
    """What programs that are linked with it look for."""
    return ", ".join(re.findall(r"\(SONAME\).*\[(.*)\]", tool("readelf", "--dynamic", str(path))))


@once
def exported(path: Path) -> set[str]:
    return _global(path, "--dynamic")


@once
def defined(archive: Path) -> set[str]:
    """The global names of a static library."""
    return _global(archive)


@once
def wrong_archive(archive: Path) -> Iterator[str]:
    if re.search(r"\.(debug_|llvmbc)", tool("readelf", "--sections", "--wide", str(archive))):
        yield "it holds debug sections or bitcode"


def _global(path: Path, *options: str) -> set[str]:
    listed = tool("nm", "--defined-only", "--extern-only", *options, str(path))
    return set(re.findall(r" [A-Za-z] (\S+)$", listed, re.MULTILINE))

#!/usr/bin/env python3
"""Looks at the artefacts of a release without running them. Argument: their folder, by default build/dist.

Whatever is packed is unpacked, archives within archives too.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPOSITORY / "tests" / "conformance"))

from facts import facts  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

FACTS = facts()
GLIBC = tuple(map(int, os.environ.get("GLIBC", "2.17").split(".")))
NEEDED = {"libc.so.6", "libm.so.6", "libdl.so.2", "libpthread.so.0", "libgcc_s.so.1", "ld-linux-x86-64.so.2"}
"""What may be taken from the machine: of what manylinux2014 allows, what is wanted here."""

HOME = Path.home()
FORBIDDEN = {
    str(REPOSITORY),
    f"{HOME}/",
    os.environ.get("CARGO_HOME", f"{HOME}/.cargo"),
    os.environ.get("RUSTUP_HOME", f"{HOME}/.rustup"),
}
"""Paths of this machine, which no artefact may hold."""

seen: list[str] = []
faults: list[str] = []


def expect(condition: object, artefact: str, words: str) -> None:
    if not condition:
        faults.append(f"{artefact}: {words}")


def main() -> int:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else REPOSITORY / "build" / "dist")
    check_sums(folder)
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        check_artefact(folder, path)
    check_library(folder / "lib" / "libnetcore_aes.so.1")
    check_wheel(folder)
    check_sdist(folder)
    for fault in faults:
        print(f"check: {fault}", file=sys.stderr)
    print(f"{len(seen)} files looked at, {len(faults)} faults")
    return int(bool(faults))


def check_sums(folder: Path) -> None:
    lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    listed = {line[66:]: line[:64] for line in lines}
    there = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    del there["SHA256SUMS"]
    expect(listed.keys() == there.keys(), "SHA256SUMS", "it does not list the files that are there")
    for name, path in there.items():
        right = listed.get(name) == hashlib.sha256(path.read_bytes()).hexdigest()
        expect(right, name, "it has not the hash that SHA256SUMS gives")


def members(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """A file, and, if it is an archive, everything in it."""
    yield name, data
    if data[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check_names(name, archive.namelist())
            for packed in archive.namelist():
                yield from members(f"{name}!{packed}", archive.read(packed))
    elif data[:2] == b"\x1f\x8b":
        expect(data[4:8] == bytes(4) and not data[3] & 0b1000, name, "its gzip header has a date or a name (gzip -n)")
        yield from members(name.removesuffix(".gz"), gzip.decompress(data))
    elif data[257:262] == b"ustar":
        with tarfile.open(fileobj=io.BytesIO(data)) as tar:
            check_tar(name, tar)
            for entry in tar.getmembers():
                content = tar.extractfile(entry) if entry.isfile() else None
                yield from members(f"{name}!{entry.name}", content.read() if content else b"")


def check_names(artefact: str, names: list[str]) -> None:
    expect(names, artefact, "it is empty")
    expect(len(set(names)) == len(names), artefact, "a name stands in it twice")
    for name in names:
        path = PurePosixPath(name)
        expect(not path.is_absolute() and ".." not in path.parts, artefact, f"{name} would be unpacked elsewhere")
        rubbish = path.suffix in {".pyc", ".o", ".orig", ".swp"} or {"__pycache__", ".git"} & set(path.parts)
        expect(not rubbish, artefact, f"{name} does not belong there")


def check_tar(artefact: str, archive: tarfile.TarFile) -> None:
    entries = archive.getmembers()
    check_names(artefact, [entry.name.removesuffix("/") for entry in entries])
    expect(len({entry.mtime for entry in entries}) == 1, artefact, "its files have different dates")
    tops = {PurePosixPath(entry.name).parts[:1] for entry in entries if PurePosixPath(entry.name).parts}
    expect(len(tops) == 1, artefact, "it does not unpack into one folder")
    for entry in entries:
        expect((entry.uid, entry.gid) == (0, 0), artefact, f"{entry.name} belongs to someone")
        expect({entry.uname, entry.gname} <= {"", "root"}, artefact, f"{entry.name} names its owner")
        modes = {0o755} if entry.isdir() else {0o777} if entry.issym() else {0o644, 0o755}
        expect(entry.mode in modes, artefact, f"{entry.name} has the mode {entry.mode:o}")


def check_artefact(folder: Path, path: Path) -> None:
    name = path.relative_to(folder).as_posix()
    expect(FACTS.version in name or path.parent.name == "lib" or name == "SHA256SUMS", name, "its name has no version")
    libraries = {library.name: library.read_bytes() for library in (folder / "lib").iterdir()}
    soname = f"libnetcore_aes.so.{FACTS.abi}"
    library = licences = False
    for packed, data in members(name, path.read_bytes()):
        file = re.split("[/!]", packed)[-1]
        check_file(packed, data)
        if data and (match := re.fullmatch(r"libnetcore_aes\.(?:a|so)(?:\.\d+)*", file)):
            original = libraries.get(match[0] if match[0].endswith(".a") else soname)
            expect(data == original, packed, "this is not the library in lib")
            library = True
        licences |= file == "LICENSE-THIRD-PARTY" and data == libraries[file]
        if wanted := VERSIONED.get(re.sub(r".*(?=\.\w+$)", "", file)):
            expect(re.search(wanted, data.decode(errors="replace"), re.MULTILINE), packed, "it says another version")
    if library and path.parent.name != "lib":
        expect(licences, name, "it holds the library without lib's LICENSE-THIRD-PARTY")


VERSIONED = {
    ".pc": rf"^Version: {re.escape(FACTS.version)}$",
    ".info": rf'"Version":\s*"v{re.escape(FACTS.version)}"',
    ".properties": rf"^version={re.escape(FACTS.version)}$",
}
"""What files of these endings must say."""


def check_file(name: str, data: bytes) -> None:
    seen.append(name)
    # A packed file shows nothing; what is in it comes by itself.
    for path in FORBIDDEN:
        expect(path.encode() not in data, name, f"it holds {path}")
    if data[:4] == b"\x7fELF" and not re.search(r"\.o$", name):
        with tempfile.NamedTemporaryFile() as file:
            file.write(data)
            file.flush()
            check_elf(name, file.name)


def tool(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, "LC_ALL": "C"}).stdout


def check_elf(name: str, path: str) -> None:
    wanted = re.findall(r"GLIBC_([0-9.]+)", tool("objdump", "--dynamic-syms", path))
    versions = {tuple(map(int, version.split("."))) for version in wanted}
    expect(versions and max(versions) <= GLIBC, name, f"it needs glibc {max(versions, default='?')}")
    dynamic = tool("readelf", "--dynamic", path)
    needed = set(re.findall(r"\(NEEDED\).*\[(.*)\]", dynamic))
    expect(needed and needed <= NEEDED, name, f"it needs {', '.join(sorted(needed - NEEDED)) or 'no library at all'}")
    expect(not re.search(r"\((RPATH|RUNPATH)\)", dynamic), name, "it has a path to libraries")
    expect("BIND_NOW" in dynamic, name, "its symbols are not bound at once")
    sections = tool("readelf", "--sections", "--wide", path)
    expect(not re.search(r"\.(symtab|debug_\w+)\b", sections), name, "it is not stripped")
    segments = tool("readelf", "--segments", "--wide", path)
    expect(re.search(r"GNU_STACK\s.*RW ", segments), name, "its stack may hold code")
    expect("GNU_RELRO" in segments, name, "its relocations stay writable")


def exported(path: Path, *options: str) -> set[str]:
    listed = tool("nm", "--defined-only", "--extern-only", *options, str(path))
    return set(re.findall(r" [A-Za-z] (\S+)$", listed, re.MULTILINE))


def check_library(path: Path) -> None:
    soname = re.findall(r"\(SONAME\).*\[(.*)\]", tool("readelf", "--dynamic", str(path)))
    expect(soname == [f"libnetcore_aes.so.{FACTS.abi}"] == [path.name], path.name, f"its soname is {soname}")
    header = (REPOSITORY / "include" / "netcore_aes.h").read_text(encoding="utf-8")
    code = re.sub(r"/\*.*?\*/", "", header, flags=re.DOTALL)
    declared = set(re.findall(r"\b(netcore_aes_\w+)\(", code))
    same = exported(path, "--dynamic") == declared
    expect(len(declared) >= 20 and same, path.name, "it does not export what the header declares")
    static = path.with_name("libnetcore_aes.a")
    other = exported(static) ^ declared
    expect(not other, static.name, f"it should define, or should not: {', '.join(sorted(other))}")
    sections = tool("readelf", "--sections", "--wide", str(static))
    expect(not re.search(r"\.(debug_|llvmbc)", sections), static.name, "it holds debug sections or bitcode")


def one(folder: Path, pattern: str) -> Path:
    [path] = folder.glob(pattern)
    return path


def python_sources() -> set[str]:
    """What the package is made of: the drop-in's modules, the stubs and the page of the sandbox among it."""
    source = REPOSITORY / "netcore-aes-py" / "python"
    command = ["git", "-C", str(source), "ls-files", "--cached", "--others", "--exclude-standard"]
    return set(tool(*command).split())


def check_wheel(folder: Path) -> None:
    path = one(folder, "*.whl")
    tags = f"cp310-abi3-manylinux2014_x86_64.manylinux_{GLIBC[0]}_{GLIBC[1]}_x86_64"
    expect(path.name == f"netcore_aes-{FACTS.version}-{tags}.whl", path.name, f"its name does not end in {tags}")
    with zipfile.ZipFile(path) as wheel:
        info = f"netcore_aes-{FACTS.version}.dist-info"
        names = {name for name in wheel.namelist() if not name.startswith(f"{info}/")}
        metadata = wheel.read(f"{info}/METADATA").decode()
        licences = {name.rpartition("/")[2] for name in wheel.namelist() if name.startswith(f"{info}/licenses/")}
        expect(len({entry.date_time for entry in wheel.infolist()}) == 1, path.name, "its files have different dates")
    sources = python_sources()
    expect(len(sources) > 50 and "netcore_aes/py.typed" in sources, path.name, "the sources were not found")
    other = names ^ sources ^ {"netcore_aes/_native.abi3.so"}
    expect(not other, path.name, f"it should have, or should not: {', '.join(sorted(other))}")
    expect(licences == {"LICENSE-MIT", "LICENSE-APACHE", "LICENSE-THIRD-PARTY"}, path.name, "it lacks the licences")
    for line in (f"Version: {FACTS.version}", "Name: netcore-aes", "Requires-Python: >=3.10"):
        expect(f"\n{line}\n" in metadata, path.name, f"its metadata does not say {line}")


def check_sdist(folder: Path) -> None:
    path = one(folder, "netcore_aes-*.tar.gz")
    top = f"netcore_aes-{FACTS.version}"
    expect(path.name == f"{top}.tar.gz", path.name, "its name has another version")
    with tarfile.open(path) as archive:
        names = set(archive.getnames())
    wanted = {"PKG-INFO", "Cargo.lock", "Cargo.toml", "pyproject.toml", "LICENSE-MIT", "LICENSE-APACHE", "README.md"}
    wanted |= {"netcore-aes-core/src/lib.rs", "netcore-aes-py/src/lib.rs"}
    wanted |= {f"python/{file}" for file in python_sources()}
    lacking = {name for name in wanted if f"{top}/{name}" not in names}
    expect(not lacking, path.name, f"it lacks {', '.join(sorted(lacking))}")


if __name__ == "__main__":
    sys.exit(main())

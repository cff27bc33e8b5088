"""Looks at the artefacts of a release. Whatever is packed is unpacked, archives within archives too."""

from __future__ import annotations

import functools
import gzip
import io
import os
import re
import sys
import tarfile
import zipfile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path[1:1] = [str(REPOSITORY / "packaging"), str(REPOSITORY / "tests" / "conformance")]

from binaries import is_binary, wrong  # noqa: E402
from command import COMMAND, layout, package_name, wrong_package  # noqa: E402
from facts import facts  # noqa: E402
from faults import expect, faults  # noqa: E402
from jars import check_jars  # noqa: E402
from libraries import check_library  # noqa: E402
from npm import check_npm  # noqa: E402
from targets import Target, table, targets  # noqa: E402
from tool import digest, tool  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

FACTS = facts()
HOME = Path.home()
FORBIDDEN = {
    str(REPOSITORY),
    f"{HOME}/",
    os.environ.get("CARGO_HOME", f"{HOME}/.cargo"),
    os.environ.get("RUSTUP_HOME", f"{HOME}/.rustup"),
}
"""Paths of this machine, which no artefact may hold."""

seen: list[str] = []


def look_at(folder: Path) -> tuple[int, list[str]]:
    """The number of files, and the faults. LIBRARY_ALONE names the systems of which there are the libraries alone."""
    faults.clear()
    seen.clear()
    library_files.cache_clear()
    digests = {path.relative_to(folder).as_posix(): digest(path) for path in sorted(folder.rglob("*")) if path.is_file()}
    check_sums(folder, digests)
    libraries = tuple(found for name, found in digests.items() if name.startswith("lib/"))
    for name, found in digests.items():
        check_once(folder, name, found, libraries)
    built = [target for target in targets() if (folder / "lib" / target.system).is_dir()]
    page = (REPOSITORY / "packaging" / "README.md").read_text(encoding="utf-8")
    expect(table() in page, "packaging/README.md", "its table is not that of `targets.py --table`")
    expect(built, "lib", "it holds the libraries of no target")
    alone = os.environ.get("LIBRARY_ALONE", "").split()
    for target in built:
        check_library(folder / "lib" / target.system, target, FACTS.abi)
        if target.system not in alone:
            check_wheel(folder, target)
        if target.command not in ("-", *alone):
            check_command(folder, target)
    check_jars(folder, built, FACTS.version)
    check_npm(folder, [target for target in built if target.system not in alone], FACTS.version)
    check_sdist(folder)
    return len(seen), list(faults)


def check_sums(folder: Path, digests: dict[str, bytes]) -> None:
    lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    listed = {line[66:]: line[:64] for line in lines}
    there = {name: found.hex() for name, found in digests.items() if name != "SHA256SUMS"}
    expect(listed.keys() == there.keys(), "SHA256SUMS", "it does not list the files that are there")
    for name, found in there.items():
        expect(listed.get(name) == found, name, "it has not the hash that SHA256SUMS gives")


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


def target_of(name: str) -> Target:
    """The target of an artefact, by its name; the first for those that hold libraries of all."""
    known = targets()
    for target in known:
        names = (f"{target.npm[0]}-", f"lib/{target.system}/", f"-{target.system}.tar.gz", f"-{target.system}.zip", f"{target.wheel[-1]}_{target.wheel_processor}.whl")
        if any(part in name for part in names):
            return target
    return known[0]


outcomes: dict[tuple[str, bytes, tuple[bytes, ...]], tuple[list[str], list[str]]] = {}


def check_once(folder: Path, name: str, found: bytes, libraries: tuple[bytes, ...]) -> None:
    """Checks an artefact, or remembers what was seen of it: the tests look at all of them again and again, with other faults in one."""
    key = (name, found, libraries)
    if key not in outcomes:
        before = len(seen), len(faults)
        check_artefact(folder, folder / name)
        outcomes[key] = seen[before[0] :], faults[before[1] :]
    else:
        seen.extend(outcomes[key][0])
        faults.extend(outcomes[key][1])


def check_artefact(folder: Path, path: Path) -> None:
    name = path.relative_to(folder).as_posix()
    target = target_of(name)
    beside = name.startswith("lib/") or name == "SHA256SUMS"
    expect(FACTS.version in name or beside, name, "its name has no version")
    packed_libraries, packed_licences = set(), set()
    for packed, data in members(name, path.read_bytes()):
        file = re.split("[/!]", packed)[-1]
        system = target_within(packed, target)
        libraries = library_files(folder / "lib" / system.system)
        check_file(packed, data, system)
        if data and (match := LIBRARY.fullmatch(file)):
            original = libraries.get(system.shared if match["shared"] else file)
            expect(data == original, packed, "this is not the library in lib")
            packed_libraries.add(system.system)
        if file == "LICENSE-THIRD-PARTY" and data == libraries.get(file):
            packed_licences.add(system.system)
        if wanted := VERSIONED.get(re.sub(r".*(?=\.\w+$)", "", file)):
            expect(re.search(wanted, data.decode(errors="replace"), re.MULTILINE), packed, "it says another version")
    if not beside:
        lacking = ", ".join(sorted(packed_libraries - packed_licences))
        expect(not lacking, name, f"it holds the library of {lacking} without lib's LICENSE-THIRD-PARTY")
    if re.fullmatch(r"netcore-aes-(go-[\d.]+\.tar\.gz|php-[\d.]+\.zip|[\d.]+\.jar)", name):
        there = {target.system for target in targets() if (folder / "lib" / target.system).is_dir()}
        lacking = ", ".join(sorted(there - packed_libraries))
        expect(not lacking, name, f"it lacks the library of {lacking}")


LIBRARY = re.compile(r"(lib)?netcore_aes\.(a|dll\.a|def|(?P<shared>so[\d.]*|[\d.]*dylib|dll))")


@functools.cache
def library_files(folder: Path) -> dict[str, bytes]:
    return {library.name: library.read_bytes() for library in folder.glob("*")}


def target_within(packed: str, target: Target) -> Target:
    """The target of a file within a package of several, by its folder; else that of the package."""
    parts = set(re.split("[/!]", packed))
    return next((found for found in targets() if {found.folder, found.go} & parts), target)


VERSIONED = {
    ".pc": rf"^Version: {re.escape(FACTS.version)}$",
    ".info": rf'"Version":\s*"v{re.escape(FACTS.version)}"',
    ".properties": rf"^version={re.escape(FACTS.version)}$",
}
"""What files of these endings must say."""


def check_file(name: str, data: bytes, target: Target) -> None:
    seen.append(name)
    # A packed file shows nothing; what is in it comes by itself.
    for path in FORBIDDEN:
        expect(path.encode() not in data, name, f"it holds {path}")
    if is_binary(data):
        for words in wrong(data, target, static=re.split("[/!]", name)[-1].removesuffix(".exe") == COMMAND):
            expect(False, name, words)


def one(folder: Path, pattern: str) -> Path:
    [path] = folder.glob(pattern)
    return path


def python_sources() -> set[str]:
    """What the package is made of: the drop-in's modules, the stubs and the page of the sandbox among it."""
    source = REPOSITORY / "netcore-aes-py" / "python"
    command = ["git", "-C", str(source), "ls-files", "--cached", "--others", "--exclude-standard"]
    return set(tool(*command).split())


def check_wheel(folder: Path, target: Target) -> None:
    sources = python_sources()
    expect(len(sources) > 15 and "netcore_aes/py.typed" in sources, "netcore-aes-py", "the sources were not found")
    modules = {"cp310-abi3": "_native.pyd" if target.kind == "windows" else "_native.abi3.so"}
    if target.kind == "linux":  # for the free-threaded CPython
        libc = target.triple.rpartition("-")[2]
        modules |= {
            "cp314-cp314t": f"_native.cpython-314t-{target.processor}-linux-{libc}.so",
            "cp315-abi3.abi3t": f"_native.abi3t-{target.processor}-linux-{libc}.so",
        }
    for tag, module in modules.items():
        check_wheel_of(folder, "netcore_aes", f"{tag}-{tags(target)}", sources | {f"netcore_aes/{module}"})


def tags(target: Target, *, static: bool = False) -> str:
    """The platform tags of a wheel, in maturin's order; a static program on Linux serves glibc, too."""
    wanted = ["manylinux_2_17", *target.wheel] if static and "-linux-" in target.triple else target.wheel
    alias = ["manylinux2014"] if "manylinux_2_17" in wanted else []
    return ".".join(f"{tag}_{target.wheel_processor}" for tag in [*alias, *wanted])


def check_wheel_of(folder: Path, package: str, tags: str, files: set[str]) -> dict[str, bytes]:
    """Looks at a wheel's name, metadata and licences, and compares its files; returns its content."""
    name = f"{package}-{FACTS.version}-{tags}.whl"
    if not (folder / name).exists():
        expect(False, name, "there is no wheel of this name")
        return {}
    with zipfile.ZipFile(folder / name) as wheel:
        content = {entry: wheel.read(entry) for entry in wheel.namelist()}
        expect(len({entry.date_time for entry in wheel.infolist()}) == 1, name, "its files have different dates")
    info = f"{package}-{FACTS.version}.dist-info"
    other = {entry for entry in content if not entry.startswith(f"{info}/")} ^ files
    expect(not other, name, f"it should have, or should not: {', '.join(sorted(other))}")
    licences = {entry.rpartition("/")[2] for entry in content if entry.startswith(f"{info}/licenses/")}
    expect(licences == {"LICENSE-MIT", "LICENSE-APACHE", "LICENSE-THIRD-PARTY"}, name, "it lacks the licences")
    metadata = content[f"{info}/METADATA"].decode()
    for line in (f"Version: {FACTS.version}", f"Name: {package.replace('_', '-')}", "Requires-Python: >=3.10"):
        expect(f"\n{line}\n" in metadata, name, f"its metadata does not say {line}")
    return content


def check_command(folder: Path, target: Target) -> None:
    """The wheel and the package of the command hold the same program, with the licences of its crates."""
    packed = f"netcore_aes_cli-{FACTS.version}.data/scripts/{PurePosixPath(layout(target).program).name}"
    wheel = check_wheel_of(folder, "netcore_aes_cli", f"py3-none-{tags(target, static=True)}", {packed})
    name = package_name(target, FACTS.version)
    if not (folder / name).exists():
        expect(False, name, "there is no package of this name")
        return
    for words in wrong_package(folder / name, target, FACTS.version, wheel.get(packed)):
        expect(False, name, words)


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

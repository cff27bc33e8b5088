"""What a package of the command must hold, by its target: a tarball with manual pages and completions, or a zip for Windows."""

from __future__ import annotations

import re
import tarfile
import zipfile
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from targets import Target

COMMAND = "netcore-aes"
COMMANDS = ("check", "decrypt", "encrypt", "keygen", "request", "sandbox", "send")
PAGES = {"share/man/man1/netcore-aes.1", *(f"share/man/man1/netcore-aes-{command}.1" for command in COMMANDS)}
COMPLETIONS = {
    "share/bash-completion/completions/netcore-aes",
    "share/fish/vendor_completions.d/netcore-aes.fish",
    "share/zsh/site-functions/_netcore-aes",
}
DOCUMENTS = {"LICENSE-MIT", "LICENSE-APACHE", "LICENSE-THIRD-PARTY", "README.md"}
CRATES = ("rustls", "ring", "libsqlite3-sys")
RUNTIMES = {"linux": "musl", "windows": "mingw-w64's runtime"}


class Layout(NamedTuple):
    """Where a package has its files."""

    program: str
    pages: set[str]
    completions: set[str]
    documents: str


def layout(target: Target) -> Layout:
    if target.kind == "windows":
        return Layout(f"{COMMAND}.exe", set(), {f"{COMMAND}.ps1"}, "")
    return Layout(f"bin/{COMMAND}", PAGES, COMPLETIONS, "share/doc/netcore-aes/")


def package_name(target: Target, version: str) -> str:
    return f"netcore-aes-cli-{version}-{target.command}.{'zip' if target.kind == 'windows' else 'tar.gz'}"


class File(NamedTuple):
    """A file of a package."""

    data: bytes
    mode: int
    date: object


def files_of(path: Path) -> dict[str, File]:
    """The files of a package below its one folder."""
    files = {}
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            for entry in archive.infolist():
                if not entry.is_dir():
                    files[entry.filename] = File(archive.read(entry), entry.external_attr >> 16 & 0o777, entry.date_time)
    else:
        with tarfile.open(path) as tarball:
            for member in tarball.getmembers():
                if file := tarball.extractfile(member):
                    files[member.name] = File(file.read(), member.mode, member.mtime)
    top = path.name.removesuffix(".zip").removesuffix(".tar.gz")
    return {name.removeprefix(f"{top}/"): file for name, file in files.items()}


def wrong_package(path: Path, target: Target, version: str, program: bytes | None) -> Iterator[str]:
    """The faults of a package; `program` is that of the wheel."""
    files, places = files_of(path), layout(target)
    content = {name: file.data for name, file in files.items()}
    documents = {f"{places.documents}{name}" for name in DOCUMENTS}
    if other := content.keys() ^ {places.program, *places.pages, *places.completions, *documents}:
        yield f"it should have, or should not: {', '.join(sorted(other))}"
    if content.get(places.program) != program:
        yield "its program is not that of the wheel"
    if places.program in files and files[places.program].mode != 0o755:
        yield "its program cannot be run"
    if len({file.date for file in files.values()}) != 1:
        yield "its files have different dates"
    for page in sorted(places.pages & content.keys()):
        title = rf'^\.TH {PurePosixPath(page).stem} 1 +"netcore-aes {re.escape(version)}" *$'
        if not re.search(title, content[page].decode(), re.MULTILINE):
            yield f"{page} is of another version or command"
    for page in sorted(places.completions & content.keys()):
        if b"dry-run" not in content[page]:
            yield f"{page} does not complete the options of send"
    third = content.get(f"{places.documents}LICENSE-THIRD-PARTY", b"").decode()
    for part in (*CRATES, *filter(None, [RUNTIMES.get(target.kind)])):
        if not re.search(rf"^{re.escape(part)}( [\d.]+)?, ", third, re.MULTILINE):
            yield f"its LICENSE-THIRD-PARTY lacks {part}"

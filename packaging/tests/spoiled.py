"""Copies of the artefacts of build/dist that tests spoil, for the check to find; and how files in archives are changed."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tarfile
import tempfile
import unittest
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(REPOSITORY / "packaging" / "check"), str(REPOSITORY / "tests" / "conformance")]

from artefacts import look_at  # noqa: E402
from facts import cargo_version  # noqa: E402

VERSION = cargo_version(REPOSITORY).encode()


def one(folder: Path, pattern: str) -> Path:
    [path] = folder.glob(pattern)
    return path


def rezip(path: Path, change: Callable[[dict[str, bytes]], object]) -> None:
    with zipfile.ZipFile(path) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    change(content)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in content.items():
            archive.writestr(zipfile.ZipInfo(name), data)


def retar(path: Path, change: Callable[[tarfile.TarInfo], object]) -> None:
    with tarfile.open(path) as archive:
        entries = [(entry, archive.extractfile(entry).read()) for entry in archive.getmembers() if entry.isfile()]  # type: ignore[union-attr]
    with tarfile.open(path, "w") as archive:
        for place, (entry, data) in enumerate(entries):
            if place == 0:
                change(entry)
            archive.addfile(entry, io.BytesIO(data))


def repack(path: Path, change: Callable[[dict[str, bytes]], object]) -> None:
    """Changes the files of a tarball that are under its one folder."""
    with tarfile.open(path) as archive:
        entries = archive.getmembers()
        content = {entry.name: archive.extractfile(entry).read() for entry in entries if entry.isfile()}  # type: ignore[union-attr]
    first, modes = entries[0], {entry.name: entry.mode for entry in entries}
    inner = {name.removeprefix(f"{first.name}/"): data for name, data in content.items()}
    change(inner)
    with tarfile.open(path, "w") as archive:
        for name, data in inner.items():
            entry = tarfile.TarInfo(f"{first.name}/{name}")
            entry.size, entry.mtime, entry.mode = len(data), first.mtime, modes.get(entry.name, 0o644)
            archive.addfile(entry, io.BytesIO(data))


def refile(path: Path, name: str, change: Callable[[bytes], bytes] | None) -> None:
    """Changes one file of a tarball, or takes it out."""
    with tarfile.open(path) as archive:
        entries = [(entry, archive.extractfile(entry).read()) for entry in archive.getmembers() if entry.isfile()]  # type: ignore[union-attr]
    with tarfile.open(path, "w") as archive:
        for entry, data in entries:
            written = data if entry.name != name else change(data) if change else None
            if written is not None:
                entry.size = len(written)
                archive.addfile(entry, io.BytesIO(written))


def change_file(path: Path, *changes: tuple[bytes, bytes]) -> None:
    data = path.read_bytes()
    for old, new in changes:
        if len(old) != len(new) or old not in data:
            raise ValueError(old)
        data = data.replace(old, new)
    path.write_bytes(data)


class Spoiled(unittest.TestCase):
    """A copy of the artefacts, to spoil."""

    def setUp(self) -> None:
        temporary = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, temporary)
        self.folder = temporary / "dist"
        shutil.copytree(REPOSITORY / "build" / "dist", self.folder)
        self.library = self.folder / "lib" / "x86_64-linux" / "libnetcore_aes.so.1"
        self.wheel = one(self.folder, "netcore_aes-*-cp310-abi3-manylinux*_x86_64.whl")
        self.sdist = one(self.folder, "netcore_aes-*.tar.gz")
        self.command = one(self.folder, "netcore-aes-cli-*-x86_64-linux.tar.gz")
        self.command_wheel = one(self.folder, "netcore_aes_cli-*musllinux*_x86_64.whl")

    def check(self, *, sums: bool = True) -> str:
        """What the check says; empty if it finds no fault."""
        if sums:
            files = sorted(str(path.relative_to(self.folder)) for path in self.folder.rglob("*") if path.is_file())
            files.remove("SHA256SUMS")
            with (self.folder / "SHA256SUMS").open("wb") as output:
                subprocess.run(["sha256sum", *files], cwd=self.folder, stdout=output, check=True)
        _, faults = look_at(self.folder)
        return "\n".join(faults)

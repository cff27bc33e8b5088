#!/usr/bin/env python3
"""Spoils the artefacts of build/dist in many ways, and sees check.py find each."""

from __future__ import annotations

import io
import os
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

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent


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


class Checking(unittest.TestCase):
    def setUp(self) -> None:
        temporary = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, temporary)
        self.folder = temporary / "dist"
        shutil.copytree(REPOSITORY / "build" / "dist", self.folder)
        self.library = self.folder / "lib" / "libnetcore_aes.so.1"
        self.wheel = one(self.folder, "*.whl")
        self.sdist = one(self.folder, "netcore_aes-*.tar.gz")

    def check(self, *, sums: bool = True) -> str:
        """What check.py says; empty if it finds no fault."""
        if sums:
            files = sorted(str(path.relative_to(self.folder)) for path in self.folder.rglob("*") if path.is_file())
            files.remove("SHA256SUMS")
            with (self.folder / "SHA256SUMS").open("wb") as output:
                subprocess.run(["sha256sum", *files], cwd=self.folder, stdout=output, check=True)
        command = [sys.executable, str(HERE / "check.py"), str(self.folder)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode == 0, not done.stderr, done.stderr[-2000:])
        return done.stderr

    def test_as_it_is(self) -> None:
        self.assertEqual(self.check(sums=False), "")

    def test_a_wrong_sum(self) -> None:
        with self.library.open("ab") as file:
            file.write(b"\0")
        self.assertIn("it has not the hash", self.check(sums=False))

    def test_a_file_without_a_sum(self) -> None:
        (self.folder / "other").write_bytes(b"")
        self.assertIn("does not list", self.check(sums=False))

    def test_the_library_of_this_machine(self) -> None:
        shutil.copy(REPOSITORY / "build" / "lib" / "libnetcore_aes.so.1", self.library)
        built = REPOSITORY / os.environ.get("CARGO_TARGET_DIR", "target") / "release" / "libnetcore_aes.a"
        shutil.copy(built, self.library.with_name("libnetcore_aes.a"))
        found = self.check()
        for words in ("it needs glibc", "it is not stripped", "debug sections or bitcode", "or should not: DW.ref.rust_eh"):
            self.assertIn(words, found)

    def test_paths_of_this_machine(self) -> None:
        home = os.environ.get("RUSTUP_HOME", f"{Path.home()}/.rustup")
        for path in (f"{Path.home()}/", os.environ.get("CARGO_HOME", f"{Path.home()}/.cargo"), home, str(REPOSITORY)):
            with self.library.open("ab") as file:
                file.write(f"{path}/x.rs\0".encode())
            self.assertIn(f"it holds {path}", self.check())

    def test_a_library_of_another_name(self) -> None:
        data = self.library.read_bytes()
        self.library.write_bytes(data.replace(b"libnetcore_aes.so.1\0", b"libnetcore_aes.so.2\0"))
        self.assertIn("its soname is", self.check())

    def test_a_function_missing(self) -> None:
        data = self.library.read_bytes()
        self.library.write_bytes(data.replace(b"netcore_aes_keygen\0", b"netcore_aes_keygem\0"))
        self.assertIn("does not export what the header declares", self.check())

    def test_a_wheel_without_its_stubs(self) -> None:
        rezip(self.wheel, lambda content: content.pop("netcore_aes/_native.pyi"))
        self.assertIn("should have, or should not: netcore_aes/_native.pyi", self.check())

    def test_a_wheel_with_too_much(self) -> None:
        rezip(self.wheel, lambda content: content.update({"netcore_aes/__pycache__/a.pyc": b""}))
        self.assertIn("a.pyc does not belong there", self.check())

    def test_a_wheel_without_a_licence(self) -> None:
        licence = "dist-info/licenses/LICENSE-MIT"
        rezip(self.wheel, lambda it: [it.pop(name) for name in list(it) if name.endswith(licence)])
        self.assertIn("it lacks the licences", self.check())

    def test_a_path_within_an_archive(self) -> None:
        path = f"/* {REPOSITORY}/x.c */".encode()
        rezip(self.wheel, lambda content: content.update({"netcore_aes/__init__.py": path}))
        self.assertIn(f"!netcore_aes/__init__.py: it holds {REPOSITORY}", self.check())

    def test_a_wheel_for_another_platform(self) -> None:
        self.wheel.rename(self.wheel.with_name(self.wheel.name.replace("manylinux2014_x86_64.", "")))
        self.assertIn("its name does not end in", self.check())

    def test_a_package_with_another_library(self) -> None:
        rezip(
            self.wheel, lambda content: content.update({"netcore_aes/libnetcore_aes.so.1": self.library.read_bytes()})
        )
        self.assertNotIn("not the library in lib", self.check())
        rezip(self.wheel, lambda content: content.update({"netcore_aes/libnetcore_aes.a": b"other"}))
        self.assertIn("libnetcore_aes.a: this is not the library in lib", self.check())

    def test_a_library_without_the_licences_in_it(self) -> None:
        def change(content: dict[str, bytes]) -> None:
            content["netcore_aes/libnetcore_aes.so.1"] = self.library.read_bytes()
            content.pop(next(name for name in content if name.endswith("LICENSE-THIRD-PARTY")))

        rezip(self.wheel, change)
        self.assertIn("without lib's LICENSE-THIRD-PARTY", self.check())

    def test_a_file_of_another_version(self) -> None:
        rezip(self.wheel, lambda content: content.update({"netcore_aes.pc": b"Name: x\nVersion: 0.0.9\n"}))
        self.assertIn("netcore_aes.pc: it says another version", self.check())

    def test_an_artefact_without_a_version(self) -> None:
        self.sdist.rename(self.folder / "netcore_aes-latest.tar.gz")
        self.assertIn("its name has no version", self.check())

    def test_a_file_with_an_owner(self) -> None:
        retar(self.sdist, lambda entry: setattr(entry, "uid", 1000))
        self.assertIn("belongs to someone", self.check())

    def test_a_file_with_a_date(self) -> None:
        retar(self.sdist, lambda entry: setattr(entry, "mtime", 1))
        self.assertIn("different dates", self.check())

    def test_a_file_with_a_mode(self) -> None:
        retar(self.sdist, lambda entry: setattr(entry, "mode", 0o664))
        self.assertIn("has the mode 664", self.check())

    def test_a_file_that_goes_elsewhere(self) -> None:
        retar(self.sdist, lambda entry: setattr(entry, "name", "../x"))
        self.assertIn("would be unpacked elsewhere", self.check())

    def test_a_source_distribution_without_a_lock(self) -> None:
        retar(self.sdist, lambda entry: setattr(entry, "name", "netcore_aes-0/x"))
        self.assertIn("it lacks PKG-INFO", self.check())

    def test_a_date_in_gzip(self) -> None:
        data = bytearray(self.sdist.read_bytes())
        data[4] = 1
        self.sdist.write_bytes(data)
        self.assertIn("its gzip header has a date", self.check())


if __name__ == "__main__":
    unittest.main()

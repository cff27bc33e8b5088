"""Spoils the packages of the command, and sees the check find each fault."""

from __future__ import annotations

import io
import shutil
import struct
import subprocess
import tarfile
import tempfile
import unittest
from pathlib import Path
from typing import TYPE_CHECKING

from spoiled import REPOSITORY, VERSION, Spoiled, one, repack, rezip

if TYPE_CHECKING:
    from collections.abc import Callable

GNU_STACK, GNU_RELRO, NULL = 0x6474E551, 0x6474E552, 0
PROGRAM = "bin/netcore-aes"


def with_header(program: bytes, kind: int, place: int, value: int) -> bytes:
    """An ELF file of 64 bits, with a number in its program header of a kind changed."""
    changed = bytearray(program)
    start, size, count = struct.unpack_from("<Q", program, 32)[0], *struct.unpack_from("<HH", program, 54)
    headers = [start + size * index for index in range(count)]
    [header] = [header for header in headers if struct.unpack_from("<I", program, header)[0] == kind]
    struct.pack_into("<I", changed, header + place, value)
    return bytes(changed)


class CheckingTheCommand(Spoiled):
    def spoil(self, change: Callable[[bytes], bytes]) -> str:
        """What the check says of the tarball, with its program changed."""
        repack(self.command, lambda content: content.update({PROGRAM: change(content[PROGRAM])}))
        return self.check()

    def test_a_program_of_this_machine(self) -> None:
        found = self.spoil(lambda _: Path("/bin/true").resolve().read_bytes())
        self.assertIn("it is not static: it needs libc.so.6", found)
        self.assertIn("its program is not that of the wheel", found)

    def test_a_program_that_is_not_hardened(self) -> None:
        def weaken(program: bytes) -> bytes:
            program = with_header(with_header(program, GNU_STACK, 4, 7), GNU_RELRO, 0, NULL)
            return program[:16] + struct.pack("<HH", 2, 183) + program[20:] + f"{REPOSITORY}/x.rs".encode()

        found = self.spoil(weaken)
        for words in ("a fixed address", "not for x86_64", "stack may hold code", "relocations stay writable", "it holds /"):
            self.assertIn(words, found)

    def test_a_program_with_symbols(self) -> None:
        def add(program: bytes) -> bytes:
            with tempfile.NamedTemporaryFile() as file:
                file.write(program)
                file.flush()
                subprocess.run(["objcopy", "--add-symbol", "planted=.text:0", file.name], check=True)
                return Path(file.name).read_bytes()

        self.assertIn("it is not stripped", self.spoil(add))

    def test_a_program_that_cannot_be_run(self) -> None:
        with tarfile.open(self.command) as archive:
            entries = [(entry, archive.extractfile(entry)) for entry in archive.getmembers()]
            held = [(entry, file.read() if file else b"") for entry, file in entries]
        with tarfile.open(self.command, "w") as archive:
            for entry, data in held:
                entry.mode = 0o644 if entry.name.endswith(PROGRAM) else entry.mode
                archive.addfile(entry, io.BytesIO(data))
        self.assertIn("its program cannot be run", self.check())

    def test_a_manual_page_missing_or_of_another_version(self) -> None:
        def change(content: dict[str, bytes]) -> None:
            content.pop("share/man/man1/netcore-aes-send.1")
            page = "share/man/man1/netcore-aes.1"
            content[page] = content[page].replace(VERSION, b"0.0.9")

        repack(self.command, change)
        found = self.check()
        self.assertIn("or should not: share/man/man1/netcore-aes-send.1", found)
        self.assertIn("netcore-aes.1 is of another version", found)

    def test_a_licence_missing(self) -> None:
        third = "share/doc/netcore-aes/LICENSE-THIRD-PARTY"
        repack(self.command, lambda it: it.update({third: it[third].replace(b"\nrustls ", b"\nother ")}))
        self.assertIn("its LICENSE-THIRD-PARTY lacks rustls", self.check())

    def test_a_wheel_that_serves_one_libc(self) -> None:
        name = self.command_wheel.name
        self.command_wheel.rename(self.command_wheel.with_name(name.replace(".musllinux_1_2_x86_64", "")))
        self.assertIn("there is no wheel of this name", self.check())

    def test_the_library_of_another_libc(self) -> None:
        shutil.copy(self.library, self.folder / "lib" / "x86_64-linux-musl" / self.library.name)
        found = self.check()
        self.assertRegex(found, r"x86_64-linux-musl/libnetcore_aes.so.1: it needs .*libc\.so\.6")
        self.assertIn("it needs glibc 2.", found)


@unittest.skipUnless([*(REPOSITORY / "build" / "dist").glob("*-x86_64-windows.zip")], "it was not built")
class CheckingTheCommandForWindows(Spoiled):
    def spoil(self, change: Callable[[dict[str, bytes]], object]) -> str:
        """What the check says of the zip, with its files changed."""
        package = one(self.folder, "netcore-aes-cli-*-x86_64-windows.zip")

        def change_below(content: dict[str, bytes]) -> None:
            inner = {name.partition("/")[2]: data for name, data in content.items()}
            change(inner)
            content.clear()
            content.update({f"{package.stem}/{name}": data for name, data in inner.items()})

        rezip(package, change_below)
        return self.check()

    def test_a_file_missing(self) -> None:
        found = self.spoil(lambda content: content.pop("netcore-aes.ps1"))
        self.assertIn("or should not: netcore-aes.ps1", found)
        self.assertIn("its program cannot be run", found)  # rezip keeps no modes

    def test_a_program_that_is_not_hardened(self) -> None:
        def weaken(content: dict[str, bytes]) -> None:
            data = bytearray(content["netcore-aes.exe"])
            (header,) = struct.unpack_from("<I", data, 0x3C)
            struct.pack_into("<H", data, header + 24 + 70, 0)  # DllCharacteristics
            content["netcore-aes.exe"] = bytes(data) + f"{REPOSITORY}/x.rs".encode()

        found = self.spoil(weaken)
        for words in ("it has a fixed address", "its stack may hold code", "it holds /", "its program is not that of the wheel"):
            self.assertIn(words, found)

    def test_licences_and_completions(self) -> None:
        def change(content: dict[str, bytes]) -> None:
            content["LICENSE-THIRD-PARTY"] = content["LICENSE-THIRD-PARTY"].replace(b"\nmingw-w64's runtime", b"\nother")
            content["netcore-aes.ps1"] = b"# nothing"

        found = self.spoil(change)
        self.assertIn("its LICENSE-THIRD-PARTY lacks mingw-w64's runtime", found)
        self.assertIn("netcore-aes.ps1 does not complete the options of send", found)

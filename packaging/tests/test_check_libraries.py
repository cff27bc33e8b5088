"""Spoils the libraries for macOS and Windows, and sees the check find each fault."""

from __future__ import annotations

import shutil
import struct

import lief
from spoiled import REPOSITORY, Spoiled, change_file


class CheckingMacos(Spoiled):
    def setUp(self) -> None:
        super().setUp()
        self.dylib = self.folder / "lib" / "aarch64-macos" / "libnetcore_aes.1.dylib"

    def test_names(self) -> None:
        change_file(self.dylib, (b"@rpath/libnetcore_aes.1.dylib", b"@rpath/libnetcore_aes.2.dylib"), (b"_aes_keygen\0", b"_aes_keygem\0"))
        found = self.check()
        self.assertIn("libnetcore_aes.1.dylib: it calls itself libnetcore_aes.2.dylib", found)
        self.assertIn("libnetcore_aes.1.dylib: it does not export what the header declares", found)
        self.assertIn("libnetcore_aes.1.0.0.dylib: this is not the library in lib", found)

    def test_the_library_of_another_processor(self) -> None:
        with self.dylib.open("r+b") as file:
            file.seek(4)
            file.write(struct.pack("<I", 0x01000007))  # CPU_TYPE_X86_64
        self.assertIn("aarch64-macos/libnetcore_aes.1.dylib: it is not for aarch64-macos", self.check())

    def test_load_commands(self) -> None:
        whole = lief.MachO.parse(str(self.dylib))  # which owns the file in it
        file = whole.at(0)
        file.build_version.minos = [12, 0, 0]
        file.add_library("/opt/lib/libother.dylib")
        file.remove_signature()
        file.write(str(self.dylib))
        found = self.check()
        for words in ("it is for macOS 12.0, not 11.0", "it needs /opt/lib/libother.dylib", "it is not signed"):
            self.assertIn(f"aarch64-macos/libnetcore_aes.1.dylib: {words}", found)

    def test_the_library_as_it_is_built(self) -> None:
        built = REPOSITORY / "build" / "dist-target" / "library" / "aarch64-apple-darwin" / "release" / "libnetcore_aes.a"
        shutil.copy(built, self.dylib.with_name("libnetcore_aes.a"))
        self.assertRegex(self.check(), r"libnetcore_aes.a: it should define, or should not: .*\brust_eh_personality\b")


class CheckingWindows(Spoiled):
    def setUp(self) -> None:
        super().setUp()
        self.dll = self.folder / "lib" / "x86_64-windows" / "netcore_aes.dll"

    def test_names(self) -> None:
        change_file(self.dll, (b"netcore_aes.dll\0", b"netcore_aex.dll\0"), (b"_aes_keygen\0", b"_aes_keygem\0"))
        found = self.check()
        self.assertIn("netcore_aes.dll: it calls itself netcore_aex.dll", found)
        self.assertIn("netcore_aes.dll: it does not export what the header declares", found)

    def test_a_library_that_is_not_hardened(self) -> None:
        data = bytearray(self.dll.read_bytes())
        (header,) = struct.unpack_from("<I", data, 0x3C)
        struct.pack_into("<H", data, header + 24 + 70, 0)  # DllCharacteristics
        self.dll.write_bytes(data)
        change_file(self.dll, (b"KERNEL32.dll\0", b"SOMEMORE.dll\0"))
        found = self.check()
        for words in ("it has a fixed address", "not chosen among those of 64 bits", "its stack may hold code", "it needs SOMEMORE"):
            self.assertIn(words, found)

    def test_debug_data_and_the_time_of_linking(self) -> None:
        file = lief.PE.parse(str(self.dll))
        place = file.rva_to_offset(file.data_directory(lief.PE.DataDirectory.TYPES.DEBUG_DIR).rva)
        data = bytearray(self.dll.read_bytes())
        struct.pack_into("<I", data, place + 12, 4)  # another kind of debug data in place of the hash
        self.dll.write_bytes(data)
        found = self.check()
        self.assertIn("netcore_aes.dll: it is not stripped", found)
        self.assertIn("netcore_aes.dll: it holds the time at which it was linked", found)

    def test_what_programs_are_linked_with(self) -> None:
        definitions = self.dll.with_name("netcore_aes.def")
        definitions.write_text(definitions.read_text(encoding="utf-8").replace("    netcore_aes_version\n", ""), encoding="utf-8")
        change_file(self.dll.with_name("libnetcore_aes.dll.a"), (b"netcore_aes_keygen\0", b"netcore_aes_keygem\0"))
        built = REPOSITORY / "build" / "dist-target" / "library" / "x86_64-pc-windows-gnu" / "release" / "libnetcore_aes.a"
        shutil.copy(built, self.dll.with_name("libnetcore_aes.a"))
        found = self.check()
        self.assertIn("netcore_aes.def does not list what the header declares", found)
        self.assertIn("libnetcore_aes.dll.a does not import what the header declares", found)
        self.assertRegex(found, r"libnetcore_aes.a: it should define, or should not: .*\brust_eh_personality\b")

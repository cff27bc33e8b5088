#!/usr/bin/env python3
"""Spoils the artefacts of build/dist in many ways, and sees check.py find each."""

from __future__ import annotations

import io
import os
import shutil
import struct
import subprocess
import sys
import tarfile
import tempfile
import unittest
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import lief

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent
sys.path.insert(0, str(REPOSITORY / "tests" / "conformance"))

from facts import cargo_version  # noqa: E402


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


def with_header(program: bytes, kind: int, place: int, value: int) -> bytes:
    """An ELF file of 64 bits, with a number in its program header of a kind changed."""
    changed = bytearray(program)
    start, size, count = struct.unpack_from("<Q", program, 32)[0], *struct.unpack_from("<HH", program, 54)
    headers = [start + size * index for index in range(count)]
    [header] = [header for header in headers if struct.unpack_from("<I", program, header)[0] == kind]
    struct.pack_into("<I", changed, header + place, value)
    return bytes(changed)


GNU_STACK, GNU_RELRO, NULL = 0x6474E551, 0x6474E552, 0
PROGRAM = "bin/netcore-aes"
VERSION = cargo_version(REPOSITORY).encode()


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


class Checking(Spoiled):
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
        self.assertIn("libnetcore_aes.so.1: it calls itself libnetcore_aes.so.2", self.check())

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
        self.assertIn("there is no wheel of this name", self.check())

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

    def test_a_package_without_the_library_of_a_system(self) -> None:
        systems = sorted(path.name for path in (self.folder / "lib").iterdir())
        jar = next(path for path in self.folder.glob("netcore-aes-*.jar") if path.name.count("-") == 2)
        for package in (jar, one(self.folder, "netcore-aes-php-*.zip")):

            def change(content: dict[str, bytes]) -> None:
                for name in [name for name in content if "/linux-x86_64-musl/" in name]:
                    del content[name]

            rezip(package, change)
            self.assertIn(f"{package.name}: it lacks the library of x86_64-linux-musl", self.check())
        self.assertIn("x86_64-linux-musl", systems)

    def test_a_package_with_the_library_of_another_system(self) -> None:
        def change(content: dict[str, bytes]) -> None:
            [name] = [name for name in content if name.endswith("/linux-x86_64-musl/libnetcore_aes.so.1")]
            content[name] = self.library.read_bytes()

        rezip(one(self.folder, "netcore-aes-php-*.zip"), change)
        self.assertIn("libnetcore_aes.so.1: this is not the library in lib", self.check())

    def test_a_library_with_the_licences_of_the_command(self) -> None:
        shutil.copy(REPOSITORY / "netcore-aes-cli" / "LICENSE-THIRD-PARTY", self.library.parent)
        self.assertIn("LICENSE-THIRD-PARTY beside it is the command's", self.check())

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

    def test_a_package_for_npm_that_is_not_as_it_should_be(self) -> None:
        package, compiled = one(self.folder, "netcore-aes-[0-9]*.tgz"), one(self.folder, "netcore-aes-linux-x64-gnu-*.tgz")
        described = "package/package.json"
        for path, file, change, words in (
            (package, described, lambda data: data.replace(b"netcore-aes-darwin-x64", b"netcore-aes-darwin-x86"), "optional packages should be"),
            (package, described, lambda data: data.replace(b'"sideEffects"', b'"scripts": {"install": "x"}, "a"'), "npm would install or run"),
            (package, "package/lib/index.d.ts", None, "or should not: lib/index.d.ts"),
            (compiled, described, lambda data: data.replace(b'"glibc"', b'"musl"'), "libc should be ['glibc']"),
            (compiled, described, lambda data: data.replace(VERSION, b"9.9.9"), "another name or version"),
            (compiled, "package/netcore-aes.node", lambda data: data + b"\0", "netcore-aes.node is not lib's"),
            (compiled, "package/LICENSE-THIRD-PARTY", None, "or should not: LICENSE-THIRD-PARTY"),
        ):
            kept = path.read_bytes()
            refile(path, file, change)
            self.assertIn(words, self.check())
            path.write_bytes(kept)
        module = self.library.with_name("netcore-aes.node")
        module.write_bytes(module.read_bytes().replace(b"napi_register_module_v1\0", b"napi_register_module_v2\0"))
        self.assertIn("netcore-aes.node: it exports napi_register_module_v2", self.check())

    def test_a_jar_that_is_not_as_it_should_be(self) -> None:
        jar, sources = (one(self.folder, f"netcore-aes-spark-[0-9]*[0-9]{end}.jar") for end in ("", "-sources"))
        own, pom = "io/github/netcoreaes/spark/Keys", "META-INF/maven/io.github.netcore-aes/netcore-aes-spark/pom.xml"

        def lack(file: str) -> Callable[[dict[str, bytes]], object]:
            return lambda content: content.pop(file)

        for path, change, words in (
            (jar, lambda content: content.update({"org/apache/spark/Other.class": b""}), "it should have, or should not: org/apache/spark/Other.class"),
            (jar, lack(f"{own}.class"), f"it should have, or should not: {own}.class"),
            (jar, lack("META-INF/LICENSE-MIT"), "it should have, or should not: META-INF/LICENSE-MIT"),
            (jar, lambda content: content.update({pom: b""}), "its pom.xml is not that of the repository"),
            (sources, lack(f"{own}.java"), f"it should have, or should not: {own}.java"),
        ):
            kept = path.read_bytes()
            rezip(path, change)
            self.assertIn(f"{path.name}: {words}", self.check())
            path.write_bytes(kept)
        jar.with_suffix(".pom").unlink()
        sources.unlink()
        found = self.check()
        for words in (f"{jar.stem}.pom: it is not the pom of the repository", f"{sources.name}: there is no jar of this name"):
            self.assertIn(words, found)

    def test_a_source_distribution_without_a_lock(self) -> None:
        retar(self.sdist, lambda entry: setattr(entry, "name", "netcore_aes-0/x"))
        self.assertIn("it lacks PKG-INFO", self.check())

    def test_a_date_in_gzip(self) -> None:
        data = bytearray(self.sdist.read_bytes())
        data[4] = 1
        self.sdist.write_bytes(data)
        self.assertIn("its gzip header has a date", self.check())


class CheckingTheCommand(Spoiled):
    def spoil(self, change: Callable[[bytes], bytes]) -> str:
        """What check.py says of the tarball, with its program changed."""
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


def change_file(path: Path, *changes: tuple[bytes, bytes]) -> None:
    data = path.read_bytes()
    for old, new in changes:
        if len(old) != len(new) or old not in data:
            raise ValueError(old)
        data = data.replace(old, new)
    path.write_bytes(data)


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


@unittest.skipUnless([*(REPOSITORY / "build" / "dist").glob("*-x86_64-windows.zip")], "it was not built")
class CheckingTheCommandForWindows(Spoiled):
    def spoil(self, change: Callable[[dict[str, bytes]], object]) -> str:
        """What check.py says of the zip, with its files changed."""
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


if __name__ == "__main__":
    unittest.main()

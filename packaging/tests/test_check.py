"""Spoils packages in many ways, and sees the check find each."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from spoiled import REPOSITORY, VERSION, Spoiled, one, refile, retar, rezip

if TYPE_CHECKING:
    from collections.abc import Callable


class Checking(Spoiled):
    def test_as_it_is(self) -> None:
        self.assertEqual(self.check(sums=False), "")

    def test_a_wrong_sum(self) -> None:
        with self.library.open("ab") as file:
            file.write(b"\0")
        command = [sys.executable, str(REPOSITORY / "packaging" / "check"), str(self.folder)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("it has not the hash", done.stderr)

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

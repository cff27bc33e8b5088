#!/usr/bin/env python3
"""Uses a release on each kind of Linux that this machine runs, by itself or emulated: test_systems.py DIST WORK. Says what was only built.

With each library: the first program of the C package's page, and the C tests. Where WHOLE is set, also C++ and Go's module with each, and Python's
wheel, PHP's package and the jar on 64-bit ARM, with Debian's packages for it (arm64.sh). Of these, the conformance drivers must print the
same everywhere.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY / "packaging"))

from targets import Target, targets  # noqa: E402

DIST, WORK = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve() / "systems"
ZIG = [str(REPOSITORY / "build" / "dist-tools" / "bin" / "python"), "-m", "ziglang", "cc", "-target"]
ARM = REPOSITORY / "build" / "arm64"
WHOLE = bool(os.environ.get("WHOLE"))
first: dict[str, tuple[str, list[str]]] = {}
"""For each driver, where it ran first, and what it printed there."""


def say(line: str) -> None:
    print(f"-- packaging: {line}", flush=True)


def run(command: list[str], *, folder: Path = REPOSITORY, **environment: str) -> str:
    """What the command prints; shows it and ends if the command fails."""
    done = subprocess.run(
        command, cwd=folder, env=os.environ | environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False
    )
    if done.returncode != 0:
        sys.exit(f"{done.stdout}{done.stderr}test_systems: {' '.join(command)}: {done.returncode}")
    return done.stdout


def runner(target: Target) -> list[str] | None:
    """What runs the programs of a target: nothing, an emulator; none if it cannot be had."""
    if target.processor == os.uname().machine:
        loader = Path("/lib", f"ld-musl-{target.processor}.so.1")
        return [] if not target.triple.endswith("musl") or loader.exists() else None
    emulator = shutil.which(f"qemu-{target.processor}")
    root = ARM if WHOLE else Path("/usr", f"{target.processor}-linux-gnu")
    return [emulator, "-L", str(root)] if emulator else None


def zig_target(target: Target) -> str:
    processor, _, *libc = target.system.split("-")
    return f"{processor}-linux-{'musl' if libc else f'gnu.{target.glibc}'}"


def test_library(target: Target, runner: list[str]) -> None:
    folder, program = DIST / "lib" / target.system, WORK / target.system
    library = [str(folder / "libnetcore_aes.so.1"), f"-Wl,-rpath,{folder}"]
    run([*ZIG, zig_target(target), "-Iinclude", str(WORK / "send.c"), "-o", str(program), *library])
    if not re.fullmatch(r'\{"encryptedRequest":".+"\}\n', run([*runner, str(program)])):
        sys.exit("test_systems: the page's program encrypts nothing")
    counts = re.findall(
        r"^(\d+) passed, 0 failed$",
        run(["tests/c/elsewhere.sh", zig_target(target), str(folder), *runner], STACK_KIB="128"),
        re.MULTILINE,
    )
    if len(counts) != 12:  # six tests, with the static and with the shared library
        sys.exit(f"test_systems: {len(counts)} of 12 C tests ran")
    say(f"the C tests: {len(counts)} programs, {sum(map(int, counts))} checks")


def same(driver: str, place: str, printed: str) -> None:
    """A driver must print what it did where it ran first."""
    lines = printed.splitlines()
    where, wanted = first.setdefault(driver, (place, lines))
    if lines != wanted or not lines or not re.fullmatch(r"end\t\d{3,}", lines[-1]):
        sys.exit(f"test_systems: {driver} printed {len(lines)} lines on {place}, and others on {where}")
    say(f"{driver} on {place}: {lines[-1].partition(chr(9))[2]} outcomes")


def test_cpp(target: Target, runner: list[str]) -> None:
    """Its headers with Zig's compiler and the static library. Of this machine's headers the JSON library's are taken alone."""
    headers, program = WORK / "headers", WORK / f"cpp-{target.system}"
    headers.mkdir(exist_ok=True)
    if not (headers / "nlohmann").exists():
        (headers / "nlohmann").symlink_to("/usr/include/nlohmann")
    compiler = [*ZIG[:-2], "c++", "-target", zig_target(target), "-std=c++17", "-O1", "-Iinclude", f"-I{headers}"]
    library = [str(DIST / "lib" / target.system / "libnetcore_aes.a"), "-lunwind"]
    run([*compiler, "tests/conformance/cpp/main.cpp", *library, "-o", str(program)])
    same("C++'s driver", target.system, run([*runner, str(program), "tests/vectors"]))


def test_go(target: Target, runner: list[str]) -> None:
    """Builds the driver with the released module."""
    folder = WORK / f"go-{target.system}"
    folder.mkdir()
    with tarfile.open(next(DIST.glob("netcore-aes-go-*.tar.gz"))) as archive:
        archive.extractall(folder)  # noqa: S202 - it is ours
    [proxy] = folder.iterdir()
    version = "v" + proxy.name.removeprefix("netcore-aes-go-")
    module = "github.com/netcore-aes/netcore-aes/bindings/go"
    shutil.copy(REPOSITORY / "tests" / "conformance" / "go" / "main.go", folder)
    (folder / "go.mod").write_text(f"module conformance\n\ngo 1.24\n\nrequire {module} {version}\n")
    _, system, *libc = target.system.split("-")
    environment = {
        "CGO_ENABLED": "1",
        "GOOS": system,
        "GOARCH": target.go.split("_")[1],
        "CC": " ".join([*ZIG, zig_target(target)]),
        "CGO_LDFLAGS": "-lunwind",
        "GOPROXY": f"file://{proxy}",
        "GONOSUMDB": "github.com/netcore-aes",
        "GOMODCACHE": str(folder / "cache"),
        "GOFLAGS": "-modcacherw -mod=mod",
    }
    run(["go", "build", *(["-tags", "musl"] if libc else []), "-o", "driver", "."], folder=folder, **environment)
    same("Go's driver", target.system, run([*runner, str(folder / "driver"), str(REPOSITORY / "tests" / "vectors")]))


def test_python(program: list[str], place: str, wheel: str) -> None:
    """Unpacks the wheel as pip would for that platform, and runs the driver."""
    site = WORK / f"python-{place}"
    pip = [str(REPOSITORY / "build" / "dist-tools" / "bin" / "python"), "-m", "pip", "install", "--quiet", "--no-index", "--no-deps"]
    options = ["--only-binary=:all:", "--platform", wheel, "--find-links", str(DIST), "--target", str(site)]
    run([*pip, *options, "netcore-aes"])
    driver = [*program, "tests/conformance/python/driver.py", "tests/vectors"]
    same("Python's driver", place, run(driver, PYTHONPATH=str(site), PYTHONDONTWRITEBYTECODE="1"))


def test_php(program: list[str], place: str) -> None:
    package = WORK / "php"
    if not package.exists():
        with zipfile.ZipFile(next(DIST.glob("netcore-aes-php-*.zip"))) as archive:
            archive.extractall(package)
    driver = [*program, "tests/conformance/php/driver.php", "tests/vectors"]
    same("PHP's driver", place, run(driver, NETCORE_AES_AUTOLOAD=str(next(package.rglob("autoload.php")))))


def test_java(program: list[str], place: str) -> None:
    """With JNA: Debian has no JDK with the FFM API for every release."""
    run(["bindings/java/build.sh"])
    jar = next(path for path in DIST.glob("netcore-aes-*.jar") if re.fullmatch(r"netcore-aes-[\d.]+\.jar", path.name))
    libraries = sorted(map(str, (REPOSITORY / "bindings" / "java" / "target" / "lib").glob("*.jar")))
    classes = WORK / "java"
    class_path = os.pathsep.join([str(jar), *libraries, str(classes)])
    if not classes.exists():
        javac = run(["bindings/java/jdk.sh", "22"]).strip() + "/bin/javac"
        run([javac, "--release", "17", "-d", str(classes), "-cp", class_path, "tests/conformance/java/Conformance.java"])
    backend = "-Dnetcore_aes.backend=jna"
    same("Java's driver", place, run([*program, backend, "-cp", class_path, "Conformance", "tests/vectors"]))


def test_languages() -> None:
    """Those of this machine, then those of 64-bit ARM."""
    here, arm = "x86_64-linux", "aarch64-linux"
    qemu = ["qemu-aarch64", "-L", str(ARM)]
    ffi = ["-n", "-d", f"extension_dir=/{next((ARM / 'usr/lib/php').glob('2*')).relative_to(ARM)}", "-d", "extension=ffi"]
    test_python([sys.executable], here, "manylinux_2_17_x86_64")
    test_python([*qemu, str(ARM / "usr/bin/python3")], arm, "manylinux_2_17_aarch64")
    test_php(["php"], here)
    test_php([*qemu, str(next((ARM / "usr/bin").glob("php8*"))), *ffi], arm)
    test_java([run(["bindings/java/jdk.sh", "17", "21"]).strip() + "/bin/java"], here)
    test_java([*qemu, str(next((ARM / "usr/lib/jvm").glob("*/bin/java")))], arm)


def main() -> None:
    WORK.mkdir(parents=True)
    page = (REPOSITORY / "packaging" / "c" / "README.md").read_text(encoding="utf-8")
    (WORK / "send.c").write_text(re.search(r"^```c send.c\n(.*?)^```$", page, re.MULTILINE | re.DOTALL).group(1))
    if WHOLE:
        run(["packaging/tests/arm64.sh"])
    for target in targets():
        if target.kind != "linux" or not (DIST / "lib" / target.system).is_dir():
            continue
        command = runner(target)
        if command is None:
            say(f"{target.system} was only built")
            continue
        say(f"the library for {target.system}{' by qemu' if command else ''}")
        test_library(target, command)
        if WHOLE:
            test_cpp(target, command)
            test_go(target, command)
    if WHOLE:
        test_languages()


if __name__ == "__main__":
    main()

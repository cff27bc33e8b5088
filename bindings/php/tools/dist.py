"""Builds the release archive: see dist.sh."""

from __future__ import annotations

import json
import os
import re
import struct
import sys
import time
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "packaging"))

from targets import targets  # noqa: E402

FILES = ("autoload.php", "preload.php", "README.md", "bin/*", "examples/*.php", "ffi/*.h", "src/**/*.php")
SONAME = "libnetcore_aes.so.1"
# ELF's e_machine, and the name that php_uname('m') returns for it.
MACHINES = {62: "x86_64", 183: "aarch64"}


def machine(library: bytes) -> str:
    if library[:5] != b"\x7fELF\x02":
        sys.exit(f"{SONAME}: not a 64-bit ELF library")
    (number,) = struct.unpack_from("<H", library, 18)
    if number not in MACHINES:
        sys.exit(f"{SONAME}: e_machine {number} is not one of {MACHINES}")
    return MACHINES[number]


def contents(package: Path, libraries: Path, version: str) -> dict[str, bytes]:
    found = {
        path.relative_to(package).as_posix(): path.read_bytes()
        for pattern in FILES
        for path in package.glob(pattern)
        if path.is_file()
    }
    described = json.loads((package / "composer.json").read_text(encoding="utf-8"))
    name = described.pop("name")
    described = {"name": name, "version": version} | described
    found["composer.json"] = json.dumps(described, indent=4, ensure_ascii=False).encode() + b"\n"
    for licence in ("LICENSE-MIT", "LICENSE-APACHE"):
        found[licence] = (package.parent.parent / licence).read_bytes()
    for folder, (name, shared) in folders(libraries).items():
        found[f"lib/{name}/{shared}"] = (folder / shared).read_bytes()
        third = folder / "LICENSE-THIRD-PARTY"
        if third.exists():  # only a release has it, not a library built for tests
            found[f"lib/{name}/{third.name}"] = third.read_bytes()
    return found


def folders(libraries: Path) -> dict[Path, tuple[str, str]]:
    """The folders with a library, each with its name in the package and that of the library."""
    if (libraries / SONAME).exists():
        return {libraries: (f"linux-{machine((libraries / SONAME).read_bytes())}", SONAME)}
    built = [target for target in targets() if (libraries / target.system).is_dir()]
    return {libraries / target.system: (target.folder, target.shared) for target in built}


def main(package: Path, libraries: Path, out: Path) -> None:
    cargo = (package.parent.parent / "Cargo.toml").read_text(encoding="utf-8")
    version = re.search(r'^\[workspace\.package\][^\[]*?^version = "(.+?)"', cargo, re.MULTILINE | re.DOTALL)[1]
    # Dates in a ZIP file start in 1980.
    date = time.gmtime(max(int(os.environ.get("SOURCE_DATE_EPOCH", "0")), 315532800))[:6]
    archive = out / f"netcore-aes-php-{version}.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
        for name, data in sorted(contents(package, libraries, version).items()):
            entry = zipfile.ZipInfo(name, date)
            entry.create_system = 3  # Unix, which has modes
            entry.external_attr = (0o100755 if name.startswith("bin/") else 0o100644) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(entry, data)
    print(archive)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))

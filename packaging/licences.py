#!/usr/bin/env python3
"""Prints the licences of the crates that are linked into the libraries of a release. Argument: the target's triple."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[1]
OWN = "netcore-aes-"
NAMES = ("LICENSE-MIT", "LICENSE-MIT.txt", "LICENSE-MIT.md")

INTRODUCTION = """\
netcore-aes is under MIT or Apache-2.0, as you prefer. The compiled libraries hold parts of other projects, listed here
with their licences. The standard library of Rust (https://github.com/rust-lang/rust) is one more: it and what it is made
of are used under Apache-2.0, whose text is in LICENSE-APACHE.
"""


def cargo(*arguments: str) -> str:
    command = ["cargo", *arguments, "--locked"]
    return subprocess.run(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True, check=True).stdout


def linked(triple: str) -> list[tuple[str, str]]:
    """Name and version of each crate in the C library and in the Python module, without what only builds them."""
    shown = cargo(
        *("tree", "--package", "netcore-aes-ffi", "--package", "netcore-aes-py", "--target", triple),
        *("--edges", "normal,no-proc-macro", "--prefix", "none", "--format", "{p}"),
    )
    crates = {tuple(line.split()[:2]) for line in shown.splitlines() if line.strip()}
    return sorted((name, version.removeprefix("v")) for name, version in crates if not name.startswith(OWN))


def licence(package: dict[str, Any]) -> str:
    """The text of the MIT licence of a crate; of one under Apache-2.0 alone, the notice."""
    folder = Path(package["manifest_path"]).parent
    if package["license"] == "Apache-2.0":
        notice = (folder / "NOTICE.txt").read_text(encoding="utf-8")
        return f"The text of the licence is in LICENSE-APACHE. Its notice:\n\n{notice}"
    names = (*NAMES, "LICENSE") if package["license"] == "MIT" else NAMES
    text = next((folder / name for name in names if (folder / name).exists()), None)
    if "MIT" not in package["license"] or text is None:
        name = f"{package['name']} {package['version']}"
        raise SystemExit(f"licences: {name} has no LICENSE-MIT; see what it is under, and name it here")
    return text.read_text(encoding="utf-8")


def main(triple: str) -> None:
    packages = json.loads(cargo("metadata", "--format-version", "1", "--filter-platform", triple))["packages"]
    known = {(package["name"], package["version"]): package for package in packages}
    print(INTRODUCTION)
    for name, version in linked(triple):
        package = known[name, version]
        text = licence(package)
        print("-" * 100)
        print(f"{name} {version}, {package['license']}, {package['repository']}\n")
        print(text.strip() + "\n")


if __name__ == "__main__":
    main(sys.argv[1])

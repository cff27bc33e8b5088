#!/usr/bin/env python3
"""Compares every copy of the version with that in Cargo.toml, every copy of the ABI's with the header's, and Maven's plugins in two poms.

A file that holds the version and is not listed here is an error, so that a release misses none.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from facts import REPOSITORY, cargo_version, facts

VERSION = r"([0-9]+\.[0-9]+\.[0-9]+(?:-[0-9A-Za-z.]+)?)"

COPIES = {
    "Cargo.toml": rf'^(?:version = |netcore-aes-\w+ = .*version = )"{VERSION}"',
    "Cargo.lock": rf'^name = "netcore-aes-\w+"\nversion = "{VERSION}"',
    "benches/rust/Cargo.lock": rf'^name = "netcore-aes-core"\nversion = "{VERSION}"',
    "tests/fuzz/Cargo.lock": rf'^name = "netcore-aes-(?:core|ffi-rlib)"\nversion = "{VERSION}"',
    "tests/fuzz/ffi/Cargo.toml": rf'^version = "{VERSION}"',
    "netcore-aes-py/pyproject.toml": rf'^(?:cli|spark) = \["netcore-aes-cli=={VERSION}"[,\]]',
    "include/netcore_aes.h": rf'^#define NETCORE_AES_VERSION "{VERSION}"',
    "bindings/node/package-lock.json": rf'"name": "netcore-aes",\n\s+"version": "{VERSION}"',
    "bindings/node/package.json": rf'^  "version": "{VERSION}"',
    "bindings/go/netcore_aes.h": rf'^#define NETCORE_AES_VERSION "{VERSION}"',
    "bindings/go/README.md": rf"(?:netcore-aes-go-|@v){VERSION}",
    "bindings/java/README.md": rf"(?:netcore-aes:|<version>){VERSION}",
    "bindings/java/pom.xml": rf"^  <version>{VERSION}</version>",
    "bindings/java/spark/pom.xml": rf"^  <version>{VERSION}</version>",
    "docs/spark.md": rf"netcore-aes(?:-spark)?[-:]{VERSION}",
}
"""A pattern for each file, whose groups must all be the version. A missing binding is skipped."""

ABI_COPIES = {
    "netcore-aes-ffi/build.rs": r"^const ABI: u32 = (\d+);",
    "netcore-aes-ffi/Cargo.toml": r'^version = "(\d+)\.0\.0"',
    "bindings/go/netcore_aes.h": r"^#define NETCORE_AES_ABI_VERSION (\d+)",
}

PLUGIN = r"<artifactId>(maven-[a-z]+-plugin)</artifactId>\s*<version>(.*)</version>"

TALKS_OF_IT = {"CHANGELOG.md"}
IN_PASSING = r'such as (?:"|\{@code )'
"""Stands before a version that is an example."""


def main(repository: Path = REPOSITORY) -> int:
    version, abi = cargo_version(repository), facts(repository).abi
    wrong = differing(repository, COPIES, version) + differing(repository, ABI_COPIES, abi)
    wrong += differing_plugins(repository)
    wrong += [f"{file}: holds the version, and is not listed in {Path(__file__).name}" for file in unlisted(version)]
    for line in wrong:
        print(f"versions: {line}", file=sys.stderr)
    if not wrong:
        print(f"version {version} and ABI {abi} everywhere")
    return int(bool(wrong))


def differing(repository: Path, copies: dict[str, str], value: str) -> list[str]:
    wrong = []
    for file, pattern in copies.items():
        if file.startswith("bindings/") and not (repository / file).exists():
            continue
        found = re.findall(pattern, (repository / file).read_text(encoding="utf-8"), re.MULTILINE)
        if not found:
            wrong.append(f"{file}: no version found")
        wrong += [f"{file}: has {other}, expected {value}" for other in found if other != value]
    return wrong


def differing_plugins(repository: Path) -> list[str]:
    """Plugins of Java's module for Spark, which has no parent, that are not those of the package."""
    package, module = (repository / "bindings" / "java" / pom for pom in ("pom.xml", "spark/pom.xml"))
    if not module.exists():
        return []
    wanted, found = (dict(re.findall(PLUGIN, pom.read_text(encoding="utf-8"))) for pom in (package, module))
    file = module.relative_to(repository)
    wrong = [f"{file}: has {name} {version}, expected {wanted.get(name)}" for name, version in found.items() if version != wanted.get(name)]
    return wrong if found else [f"{file}: no plugin found"]


def unlisted(version: str) -> list[str]:
    """Tracked files that hold the version as a word, and are not listed above."""
    word = rf"(^|[^0-9.]){re.escape(version)}($|[^0-9.])"
    command = ["git", "-C", str(REPOSITORY), "grep", "-IE", word]
    lines = subprocess.run(command, capture_output=True, text=True, check=False).stdout.splitlines()
    files = {line.partition(":")[0] for line in lines if not re.search(IN_PASSING + re.escape(version), line)}
    return sorted(files - COPIES.keys() - TALKS_OF_IT)


if __name__ == "__main__":
    sys.exit(main())

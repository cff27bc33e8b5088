#!/usr/bin/env python3
"""Prints the licences of the crates that are linked into a release. Arguments: the target's triple, and the packages that it links.

It stops at a crate whose licence is not in LICENCES, or whose text is not found: see what it is under, and name it there.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib import resources
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

REPOSITORY = Path(__file__).resolve().parents[1]
OWN = "netcore-aes-"
COMMAND = "netcore-aes-cli"

LICENCES = {
    "MIT": "permission is hereby granted, free of charge",
    "ISC": "permission to use, copy, modify, and/or distribute this software for any purpose",
    "Zlib": "this software is provided 'as-is'",
    "BSD-2-Clause": "redistributions in binary form must reproduce",
    "BSD-3-Clause": "redistributions in binary form must reproduce",
    "bzip2-1.0.6": "copyright (c) 1996-2021 julian r seward",
    "Unicode-3.0": "unicode license v3",
    "CDLA-Permissive-2.0": "community data license agreement",
    "Apache-2.0": "apache license",
}
"""In the order in which they are chosen where a crate offers several, with words by which the text is known. The text of the
Apache licence is in LICENSE-APACHE, which each package has."""

REMARKS = {
    "libsqlite3-sys": "It holds SQLite (https://sqlite.org), whose authors have given it to the public domain.",
}
"""What the licence files of a crate do not say."""

NAPI = "Copyright (c) 2020 LongYinan\nCopyright (c) 2018 GitHub"
HOLDERS = {"napi": NAPI, "napi-sys": NAPI}
"""Of crates under MIT that come without its text: the holders that the project's repository names."""
SIBLINGS = {"alloc-stdlib": "alloc-no-stdlib"}
"""Crates without their licence's text, and a crate of the same repository that has it."""

INTRODUCTION = """\
netcore-aes is under MIT or Apache-2.0, as you prefer. The compiled files hold parts of other projects, listed here
with their licences. The standard library of Rust (https://github.com/rust-lang/rust) is one more: it and what it is made
of are used under Apache-2.0, whose text is in LICENSE-APACHE.
"""


def cargo(*arguments: str) -> str:
    command = ["cargo", *arguments, "--locked"]
    return subprocess.run(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True, check=True).stdout


def linked(triple: str, packages: Sequence[str]) -> list[tuple[str, str]]:
    """Name and version of each crate in the packages, without what only builds them."""
    shown = cargo(
        *("tree", *(f"--package={package}" for package in packages), "--target", triple),
        *("--edges", "normal,no-proc-macro", "--prefix", "none", "--format", "{p}"),
    )
    crates = {tuple(line.split()[:2]) for line in shown.splitlines() if line.strip()}
    return sorted((name, version.removeprefix("v")) for name, version in crates if not name.startswith(OWN))


def ways(expression: str) -> list[frozenset[str]]:
    """The sets of licences of which one must be kept. AND binds closer than OR; within parentheses there is only OR."""
    all_ways = []
    for way in re.split(r" OR (?![^(]*\))", expression.replace("/", " OR ")):
        parts = [part.strip(" ()").split(" OR ") for part in re.split(r" AND (?![^(]*\))", way)]
        all_ways += [frozenset(chosen) for chosen in product(*parts)]
    return all_ways


def files(folder: Path) -> dict[Path, str]:
    """The texts of the licence files of a crate, with those of what it has taken from others."""
    found = sorted(path for path in folder.rglob("*") if re.match(r"(licen[cs]e|copying|notice)", path.name, re.IGNORECASE))
    return {path: path.read_text(encoding="utf-8") for path in found if path.is_file() and path.suffix not in {".rs", ".html"}}


def has(text: str, licence: str) -> bool:
    plain = re.sub(r"(?:^\s*(?://+|#|\*)|\s)+", " ", text, flags=re.MULTILINE).lower()
    return LICENCES[licence] in plain


def texts(package: dict[str, Any], sibling: dict[str, Any] | None = None) -> list[str]:
    """What must be said of a crate: its licence texts and notices, or those of its sibling."""
    name = f"{package['name']} {package['version']}"
    there = files(Path((sibling or package)["manifest_path"]).parent)
    if package["name"] in HOLDERS and not there:
        _, _, permission = (REPOSITORY / "LICENSE-MIT").read_text(encoding="utf-8").partition("Permission is")
        there = {Path("LICENSE"): f"{HOLDERS[package['name']]}\n\nPermission is{permission}"}
    for way in sorted(ways(package["license"] or ""), key=rank):
        if not all(licence in LICENCES for licence in way):
            continue
        if all(licence == "Apache-2.0" or any(has(text, licence) for text in there.values()) for licence in way):
            return chosen(way, there)
    raise SystemExit(f"licences: {name} is under {package['license']}, which is unknown here or whose text it lacks; see {__file__}")


def rank(way: frozenset[str]) -> int:
    return max((list(LICENCES).index(licence) for licence in way if licence in LICENCES), default=len(LICENCES))


def chosen(way: frozenset[str], there: dict[Path, str]) -> list[str]:
    if way == {"Apache-2.0"}:
        notices = [text for path, text in there.items() if path.name.lower().startswith("notice")]
        return ["The text of the licence is in LICENSE-APACHE." + (" Its notice:" if notices else ""), *notices]
    if len(way) > 1:  # which file is for which part, the files say themselves
        return list(dict.fromkeys(there.values()))
    return list(dict.fromkeys(text for text in there.values() if any(has(text, licence) for licence in way)))


def runtime(triple: str, packages: Sequence[str]) -> list[tuple[str, list[str]]]:
    """What is linked in of a C library, with the text of its licence that Zig's package has."""
    folder = resources.files("ziglang").joinpath("lib", "libc")
    if triple.endswith("-windows-gnu"):
        text = folder.joinpath("mingw", "COPYING").read_text(encoding="utf-8")
        return [("mingw-w64's runtime, ZPL-2.1, https://www.mingw-w64.org", [text])]
    if triple.endswith("-musl") and COMMAND in packages:
        return [("musl 1.2, MIT, https://musl.libc.org", [folder.joinpath("musl", "COPYRIGHT").read_text(encoding="utf-8")])]
    return []


def main(triple: str, *packages: str) -> None:
    metadata = json.loads(cargo("metadata", "--format-version", "1", "--filter-platform", triple))["packages"]
    known = {(package["name"], package["version"]): package for package in metadata}
    siblings = {package["name"]: package for package in metadata if package["name"] in SIBLINGS.values()}
    sections = runtime(triple, packages)
    for name, version in linked(triple, packages):
        package = known[name, version]
        title = f"{name} {version}, {package['license']}, {package['repository']}"
        sections.append((title, [*filter(None, [REMARKS.get(name)]), *texts(package, siblings.get(SIBLINGS.get(name, "")))]))
    print(INTRODUCTION)
    for title, found in sections:
        print("-" * 100)
        print(title, *(text.strip() for text in found), sep="\n\n", end="\n\n")


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Looks at the libraries of a release: their names, what they export, and the licences beside them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from binaries import reader
from faults import expect
from pe import wrong_imports

if TYPE_CHECKING:
    from targets import Target

HEADER = Path(__file__).resolve().parents[2] / "include" / "netcore_aes.h"


def declared() -> set[str]:
    code = re.sub(r"/\*.*?\*/", "", HEADER.read_text(encoding="utf-8"), flags=re.DOTALL)
    return set(re.findall(r"\b(netcore_aes_\w+)\(", code))


def check_library(folder: Path, target: Target, abi: str) -> None:
    """Looks at the libraries of a target, which are in a folder."""
    path, static, functions, read = folder / target.shared, folder / "libnetcore_aes.a", declared(), reader(target)
    names = {"linux": f"libnetcore_aes.so.{abi}", "macos": f"libnetcore_aes.{abi}.dylib", "windows": "netcore_aes.dll"}
    found = read.own_name(path)
    expect(found == names[target.kind] == path.name, path.name, f"it calls itself {found}")
    same = read.exported(path) == functions
    expect(len(functions) >= 20 and same, path.name, "it does not export what the header declares")
    other = read.defined(static) ^ functions
    expect(not other, static.name, f"it should define, or should not: {', '.join(sorted(other))}")
    for words in sorted(read.wrong_archive(static)):
        expect(False, static.name, words)
    for words in wrong_imports(folder, functions) if target.kind == "windows" else ():
        expect(False, f"lib/{target.system}", words)
    third = path.with_name("LICENSE-THIRD-PARTY").read_text(encoding="utf-8")
    expect(re.search(r"^aes [\d.]+, ", third, re.MULTILINE), str(path), "LICENSE-THIRD-PARTY beside it lacks aes")
    expect(not re.search(r"^rustls [\d.]+, ", third, re.MULTILINE), str(path), "LICENSE-THIRD-PARTY beside it is the command's")

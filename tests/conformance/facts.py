"""The project's facts, each read from its one source: the version, the ABI's, the schemes, the statuses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Facts:
    """Numbers are text, as drivers print them."""

    version: str
    abi: str
    schemes: list[tuple[str, str]]
    statuses: dict[str, str]
    """The number of each failure's name, in order of number."""


def facts(repository: Path = REPOSITORY) -> Facts:
    """Reads them from Cargo.toml and the C header."""
    header = (repository / "include" / "netcore_aes.h").read_text(encoding="utf-8")
    define = re.compile(r"^#define NETCORE_AES_(\w+) (\d+)$", re.MULTILINE)
    numbers = {match[1]: match[2] for match in define.finditer(header)}
    statuses = {name.removeprefix("ERR_"): number for name, number in numbers.items() if name.startswith("ERR_")}
    schemes = [(number, name.removeprefix("SCHEME_")) for name, number in numbers.items() if name.startswith("SCHEME_")]
    if len(statuses) < 16 or len(schemes) < 3:
        raise SystemExit("include/netcore_aes.h: fewer than 16 statuses or 3 schemes were found")
    return Facts(
        version=cargo_version(repository),
        abi=numbers["ABI_VERSION"],
        schemes=sorted(schemes),
        statuses=dict(sorted(statuses.items(), key=lambda item: int(item[1]))),
    )


def cargo_version(repository: Path) -> str:
    """The version in [workspace.package] of Cargo.toml."""
    manifest = (repository / "Cargo.toml").read_text(encoding="utf-8")
    match = re.search(r'^\[workspace\.package\]\n(?:(?!\[).*\n)*?version = "([^"]+)"$', manifest, re.MULTILINE)
    if not match:
        raise SystemExit("Cargo.toml: no version in [workspace.package]")
    return match[1]

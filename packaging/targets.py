#!/usr/bin/env python3
"""The targets of targets.toml. Arguments: names of those that are wanted, triples or systems; none means all.

Prints a line for each, for scripts: triple, system, glibc, macos, wheel, command, separated by tabs, with - for what it has not.
With --npm, the systems, each with its package for npm and what package.json says of them: os, cpu, libc.
With --table, the table of README.md. With --folders [FOLDER], the systems, those that have a folder in FOLDER, each with its folders in the
packages of Java and PHP and of Go, and the name of the shared library.
"""

from __future__ import annotations

import functools
import sys
from dataclasses import dataclass
from pathlib import Path

if sys.version_info >= (3, 11):
    import tomllib
else:  # which maturin brings
    import tomli as tomllib

TABLE = Path(__file__).with_name("targets.toml")


@dataclass(frozen=True)
class Target:
    """A line of the table."""

    triple: str
    system: str
    tried: str
    wheel: list[str]
    glibc: str = "-"
    macos: str = "-"
    command: str = "-"

    @property
    def processor(self) -> str:
        return self.triple.partition("-")[0]

    @property
    def kind(self) -> str:
        """The operating system."""
        return self.system.split("-")[1]

    @property
    def shared(self) -> str:
        """The file of the shared library, in `lib/SYSTEM` and in the packages of Java and PHP."""
        return {"linux": "libnetcore_aes.so.1", "macos": "libnetcore_aes.1.dylib", "windows": "netcore_aes.dll"}[self.kind]

    @property
    def needs(self) -> str:
        """What it runs with."""
        return {"linux": "musl" if self.glibc == "-" else f"glibc {self.glibc}", "macos": f"macOS {self.macos}", "windows": "Windows 10"}[self.kind]

    @property
    def wheel_processor(self) -> str:
        """Its processor in the platform tags of wheels."""
        names = {"macos": {"aarch64": "arm64"}, "windows": {"x86_64": "amd64"}}.get(self.kind, {})
        return names.get(self.processor, self.processor)

    @property
    def folder(self) -> str:
        """The folder of its library in the jar, and in `lib` of the package for PHP: what their loaders look for."""
        processor, system, *libc = self.system.split("-")
        return "-".join([system, processor, *libc])

    @property
    def go(self) -> str:
        """The folder of its library in `lib` of the module for Go."""
        _, system, *libc = self.system.split("-")
        names = {"x86_64": "amd64", "aarch64": "arm64", "macos": "darwin"}
        return "_".join([names.get(system, system), names[self.processor], *libc])


    @property
    def npm(self) -> tuple[str, str, str, str]:
        """Its package for npm, and what Node calls its system, its processor and its libc; - without one."""
        system = {"macos": "darwin", "windows": "win32"}.get(self.kind, self.kind)
        processor = {"x86_64": "x64", "aarch64": "arm64"}[self.processor]
        libc, ending = {"linux": ("musl", "-musl") if self.glibc == "-" else ("glibc", "-gnu")}.get(self.kind, ("-", ""))
        return f"netcore-aes-{system}-{processor}{ending}", system, processor, libc


@functools.cache
def targets() -> tuple[Target, ...]:
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return tuple(Target(triple, **line) for triple, line in table.items())


def wanted(names: list[str]) -> list[Target]:
    known = targets()
    for name in names:
        if not any(name in {target.triple, target.system} for target in known):
            raise SystemExit(f"targets: {name} is not in {TABLE}, which has: {', '.join(target.triple for target in known)}")
    return [target for target in known if not names or {target.triple, target.system} & set(names)]


def table() -> str:
    """What README.md shows of them."""
    lines = ["| system | Rust's target | runs with | wheels for Python | command | tried |", "| --- | --- | --- | --- | --- | --- |"]
    for target in targets():
        libc = ", any libc" if target.kind == "linux" else ""
        command = "-" if target.command == "-" else f"`{target.command}`{libc}"
        wheels = ", ".join(f"`{tag}`" for tag in target.wheel)
        lines.append(f"| `{target.system}` | `{target.triple}` | {target.needs} | {wheels} | {command} | {target.tried} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    if sys.argv[1:] == ["--table"]:
        print(table(), end="")
        sys.exit()
    if sys.argv[1:2] == ["--folders"]:
        for target in targets():
            if not sys.argv[2:] or Path(sys.argv[2], target.system).is_dir():
                print(target.system, target.folder, target.go, target.shared, sep="\t")
        sys.exit()
    if sys.argv[1:] == ["--npm"]:
        for target in targets():
            print(target.system, *target.npm, sep="\t")
        sys.exit()
    for target in wanted(sys.argv[1:]):
        print(target.triple, target.system, target.glibc, target.macos, ",".join(target.wheel), target.command, sep="\t")

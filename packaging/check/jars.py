"""Looks at the files of the Maven repository: the jar, the jars of sources and Javadoc and the pom, of the package and of its module for Spark."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from faults import expect
from tool import tool

if TYPE_CHECKING:
    from targets import Target

HERE = Path(__file__).resolve().parents[2] / "bindings" / "java"
GROUP = "io.github.netcore-aes"
CODE = "io/github/netcoreaes"
ROOTS = {"src/main/java/": "", "src/main/java22/": "META-INF/versions/22/"}
"""Where sources are, and where they and their classes are in the jars."""


def check_jars(folder: Path, built: list[Target], version: str) -> None:
    libraries = {f"{CODE}/{target.folder}/{target.shared}" for target in built}
    # That of the first system has the licences of its library at the top.
    licences = {f"{CODE}/{target.folder}/LICENSE-THIRD-PARTY" for target in built[1:]} | {"META-INF/LICENSE-THIRD-PARTY"}
    check_module(folder, "netcore-aes", HERE, version, libraries | licences)
    check_module(folder, "netcore-aes-spark", HERE / "spark", version, set())


def check_module(folder: Path, name: str, module: Path, version: str, native: set[str]) -> None:
    """Looks at the four files of a module, whose jar holds its own classes, and of libraries these files."""
    listed = tool("git", "-C", str(module), "ls-files", "src/main").split()
    sources = {place + file.removeprefix(root) for file in listed for root, place in ROOTS.items() if file.startswith(root)}
    expect(len(sources) > 3, str(module), "the sources were not found")
    artefact, described, pom = f"{name}-{version}", f"META-INF/maven/{GROUP}/{name}", (module / "pom.xml").read_bytes()
    wanted = {file.removesuffix(".java") + ".class" for file in sources} | native
    wanted |= {"META-INF/MANIFEST.MF", "META-INF/LICENSE-MIT", "META-INF/LICENSE-APACHE", f"{described}/pom.xml", f"{described}/pom.properties"}
    jar = content(folder, f"{artefact}.jar")
    # A class within another is in a file of its own.
    compare(f"{artefact}.jar", {re.sub(r"\$[^/]*\.class$", ".class", file) for file in jar}, wanted)
    expect(jar.get(f"{described}/pom.xml") == pom, f"{artefact}.jar", "its pom.xml is not that of the repository")
    compare(f"{artefact}-sources.jar", set(content(folder, f"{artefact}-sources.jar")), sources | {"META-INF/MANIFEST.MF"})
    expect("index.html" in content(folder, f"{artefact}-javadoc.jar"), f"{artefact}-javadoc.jar", "it has no first page")
    path = folder / f"{artefact}.pom"
    expect(path.exists() and path.read_bytes() == pom, path.name, "it is not the pom of the repository")


def compare(name: str, found: set[str], wanted: set[str]) -> None:
    other = found ^ wanted
    expect(not other, name, f"it should have, or should not: {', '.join(sorted(other))}")


def content(folder: Path, name: str) -> dict[str, bytes]:
    """The files of a jar, all of one date."""
    path = folder / name
    if not path.exists():
        expect(False, name, "there is no jar of this name")
        return {}
    with zipfile.ZipFile(path) as archive:
        expect(len({entry.date_time for entry in archive.infolist()}) == 1, name, "its files have different dates")
        return {entry.filename: archive.read(entry) for entry in archive.infolist() if not entry.is_dir()}

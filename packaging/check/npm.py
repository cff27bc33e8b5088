"""Looks at the packages for npm: what they hold, what they say, and what the compiled half exports."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from binaries import reader
from faults import expect
from targets import targets
from tool import tool

if TYPE_CHECKING:
    from targets import Target

GENERATED = {"LICENSE-THIRD-PARTY", "code.js", "code.mjs", "netcore_aes.wasm", "wasm.js", "wasm.mjs", "workerd.mjs"}
"""The WebAssembly half, and the modules that contain it."""
HERE = Path(__file__).resolve().parents[2] / "bindings" / "node"
LICENCES = {"LICENSE-APACHE", "LICENSE-MIT"}
MODULE = "netcore-aes.node"
ENTRY = "napi_register_module_v1"
"""What Node looks for: Node-API's own name."""


def check_npm(folder: Path, built: list[Target], version: str) -> None:
    """Looks at the package, and at those of the systems that are built."""
    sources = {f"lib/{file}" for file in tool("git", "-C", str(HERE / "lib"), "ls-files").split()}
    expect(len(sources) > 8, "bindings/node", "the sources were not found")
    sources |= {f"lib/generated/{file}" for file in GENERATED}
    said = check_package(folder, "netcore-aes", version, sources | LICENCES | {"README.md"})
    wanted = {target.npm[0]: version for target in targets()}
    expect(said.get("optionalDependencies") == wanted, "netcore-aes", f"its optional packages should be {', '.join(wanted)}, all of {version}")
    expect(not {"dependencies", "devDependencies", "scripts"} & said.keys(), "netcore-aes", "npm would install or run something else")
    for target in built:
        check_compiled(folder, target, version)


def check_compiled(folder: Path, target: Target, version: str) -> None:
    name, system, processor, libc = target.npm
    said = check_package(folder, name, version, LICENCES | {"LICENSE-THIRD-PARTY", "README.md", MODULE})
    wanted = {"os": [system], "cpu": [processor], "main": MODULE, "preferUnplugged": True} | ({} if libc == "-" else {"libc": [libc]})
    for key, value in wanted.items():
        expect(said.get(key) == value, name, f"{key} should be {value}")
    beside = folder / "lib" / target.system
    exports = reader(target).exported(beside / MODULE)
    expect(exports == {ENTRY}, f"lib/{target.system}/{MODULE}", f"it exports {', '.join(sorted(exports))}")
    for file, original in ((MODULE, MODULE), ("LICENSE-THIRD-PARTY", "LICENSE-THIRD-PARTY.node")):
        same = content(folder, name, version).get(f"package/{file}") == (beside / original).read_bytes()
        expect(same, name, f"{file} is not lib's {original}")
    expect("\nnapi " in (beside / "LICENSE-THIRD-PARTY.node").read_text(encoding="utf-8"), name, "its licences lack napi")


def content(folder: Path, name: str, version: str) -> dict[str, bytes]:
    path = folder / f"{name}-{version}.tgz"
    if not path.exists():
        return {}
    with tarfile.open(path) as archive:
        return {entry.name: archive.extractfile(entry).read() for entry in archive if entry.isfile()}  # type: ignore[union-attr]


def check_package(folder: Path, name: str, version: str, files: set[str]) -> dict[str, Any]:
    """Looks at the files of a package, and returns what its package.json says."""
    found = {path.removeprefix("package/"): data for path, data in content(folder, name, version).items()}
    if not found:
        expect(False, f"{name}-{version}.tgz", "there is no package of this name")
        return {}
    other = found.keys() ^ (files | {"package.json"})
    expect(not other, name, f"it should have, or should not: {', '.join(sorted(other))}")
    said: dict[str, Any] = json.loads(found["package.json"])
    # Without it the registry refuses a package with provenance.
    expect(said.get("repository", {}).get("url"), name, "package.json does not say where its source is")
    expect((said.get("name"), said.get("version")) == (name, version), name, "package.json has another name or version")
    return said

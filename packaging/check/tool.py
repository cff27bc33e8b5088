"""Runs the tools that read compiled files, and remembers what they said."""

from __future__ import annotations

import functools
import hashlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


def tool(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, "LC_ALL": "C"}).stdout


def unpacked(archive: Path) -> dict[str, bytes]:
    """The objects of a static library of any system, by the ar of Zig, which stands beside this Python."""
    ar = str(Path(sys.executable).with_name("python-zig"))
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([ar, "ar", "x", str(archive.resolve())], cwd=folder, check=True)
        return {path.name: path.read_bytes() for path in sorted(Path(folder).iterdir())}


def digest(path: Path) -> bytes:
    return hashlib.sha256(path.read_bytes()).digest()


def once(read: Callable[..., Iterable[str]]) -> Callable[..., frozenset[str]]:
    """Reads files of the same content once: a library is in several packages, and the tests look at most files again and again."""
    known: dict[Any, frozenset[str]] = {}

    @functools.wraps(read)
    def asked(path: Path | str, *arguments: object, **options: object) -> frozenset[str]:
        key = (digest(Path(path)), repr(arguments), repr(options))
        if key not in known:
            known[key] = frozenset(read(path, *arguments, **options))
        return known[key]

    return asked

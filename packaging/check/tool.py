"""Runs the tools that read compiled files."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path


def tool(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, "LC_ALL": "C"}).stdout


def unpacked(archive: Path) -> dict[str, bytes]:
    """The objects of a static library of any system, by the ar of Zig, which stands beside this Python."""
    ar = str(Path(sys.executable).with_name("python-zig"))
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([ar, "ar", "x", str(archive.resolve())], cwd=folder, check=True)
        return {path.name: path.read_bytes() for path in sorted(Path(folder).iterdir())}

"""The folder of one write: the dead letters of each attempt at a partition, and the summary.

The files of attempts begin with ``_`` and end with ``.uncommitted.ndjson``. A commit gives those that count their final
names, and leaves the others: from them it knows which partitions were sent more than once. It writes the summary first,
and an attempt looks for the summary after its own file is there and before it sends. So either the commit sees the
attempt, or the attempt the commit.
"""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyarrow.fs import FileSelector, FileSystem, FileType, LocalFileSystem

SUMMARY = "_SUMMARY.json"
ABORTED = "_ABORTED.json"
MARK = "_"
UNCOMMITTED = ".uncommitted.ndjson"
COMMITTED = ".ndjson"


@dataclass(frozen=True)
class Ledger:
    """A folder, local or of any file system that pyarrow has. It can be pickled."""

    uri: str

    def create(self) -> None:
        """Make the folder. Raises ``OSError`` if that cannot be."""
        files, path = self._open()
        files.create_dir(path, recursive=True)

    def begin(self, attempt: str) -> None:
        """Begin the file of an attempt, empty."""
        files, path = self._open()
        files.create_dir(path, recursive=True)
        self._write(f"{MARK}{attempt}{UNCOMMITTED}", b"")

    def put(self, attempt: str, letters: Path) -> None:
        """Put the dead letters of an attempt into its file."""
        files, path = self._open()
        name = f"{path}/{MARK}{attempt}{UNCOMMITTED}"
        with letters.open("rb") as source, files.open_output_stream(name) as target:
            while piece := source.read(1 << 20):
                target.write(piece)

    def attempts(self) -> set[str]:
        """The attempts whose files are still marked."""
        files, path = self._open()
        names = (info.base_name for info in files.get_file_info(FileSelector(path, allow_not_found=True)))
        marked = (name for name in names if name.startswith(MARK) and name.endswith(UNCOMMITTED))
        return {name.removeprefix(MARK).removesuffix(UNCOMMITTED) for name in marked}

    def commit(self, attempt: str, *, is_empty: bool) -> None:
        """Give the file of an attempt its final name, or remove it if it is empty."""
        files, path = self._open()
        marked = f"{path}/{MARK}{attempt}{UNCOMMITTED}"
        if is_empty:
            files.delete_file(marked)
        else:
            files.move(marked, f"{path}/{attempt}{COMMITTED}")

    def read(self, name: str = SUMMARY) -> dict[str, Any] | None:
        """Read the summary; none if there is none."""
        files, path = self._open()
        if files.get_file_info(f"{path}/{name}").type == FileType.NotFound:
            return None
        with files.open_input_stream(f"{path}/{name}") as file:
            found: dict[str, Any] = json.loads(file.read())
        return found

    def write(self, summary: dict[str, Any], name: str = SUMMARY) -> None:
        """Write the summary, or what took its place, in one step."""
        files, path = self._open()
        files.create_dir(path, recursive=True)
        self._write(f"{name}.new", json.dumps(summary, indent=1).encode())
        files.move(f"{path}/{name}.new", f"{path}/{name}")

    def _write(self, name: str, content: bytes) -> None:
        files, path = self._open()
        if isinstance(files, LocalFileSystem):
            (local := Path(path, name)).touch(mode=0o600)
            local.chmod(0o600)
        with files.open_output_stream(f"{path}/{name}") as file:
            file.write(content)

    def _open(self) -> tuple[FileSystem, str]:
        return _open(self.uri)


@functools.lru_cache(maxsize=64)
def _open(uri: str) -> tuple[FileSystem, str]:
    found: tuple[FileSystem, str] = FileSystem.from_uri(uri)
    return found

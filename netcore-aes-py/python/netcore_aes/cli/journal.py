"""What became of each chunk, in a file beside the input, so that a run that was ended can go on.

A line for each change, JSON: what is sent (the header), ``start`` of a chunk before it is posted, ``again`` before it
is posted once more although it may have arrived, ``done`` when each of its events has arrived or is a dead letter, and
``back`` when it is certain that none has arrived.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .fault import Fault, of_os
from .private import open_private

if TYPE_CHECKING:
    from .chunk import Chunk

_MAGIC = "netcore_aes_journal"
_VERSION = 1


@dataclass
class Entry:
    """A chunk that an earlier run has begun."""

    digest: str
    is_done: bool = False
    arrived: int = 0
    dead: int = 0


class Journal:
    """An open journal, which no other process can open meanwhile. Any number of threads may share it."""

    def __init__(self, path: str, settings: dict[str, Any]) -> None:
        """Open a journal, or begin it. ``settings``: what must be the same when a run goes on.

        Raises :class:`Fault` if another run has it open, if it is of other settings, or no journal.
        """
        self.path = path
        self.entries: dict[int, Entry] = {}
        """The chunks that earlier runs have begun, by ordinal."""
        self._lock = threading.Lock()
        self._is_open = True
        try:
            self._fd = _open(path)
            try:
                self._load(settings)
            except BaseException:
                os.close(self._fd)
                raise
        except OSError as error:
            raise of_os("write the journal", path, error) from None
        self.is_untouched = not self.entries
        """Whether no chunk was begun, in this run or an earlier one."""

    def close(self) -> None:
        """Let others open it."""
        with self._lock:
            if self._is_open:
                self._is_open = False
                os.close(self._fd)

    def find(self, chunk: Chunk) -> Entry | None:
        """Return what earlier runs did with a chunk. Raises :class:`Fault` if it holds other events now."""
        entry = self.entries.get(chunk.ordinal)
        if entry is not None and entry.digest != chunk.digest():
            raise self.changed()
        return entry

    def changed(self) -> Fault:
        """Return what to say when the input is not the one that was begun."""
        return Fault(
            f"the input has changed since the run that {self.path!r} is of; restore it, or remove the journal to start"
            " over (what has arrived will arrive twice)"
        )

    def start(self, chunk: Chunk) -> None:
        """Record that a chunk is about to be posted; it is on the disk when this returns."""
        place = {"file": chunk.file, "first": chunk.first, "count": len(chunk.events)}
        self._append({"start": chunk.ordinal, **place, "digest": chunk.digest()}, sync=True)

    def again(self, chunk: Chunk, why: str) -> None:
        """Record that a chunk is posted once more, although it may have arrived."""
        self._append({"again": chunk.ordinal, "why": why})

    def done(self, chunk: Chunk, arrived: int, dead: int) -> None:
        """Record that nothing is left to do for a chunk."""
        self._append({"done": chunk.ordinal, "arrived": arrived, "dead": dead})

    def back(self, chunk: Chunk) -> None:
        """Record that no event of a chunk has arrived."""
        self._append({"back": chunk.ordinal})

    def finish(self) -> str:
        """Put a journal aside whose chunks are all done, so that the next run begins anew; return its new name."""
        done = f"{self.path}.done"
        try:
            os.fsync(self._fd)
            os.replace(self.path, done)
        except OSError as error:
            raise of_os("rename the journal", self.path, error) from None
        return done

    def discard(self) -> None:
        """Remove a journal that says nothing."""
        with contextlib.suppress(OSError):
            os.unlink(self.path)

    def _append(self, change: dict[str, Any], *, sync: bool = False) -> None:
        line = json.dumps(change).encode() + b"\n"
        with self._lock:
            # A thread that was not waited for must post nothing more.
            if not self._is_open:
                raise Fault("the run was ended")
            self.is_untouched = False
            _write(self._fd, line)
            if sync:
                os.fsync(self._fd)

    def _load(self, settings: dict[str, Any]) -> None:
        header = {_MAGIC: _VERSION, **settings}
        good = 0
        for number, line in enumerate(_lines(self._fd)):
            try:
                change = json.loads(line)
                is_whole = line.endswith(b"\n") and isinstance(change, dict)
            except ValueError:
                is_whole = False
            if not is_whole:
                if number == 0 and not self._may_be_header(line):
                    raise self._foreign()
                # Torn: the run was killed while it wrote. Nothing was posted on the strength of it.
                if good + len(line) == os.fstat(self._fd).st_size:
                    break
                raise self._damaged(number + 1)
            self._replay(number, change, header)
            good += len(line)
        os.ftruncate(self._fd, good)
        if good == 0:
            _write(self._fd, json.dumps(header).encode() + b"\n")

    def _replay(self, number: int, change: dict[str, Any], header: dict[str, Any]) -> None:
        if number == 0:
            self._compare(change, header)
            return
        try:
            if "start" in change:
                self.entries[change["start"]] = Entry(change["digest"])
            elif "back" in change:
                del self.entries[change["back"]]
            elif "done" in change:
                entry = self.entries[change["done"]]
                entry.is_done, entry.arrived, entry.dead = True, int(change["arrived"]), int(change["dead"])
            elif "again" not in change:
                raise KeyError
        except (KeyError, TypeError, ValueError):
            raise self._damaged(number + 1) from None

    def _compare(self, found: dict[str, Any], header: dict[str, Any]) -> None:
        if _MAGIC not in found:
            raise self._foreign()
        for name, value in header.items():
            if found.get(name) != value:
                raise Fault(
                    f"{self.path!r} is of a run with another {name.replace('_', ' ')}; send with the same to go on, or"
                    " remove the journal to start over (what has arrived will arrive twice)"
                )

    @staticmethod
    def _may_be_header(line: bytes) -> bool:
        begin = f'{{"{_MAGIC}'.encode()
        return begin.startswith(line[: len(begin)])

    def _foreign(self) -> Fault:
        return Fault(f"{self.path!r} already exists and is not a journal; name another file by --journal")

    def _damaged(self, number: int) -> Fault:
        return Fault(f"the journal {self.path!r} is damaged in line {number}; remove it to start over")


def _open(path: str) -> int:
    while True:
        fd = open_private(path, is_secret=False)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(fd)
            raise Fault(f"another run has the journal {path!r} open; wait until it has ended") from None
        # It may have been put aside between the two calls.
        try:
            if os.path.samestat(os.fstat(fd), os.stat(path)):
                return fd
        except FileNotFoundError:
            pass
        os.close(fd)


def _lines(fd: int) -> list[bytes]:
    with open(fd, "rb", closefd=False) as file:
        return file.readlines()


def _write(fd: int, data: bytes) -> None:
    while data:
        data = data[os.write(fd, data) :]

"""Where events come from: a file or standard input, as it is or compressed by gzip, read block by block."""

from __future__ import annotations

import gzip
import io
import os
import select
import zlib
from typing import TYPE_CHECKING

from .fault import Fault, of_os

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

STDIN = "-"
_BLOCK = 262_144
_GZIP = b"\x1f\x8b"
_BOM = b"\xef\xbb\xbf"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_POLL_MILLISECONDS = 200


class StoppedError(Exception):
    """Reading was given up, since the user asked to stop."""


def name_of(path: str) -> str:
    """Return what messages call an input."""
    return "standard input" if path == STDIN else path


def blocks(
    path: str, *, is_stopped: Callable[[], bool] = lambda: False, count: Callable[[int], None] = lambda _: None
) -> Iterator[bytes]:
    """Read an input to its end. ``count`` is told of each number of bytes read, as they are in the file.

    Raises :class:`Fault` if it cannot be read, and :class:`StoppedError`.
    """
    try:
        with _Raw(path, is_stopped, count) as raw:
            is_gzip = raw.head.startswith(_GZIP)
            reader = gzip.GzipFile(fileobj=raw) if is_gzip else io.BufferedReader(raw, _BLOCK)
            head = reader.read(4)
            if head.startswith(_UTF_16):
                raise Fault(f"{name_of(path)!r} is UTF-16; convert it first, such as by: iconv -f UTF-16 -t UTF-8")
            block = head.removeprefix(_BOM)
            while block:
                yield block
                block = reader.read1(_BLOCK)
    except EOFError:
        raise Fault(f"{name_of(path)!r} ends in the middle of its gzip data; get it again, complete") from None
    except (gzip.BadGzipFile, zlib.error):
        raise Fault(f"{name_of(path)!r} is damaged: its gzip data cannot be read; get it again") from None
    except OSError as error:
        raise of_os("read", name_of(path), error) from None


def read(path: str) -> bytes:
    """Read an input whole, as it is. Raises :class:`Fault` if it is empty, or cannot be read."""
    try:
        with _Raw(path, lambda: False, lambda _: None) as raw:
            data = raw.readall() or b""
    except OSError as error:
        raise of_os("read", name_of(path), error) from None
    if not data:
        raise Fault(f"{name_of(path)!r} is empty")
    return data


def size_of(path: str) -> int | None:
    """Return how many bytes there are to read, if that is known beforehand."""
    try:
        return os.stat(path).st_size if path != STDIN and os.path.isfile(path) else None
    except OSError:
        return None


class _Raw(io.RawIOBase):
    """The bytes as they are. A wait for a slow pipe is given up when the user asks to stop."""

    def __init__(self, path: str, is_stopped: Callable[[], bool], count: Callable[[int], None]) -> None:
        self._is_stopped, self._count = is_stopped, count
        self._close = False
        self._fd = 0 if path == STDIN else os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        self._close = path != STDIN
        self._poll = select.poll()
        self._poll.register(self._fd, select.POLLIN)
        self.head = b""
        self._taken = 0
        # A pipe may give a single byte at first.
        while len(self.head) < len(_GZIP) and (more := self._read(_BLOCK)):
            self.head += more

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        size = len(buffer)
        data = self.head[self._taken : self._taken + size]
        self._taken += len(data)
        data = data or self._read(size)
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if self._close and not self.closed:
            os.close(self._fd)
        super().close()

    def _read(self, size: int) -> bytes:
        while not self._is_stopped():
            if self._poll.poll(_POLL_MILLISECONDS):
                data = os.read(self._fd, size)
                self._count(len(data))
                return data
        raise StoppedError

"""Events that will not arrive, with the reason, in a file: one JSON object a line."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import threading
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from .fault import Fault, of_os
from .private import open_private
from .sift import is_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from netcore_aes import Problem

    from .delivery import Refusal


def letter(
    file: str, index: int, event: bytes, *, refusal: Refusal | None = None, problems: Sequence[Problem] = ()
) -> bytes:
    """Write a line: where the event stood, why it is here, and the event with every byte that it had.

    An event that is JSON is embedded as it is, any other as ``event_text``, or as ``event_base64`` if it is not UTF-8.
    """
    head: dict[str, Any] = {"file": file, "index": index}
    if refusal is not None:
        head |= {"status": refusal.status, "reason": refusal.reason}
    else:
        head |= {"status": None, "reason": "against the rules for events"}
    if problems:
        # Their pointers begin at this event, which "index" numbers.
        head["problems"] = [{k: v for k, v in asdict(problem).items() if k != "event"} for problem in problems]
    if is_json(problems):
        # A line break in JSON can only be white space.
        raw = event.replace(b"\r", b" ").replace(b"\n", b" ")
        return json.dumps(head).encode()[:-1] + b', "event": ' + raw + b"}\n"
    try:
        head["event_text"] = event.decode()
    except UnicodeDecodeError:
        head["event_base64"] = base64.b64encode(event).decode()
    return json.dumps(head).encode() + b"\n"


class DeadLetters:
    """The file, made when the first event comes. Any number of threads may share it."""

    def __init__(self, path: str) -> None:
        """Choose the file. Raises :class:`Fault` at once if there is one that events must not go to."""
        self.path = path
        if os.path.lexists(path):
            try:
                os.close(open_private(path, is_secret=True))
            except OSError as error:
                raise of_os("write the dead letters", path, error) from None
        self._lock = threading.Lock()
        self._fd: int | None = None
        self._is_open = True

    def write(self, letters: list[bytes]) -> None:
        """Append lines; they are on the disk when this returns. Raises :class:`Fault`, and then none of them is."""
        with self._lock:
            if not letters:
                return
            if not self._is_open:
                # A thread that was not waited for: its chunk must not be recorded as done.
                raise Fault("the run was ended")
            try:
                fd = self._fd = _open(self.path) if self._fd is None else self._fd
                end = os.fstat(fd).st_size
                try:
                    _write(fd, b"".join(letters))
                    os.fsync(fd)
                except OSError:
                    with contextlib.suppress(OSError):
                        os.ftruncate(fd, end)
                    raise
            except OSError as error:
                raise of_os("write the dead letters", self.path, error) from None

    def close(self) -> None:
        """Write no more."""
        with self._lock:
            self._is_open = False
            if self._fd is not None:
                os.close(self._fd)


def _open(path: str) -> int:
    fd = open_private(path, is_secret=True)
    size = os.fstat(fd).st_size
    if size and os.pread(fd, 1, size - 1) != b"\n":
        # A line that was torn by kill -9 is left alone, and so is what follows it.
        _write(fd, b"\n")
    return fd


def _write(fd: int, data: bytes) -> None:
    while data:
        data = data[os.write(fd, data) :]

"""The requests that came, the newest ones, in bounded memory."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import sys
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .verdict import Verdict

MAX_BYTES = 128 << 20
_MAX_WAITING = 1000
# What an entry, an issue and a header cost beside their text.
_OVERHEAD = 4096
_PER_ISSUE = 400
_PER_HEADER = 200
# So much is written at a time.
_PIECE = 65_536

Message = tuple[str, Any]


@dataclass
class Entry:
    """One request, as it is shown. Its plaintext is kept as it was received, byte for byte."""

    method: str
    path: str
    headers: list[tuple[str, str]]
    size: int
    verdict: Verdict
    status: int | None
    """What was answered; ``None`` if nothing was."""
    fault: str | None = None
    """The fault that was made on demand."""
    id: int = 0
    time: str = field(default_factory=lambda: datetime.now(timezone.utc).isoformat(timespec="milliseconds"))

    @property
    def cost(self) -> int:
        """About how many bytes it holds. A character takes up to four."""
        issues = sum(_PER_ISSUE + sys.getsizeof(issue.pointer) for issue in self.verdict.issues)
        headers = sum(_PER_HEADER + len(name) + len(value) for name, value in self.headers)
        return _OVERHEAD + sys.getsizeof(self.verdict.plaintext or "") + issues + headers

    def summary(self) -> dict[str, Any]:
        """Return what a list of requests shows of it."""
        verdict = self.verdict
        return {
            "id": self.id,
            "time": self.time,
            "method": self.method,
            "path": self.path,
            "status": self.status,
            "accepted": self.verdict.status == 200,
            "fault": self.fault,
            "scheme": verdict.scheme,
            "asset": verdict.asset,
            "bytes": self.size,
            "event_count": verdict.events,
            "activity_names": verdict.names,
            "reason": verdict.reason(),
            "errors": verdict.errors,
            "warnings": verdict.warnings,
        }

    def detail(self) -> dict[str, Any]:
        """Return all of it but the events."""
        return {
            **self.summary(),
            "headers": self.headers,
            "problems": [issue._asdict() for issue in self.verdict.issues],
            "diagnosis": [fault._asdict() for fault in self.verdict.diagnosis],
        }

    def to_json(self) -> Iterator[str]:
        """Write all of it as JSON, in pieces; the events as the JSON they came as, other text as a string."""
        yield json.dumps(self.detail())[:-1]
        yield ', "events": '
        if self.verdict.is_json:
            yield from _pieces(self.verdict.plaintext or "")
        else:
            yield from _as_string(self.verdict.plaintext)
        yield "}"

    def to_detail(self) -> Iterator[str]:
        """Write all of it as JSON, in pieces; the events as a string, whatever they are."""
        yield json.dumps(self.detail())[:-1]
        yield ', "plaintext": '
        yield from _as_string(self.verdict.plaintext)
        yield "}"


class Inbox:
    """Keeps the newest entries, and tells whoever listens. For one thread: the event loop's."""

    def __init__(self, keep: int, max_bytes: int = MAX_BYTES) -> None:
        """Keep at most ``keep`` entries of at most ``max_bytes``, always the newest one."""
        self.keep = keep
        self.max_bytes = max_bytes
        self.dropped = 0
        self._entries: dict[int, Entry] = {}
        self._bytes = 0
        self._ids = itertools.count(1)
        self._listeners: set[asyncio.Queue[Message | None]] = set()

    def __len__(self) -> int:
        """How many entries there are."""
        return len(self._entries)

    def ids(self) -> list[int]:
        """Return the ids of the entries, the newest first. Whoever takes long holds these, and not the entries."""
        return list(reversed(self._entries))

    def get(self, number: int) -> Entry | None:
        """Find an entry by its id."""
        return self._entries.get(number)

    def add(self, entry: Entry) -> None:
        """Keep an entry, and let the oldest go if they are too many."""
        entry.id = next(self._ids)
        self._entries[entry.id] = entry
        self._bytes += entry.cost
        while len(self._entries) > 1 and (len(self._entries) > self.keep or self._bytes > self.max_bytes):
            self._bytes -= self._entries.pop(next(iter(self._entries))).cost
            self.dropped += 1
        self._tell(("received", {**entry.summary(), "oldest": next(iter(self._entries))}))

    def clear(self) -> None:
        """Forget all entries."""
        self._entries.clear()
        self._bytes = self.dropped = 0
        self._tell(("cleared", {}))

    @contextlib.contextmanager
    def listen(self) -> Iterator[asyncio.Queue[Message | None]]:
        """Take part in what happens; ``None`` means that it is over, or that the listener was too slow."""
        queue: asyncio.Queue[Message | None] = asyncio.Queue(_MAX_WAITING)
        self._listeners.add(queue)
        try:
            yield queue
        finally:
            self._listeners.discard(queue)

    def close(self) -> None:
        """Send every listener away."""
        for queue in list(self._listeners):
            self._send_away(queue)

    def _tell(self, message: Message) -> None:
        for queue in list(self._listeners):
            try:
                queue.put_nowait(message)
            except asyncio.QueueFull:
                self._send_away(queue)

    def _send_away(self, queue: asyncio.Queue[Message | None]) -> None:
        self._listeners.discard(queue)
        while not queue.empty():
            queue.get_nowait()
        queue.put_nowait(None)


def search(inbox: Inbox, query: str) -> list[int]:
    """Find the entries that hold a text anywhere in what they show, whatever its case; as JSON may write it, too."""
    wanted = query.casefold()
    escaped = json.dumps(query)[1:-1].casefold()

    def holds(text: str) -> bool:
        folded = text.casefold()
        return wanted in folded or escaped in folded

    found = []
    for number in inbox.ids():
        entry = inbox.get(number)
        if entry is None:
            continue
        about = json.dumps(entry.detail(), ensure_ascii=False)
        if holds(about) or holds(entry.verdict.plaintext or ""):
            found.append(number)
    return found


def _pieces(text: str) -> Iterator[str]:
    for start in range(0, len(text), _PIECE):
        yield text[start : start + _PIECE]


def _as_string(text: str | None) -> Iterator[str]:
    """Write a text as JSON; each of its characters is written by itself, so that it can be cut anywhere."""
    if text is None:
        yield "null"
        return
    yield '"'
    for piece in _pieces(text):
        yield json.dumps(piece)[1:-1]
    yield '"'

"""The requests that came, the newest ones, in bounded memory."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .verdict import Verdict

MAX_BYTES = 256 << 20
_MAX_WAITING = 1000
# What an entry costs beside its plaintext and its issues.
_OVERHEAD = 4096
_PER_ISSUE = 400

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
        """About how many bytes it holds."""
        return _OVERHEAD + len(self.verdict.plaintext or "") + _PER_ISSUE * len(self.verdict.issues)

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
        plaintext = self.verdict.plaintext
        yield plaintext if plaintext is not None and self.verdict.is_json else json.dumps(plaintext)
        yield "}"


class Inbox:
    """Keeps the newest entries, and tells whoever listens. For one thread: the event loop's."""

    def __init__(self, keep: int, max_bytes: int = MAX_BYTES) -> None:
        """Keep at most ``keep`` entries of at most ``max_bytes``, always the newest one."""
        self.keep = keep
        self.max_bytes = max_bytes
        self.dropped = 0
        self._entries: deque[Entry] = deque()
        self._bytes = 0
        self._ids = itertools.count(1)
        self._listeners: set[asyncio.Queue[Message | None]] = set()

    def __len__(self) -> int:
        """How many entries there are."""
        return len(self._entries)

    def newest_first(self) -> list[Entry]:
        """Return the entries, as they are now."""
        return list(reversed(self._entries))

    def get(self, number: int) -> Entry | None:
        """Find an entry by its id."""
        return next((entry for entry in self._entries if entry.id == number), None)

    def add(self, entry: Entry) -> None:
        """Keep an entry, and let the oldest go if they are too many."""
        entry.id = next(self._ids)
        self._entries.append(entry)
        self._bytes += entry.cost
        while len(self._entries) > 1 and (len(self._entries) > self.keep or self._bytes > self.max_bytes):
            self._bytes -= self._entries.popleft().cost
            self.dropped += 1
        self._tell(("received", {**entry.summary(), "oldest": self._entries[0].id}))

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


def search(entries: list[Entry], query: str) -> list[int]:
    """Find the entries that hold a text anywhere in what they show, whatever its case; as JSON may write it, too."""
    wanted = query.casefold()
    escaped = json.dumps(query)[1:-1].casefold()

    def holds(text: str) -> bool:
        folded = text.casefold()
        return wanted in folded or escaped in folded

    found = []
    for entry in entries:
        about = json.dumps(entry.detail(), ensure_ascii=False)
        if holds(about) or holds(entry.verdict.plaintext or ""):
            found.append(entry.id)
    return found

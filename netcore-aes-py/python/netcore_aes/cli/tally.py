"""What became of the events, and how it is told."""

from __future__ import annotations

import threading
import time
from collections import Counter
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from .fault import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .chunk import Chunk

_MAX_LISTED = 20


class Tally:
    """Counts of one run. Any number of threads may share it."""

    def __init__(self, names: list[str]) -> None:
        """Begin to count, and to measure the time."""
        self._names = names
        self._lock = threading.Lock()
        self._begin = time.monotonic()
        self.counts: Counter[str] = Counter()
        self._warnings: Counter[str] = Counter()
        self._doubtful: dict[int, str] = {}

    def add(self, **counts: int) -> None:
        """Count events, by what became of them."""
        with self._lock:
            self.counts.update(counts)

    def warn(self, rules: Counter[str]) -> None:
        """Count warnings, by their rule."""
        with self._lock:
            self._warnings.update(rules)

    def doubt(self, chunk: Chunk) -> None:
        """Remember that a chunk may have arrived twice."""
        last = chunk.first + len(chunk.events) - 1
        with self._lock:
            name = self._names[chunk.file]
            self._doubtful[chunk.ordinal] = f"chunk {chunk.ordinal} (events {chunk.first} to {last} of {name})"

    def unsent(self) -> int:
        """Return how many events were read and neither arrived nor were put aside."""
        settled = ("arrived", "earlier", "dead", "earlier_dead")
        return self.counts["read"] - sum(self.counts[name] for name in settled)

    def rows(self, *, is_dry_run: bool) -> Iterator[tuple[str, str]]:
        """Return the lines of a summary."""
        with self._lock:
            counts = Counter(self.counts)
            doubtful = [self._doubtful[ordinal] for ordinal in sorted(self._doubtful)]
        seconds = time.monotonic() - self._begin
        yield "events read", str(counts["read"])
        yield ("would be sent" if is_dry_run else "arrived"), str(counts["arrived"])
        if counts["earlier"] or counts["earlier_dead"]:
            yield "arrived in an earlier run", str(counts["earlier"])
            yield "dead letters of an earlier run", str(counts["earlier_dead"])
        yield ("would be dead letters" if is_dry_run else "dead letters"), str(counts["dead"])
        if not is_dry_run:
            yield "not sent", str(self.unsent())
            yield "retries", str(counts["retries"])
        yield "warnings", ", ".join(f"{number} {rule}" for rule, number in self._warnings.most_common()) or "0"
        yield "seconds", f"{seconds:.1f}"
        yield "events per second", f"{counts['arrived'] / max(seconds, 0.001):.0f}"
        if doubtful:
            more = [f"and {len(doubtful) - _MAX_LISTED} more"]
            yield "may have arrived twice", "; ".join(doubtful[:_MAX_LISTED] + more[: len(doubtful) > _MAX_LISTED])


def print_summary(rows: list[tuple[str, str]]) -> None:
    """Print a table to a terminal, and lines to anything else. Names of files may hold any character."""
    rows = [(name, printable(value)) for name, value in rows]
    console = Console()
    if not console.is_terminal:
        print("\n".join(f"{name}: {value}" for name, value in rows))
        return
    table = Table(show_header=False)
    for name, value in rows:
        table.add_row(Text(name), Text(value))
    console.print(table)

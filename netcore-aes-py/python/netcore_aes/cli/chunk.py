"""Events in groups, as one request may carry them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from netcore_aes import EventSplitter, NetcoreAesError

from .fault import Fault
from .source import StoppedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAX_EVENTS = 1000
"""The most events that one request may carry."""
_MAX_BYTES = 2_097_152
_MAX_EVENT_BYTES = 1_048_576


@dataclass(frozen=True, repr=False)
class Chunk:
    """Some events that follow each other in one input."""

    ordinal: int
    """How many chunks came before it, in all inputs."""
    file: int
    """Which input it is from, counted from 0."""
    first: int
    """How many events of the input came before it."""
    events: list[bytes]

    def digest(self) -> str:
        """Return what tells whether these are the same events as in an earlier run."""
        return hashlib.sha256(payload_of(self.events)).hexdigest()


def payload_of(events: list[bytes]) -> bytes:
    """Put events into one JSON array."""
    return b"[" + b",".join(events) + b"]"


def groups(
    name: str, blocks: Iterable[bytes], max_events: int = MAX_EVENTS, *, is_once: bool = False
) -> Iterator[list[bytes]]:
    """Split an input into its events, and put as many together as one request may carry.

    Raises :class:`Fault` where events cannot be told apart. The group begun by then is not returned, so that the groups
    are the same ones when what follows was mended; unless ``is_once`` says that the input cannot be read again.
    """
    splitter = EventSplitter(_MAX_EVENT_BYTES)
    group: list[bytes] = []
    size = 0
    try:
        for events in _pieces(name, splitter, blocks):
            for event in events:
                if len(group) == max_events or (group and size + len(event) > _MAX_BYTES):
                    yield group
                    group, size = [], 0
                group.append(event)
                size += len(event)
    except (Fault, StoppedError):
        if is_once and group:
            yield group
        raise
    if group:
        yield group


def _pieces(name: str, splitter: EventSplitter, blocks: Iterable[bytes]) -> Iterator[list[bytes]]:
    fault = ""
    try:
        for block in blocks:
            yield splitter.push(block)
        yield splitter.finish()
    except NetcoreAesError as error:
        fault = str(error)
    if fault:
        raise Fault(f"{name!r}: {fault}")

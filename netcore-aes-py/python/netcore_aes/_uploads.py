"""The whole way: from a stream of events to upload requests."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

from ._native import UploadBody, UploadPieces
from ._problem import Problem

if TYPE_CHECKING:
    from ._native import Cipher

PIECE_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class EventProblems:
    """An event of a stream that has problems."""

    index: int
    """The event's index in the stream, from 0."""
    event: bytes
    """The event as it was written; if it is longer than ``max_event_bytes``, its next bytes."""
    problems: tuple[Problem, ...]
    """Its problems, at least one. Pointers begin with the index, as if the stream were one array."""
    is_refused: bool
    """Whether one of them is an error, so that the event is in no body. With warnings alone it is in one."""
    is_last: bool
    """Whether these are the last bytes of the event."""

    def __repr__(self) -> str:
        return f"<EventProblems of event {self.index}: {', '.join(problem.rule for problem in self.problems)}>"


class UploadStream(Iterator["UploadBody | EventProblems"]):
    """Make upload requests of a stream of events: an iterator over :class:`UploadBody` and :class:`EventProblems`.

    It splits the stream, checks each event as :func:`check_events` does, puts events together, and encrypts up to 16
    payloads side by side. Problems come in the order of their events, and so do bodies; problems of later events may come
    before a body. Memory is bounded by the limits, whatever the length of the stream.

    ``cipher``: the cipher. ``source``: a binary file, ``str`` or bytes, or an iterable of pieces of any length: a JSON
    array of events, one event per line (NDJSON), or one object. ``asset_id``, ``api_key``, ``region``: as for
    :class:`UploadRequest`. ``max_events``: the most events in a body, up to 1000. ``max_payload_bytes``: the longest
    payload, in bytes of JSON; a longer event has a body of its own. ``max_event_bytes``: the longest event; a longer one is
    a problem, and comes in parts.

    Raises :class:`AssetIdError`, :class:`ApiKeyError`, :class:`UnknownRegionError`; ``ValueError`` for a limit below 1.
    Iteration raises :class:`EventStreamError` where the next event cannot be found, and the errors of :meth:`Cipher.encrypt`, after everything
    before the fault was returned; it cannot go on then, and raises the error again.

    For one thread at a time; the GIL is released while it works.
    """

    def __init__(
        self,
        cipher: Cipher,
        source: BinaryIO | str | bytes | bytearray | memoryview | Iterable[Any],
        *,
        asset_id: str,
        api_key: str,
        region: str = "us",
        max_events: int = 1000,
        max_payload_bytes: int = 2 << 20,
        max_event_bytes: int = 1 << 20,
    ) -> None:
        self._pieces = UploadPieces(
            cipher, asset_id, api_key, region, max_events, max_payload_bytes, max_event_bytes
        )
        self._source: Iterator[Any] | None = _pieces_of(source)
        self._ready: deque[UploadBody | tuple[Any, ...]] = deque()

    @property
    def url(self) -> str:
        """The URL to post each body to."""
        return self._pieces.url

    @property
    def headers(self) -> dict[str, str]:
        """The headers, in a new dict each time. ``Authorization`` contains the API key: keep it out of logs."""
        return self._pieces.headers

    def __next__(self) -> UploadBody | EventProblems:
        while not self._ready:
            if self._source is None:
                self._ready.extend(self._pieces.finish(int(time.time())))
                if not self._ready:
                    raise StopIteration
                break
            piece = next(self._source, None)
            if piece is None:
                self._source = None
            else:
                self._ready.extend(self._pieces.push(piece, int(time.time())))
        found = self._ready.popleft()
        if isinstance(found, UploadBody):
            return found
        index, event, rows, is_refused, is_last = found
        return EventProblems(index, event, tuple(Problem(*row) for row in rows), is_refused, is_last)

    def __repr__(self) -> str:
        return f"<UploadStream to {self.url}>"


def _pieces_of(source: Any) -> Iterator[Any]:
    """The source in pieces."""
    if isinstance(source, str):
        return iter((source,))
    if isinstance(source, (bytes, bytearray, memoryview)):
        whole = memoryview(source)
        return (whole[start : start + PIECE_BYTES] for start in range(0, len(whole), PIECE_BYTES))
    if callable(read := getattr(source, "read", None)):
        return iter(lambda: read(PIECE_BYTES) or None, None)
    try:
        return iter(source)
    except TypeError:
        given = type(source).__name__
        raise TypeError(f"source must be a binary file, str, bytes or an iterable of pieces, not {given}") from None

"""The rules for events: what is wrong with a payload, and where."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import Any, Literal

from . import _native
from ._errors import EventsError, SurrogateError

Json = str | bytes | bytearray | memoryview

Events = Json | list[Any] | dict[str, Any]
"""Events as Python holds them, or as JSON; a dict is one event."""


@dataclass(frozen=True)
class Problem:
    """Something wrong with a payload: where, what, and what to do about it. It holds no value of the payload's."""

    pointer: str
    """A JSON pointer (RFC 6901), such as ``/3/activity_params/items``; empty for the payload itself."""
    rule: str
    """A name for programs, such as ``missing`` or ``empty-array``; it never changes."""
    severity: Literal["error", "warning"]
    """``error`` if the vendor would refuse, drop or not be able to use the event."""
    message: str
    """How to mend it."""
    event: int | None = None
    """The index of the event, from 0; ``None`` for a problem of the payload itself."""

    def __str__(self) -> str:
        return f"{self.pointer or 'the payload'}: {self.message}"


def check_events(payload: Events, *, asset_id: str | None = None, now: float | None = None) -> list[Problem]:
    """Check a payload against the vendor's rules for events; every problem, in the order of the payload.

    ``payload``: JSON as ``str`` or ``bytes``, a list of events, or one event as a dict. ``asset_id``: the request's,
    which each event's must equal; ``None`` if it is not known. ``now``: the time in seconds since 1970, by default the
    system's. Any thread may call it; the GIL is released meanwhile.

    Problems end with 100 errors and 100 warnings of one event, and with 10 000 in all, but for the first error of each
    event; of events after the thousandth it says only that they are too many. A pointer of more than 1024 bytes is cut.

    Raises :class:`SurrogateError`; ``TypeError`` for a payload of another type, or what JSON cannot write.
    """
    seconds = int(time.time() if now is None else now)
    return [Problem(*row) for row in _native.check_events(_to_json(payload), asset_id, seconds)]


def checked_payload(events: Events, asset_id: str) -> Json:
    """Return the JSON to encrypt. Raises :class:`EventsError` if anything is wrong with it but warnings."""
    payload = _to_json(events)
    problems = check_events(payload, asset_id=asset_id)
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors:
        more = f" (and {len(errors) - 1} more errors)" if len(errors) > 1 else ""
        error = EventsError(f"the events would not arrive: {errors[0]}{more}")
        error.problems = tuple(problems)
        raise error
    return payload


def _to_json(events: Events) -> Json:
    if isinstance(events, (str, bytes, bytearray, memoryview)):
        return events
    if not isinstance(events, (list, tuple, dict)):
        raise TypeError(f"events must be a list, a dict, str or bytes, not {type(events).__name__}")
    text = json.dumps([events] if isinstance(events, dict) else events, ensure_ascii=False, separators=(",", ":"))
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        raise SurrogateError("the events hold half of a surrogate pair, which UTF-8 cannot write; decode them properly")
    return text

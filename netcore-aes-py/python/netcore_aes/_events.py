"""The check of events against the vendor's rules."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

from . import _native
from ._native import ArrowColumn
from ._errors import EventsError, SurrogateError
from ._problem import Problem

if TYPE_CHECKING:
    from ._native import _Arrow

Json = str | bytes | bytearray | memoryview

Events = Json | list[Any] | tuple[Any, ...] | dict[str, Any]
"""Events as Python objects or as JSON; a dict is one event."""


def check_events(payload: Events, *, asset_id: str | None = None, now: float | None = None) -> list[Problem]:
    """Check a payload against the vendor's rules for events, and return every problem in the order of the payload.

    ``payload``: JSON as ``str`` or ``bytes``, a list or tuple of events, or one event as a dict.
    ``asset_id``: the asset id of the request, which each event must have; ``None`` to skip that rule. ``now``: the time
    in seconds since 1970, by default the system's. Any thread may call it; the GIL is released meanwhile.

    It returns at most 100 errors and 100 warnings of one event, and 10 000 problems in all, beyond which it returns
    only the first error of each event; it does not check events after the thousandth. A pointer of more than 1024
    bytes is cut.

    Raises :class:`SurrogateError`; ``TypeError`` for a payload of the wrong type, or one that JSON cannot represent.
    """
    return [Problem(*row) for row in _native.check_events(_to_json(payload), asset_id, _seconds(now))]


def check_arrow(array: _Arrow, *, asset_id: str | None = None, now: float | None = None) -> ArrowColumn:
    """Check each row of an Arrow array as one event, and return a column with the problems of each row.

    ``array``: an object with ``__arrow_c_array__`` or ``__arrow_c_stream__``, such as a ``pyarrow.Array`` or a
    ``polars.Series``, of type ``string``, ``large_string``, ``string_view``, ``binary``, ``large_binary`` or
    ``binary_view``, whose rows are JSON objects. It is not copied. ``asset_id`` and ``now`` are those of
    :func:`check_events`. Any thread may call it; the GIL is released meanwhile.

    The rows of the column are lists of structs of strings, ``pointer``, ``rule``, ``severity`` and ``message``: those of
    :class:`Problem`, with a pointer into the event, such as ``/activity_params/items``. An event without a problem has an
    empty list, and null stays null. A row has at most 100 errors and 100 warnings.

    Raises ``TypeError`` for an array of another type, ``ValueError`` for one that is malformed or whose stream fails,
    ``MemoryError``.
    """
    return _native.check_arrow(array, asset_id, _seconds(now))


def checked_payload(events: Events, asset_id: str) -> Json:
    """Return the JSON to encrypt. Raises :class:`EventsError` if it has an error; warnings alone pass."""
    payload = _to_json(events)
    problems = check_events(payload, asset_id=asset_id)
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors:
        more = f" (first of {len(errors)} errors)" if len(errors) > 1 else ""
        error = EventsError(f"the events would not arrive: {errors[0]}{more}")
        error.problems = tuple(problems)
        raise error
    return payload


def _seconds(now: float | None) -> int:
    return int(time.time() if now is None else now)


def _to_json(events: Events) -> Json:
    if isinstance(events, (str, bytes, bytearray, memoryview)):
        return events
    if not isinstance(events, (list, tuple, dict)):
        raise TypeError(f"events must be a list, a tuple, a dict, str or bytes, not {type(events).__name__}")
    text = json.dumps([events] if isinstance(events, dict) else events, ensure_ascii=False, separators=(",", ":"))
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        raise SurrogateError(
            "the events contain half of a surrogate pair, which has no UTF-8 encoding; decode the string correctly at"
            " its source"
        )
    return text

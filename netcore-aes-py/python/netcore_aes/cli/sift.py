"""Which events of a chunk are wrong, and how."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from netcore_aes import EventSplitter, NetcoreAesError, Problem, check_events

from .chunk import payload_of

if TYPE_CHECKING:
    from collections.abc import Sequence

_NOT_ONE = Problem("", None, "json", "error", "not a single JSON object; write each event complete")


def problems_of(events: list[bytes], asset_id: str | None) -> dict[int, list[Problem]]:
    """Check up to a thousand events; what is wrong with each, by its index. The pointers begin at the event."""
    payload = payload_of(events)
    found: dict[int, list[Problem]] = {}
    problems = check_events(payload, asset_id=asset_id)
    if is_wrong(problems) or not _splits_into(payload, events):
        alone = ((index, _check_alone(event, asset_id)) for index, event in enumerate(events))
        return {index: problems for index, problems in alone if problems}
    for problem in problems:
        if problem.event is not None:
            found.setdefault(problem.event, []).append(_within(problem))
    return found


def is_wrong(problems: Sequence[Problem]) -> bool:
    """Tell whether the vendor would refuse, drop or not be able to use the event."""
    return any(problem.severity == "error" for problem in problems)


def is_json(problems: Sequence[Problem]) -> bool:
    """Tell whether an event with these problems is proper JSON nevertheless."""
    return all(problem.rule != "json" for problem in problems)


def _check_alone(event: bytes, asset_id: str | None) -> list[Problem]:
    payload = payload_of([event])
    problems = [_within(problem) for problem in check_events(payload, asset_id=asset_id)]
    if is_json(problems) and not _splits_into(payload, [event]):
        return [_NOT_ONE]
    return problems


def _within(problem: Problem) -> Problem:
    _, _, rest = problem.pointer.removeprefix("/").partition("/")
    return replace(problem, pointer=f"/{rest}" if rest else "", event=None)


def _splits_into(payload: bytes, events: list[bytes]) -> bool:
    # Two broken lines can make one proper event once a comma stands between them.
    try:
        splitter = EventSplitter(len(payload))
        return splitter.push(payload) + splitter.finish() == events
    except NetcoreAesError:
        return False

"""What tasks tell the driver, and the summary that the driver makes of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pyspark.sql.datasource import WriterCommitMessage

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ._ledger import Ledger

COUNTS = ("read", "arrived", "dead", "retries", "requests")
NO_ANSWER = "a request had no answer"
OTHER_ATTEMPT = "another attempt at the partition"


@dataclass(frozen=True)
class Delivered(WriterCommitMessage):
    """The message of a task: what became of the rows of its partition."""

    ledger: Ledger
    partition: int
    attempt: str | None = None
    """The name of the attempt; none if it sent nothing."""
    told: dict[str, Any] | None = None
    """The metrics of the command."""
    was_committed: bool = False
    """Whether it sent nothing since the commit had begun."""

    @property
    def had_rows(self) -> bool:
        """Whether the partition had a row."""
        return self.attempt is not None or self.was_committed


def of_messages(delivered: Iterable[Delivered]) -> dict[str, Any]:
    """Make the summary with which a commit begins.

    It has the names of the attempts that count, and whether they left dead letters, so that a commit that was
    interrupted can be finished.
    """
    counts = dict.fromkeys(COUNTS, 0)
    summary: dict[str, Any] = {"is_complete": False, **counts, "doubtful": [], "problems": {}, "attempts": {}}
    for message in delivered:
        if message.told is None:
            continue
        for name in COUNTS:
            summary[name] += message.told[name]
        chunks = message.told["doubtful"]
        if len(chunks) < message.told["doubtful_requests"]:
            # The command lists some of very many.
            chunks = [{"first": 0, "last": None}]
        for chunk in chunks:
            place = {"partition": message.partition, "first": chunk["first"], "last": chunk["last"]}
            summary["doubtful"].append({**place, "why": NO_ANSWER})
        for rule, problem in message.told["problems"].items():
            _add_problem(summary["problems"], rule, problem, message.partition)
        summary["attempts"][message.attempt] = message.told["dead"] > 0
    return summary


def finished(summary: dict[str, Any], marked: set[str]) -> dict[str, Any]:
    """Make the summary with which a commit ends. ``marked``: the attempts whose files were marked when it began."""
    counting = summary["attempts"]
    doubtful = [*summary["doubtful"], *_others(marked - counting.keys())]
    letters = sorted(f"{attempt}.ndjson" for attempt, has_letters in counting.items() if has_letters)
    kept = {name: value for name, value in summary.items() if name != "attempts"}
    problems = dict(sorted(summary["problems"].items()))
    return {**kept, "is_complete": True, "doubtful": doubtful, "problems": problems, "dead_letters": letters}


def of_aborted(delivered: Iterable[Delivered], marked: set[str]) -> dict[str, Any]:
    """Make what stands in the place of a summary if the write failed: every attempt may have sent rows."""
    counts = of_messages(delivered)
    return {**{name: counts[name] for name in COUNTS}, "doubtful": list(_others(marked))}


def _others(attempts: set[str]) -> Iterable[dict[str, Any]]:
    by_partition: dict[int, list[str]] = {}
    for attempt in sorted(attempts):
        if found := re.match(r"part-(\d+)-", attempt):
            by_partition.setdefault(int(found[1]), []).append(attempt)
    for partition, names in by_partition.items():
        yield {"partition": partition, "first": 0, "last": None, "why": OTHER_ATTEMPT, "attempts": names}


def _add_problem(problems: dict[str, Any], rule: str, problem: dict[str, Any], partition: int) -> None:
    if rule in problems:
        problems[rule]["count"] += problem["count"]
        return
    # "/17/timestamp": the row and the place within it.
    found = re.fullmatch(r"/(\d+)(.*)", problem["example"]["pointer"], re.DOTALL)
    row, pointer = (int(found[1]), found[2]) if found else (None, problem["example"]["pointer"])
    example = {"partition": partition, "row": row, "pointer": pointer}
    problems[rule] = {"count": problem["count"], "severity": problem["severity"], "example": example}

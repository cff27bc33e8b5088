"""The folder of a write, on a file system that is not the local one, and the order in which attempts and commits see each other."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import pyarrow as pa
import pytest
from netcore_aes.spark import _sink
from netcore_aes.spark._ledger import Ledger
from netcore_aes.spark._options import Options
from netcore_aes.spark._summary import Delivered, of_messages

TOLD: dict[str, Any] = {
    **{"read": 5, "arrived": 4, "dead": 1, "retries": 0, "requests": 1},
    **{"doubtful_requests": 0, "doubtful": [], "problems": {}},
}
BATCH = pa.record_batch([pa.array(["{}"])], names=["event"])


@pytest.fixture(params=["local", "mock"])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Ledger:
    return Ledger(str(tmp_path / "a folder") if request.param == "local" else f"mock:///{uuid4().hex}/folder")


class Context:
    """What a task knows of itself."""

    def partitionId(self) -> int:  # noqa: N802
        return 3

    def attemptNumber(self) -> int:  # noqa: N802
        return 1

    def taskAttemptId(self) -> int:  # noqa: N802
        return 77


def test_a_commit_names_the_other_attempts(ledger: Ledger, tmp_path: Path) -> None:
    letters = tmp_path / "letters"
    letters.write_text("a letter\n")
    for attempt in ("part-00000-attempt-0-a", "part-00000-attempt-1-b", "part-00001-attempt-0-c"):
        ledger.begin(attempt)
    ledger.put("part-00000-attempt-1-b", letters)
    good = Delivered(ledger, 1, "part-00001-attempt-0-c", TOLD | {"dead": 0})
    _sink._commit(ledger, [Delivered(ledger, 0, "part-00000-attempt-1-b", TOLD), good, Delivered(ledger, 2)])
    told = ledger.read()
    assert told is not None
    assert (told["is_complete"], told["read"], told["dead"]) == (True, 10, 1)
    assert told["dead_letters"] == ["part-00000-attempt-1-b.ndjson"]
    (place,) = told["doubtful"]
    assert place == {
        "partition": 0,
        "first": 0,
        "last": None,
        "why": "another attempt at the partition",
        "attempts": ["part-00000-attempt-0-a"],
    }
    assert ledger.attempts() == {"part-00000-attempt-0-a"}


def test_a_partition_with_too_many_doubtful_requests_is_named_whole(ledger: Ledger) -> None:
    ledger.begin("part-00000-attempt-0-a")
    some = [{"input": "-", "first": 0, "last": 4}]
    _sink._commit(
        ledger, [Delivered(ledger, 0, "part-00000-attempt-0-a", TOLD | {"doubtful_requests": 1, "doubtful": some})]
    )
    ledger.begin("part-00000-attempt-0-b")
    told = ledger.read()
    assert told is not None
    assert [(place["first"], place["last"]) for place in told["doubtful"]] == [(0, 4)]
    many = Delivered(ledger, 0, "part-00000-attempt-0-b", TOLD | {"doubtful_requests": 2, "doubtful": some})
    assert of_messages([many])["doubtful"] == [
        {"partition": 0, "first": 0, "last": None, "why": "a request had no answer"}
    ]


def test_an_attempt_that_begins_after_the_commit_sends_nothing(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_sink, "_context", Context)
    monkeypatch.setattr(_sink, "deliver", lambda *_: pytest.fail("it sent rows"))
    ledger.write({"is_complete": False})
    told = _sink._attempt(Options((), ""), ledger, iter([BATCH]))
    assert told == Delivered(ledger, 3, was_committed=True)
    assert ledger.attempts() == set()


def test_an_attempt_is_marked_before_it_sends(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    def deliver(options: Options, batches: Any, folder: Path) -> dict[str, Any]:
        assert len(ledger.attempts()) == 1
        assert sum(batch.num_rows for batch in batches) == 2
        (folder / "dead-letters.ndjson").write_text("a letter\n")
        return TOLD

    monkeypatch.setattr(_sink, "_context", Context)
    monkeypatch.setattr(_sink, "deliver", deliver)
    told = _sink._attempt(Options((), ""), ledger, iter([BATCH.slice(1), BATCH, BATCH]))
    assert told.attempt is not None
    assert told.attempt.startswith("part-00003-attempt-1-tid-77-")
    _sink._commit(ledger, [told])
    summary = ledger.read()
    assert summary is not None
    assert summary["dead_letters"] == [f"{told.attempt}.ndjson"]
    assert ledger.read(f"{told.attempt}.ndjson.none") is None


def test_an_abort_leaves_everything_marked(ledger: Ledger) -> None:
    ledger.begin("part-00000-attempt-0-a")
    _sink._abort(ledger, [Delivered(ledger, 0, "part-00000-attempt-0-a", TOLD), None])
    assert ledger.attempts() == {"part-00000-attempt-0-a"}
    assert ledger.read() is None
    told = ledger.read("_ABORTED.json")
    assert told is not None
    assert (told["arrived"], [place["partition"] for place in told["doubtful"]]) == (4, [0])
    assert json.dumps(told)

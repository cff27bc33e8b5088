"""The sink for streams: micro-batches that are run again."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from conftest import EVENT, Sandbox, only
from pyspark.errors import StreamingQueryException
from pyspark.sql import SparkSession
from pyspark.sql.streaming import StreamingQuery

SETTINGS = {"spark_sql_execution_arrow_maxRecordsPerBatch": "1000"}
ROWS, CHUNK = 10_000, 1000
"""Of each file, which is a micro-batch."""


class Stream:
    """A stream of files with events, each a micro-batch, with the checkpoint of one query."""

    def __init__(self, spark: SparkSession, sandbox: Sandbox, folder: Path) -> None:
        self.spark = spark
        self.sandbox = sandbox
        self.source, self.dead_letters, self.checkpoint = (folder / name for name in ("source", "dead", "checkpoint"))
        self.source.mkdir()
        self.half_way = folder / "half-way"
        self.files = 0

    def add(self, event: str = EVENT.format("id")) -> None:
        """Add a file with the next events."""
        first = self.files * ROWS
        rows = self.spark.range(first, first + ROWS, 1, 1).selectExpr(event).collect()
        file = self.source / f".{self.files}.ndjson"
        file.write_text("".join(f"{row[0]}\n" for row in rows))
        file.rename(self.source / f"{self.files}.ndjson")
        self.files += 1

    def start(self, *, stop_half_way: bool = False) -> StreamingQuery:
        """Start the query; it then waits in the middle of a micro-batch, once."""
        rows = self.spark.readStream.option("maxFilesPerTrigger", 1).text(str(self.source))
        writer = rows.mapInArrow(pause(self.half_way) if stop_half_way else same, "value string").writeStream
        options = {
            "assetId": "my-asset",
            "endpoint": self.sandbox.endpoint,
            "column": "value",
            "deadLetterPath": str(self.dead_letters),
            "checkpointLocation": str(self.checkpoint),
        }
        return writer.format("netcore").options(**options).start()

    def run(self) -> None:
        """Run the query until everything is sent."""
        query = self.start()
        try:
            query.processAllAvailable()
        finally:
            query.stop()

    def is_sending(self) -> bool:
        """Whether a command sends to the sandbox."""
        commands = (path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists())
        return any(f"--endpoint={self.sandbox.endpoint}".encode() in command for command in commands)

    def told(self, batch: int) -> dict[str, Any]:
        """The summary of a micro-batch."""
        file = only(self.dead_letters.glob(f"stream-*/batch-{batch:08}/_SUMMARY.json"))
        found: dict[str, Any] = json.loads(file.read_text())
        return found


def same(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    return batches


same.__module__ = "__main__"  # or the workers would import this file


def pause(half_way: Path) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """Pass rows on, and wait in the middle of them."""

    def passed(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for number, batch in enumerate(batches):
            yield batch
            if number == 5:
                half_way.touch()
                time.sleep(60)

    return passed


@pytest.fixture
def stream(spark: SparkSession, sandbox: Sandbox, tmp_path: Path) -> Stream:
    return Stream(spark, sandbox, tmp_path)


def waited(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.1)


def test_a_stream_goes_on_from_its_checkpoint(stream: Stream) -> None:
    stream.add()
    stream.add()
    stream.run()
    stream.add(f"if(id = 25000, '{{}}', {EVENT.format('id')})")
    stream.run()
    assert stream.sandbox.arrived() == Counter(number for number in range(30_000) if number != 25000)
    assert [stream.told(batch)["arrived"] for batch in range(3)] == [10_000, 10_000, 9_999]
    assert all(not stream.told(batch)["doubtful"] for batch in range(3))
    letter = json.loads(only(stream.dead_letters.glob("stream-*/batch-00000002/part-*")).read_text())
    assert letter["index"] == 5000


def test_a_micro_batch_that_was_stopped_is_sent_again_in_the_same_chunks(stream: Stream) -> None:
    stream.add()
    stream.run()
    stream.add()
    query = stream.start(stop_half_way=True)
    waited(stream.half_way.exists)
    waited(lambda: len(stream.sandbox.requests()) > 12)
    query.stop()
    # The command of the task ends by itself, with what it has read.
    waited(lambda: not stream.is_sending())
    before = stream.sandbox.requests()
    assert 12 < len(before) < 20
    stream.run()
    after = stream.sandbox.requests()[len(before) :]
    assert sorted(after) == [list(range(first, first + CHUNK)) for first in range(ROWS, 2 * ROWS, CHUNK)]
    # The last chunk of the first time may have been cut short by the stop.
    assert sum(chunk in after for chunk in before[10:]) >= len(before[10:]) - 1
    assert stream.told(0)["doubtful"] == []
    (place,) = stream.told(1)["doubtful"]
    assert (place["partition"], place["first"], place["last"], len(place["attempts"])) == (0, 0, None, 1)


def test_a_micro_batch_that_was_committed_is_not_sent_again(stream: Stream) -> None:
    stream.add()
    stream.run()
    # As if the driver had ended between the sink's commit and its own.
    for file in (stream.checkpoint / "commits").glob("*0*"):
        file.unlink()
    stream.add()
    stream.run()
    assert stream.sandbox.arrived() == Counter(range(20_000))
    assert [stream.told(batch)["arrived"] for batch in range(2)] == [10_000, 10_000]


def test_a_commit_that_was_interrupted_is_finished(stream: Stream) -> None:
    stream.add(f"if(id = 500, '{{}}', {EVENT.format('id')})")
    stream.run()
    (letters,) = stream.dead_letters.glob("stream-*/batch-00000000/part-*")
    # As the commit leaves it after its first step.
    letters.rename(letters.with_name(f"_{letters.stem}.uncommitted.ndjson"))
    told = stream.told(0)
    begun = told | {"is_complete": False, "attempts": {letters.stem: True}}
    del begun["dead_letters"]
    (letters.parent / "_SUMMARY.json").write_text(json.dumps(begun))
    for file in (stream.checkpoint / "commits").glob("*0*"):
        file.unlink()
    stream.run()
    assert stream.sandbox.arrived() == Counter(number for number in range(10_000) if number != 500)
    assert stream.told(0) == told
    assert letters.exists()


def test_what_the_driver_refuses_fails_the_query(stream: Stream) -> None:
    stream.add()
    rows = stream.spark.readStream.text(str(stream.source))
    options = {"assetId": "my-asset", "deadLetterPath": "relative", "checkpointLocation": str(stream.checkpoint)}
    query = rows.writeStream.format("netcore").options(**options).start()
    with pytest.raises(StreamingQueryException, match="deadLetterPath is 'relative'"):
        query.awaitTermination(60)

"""The sink ``netcore``, for batches and for streams."""

from __future__ import annotations

import inspect
import itertools
import logging
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from pyspark import TaskContext
from pyspark.errors import PySparkException
from pyspark.sql import datasource
from pyspark.sql.datasource import DataSource, DataSourceArrowWriter, DataSourceStreamWriter, WriterCommitMessage
from pyspark.sql.pandas.types import to_arrow_schema

from .._errors import NetcoreAesError
from ._delivery import check, dead_letters, deliver
from ._ledger import ABORTED, SUMMARY, Ledger
from ._options import Options
from ._summary import Delivered, finished, of_aborted, of_messages

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, MutableMapping

    import pyarrow as pa
    from pyspark.sql import Row
    from pyspark.sql.types import StructType

QUERY, BATCH = "sql.streaming.queryId", "streaming.sql.batchId"
"""The properties of a stream's tasks."""
ROWS_AT_ONCE = 1000
# PySpark 4.0 gives a stream's sink rows.
STREAM_WRITER: Any = getattr(datasource, "DataSourceStreamArrowWriter", DataSourceStreamWriter)
# PySpark 4.0 takes none: it is UTC.
ZONE: dict[str, Any] = {"timezone": "UTC"} if "timezone" in inspect.signature(to_arrow_schema).parameters else {}
log = logging.getLogger("netcore_aes.spark")


class NetcoreDataSource(DataSource):
    """The sink that ``netcore_aes.spark.register`` registers. It sends each row as one event, at least once."""

    slots: int | None = None
    """The number of tasks that run at the same time, for ``requestsPerSecond``."""

    def __init__(self, options: MutableMapping[str, str]) -> None:
        self.given = dict(options)

    @classmethod
    def name(cls) -> str:
        """``"netcore"``."""
        return "netcore"

    def schema(self) -> StructType:
        """Raise: nothing can be read."""
        raise NetcoreAesError("netcore is a sink: it can be written to, and not read")

    def writer(self, schema: StructType, overwrite: bool) -> BatchWriter:
        """Check everything that can be checked before a task starts."""
        options = self._checked(schema, overwrite)
        name = time.strftime(f"write-%Y%m%dT%H%M%SZ-{uuid4().hex[:8]}", time.gmtime())
        ledger = Ledger(f"{options.dead_letter_path}/{name}")
        _create(ledger)
        return BatchWriter(options, ledger)

    def streamWriter(self, schema: StructType, overwrite: bool) -> StreamWriter:  # noqa: N802 - Spark's name
        """Check everything that can be checked before a task starts."""
        options = self._checked(schema, overwrite)
        _create(Ledger(options.dead_letter_path))
        return StreamWriter(options, schema)

    def _checked(self, schema: StructType, overwrite: bool) -> Options:
        if overwrite:
            raise NetcoreAesError('netcore cannot overwrite what was sent; write with mode("append")')
        options = Options.read(self.given, self.slots)
        check(options, _in_arrow(schema))
        return options


class BatchWriter(DataSourceArrowWriter):
    """Writes a batch. Spark pickles it for each task."""

    def __init__(self, options: Options, ledger: Ledger) -> None:
        self.options = options
        self.ledger = ledger

    def write(self, iterator: Iterator[pa.RecordBatch]) -> Delivered:
        """Deliver the rows of a partition, in an attempt of its task."""
        return _attempt(self.options, self.ledger, iterator)

    def commit(self, messages: list[WriterCommitMessage | None]) -> None:
        """Commit the dead letters, and write the summary."""
        _commit(self.ledger, messages)

    def abort(self, messages: list[WriterCommitMessage | None]) -> None:
        """Leave the dead letters marked, and say so."""
        _abort(self.ledger, messages)


class StreamWriter(STREAM_WRITER):  # type: ignore[misc] # of either kind
    """Writes the micro-batches of a stream, each into a folder by query and batch."""

    def __init__(self, options: Options, schema: StructType) -> None:
        self.options = options
        self.schema = schema

    def write(self, iterator: Iterator[Any]) -> Delivered:
        """Deliver the rows of a partition of a micro-batch, unless the micro-batch was committed before."""
        context = _context()
        query, batch = context.getLocalProperty(QUERY), context.getLocalProperty(BATCH)
        if query is None or batch is None:
            raise NetcoreAesError("this Spark does not tell a task its query and its micro-batch; report its version")
        ledger = Ledger(f"{self.options.dead_letter_path}/stream-{query}/batch-{int(batch):08}")
        has_rows = STREAM_WRITER is DataSourceStreamWriter
        return _attempt(self.options, ledger, _batches(iterator, self.schema) if has_rows else iterator)

    def commit(self, messages: list[WriterCommitMessage | None], batchId: int) -> None:  # noqa: ARG002, N803 - Spark's
        """Commit the dead letters, and write the summary, unless no row came."""
        ledger = _ledger_of(messages)
        if ledger is not None:
            _commit(ledger, messages)

    def abort(self, messages: list[WriterCommitMessage | None], batchId: int) -> None:  # noqa: N803 - Spark's
        """Leave the dead letters marked, and say so."""
        ledger = _ledger_of(messages)
        if ledger is not None:
            _abort(ledger, messages)
        else:
            log.warning("netcore: micro-batch %d failed; its dead letters stay marked as uncommitted", batchId)


def _attempt(options: Options, ledger: Ledger, batches: Iterable[pa.RecordBatch]) -> Delivered:
    context = _context()
    partition = context.partitionId()
    rows = (batch for batch in batches if batch.num_rows)
    first = next(rows, None)
    if first is None:
        return Delivered(ledger, partition)
    name = f"part-{partition:05}-attempt-{context.attemptNumber()}-tid-{context.taskAttemptId()}-{uuid4().hex[:8]}"
    ledger.begin(name)
    if ledger.read() is not None:
        # The commit has begun: of this micro-batch in an earlier run of the stream, or of another attempt at this
        # partition.
        ledger.commit(name, is_empty=True)
        return Delivered(ledger, partition, was_committed=True)
    with tempfile.TemporaryDirectory(prefix="netcore-aes-") as folder:
        told = deliver(options, itertools.chain((first,), rows), Path(folder))
        if (letters := dead_letters(Path(folder))).exists():
            ledger.put(name, letters)
    return Delivered(ledger, partition, name, told)


def _commit(ledger: Ledger, messages: list[WriterCommitMessage | None]) -> None:
    delivered = [message for message in messages if isinstance(message, Delivered)]
    summary = ledger.read() if any(message.was_committed for message in delivered) else None
    if summary is None:
        summary = of_messages(delivered)
        ledger.write(summary)
    if not summary["is_complete"]:
        marked = ledger.attempts()
        for attempt, has_letters in summary["attempts"].items():
            if attempt in marked:
                ledger.commit(attempt, is_empty=not has_letters)
        summary = finished(summary, marked)
        ledger.write(summary)
    counts = ", ".join(f"{summary[name]} {name}" for name in ("read", "arrived", "dead", "retries"))
    level = logging.WARNING if summary["dead"] or summary["doubtful"] else logging.INFO
    log.log(level, "netcore: %s, %d doubtful: %s/%s", counts, len(summary["doubtful"]), ledger.uri, SUMMARY)


def _abort(ledger: Ledger, messages: list[WriterCommitMessage | None]) -> None:
    delivered = [message for message in messages if isinstance(message, Delivered)]
    ledger.write(of_aborted(delivered, ledger.attempts()), ABORTED)
    log.warning(
        "netcore: the write failed; what was sent before may arrive twice if it is run again; the dead letters of its"
        " attempts stay marked as uncommitted: %s/%s",
        ledger.uri,
        ABORTED,
    )


def _ledger_of(messages: list[WriterCommitMessage | None]) -> Ledger | None:
    """The folder that the messages name, if a row came."""
    ledgers = (message.ledger for message in messages if isinstance(message, Delivered) and message.had_rows)
    return next(ledgers, None)


def _batches(rows: Iterator[Row], schema: StructType) -> Iterator[pa.RecordBatch]:
    """Put rows into batches."""
    from pyspark.sql.conversion import LocalDataToArrowConversion

    while some := list(itertools.islice(rows, ROWS_AT_ONCE)):
        yield from LocalDataToArrowConversion.convert(some, schema, False).to_batches()


def _in_arrow(schema: StructType) -> pa.Schema:
    try:
        return to_arrow_schema(schema, **ZONE)
    except (PySparkException, ValueError) as error:
        # Arrow knows no such type, or no empty array of no type.
        fault = str(error)
    raise NetcoreAesError(f"Spark cannot pass these rows on as Arrow: {fault}; cast the column to another type")


def _create(ledger: Ledger) -> None:
    fault = ""
    try:
        ledger.create()
    except (OSError, ValueError) as error:
        fault = str(error)
    if fault:
        raise NetcoreAesError(f"deadLetterPath: the folder {ledger.uri} cannot be made: {fault}")


def _context() -> TaskContext:
    context = TaskContext.get()
    if context is None:
        raise NetcoreAesError("netcore can be written to by a task of Spark alone")
    return context

"""The sink on a cluster whose tasks fail, run twice and are killed, with an endpoint that fails, too."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pyarrow as pa
import pyspark
import pytest
from conftest import SHORT_LIVED, events, free_port, may_have_arrived_twice, running_sandbox, session, summary, waited
from pyspark import TaskContext
from pyspark.sql import SparkSession

SETTINGS = {
    "spark_executor_extraJavaOptions": SHORT_LIVED,
    "spark_executor_memory": "512m",
    "spark_speculation": "true",
    "spark_speculation_interval": "200ms",
    "spark_speculation_multiplier": "2",
    "spark_speculation_quantile": "0.5",
    "spark_speculation_minTaskRuntime": "2s",
    "spark_sql_execution_arrow_maxRecordsPerBatch": "1000",
}
COUNT, PARTITIONS = 200_000, 16
ROWS = COUNT // PARTITIONS
FAILING, KILLED, SLOW = 1, 4, 9
"""Partitions whose first attempts go wrong after some rows."""


@contextmanager
def running_cluster(folder: Path) -> Iterator[str]:
    """A master and two workers. Each worker has an address of its own, for Spark runs a task twice on two hosts alone."""
    port = free_port()
    master = f"spark://127.0.0.1:{port}"
    deploy, ports = "org.apache.spark.deploy", ["--webui-port", "0"]
    commands = [[f"{deploy}.master.Master", "--host", "127.0.0.1", "--port", str(port), *ports]]
    for number in (2, 3):
        of_worker = ["--host", f"127.0.0.{number}", "--cores", "1", "--memory", "1g", "--work-dir", str(folder), *ports]
        commands.append([f"{deploy}.worker.Worker", *of_worker, master])
    spark_class = Path(pyspark.__file__).parent / "bin" / "spark-class"
    with ExitStack() as stack, (folder / "log").open("wb") as log:
        for command in commands:
            # The workers' own addresses, in place of the one that the environment gives.
            environ = {name: value for name, value in os.environ.items() if name != "SPARK_LOCAL_IP"}
            environ["SPARK_DAEMON_JAVA_OPTS"] = SHORT_LIVED
            process = subprocess.Popen([spark_class, *command], env=environ, stdout=log, stderr=log)
            stack.callback(process.wait, 30)
            stack.callback(process.terminate)
            # A worker that finds no master tries again after seconds, a session after 20.
            waited(lambda: listens(port))
        yield master


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    with running_cluster(tmp_path_factory.mktemp("cluster")) as master, session(master, **SETTINGS) as made:
        yield made


def troubled(folder: Path) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """Pass rows on, except the first time in some partitions."""

    def passed(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        context = TaskContext.get()
        partition = context.partitionId()
        is_first = partition in {FAILING, KILLED, SLOW} and not (folder / str(partition)).exists()
        for number, batch in enumerate(batches):
            yield batch
            if number != 5 or not is_first:
                continue
            (folder / str(partition)).touch()
            # What was given is sent meanwhile.
            time.sleep(3)
            if partition == FAILING:
                raise RuntimeError("a task that fails")
            if partition == KILLED:
                os.kill(executor(), signal.SIGKILL)
            time.sleep(60)

    return passed


def executor() -> int:
    """The process of this task's executor: a worker of PySpark is a child of a daemon, which is a child of the executor."""
    with open(f"/proc/{os.getppid()}/status") as file:
        return int(next(line.split()[1] for line in file if line.startswith("PPid:")))


troubled.__module__ = executor.__module__ = "__main__"  # or the workers would import this file


def test_nothing_is_lost_and_what_may_have_arrived_twice_is_named(spark: SparkSession, tmp_path: Path) -> None:
    marks, dead_letters = tmp_path / "marks", tmp_path / "dead"
    marks.mkdir()
    rows = events(spark, COUNT, PARTITIONS).mapInArrow(troubled(marks), "event string")
    with running_sandbox("--fail-rate", "0.05", "--throttle-rate", "0.05", "--drop-rate", "0.02") as sandbox:
        writer = rows.write.format("netcore").mode("append").option("deadLetterPath", str(dead_letters))
        writer.options(assetId="my-asset", endpoint=sandbox.endpoint, maxRetries=20).save()
        arrived = sandbox.arrived()
    told = summary(dead_letters)
    is_named = may_have_arrived_twice(told, ROWS)
    assert {path.name for path in marks.iterdir()} == {str(partition) for partition in (FAILING, KILLED, SLOW)}
    assert set(arrived) == set(range(COUNT))
    assert (told["read"], told["arrived"], told["dead"]) == (COUNT, COUNT, 0)
    twice = [number for number, times in arrived.items() if times > 1]
    assert [number for number in twice if not is_named(number)] == []
    # Each trouble made some events arrive twice, and the summary does not simply name everything.
    by_partition = Counter(number // ROWS for number in twice)
    assert all(by_partition[partition] >= 1000 for partition in (FAILING, KILLED, SLOW)), by_partition
    whole = {place["partition"] for place in told["doubtful"] if place["last"] is None}
    assert {FAILING, KILLED, SLOW} <= whole
    assert len(whole) <= PARTITIONS // 2
    assert sum(map(is_named, range(COUNT))) < COUNT * 3 // 4

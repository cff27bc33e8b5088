"""Keys, sandboxes and sessions for the tests of ``netcore_aes.spark``."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import netcore_aes
import netcore_aes.spark
import pytest
from pyspark.sql import DataFrame, SparkSession

ROOT = Path(__file__).resolve().parent.parent.parent
COMMAND = ROOT / "build" / "bin" / "netcore-aes"
SHORT_LIVED = "-XX:TieredStopAtLevel=1"
"""For a JVM that ends before its second compiler would have paid."""
KEY, IV = netcore_aes.keygen()
API_KEY = "the-panels-own-key"
# Spark's JVM, and so every worker, has the environment of the moment at which it starts.
os.environ |= {"NETCORE_AES_KEY": KEY, "NETCORE_AES_IV": IV, "NETCORE_API_KEY": API_KEY}
EVENT = (
    """concat('{{"asset_id": "my-asset", "activity_name": "a", "identity": "1", "activity_source": "web", "timestamp": "',"""
    """ date_format(current_timestamp(), "yyyy-MM-dd'T'HH:mm:ssXXX"), '", "activity_params": {{"n": ', {0}, '}}}}')"""
)
"""An event as JSON in SQL, of the number that is put in."""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    return port


def waited(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.1)


class Sandbox:
    """A sandbox in another process, which says which events arrived, and how often."""

    def __init__(self, page: str) -> None:
        self.page = page
        self.endpoint = f"{page}v1/activity/upload"

    def accepted(self) -> list[dict[str, Any]]:
        """The requests that arrived, in order."""
        with urllib.request.urlopen(f"{self.page}inbox.json", timeout=60) as answer:
            inbox = json.load(answer)
        assert inbox["dropped"] == 0, "the sandbox kept too few"
        return [request for request in reversed(inbox["requests"]) if request["accepted"]]

    def requests(self) -> list[list[int]]:
        """The numbers of the events of each request that arrived, in order."""
        return [[event["activity_params"]["n"] for event in request["events"]] for request in self.accepted()]

    def arrived(self) -> Counter[int]:
        """How often each number arrived."""
        return Counter(number for request in self.requests() for number in request)


@contextmanager
def running_sandbox(*options: str) -> Iterator[Sandbox]:
    command = [COMMAND, "sandbox", "--port", "0", "--keep", "100000", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield Sandbox(process.stdout.readline().removeprefix("Sandbox: ").strip())
        finally:
            process.terminate()


@contextmanager
def session(master: str, **settings: str) -> Iterator[SparkSession]:
    builder = (
        SparkSession.builder.master(master).config("spark.log.level", "OFF").config("spark.driver.host", "127.0.0.1")
    )
    for name, value in settings.items():
        builder = builder.config(name.replace("_", "."), value)
    spark = builder.getOrCreate()
    netcore_aes.spark.register(spark)
    try:
        yield spark
    finally:
        spark.stop()


@pytest.fixture(scope="session")
def logs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where Spark's event logs are."""
    return tmp_path_factory.mktemp("logs")


@pytest.fixture(scope="module")
def spark(request: pytest.FixtureRequest, logs: Path) -> Iterator[SparkSession]:
    """The session of a module: two threads, unless the module says otherwise."""
    master = getattr(request.module, "MASTER", "local[2,4]")
    settings = getattr(request.module, "SETTINGS", {})
    told = {"spark_eventLog_enabled": "true", "spark_eventLog_compress": "false", "spark_eventLog_dir": logs.as_uri()}
    with session(master, spark_sql_shuffle_partitions="2", **told, **settings) as made:
        yield made


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with running_sandbox() as made:
        yield made


def events(spark: SparkSession, count: int, partitions: int) -> DataFrame:
    """The events 0 to ``count``, in the column ``event``, in equal partitions."""
    return spark.range(0, count, 1, partitions).selectExpr(f"{EVENT.format('id')} as event")


def only(paths: Iterator[Path]) -> Path:
    """The one path that there is."""
    (path,) = paths
    return path


def summary(dead_letters: Path, pattern: str = "write-*/_SUMMARY.json") -> dict[str, Any]:
    """The summary of the one write into a folder."""
    found: dict[str, Any] = json.loads(only(dead_letters.glob(pattern)).read_text())
    return found


def may_have_arrived_twice(told: dict[str, Any], rows: int) -> Callable[[int], bool]:
    """Whether a summary names the event of a number; ``rows``: those of each partition."""
    named = [(place["partition"], place["first"], place["last"]) for place in told["doubtful"]]

    def is_named(number: int) -> bool:
        partition, row = divmod(number, rows)
        return any(partition == of and first <= row and (last is None or row <= last) for of, first, last in named)

    return is_named

"""The sink for batches: what arrives, what the summary says, and what is refused before a task starts."""

from __future__ import annotations

import json
import pickle
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import netcore_aes.spark as netcore
import pytest
from conftest import API_KEY, EVENT, IV, KEY, Sandbox, events, may_have_arrived_twice, only, running_sandbox, summary
from netcore_aes import NetcoreAesError
from pyspark.errors import PySparkException, PythonException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.types import ArrayType, LongType, NullType, StringType, StructField, StructType

STRINGS = StructType([StructField("event", StringType())])


def write(rows: DataFrame, dead_letters: Path, endpoint: str, **options: Any) -> None:
    writer = rows.write.format("netcore").mode("append").option("assetId", "my-asset").option("endpoint", endpoint)
    writer.option("deadLetterPath", str(dead_letters)).options(**options).save()


def test_each_event_arrives_once(spark: SparkSession, sandbox: Sandbox, tmp_path: Path) -> None:
    write(events(spark, 25_000, 3), tmp_path, sandbox.endpoint)
    assert sandbox.arrived() == Counter(range(25_000))
    told = summary(tmp_path)
    assert told | {"requests": 0} == {
        "is_complete": True,
        "read": 25_000,
        "arrived": 25_000,
        "dead": 0,
        "retries": 0,
        "requests": 0,
        "doubtful": [],
        "problems": {},
        "dead_letters": [],
    }
    assert [path.name for path in only(tmp_path.iterdir()).iterdir()] == ["_SUMMARY.json"]


def test_events_against_the_rules_are_dead_letters(spark: SparkSession, sandbox: Sandbox, tmp_path: Path) -> None:
    bad = "if(id % 100 = 7, replace(event, '\"activity_name\": \"a\", ', ''), if(id % 100 = 8, '{', event))"
    rows = events(spark, 4000, 2).selectExpr("event", "get_json_object(event, '$.activity_params.n') as id")
    write(rows.selectExpr(f"{bad} as json"), tmp_path, sandbox.endpoint, column="json")
    told = summary(tmp_path)
    assert (told["read"], told["arrived"], told["dead"]) == (4000, 3920, 80)
    assert sandbox.arrived() == Counter(number for number in range(4000) if number % 100 not in {7, 8})
    missing = told["problems"]["missing"]
    assert (missing["count"], missing["severity"]) == (40, "error")
    assert missing["example"] == {"partition": missing["example"]["partition"], "row": 7, "pointer": "/activity_name"}
    # Spark reads the committed letters alone: the names of others begin with an underscore.
    letters = spark.read.json(str(tmp_path), recursiveFileLookup=True)
    assert letters.count() == 80
    assert letters.where("event_text = '{'").count() == 40
    assert sorted(told["dead_letters"]) == sorted(path.name for path in tmp_path.glob("*/part-*"))
    for path in tmp_path.glob("*/part-*"):
        assert path.stat().st_mode & 0o777 == 0o600


def test_rows_without_an_event_and_partitions_without_a_row(
    spark: SparkSession, sandbox: Sandbox, tmp_path: Path
) -> None:
    write(events(spark, 100, 4).where("event like '%\"n\": 7}%'"), tmp_path, sandbox.endpoint)
    assert sandbox.arrived() == Counter([7])
    assert summary(tmp_path)["read"] == 1


def test_faults_of_the_endpoint_lose_nothing(spark: SparkSession, tmp_path: Path) -> None:
    with running_sandbox("--fail-rate", "0.02", "--throttle-rate", "0.02", "--drop-rate", "0.15") as sandbox:
        write(events(spark, 30_000, 2), tmp_path, sandbox.endpoint, chunkEvents=200)
        arrived = sandbox.arrived()
    told = summary(tmp_path)
    is_named = may_have_arrived_twice(told, 15_000)
    assert set(arrived) == set(range(30_000))
    assert told["retries"] > 0
    twice = [number for number, times in arrived.items() if times > 1]
    assert twice
    assert all(is_named(number) for number in twice)
    assert not all(is_named(number) for number in range(30_000))


def test_an_endpoint_that_is_not_there_fails_the_job(spark: SparkSession, tmp_path: Path) -> None:
    with pytest.raises(PythonException, match="0 events of this attempt arrived"):
        write(events(spark, 100, 1), tmp_path, "http://127.0.0.1:9/v1/activity/upload", maxRetries=0)
    folder = only(tmp_path.iterdir())
    assert not (folder / "_SUMMARY.json").exists()
    told = json.loads((folder / "_ABORTED.json").read_text())
    assert told["arrived"] == 0
    (place,) = told["doubtful"]
    # local[2,4] tries a task four times.
    assert (place["partition"], len(place["attempts"])) == (0, 4)
    assert len(list(folder.glob("_part-*.uncommitted.ndjson"))) == 4


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"assetId": None}, "the option assetId is missing"),
    ({"deadLetterPath": None}, "the option deadLetterPath is missing"),
    ({"deadLetterPath": "relative"}, "the option deadLetterPath is 'relative', which is relative"),
    ({"deadLetterPath": "/dev/null/x"}, "deadLetterPath: the folder .* cannot be made"),
    ({"deadLetterPath": "none://x"}, "deadLetterPath: the folder .* cannot be made"),
    ({"chunkEvents": "1001"}, "'1001' for 'chunkEvents'"),
    ({"maxRetries": "many"}, "'many' for 'maxRetries'"),
    ({"timeout": "0"}, "'0' for 'timeout'"),
    ({"connections": "65"}, "'65' for 'connections'"),
    ({"scheme": "11259"}, "scheme 11259 is unknown"),
    ({"region": "mars", "endpoint": None}, "'mars' for 'region': the region is unknown"),
    ({"endpoint": "http://example.com/v1/activity/upload"}, "https"),
    ({"requestsPerSecond": "0"}, "requestsPerSecond is '0'"),
    ({"assetid ": "x"}, "unknown option assetid ; the options are assetId, "),
    ({"apiKey": "x"}, "unknown option apiKey"),
    ({"column": "evnt"}, "evnt"),
]


@pytest.mark.parametrize(("changes", "message"), REFUSED)
def test_options_are_refused_at_the_driver(changes: dict[str, Any], message: str, tmp_path: Path) -> None:
    with pytest.raises(NetcoreAesError, match=message) as caught:
        planned(tmp_path, **changes)
    assert "--" not in str(caught.value)


def planned(folder: Path, schema: StructType = STRINGS, slots: int | None = 2, **changes: Any) -> Any:
    """What Spark does before a task starts, in a process at the driver."""
    given = {"assetId": "my-asset", "deadLetterPath": str(folder), "endpoint": "http://127.0.0.1:9/v1/activity/upload"}
    options = {name: value for name, value in (given | changes).items() if value is not None}
    source = netcore.NetcoreDataSource(options)
    source.slots = slots
    return source.writer(schema, overwrite=False)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"NETCORE_AES_KEY": None}, "NETCORE_AES_KEY"),
        ({"NETCORE_AES_KEY": "short"}, "the key has 5 bytes"),
        ({"NETCORE_AES_KEY": None, "NETCORE_AES_IV": None, "NETCORE_AES_CREDENTIALS": "/nowhere"}, "/nowhere"),
        ({"NETCORE_API_KEY": None}, "NETCORE_API_KEY"),
        ({"NETCORE_AES_KEY": "JjqJxxJJxDsYyJiVwWavaP0AejZb5nW4"}, "published"),
        ({"PATH": "/nowhere"}, "the command netcore-aes is not installed"),
    ],
)
def test_keys_are_missed_at_the_driver(
    changes: dict[str, str | None], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in changes.items():
        if value is None:
            monkeypatch.delenv(name)
        else:
            monkeypatch.setenv(name, value)
    with pytest.raises(NetcoreAesError, match=message):
        # Published keys are refused where events leave the machine.
        planned(tmp_path, endpoint=None)


def test_a_file_may_hold_the_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "credentials.env"
    file.write_text(f"NETCORE_AES_KEY={KEY}\nNETCORE_AES_IV={IV}\nNETCORE_API_KEY={API_KEY}\n")
    for name in ("NETCORE_AES_KEY", "NETCORE_AES_IV", "NETCORE_API_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("NETCORE_AES_CREDENTIALS", str(file))
    pickled = pickle.dumps(planned(tmp_path))
    # What goes to the tasks has no key.
    assert not any(secret.encode() in pickled for secret in (KEY, IV, API_KEY))
    file.write_text(f"NETCORE_AES_KEY={KEY}\nNETCORE_AES_IV={IV}\n")
    with pytest.raises(NetcoreAesError, match="NETCORE_API_KEY"):
        planned(tmp_path)


def test_a_schema_that_does_not_fit_is_refused_at_the_driver(tmp_path: Path) -> None:
    with pytest.raises(NetcoreAesError, match="event"):
        planned(tmp_path, StructType([StructField("event", LongType())]))
    with pytest.raises(NetcoreAesError, match="another"):
        planned(tmp_path, StructType([StructField("another", StringType())]))
    nothing = ArrayType(NullType(), containsNull=False)
    with pytest.raises(NetcoreAesError, match="cast the column to another type"):
        planned(tmp_path, StructType([StructField("event", nothing)]))


def test_the_rate_is_shared_by_the_tasks(tmp_path: Path) -> None:
    assert "--requests-per-second=2.500000" in planned(tmp_path, requestsPerSecond="10", slots=4).options.of_send
    with pytest.raises(NetcoreAesError, match="slots="):
        planned(tmp_path, requestsPerSecond="10", slots=None)


def test_the_rate_is_of_all_tasks_together(spark: SparkSession, sandbox: Sandbox, tmp_path: Path) -> None:
    write(events(spark, 4000, 2), tmp_path, sandbox.endpoint, chunkEvents=100, requestsPerSecond=20)
    times = [datetime.fromisoformat(request["time"]).timestamp() for request in sandbox.accepted()]
    assert len(times) == 40
    assert max(times) - min(times) > 1.5


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda writer: writer.mode("append").option("chunkEvents", "0").save(), "chunkEvents"),
        (lambda writer: writer.mode("overwrite").save(), r'mode\("append"\)'),
    ],
)
def test_no_task_starts_if_the_driver_refuses(
    spark: SparkSession, sandbox: Sandbox, tmp_path: Path, call: Callable[[Any], None], message: str
) -> None:
    context = spark.sparkContext
    context.setJobGroup(tmp_path.name, "refused")
    options = {"assetId": "my-asset", "deadLetterPath": str(tmp_path), "endpoint": sandbox.endpoint}
    try:
        with pytest.raises(PySparkException, match=message):
            call(events(spark, 10, 1).write.format("netcore").options(**options))
        assert not context.statusTracker().getJobIdsForGroup(tmp_path.name)
        events(spark, 10, 1).write.format("netcore").mode("append").options(**options).save()
        assert context.statusTracker().getJobIdsForGroup(tmp_path.name)
    finally:
        context.setLocalProperty("spark.jobGroup.id", None)  # type: ignore[arg-type]


def test_it_cannot_be_read(spark: SparkSession) -> None:
    with pytest.raises(PySparkException, match="netcore is a sink"):
        spark.read.format("netcore").load()


def test_columns_are_fields(spark: SparkSession, sandbox: Sandbox, tmp_path: Path) -> None:
    rows = spark.range(0, 1000, 1, 2).selectExpr(
        "'my-asset' as asset_id",
        "'purchase' as activity_name",
        "timestamp_millis(unix_millis(current_timestamp())) as timestamp",
        "id as identity",
        "'web' as activity_source",
        "named_struct('n', id, 'note', if(id % 2 = 0, null, 'odd'), 'items', filter(array(id), n -> n < 0)) as activity_params",
    )
    write(rows, tmp_path, sandbox.endpoint)
    assert sandbox.arrived() == Counter(range(1000))
    assert summary(tmp_path)["dead"] == 0

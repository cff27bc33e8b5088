"""A column of events in Spark: encrypted by our function, by its own, by the vendor's and by cryptography; and the sink.

usage: spark.py EVENTS URL, a file of events and a bare sink; prints lines as bench.py does. Each candidate works on a table in memory, in two
tasks at the same time, and what it makes is thrown away."""

import base64
import os
import subprocess
import sys
import tempfile
import time
from functools import cache

import bench
import netcore_aes.spark as netcore
import pandas as pd
import pyspark
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.functions import expr, pandas_udf, udf

ROUNDS = 7
ROWS = 600_000
KEY, IV = os.environ["NETCORE_AES_KEY"], os.environ["NETCORE_AES_IV"]
ASSET = "a1b2c3d4e5"


@cache
def tuned():
    """cryptography at its best, once in each worker, under this harness's key."""
    bench.KEY, bench.IV = KEY, IV
    return bench.Tuned()


def by_cryptography(events: pd.Series) -> pd.Series:
    return events.map(tuned().encrypt)


def columns():
    """What each candidate makes of the column."""
    aes = f"base64(aes_encrypt(event, '{KEY}', 'CBC', 'PKCS', encode('{IV}', 'utf-8')))"
    # The functions above are pickled by reference: workers import this file.
    import spark as workers

    return {
        "ours": netcore.encrypt("event"),
        "aes-encrypt": expr(aes),
        "vendor": udf(lambda event: bench.vendor(KEY, IV, event))("event"),
        "cryptography": pandas_udf(workers.by_cryptography, "string")("event"),
        "jar": expr("jar_encrypt(event)"),
    }


def same(text):
    """A text without what Spark's own function puts into it: the IV in front, and breaks between lines."""
    return base64.b64decode(text).removeprefix(IV.encode())


def jobs(spark, events, made):
    def untouched(batches):
        yield from batches

    written = {name: events.select(column.alias("text")) for name, column in made.items()}
    written["untouched"] = events.mapInArrow(untouched, "event string")
    strings = spark._jvm.org.apache.spark.sql.Encoders.STRING()
    jar = spark._jvm.io.github.netcoreaes
    function = jar.spark.NetcoreSpark.encryptPartitions(jar.Scheme.of(11256))
    written["jar-partitions"] = DataFrame(
        getattr(events._jdf, "as")(strings).mapPartitions(function, strings).toDF(), spark
    )
    return {
        name: (lambda rows=rows: rows.write.format("noop").mode("overwrite").save()) for name, rows in written.items()
    }


def sinks(events, file, url, folder):
    options = {"assetId": ASSET, "endpoint": url, "deadLetterPath": folder}
    command = ["netcore-aes", "send", file, "--asset-id", ASSET, "--endpoint", url, "--no-progress", "--start-over"]
    return {
        "ours": lambda: events.write.format("netcore").mode("append").options(**options).save(),
        "send": lambda: subprocess.run(
            [*command, "--journal", f"{folder}/journal"], check=True, stdout=subprocess.DEVNULL
        ),
    }


def compare(group, candidates):
    taken = {name: [] for name in candidates}
    names = list(candidates)
    for turn in range(-1, ROUNDS):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            start = time.perf_counter_ns()
            candidates[name]()
            # The first round starts the workers.
            if turn >= 0:
                taken[name].append((time.perf_counter_ns() - start) / ROWS)
    for name, values in taken.items():
        print(group, name, *(f"{value:.3f}" for value in values), sep="\t")


def main():
    file, url = sys.argv[1:]
    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    spark = builder.config("spark.log.level", "OFF").getOrCreate()
    netcore.register(spark)
    print("version", "PySpark", pyspark.__version__, sep="\t")
    with open(file, encoding="utf-8") as lines:
        event = lines.readline().strip()
    # Each row is another string, as long as the event.
    numbered = f"concat(left('{event}', {len(event) - 10}), lpad(id, 7, '0'), right('{event}', 3))"
    events = spark.range(0, ROWS, 1, 4).selectExpr(f"{numbered} as event").cache()
    assert events.count() == ROWS
    jar = spark._jvm.io.github.netcoreaes
    spark._jsparkSession.udf().register("jar_encrypt", jar.spark.NetcoreSpark.encrypt(jar.Scheme.of(11256)))
    made = columns()
    for row in events.limit(10).select(*(column.alias(name) for name, column in made.items())).collect():
        assert len({same(text) for text in row}) == 1, "not all write the same"
    compare("spark-column", jobs(spark, events, made))
    with tempfile.TemporaryDirectory() as folder:
        sent = os.path.join(folder, "events.ndjson")
        with open(sent, "w", encoding="utf-8") as out:
            out.write((event + "\n") * ROWS)
        compare("spark-sink", sinks(events, sent, url, folder))
    spark.stop()


if __name__ == "__main__":
    main()

"""Registration with a session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._functions import checking, decrypting, encrypting
from ._sink import NetcoreDataSource

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def register(spark: SparkSession, *, scheme: int = 11256, slots: int | None = None) -> None:
    """Register the sink ``netcore``, and ``netcore_encrypt``, ``netcore_decrypt`` and ``netcore_check`` for SQL.

    ``scheme``: the x-eCode of the first two functions, 11256, 11257 or 11258; the sink has an option of its own.
    ``slots``: the number of tasks that run at the same time, by which the option ``requestsPerSecond`` is divided. By
    default it is that of the cluster at this moment; give the most that there will be if the cluster grows, and give it
    on Spark Connect.

    Call it once for each session.
    """
    functions = {"encrypt": encrypting(scheme), "decrypt": decrypting(scheme), "check": checking(None)}
    for name, function in functions.items():
        spark.udf.register(f"netcore_{name}", function)
    spark.dataSource.register(_with_slots(slots or _slots(spark)))


def _with_slots(number: int | None) -> type[NetcoreDataSource]:
    """A class that Spark pickles by value, with the number: the options are the user's alone."""
    return type("NetcoreDataSource", (NetcoreDataSource,), {"slots": number, "__module__": __name__})


def _slots(spark: SparkSession) -> int | None:
    """The number of tasks that the cluster runs at the same time; none on Spark Connect, which does not tell."""
    try:
        context = spark.sparkContext
    except Exception:  # its class differs between versions
        return None
    return max(1, context.defaultParallelism // int(float(context.getConf().get("spark.task.cpus", "1") or 1)))

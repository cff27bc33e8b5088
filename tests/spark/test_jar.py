"""The functions of the jar, from SQL and for whole partitions."""

from __future__ import annotations

from typing import Any

import netcore_aes
import netcore_aes.spark as netcore
import pytest
from conftest import IV, KEY, events
from py4j.protocol import Py4JJavaError
from pyspark.sql import DataFrame, SparkSession

ROWS = 2500
"""More than the jar works on in one call, and no multiple of it."""


@pytest.fixture
def jar(spark: SparkSession) -> Any:
    found: Any = spark._jvm.io.github.netcoreaes
    return found


def test_sql_is_as_from_python(spark: SparkSession, jar: Any) -> None:
    rows = events(spark, 100, 2).unionByName(
        spark.createDataFrame([(None,), ('{"activity_params": {"x": []}}',)], "event string")
    )
    rows = rows.select("event", netcore.encrypt("event").alias("text"), netcore.check("event").alias("problems"))
    rows.createOrReplaceTempView("rows")
    jar.spark.NetcoreSpark.register(spark._jsparkSession, jar.Scheme.of(11256))
    try:
        made = spark.sql(
            "select *, netcore_encrypt(event), netcore_decrypt(text), netcore_check(event) from rows"
        ).collect()
    finally:
        netcore.register(spark)
    assert len(made) == 102
    for event, text, problems, java_text, java_event, java_problems in made:
        assert (java_text, java_event, java_problems) == (text, event, problems)


@pytest.mark.parametrize("scheme", [11256, 11257, 11258])
def test_partitions(spark: SparkSession, jar: Any, scheme: int) -> None:
    functions, strings = jar.spark.NetcoreSpark, spark._jvm.org.apache.spark.sql.Encoders.STRING()
    numbers = spark.range(0, ROWS, 1, 1).selectExpr("if(id % 3 = 0, null, string(id)) as value")
    scheme_of_jar = jar.Scheme.of(scheme)
    texts = getattr(numbers._jdf, "as")(strings).mapPartitions(functions.encryptPartitions(scheme_of_jar), strings)
    again = texts.mapPartitions(functions.decryptPartitions(scheme_of_jar), strings)
    expected = [None if number % 3 == 0 else str(number) for number in range(ROWS)]
    assert [row.value for row in DataFrame(again.toDF(), spark).collect()] == expected
    cipher = netcore_aes.Cipher(KEY, None if scheme == 11258 else IV, scheme=scheme)
    made = [row.value for row in DataFrame(texts.toDF(), spark).collect()]
    assert [text and cipher.decrypt(text) for text in made] == expected


def test_a_row_at_fault_fails_its_task_and_is_not_shown(spark: SparkSession, jar: Any) -> None:
    rows = spark.createDataFrame([("a secret text",)], "text string")
    jar.spark.NetcoreSpark.register(spark._jsparkSession, jar.Scheme.of(11256))
    rows.createOrReplaceTempView("faulty")
    try:
        with pytest.raises(Py4JJavaError, match="EncodingException") as caught:
            spark.sql("select netcore_decrypt(text) from faulty").collect()
    finally:
        netcore.register(spark)
    assert "a secret text" not in str(caught.value)

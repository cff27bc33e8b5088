"""The functions for columns: what they make of rows, from Python and from SQL."""

from __future__ import annotations

import base64
import json
import urllib.request
from pathlib import Path

import netcore_aes
import netcore_aes.spark as netcore
import pytest
from conftest import API_KEY, IV, KEY, events
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7
from pyspark import cloudpickle
from pyspark.errors import PythonException
from pyspark.sql import SparkSession

TEXTS = ["", "a", "€ 𝄞", "x" * 5000, None, '[{"activity_name": "form_submitted"}]']
MESSAGES = [*TEXTS, *(f"message {number}" for number in range(20_000))]


def decrypted(text: str | None) -> str | None:
    """What another implementation makes of a text of scheme 11256."""
    if text is None:
        return None
    decryptor = Cipher(algorithms.AES(KEY.encode()), modes.CBC(IV.encode())).decryptor()
    padded = decryptor.update(base64.b64decode(text)) + decryptor.finalize()
    unpadder = PKCS7(128).unpadder()
    return (unpadder.update(padded) + unpadder.finalize()).decode()


def test_each_row_is_encrypted_and_decrypted(spark: SparkSession) -> None:
    rows = spark.createDataFrame([(message,) for message in MESSAGES], "message string").repartition(3)
    made = rows.select("message", netcore.encrypt("message").alias("text"))
    collected = made.select("*", netcore.decrypt("text").alias("again")).collect()
    assert len(collected) == len(MESSAGES)
    assert all(decrypted(row.text) == row.message == row.again for row in collected)
    assert sum(row.text is None for row in collected) == 1


@pytest.mark.parametrize("scheme", [11257, 11258])
def test_the_other_schemes(spark: SparkSession, scheme: int) -> None:
    rows = spark.createDataFrame([(message,) for message in TEXTS], "message string")
    # The IV is not taken by 11258, and the key alone is read for it.
    made = rows.select("message", netcore.encrypt(rows.message, scheme=scheme).alias("text")).collect()
    cipher = netcore_aes.Cipher(KEY, None if scheme == 11258 else IV, scheme=scheme)
    assert [row.message for row in made] == [None if row.text is None else cipher.decrypt(row.text) for row in made]


def test_a_binary_column_gives_texts(spark: SparkSession) -> None:
    row = spark.createDataFrame([(b"\xff\x00",)], "bytes binary").select(netcore.encrypt("bytes").alias("text")).first()
    assert row is not None
    assert netcore_aes.Cipher(KEY, IV).decrypt_bytes(row.text) == b"\xff\x00"


def test_sql(spark: SparkSession) -> None:
    events(spark, 100, 2).createOrReplaceTempView("events")
    query = "select count(*) as n from events where netcore_decrypt(netcore_encrypt(event)) = event and size(netcore_check(event)) = 0"
    assert spark.sql(query).first() == (100,)


def test_check_lists_the_problems_of_each_event(spark: SparkSession) -> None:
    event = '{"asset_id": "my-asset", "activity_params": {"items": []}}'
    rows = spark.createDataFrame([(event,), (None,)], "event string")
    (problems,), (none,) = rows.select(netcore.check("event", asset_id="another")).collect()
    expected = netcore_aes.check_events(f"[{event}]", asset_id="another")
    assert [tuple(row) for row in problems] == [
        (problem.pointer.removeprefix("/0"), problem.rule, problem.severity, problem.message) for problem in expected
    ]
    assert none is None


def test_a_row_at_fault_fails_its_task_and_is_not_shown(spark: SparkSession) -> None:
    good = netcore_aes.Cipher(KEY, IV).encrypt("a message")
    rows = spark.createDataFrame([(good,), ("a secret text",)], "text string").coalesce(1)
    with pytest.raises(PythonException, match="row 1: ") as caught:
        rows.select(netcore.decrypt("text")).collect()
    assert "a secret text" not in str(caught.value)


def test_no_key_is_in_plans_functions_the_interface_or_the_event_log(spark: SparkSession, logs: Path) -> None:
    rows = events(spark, 100, 2).select(netcore.encrypt("event").alias("text")).select(netcore.decrypt("text"))
    rows.collect()
    context = spark.sparkContext
    interface = f"{context.uiWebUrl}/api/v1/applications/{context.applicationId}"
    pages = [
        urllib.request.urlopen(f"{interface}/{page}", timeout=60).read() for page in ("environment", "sql?details=true")
    ]
    log = b"".join(path.read_bytes() for path in logs.rglob("*") if path.is_file())
    plan = rows._jdf.queryExecution().toString().encode()
    function = cloudpickle.dumps(netcore._functions.encrypting(11256))
    for place in (plan, pages[1], log):
        assert b"netcore_encrypt" in place
    assert b"encrypt_arrow" in function
    for place in (plan, *pages, log, function):
        for secret in (KEY, IV, API_KEY):
            assert secret.encode() not in place
    assert json.loads(pages[0])["sparkProperties"]

"""Columns of Arrow arrays: encrypted, decrypted and checked, for every library that has them."""

from __future__ import annotations

import gc
import json
import resource
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import duckdb
import nanoarrow
import netcore_aes
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from common import CBC_SCHEMES, SCHEMES, cipher, event
from netcore_aes import ArrowColumn, check_arrow, check_events

TYPES = [pa.string(), pa.large_string(), pa.string_view(), pa.binary(), pa.large_binary(), pa.binary_view()]
TEXT_TYPES = TYPES[:3]
# Shorter and longer than the 12 bytes that a view holds itself, more than one piece, and one that is longer than a piece.
MESSAGES = ["", "a", "Grüße", None, "x" * 12, "y" * 13, "z" * 300_000, None, "",
            *(None if index % 11 == 5 else f"{index:05}" * (index % 97) for index in range(2000))]  # fmt: skip


def array(messages: list[str | None], kind: pa.DataType) -> pa.Array:
    if kind in TEXT_TYPES:
        return pa.array(messages, kind)
    return pa.array([None if message is None else message.encode() for message in messages], kind)


def strings(column: Any) -> list[str | None]:
    """The rows of a column, which pyarrow finds valid."""
    rows = pa.array(column)
    rows.validate(full=True)
    return [row.decode() if isinstance(row, bytes) else row for row in rows.to_pylist()]


def one_by_one(ours: netcore_aes.Cipher, messages: list[str | None]) -> list[str | None]:
    return [None if message is None else ours.encrypt(message) for message in messages]


@pytest.mark.parametrize("kind", TYPES, ids=str)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_column_is_its_rows_one_by_one(scheme: int, kind: pa.DataType) -> None:
    ours, messages = cipher(scheme), array(MESSAGES, kind)
    texts = ours.encrypt_arrow(messages)
    assert type(texts) is ArrowColumn
    assert len(texts) == len(MESSAGES)
    assert pa.array(texts).type == kind
    assert [None if text is None else ours.decrypt(text) for text in strings(texts)] == MESSAGES
    if scheme in CBC_SCHEMES:
        assert strings(texts) == one_by_one(ours, MESSAGES)
        whole = [message for message in MESSAGES if message is not None]
        assert strings(ours.encrypt_arrow(array(list(whole), kind))) == ours.encrypt_batch(whole)
    assert pa.array(ours.decrypt_arrow(texts)).equals(messages)


@pytest.mark.parametrize("kind", TYPES, ids=str)
def test_a_slice_is_a_column(kind: pa.DataType) -> None:
    ours, messages = cipher(), array(MESSAGES, kind)
    expected = one_by_one(ours, MESSAGES)
    for start, count in [(0, 0), (1, 1), (3, 1), (3, 5), (5, 900), (9, 1999), (len(MESSAGES), 0)]:
        texts = ours.encrypt_arrow(messages.slice(start, count))
        assert strings(texts) == expected[start : start + count]
        assert strings(ours.decrypt_arrow(texts)) == MESSAGES[start : start + count]


@pytest.mark.parametrize("kind", TYPES, ids=str)
def test_chunks_become_one_column(kind: pa.DataType) -> None:
    ours, messages = cipher(), array(MESSAGES, kind)
    for chunks in ([], [0], [0, 0], [3, 0, 70, 1, 1900]):
        parts, start = [], 0
        for count in chunks:
            parts.append(messages.slice(start, count))
            start += count
        texts = ours.encrypt_arrow(pa.chunked_array(parts, kind))
        assert strings(texts) == one_by_one(ours, MESSAGES[:start])
        assert pa.chunked_array(texts).type == kind
        assert strings(ours.decrypt_arrow(texts)) == MESSAGES[:start]


@pytest.mark.parametrize("kind", TYPES, ids=str)
def test_nulls_alone_and_nulls_over_content(kind: pa.DataType) -> None:
    ours = cipher()
    assert strings(ours.encrypt_arrow(pa.nulls(70_000, kind))) == [None] * 70_000
    # The buffers of a column without nulls, under a mask: what a null hides is neither encrypted nor read.
    messages = ["message %d" % index for index in range(100)]
    valid = [index % 3 > 0 for index in range(100)]
    mask = pa.array(valid).buffers()[1]
    masked = pa.Array.from_buffers(kind, 100, [mask, *array(list(messages), kind).buffers()[1:]])
    expected = [message if is_valid else None for message, is_valid in zip(messages, valid)]
    assert strings(ours.encrypt_arrow(masked)) == one_by_one(ours, expected)
    texts = array(["!" if not is_valid else ours.encrypt(message) for message, is_valid in zip(messages, valid)], kind)
    masked = pa.Array.from_buffers(kind, 100, [mask, *texts.buffers()[1:]])
    assert strings(ours.decrypt_arrow(masked)) == expected


def test_views_in_any_order_and_of_many_buffers() -> None:
    ours = cipher()
    words = [pl.Series([letter * length for length in (13, 300, 12, 40, 5000)]) for letter in "abc"]
    column = pl.concat(words, rechunk=True).gather([14, 0, 7, 7, 2, 11, 5, 3, 9] * 300)
    assert strings(ours.encrypt_arrow(column)) == one_by_one(ours, column.to_list())
    assert strings(ours.decrypt_arrow(ours.encrypt_arrow(column))) == column.to_list()


@pytest.mark.parametrize("kind", TYPES, ids=str)
def test_the_row_at_fault_is_named_and_nothing_of_it(kind: pa.DataType) -> None:
    ours = cipher()
    good = ours.encrypt("good")
    for index in (1, 63, 64, 5000, 9999):
        for bad, error in [("AAAA", netcore_aes.DecryptError), ("?", netcore_aes.EncodingError)]:
            texts: list[str | None] = [good] * 10_000
            # Rows that have no null among them are taken many at a time.
            texts[0], texts[index] = None if index % 2 else good, bad
            for column in (array(texts, kind), pa.chunked_array([array(texts[:60], kind), array(texts[60:], kind)])):
                with pytest.raises(error, match=f"^row {index}: the text ") as caught:
                    ours.decrypt_arrow(column)
                assert caught.value.index == index
                assert bad not in str(caught.value)


@pytest.mark.parametrize("kind", TYPES, ids=str)
def test_a_message_that_is_not_utf8_is_one_of_a_binary_column(kind: pa.DataType) -> None:
    ours = cipher()
    texts = array([None, *ours.encrypt_batch(["good", b"\xff\xfe", "good"])], kind)
    if kind in TEXT_TYPES:
        with pytest.raises(netcore_aes.DecryptError, match="^row 2: the text cannot be decrypted") as caught:
            ours.decrypt_arrow(texts)
        assert caught.value.index == 2
    else:
        assert pa.array(ours.decrypt_arrow(texts)).to_pylist() == [None, b"good", b"\xff\xfe", b"good"]


@pytest.mark.parametrize(
    ("make", "back"),
    [
        (pl.Series, lambda column: pl.Series(column).to_list()),
        (lambda rows: pl.Series(rows, dtype=pl.String).rechunk(), lambda column: pl.Series(column).to_list()),
        (pd.Series, lambda column: [None if pd.isna(row) else row for row in pd.Series.from_arrow(column)]),
        (lambda rows: nanoarrow.Array(rows, nanoarrow.string()), lambda column: nanoarrow.Array(column).to_pylist()),
        (lambda rows: duckdb.sql("SELECT unnest($1) AS x", params=[rows]).to_arrow_table()["x"], strings),
    ],
    ids=["polars", "polars in one chunk", "pandas", "nanoarrow", "duckdb"],
)
def test_every_library_gives_and_takes(make: Callable[[Any], Any], back: Callable[[Any], Any]) -> None:
    ours = cipher()
    texts = ours.encrypt_arrow(make(MESSAGES))
    assert back(texts) == one_by_one(ours, MESSAGES)
    assert back(ours.decrypt_arrow(texts)) == MESSAGES


def test_the_name_of_a_column_stays() -> None:
    column = cipher().encrypt_arrow(pl.Series("events", ["x"]))
    assert pl.Series(column).name == "events"
    assert repr(column) == "<ArrowColumn of 1 rows, string_view>"
    assert pa.field(column).name == "events"


def test_a_column_is_checked_row_by_row() -> None:
    bad = [event(identity=None), {}, event(activity_params={"items": [[], {"x": []}]}), event(unknown=1), event(asset_id="other")]
    rows: list[Any] = [event(), None, *bad, [], 5]
    texts = [None if row is None else json.dumps(row) for row in rows] + ["", "{", '{"a":1}}']
    for kind in TYPES:
        column = pa.array(check_arrow(array(texts, kind), asset_id="asset"))
        column.validate(full=True)
        found = column.to_pylist()
        assert found[:2] == [[], None]
        for text, problems in zip(texts[2:7], found[2:7]):
            expected = check_events(f"[{text}]", asset_id="asset")
            assert problems == [
                {"pointer": it.pointer.removeprefix("/0"), "rule": it.rule, "severity": it.severity, "message": it.message}
                for it in expected
            ]
            assert problems
        assert [[it["rule"] for it in problems] for problems in found[7:11]] == [["event"], ["event"], ["json"], ["json"]]
        assert found[11][-1]["rule"] == "json"
    assert pa.array(check_arrow(pa.array([], pa.string()))).to_pylist() == []
    many = pa.array(check_arrow(pl.Series(["{}"] * 5000)))
    assert len(set(map(str, many.to_pylist()))) == 1, "the thousandth event is as any other"


def test_the_time_of_a_check() -> None:
    text = json.dumps(event(timestamp="2025-08-26T12:05:43Z"))
    found = [pa.array(check_arrow(pa.array([text]), now=now)).to_pylist()[0] for now in (1756210000.5, 0)]
    assert [len(problems) for problems in found] == [0, 1]


def test_the_gil_is_released() -> None:
    column, counted, done = pa.array(["x" * 1000] * 50_000), 0, threading.Event()

    def work() -> None:
        cipher().encrypt_arrow(column)
        done.set()

    thread = threading.Thread(target=work)
    switch = sys.getswitchinterval()
    sys.setswitchinterval(1000)  # a thread keeps the GIL until it releases it
    try:
        thread.start()
        while not done.is_set():
            time.sleep(0)
            counted += 1
    finally:
        sys.setswitchinterval(switch)
        thread.join()
    assert counted > 20


def test_nothing_is_kept() -> None:
    ours, column = cipher(), pa.array(["x" * 1000, None, "y"] * 700, pa.string_view())
    bad = pa.array([*ours.encrypt_batch(["x" * 1000] * 700), "AAAA"])

    def work() -> None:
        for _ in range(50):
            texts = ours.encrypt_arrow(pa.chunked_array([column, column]))
            pa.array(texts), pa.chunked_array(texts), texts.__arrow_c_array__(), texts.__arrow_c_stream__()
            texts.__arrow_c_schema__(), check_arrow(column), ours.decrypt_arrow(texts)
            with pytest.raises(netcore_aes.DecryptError):
                ours.decrypt_arrow(bad)

    def peak() -> int:
        gc.collect()
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    work()
    allocated, before = pa.total_allocated_bytes(), peak()
    work()
    # One column that is kept in each round would be 70 MB.
    assert peak() - before < 20_000
    assert pa.total_allocated_bytes() == allocated


def test_more_than_offsets_of_32_bits_reach() -> None:
    """2.2 GiB of text: an array of the type string holds 2^31 - 1 bytes."""
    ours = cipher(11257)
    chunk = pa.array(["x" * 1_048_560] * 128)
    texts = ours.encrypt_arrow(pa.chunked_array([chunk] * 9))
    assert len(texts) == 9 * 128
    with pytest.raises(ValueError, match=r"^the strings of the column are longer .*has 2 arrays; .*chunked_array"):
        pa.array(texts)
    column = pa.chunked_array(texts)
    assert (column.num_chunks, len(column), column.type) == (2, 9 * 128, pa.string())
    text = ours.encrypt("x" * 1_048_560)
    for index in (0, 1000, 1023, 1024, 9 * 128 - 1):
        assert column[index].as_py() == text
    del column, texts
    views = pa.array(ours.encrypt_arrow(pa.chunked_array([chunk.cast(pa.string_view())] * 9)))
    assert len(views.buffers()) == 4
    assert all(views[index].as_py() == text for index in (0, 1022, 1023, 1024, 9 * 128 - 1))

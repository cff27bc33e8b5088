"""Tables as inputs: Parquet, Arrow and CSV, written by pyarrow; folders and patterns of files."""

from __future__ import annotations

import datetime
import decimal
import gzip
import json
import resource
import subprocess
from pathlib import Path, PureWindowsPath
from typing import Any

import pyarrow as pa
import pytest
from cli_support import ASSET, COMMAND, ENV, OK, Answers, cli, event, fake, fault, letters, rows, send, summary, write_events
from pyarrow import csv, feather, ipc, parquet

from common import cipher

EVENTS = 2500
NOW = datetime.datetime(2025, 8, 26, 12, 5, 43)


def columns(count: int = EVENTS, first: int = 0) -> pa.Table:
    """Events by columns of the kinds that Spark, pandas and the like write."""
    numbers = range(first, first + count)
    return pa.table({
        "asset_id": pa.array([ASSET if number % 2 else None for number in numbers]),
        "activity_name": pa.array(["purchase"] * count).dictionary_encode(),
        "timestamp": pa.array([NOW] * count, pa.timestamp("us", tz="Asia/Kolkata")),
        "identity": pa.array(numbers, pa.int64()),
        "activity_source": pa.array(["web"] * count, pa.large_string()),
        "activity_params": [
            {"n": number, "price": decimal.Decimal("1.50"), "tags": ["a"] if number % 2 else [], "note": None} for number in numbers
        ],
    })


def texts(count: int = EVENTS) -> pa.Table:
    return pa.table({"event": [json.dumps(event(number), indent=1) for number in range(count)], "other": [b"\0"] * count})


def write(table: pa.Table, path: Path) -> Path:
    """Writes a table in the format that the name says."""
    name = path.name.removesuffix(".gz")
    if name.endswith(".parquet"):
        parquet.write_table(table, path, row_group_size=700)
    elif name.endswith(".feather"):
        feather.write_feather(table, path, chunksize=700)
    elif name.endswith(".csv"):
        csv.write_csv(table, path)
    else:
        with ipc.new_stream(path, table.schema) as writer:
            writer.write_table(table, max_chunksize=700)
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(path.read_bytes()))
    return path


NAMES = ["t.parquet", "t.feather", "t.arrows", "t.arrows.gz"]


@pytest.mark.anywhere
@pytest.mark.parametrize("table", [columns, texts])
@pytest.mark.parametrize("name", [*NAMES, "t.feather.gz"])
def test_everything_arrives_once(name: str, table: Any, tmp_path: Path) -> None:
    write(table(), tmp_path / name)
    taken: list[Any] = []

    def answer(events: list[Any]) -> Answers:
        taken.extend(events)
        return OK

    with fake(answer) as server:
        result = send(server, name, "--chunk-events", "400", cwd=tmp_path)
        assert (result.returncode, result.stderr) == (0, b""), result
        assert summary(result)["arrived"] == str(EVENTS)
        assert sorted(server.taken) == list(range(EVENTS))
        send(server, name, "--chunk-events", "400", cwd=tmp_path)
        assert len(server.taken) == EVENTS
    if table is columns:
        first = next(event for event in taken if event["identity"] == 1)
        assert first == {
            "asset_id": ASSET, "activity_name": "purchase", "timestamp": "2025-08-26T12:05:43Z", "identity": 1, "activity_source": "web",
            "activity_params": {"n": 1, "price": 1.5, "tags": ["a"]},
        }  # fmt: skip
        none = next(event for event in taken if event["identity"] == 2)
        assert none["activity_params"] == {"n": 2, "price": 1.5}


def test_a_stream_comes_from_standard_input(tmp_path: Path) -> None:
    stream = write(columns(), tmp_path / "t").read_bytes()
    with fake() as server:
        result = send(server, "-", cwd=tmp_path, stdin=stream)
        assert (result.returncode, sorted(server.taken)) == (0, list(range(EVENTS)))
        # Of a stream without its end, what came is sent, and the run says so.
        server.taken.clear()
        result = send(server, "-", cwd=tmp_path, stdin=stream[:-8])
        assert "'standard input' ends in the middle of its Arrow data" in fault(result)
        assert (result.returncode, sorted(server.taken)) == (2, list(range(EVENTS)))
    data = write(columns(), tmp_path / "t.parquet").read_bytes()
    assert "name the file itself" in fault(send(server, "-", cwd=tmp_path, stdin=data))


def test_rows_that_are_no_event_are_dead_letters_with_their_row(tmp_path: Path) -> None:
    good = [json.dumps(event(number)) for number in range(3)]
    bad = [None, '{"a": ', "[1]", "", '{"x": NaN}']
    parquet.write_table(pa.table({"event": [bad[0], good[0], *bad[1:3], good[1], *bad[3:], good[2]]}), tmp_path / "t")
    with fake() as server:
        result = send(server, "t", cwd=tmp_path)
        assert (result.returncode, sorted(server.taken)) == (1, [0, 1, 2])
    found = letters(tmp_path / "t.dead-letter.ndjson")
    assert [letter["index"] for letter in found] == [0, 2, 3, 5, 6]
    kept = [letter.get("event", letter.get("event_text")) for letter in found]
    assert kept == [None, '{"a":', "[1]", "", '{"x": NaN}']
    result = cli("check", "t", "--format", "json", cwd=tmp_path)
    errors = [problem for problem in json.loads(result.stdout)["problems"] if problem["severity"] == "error"]
    assert [problem["event"] for problem in errors] == [0, 2, 3, 5, 6]


def test_csv(tmp_path: Path) -> None:
    table = pa.table({
        "activity_name": ['say "hi",\nall', "b"],
        "timestamp": ["2025-08-26T12:05:43Z"] * 2,
        "identity": ["0012", "1"],
        "activity_source": ["web"] * 2,
        "activity_params.size": ["XL", None],
        "activity_params.note": [None, None],
    })
    taken: list[Any] = []

    def answer(events: list[Any]) -> Answers:
        taken.extend(events)
        return OK

    for name in ("t.csv", "t.csv.gz"):
        write(table, tmp_path / name)
        with fake(answer) as server:
            result = send(server, name, cwd=tmp_path)
            assert (result.returncode, result.stderr) == (0, b"")
    assert taken[0] == {
        "asset_id": ASSET, "activity_name": 'say "hi",\nall', "timestamp": "2025-08-26T12:05:43Z", "identity": "0012",
        "activity_source": "web", "activity_params": {"size": "XL"},
    }  # fmt: skip
    assert taken[1]["activity_params"] == {}
    (tmp_path / "wrong.csv").write_text("identity,names\n1,2\n", encoding="utf-8")
    assert "'names', which is no field of an event" in fault(cli("check", "wrong.csv", cwd=tmp_path))


@pytest.mark.anywhere
def test_a_folder_and_a_pattern(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    for part in range(3):
        write(columns(100, part * 100), folder / f"part-{part}.parquet")
        (folder / f".part-{part}.parquet.crc").write_bytes(b"crc")
    write_events(folder / "part-3.json", [event(number) for number in range(300, 310)])
    (folder / "_SUCCESS").touch()
    with fake() as server:
        result = send(server, "out", "--connections", "1", cwd=tmp_path)
        assert (result.returncode, server.taken) == (0, list(range(310))), result
        assert summary(result)["journal"] == "finished: out.journal"
        assert send(server, "out", cwd=tmp_path).returncode == 0
        assert len(server.taken) == 310
        result = send(server, "out/part-[01].*", "--dry-run", cwd=tmp_path)
        assert summary(result)["events read"] == "200"
        assert len(server.taken) == 310
        # Another file in the folder is another list of inputs.
        write(columns(5, 400), folder / "part-4.parquet")
        send(server, "out", "--connections", "1", cwd=tmp_path)
        assert server.taken[310:] == [*range(310), *range(400, 405)]
    result = cli("check", "out", "--format", "json", "--asset-id", ASSET, cwd=tmp_path)
    told = json.loads(result.stdout)
    assert (told["events"], told["errors"]) == (315, 0)
    assert {PureWindowsPath(problem["file"]).name for problem in told["problems"]} >= {"part-0.parquet", "part-4.parquet"}
    assert "part-4.parquet" in cli("check", "out/*", cwd=tmp_path).stdout.decode()
    for name in ("out/x*", "empty"):
        (tmp_path / "empty").mkdir(exist_ok=True)
        assert name in fault(send(server, name, cwd=tmp_path))


def test_a_run_goes_on_behind_what_arrived(tmp_path: Path) -> None:
    write(columns(), tmp_path / "t.parquet")

    with fake(lambda events: OK if events[0]["identity"] < 1000 else (401, {}, "{}")) as server:
        result = send(server, "t.parquet", "--connections", "1", "--chunk-events", "100", cwd=tmp_path)
        assert result.returncode == 1
        assert server.taken == list(range(1000))
        assert [row.is_done for row in rows(tmp_path / "t.parquet.journal")][:10] == [True] * 10
        server.answer = lambda _: OK
        result = send(server, "t.parquet", "--connections", "1", "--chunk-events", "100", cwd=tmp_path)
        assert (result.returncode, server.taken) == (0, list(range(EVENTS))), result


@pytest.mark.parametrize("name", NAMES)
def test_a_damaged_table_can_be_mended(name: str, tmp_path: Path) -> None:
    path = write(columns(5500), tmp_path / name)
    whole = path.read_bytes()
    damaged = whole[: len(whole) * 9 // 10]
    if name == "t.parquet":
        # The first page of the last row group but one.
        metadata = parquet.ParquetFile(path).metadata
        place = metadata.row_group(metadata.num_row_groups - 2).column(3).data_page_offset
        damaged = whole[:place] + b"\xff" * 16 + whole[place + 16 :]
    path.write_bytes(damaged)
    with fake() as server:
        result = send(server, name, cwd=tmp_path)
        assert result.returncode == 2, result
        assert name in fault(result) and "run the same command again" in fault(result)
        taken = len(server.taken)
        assert taken >= 3000 and taken % 1000 == 0
        path.write_bytes(whole)
        result = send(server, name, cwd=tmp_path)
        assert (result.returncode, sorted(server.taken)) == (0, list(range(5500))), result


def test_encrypt_and_request(tmp_path: Path) -> None:
    for name in NAMES[:3]:
        write(columns(), tmp_path / name)
        result = cli("encrypt", name, "--asset-id", ASSET, cwd=tmp_path)
        assert (result.returncode, result.stderr) == (0, b"")
        payloads = [json.loads(cipher(11256).decrypt(text)) for text in result.stdout.decode().splitlines()]
        assert [len(payload) for payload in payloads] == [1000, 1000, 500]
        assert [event["identity"] for payload in payloads for event in payload] == list(range(EVENTS))
    small = write(columns(3), tmp_path / "small.parquet")
    result = cli("request", small.name, "--asset-id", ASSET, cwd=tmp_path)
    body = json.loads(result.stdout.decode().splitlines()[-1])
    assert [event["identity"] for event in json.loads(cipher(11256).decrypt(body["encryptedRequest"]))] == [0, 1, 2]
    assert "netcore-aes send" in fault(cli("request", NAMES[0], "--asset-id", ASSET, cwd=tmp_path))
    # Text is a payload, whatever it says.
    text = b"identity,names\r\n1,2"
    result = cli("encrypt", cwd=tmp_path, stdin=text)
    assert cipher(11256).decrypt_bytes(result.stdout.decode().strip()) == text


@pytest.mark.parametrize("name", NAMES)
def test_memory_is_bounded_by_a_batch(name: str, tmp_path: Path) -> None:
    """300 MB of JSON out of a dictionary, with far less memory than that."""
    params = json.dumps({"text": "x" * 100_000})
    table = pa.table({
        "identity": [str(number) for number in range(3000)],
        "activity_name": ["a"] * 3000, "timestamp": ["2025-08-26T12:05:43Z"] * 3000, "activity_source": ["web"] * 3000,
        "activity_params": pa.array([params] * 3000).dictionary_encode(),
    })  # fmt: skip
    write(table, tmp_path / name)
    limit = 64 << 20
    result = subprocess.run(
        [*COMMAND, "check", name, "--asset-id", ASSET], cwd=tmp_path, env=ENV, capture_output=True, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, (limit, limit)),
    )  # fmt: skip
    assert (result.returncode, result.stdout.splitlines()[-1]) == (0, b"3000 events: 0 errors, 3000 warnings"), result.stderr


def test_claims_of_damaged_files_take_no_memory(tmp_path: Path) -> None:
    """Bytes that say how long something is are all made as large as they can be, one after the other."""
    limit = 128 << 20
    for name in NAMES[:3]:
        data = write(columns(20), tmp_path / name).read_bytes()
        for place in {*range(0, len(data), len(data) // 40), *range(len(data) - 60, len(data), 4)}:
            damaged = data[:place] + b"\xff\xff\xff\x7f" + data[place + 4 :]
            (tmp_path / name).write_bytes(damaged)
            result = subprocess.run(
                [*COMMAND, "check", name], cwd=tmp_path, env=ENV, capture_output=True, check=False,
                preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, (limit, limit)),
            )  # fmt: skip
            assert result.returncode in (0, 1, 2), (name, place, result.stderr)
            if result.returncode == 2:
                line = fault(result)
                assert f"'{name}'" in line or "no event" in line, (place, line)
                assert "unexpected" not in line and "purchase" not in line, (place, line)

"""`send` against the sandbox, each in a process of its own, while everything goes wrong that can."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from cli_support import ASSET, BINARY, COMMAND, ENV, event, lacks, letters, summary, write_events

# The journal of a run that is complete.
JOURNAL = "events.journal" if BINARY else "events.journal.done"
LATE_DROP = "received, but dropped without an answer"


@contextmanager
def sandbox(cwd: Path, *arguments: str) -> Iterator[str]:
    command = [sys.executable, "-m", "netcore_aes.cli"] if lacks("sandbox") else COMMAND
    with subprocess.Popen(
        [*command, "sandbox", "--port", "0", "--keep", "100000", *arguments], cwd=cwd, env=ENV, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        [endpoint] = [line for line in (process.stdout.readline().decode() for _ in range(2)) if "Endpoint: " in line]
        try:
            yield endpoint.split()[1]
        finally:
            process.terminate()


def start(endpoint: str, cwd: Path, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*COMMAND, "send", "events", "--asset-id", ASSET, "--endpoint", endpoint, *arguments],
        cwd=cwd,
        env=ENV,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def finish(process: subprocess.Popen[bytes]) -> subprocess.CompletedProcess[bytes]:
    out, err = process.communicate(timeout=60)
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


class Row(NamedTuple):
    """What a journal says of a chunk."""

    first: int
    last: int
    is_done: bool
    is_doubtful: bool


def rows(path: Path) -> list[Row]:
    if BINARY is None:
        return rows_of_lines(path)
    with tempfile.TemporaryDirectory() as folder:
        # A run that is under way has it locked.
        for name in (path.name, f"{path.name}-wal"):
            with suppress(FileNotFoundError):
                shutil.copy(path.with_name(name), folder)
        with closing(sqlite3.connect(Path(folder) / path.name)) as database, suppress(sqlite3.OperationalError):
            found = database.execute("SELECT first, last, is_done, is_doubtful FROM chunk").fetchall()
            return [Row(first, last, bool(done), bool(doubtful)) for first, last, done, doubtful in found]
    return []


def rows_of_lines(path: Path) -> list[Row]:
    lines = path.read_bytes().splitlines() if path.exists() else []
    entries = [json.loads(line) for line in lines if line.endswith(b"}")]
    done = {entry["done"] for entry in entries if "done" in entry}
    again = {entry["again"] for entry in entries if "again" in entry}
    starts = {entry["start"]: entry for entry in entries if "start" in entry}
    return [
        Row(entry["first"], entry["first"] + entry["count"] - 1, ordinal in done, ordinal in again)
        for ordinal, entry in starts.items()
    ]


def wait_for_chunks(path: Path, number: int) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if sum(row.is_done for row in rows(path)) >= number:
            return
        time.sleep(0.01)
    raise AssertionError("it does not get that far")


def arrived(endpoint: str) -> Counter[int]:
    """How often the sandbox got each event, whatever it answered."""
    with urllib.request.urlopen(endpoint.replace("/v1/activity/upload", "/inbox.json")) as response:
        requests = json.load(response)["requests"]
    taken = [request for request in requests if request["accepted"] or request["fault"] == LATE_DROP]
    return Counter(event["identity"] for request in taken for event in request["events"])


def test_nothing_is_lost(tmp_path: Path) -> None:
    count = 100_000
    events = [event(number) for number in range(count)]
    wrong = set(range(0, count, 5000))
    for number in wrong:
        events[number]["activity_params"] = {"items": []}
    write_events(tmp_path / "events", events)
    options = ("--chunk-events", "500", "--connections", "8")
    faults = ("--fail-rate", "0.1", "--drop-rate", "0.05", "--throttle-rate", "0.05", "--delay-ms", "10")
    with sandbox(tmp_path, *faults) as endpoint:
        for chunks in (40, 100):
            process = start(endpoint, tmp_path, *options)
            wait_for_chunks(tmp_path / "events.journal", chunks)
            process.kill()
            process.communicate()
            assert process.returncode == -signal.SIGKILL
        result = finish(start(endpoint, tmp_path, *options))
        inbox = arrived(endpoint)
    assert (result.returncode, result.stderr) == (1, b"")
    dead = {line["index"] for line in letters(tmp_path / "events.dead-letter.ndjson")}
    assert dead == wrong
    assert set(inbox) | dead == set(range(count))
    assert not set(inbox) & dead
    doubles = {number for number, times in inbox.items() if times > 1}
    doubtful = [row for row in rows(tmp_path / JOURNAL) if row.is_doubtful]
    assert doubles <= {number for row in doubtful for number in range(row.first, row.last + 1)}
    assert doubles, "with these faults there are some"
    told = summary(result)
    assert "may have arrived twice" in told
    assert told["not sent"] == "0"
    assert int(told["arrived"]) + int(told["arrived in an earlier run"]) == count - len(wrong)


def test_ctrl_c_stops_in_good_order(tmp_path: Path) -> None:
    write_events(tmp_path / "events", [event(number) for number in range(4000)])
    path = tmp_path / "events.journal"
    with sandbox(tmp_path, "--delay-ms", "200") as endpoint:
        process = start(endpoint, tmp_path, "--chunk-events", "100")
        wait_for_chunks(path, 4)
        process.send_signal(signal.SIGINT)
        result = finish(process)
        assert result.returncode == 130
        assert result.stderr == b"netcore-aes: stopped; run the same command again to go on\n"
        assert summary(result)["journal"] == "kept as events.journal"
        # What was on its way was waited for.
        assert all(row.is_done for row in rows(path))
        assert 4 <= len(rows(path)) < 40
        result = finish(start(endpoint, tmp_path, "--chunk-events", "100"))
        inbox = arrived(endpoint)
    assert (result.returncode, result.stderr) == (0, b"")
    assert inbox == Counter(range(4000))
    assert sorted(os.listdir(tmp_path)) == ["events", JOURNAL]

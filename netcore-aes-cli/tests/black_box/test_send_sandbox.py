"""`send` against the sandbox, each in a process of its own, while everything goes wrong that can."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cli_support import ASSET, COMMAND, ENDS, ENV, event, letters, rows, summary, write_events

# The journal of a run that is complete.
JOURNAL = "events.journal"
LATE_DROP = "received, but dropped without an answer"


@contextmanager
def sandbox(cwd: Path, *arguments: str) -> Iterator[str]:
    with subprocess.Popen(
        [*COMMAND, "sandbox", "--port", "0", "--keep", "100000", *arguments], cwd=cwd, env=ENV, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        [endpoint] = [line for line in (process.stdout.readline().decode() for _ in range(2)) if "Endpoint: " in line]
        try:
            yield endpoint.split()[1]
        finally:
            process.send_signal(ENDS)


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


@pytest.mark.anywhere
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


@pytest.mark.anywhere
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

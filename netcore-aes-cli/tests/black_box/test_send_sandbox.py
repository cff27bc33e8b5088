"""`send` against the sandbox, each in a process of its own, while everything goes wrong that can."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cli_support import (
    ASSET,
    COMMAND,
    ENDS,
    ENV,
    RUNNER,
    event,
    letters,
    rows,
    summary,
    write_events,
)

# The journal of a run that is complete.
JOURNAL = "events.journal"
LATE_DROP = "received, but dropped without an answer"


# A sample in Prometheus' text format.
SAMPLE = re.compile(r"netcore_aes_(\w+(?:\{[^}]*\})?) (\S+)")


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
    out, err = process.communicate(timeout=300)
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def wait_for_chunks(path: Path, number: int) -> None:
    deadline = time.monotonic() + 120
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


def statuses(endpoint: str) -> Counter[int]:
    with urllib.request.urlopen(endpoint.replace("/v1/activity/upload", "/inbox.json")) as response:
        return Counter(request["status"] for request in json.load(response)["requests"])


@pytest.mark.anywhere
def test_an_endpoint_that_limits_requests_is_not_stormed(tmp_path: Path) -> None:
    write_events(tmp_path / "events", [event(number) for number in range(300)])
    began = time.monotonic()
    with sandbox(tmp_path, "--requests-per-second", "50") as endpoint:
        result = finish(start(endpoint, tmp_path, "--chunk-events", "1", "--connections", "16"))
        assert (result.returncode, summary(result)["arrived"]) == (0, "300")
        assert time.monotonic() - began > 5
        found = statuses(endpoint)
        assert arrived(endpoint) == Counter(range(300))
    # Sixteen were on their way when the first was refused; later ones are single.
    assert found[200] == 300
    assert 1 <= found[429] <= 30


@pytest.mark.anywhere
def test_requests_are_as_few_in_a_second_as_the_user_wants(tmp_path: Path) -> None:
    write_events(tmp_path / "events", [event(number) for number in range(41)])
    began = time.monotonic()
    with sandbox(tmp_path, "--requests-per-second", "21") as endpoint:
        options = ("--chunk-events", "1", "--connections", "16", "--requests-per-second", "20")
        result = finish(start(endpoint, tmp_path, *options))
        assert (result.returncode, summary(result)["retries"]) == (0, "0")
        assert time.monotonic() - began >= 2
        assert statuses(endpoint) == {200: 41}


@pytest.mark.anywhere
def test_the_numbers_of_a_run_are_in_a_file(tmp_path: Path) -> None:
    events = [event(number) for number in range(1000)]
    events[70]["activity_params"] = {"items": []}
    events[90]["activity_params"] = {"items": []}
    write_events(tmp_path / "events", events)
    path = tmp_path / "metrics.json"
    with sandbox(tmp_path, "--fail-rate", "0.3", "--delay-ms", "30") as endpoint:
        process = start(endpoint, tmp_path, "--chunk-events", "10", "--metrics", path.name)
        wait_for_chunks(tmp_path / JOURNAL, 40)
        under_way = json.loads(path.read_text())
        result = finish(process)
        found = json.loads(path.read_text())
        requests = statuses(endpoint)
        options = ("--start-over", "--metrics", "metrics.prom")
        assert finish(start(endpoint, tmp_path, *options)).returncode == 1
    assert not under_way["is_complete"]
    assert under_way["fault"] is None
    assert (result.returncode, found["is_complete"], found["fault"], found["is_dry_run"]) == (1, True, None, False)
    told = summary(result)
    assert [found[name] for name in ("read", "arrived", "dead", "not_sent")] == [1000, 998, 2, 0]
    assert found["requests"] == requests.total()
    assert found["retries"] == int(told["retries"]) == requests[500] + requests[503] > 0
    assert found["doubtful_requests"] == len(found["doubtful"]) > 0
    assert all(one["input"] == "events" and one["last"] - one["first"] >= 7 for one in found["doubtful"])
    example = {"input": "events", "pointer": "/70/activity_params/items"}
    assert found["problems"] == {"empty-array": {"severity": "error", "count": 2, "example": example}}
    text = (tmp_path / "metrics.prom").read_text()
    samples = dict(match.groups() for match in map(SAMPLE.fullmatch, text.splitlines()) if match)
    assert samples.pop("seconds")
    assert int(samples.pop("requests")) > int(samples.pop("retries")) >= 0
    assert int(samples.pop("doubtful_requests")) >= 0
    assert samples == {
        "events_read": "1000",
        'events{outcome="arrived"}': "998",
        'events{outcome="dead"}': "2",
        'events{outcome="earlier_arrived"}': "0",
        'events{outcome="earlier_dead"}': "0",
        'events{outcome="not_sent"}': "0",
        'problems{rule="empty-array",severity="error"}': "2",
        "complete": "1",
    }
    assert all(line.startswith("# ") or SAMPLE.fullmatch(line) for line in text.splitlines())
    if not RUNNER:
        assert [file.stat().st_mode & 0o777 for file in (path, tmp_path / "metrics.prom")] == [0o600, 0o644]


@pytest.mark.anywhere
def test_the_numbers_tell_why_a_run_ended(tmp_path: Path) -> None:
    write_events(tmp_path / "events", [event(number) for number in range(10)])
    result = finish(start("http://127.0.0.1:9/v1/activity/upload", tmp_path, "--max-retries", "0", "--metrics", "m"))
    found = json.loads((tmp_path / "m").read_text())
    assert (result.returncode, found["is_complete"], found["not_sent"]) == (1, False, 10)
    assert "cannot be reached" in found["fault"]

"""`send` that is ended and run again: no event is lost."""

from __future__ import annotations

import json
import signal
import subprocess
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from cli_support import (
    ASSET,
    COMMAND,
    ENV,
    OK,
    Answers,
    Fake,
    event,
    fake,
    fault,
    letters,
    send,
    slow,
    summary,
    write_events,
)


def start(server: Fake, *arguments: object, cwd: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*COMMAND, "send", *map(str, arguments), "--asset-id", ASSET, "--endpoint", server.url],
        cwd=cwd,
        env=ENV,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def run_until(server: Fake, requests: int, *arguments: object, cwd: Path, number: int) -> subprocess.Popen[bytes]:
    """Starts `send`, and signals it once it has made this number of requests."""
    process = start(server, *arguments, cwd=cwd)
    deadline = time.monotonic() + 20
    while len(server.asked) < requests and time.monotonic() < deadline:
        time.sleep(0.01)
    assert len(server.asked) >= requests
    process.send_signal(number)
    return process


def test_a_changed_input_is_noticed(tmp_path: Path) -> None:
    events = [event(number) for number in range(200)]
    path = write_events(tmp_path / "a", events)
    is_killed = threading.Event()

    def answer(_: list[Any]) -> Answers:
        # So slow that the run cannot end by itself, however late the signal comes.
        is_killed.wait(0 if len(server.asked) < 3 else 20)
        return OK

    with fake(answer) as server:
        process = run_until(server, 3, "a", "--chunk-events", "5", cwd=tmp_path, number=signal.SIGKILL)
        is_killed.set()
        process.communicate()
        server.wait_until_left()
        assert "another number of chunk events" in fault(send(server, "a", cwd=tmp_path))
        for changed in ([event(-1), *events], events[:1]):
            write_events(path, changed)
            asked = len(server.asked)
            result = send(server, "a", "--chunk-events", "5", cwd=tmp_path)
            assert result.returncode == 2
            assert "the input has changed" in fault(result)
            assert len(server.asked) == asked
        write_events(path, events)
        assert send(server, "a", "--chunk-events", "5", cwd=tmp_path).returncode == 0
    assert set(server.taken) == set(range(200))


@pytest.mark.parametrize("number", [pytest.param(signal.SIGINT, marks=pytest.mark.anywhere), signal.SIGTERM])
@pytest.mark.parametrize("requests", [3, 41])
def test_a_signal_on_standard_input_loses_nothing_that_was_read(requests: int, number: int, tmp_path: Path) -> None:
    with fake(slow) as server:
        process = start(server, "--chunk-events", "5", cwd=tmp_path)
        assert process.stdin is not None
        process.stdin.write("".join(json.dumps(event(n)) + "\n" for n in range(203)).encode())
        process.stdin.flush()
        deadline = time.monotonic() + 60
        while len(server.asked) < requests:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        # The pipe stays open: nothing comes, and it must end nevertheless.
        process.send_signal(number)
        assert process.wait(timeout=4) == 130
        assert process.stderr is not None
        assert process.stdout is not None
        output = process.stdout.read().decode()
        assert "\njournal: none: standard input is read once" in output
        # What has come is passed on while nothing more comes, so that all of it was sent by then.
        is_all_sent = requests == 41
        where = "was sent" if is_all_sent else "and not sent is in 'netcore-aes.dead-letter.ndjson'"
        assert f"stopped; what was read {where}" in process.stderr.read().decode()
        process.communicate()
    path = tmp_path / "netcore-aes.dead-letter.ndjson"
    assert path.exists() == (not is_all_sent)
    dead = [] if is_all_sent else [line["event"]["identity"] for line in letters(path)]
    assert dead == sorted(dead)
    assert sorted(server.taken + dead) == list(range(len(server.taken) + len(dead)))
    assert output.startswith(f"events read: {len(server.taken) + len(dead)}\n")
    assert len(server.taken) + len(dead) in (*range(5, 200, 5), 203)


def test_requests_on_their_way_get_five_seconds(tmp_path: Path) -> None:
    """One answer comes within them, the other does not."""
    write_events(tmp_path / "a", [event(number) for number in range(4)])
    late, is_over = threading.Event(), threading.Event()

    def answer(events: list[Any]) -> Answers:
        # The others are not to wait for this one.
        server.lock.release()
        (is_over if events[0]["identity"] else late).wait(30)
        server.lock.acquire()
        return OK

    with fake(answer) as server:
        arguments = ("a", "--chunk-events", "1", "--connections", "2", "--no-progress")
        process = run_until(server, 2, *arguments, cwd=tmp_path, number=signal.SIGTERM)
        began = time.monotonic()
        threading.Timer(3, late.set).start()
        output, error = process.communicate(timeout=20)
        assert 4.5 < time.monotonic() - began < 7
        assert (process.returncode, error) == (130, b"netcore-aes: stopped; run the same command again to go on\n")
        assert b"\narrived: 1\n" in output
        is_over.set()
        server.wait_until_left()
        assert send(server, *arguments, cwd=tmp_path).returncode == 0
    assert sorted(set(server.taken)) == list(range(4))
    assert server.taken.count(0) == 1


def test_a_chunk_is_done_when_its_dead_letters_are_written(tmp_path: Path) -> None:
    write_events(tmp_path / "a", [event(""), event(1)])
    with fake() as server:
        assert "No space left" in fault(send(server, "a", "--dead-letter", "/dev/full", cwd=tmp_path))
        again = send(server, "a", cwd=tmp_path)
    assert again.returncode == 1
    assert [line["index"] for line in letters(tmp_path / "a.dead-letter.ndjson")] == [0]
    # The dead letters of wrong events are written before what stands behind them is sent.
    assert server.taken == [1]
    assert "may have arrived twice" not in summary(again)


def test_dead_letters_that_do_not_fit_leave_no_piece(tmp_path: Path) -> None:
    write_events(tmp_path / "a", [event("") for _ in range(200)])
    path = tmp_path / "a.dead-letter.ndjson"
    path.write_text('{"old": 1}\n')
    path.chmod(0o600)
    arguments = [*COMMAND, "send", "a", "--asset-id", ASSET, "--endpoint", "http://127.0.0.1:9/"]
    for size, status, number in ((20_000, 2, 1), (1 << 30, 1, 201), (1 << 30, 1, 401)):
        again = ["--start-over"] if number > 201 else []
        limited = ["prlimit", f"--fsize={size}", *arguments, *again]
        result = subprocess.run(limited, cwd=tmp_path, env=ENV, capture_output=True, check=False)
        assert result.returncode == status, result
        assert (b"cannot write the dead letters" in result.stderr) == (status == 2)
        assert len(letters(path)) == number
    assert [line.get("index", -1) for line in letters(path)] == [-1, *range(200), *range(200)]


@pytest.mark.anywhere
def test_standard_input_with_a_journal_can_go_on(tmp_path: Path) -> None:
    data = "".join(json.dumps(event(n)) + "\n" for n in range(20)).encode()
    answers = [OK, (401, {}, "")]
    arguments = ("-", "--chunk-events", "5", "--connections", "1", "--journal", "j")
    with fake(lambda _: answers.pop(0) if answers else OK) as server:
        assert "run the same command again" in fault(send(server, *arguments, cwd=tmp_path, stdin=data))
        assert send(server, *arguments, cwd=tmp_path, stdin=data).returncode == 0
    assert sorted(server.taken) == list(range(20))

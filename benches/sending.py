"""Measures `netcore-aes send` and `check` as processes: rates, memory, and the time until the first byte arrives."""

import os
import re
import shutil
import socket
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

ROUNDS, STARTS = 9, 15
EVENTS, CHECKED = 300_000, 1_000_000
# For a journal that is made new in each round, as in a user's folder: not in memory.
FOLDER = Path("build/bench/send")
PEER = Path("target/release/examples/bench")
CLI = Path("build/bin/netcore-aes")
ASSET = "a1b2c3d4e5"
KEYS = {"NETCORE_AES_KEY": "Zq8Rw2Lk5Tn7Xc1Vb4Ym9Ps3Hd6Jf0Ga", "NETCORE_AES_IV": "Uo3Ei8Mt1Wx6Cz9B", "NETCORE_API_KEY": "k" * 20}


def measure(event, run):
    """Returns lines of figures. `event`: one of 400 bytes, without a line break; `run` runs a command and returns its output."""
    run("make", "-s", "cli")
    run("cargo", "build", "-q", "--release", "-p", "netcore-aes-send", "--example", "bench")
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    small, large, few = (FOLDER / name for name in ("small", "large", "few"))
    for path, count in ((small, EVENTS), (large, CHECKED), (few, 100_000)):
        path.write_text((event + "\n") * count)
    # Or the journals would wait for these files to be on the disk, too.
    os.sync()
    figures = {}

    def note(group, name, value):
        figures.setdefault((group, name), []).append(value)

    with sink() as port:
        for _ in range(ROUNDS):
            note("send-dry", "ours", timed([*one_core(), *send(small, port), "--dry-run"]) / EVENTS)
            note("send-sink", "ours", timed(send(small, port)) / EVENTS)
            note("send-sink", "post", int(run(PEER, "post", f"http://127.0.0.1:{port}/", EVENTS // 1000, 1000, 4)))
            note("send-check", "ours", timed([*one_core(), CLI, "check", large]) / CHECKED)
            note("send-check", "core", int(run(*one_core(), PEER, "check", large)))
        for name, path in (("100k", few), ("1m", large)):
            note("send-memory", name, peak(send(path, port)))
    for _ in range(STARTS):
        note("send-start", "ours", start(small))
    shutil.rmtree(FOLDER)
    lines = ["\t".join([group, name, *(f"{value:.3f}" for value in values)]) for (group, name), values in figures.items()]
    return "\n".join(lines) + "\n"


def one_core():
    return ("taskset", "-c", str(max(os.sched_getaffinity(0))))


def send(path, port):
    url = f"http://127.0.0.1:{port}/"
    return [CLI, "send", path, "--asset-id", ASSET, "--endpoint", url, "--no-progress", "--start-over"]


@contextmanager
def sink():
    with subprocess.Popen([PEER, "sink"], stdout=subprocess.PIPE, text=True) as process:
        yield int(process.stdout.readline())
        process.kill()


def started(command):
    for journal in FOLDER.glob("*.journal*"):
        journal.unlink()
    return subprocess.Popen(command, env=os.environ | KEYS, stdout=subprocess.DEVNULL)


def timed(command):
    """The nanoseconds that a command took, which must have succeeded."""
    began = time.perf_counter_ns()
    process = started(command)
    if process.wait():
        raise RuntimeError(f"{command} ended with status {process.returncode}")
    return time.perf_counter_ns() - began


def peak(command):
    """The most memory that a command held, in KiB."""
    process, most = started(command), 0
    while process.poll() is None:
        # The process may end meanwhile.
        found = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{process.pid}/status").read_text())
        most = max(most, int(found[1])) if found else most
        time.sleep(0.005)
    return most


def start(path):
    """The nanoseconds from the start of the process until the first byte of a request."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        began = time.perf_counter_ns()
        process = started(send(path, listener.getsockname()[1]))
        connection, _ = listener.accept()
        with connection:
            connection.recv(1)
            took = time.perf_counter_ns() - began
            process.kill()
            process.wait()
    return took

"""Shared by the checks that attack a program."""

from __future__ import annotations

import contextlib
import os
import re
import resource
import threading
import time
from pathlib import Path

TIER = os.environ.get("TIER", "test")
IS_LONG = TIER != "test"


def figure(what: str, measured: object, wanted: object, is_ok: bool) -> None:
    """Prints a line of the table."""
    print(f"figure: {what} | {measured} | {wanted} | {'ok' if is_ok else 'missed'}", flush=True)


class Counted:
    """Attacks of one kind: how many were made, and which of them succeeded."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.tried = 0
        self.through: list[str] = []

    def note(self, name: str, is_fended_off: bool, seen: object = "") -> None:
        self.tried += 1
        if not is_fended_off:
            self.through.append(name)
            print(f"{self.what}: {name}: {seen!r:.300}", flush=True)

    def print(self, least: int) -> None:
        """`least`: the number of attacks below which the figure is missed."""
        held = self.tried - len(self.through)
        figure(self.what, f"{held} of {self.tried}", "all", not self.through and self.tried >= least)


def peak_mib(pid: int) -> int:
    """The peak resident memory of a process."""
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"^VmHWM:\s+(\d+) kB$", status, re.MULTILINE)
    assert found, "the process has ended"
    return int(found[1]) // 1024


class PeakOf:
    """Watches a process that ends by itself."""

    def __init__(self, pid: int) -> None:
        self.mib = 0
        self._pid = pid
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self._is_over.wait(0.002):
            # The process has ended.
            with contextlib.suppress(OSError, AssertionError):
                self.mib = max(self.mib, peak_mib(self._pid))

    def close(self) -> int:
        self._is_over.set()
        self._thread.join()
        return self.mib


def allow_many_files() -> int:
    """Raises the limit of open files as far as allowed, and returns it."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return most


def wait_for(condition, seconds: float) -> bool:
    """Waits until the condition holds; False if it does not in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return bool(condition())

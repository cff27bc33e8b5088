"""Runs `netcore-aes send`, and reads its output and files."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import netcore_aes
from abuse import PeakOf, wait_for

COMMAND = Path("build/bin/netcore-aes").resolve()
ASSET = "asset-1"
KEY, IV = netcore_aes.keygen()
API_KEY = netcore_aes.keygen().key
SECRETS = [KEY.encode(), IV.encode(), API_KEY.encode()]
COUNT = 3


@dataclass
class Run:
    """The outcome of one run."""

    status: int | None
    output: bytes
    seconds: float
    mib: int

    @property
    def is_clean(self) -> bool:
        """Whether it shows no secret, no terminal codes and no panic."""
        return not any(bad in self.output for bad in [*SECRETS, b"\x1b", b"unexpected", b"panicked"])


def send(folder: Path, url: str, *arguments: str, seconds: float = 60, stop_when: Callable[[], bool] | None = None) -> Run:
    """Runs it in a process; `status` is `None` if it had to be killed."""
    command = [COMMAND, "send", *arguments, "--asset-id", ASSET, "--endpoint", url]
    environment = {"NETCORE_AES_KEY": KEY, "NETCORE_AES_IV": IV, "NETCORE_API_KEY": API_KEY}
    began = time.monotonic()
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment | {"PATH": os.environ["PATH"]},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    peak = PeakOf(process.pid)
    try:
        if stop_when is not None:
            wait_for(stop_when, 30)
            time.sleep(0.5)
            process.terminate()
        output, _ = process.communicate(timeout=seconds)
        status = process.returncode
    except subprocess.TimeoutExpired:
        process.kill()
        output, _ = process.communicate()
        status = None
    return Run(status, output, time.monotonic() - began, peak.close())


def event(identity: int, **changes: object) -> dict:
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    fields = {"asset_id": ASSET, "activity_name": "a", "timestamp": now, "identity": identity}
    return {**fields, "activity_source": "web", "activity_params": {}, **changes}


def write_events(path: Path) -> None:
    path.write_text("".join(json.dumps(event(number)) + "\n" for number in range(COUNT)))


def dead(folder: Path) -> list[dict]:
    """The dead letters of a folder."""
    return [json.loads(line) for path in folder.glob("*dead-letter*") for line in path.read_bytes().splitlines()]

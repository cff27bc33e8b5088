"""Runs `netcore-aes send` against hostile endpoints and inputs, and prints the figures."""

from __future__ import annotations

import sys
import time

import endpoints
import inputs
from abuse import figure
from tool import Run

_MOST_MIB = 100


def main() -> int:
    runs: list[Run] = []
    for attack in (endpoints, inputs):
        began = time.monotonic()
        for counted in attack.attack(runs):
            counted.print(least=6)
        print(f"{attack.__name__}: {time.monotonic() - began:.0f} s", flush=True)
    # A run that ended before the reading shows nothing: those that are refused take a few milliseconds.
    peaks = [run.mib for run in runs if run.mib]
    figure("runs", len(runs), "50 at least", len(runs) >= 50)
    figure("runs whose memory was read", len(peaks), "half at least", len(peaks) >= len(runs) / 2)
    figure("most memory of any run", f"{max(peaks)} MiB", f"under {_MOST_MIB} MiB", max(peaks) < _MOST_MIB)
    slowest = max(run.seconds for run in runs)
    figure("longest run", f"{slowest:.0f} s", "under 60 s", slowest < 60)
    return 0


if __name__ == "__main__":
    sys.exit(main())

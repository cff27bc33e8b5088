"""Attacks a sandbox in every known way, and prints the figures."""

from __future__ import annotations

import itertools
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import ahead
import floods
import hostile
import malformed
import slow
import strangers
from abuse import figure, peak_mib
from target import running

# The inbox holds up to 128 MiB, large bodies under way 160 MB; the rest is the judging.
_MOST_MIB = 640
_SECONDS = 10


def main() -> int:
    with running() as (target, printed):
        # Each kind by itself, and slow clients and floods at once.
        for attacks in ([malformed], [strangers], [hostile], [slow, floods]):
            began = time.monotonic()
            with ThreadPoolExecutor() as pool:
                results = list(pool.map(lambda attack: attack.attack(target), attacks))
            for counted in itertools.chain.from_iterable(results):
                counted.print(least=20)
            took = f"{time.monotonic() - began:.0f} s, {peak_mib(target.process.pid)} MiB at most until now"
            print(f"{', '.join(attack.__name__ for attack in attacks)}: {took}", flush=True)
        ahead.attack(target).print(least=11)
        slow.crowd(target)
        is_alive = target.probe() and target.process.poll() is None
        figure("it still answers, and is the process that it was", "yes" if is_alive else "no", "yes", is_alive)
        figure("slowest good upload", f"{target.slowest:.1f} s of {target.probes}", f"under {_SECONDS} s", target.slowest < _SECONDS)
        peak = peak_mib(target.process.pid)
        figure("most memory ever held", f"{peak} MiB", f"under {_MOST_MIB} MiB", peak < _MOST_MIB)
    output, errors, secrets = printed
    size = len(errors) + max(0, output.count(b"\n") - 2)
    if size:
        print(errors.decode("utf-8", "replace")[:2000])
    figure("bytes of complaints, lines beyond the greeting", size, "0", size == 0)
    figure("secrets printed", len(secrets), "0", not secrets)
    return 0


if __name__ == "__main__":
    sys.exit(main())

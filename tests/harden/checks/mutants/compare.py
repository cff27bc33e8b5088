#!/usr/bin/env python3
"""Compares the surviving mutants with those that survivors.txt explains, and prints the figures.

    compare.py FOLDER SURVIVORS

FOLDER is cargo-mutants' mutants.out. A mutant under which the tests do not end counts as noticed only if it is listed under a
reason that begins with `hang:`, since a slow machine could be the cause too.
"""

import re
import sys
from collections import Counter
from pathlib import Path


def found(folder: Path, outcome: str) -> Counter[str]:
    """The mutants of an outcome, without line and column, which change with every edit."""
    lines = (folder / f"{outcome}.txt").read_text().splitlines()
    return Counter(re.sub(r":\d+:\d+: ", ": ", line) for line in lines)


def explained(survivors: Path) -> tuple[Counter[str], Counter[str]]:
    """The explained mutants: those that no test notices, and those under which the tests hang."""
    lists: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    hangs = False
    for line in survivors.read_text().splitlines():
        if line.startswith("#"):
            hangs = line.startswith("# hang:")
        elif line:
            lists[hangs][line] += 1
    return lists


def main(folder: Path, survivors: Path) -> None:
    caught, missed, timeout = (found(folder, outcome) for outcome in ("caught", "missed", "timeout"))
    listed, hanging = explained(survivors)
    files = {mutant.split(":")[0] for mutant in caught + missed + timeout}
    unexplained = (missed - listed) + (timeout - hanging)
    stale = {mutant for mutant in (listed - missed) + (hanging - timeout) if mutant.split(":")[0] in files}
    for mutant in sorted(unexplained.elements()):
        print(f"nothing noticed: {mutant}")
    for mutant in sorted(stale):
        print(f"listed, and noticed after all: {mutant}")
    total = sum((caught + missed + timeout).values())
    left = sum(((missed & listed) + (timeout & hanging)).values())
    print(
        f"figure: mutants that no test notices, of {total} in {len(files)} files ({left} explained) | "
        f"{sum(unexplained.values())} | 0 | {'ok' if total and not unexplained else 'missed'}"
    )
    print(f"figure: mutants explained that a test notices | {len(stale)} | 0 | {'missed' if stale else 'ok'}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

#!/usr/bin/env python3
"""Runs the checks of checks/ that belong to a tier, and prints what they measured as one table.

    tests/harden/run.py test|harden|soak [NAME…]

A check is a folder of checks/ with a run.sh, whose head says in which tiers it runs and how many figures it prints at least:

    # tiers: test harden soak
    # figures: 3

TIER in its environment names the tier. It prints each figure on a line of its own, `figure: WHAT | MEASURED | WANTED | ok`, or
`missed` in place of `ok`. If it lacks a tool, it prints `missing: TOOL (how to install it)` and exits with 77. A check fails by
its exit status, by a missed figure, and by fewer figures than its head promises.
"""

import os
import re
import subprocess
import sys
import time
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TIERS = ("test", "harden", "soak")
COLOURS = re.compile(r"\x1b\[[0-9;]*m")  # Maven writes them wherever it runs, without ending the line
MISSING = 77
LAST_LINES = 30  # of a failed check, repeated at the end


@dataclass
class Check:
    name: str
    tiers: list[str]
    least: int
    status: int = 0
    seconds: float = 0
    last_lines: deque[str] = field(default_factory=lambda: deque(maxlen=LAST_LINES))
    figures: list[list[str]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, script: Path) -> "Check":
        head = dict(re.findall(r"^# (tiers|figures): (.+)$", script.read_text(), re.MULTILINE))
        check = cls(script.parent.name, head["tiers"].split(), int(head["figures"]))
        unknown = set(check.tiers) - set(TIERS)
        if unknown or check.least < 1:
            raise SystemExit(f"{script}: tiers are {', '.join(TIERS)}, and the number of figures is at least 1")
        return check

    @property
    def passed(self) -> bool:
        return self.status == 0 and len(self.figures) >= self.least and all(figure[3] == "ok" for figure in self.figures)

    def run(self, tier: str) -> None:
        begin = time.monotonic()
        script = HERE / "checks" / self.name / "run.sh"
        with subprocess.Popen(
            [script], cwd=ROOT, env=os.environ | {"TIER": tier}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, errors="replace",
        ) as process:  # fmt: skip
            for line in process.stdout:
                self.take(COLOURS.sub("", line).rstrip("\n"))
        self.status = process.returncode
        self.seconds = time.monotonic() - begin

    def take(self, line: str) -> None:
        print(f"{self.name}: {line}", flush=True)
        self.last_lines.append(line)
        if line.startswith("figure: "):
            cells = [cell.strip() for cell in line.removeprefix("figure: ").split("|")]
            self.figures.append(cells if len(cells) == 4 else [line, "", "", "missed"])
        elif line.startswith("missing: "):
            self.missing.append(line.removeprefix("missing: "))

    def rows(self) -> list[list[str]]:
        rows = list(self.figures)
        if self.status == MISSING:
            rows += [[self.name, "not run", f"needs {tool}", "MISSING"] for tool in self.missing or ["a tool that it did not name"]]
        elif self.status != 0:
            rows.append([self.name, f"ended with status {self.status}", "0", "missed"])
        elif len(self.figures) < self.least:
            rows.append([self.name, f"{len(self.figures)} figures", str(self.least), "missed"])
        return rows


def table(tier: str, checks: list[Check]) -> str:
    rows = [["check", "measured", "wanted", ""]] + [row for check in checks for row in check.rows()]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    lines.insert(1, "  ".join("-" * width for width in widths))
    times = ", ".join(f"{check.name} {check.seconds:.0f} s" for check in checks)
    return "\n".join([f"\n==== {tier}: what was measured", *lines, "", times])


def main(tier: str, *names: str) -> int:
    if tier not in TIERS:
        raise SystemExit(f"the tier is {tier!r}, and must be one of {', '.join(TIERS)}")
    known = [Check.read(script) for script in sorted(HERE.glob("checks/*/run.sh"))]
    unknown = set(names) - {check.name for check in known}
    if unknown:
        raise SystemExit(f"no such check: {', '.join(sorted(unknown))}; there are {', '.join(check.name for check in known)}")
    checks = [check for check in known if (check.name in names if names else tier in check.tiers)]
    for check in checks:
        check.run(tier)
    print(table(tier, checks))
    # A missing tool is an error, but in `make test` only with REQUIRE=all.
    lenient = tier == "test" and os.environ.get("REQUIRE") != "all"
    failed = [check for check in checks if not check.passed and not (lenient and check.status == MISSING)]
    for check in failed:
        print(f"\n==== {check.name} failed; its last lines:", *check.last_lines, sep="\n")
    if failed:
        print(f"FAILED: {', '.join(check.name for check in failed)}")
    return 1 if failed or not checks else 0


if __name__ == "__main__":
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    sys.exit(main(*sys.argv[1:]))

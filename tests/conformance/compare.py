#!/usr/bin/env python3
"""Runs the conformance drivers of all languages and shows that they agree: see README.md."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from examine import REFERENCE, Fault, Report, examine
from facts import REPOSITORY, facts
from vectors import Vectors

HERE = Path(__file__).resolve().parent
LANGUAGES = ("rust", "c", "cpp", "python", "go", "java", "php", "node")
TOOLS = {
    "rust": ("cargo", "cc"),
    "python": ("cargo", "cc", "make"),
    "c": ("cc",),
    "cpp": ("c++",),
    "go": ("go", "cc"),
    "java": ("javac",),
    "php": ("php",),
    "node": ("cargo", "cc", "node"),
}
COLUMNS = {
    "version": ("version", "abi"),
    "schemes": ("scheme",),
    "statuses": ("status",),
    "cases": ("case",),
    "batches": ("batch",),
    "events": ("events",),
    "requests": ("request",),
}
SHOWN = 5
TIMEOUT = 600


@dataclass
class Row:
    """A language's part in the comparison."""

    language: str
    missing: str = ""
    broken: str = ""
    seconds: float = 0
    report: Report = field(default_factory=Report)

    @property
    def good(self) -> bool:
        return not (self.missing or self.broken or self.report.faults)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("languages", nargs="*", metavar="LANGUAGE", help="languages to run; all by default")
    parser.add_argument("--drivers", type=Path, default=HERE, help="the folder with a folder for each language")
    parser.add_argument("--vectors", type=Path, default=REPOSITORY / "tests" / "vectors", help="the folder of vectors")
    arguments = parser.parse_args()
    if unknown := set(arguments.languages) - set(LANGUAGES):
        parser.error(f"unknown languages: {', '.join(sorted(unknown))}; known: {', '.join(LANGUAGES)}")
    wanted = {REFERENCE, *(arguments.languages or LANGUAGES)}
    known = facts()
    vectors = Vectors(arguments.vectors.resolve(), known.statuses)
    rows: list[Row] = []
    for language in (language for language in LANGUAGES if language in wanted):
        row = Row(language, missing=lacking(arguments.drivers / language / "run.sh", TOOLS[language]))
        if not row.missing:
            output = run(arguments.drivers / language / "run.sh", vectors.folder, row)
            reference = rows[0].report if rows else None
            row.report = examine(language, output, vectors, known, reference) if not row.broken else row.report
        rows.append(row)
    show(rows, vectors)
    return verdict(rows, vectors)


def lacking(driver: Path, tools: tuple[str, ...]) -> str:
    if not driver.exists():
        return f"no {driver.parent.name}/run.sh"
    environment = {"cc": os.environ.get("CC", "cc"), "c++": os.environ.get("CXX", "c++")}
    absent = [tool for tool in tools if not shutil.which(environment.get(tool, tool))]
    return f"needs {', '.join(absent)}" if absent else ""


def run(driver: Path, folder: Path, row: Row) -> bytes:
    """Runs a driver; keeps its output in build/conformance."""
    start = time.monotonic()
    try:
        done = subprocess.run([driver, folder], capture_output=True, timeout=TIMEOUT, check=False)
    except (subprocess.TimeoutExpired, OSError) as error:
        row.broken = "it could not be run" if isinstance(error, OSError) else f"it ran for more than {TIMEOUT} s"
        return b""
    row.seconds = time.monotonic() - start
    kept = REPOSITORY / "build" / "conformance" / f"{row.language}.tsv"
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_bytes(done.stdout)
    if done.returncode:
        words = done.stderr.decode(errors="replace").strip().splitlines()[-SHOWN:]
        row.broken = "\n    ".join([f"it exited with {done.returncode}", *words])
    return done.stdout


def cell(row: Row, kinds: tuple[str, ...]) -> str:
    report = row.report
    lines = [line[0] for line in report.library] + [key[0] for key in report.outcomes]
    count = sum(kind in kinds for kind in lines)
    wrong = len({fault.key for fault in report.faults if fault.key[0] in kinds})
    return f"{count} agree" if not wrong else f"{count}, {wrong} DIFFER"


def show(rows: list[Row], vectors: Vectors) -> None:
    wanted = Counter(key[0] for key in vectors.cases)
    totals = [str(wanted[kinds[0]] or "") for kinds in COLUMNS.values()]
    table = [["", *COLUMNS, "form", "time"], ["in the vectors", *totals, "", ""]]
    for row in (row for row in rows if not row.missing and not row.broken):
        apart = {kind for kinds in COLUMNS.values() for kind in kinds}
        form = sum(fault.key[0] not in apart for fault in row.report.faults)
        cells = [cell(row, kinds) for kinds in COLUMNS.values()]
        table.append([row.language, *cells, f"{form} FAULTS" if form else "right", f"{row.seconds:.1f} s"])
    widths = [max(len(line[column]) for line in table) for column in range(len(table[0]))]
    for line in table:
        print("  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip())
    for row in rows:
        if row.missing:
            print(f"MISSING {row.language}: {row.missing}")
        if row.broken:
            print(f"BROKEN  {row.language}: {row.broken}")
        for fault in row.report.faults[:SHOWN]:
            print(f"DIFFERS {row.language}: {told(fault)}")
        if len(row.report.faults) > SHOWN:
            print(f"DIFFERS {row.language}: and {len(row.report.faults) - SHOWN} more differences")


def told(fault: Fault) -> str:
    return f"{' '.join(fault.key)}: {fault.what}"


def verdict(rows: list[Row], vectors: Vectors) -> int:
    strict = os.environ.get("REQUIRE") == "all"
    if vectors.ciphertexts is None:
        print("MISSING openssl: the texts of the batches were compared with Rust's alone")
    ran = [row for row in rows if not row.missing]
    failed = any(not row.good for row in ran) or not ran or rows[0].missing
    incomplete = len(ran) < len(rows) or vectors.ciphertexts is None
    print("FAILED" if failed else f"{len(ran)} of {len(rows)} languages agree")
    return int(bool(failed or (strict and incomplete)))


if __name__ == "__main__":
    sys.exit(main())

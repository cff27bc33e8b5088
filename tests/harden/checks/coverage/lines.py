#!/usr/bin/env python3
"""Reads which lines ran, and prints the figures.

    lines.py EXCEPTIONS LCOV…

A line of EXCEPTIONS is `FILE: CODE`, CODE being the line's own text, or `FILE: fn NAME` for all lines of a function; each stands
under a comment with the reason. Lines of tests, and of hooks for them, do not count. A line under a reason that begins with `elsewhere:` runs on another
CPU, and may run here as well; any other that runs after all, or is not there, is an exception too many.
"""

import re
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]


@dataclass(frozen=True)
class Rule:
    file: str
    code: str
    is_elsewhere: bool


def rules(path: Path) -> list[Rule]:
    known: list[Rule] = []
    is_elsewhere = False
    for line in path.read_text().splitlines():
        if line.startswith("#"):
            is_elsewhere = line.startswith("# elsewhere:")
        elif line:
            file, code = line.split(": ", 1)
            known.append(Rule(file, code, is_elsewhere))
    return known


def counts(reports: list[str]) -> dict[str, dict[int, int]]:
    """How often each line of each file ran, in the report with most runs."""
    files: dict[str, dict[int, int]] = {}
    lines: dict[int, int] = {}
    for report in reports:
        for line in Path(report).read_text().splitlines():
            if line.startswith("SF:"):
                lines = files.setdefault(str(Path(line[3:]).relative_to(ROOT)), {})
            elif line.startswith("DA:"):
                number, count = (int(part) for part in line[3:].split(",")[:2])
                lines[number] = max(count, lines.get(number, 0))
    return files


def functions(code: list[str]) -> dict[int, str]:
    """The function of each line: it ends at the closing brace of the same indentation."""
    owner: dict[int, str] = {}
    name, indent = "", -1
    for number, line in enumerate(code, 1):
        start = re.match(r"( *)(?:pub(?:\([a-z]+\))? )?(?:const )?(?:unsafe )?fn (\w+)", line)
        if start and indent < 0:
            name, indent = start[2], len(start[1])
        if indent >= 0:
            owner[number] = name
            if line == " " * indent + "}" or (start and line.endswith("}")):
                indent = -1
    return owner


def end_of_code(code: list[str]) -> int:
    """The line where the tests of a file begin."""
    for number, line in enumerate(code, 1):
        if line == "#[cfg(test)]" and number < len(code) and code[number].startswith("mod tests {"):
            return number
    return len(code) + 1


def main(exceptions: str, *reports: str) -> None:
    known = rules(Path(exceptions))
    used: set[Rule] = set()
    totals: dict[str, list[int]] = {}
    for file, lines in sorted(counts(list(reports)).items()):
        if re.search(r"/tests(/|\.rs)|/(fault_points|testing)\.rs", file):
            continue
        code = (ROOT / file).read_text().splitlines()
        owner, end = functions(code), end_of_code(code)
        total = totals.setdefault(file.split("/")[0], [0, 0, 0])
        for number, count in lines.items():
            if number >= end:
                continue
            total[0] += 1
            if count > 0:
                continue
            text = code[number - 1].strip()
            of_line = {rule for rule in known if rule.file == file and rule.code in (text, f"fn {owner.get(number)}")}
            used |= of_line
            total[1 if of_line else 2] += 1
            if not of_line:
                print(f"no test runs {file}:{number}: {text}")
    unused = [rule for rule in known if rule not in used and not rule.is_elsewhere]
    for rule in unused:
        print(f"an exception for a line that runs, or is gone: {rule.file}: {rule.code}")
    for crate, wanted in (("netcore-aes-core", 100), ("netcore-aes-ffi", 95)):
        total, named, missed = totals[crate]
        share = 100 * (total - missed) / total
        verdict = "ok" if share >= wanted else "missed"
        print(f"figure: lines of {crate} that a test runs, with {named} exceptions in {total} | "
              f"{share:.2f}% | at least {wanted}% | {verdict}")  # fmt: skip
    print(f"figure: needless exceptions | {len(unused)} | 0 | {'missed' if unused else 'ok'}")


if __name__ == "__main__":
    main(*sys.argv[1:])

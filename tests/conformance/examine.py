"""Compares one driver's output with the form, the vectors, the project's facts, and the reference's output."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from vectors import Key, Vectors, same_problems

if TYPE_CHECKING:
    from facts import Facts

REFERENCE = "rust"
ABOVE_THE_CORE = {"rust", "python", "node"}
"""Languages on the core, not on the C ABI: they have no ABI version, and some statuses of their own."""
MAY_LACK = {"NULL", "BUFFER_TOO_SMALL", "OVERLAP", "OFFSETS", "PANIC"}
HAVE_BESIDES = {"EVENT_TOO_LONG": "21"}

LIBRARY = ("version", "abi", "scheme", "status")


class Fault(NamedTuple):
    """A faulty line and its fault, without the line's contents."""

    key: Key
    what: str


@dataclass
class Report:
    """A driver's output, parsed."""

    library: list[list[str]] = field(default_factory=list)
    outcomes: dict[Key, list[str]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, what: str, *key: str) -> None:
        self.faults.append(Fault(key, what))


def read(output: bytes, vectors: Vectors) -> Report:
    """Parses an output, and notes where it breaks the form."""
    report = Report()
    lines = split(output, report)
    while lines and lines[0][0] in LIBRARY:
        report.library.append(lines.pop(0))
    end = lines.pop() if lines and lines[-1][0] == "end" else []
    if end != ["end", str(len(lines))]:
        report.fault("it is missing, or does not give the number of lines before it", "end")
    keys = [key_of(line, lines[:place]) for place, line in enumerate(lines)]
    check_keys(keys, list(vectors.cases), report)
    for key, line in zip(keys, lines, strict=True):
        report.outcomes.setdefault(key, line[3 if key[0] == "case" else 2 :])
    return report


def split(output: bytes, report: Report) -> list[list[str]]:
    try:
        text = output.decode()
    except UnicodeDecodeError:
        report.fault("it is not UTF-8", "output")
        text = output.decode(errors="replace")
    if not text.endswith("\n"):
        report.fault("its last line has no line feed", "output")
    if "\r" in text:
        report.fault("it has carriage returns", "output")
    return [line.split("\t") for line in text.removesuffix("\n").split("\n")]


def key_of(line: list[str], before: list[list[str]]) -> Key:
    if line[0] == "case":
        return tuple(line[:3])
    if line[0] == "batch":
        return ("batch", *line[1:2], "one-wrong" if before and before[-1][:2] == line[:2] else "all")
    return tuple(line[:2])


def check_keys(keys: list[Key], wanted: list[Key], report: Report) -> None:
    counts = Counter(keys)
    for key in wanted:
        if not counts[key]:
            report.fault("it is missing", *key)
    for key, count in counts.items():
        if key not in wanted:
            report.fault("there is no such case", *printable(key))
        elif count > 1:
            report.fault(f"it stands there {count} times", *key)
    if counts == Counter(wanted) and keys != wanted:
        place = next(place for place, pair in enumerate(zip(keys, wanted, strict=True)) if pair[0] != pair[1])
        report.fault("it stands in another place", *keys[place])


def printable(key: Key) -> Key:
    """A key from an output, cut to be shown."""
    return tuple(part[:60] for part in key)


def examine(language: str, output: bytes, vectors: Vectors, facts: Facts, reference: Report | None = None) -> Report:
    """Reads an output and notes its faults; `reference` is the report that it must equal."""
    report = read(output, vectors)
    check_library(language, report, facts)
    for key, outcome in report.outcomes.items():
        if key not in vectors.cases:
            continue
        if not as_expected(key, outcome, vectors):
            report.fault(f"{shape(outcome)}, which is not what the vectors say", *key)
        elif reference and outcome != reference.outcomes.get(key):
            report.fault(f"{shape(outcome)}, and {difference(outcome, reference.outcomes.get(key))}", *key)
    return report


def check_library(language: str, report: Report, facts: Facts) -> None:
    core = language in ABOVE_THE_CORE
    wanted = [["version", facts.version], *([] if core else [["abi", facts.abi]])]
    wanted += [["scheme", *scheme] for scheme in facts.schemes]
    statuses = facts.statuses | (HAVE_BESIDES if core else {})
    if len(set(statuses.values())) < len(statuses):
        raise SystemExit("the header uses a number that belongs to Rust and Python")
    named = {tuple(line) for line in report.library}
    lacking = {name for name in MAY_LACK if core and ("status", statuses[name], name) not in named}
    by_number = sorted(statuses.items(), key=lambda item: int(item[1]))
    wanted += [["status", number, name] for name, number in by_number if name not in lacking]
    for line in wanted:
        if line not in report.library:
            report.fault("there is no such line, or it says another number or name", *line)
    for line in report.library:
        if line not in wanted:
            report.fault("this is not what the header and Cargo.toml say", *printable(tuple(line)))
    if sorted(report.library) == sorted(wanted) and report.library != wanted:
        report.fault("its first lines are not in order", "output")
    if len(report.library) > len(wanted):
        report.fault("a line of its first stands there twice, or more", "output")


def as_expected(key: Key, outcome: list[str], vectors: Vectors) -> bool:
    if key[0] == "events":
        return same_problems(vectors.cases[key], outcome)
    expected = vectors.expected(key)
    return len(outcome) == len(expected) and all(
        want(got) if callable(want) else want == got for want, got in zip(expected, outcome, strict=True)
    )


def shape(outcome: list[str]) -> str:
    """An outcome without its contents: `ok`, or `error` with name and number."""
    return " ".join(part[:30] for part in outcome[: 3 if outcome[:1] == ["error"] else 1]) or "nothing"


def difference(outcome: list[str], reference: list[str] | None) -> str:
    if reference is None:
        return "Rust printed nothing"
    if shape(outcome) != shape(reference):
        return f"Rust printed {shape(reference)}"
    pairs = list(zip(outcome, reference, strict=False))
    place = next((place for place, pair in enumerate(pairs) if pair[0] != pair[1]), len(pairs))
    return f"field {place + 1} of that is not what Rust printed"

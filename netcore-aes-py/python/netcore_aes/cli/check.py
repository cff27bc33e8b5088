"""``netcore-aes check``."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from . import source
from .chunk import groups
from .fault import NOT_SENT, Fault, printable
from .options import Input, ReportFormat
from .sift import problems_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netcore_aes import Problem

_MAX_ROWS = 1000


@dataclass
class _Counts:
    events: int = 0
    error: int = 0
    warning: int = 0


def check(
    file: Input,
    report_format: Annotated[ReportFormat, typer.Option("--format", help="How to report.")] = ReportFormat.TABLE,
    asset_id: Annotated[
        str | None, typer.Option(metavar="ID", help="The asset id that the events are to bear.", show_default=False)
    ] = None,
) -> None:
    """Check events against the vendor's rules: a JSON array or NDJSON, or gzip of either. Exit status 1 on errors."""
    counts = _Counts()
    problems = _problems(file, asset_id, counts)
    if report_format is ReportFormat.JSON:
        _print_json(problems, counts)
    else:
        _print_table(problems, counts)
    if counts.error:
        raise typer.Exit(NOT_SENT)


def _problems(path: str, asset_id: str | None, counts: _Counts) -> Iterator[Problem]:
    """Yield the problems, with pointers and events of the whole input."""
    for group in groups(source.name_of(path), source.blocks(path)):
        for index, found in problems_of(group, asset_id).items():
            for problem in found:
                counts.error += problem.severity == "error"
                counts.warning += problem.severity == "warning"
                event = counts.events + index
                yield replace(problem, pointer=f"/{event}{problem.pointer}", event=event)
        counts.events += len(group)
    if not counts.events:
        raise Fault(f"{source.name_of(path)!r} contains no event")


def _print_json(problems: Iterator[Problem], counts: _Counts) -> None:
    # Problem by problem, so that memory does not grow with them. Nothing is written before the first chunk was read.
    first = next(problems, None)
    sys.stdout.write('{"problems": [')
    if first is not None:
        sys.stdout.write("\n" + json.dumps(asdict(first)))
    for problem in problems:
        sys.stdout.write(",\n" + json.dumps(asdict(problem)))
    rest = {"events": counts.events, "errors": counts.error, "warnings": counts.warning}
    sys.stdout.write("], " + json.dumps(rest).removeprefix("{") + "\n")


def _print_table(problems: Iterator[Problem], counts: _Counts) -> None:
    table = Table("where", "rule", "severity", "what to do")
    for number, problem in enumerate(problems):
        if number < _MAX_ROWS:
            style = "red" if problem.severity == "error" else "yellow"
            where, what = Text(printable(problem.pointer)), Text(printable(problem.message))
            table.add_row(where, problem.rule, Text(problem.severity, style), what)
    console = Console()
    if not console.is_terminal:
        # A log is not to cut what a screen would.
        console.width = 200
    if table.row_count:
        console.print(table)
    if (more := counts.error + counts.warning - table.row_count) > 0:
        console.print(f"... and {more} problems more, which --format json shows")
    console.print(f"{counts.events} events: {counts.error} errors, {counts.warning} warnings")

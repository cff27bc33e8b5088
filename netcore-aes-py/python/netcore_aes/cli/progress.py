"""How far a run is, on a terminal."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from . import source
from .fault import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .tally import Tally


@contextlib.contextmanager
def shown(paths: list[str], tally: Tally, *, is_wanted: bool) -> Iterator[Callable[[int], None]]:
    """Show a bar on standard error if that is a terminal; yield what is to be told of each number of bytes read."""
    console = Console(stderr=True)
    if not is_wanted or not console.is_terminal:
        yield lambda _: None
        return
    sizes = [source.size_of(path) for path in paths]
    total = None if None in sizes else sum(size or 0 for size in sizes)
    columns = [
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[events]} events, {task.fields[rate]}/s"),
        TimeRemainingColumn(),
    ]
    with Progress(*columns, console=console, transient=True) as progress:
        name = os.path.basename(source.name_of(paths[0]))
        label = name if len(paths) == 1 else f"{name} and {len(paths) - 1} more"
        # What is in square brackets would be taken for markup.
        task = progress.add_task(printable(label).replace("[", "("), total=total, events=0, rate=0)

        def advance(size: int) -> None:
            settled = tally.counts["arrived"] + tally.counts["dead"]
            elapsed = progress.tasks[task].elapsed or 1.0
            progress.update(task, advance=size, events=settled, rate=round(settled / elapsed))

        yield advance

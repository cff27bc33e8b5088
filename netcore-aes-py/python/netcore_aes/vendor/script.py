"""A module as a script: its arguments, its usage and its exit status."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING, NoReturn

from .. import NetcoreAesError

if TYPE_CHECKING:
    from collections.abc import Callable


def print_usage(script: str, arguments: str, example: str) -> int:
    """Print how to call a script, and return the exit status for wrong arguments."""
    print(f"Usage: python3 {script} {arguments}")
    print(f"Example: python3 {script} {example}")
    return 1


def run(main: Callable[[list[str]], int]) -> NoReturn:
    """Run ``main`` with the arguments of the process, and exit with the status that it returns.

    A :class:`NetcoreAesError` becomes one line on standard error and exit status 2.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # Not every terminal can show every payload, nor the generator's check mark.
            stream.reconfigure(errors="backslashreplace")
    try:
        status = main(sys.argv[1:])
    except NetcoreAesError as error:
        print(error, file=sys.stderr)
        status = 2
    sys.exit(status)

"""What the drop-in's modules have in common."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING, NoReturn, TypeVar

from . import Cipher, NetcoreAesError
from ._environment import load_gcm_key

if TYPE_CHECKING:
    from collections.abc import Callable

_Text = TypeVar("_Text")


def gcm_cipher(*keys: str | bytes | None) -> Cipher:
    """Make a cipher of scheme 11258 from the first key that is set, or else from the environment's."""
    key = next((key for key in keys if key is not None), None)
    return Cipher(load_gcm_key() if key is None else key, scheme=11258)


def without_white_space(text: _Text) -> _Text | str | bytes:
    """Remove the white space from a text. What is neither ``str`` nor ``bytes`` is left for the cipher to refuse."""
    if isinstance(text, str):
        return "".join(text.split())
    if isinstance(text, bytes):
        return b"".join(text.split())
    return text


def print_usage(script: str, arguments: str, example: str) -> int:
    """Print how a script is called, and return the exit status for wrong arguments."""
    print(f"Usage: python3 {script} {arguments}")
    print(f"Example: python3 {script} {example}")
    return 1


def run(main: Callable[[list[str]], int]) -> NoReturn:
    """Run ``main`` with the arguments of the process, and exit with the status that it returns.

    An error of ours goes to standard error, in one line, and makes the status 2.
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

"""The commands, and what becomes of their faults."""

from __future__ import annotations

import importlib
import os
import sys

import typer

from netcore_aes import NetcoreAesError, __version__

from .fault import INPUT, INTERRUPTED, Fault

_DEBUG = "NETCORE_AES_DEBUG"
_COMMANDS = {
    "keygen": ".keygen",
    "encrypt": ".crypt",
    "decrypt": ".crypt",
    "check": ".check",
    "request": ".request",
    "send": ".send",
    "sandbox": "..sandbox.command",
}

app = typer.Typer(name="netcore-aes", add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)


def _show_version(value: bool) -> None:
    if value:
        typer.echo(f"netcore-aes {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: bool = typer.Option(False, "--version", callback=_show_version, is_eager=True, help="Show it and exit."),
) -> None:
    """Events for Netcore CE: keys, encryption, checks, uploads, and a sandbox to try them against."""


def run() -> int:
    """Run the command line; return the exit status. Whatever goes wrong is one line on standard error."""
    _load(sys.argv[1:])
    status = _run()
    try:
        sys.stdout.flush()
    except OSError as error:
        # What is still buffered would fail once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):
            # Whoever read has seen enough.
            return status or 1
        return status or _say(f"cannot write the output: {error.strerror}", INPUT)
    return status


def _load(arguments: list[str]) -> None:
    """Register the command that is named, or all of them: the libraries of the others take a while to load."""
    named = [argument for argument in arguments if not argument.startswith("-")][:1]
    for name in named if named and named[0] in _COMMANDS else _COMMANDS:
        app.command()(getattr(importlib.import_module(_COMMANDS[name], __package__), name))


def _run() -> int:
    try:
        status = app(standalone_mode=False)
    except (Fault, NetcoreAesError) as error:
        return _say(str(error), error.status if isinstance(error, Fault) else INPUT)
    except (KeyboardInterrupt, typer.Abort):
        return _say("stopped", INTERRUPTED)
    except Exception as error:
        return _say(*_describe(error))
    return status if isinstance(status, int) else 0


def _describe(error: Exception) -> tuple[str, int]:
    if os.environ.get(_DEBUG) == "1":
        raise error
    # typer's own, for arguments that are wrong; which class they have differs from version to version.
    if callable(format_message := getattr(error, "format_message", None)):
        return f"{' '.join(format_message().split())} (try --help)", INPUT
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror}" + (f": {error.filename!r}" if error.filename else ""), INPUT
    # Its message may hold anything, an event included.
    return f"unexpected {type(error).__name__}; {_DEBUG}=1 shows where", INPUT


def _say(message: str, status: int) -> int:
    line = "".join(character if character.isprintable() else " " for character in message)
    try:
        print(f"netcore-aes: {line}", file=sys.stderr, flush=True)
    except (OSError, ValueError):
        return status or INPUT
    return status

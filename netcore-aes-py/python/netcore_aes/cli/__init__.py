"""The command ``netcore-aes``. It needs the extra ``netcore-aes[cli]``; the rest of the package does not."""

from __future__ import annotations

import sys

_EXTRA = {"aiohttp", "httpx", "rich", "typer"}


def main() -> None:
    """Run the command with the arguments of the process, and end the process with its exit status."""
    try:
        from .app import run

        status = run()
    except ModuleNotFoundError as error:
        if str(error.name).partition(".")[0] not in _EXTRA:
            raise
        print("netcore-aes needs a few packages more; install them by: pip install 'netcore-aes[cli]'", file=sys.stderr)
        sys.exit(2)
    sys.exit(status)

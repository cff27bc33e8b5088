"""What ends a command: one line that says what to do, and an exit status."""

from __future__ import annotations

INPUT = 2
"""The exit status for usage, credentials and input."""
NOT_SENT = 1
"""The exit status if events are wrong, or did not arrive."""
INTERRUPTED = 130
"""The exit status after Ctrl-C or SIGTERM."""


class Fault(Exception):  # noqa: N818 - the user's to mend, so by the name that it has in the messages
    """A command cannot go on. The message is for the user, and holds nothing secret."""

    def __init__(self, message: str, status: int = INPUT) -> None:
        """Say what is wrong and what to do."""
        super().__init__(message)
        self.status = status


def of_os(action: str, path: str, error: OSError) -> Fault:
    """Say in one line what the operating system refused, such as ``cannot read 'x': Permission denied``."""
    return Fault(f"cannot {action} {path!r}: {error.strerror or type(error).__name__}")


def printable(text: str, keep: str = "") -> str:
    """Keep a name from steering the terminal, and from breaking a line; the characters of ``keep`` stay."""
    return "".join(
        character if character.isprintable() or character in keep else f"\\u{ord(character):04x}" for character in text
    )

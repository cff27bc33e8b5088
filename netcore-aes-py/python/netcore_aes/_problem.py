"""A problem of a payload."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Problem:
    """A problem of a payload: its place, the rule that it breaks, and how to mend it.

    It names fields and contains no value of the payload.
    """

    pointer: str
    """A JSON pointer (RFC 6901), such as ``/3/activity_params/items``; empty for the payload itself."""
    event: int | None
    """The index of the event, from 0; ``None`` for a problem of the payload itself."""
    rule: str
    """The rule's name, for programs, such as ``missing`` or ``empty-array``; it never changes."""
    severity: Literal["error", "warning"]
    """``error`` if the vendor refuses or drops the event, or cannot use it; ``warning`` if the vendor stores it."""
    message: str
    """How to mend it, in a sentence."""

    def __str__(self) -> str:
        return f"{self.pointer or 'the payload'}: {self.message}"

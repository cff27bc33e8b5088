"""Faults on demand, for testing clients."""

from __future__ import annotations

import itertools
import math
import random
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class Fault(Enum):
    """What may be done to a request; the value is what the inbox says of it."""

    DROPPED = "dropped before it was read"
    DROPPED_LATE = "received, but dropped without an answer"
    THROTTLED = "throttled on demand"
    FAILED = "failed on demand"


@dataclass
class Faults:
    """How often to do what, as shares of all requests. Raises ``ValueError`` for shares that cannot be."""

    fail_rate: float = 0.0
    throttle_rate: float = 0.0
    drop_rate: float = 0.0
    delay_ms: int = 0
    _drops: Iterator[Fault] = field(
        default_factory=lambda: itertools.cycle((Fault.DROPPED_LATE, Fault.DROPPED)), repr=False
    )
    _failures: Iterator[int] = field(default_factory=lambda: itertools.cycle((500, 503)), repr=False)
    _waits: Iterator[int] = field(default_factory=lambda: itertools.cycle((0, 1)), repr=False)

    def __post_init__(self) -> None:
        """Check the shares."""
        for name, rate in self.rates().items():
            if not 0 <= rate <= 1:
                raise ValueError(f"{name} is a share of the requests; give a number from 0 to 1")
        if math.fsum(self.rates().values()) > 1:
            raise ValueError(f"{', '.join(self.rates())} add up to more than 1; a request meets one fault at most")
        if not 0 <= self.delay_ms <= 600_000:
            raise ValueError("--delay-ms is a time in milliseconds; give a number from 0 to 600000")

    def rates(self) -> dict[str, float]:
        """Return the shares by the names of their options."""
        return {
            "--fail-rate": self.fail_rate,
            "--throttle-rate": self.throttle_rate,
            "--drop-rate": self.drop_rate,
        }

    def draw(self) -> Fault | None:
        """Draw the fate of the next request; half of the dropped ones were processed before, so that doubles come."""
        drawn = random.SystemRandom().random()
        if drawn < self.drop_rate:
            return next(self._drops)
        if drawn < self.drop_rate + self.throttle_rate:
            return Fault.THROTTLED
        if drawn < self.drop_rate + self.throttle_rate + self.fail_rate:
            return Fault.FAILED
        return None

    def failure(self) -> int:
        """Return the status of the next failure: 500 and 503 in turn."""
        return next(self._failures)

    def retry_after(self) -> int:
        """Return the next ``Retry-After`` in seconds: 0 and 1 in turn."""
        return next(self._waits)

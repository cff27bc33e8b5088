"""When a request is worth another try, and how long to wait for it."""

from __future__ import annotations

import email.utils
import random
import re
import time
from dataclasses import dataclass

_BASE_SECONDS = 0.5
_CAP_SECONDS = 60.0
# A server that asks for more than this is asked again meanwhile.
_RETRY_AFTER_CAP_SECONDS = 300.0

# Of these we know that the events were not taken; after a 500 or 504 nobody can tell.
_NOT_TAKEN = frozenset({408, 425, 429, 503})
_REFUSED_FOR_ALL = frozenset({401, 403})


@dataclass(frozen=True)
class Answer:
    """What came of one request."""

    status: int | None
    """``None`` if the connection failed."""
    message: str = ""
    """What the endpoint said, or how the connection failed."""
    retry_after: float | None = None
    """Seconds to wait, if the endpoint said so."""
    was_sent: bool = True
    """Whether any of the request can have left this machine."""

    @property
    def is_accepted(self) -> bool:
        """Whether the events have arrived."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def is_worth_another_try(self) -> bool:
        """Whether the same request may do better later."""
        return self.status is None or self.status in (408, 425, 429) or 500 <= self.status < 600

    @property
    def concerns_all(self) -> bool:
        """Whether every other request would be answered alike: the API key is refused, or the address is another."""
        return self.status is not None and (self.status in _REFUSED_FOR_ALL or 300 <= self.status < 400)

    @property
    def is_doubtful(self) -> bool:
        """Whether the events may have arrived although the answer does not say so."""
        if self.status is None:
            return self.was_sent
        return self.is_worth_another_try and self.status not in _NOT_TAKEN

    def __str__(self) -> str:
        """Return it in a few words."""
        said = "no answer" if self.status is None else f"status {self.status}"
        return f"{said}: {self.message}" if self.message else said


def delay(attempt: int, retry_after: float | None = None) -> float:
    """Return how many seconds to wait after a failure: full jitter, on top of what the endpoint asked for."""
    jitter = random.uniform(0, min(_CAP_SECONDS, _BASE_SECONDS * 2 ** min(attempt, 16)))  # noqa: S311 - no secret
    return jitter if retry_after is None else retry_after + min(jitter, _BASE_SECONDS)


def parse_retry_after(value: str | None, now: float | None = None) -> float | None:
    """Read the header ``Retry-After``, seconds or a date; ``None`` if it is neither."""
    if value is None:
        return None
    value = value.strip()
    if re.fullmatch("[0-9]{1,15}", value):
        return min(float(value), _RETRY_AFTER_CAP_SECONDS)
    try:
        date = email.utils.parsedate_to_datetime(value).timestamp()
    except (ValueError, TypeError, OverflowError, OSError):
        return None
    return min(max(date - (time.time() if now is None else now), 0.0), _RETRY_AFTER_CAP_SECONDS)

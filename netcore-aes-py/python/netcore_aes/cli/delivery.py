"""The way of one chunk to the endpoint: tried until its events are taken or refused."""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from .chunk import payload_of
from .retry import Answer, delay

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

_TOO_LARGE = 413


class _Post(Protocol):
    def post(self, payload: bytes) -> Answer: ...


@dataclass(frozen=True)
class Refusal:
    """Why an event will not arrive."""

    status: int | None
    reason: str


class UnsentError(Exception):
    """Sending cannot go on, for this chunk and for those that follow."""

    def __init__(self, message: str, *, is_doubtful: bool) -> None:
        """Say why."""
        super().__init__(message)
        self.is_doubtful = is_doubtful
        """Whether events of this chunk may have arrived nevertheless."""


class Courier:
    """Delivers chunks. Any number of threads may share it."""

    def __init__(self, poster: _Post, *, max_retries: int, stop: threading.Event) -> None:
        """Set how often a request is tried after the first time, and what ends its waiting."""
        self._poster, self._max_retries, self._stop = poster, max_retries, stop
        self._last_accepted = float("-inf")

    def deliver(self, events: list[bytes], on_retry: Callable[[Answer], None]) -> dict[int, Refusal]:
        """Post events until each is taken or refused; return the refusals by index.

        ``on_retry`` is told of each answer that another try follows. Raises :class:`UnsentError` if the endpoint cannot
        be reached or refuses everything, or if the user asks to stop while it waits.
        """
        refused: dict[int, Refusal] = {}
        is_doubtful = False
        # Halves of what is too large for one request; the left one first.
        parts = [(0, events)]
        while parts:
            first, part = parts.pop()
            try:
                answer = self._try(part, on_retry)
            except UnsentError as error:
                raise UnsentError(str(error), is_doubtful=error.is_doubtful or is_doubtful) from None
            # From here on, sending the whole chunk once more would double this part.
            if answer.is_accepted:
                is_doubtful = True
            elif answer.status == _TOO_LARGE and len(part) > 1:
                half = len(part) // 2
                parts += [(first + half, part[half:]), (first, part[:half])]
            else:
                refused |= dict.fromkeys(range(first, first + len(part)), Refusal(answer.status, str(answer)))
        return refused

    def _try(self, events: list[bytes], on_retry: Callable[[Answer], None]) -> Answer:
        payload = payload_of(events)
        began = time.monotonic()
        is_doubtful = False
        for attempt in itertools.count():
            answer = self._poster.post(payload)
            if answer.is_accepted:
                self._last_accepted = time.monotonic()
                return answer
            is_doubtful = is_doubtful or answer.is_doubtful
            if answer.concerns_all:
                raise UnsentError(_advice(answer), is_doubtful=is_doubtful)
            if not answer.is_worth_another_try:
                return answer
            if attempt >= self._max_retries:
                # If others were taken meanwhile, it is these events that the endpoint cannot take.
                if answer.status is not None and self._last_accepted > began:
                    return answer
                raise UnsentError(_advice(answer), is_doubtful=is_doubtful)
            if self._stop.is_set() or self._stop.wait(delay(attempt, answer.retry_after)):
                raise UnsentError("stopped", is_doubtful=is_doubtful)
            on_retry(answer)
        raise AssertionError("count ends")


def _advice(answer: Answer) -> str:
    # Without the endpoint's own words: they may hold what was sent.
    if answer.status is None:
        return f"the endpoint cannot be reached ({answer.message}); check --endpoint and the network"
    if answer.status < 400:
        return f"the endpoint has moved (status {answer.status}); give its address by --endpoint"
    if answer.status < 500 and not answer.is_worth_another_try:
        refused = f"the endpoint refuses the API key (status {answer.status})"
        return f"{refused}; check NETCORE_API_KEY, --asset-id and --region"
    return f"the endpoint takes nothing at the moment (status {answer.status}); try again later"

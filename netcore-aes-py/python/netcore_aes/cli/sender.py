"""Everything that is read goes through here: from the reader, over a few connections, to the journal."""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from collections import Counter
from typing import TYPE_CHECKING

from netcore_aes import NetcoreAesError

from .dead_letter import DeadLetters, letter
from .delivery import Courier, Refusal, UnsentError
from .fault import INPUT, NOT_SENT, Fault, of_os
from .sift import is_wrong, problems_of
from .source import StoppedError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from netcore_aes import Problem

    from .chunk import Chunk
    from .journal import Journal
    from .retry import Answer
    from .tally import Tally

_POLL_SECONDS = 0.1
_GRACE_SECONDS = 5.0


class Sender:
    """Sends chunks over so many connections, and sees to it that none is lost."""

    def __init__(
        self,
        courier: Courier,
        *,
        names: list[str],
        asset_id: str,
        dead_letters: DeadLetters | None,
        journal: Journal | None,
        tally: Tally,
        stop: threading.Event,
    ) -> None:
        """Make one. Without ``dead_letters`` they are counted; without a ``journal`` nothing can go on later."""
        self._courier, self._names, self._asset_id = courier, names, asset_id
        self._dead_letters, self._journal, self._tally, self._stop = dead_letters, journal, tally, stop
        self._lock = threading.Lock()
        self._busy: dict[int, Chunk] = {}
        self._left: list[Chunk] = []
        self.fault: Fault | None = None
        """Why sending ended early, if it did."""
        self.is_complete = False
        """Whether the input was read to its end, and each event has arrived or is a dead letter for its own sake."""

    def send(self, chunks: Iterable[Chunk], connections: int) -> None:
        """Send chunks until there are no more, or sending cannot go on, or the user asks to stop."""
        waiting: queue.Queue[Chunk | None] = queue.Queue(connections)
        is_read = False
        threads = [threading.Thread(target=self._work, args=(waiting,), daemon=True) for _ in range(connections)]
        for thread in threads:
            thread.start()
        try:
            for chunk in chunks:
                self._tally.add(read=len(chunk.events))
                if not self._is_settled(chunk) and not self._put(waiting, chunk):
                    self._left.append(chunk)
                    break
            else:
                is_read = True
        except StoppedError:
            pass
        except Fault as fault:
            self._halt(fault, stop=False)
        for _ in threads:
            self._put(waiting, None)
        self._join(threads)
        with contextlib.suppress(queue.Empty):
            while True:
                if (chunk_left := waiting.get_nowait()) is not None:
                    self._left.append(chunk_left)
        with self._lock:
            left = [*self._busy.values(), *self._left]
        self.is_complete = is_read and not left and self.fault is None
        self._save(left)

    def _is_settled(self, chunk: Chunk) -> bool:
        entry = self._journal.find(chunk) if self._journal else None
        if entry is None:
            return False
        if entry.is_done:
            self._tally.add(earlier=entry.arrived, earlier_dead=entry.dead)
        return entry.is_done

    def _put(self, waiting: queue.Queue[Chunk | None], chunk: Chunk | None) -> bool:
        while not self._stop.is_set():
            with contextlib.suppress(queue.Full):
                waiting.put(chunk, timeout=_POLL_SECONDS)
                return True
        return False

    def _join(self, threads: list[threading.Thread]) -> None:
        deadline = None
        while any(thread.is_alive() for thread in threads):
            # Requests in flight get a few seconds once the user asks to stop.
            if self._stop.is_set():
                deadline = deadline or time.monotonic() + _GRACE_SECONDS
                if time.monotonic() > deadline:
                    return
            for thread in threads:
                thread.join(_POLL_SECONDS)

    def _work(self, waiting: queue.Queue[Chunk | None]) -> None:
        while not self._stop.is_set():
            try:
                chunk = waiting.get(timeout=_POLL_SECONDS)
            except queue.Empty:
                continue
            if chunk is None:
                return
            with self._lock:
                self._busy[chunk.ordinal] = chunk
            if not self._is_sent(chunk):
                # Stays among the busy ones: it is left over.
                return
            with self._lock:
                del self._busy[chunk.ordinal]

    def _is_sent(self, chunk: Chunk) -> bool:
        try:
            self._send_one(chunk)
        except UnsentError as error:
            # What an earlier run had begun stays in doubt.
            if self._journal and not error.is_doubtful and chunk.ordinal not in self._journal.entries:
                with contextlib.suppress(OSError, Fault):
                    self._journal.back(chunk)
            self._halt(None if self._stop.is_set() else Fault(str(error), NOT_SENT))
        except Fault as fault:
            self._halt(fault)
        except NetcoreAesError as error:
            self._halt(Fault(str(error), NOT_SENT))
        except OSError as error:
            self._halt(of_os("write the journal", self._journal.path if self._journal else "", error))
        except Exception as error:  # whatever it is, it must end the run and not this thread alone
            self._halt(Fault(f"unexpected {type(error).__name__} while sending", INPUT))
        else:
            return True
        return False

    def _send_one(self, chunk: Chunk) -> None:
        problems = problems_of(chunk.events, self._asset_id)
        wrong = {index: found for index, found in problems.items() if is_wrong(found)}
        self._tally.warn(Counter(p.rule for found in problems.values() for p in found if p.severity == "warning"))
        if self._journal:
            self._begin(chunk, self._journal)
        sent = [index for index in range(len(chunk.events)) if index not in wrong]
        refused: dict[int, Refusal] = {}
        if sent:
            retried = self._courier.deliver([chunk.events[index] for index in sent], lambda a: self._retry(chunk, a))
            refused = {sent[position]: refusal for position, refusal in retried.items()}
        dead = len(wrong) + len(refused)
        if self._dead_letters and dead:
            self._dead_letters.write(self._letters(chunk, wrong, refused))
        if self._journal:
            self._journal.done(chunk, len(chunk.events) - dead, dead)
        self._tally.add(arrived=len(chunk.events) - dead, dead=dead)

    def _begin(self, chunk: Chunk, journal: Journal) -> None:
        if chunk.ordinal in journal.entries:
            journal.again(chunk, "an earlier run had begun it")
            self._tally.doubt(chunk)
        else:
            journal.start(chunk)

    def _retry(self, chunk: Chunk, answer: Answer) -> None:
        self._tally.add(retries=1)
        if answer.is_doubtful:
            self._tally.doubt(chunk)
            if self._journal:
                self._journal.again(chunk, "no answer" if answer.status is None else f"status {answer.status}")

    def _letters(self, chunk: Chunk, wrong: dict[int, list[Problem]], refused: dict[int, Refusal]) -> list[bytes]:
        name = self._names[chunk.file]
        return [
            letter(name, chunk.first + i, chunk.events[i], refusal=refused.get(i), problems=wrong.get(i, ()))
            for i in sorted(wrong.keys() | refused.keys())
        ]

    def _halt(self, fault: Fault | None, *, stop: bool = True) -> None:
        with self._lock:
            self.fault = self.fault or fault
        if stop:
            self._stop.set()

    def _save(self, left: list[Chunk]) -> None:
        """Make dead letters of what no later run could find again."""
        if self._journal or not self._dead_letters:
            return
        refusal = Refusal(None, "not sent: the run was ended")
        for chunk in sorted(left, key=lambda chunk: chunk.ordinal):
            self._dead_letters.write(self._letters(chunk, {}, dict.fromkeys(range(len(chunk.events)), refusal)))
            self._tally.add(dead=len(chunk.events))

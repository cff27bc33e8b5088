"""``netcore-aes send``."""

from __future__ import annotations

import contextlib
import itertools
import os
import signal
import sys
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from netcore_aes import UploadRequest

from . import source
from .chunk import MAX_EVENTS, Chunk, groups
from .credentials import load_api_key, load_cipher
from .dead_letter import DeadLetters
from .delivery import Courier
from .endpoint import resolve, trust
from .fault import INTERRUPTED, NOT_SENT, Fault
from .journal import Journal
from .options import AssetId, Region, Scheme  # noqa: TC001 - typer reads them
from .post import Poster
from .progress import shown
from .retry import Answer
from .sender import Sender
from .tally import Tally, print_summary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .endpoint import Endpoint

_MAX_CONNECTIONS = 64


@dataclass(frozen=True)
class _Plan:
    """What is sent, and where everything goes."""

    paths: list[str]
    endpoint: Endpoint
    asset_id: str
    chunk_events: int
    connections: int
    max_retries: int
    is_dry_run: bool
    dead_letter: str
    journal: str | None
    has_progress: bool


def send(
    files: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FILE]...", help="JSON arrays, NDJSON, or gzip of either; - or none: standard input."),
    ] = None,
    *,
    asset_id: AssetId,
    endpoint: Annotated[
        str | None, typer.Option(metavar="URL", help="Where to send, if not to the region's host.", show_default=False)
    ] = None,
    region: Region = "us",
    scheme: Scheme = 11256,
    connections: Annotated[int, typer.Option(min=1, max=_MAX_CONNECTIONS, help="Requests at the same time.")] = 4,
    chunk_events: Annotated[int, typer.Option(min=1, max=MAX_EVENTS, help="Events in one request.")] = MAX_EVENTS,
    max_retries: Annotated[int, typer.Option(min=0, max=100, help="Tries after the first, of one request.")] = 8,
    timeout: Annotated[float, typer.Option(min=0.1, max=3600, help="Seconds to wait for an answer.")] = 30,
    dead_letter: Annotated[
        str | None, typer.Option(metavar="FILE", help="Where events go that are refused [FILE.dead-letter.ndjson].")
    ] = None,
    journal: Annotated[
        str | None, typer.Option(metavar="FILE", help="What makes a run that was ended go on [FILE.journal].")
    ] = None,
    ca_bundle: Annotated[
        str | None, typer.Option(metavar="FILE", help="Authorities to trust in place of the usual ones, in PEM.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Do everything but send; write no file.")] = False,
    progress: Annotated[bool, typer.Option("--progress/--no-progress", help="Show how far it is.")] = True,
) -> None:
    """Send events of any number, encrypted. Run it again after it was ended, and it goes on where it was.

    Exit status: 0 if all arrived, 1 if there are dead letters or events not sent, 2 if it could not begin or read, 130
    after Ctrl-C or SIGTERM.
    """
    api_key = load_api_key()
    target = resolve(endpoint or _default_url(region, asset_id, api_key))
    cipher = load_cipher(scheme, refuse_published=not target.is_local)
    paths = files or [source.STDIN]
    plan = _Plan(
        paths=paths,
        endpoint=target,
        asset_id=asset_id,
        chunk_events=chunk_events,
        connections=connections,
        max_retries=max_retries,
        is_dry_run=dry_run,
        dead_letter=dead_letter or _beside(paths, "dead-letter.ndjson"),
        journal=journal or (None if source.STDIN in paths else _beside(paths, "journal")),
        has_progress=progress,
    )
    _look_at_files(plan)
    poster = Poster(
        cipher,
        target,
        asset_id=asset_id,
        api_key=api_key,
        connections=connections,
        timeout=timeout,
        verify=trust(ca_bundle),
    )
    with contextlib.closing(poster):
        _run(plan, _DryPoster(poster) if dry_run else poster)


class _DryPoster:
    """Does everything but post."""

    def __init__(self, poster: Poster) -> None:
        self._poster = poster

    def post(self, payload: bytes) -> Answer:
        self._poster.request(payload)
        return Answer(200)


def _default_url(region: str, asset_id: str, api_key: str) -> str:
    # 16 bytes of any value will do for a text.
    return UploadRequest("00" * 16, scheme=11257, asset_id=asset_id, api_key=api_key, region=region).url


def _beside(paths: list[str], ending: str) -> str:
    return f"{'netcore-aes' if paths[0] == source.STDIN else paths[0]}.{ending}"


def _look_at_files(plan: _Plan) -> None:
    """Refuse at once what would otherwise come to light half-way."""
    if plan.paths.count(source.STDIN) > 1:
        raise Fault("standard input is named twice")
    for path in plan.paths:
        if path != source.STDIN and not os.path.exists(path):
            raise Fault(f"the file {path!r} does not exist")
        if os.path.isdir(path):
            raise Fault(f"{path!r} is a directory; name files")
    written = [path for path in (plan.dead_letter, plan.journal) if path]
    everything = [os.path.realpath(path) for path in (*plan.paths, *written) if path != source.STDIN]
    if len(set(everything)) < len(everything):
        raise Fault("the inputs, the journal and the dead letters must be different files")


def _run(plan: _Plan, poster: Poster | _DryPoster) -> None:
    stop = threading.Event()
    names = [source.name_of(path) for path in plan.paths]
    tally = Tally(names)
    with contextlib.ExitStack() as stack:
        journal = None
        if plan.journal and not plan.is_dry_run:
            journal = stack.enter_context(contextlib.closing(Journal(plan.journal, _settings(plan))))
        dead_letters = None
        if not plan.is_dry_run:
            dead_letters = stack.enter_context(contextlib.closing(DeadLetters(plan.dead_letter)))
        sender = Sender(
            Courier(poster, max_retries=plan.max_retries, stop=stop),
            names=names,
            asset_id=plan.asset_id,
            dead_letters=dead_letters,
            journal=journal,
            tally=tally,
            stop=stop,
        )
        stack.enter_context(_signals_set(stop))
        with shown(plan.paths, tally, is_wanted=plan.has_progress) as advance:
            sender.send(_chunks(plan, stop.is_set, advance, journal), plan.connections)
        _conclude(plan, tally, sender, journal)


def _settings(plan: _Plan) -> dict[str, Any]:
    inputs = [path if path == source.STDIN else os.path.basename(path) for path in plan.paths]
    return {
        "list of inputs": inputs,
        "endpoint": plan.endpoint.url,
        "asset_id": plan.asset_id,
        "number of chunk_events": plan.chunk_events,
    }


def _chunks(
    plan: _Plan, is_stopped: Callable[[], bool], advance: Callable[[int], None], journal: Journal | None
) -> Iterator[Chunk]:
    ordinals = itertools.count()
    ordinal = -1
    for file, path in enumerate(plan.paths):
        first = 0
        blocks = source.blocks(path, is_stopped=is_stopped, count=advance)
        for events in groups(source.name_of(path), blocks, plan.chunk_events, is_once=plan.journal is None):
            ordinal = next(ordinals)
            yield Chunk(ordinal, file, first, events)
            first += len(events)
    if journal and any(begun > ordinal for begun in journal.entries):
        raise journal.changed()
    if ordinal < 0:
        raise Fault(f"{source.name_of(plan.paths[0])!r} contains no event")


@contextlib.contextmanager
def _signals_set(stop: threading.Event) -> Iterator[None]:
    """Let Ctrl-C and SIGTERM end the run in good order, and a second one at once."""

    def handle(number: int, _: object) -> None:
        stop.set()
        signal.signal(number, signal.default_int_handler)

    before = {number: signal.signal(number, handle) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _conclude(plan: _Plan, tally: Tally, sender: Sender, journal: Journal | None) -> None:
    """Tell what became of the events, and end with the status that says so."""
    dead = tally.counts["dead"] + tally.counts["earlier_dead"]
    fault = sender.fault
    if journal and journal.is_untouched and not sender.is_complete:
        journal.discard()
        journal = None
    rows = list(tally.rows(is_dry_run=plan.is_dry_run))
    if plan.is_dry_run:
        rows.append(("endpoint", plan.endpoint.url))
    elif dead:
        rows.append(("dead letters are in", plan.dead_letter))
    if journal:
        rows.append(
            ("journal", f"put aside as {journal.finish()}" if sender.is_complete else f"kept as {journal.path}")
        )
    elif plan.journal is None and not plan.is_dry_run:
        rows.append(("journal", "none: standard input is read once, and no run can go on, unless --journal is given"))
    print_summary(rows)
    sys.stdout.flush()
    if not sender.is_complete:
        raise Fault(_how_to_go_on(plan, tally, fault, journal), fault.status if fault else INTERRUPTED)
    if dead:
        raise typer.Exit(NOT_SENT)


def _how_to_go_on(plan: _Plan, tally: Tally, fault: Fault | None, journal: Journal | None) -> str:
    why = str(fault) if fault else "stopped"
    if journal:
        return f"{why}; {'then ' if fault else ''}run the same command again to go on"
    if plan.is_dry_run or plan.journal or not tally.counts["read"]:
        return why
    return f"{why}; what was read and not sent is in {plan.dead_letter!r}; the rest of the input was not read"

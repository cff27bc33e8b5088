"""Delivery of rows by the command ``netcore-aes send``, which has the retries, the rate and the dead letters."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

import pyarrow as pa

from .._environment import API_KEY, load_api_key
from .._errors import NetcoreAesError
from ..cli import INSTALL, find
from ._options import in_our_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ._options import Options

GOOD = {0, 1}
"""The command's statuses if it ran: 1 tells of dead letters, or of events not sent. The metrics tell them apart."""


def check(options: Options, schema: pa.Schema) -> None:
    """Let the command judge the options, the keys and the schema, without sending. Raises :class:`NetcoreAesError`."""
    # It refuses an input without an event.
    row = pa.RecordBatch.from_arrays([pa.nulls(1, field.type) for field in schema], schema=_nullable(schema))
    with tempfile.TemporaryDirectory(prefix="netcore-aes-") as name, _running(options, Path(name), "--dry-run") as send:
        _write(send, iter((row,)))


def deliver(options: Options, batches: Iterable[pa.RecordBatch], folder: Path) -> dict[str, Any]:
    """Send the rows, and return the metrics of the command.

    Dead letters are then in ``folder``: :func:`dead_letters`. Raises :class:`NetcoreAesError` unless each event arrived or
    is one of them.
    """
    metrics = folder / "metrics.json"
    with _running(options, folder, f"--dead-letter={dead_letters(folder)}", f"--metrics={metrics}") as send:
        _write(send, iter(batches))
    told = cast("dict[str, Any]", json.loads(metrics.read_bytes()))
    if not told["is_complete"] or told["not_sent"]:
        why = told["fault"] or "netcore-aes send ended early"
        raise NetcoreAesError(f"{in_our_words(why)}; {told['arrived']} events of this attempt arrived")
    return told


def dead_letters(folder: Path) -> Path:
    """The file of dead letters; it is missing if there are none."""
    return folder / "dead-letters.ndjson"


@contextmanager
def _running(options: Options, folder: Path, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run the command, and wait for it. Raises :class:`NetcoreAesError` with its words if it fails."""
    command = [_path(), "send", "-", "--no-progress", *options.of_send, *arguments]
    with (folder / "stderr").open("w+b") as errors:
        send = subprocess.Popen(
            command, env=_environ(), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=errors, cwd=folder
        )
        try:
            yield send
            status = send.wait()
        finally:
            _end(send)
        if status not in GOOD:
            errors.seek(0)
            lines = errors.read().decode(errors="replace").strip().splitlines()
            why = lines[-1].removeprefix("netcore-aes: ") if lines else f"netcore-aes send ended with status {status}"
            raise NetcoreAesError(in_our_words(why))


def _write(send: subprocess.Popen[bytes], batches: Iterator[pa.RecordBatch]) -> None:
    """Write the rows as an Arrow IPC stream. If the command ends before them, its status tells why."""
    pipe = cast("IO[bytes]", send.stdin)
    first = next(batches, None)
    if first is None:
        pipe.close()
        return
    try:
        with pipe, pa.ipc.new_stream(pipe, first.schema) as stream:
            stream.write_batch(first)
            for batch in batches:
                stream.write_batch(batch)
    except BrokenPipeError:
        pass


def _end(send: subprocess.Popen[bytes]) -> None:
    """End a command that nobody waits for any more: its task failed or was killed."""
    if send.poll() is None:
        send.terminate()
        try:
            send.wait(10)
        except subprocess.TimeoutExpired:
            send.kill()
            send.wait()


def _path() -> str:
    path = find()
    if path is None:
        raise NetcoreAesError(
            f"the command netcore-aes is not installed for {sys.executable}; install it on the driver and on every"
            f" executor by: {INSTALL}"
        )
    return path


def _environ() -> dict[str, str]:
    """The environment of the command: with the API key, which the file of credentials may hold as well."""
    key = load_api_key()
    return os.environ | ({API_KEY: key} if key else {})


def _nullable(schema: pa.Schema) -> pa.Schema:
    return pa.schema([field.with_nullable(True) for field in schema])

"""What the tests of the command line have in common."""

from __future__ import annotations

import http.server
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

import common
from common import API_KEY, IV, KEY, cipher

Answers = tuple[int, dict[str, str], str]
OK: Answers = (200, {}, "{}")

RUNNER = os.environ.get("NETCORE_AES_RUNNER", "")
"""What runs a program of another system."""
COMMAND = [*filter(None, [RUNNER]), os.environ["NETCORE_AES_COMMAND"]]
"""The program to test; run.sh sets both."""
ENDS = signal.SIGINT if RUNNER else signal.SIGTERM
"""The signal that asks a sandbox to end. Wine makes Ctrl-C of SIGINT, and SIGTERM ends a program for Windows at once, as Windows would."""
ASSET = "asset-1"
SECRETS = (KEY, IV, API_KEY)

ENV = {
    "NETCORE_AES_KEY": KEY,
    "NETCORE_AES_IV": IV,
    "NETCORE_API_KEY": API_KEY,
}
if RUNNER:
    ENV["LC_ALL"] = "C.UTF-8"  # by which Wine reads arguments


def cli(
    *arguments: object, cwd: Path, stdin: bytes = b"", env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Runs the command as a user would, with no variables but `ENV`, or those with `env` in place."""
    words = [*COMMAND, *(str(argument) for argument in arguments)]
    return subprocess.run(words, cwd=cwd, input=stdin, env=ENV | (env or {}), capture_output=True, check=False)


def fault(result: subprocess.CompletedProcess[bytes]) -> str:
    """The one line that a failed command leaves; nothing secret in it."""
    error = result.stderr.decode()
    assert result.returncode not in (0, 120), result
    assert error.endswith("\n"), result
    assert error.count("\n") == 1, error
    assert error.startswith("netcore-aes: "), error
    assert not any(secret in error or secret in result.stdout.decode() for secret in SECRETS)
    return error


def summary(result: subprocess.CompletedProcess[bytes]) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in result.stdout.decode().splitlines())


def event(identity: int | str, **fields: Any) -> dict[str, Any]:
    own = {"asset_id": ASSET, "identity": identity, "activity_params": {"n": identity}}
    return common.event(**(own | fields))


def padded(value: dict[str, Any], size: int) -> bytes:
    """An event of this many bytes, made longer by white space."""
    text = json.dumps(value).encode()
    return text[:-1] + b" " * (size - len(text)) + text[-1:]


def write_events(path: Path, events: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(event) + "\n" for event in events), encoding="utf-8")
    return path


def letters(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


class Row(NamedTuple):
    """What a journal says of a chunk."""

    first: int
    last: int
    is_done: bool
    is_doubtful: bool


def rows(path: Path) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        # A run that is under way has it locked.
        for name in (path.name, f"{path.name}-wal"):
            with suppress(FileNotFoundError):
                shutil.copy(path.with_name(name), folder)
        with closing(sqlite3.connect(Path(folder) / path.name)) as database, suppress(sqlite3.OperationalError):
            found = database.execute("SELECT first, last, is_done, is_doubtful FROM chunk").fetchall()
            return [Row(first, last, bool(done), bool(doubtful)) for first, last, done, doubtful in found]
    return []


class Fake(http.server.ThreadingHTTPServer):
    """An endpoint that answers as the test says, and keeps what it took."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, answer: Callable[[list[Any]], Answers]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer = answer
        self.times: list[float] = []
        self.asked: list[list[int]] = []
        self.taken: list[int] = []
        self.headers: list[dict[str, str]] = []
        self.lock = threading.Lock()
        self.connected: list[object] = []

    def wait_until_left(self) -> None:
        """Waits until what clients that are gone have sent was read, too."""
        deadline = time.monotonic() + 20
        while self.connected and time.monotonic() < deadline:
            time.sleep(0.01)
        assert not self.connected

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1/activity/upload"


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Fake

    def setup(self) -> None:
        self.server.connected.append(self)
        super().setup()

    def finish(self) -> None:
        # Whoever it answered may have been killed.
        with suppress(OSError):
            super().finish()
        self.server.connected.remove(self)

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        events = json.loads(cipher(int(self.headers["x-eCode"])).decrypt(body["encryptedRequest"]))
        identities = [event["identity"] for event in events]
        with self.server.lock:
            self.server.times.append(time.monotonic())
            self.server.asked.append(identities)
            self.server.headers.append(dict(self.headers))
            status, headers, text = self.server.answer(events)
            if 200 <= status < 300:
                self.server.taken += identities
        self.send_response(status)
        for name, value in {"Content-Length": str(len(text.encode())), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        with suppress(OSError):
            self.wfile.write(text.encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@contextmanager
def fake(answer: Callable[[list[Any]], Answers] = lambda _: OK) -> Iterator[Fake]:
    server = Fake(answer)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def slow(_: list[Any]) -> Answers:
    time.sleep(0.02)
    return OK


def send(server: Fake, *arguments: object, cwd: Path, **options: Any) -> subprocess.CompletedProcess[bytes]:
    return cli("send", *arguments, "--asset-id", ASSET, "--endpoint", server.url, cwd=cwd, **options)

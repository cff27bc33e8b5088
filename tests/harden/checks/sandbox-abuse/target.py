"""A sandbox to attack, and requests to it over bare sockets."""

from __future__ import annotations

import contextlib
import json
import os
import re
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator

import netcore_aes
from abuse import allow_many_files

ASSET = "asset-of-the-owner"
BEARER = "a-bearer-token-that-must-not-be-shown"
UPLOAD = "/v1/activity/upload"
SECONDS = 20.0
COMMAND = "build/bin/netcore-aes"


class Target:
    """A sandbox that listens on this machine."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, cipher: netcore_aes.Cipher) -> None:
        self.process, self.port, self.cipher = process, port, cipher
        self.slowest = 0.0
        self.probes = 0

    def connect(self, buffer: int | None = None) -> socket.socket:
        connection = socket.socket()
        if buffer is not None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        connection.settimeout(SECONDS)
        connection.connect(("127.0.0.1", self.port))
        return connection

    def ask(self, data: bytes, seconds: float = SECONDS) -> bytes:
        """Sends bytes, and returns the answer until the other end closes, or time is over."""
        with self.connect() as connection:
            connection.settimeout(seconds)
            # The sandbox may close before it has read everything.
            with contextlib.suppress(ConnectionError, TimeoutError):
                connection.sendall(data)
            return self.read(connection, seconds)

    def read(self, connection: socket.socket, seconds: float = 60.0) -> bytes:
        """Returns the answer until the other end closes, or a limit of time: an accepted stream may never end."""
        answer = bytearray()
        end = time.monotonic() + seconds
        with contextlib.suppress(ConnectionError, TimeoutError):
            while time.monotonic() < end and (piece := connection.recv(1 << 20)):
                answer += piece
        return bytes(answer)

    def get(self, path: str, *more: str, method: str = "GET", host: str = "localhost", seconds: float = SECONDS) -> bytes:
        return self.ask(request(method, path, host, [*more, "Connection: close"]), seconds)

    def head(self, length: int | None, *more: str, scheme: int = 11256) -> bytes:
        """The head of a good upload."""
        size = [f"Content-Length: {length}"] if length is not None else []
        return request("POST", UPLOAD, "localhost", [*headers(scheme), *size, *more])

    def upload(self, body: bytes, *more: str) -> bytes:
        return self.ask(self.head(len(body), *more, "Connection: close") + body)

    def body(self, plaintext: str | bytes) -> bytes:
        return json.dumps({"encryptedRequest": self.cipher.encrypt(plaintext)}).encode()

    def probe(self, size: int = 0) -> bool:
        """Whether a good upload gets the good answer; keeps the longest time."""
        event = good_event(activity_params={"text": "x" * size})
        began = time.monotonic()
        answer = self.upload(self.body(json.dumps([event])))
        self.slowest = max(self.slowest, time.monotonic() - began)
        self.probes += 1
        return status(answer) == 200 and b'"success"' in answer

    def clear(self) -> None:
        assert status(self.get("/inbox.json", method="DELETE")) == 204

    def inbox(self) -> list[dict]:
        """The inbox as JSON; raises `ValueError` if it is not JSON."""
        _, _, body = self.get("/inbox.json").partition(b"\r\n\r\n")
        return json.loads(unchunked(body))["requests"]


def good_event(**changes: object) -> dict:
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    event = {"asset_id": ASSET, "activity_name": "form_submitted", "timestamp": now, "identity": "1"}
    return {**event, "activity_source": "web", "activity_params": {}, **changes}


def headers(scheme: int = 11256) -> list[str]:
    first = ["Content-Type: application/json", f"x-eCode: {scheme}", f"x-asset: {ASSET}"]
    return [*first, f"Authorization: Bearer {BEARER}"]


def request(method: str, path: str, host: str, lines: list[str]) -> bytes:
    return "\r\n".join([f"{method} {path} HTTP/1.1", f"Host: {host}", *lines, "", ""]).encode("utf-8", "surrogateescape")


def status(answer: bytes) -> int | None:
    """The status of an answer; `None` without one."""
    found = re.match(rb"HTTP/\d\.\d (\d\d\d) ", answer)
    return int(found[1]) if found else None


def unchunked(body: bytes) -> bytes:
    pieces = []
    at = 0
    while at < len(body):
        end = body.index(b"\r\n", at)
        length = int(body[at:end], 16)
        pieces.append(body[end + 2 : end + 2 + length])
        at = end + length + 4
    return b"".join(pieces)


@contextlib.contextmanager
def running() -> Iterator[tuple[Target, list[bytes]]]:
    """Runs a sandbox; its output is in the list afterwards."""
    allow_many_files()
    key, iv = netcore_aes.keygen()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NETCORE_")}
    printed: list[bytes] = []
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            [COMMAND, "sandbox", "--port", "0"],
            env=environment | {"NETCORE_AES_KEY": key, "NETCORE_AES_IV": iv},
            stdout=subprocess.PIPE,
            stderr=errors,
        )
        try:
            found = re.search(rb":(\d+)/", process.stdout.readline())
            if not found:
                process.wait(timeout=30)
                errors.seek(0)
                raise RuntimeError(f"the sandbox did not start: {errors.read().decode('utf-8', 'replace')}")
            yield Target(process, int(found[1]), netcore_aes.Cipher(key, iv)), printed
            process.terminate()
            rest, _ = process.communicate(timeout=30)
            errors.seek(0)
            printed += [rest, errors.read()]
        finally:
            process.kill()
            process.wait()
    secrets = [secret.encode() for secret in (key, iv, BEARER)]
    printed.append(b"".join(secret for secret in secrets if secret in rest + printed[1]))

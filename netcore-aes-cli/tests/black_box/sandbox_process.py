"""A sandbox in a process of its own, and what to send it."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import cli_support
import common
import httpx
from common import IV, KEY, cipher

COMMAND = [*cli_support.COMMAND, "sandbox"]
BEARER = "0123456789abcdef0123456789abcdef"
ASSET = "392ae07d8b69fe21423e6d9e026227c5"
Headers = Mapping[str, str | None]
PATH = "v1/activity/upload"
KEYS = {"NETCORE_AES_KEY": KEY, "NETCORE_AES_IV": IV}


def shown(request: dict[str, Any]) -> dict[str, str]:
    """The headers that are kept of a request; their names have no case."""
    return {name.lower(): value for name, value in request["headers"]}


def environment(**more: str) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("NETCORE_")}
    return {**inherited, **more}


def event(**changes: Any) -> dict[str, Any]:
    own = {"asset_id": ASSET, "activity_params": {"user_name": "Mahesh"}}
    return common.event(**(own | changes))


def headers(scheme: int = 11256, **changes: str | None) -> dict[str, str]:
    all_of_them = {"Content-Type": "application/json", "x-eCode": str(scheme), "x-asset": ASSET}
    merged = {**all_of_them, "Authorization": f"Bearer {BEARER}", **changes}
    return {name: value for name, value in merged.items() if value is not None}


@dataclass(frozen=True)
class Running:
    """A sandbox that listens."""

    url: str
    process: subprocess.Popen[str]
    client: httpx.Client

    @property
    def endpoint(self) -> str:
        return self.url + PATH

    def post(self, body: object, scheme: int = 11256, changes: Headers | None = None) -> httpx.Response:
        content = body if isinstance(body, bytes) else json.dumps(body)
        return self.client.post(self.endpoint, content=content, headers=headers(scheme, **(changes or {})))

    def send(self, *events: dict[str, Any], scheme: int = 11256) -> httpx.Response:
        return self.post({"encryptedRequest": cipher(scheme).encrypt(json.dumps(events))}, scheme)

    def send_text(self, text: str, scheme: int = 11256) -> httpx.Response:
        return self.post({"encryptedRequest": text}, scheme)

    def inbox(self) -> list[dict[str, Any]]:
        """The requests, the oldest first."""
        requests: list[dict[str, Any]] = self.client.get(self.url + "inbox.json").json()["requests"]
        return requests[::-1]

    def diagnosis(self) -> list[str]:
        """The names of what is wrong with the newest request, which is then forgotten."""
        found = self.inbox()[-1]["diagnosis"]
        self.clear()
        for fault in found:
            assert fault["advice"].endswith(".")
            assert "\n" not in fault["advice"]
            assert KEY not in fault["advice"]
            assert IV not in fault["advice"]
        return [fault["name"] for fault in found]

    def clear(self) -> None:
        assert self.client.delete(self.url + "inbox.json").status_code == 204


@contextmanager
def running(*options: str, warning: str = "", files: str = "", **variables: str) -> Iterator[Running]:
    """Run a sandbox on a free port, and stop it in the end; it must stop well, and have said nothing odd.

    ``files``: how many it may have open.
    """
    limited = ["sh", "-c", f'ulimit -n {files}; exec "$@"', "sh"] if files else []
    process = subprocess.Popen(
        [*limited, *COMMAND, "--port", "0", *options],
        env=environment(**(variables or KEYS)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        found = re.fullmatch(r"Sandbox: (http://\S+:\d+/)\n", line)
        assert found, line
        with httpx.Client(timeout=60, trust_env=False) as client:
            yield Running(found[1], process, client)
        process.send_signal(cli_support.ENDS)
        output, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors
        assert errors == warning, errors
        assert BEARER not in output
    finally:
        process.kill()
        process.wait()
        for pipe in (process.stdout, process.stderr):
            if pipe:
                pipe.close()


def run(*options: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a sandbox that is not expected to stay."""
    return subprocess.run(
        [*COMMAND, *options], env=environment(**variables), capture_output=True, text=True, timeout=20, check=False
    )

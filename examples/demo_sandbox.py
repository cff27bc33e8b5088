"""The last part of the demo: sends events to a sandbox, and shows its inbox."""

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from netcore_aes import Credentials


def can_run() -> bool:
    """Whether the libraries of the command line are installed."""
    return all(importlib.util.find_spec(name) for name in ("aiohttp", "httpx", "rich", "typer"))


def events(asset_id: str) -> list[dict[str, object]]:
    """Two valid events, and one that the vendor would silently drop."""
    good = {
        "asset_id": asset_id,
        "activity_name": "form_submitted",
        "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "identity": "9999911111",
        "activity_source": "web",
        "activity_params": {"user_name": "Mahesh", "day": "Tuesday"},
    }
    return [good, good | {"identity": 5}, good | {"activity_params": {"items": []}}]


def show(credentials: Credentials, asset_id: str) -> bool:
    """Start a sandbox, send the events and show its inbox; return whether they arrived as expected."""
    environment = os.environ | {
        "NETCORE_AES_KEY": credentials.key,
        "NETCORE_AES_IV": credentials.iv,
        "NETCORE_API_KEY": "any-will-do-in-a-sandbox",
    }
    command = [sys.executable, "-m", "netcore_aes.sandbox", "--port", "0"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as sandbox:
        try:
            page = sandbox.stdout.readline().removeprefix("Sandbox: ").strip()
            print(f"$ netcore-aes sandbox\nlistens at {page}\n")
            send(f"{page}v1/activity/upload", asset_id, environment)
            return show_inbox(page)
        finally:
            sandbox.terminate()


def send(endpoint: str, asset_id: str, environment: dict[str, str]) -> None:
    """Send the events from a file, with the command line."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "events.ndjson")
        file.write_text("".join(json.dumps(event) + "\n" for event in events(asset_id)), encoding="utf-8")
        arguments = [file.name, "--asset-id", asset_id, "--endpoint", endpoint]
        print("$ netcore-aes send", *arguments, flush=True)
        subprocess.run([sys.executable, "-m", "netcore_aes.cli", "send", *arguments], env=environment, cwd=folder)
        print(f"\nThe dead letter:\n{Path(f'{file}.dead-letter.ndjson').read_text(encoding='utf-8')}")


def show_inbox(page: str) -> bool:
    """Show each request in the inbox as one line."""
    with urllib.request.urlopen(f"{page}inbox.json") as answer:
        requests = json.load(answer)["requests"]
    for request in requests:
        verdict = "nothing wrong" if not request["problems"] else f"{len(request['problems'])} problems"
        print(f"The inbox: status {request['status']}, scheme {request['scheme']}, {len(request['events'])} events, {verdict}")
    return [request["status"] for request in requests] == [200]

#!/usr/bin/env python3
"""Runs a command beside a sandbox, and fails unless exactly the expected requests arrived, all without problems.

    tests/with_sandbox.py COUNT COMMAND…

COUNT is the number of requests that must arrive. The command finds NETCORE_AES_KEY, NETCORE_AES_IV and NETCORE_API_KEY in its
environment, and in NETCORE_AES_ENDPOINT the URL to post to. The sandbox is that of build/bin/netcore-aes.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NETCORE_AES = ROOT / "build" / "bin" / "netcore-aes"


def main(count: int, command: list[str]) -> None:
    if not NETCORE_AES.exists():
        subprocess.run(["make", "-s", "-C", ROOT, "cli"], stdout=sys.stderr, check=True)
    (key, iv), (api_key, _) = keygen(), keygen()
    environment = os.environ | {"NETCORE_AES_KEY": key, "NETCORE_AES_IV": iv, "NETCORE_API_KEY": api_key}
    sandbox = [NETCORE_AES, "sandbox", "--port", "0"]
    with subprocess.Popen(sandbox, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            page = process.stdout.readline().removeprefix("Sandbox: ").strip()
            endpoint = {"NETCORE_AES_ENDPOINT": f"{page}v1/activity/upload"}
            done = subprocess.run(command, env=environment | endpoint, capture_output=True, text=True, timeout=300)
            with urllib.request.urlopen(f"{page}inbox.json", timeout=20) as answer:
                requests = json.load(answer)["requests"]
        finally:
            process.terminate()
    print(done.stdout, end="")
    for secret in (key, iv, api_key):
        if secret in done.stdout + done.stderr:
            sys.exit(f"{command}: printed a secret")
    arrived = [request for request in requests if request["status"] == 200 and request["events"] and not request["problems"]]
    if done.returncode or len(arrived) != count or len(requests) != count:
        sys.exit(f"{command}: exit status {done.returncode}, {len(arrived)} of {count} requests arrived\n{done.stderr}{requests}")
    print(f"{count} requests arrived, nothing wrong with them")


def keygen() -> tuple[str, str]:
    made = subprocess.run([NETCORE_AES, "keygen", "--format", "json"], stdout=subprocess.PIPE, check=True).stdout
    credentials = json.loads(made)
    return credentials["key"], credentials["iv"]


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])

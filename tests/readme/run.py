"""Runs the code on the README: every C, Python and shell block that is named, in order, in a folder of their own.

A block is named by a word after its language ("```c send.c"): it is saved under that name. Python is then run, C is left
to the shell block after it. Rust blocks are the core's documentation tests.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FENCE = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
RUNNERS = {"python": [sys.executable], "sh": ["bash", "-euo", "pipefail"], "c": None}


def run(language: str, name: str, code: str, folder: Path, environment: dict[str, str]) -> None:
    (folder / name).write_text(code, encoding="utf-8")
    runner = RUNNERS[language]
    if runner is None:
        return
    done = subprocess.run([*runner, name], cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode or "encryptedRequest" not in done.stdout:
        sys.exit(f"README: {name} failed with {done.returncode}\n{done.stdout}{done.stderr}")
    print(f"README: {name} runs")


def main() -> None:
    blocks = FENCE.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    from netcore_aes import keygen

    key, iv = keygen()
    environment = os.environ | {
        "NETCORE_AES": str(ROOT),
        "NETCORE_AES_KEY": key,
        "NETCORE_AES_IV": iv,
        "NETCORE_API_KEY": "the-api-key",
    }
    ran = []
    with tempfile.TemporaryDirectory() as folder:
        for language, name, code in blocks:
            if language in RUNNERS:
                if not name:
                    sys.exit(f"README: a block of {language} has no name, so it is not run")
                run(language, name, code, Path(folder), environment)
                ran.append(language)
    if sorted(ran) != ["c", "python", "python", "sh"]:
        sys.exit(f"README: some code was not run, only {ran}")


if __name__ == "__main__":
    main()

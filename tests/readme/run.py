"""Runs the code on the README and on the pages of docs/, and follows the links of every page.

A block is named by a word after its language ("```python send.py"): it is saved under that name in a folder of its page, and run
there, in order. The text block after it is what it must print.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from pages import ROOT, Block, blocks, broken_links

EVENT = (
    '{"asset_id": "my-asset", "activity_name": "form_submitted", "timestamp": "2025-08-26T12:05:43Z", '
    '"identity": "9999911111", "activity_source": "web", "activity_params": {"day": "Tuesday"}}\n'
)
SANDBOX_PORT = "8025"
ELSEWHERE = {"docs/c.md", "docs/cpp.md", "docs/kafka.md", "docs/rust.md", "docs/spark.md"}
"""Run by tests/c, tests/cpp, the core's documentation tests and tests/spark. The packages' own pages are run by the packages' tests."""
CODE = {
    "README.md": ["python", "python", "sh"],
    "docs/cli.md": ["sh", "sh", "sh", "sh"],
    "docs/events.md": ["python", "python"],
    "docs/migrating.md": ["python", "sh"],
    "docs/sandbox.md": ["sh"],
    "docs/schemes.md": ["python"],
    "docs/tables.md": ["sh", "sh"],
}
"""The languages of each page's blocks, so that none is left out."""


class Place:
    """A folder with the inputs that a page's code uses; the command is in the path."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder = folder
        self.environment = environment | {"PATH": f"{ROOT}/build/bin:{environment['PATH']}"}
        (folder / "tests").symlink_to(ROOT / "tests")
        (folder / "events.ndjson").write_text(EVENT, encoding="utf-8")

    def run(self, *command: str) -> str:
        """Run a command and return its output; exit if it fails."""
        done = subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            sys.exit(f"{' '.join(command)} failed with {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout

    def write(self, name: str, code: str) -> None:
        (self.folder / name).write_text(code, encoding="utf-8")


def python(place: Place, name: str, code: str) -> str:
    place.write(name, code)
    return place.run(sys.executable, name)


def shell(place: Place, name: str, code: str) -> str:
    """Run a script; the sandbox that it starts gets a free port, and ends with it."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    place.write(name, f"trap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n{code.replace(SANDBOX_PORT, port)}")
    return place.run("bash", "-euo", "pipefail", name)


RUNNERS: dict[str, Callable[[Place, str, str], str]] = {"python": python, "sh": shell}


def run_page(page: str, languages: list[str], environment: dict[str, str]) -> None:
    found = blocks(page, {"c", "cpp", "go", "java", "php", "rust", *RUNNERS})
    if [block.language for block in found] != languages:
        sys.exit(f"{page}: its blocks are {[block.language for block in found]}, not {languages}")
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder), environment)
        for block in found:
            run_block(page, place, block)


def run_block(page: str, place: Place, block: Block) -> None:
    printed = RUNNERS[block.language](place, block.name, block.code)
    if (line := block.missing(printed)) is not None:
        sys.exit(f"{page}: {block.name} did not print the line {line!r}, but\n{printed}")
    print(f"{page}: {block.name} runs")


def check_links() -> None:
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "*.md"], cwd=ROOT, capture_output=True, text=True, check=True)
    pages = [page for page in listed.stdout.split() if (ROOT / page).exists()]
    broken = [f"{page}: {target}" for page in pages for target in broken_links(page)]
    if broken or not pages:
        sys.exit("\n".join(["these links lead nowhere:", *broken]))
    print(f"the links of {len(pages)} pages lead somewhere")


def main() -> None:
    from netcore_aes import keygen

    check_links()
    unknown = {f"docs/{page.name}" for page in ROOT.glob("docs/*.md")} - ELSEWHERE - CODE.keys()
    if unknown:
        sys.exit(f"no test runs the code of {', '.join(sorted(unknown))}")
    key, iv = keygen()
    environment = os.environ | {"NETCORE_AES_KEY": key, "NETCORE_AES_IV": iv, "NETCORE_API_KEY": "the-api-key"}
    for page, languages in CODE.items():
        run_page(page, languages, environment)


if __name__ == "__main__":
    main()

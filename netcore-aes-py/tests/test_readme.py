"""The code on the package's page runs and prints what the page says, and its table of errors is complete."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import netcore_aes
import pytest
from common import IV, KEY, REPOSITORY, python

PAGE = (REPOSITORY / "netcore-aes-py" / "README.md").read_text(encoding="utf-8")
BLOCKS: dict[str, tuple[str, str]] = {
    name: (code, printed)
    for name, code, printed in re.findall(
        r"^```python (\S+)\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?", PAGE, re.MULTILINE | re.DOTALL
    )
}
ENV = {"NETCORE_AES_KEY": KEY, "NETCORE_AES_IV": IV, "NETCORE_API_KEY": "the-api-key"}
WITH_SANDBOX = [REPOSITORY / "tests" / "with_sandbox.py", "1"]


def test_every_block_has_a_name() -> None:
    assert len(BLOCKS) == PAGE.count("```python") == 13


def test_the_headings_are_those_of_every_language() -> None:
    assert re.findall("^## (.*)$", PAGE, re.MULTILINE) == ["Install", "Use", "Errors", "Threads"]


@pytest.mark.parametrize("name", sorted(BLOCKS.keys() - {"send.py"}))
def test_a_block_prints_what_the_page_says(name: str, tmp_path: Path) -> None:
    code, expected = BLOCKS[name]
    (tmp_path / name).write_text(code, encoding="utf-8")
    result = python(name, env=ENV, cwd=tmp_path)
    assert (result.returncode, result.stderr) == (0, "")
    if name == "keygen.py":
        assert re.fullmatch(r"NETCORE_AES_KEY=\w{32}\nNETCORE_AES_IV=\w{16}\n", result.stdout)
    else:
        assert result.stdout == expected != ""


def test_what_the_page_sends_arrives(tmp_path: Path) -> None:
    code, expected = BLOCKS["send.py"]
    (tmp_path / "send.py").write_text(code, encoding="utf-8")
    command = [*WITH_SANDBOX, sys.executable, "send.py"]
    result = subprocess.run(command, cwd=tmp_path, env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == f"{expected}1 requests arrived, nothing wrong with them\n"


def test_the_table_of_errors_is_complete() -> None:
    rows = re.findall(r"^\| (`\w+Error`[^|]*) \| (-?\d+) \|", PAGE, re.MULTILINE)
    listed = {name: int(status) for names, status in rows for name in re.findall(r"`(\w+)`", names)}
    errors = {
        name: value.status
        for name, value in vars(netcore_aes).items()
        if isinstance(value, type) and issubclass(value, netcore_aes.NetcoreAesError)
    }
    assert listed == {
        name: status
        for name, status in errors.items()
        if name not in {"NetcoreAesError", "InvalidKeyError", "InvalidIvError"}
    }

"""The code on docs/spark.md, against a sandbox."""

from __future__ import annotations

import contextlib
import io
import sys
from pathlib import Path

from conftest import ROOT, Sandbox
from pyspark.sql import SparkSession

sys.path.insert(0, str(ROOT / "tests" / "readme"))
from pages import blocks  # noqa: E402


def test_the_page_runs(spark: SparkSession, sandbox: Sandbox, tmp_path: Path) -> None:
    found = blocks("docs/spark.md", {"python"})
    assert [block.name for block in found] == ["backfill.py", "summary.py", "functions.py"]
    names: dict[str, object] = {}
    for block in found:
        code = block.code.replace("http://127.0.0.1:8025/", sandbox.page).replace("/tmp/dead-letters", str(tmp_path))
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(code, block.name, "exec"), names)
        assert block.missing(printed.getvalue()) is None
    assert spark is names["spark"]
    (request,) = sandbox.accepted()
    assert request["events"][0]["timestamp"] == "2025-08-26T12:05:43Z"

#!/usr/bin/env python3
"""Checks that fail in every possible way: run.py must notice each."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

RUN = Path(__file__).resolve().parent / "run.py"

GOOD = "echo 'figure: faults | 0 | 0 | ok'"
# The script of a check of one figure, whether it passes, and rows that the table must have.
CHECKS = {
    "good": (GOOD, True, ["faults 0 0 ok"]),
    "coloured": (r"printf '\033[0mfigure: faults | 0 | 0 | ok\033[m\n'", True, ["faults 0 0 ok"]),
    "more figures": (f"{GOOD}; {GOOD}", True, ["faults 0 0 ok"]),
    "a figure missed": ("echo 'figure: faults | 1 | 0 | missed'", False, ["faults 1 0 missed"]),
    "one of two missed": (f"{GOOD}; echo 'figure: slips | 2 | 0 | missed'", False, ["slips 2 0 missed"]),
    "no figure": ("echo done", False, ["0 figures 1 missed"]),
    "a figure in the midst of a line": (f"printf 'note: '; {GOOD}", False, ["0 figures 1 missed"]),
    "a figure of three cells": ("echo 'figure: faults | 0 | ok'", False, ["figure: faults | 0 | ok"]),
    "a figure of five cells": ("echo 'figure: faults | 0 | 0 | 0 | ok'", False, ["figure: faults | 0 | 0 | 0 | ok"]),
    "a figure, and a failure": (f"{GOOD}; exit 1", False, ["ended with status 1 0 missed"]),
    "killed": (f"{GOOD}; kill -9 $$", False, ["ended with status -9"]),
    "missing tools": ("echo 'missing: a (install a)'; echo 'missing: b (b)'; exit 77", False, ["needs a (install a)", "needs b (b)"]),
    "missing an unnamed tool": ("exit 77", False, ["needs a tool that it did not name"]),
}


class Running(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.harden = Path(folder.name) / "tests/harden"
        self.harden.mkdir(parents=True)
        shutil.copy(RUN, self.harden)

    def check(self, name: str, body: str, head: str = "# tiers: test harden\n# figures: 1\n") -> None:
        script = self.harden / "checks" / name / "run.sh"
        script.parent.mkdir(parents=True)
        script.write_text(f"#!/usr/bin/env bash\n{head}{body}\n")
        script.chmod(0o755)

    def run_all(self, *words: str, **environment: str) -> tuple[int, str]:
        """The exit status, and the table without padding between columns."""
        done = subprocess.run(
            [sys.executable, self.harden / "run.py", *words], env=os.environ | {"REQUIRE": ""} | environment,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
        )  # fmt: skip
        return done.returncode, re.sub(" +", " ", done.stdout.partition("\n====")[2] or done.stdout)

    def test_each_way_to_fail(self) -> None:
        for name, (body, passes, rows) in CHECKS.items():
            with self.subTest(name):
                shutil.rmtree(self.harden / "checks", ignore_errors=True)
                self.check("one", body)
                status, table = self.run_all("harden")
                self.assertEqual(status, 0 if passes else 1, table)
                self.assertEqual("FAILED: one" in table, not passes, table)
                for row in rows:
                    self.assertIn(row, table)

    def test_one_failure_among_many_counts(self) -> None:
        self.check("a", GOOD)
        self.check("b", "exit 1")
        self.check("c", GOOD)
        status, table = self.run_all("harden")
        self.assertEqual((status, table.strip().splitlines()[-1]), (1, "FAILED: b"))

    def test_a_failure_is_shown_again_at_the_end(self) -> None:
        self.check("a", f"echo quiet; {GOOD}")
        self.check("b", "seq 1 100; exit 1")
        end = self.run_all("harden")[1].partition("b failed; its last lines:\n")[2]
        self.assertEqual(end.split(), [*map(str, range(71, 101)), "FAILED:", "b"])

    def test_a_missing_tool_is_forgiven_in_the_quick_tier_alone(self) -> None:
        self.check("one", "echo 'missing: a (install a)'; exit 77")
        self.assertEqual(self.run_all("test")[0], 0)
        self.assertEqual(self.run_all("test", REQUIRE="all")[0], 1)
        self.assertEqual(self.run_all("harden")[0], 1)

    def test_a_tier_has_its_own_checks_and_a_name_any(self) -> None:
        self.check("quick", GOOD)
        self.check("long", "[ $TIER = soak ] && " + GOOD, "# tiers: harden\n# figures: 1\n")
        self.assertIn("quick 0 s\n", self.run_all("test")[1])
        self.assertIn("FAILED: long", self.run_all("harden")[1])
        self.assertEqual(self.run_all("soak", "long")[0], 0)
        self.assertEqual(self.run_all("soak")[0], 1, "nothing ran, and it passed")

    def test_an_unknown_tier_or_check_is_refused(self) -> None:
        self.check("one", GOOD)
        for words, said in [(["often"], "must be one of"), (["test", "two"], "no such check: two"), ([], "run.py test|harden|soak")]:
            status, output = self.run_all(*words)
            self.assertEqual(status, 1)
            self.assertIn(said, output)
        self.check("two", GOOD, "# tiers: test nightly\n# figures: 1\n")
        self.assertIn("tiers are", self.run_all("test")[1])


if __name__ == "__main__":
    unittest.main()

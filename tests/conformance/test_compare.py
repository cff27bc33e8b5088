#!/usr/bin/env python3
"""Spoils outputs in every way: the comparison must notice each, as it must in a driver's output."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from examine import Report, examine, read
from facts import REPOSITORY, facts
from vectors import Vectors, hexed

HERE = Path(__file__).resolve().parent
FOLDER = REPOSITORY / "tests" / "vectors"
FACTS = facts()
VECTORS = Vectors(FOLDER, FACTS.statuses)


def rust_output() -> bytes:
    return subprocess.run([HERE / "rust" / "run.sh", FOLDER], stdout=subprocess.PIPE, check=True).stdout


def above_c(output: bytes) -> bytes:
    """The output of a language on the C ABI: with the ABI's version, and with every status."""
    lines = [line for line in output.decode().splitlines() if not line.startswith("status\t")]
    lines.insert(1, f"abi\t{FACTS.abi}")
    place = next(place for place, line in enumerate(lines) if line.startswith("case\t"))
    lines[place:place] = [f"status\t{number}\t{name}" for name, number in FACTS.statuses.items()]
    return "".join(line + "\n" for line in lines).encode()


RUST = rust_output()
REFERENCE = read(RUST, VECTORS)
GOOD = above_c(RUST)

# A pattern in a good output, and its replacement.
SPOILT: dict[str, tuple[bytes, bytes]] = {
    "a case is missing": (rb"case\t11256.json\t11256/roundtrip/length/15\t.*\n", b""),
    "the first case is missing": (rb"case\t11256.json\t11256/roundtrip/length/0\t.*\n", b""),
    "a batch is missing": (rb"batch\t11257\tok.*\n", b""),
    "an events line is missing": (rb"events\tgood\t.*\n", b""),
    "a request is missing": (rb"request\trequest/golden\t.*\n", b""),
    "the last request is missing": (rb"request\t.*\n(end)", rb"\1"),
    "the end is missing": (rb"end\t.*\n", b""),
    "the end counts otherwise": (rb"(end\t\d+)", rb"\g<1>0"),
    "the end has another field": (rb"(end\t\d+)", rb"\1\t"),
    "a case stands there twice": (rb"(case\t11256.json\t11256/roundtrip/length/15\t.*\n)", rb"\1\1"),
    "two cases change places": (rb"(case\t.*length/15\t.*\n)(case\t.*\n)", rb"\2\1"),
    "a case that no file has": (rb"(case\t11256.json\t11256/roundtrip/length/15)", rb"\1b"),
    "a case of another file": (rb"case\t11256.json(\t11256/roundtrip/length/15)", rb"case\t11257.json\1"),
    "a kind that is none": (rb"case(\t11256.json\t11256/roundtrip/length/15)", rb"cases\1"),
    "an empty line": (rb"(events\tgood\t)", rb"\n\1"),
    "a line before the first": (rb"\A", b"hello\n"),
    "no last line feed": (rb"\n\Z", b""),
    "carriage returns": (rb"\n", b"\r\n"),
    "not UTF-8": (rb"\Aversion", b"version\xff"),
    "nothing at all": (rb"(?s)\A.*\Z", b""),
    "another version": (rb"(version\t[0-9.]+)", rb"\g<1>9"),
    "no version": (rb"version\t.*\n", b""),
    "another ABI": (rb"abi\t1", b"abi\t2"),
    "no ABI": (rb"abi\t1\n", b""),
    "a scheme is missing": (rb"scheme\t11257.*\n", b""),
    "a scheme of another name": (rb"CBC_HEX", b"HEX_CBC"),
    "a scheme twice": (rb"(scheme\t11257.*\n)", rb"\1\1"),
    "schemes out of order": (rb"(scheme\t11256.*\n)(scheme.*\n)", rb"\2\1"),
    "a status of another number": (rb"status\t9\tDECRYPT", b"status\t10\tDECRYPT"),
    "two statuses change numbers": (rb"status\t3\tKEY\nstatus\t4\tIV", b"status\t3\tIV\nstatus\t4\tKEY"),
    "a status of another name": (rb"status\t13\tOFFSETS", b"status\t13\tOFFSET"),
    "a status is missing": (rb"status\t100\tPANIC\n", b""),
    "a status of pointers is missing": (rb"status\t1\tNULL\n", b""),
    "a status that C has not": (rb"(status\t32.*\n)", rb"\1status\t33\tCLOSED\n"),
    "a status of Rust's": (rb"(status\t30\t)", rb"status\t21\tEVENT_TOO_LONG\n\1"),
    "success as a status": (rb"(status\t1\t)", rb"status\t0\tOK\n\1"),
    "a text differs": (rb"(roundtrip/length/15\tok\t)T", rb"\1U"),
    "a plaintext differs": (rb"(roundtrip/length/15\tok\t\S+\t)5", rb"\g<1>6"),
    "a plaintext in capitals": (rb"(roundtrip/length/1\tok\t\S+\t)f2", rb"\1F2"),
    "an empty plaintext without its dash": (rb"(roundtrip/length/0\tok\t\S+\t)-", rb"\1"),
    "a GCM length differs": (rb"(11258/decrypt/\S+\tok\t\S+\t)(\d+)", rb"\g<1>1\2"),
    "the way back differs": (rb"(11258/decrypt/\S+\tok\t\S+\t\d+\t)[0-9a-f]", rb"\1g"),
    "a key's form differs": (rb"(/new/\S*\tok\t\d+\t)text", rb"\1base64"),
    "a cipher of another scheme": (rb"(11257/new/\S*\tok\t)11257", rb"\g<1>11256"),
    "an error of another name": (rb"error\tDECRYPT\t9\n", b"error\tENCODING\t9\n"),
    "an error of another number": (rb"error\tDECRYPT\t9\n", b"error\tDECRYPT\t8\n"),
    "another error": (rb"error\tDECRYPT\t9\n", b"error\tENCODING\t8\n"),
    "success for an error": (rb"error\tDECRYPT\t9\n", b"ok\t-\t24\t-\n"),
    "an error for success": (rb"(roundtrip/length/15\t)ok.*\n", rb"\1error\tDECRYPT\t9\n"),
    "a message where there is none": (rb"error\tDECRYPT\t9\n", b"error\tDECRYPT\t9\t61\n"),
    "no message where there is one": (rb"(error\tKEY\t3)\t.*\n", rb"\1\n"),
    "an empty message": (rb"(error\tKEY\t3)\t.*\n", rb"\1\t-\n"),
    "another message": (rb"(error\tKEY\t3\t)74", rb"\g<1>75"),
    "a batch of one text fewer": (rb"(batch\t11256\tok\t\d+\t)[^,]+,", rb"\1"),
    "a text of a batch differs": (rb"(batch\t11256\tok\t\d+\t\S+,)[A-Za-z0-9]", rb"\1-"),
    "texts of a batch change places": (rb"(batch\t11256\tok\t\d+\t[^,]+,)([^,]+),([^,]+),", rb"\1\3,\2,"),
    "the index counts from 1": (rb"(batch\t11257\terror\tDECRYPT\t9\t)2", rb"\g<1>3"),
    "no index": (rb"(batch\t11257\terror\tDECRYPT\t9)\t2", rb"\1"),
    "a problem is missing": (rb"(events\tempty/email\tok)\t1\t0.*\n", rb"\1\t0\t0\n"),
    "a problem's place differs": (rb"(events\tempty/email\tok\t1\t0\t2f)30", rb"\g<1>31"),
    "a problem's rule differs": (rb"(events\tempty/email\tok\t.*\t)empty\t", rb"\1missing\t"),
    "a problem's severity differs": (rb"(events\tempty/email\tok\t.*\t)error\t", rb"\1warning\t"),
    "a problem's words differ": (rb"(events\tempty/email\tok\t.*\t)65", rb"\g<1>66"),
    "a problem without words": (rb"(events\tempty/email\tok\t.*\t)656d\S+\n", rb"\1-\n"),
    "errors are counted wrongly": (rb"(events\tempty/email\tok\t)1", rb"\g<1>2"),
    "warnings are counted wrongly": (rb"(events\tempty/email\tok\t1\t)0", rb"\g<1>1"),
    "a URL differs": (rb"(request/golden\tok\thttp)s", rb"\1"),
    "a header's name differs": (rb"(request/golden\tok\t.*\t)x-asset", rb"\1X-Asset"),
    "a header's value differs": (rb"(request/golden\tok\t.*\tx-asset\t)33", rb"\g<1>34"),
    "headers change places": (rb"(x-eCode\t\S+)\t(x-asset\t\S+)", rb"\2\t\1"),
    "a body differs": (rb"(request/golden\t.*)\n", rb"\g<1>0a\n"),
    "a request that should be refused": (rb"(refused/region\t)error.*\n", rb"\1ok\t-\n"),
    "the wrong refusal": (rb"(api-key-before-text\t)error\tAPI_KEY\t31", rb"\1error\tENCODING\t8"),
}
# Faults that the vectors do not show, and the reference does.
WORDS = {"another message", "a problem's words differ"}


def faults(language: str, output: bytes, reference: Report | None = REFERENCE) -> list[str]:
    report = examine(language, output, VECTORS, FACTS, reference)
    return [" ".join(fault.key) + ": " + fault.what for fault in report.faults]


class Examining(unittest.TestCase):
    def test_good_outputs_are_good(self) -> None:
        for language, output in (("rust", RUST), ("python", RUST), ("c", GOOD), ("go", GOOD)):
            self.assertEqual(faults(language, output), [], language)

    def test_what_is_spoilt_is_found(self) -> None:
        for name, (pattern, replacement) in SPOILT.items():
            with self.subTest(name):
                spoilt = re.sub(pattern, replacement, GOOD, count=0 if pattern == rb"\n" else 1)
                self.assertTrue(spoilt != GOOD, "the pattern is nowhere")
                self.assertTrue(faults("c", spoilt), "it was not found")
                if name not in WORDS:
                    self.assertTrue(faults("c", spoilt, None), "it was not found without a reference")

    def test_a_mistake_that_all_share_is_found(self) -> None:
        for name in ("a text differs", "a text of a batch differs", "a problem is missing", "the wrong refusal"):
            spoilt = re.sub(*SPOILT[name], RUST, count=1)
            self.assertTrue(faults("python", spoilt, read(spoilt, VECTORS)), name)

    def test_any_character_of_any_line_counts(self) -> None:
        lines = GOOD.decode().splitlines(keepends=True)
        for place in range(0, len(lines), 13):
            line = lines[place]
            at = len(line) * (place % 10) // 10
            spoilt = line[:at] + ("#" if line[at] != "#" else "+") + line[at + 1 :]
            output = "".join([*lines[:place], spoilt, *lines[place + 1 :]])
            self.assertTrue(faults("php", output.encode()), line[:60])

    def test_each_language_has_its_own_first_lines(self) -> None:
        self.assertTrue(faults("c", RUST))
        self.assertTrue(faults("python", GOOD))

    def test_rust_may_lack_only_what_it_cannot_meet(self) -> None:
        self.assertEqual(faults("rust", RUST.replace(b"status\t13\tOFFSETS\n", b"")), [])
        for status in (b"status\t12\tLIMIT\n", b"status\t21\tEVENT_TOO_LONG\n"):
            self.assertIn(status, RUST)
            self.assertTrue(faults("rust", RUST.replace(status, b"")), status)

    def test_a_message_with_a_key_in_it_is_found(self) -> None:
        for key, case in VECTORS.cases.items():
            if key[0] == "case" and case["error"] == "KEY" and len(case["key"]) >= 32:
                secret = hexed(f"wrong: {case['key']}".encode()).encode()
                pattern = re.escape("\t".join(key)).encode() + rb"\terror\tKEY\t3\t"
                spoilt = re.sub(b"(" + pattern + rb").*\n", rb"\1" + secret + b"\n", GOOD)
                self.assertTrue(faults("c", spoilt, read(spoilt, VECTORS)), key)
                return
        self.fail("no case has such a key")

    def test_what_is_told_holds_nothing_of_a_case(self) -> None:
        spoilt = re.sub(rb"(?m)^((?:case|request|batch)\t.*)$", rb"\1x", GOOD)
        told = "\n".join(faults("c", spoilt))
        self.assertGreater(told.count("\n"), 600)
        for case in VECTORS.cases.values():
            for field in ("key", "iv", "text", "api_key", "payload"):
                value = case.get(field) or ""
                self.assertFalse(len(value) > 11 and value in told, case.get("id"))


class Running(unittest.TestCase):
    """compare.py itself, with drivers that print a given output."""

    def setUp(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)

    def driver(self, language: str, output: bytes, last: str = "exit 0") -> None:
        place = self.folder / language
        place.mkdir()
        (place / "output").write_bytes(output)
        (place / "run.sh").write_text(f'#!/bin/sh\ncat "$(dirname "$0")/output"\n{last}\n')
        (place / "run.sh").chmod(0o755)

    def compare(self, *arguments: str, require: str = "") -> tuple[int, str]:
        command = [sys.executable, str(HERE / "compare.py"), "--drivers", str(self.folder), *arguments]
        environment = {**os.environ, "REQUIRE": require, "CC": "true", "CXX": "true"}
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
        return done.returncode, done.stdout + done.stderr

    def test_who_is_missing_is_named(self) -> None:
        self.driver("rust", RUST)
        self.driver("c", GOOD)
        status, words = self.compare()
        self.assertEqual(status, 0, words)
        self.assertIn("MISSING go", words)
        self.assertIn("2 of 8 languages agree", words)
        self.assertEqual(self.compare(require="all")[0], 1)
        self.assertEqual(self.compare("c", require="all")[0], 0)

    def test_who_differs_is_named(self) -> None:
        self.driver("rust", RUST)
        self.driver("cpp", GOOD.replace(b"error\tDECRYPT\t9", b"error\tENCODING\t8", 1))
        status, words = self.compare()
        self.assertEqual(status, 1)
        cases = sum(line.startswith(b"case\t") for line in RUST.splitlines())
        self.assertRegex(words, rf"(?m)^cpp .* {cases}, 1 DIFFER ")
        self.assertRegex(words, r"(?m)^DIFFERS cpp: case 11256.json \S+: error ENCODING 8, which")

    def test_who_breaks_down_is_named(self) -> None:
        self.driver("rust", RUST)
        self.driver("c", GOOD, "echo I broke down >&2; exit 3")
        status, words = self.compare()
        self.assertEqual(status, 1)
        self.assertRegex(words, r"BROKEN  c: it exited with 3\n +I broke down")

    def test_without_the_reference_nothing_is_shown(self) -> None:
        self.driver("c", GOOD)
        self.assertEqual(self.compare()[0], 1)

    def test_a_language_that_is_none_is_refused(self) -> None:
        self.assertEqual(self.compare("cobol")[0], 2)


if __name__ == "__main__":
    unittest.main()

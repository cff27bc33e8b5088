#!/usr/bin/env python3
"""Crates with licences of every kind, some of which licences.py must refuse."""

from __future__ import annotations

import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import licences  # noqa: E402

MIT = "Copyright (c) A\n\nPermission is hereby granted, free of charge, to any person"
ISC = "// Permission to use, copy, modify, and/or distribute this software for any\n// purpose with or without fee"
APACHE = "Apache License\nVersion 2.0, January 2004"


class Licences(unittest.TestCase):
    def texts(self, expression: str | None, **files: str) -> list[str]:
        with tempfile.TemporaryDirectory() as folder:
            for name, text in files.items():
                path = Path(folder) / name.replace("__", "/").replace("_", "-")
                path.parent.mkdir(exist_ok=True)
                path.write_text(text, encoding="utf-8")
            manifest = str(Path(folder) / "Cargo.toml")
            return licences.texts(
                {"name": "crate", "version": "1", "license": expression, "manifest_path": manifest}
            )

    def test_a_sibling_has_the_text_that_a_crate_lacks(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            crate, sibling = Path(folder) / "crate", Path(folder) / "sibling"
            for path in (crate, sibling):
                path.mkdir()
            (sibling / "LICENSE").write_text(MIT, encoding="utf-8")
            package = {"name": "crate", "version": "1", "license": "MIT", "manifest_path": str(crate / "Cargo.toml")}
            with self.assertRaises(SystemExit):
                licences.texts(package)
            self.assertEqual(licences.texts(package, {"manifest_path": str(sibling / "Cargo.toml")}), [MIT])

    def test_of_several_the_first_known_is_chosen(self) -> None:
        both = {"LICENSE_MIT": MIT, "LICENSE_APACHE": APACHE}
        for expression in ("MIT OR Apache-2.0", "Apache-2.0/MIT", "Unknown OR Apache-2.0 OR MIT", "GPL-3.0 AND X OR MIT"):
            self.assertEqual(self.texts(expression, **both), [MIT], expression)

    def test_a_text_is_known_in_a_comment(self) -> None:
        self.assertEqual(self.texts("ISC", LICENSE=ISC), [ISC])

    def test_without_the_text_another_is_chosen(self) -> None:
        [reference] = self.texts("MIT OR Apache-2.0", LICENSE_APACHE=APACHE)
        self.assertIn("LICENSE-APACHE", reference)

    def test_a_notice_is_shown(self) -> None:
        self.assertEqual(self.texts("Apache-2.0", LICENSE=APACHE, NOTICE="from B")[1:], ["from B"])

    def test_of_several_together_all_are_shown(self) -> None:
        files = {"LICENSE_MIT": MIT, "LICENSE_OTHER": ISC, "parts__LICENSE": "of a part"}
        for expression in ("MIT AND ISC", "(MIT OR Apache-2.0) AND ISC"):
            self.assertEqual(set(self.texts(expression, **files)), set(files.values()), expression)

    def test_a_text_that_is_not_in_the_crate_is_made_of_its_holders(self) -> None:
        manifest = str(Path(__file__).with_name("abi") / "Cargo.toml")
        [text] = licences.texts({"name": "napi", "version": "1", "license": "MIT", "manifest_path": manifest})
        self.assertRegex(text, r"LongYinan\n.*GitHub\n\nPermission is hereby granted, free of charge, [^$]*OR OTHER DEALINGS")

    def test_what_is_unknown_stops(self) -> None:
        cases: list[tuple[str | None, dict[str, str]]] = [
            ("GPL-3.0", {"LICENSE": "any"}),
            ("MIT AND GPL-3.0", {"LICENSE": MIT}),
            ("MIT", {}),
            ("MIT", {"LICENSE": APACHE}),
            ("MIT AND ISC", {"LICENSE": MIT}),
            (None, {"LICENSE": MIT}),
        ]
        for expression, files in cases:
            with self.assertRaisesRegex(SystemExit, "licences: crate 1 is under"):
                self.texts(expression, **files)


if __name__ == "__main__":
    unittest.main()

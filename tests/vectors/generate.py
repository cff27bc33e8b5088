#!/usr/bin/env python3
"""Write the test vectors that every language runs, or check that the committed ones are current.

    python3 generate.py            writes 11256.json, 11257.json, 11258.json and golden.json beside this file
    python3 generate.py --check    writes nothing; exits with 1 and names each file that differs

Needs `cryptography`, which serves as the oracle: nothing here comes from the code under test. The files are the same
at every run, since whatever looks random is drawn with SHAKE-256 from the id of its case. README.md has the format.
"""

from __future__ import annotations

import argparse
import base64
import json
import string
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from oracle import (
    BLOCK,
    CBC_BASE64,
    KEY_SIZE,
    SCHEMES,
    Case,
    Scheme,
    draw,
    draw_base64,
    draw_text,
    read_pair,
    require,
    sealed,
    verify,
)
from refusals import PLUS_SLASH, refusals

HERE = Path(__file__).resolve().parent
GOLDEN_PLAINTEXT = HERE / "golden-plaintext.json"
# Written by hand: rules have no oracle.
EVENTS = HERE / "events.json"
GOLDEN_TEXT = HERE / "golden-text.txt"

# The sample pair that the vendor printed in its script. It is public, and good for nothing but this vector.
GOLDEN_KEY = "JjqJxxJJxDsYyJiVwWavaP0AejZb5nW4"
GOLDEN_IV = "5TOMPCQvDu6uHuMw"

LENGTHS = (
    0, 1, 15, 16, 17, 31, 32, 33, 47, 48, 49, 63, 64, 65, 95, 96, 97,
    255, 256, 257, 400, 1000, 4095, 4096, 4097, 65537,
)  # fmt: skip

PLAINTEXTS = {
    "ascii": b"plain text",
    "emoji": "👋🏽 👩‍👩‍👧 🇮🇳 ₹".encode(),
    "devanagari": "नमस्ते, खरीदारी पूरी हुई".encode(),
    "combining-marks": "e\u0301 is not \u00e9, nor a\u0323\u0307 a\u0307\u0323".encode(),
    "byte-order-mark": "\ufeffmarked".encode(),
    "line-ends": b"one\r\ntwo\nthree\r",
    "nul-inside": b"before\0after",
    "nul-first-and-last": b"\0between\0",
    "zeros-16": bytes(16),
    "zeros-33": bytes(33),
    "ones-16": b"\xff" * 16,
    "ones-47": b"\xff" * 47,
    "like-padding-of-16": bytes([16]) * 16,
    "like-padding-of-15": bytes([15]) * 15,
    "like-padding-of-1": b"ends with 1\x01",
    "like-padding-of-2": b"ends with 2\x02\x02",
    "not-utf8": bytes.fromhex("c328a0a1e228a1fffeeda080c080f4908080"),
}

TEXT_PAIRS = {
    "punctuation": (string.punctuation, r'"\/\"{}[]:,~!@#$'),
    "spaces-inside": ("a key of 32 characters, in words", "an IV of 16 char"),
    "looks-like-base64": (base64.b64encode(bytes(range(24))).decode(), base64.b64encode(bytes(range(12))).decode()),
    "looks-like-hex": (bytes(range(16)).hex(), bytes(range(8)).hex()),
}

RAW_PAIRS = {
    "with-nul": (bytes(range(KEY_SIZE)), bytes(range(BLOCK))),
    "plus-slash": ((PLUS_SLASH * KEY_SIZE)[:KEY_SIZE], (PLUS_SLASH * BLOCK)[:BLOCK]),
}


# What must succeed


def accepted(scheme: Scheme) -> Iterator[Case]:
    op = "decrypt" if scheme.gcm else "roundtrip"  # a nonce cannot be passed in: GCM texts are not repeatable
    for length in LENGTHS:
        yield sealed(scheme, op, f"length/{length}", draw(f"{scheme.code}/length/{length}", length))
    for name, plaintext in PLAINTEXTS.items():
        yield sealed(scheme, op, f"plaintext/{name}", plaintext)
    yield sealed(scheme, op, "plaintext/events", GOLDEN_PLAINTEXT.read_bytes())
    yield from pair_forms(scheme, op)
    yield from new_accepted(scheme)
    if scheme.gcm:
        yield from gcm_aads(scheme)
    else:
        yield unnoticed_iv(scheme)
    if scheme.hex:
        yield from upper_case(scheme)


def pair_forms(scheme: Scheme, op: str) -> Iterator[Case]:
    for name, (key, iv) in pairs(scheme).items():
        plaintext = draw(f"{scheme.code}/pair/{name}", 40)
        yield sealed(scheme, op, f"pair/{name}", plaintext, key=key, iv=None if scheme.gcm else iv)


def new_accepted(scheme: Scheme) -> Iterator[Case]:
    for name, (key, iv) in pairs(scheme).items():
        yield Case(f"{scheme.code}/new/{name}", "new", scheme.code, key, None if scheme.gcm else iv)
        if scheme.gcm:  # not every language tells an empty IV from none
            yield Case(f"{scheme.code}/new/{name}-empty-iv", "new", scheme.code, key, "")


def pairs(scheme: Scheme) -> dict[str, tuple[str, str]]:
    """Keys and IVs in every accepted form. GCM leaves the IVs aside."""
    label = f"{scheme.code}/pairs"
    text = draw_text(f"{label}/key", KEY_SIZE), draw_text(f"{label}/iv", BLOCK)
    coded = draw_base64(f"{label}/key", KEY_SIZE), draw_base64(f"{label}/iv", BLOCK)
    forms = {"text": text, "base64": coded}
    if not scheme.gcm:
        forms |= {"text-and-base64": (text[0], coded[1]), "base64-and-text": (coded[0], text[1])}
    raw = {
        f"base64-{name}": (base64.b64encode(key).decode(), base64.b64encode(iv).decode())
        for name, (key, iv) in RAW_PAIRS.items()
    }
    return forms | {f"text-{name}": pair for name, pair in TEXT_PAIRS.items()} | raw


def gcm_aads(scheme: Scheme) -> Iterator[Case]:
    for aad_length in (0, 1, 12, 15, 16, 17, 64, 255):
        for length in (0, 50):
            name = f"aad/{aad_length}-with-{length}"
            label = f"{scheme.code}/{name}"
            aad, plaintext = draw(f"{label}/aad", aad_length), draw(f"{label}/plaintext", length)
            yield sealed(scheme, "decrypt", name, plaintext, aad, key=draw_base64(f"{label}/key", KEY_SIZE))
    yield sealed(scheme, "decrypt", "aad/utf8", b"event", "परिसंपत्ति".encode())
    yield sealed(scheme, "decrypt", "aad/zeros", b"event", bytes(16))


def unnoticed_iv(scheme: Scheme) -> Case:
    """CBC notices no wrong IV where the padding is in a later block: the first comes out garbled, without an error."""
    good = sealed(scheme, "decrypt", "wrong-iv-goes-unnoticed", b"the first block and some more")
    iv = draw_text(f"{good.id}/other-iv", BLOCK)
    _, own_iv = read_pair(scheme, good.key, good.iv)
    garbled = bytes(a ^ b ^ c for a, b, c in zip(good.plaintext, own_iv, iv.encode(), strict=False))
    return replace(good, iv=iv, plaintext=garbled + good.plaintext[BLOCK:])


def upper_case(scheme: Scheme) -> Iterator[Case]:
    for length in (0, 16, 49, 400):
        good = sealed(scheme, "decrypt", f"upper-case/{length}", draw(f"{scheme.code}/upper-case/{length}", length))
        yield replace(good, text=good.text.upper())
        good = sealed(scheme, "decrypt", f"mixed-case/{length}", draw(f"{scheme.code}/mixed-case/{length}", length))
        mixed = (digit.upper() if at % 3 else digit for at, digit in enumerate(good.text))
        yield replace(good, text="".join(mixed))


def golden() -> Case:
    """The vendor's own publication: plaintext and text are taken as printed, and must fit each other."""
    text = GOLDEN_TEXT.read_text(encoding="ascii").removesuffix("\n")
    plaintext = GOLDEN_PLAINTEXT.read_bytes()
    require(len(plaintext) == 414 and len(text) == 556, "golden", "414 bytes and 556 characters were published")
    return Case("golden/1", "roundtrip", CBC_BASE64.code, GOLDEN_KEY, GOLDEN_IV, plaintext=plaintext, text=text)


# Files


def render(scheme: Scheme, source: str, cases: Iterable[Case]) -> bytes:
    rows = []
    for case in cases:
        verify(case)
        rows.append("  " + json.dumps(case.row(), ensure_ascii=False))
    head = {"scheme": scheme.code, "name": scheme.name, "source": source, "count": len(rows)}
    fields = "".join(f" {json.dumps(name)}: {json.dumps(value)},\n" for name, value in head.items())
    text = "{\n" + fields + ' "cases": [\n' + ",\n".join(rows) + "\n ]\n}\n"
    require("\\u" not in text, str(scheme.code), "only the escapes named in README.md: small readers know no others")
    return text.encode()


def vectors() -> dict[str, bytes]:
    """The content of each file, by its name."""
    files = {"golden.json": render(CBC_BASE64, "the vendor's own publication", [golden()])}
    seen: set[str] = set()
    for scheme in SCHEMES.values():
        cases = [*accepted(scheme), *refusals(scheme)]
        for case in cases:
            require(case.id not in seen, case.id, "the id is taken")
            seen.add(case.id)
        source = "generated by generate.py with pyca/cryptography as the oracle"
        files[f"{scheme.code}.json"] = render(scheme, source, cases)
    return files


def outdated(files: dict[str, bytes]) -> list[str]:
    """A line for each file that is missing, differs, or should not be there."""
    present = {path.name: path.read_bytes() for path in HERE.glob("*.json") if path not in {GOLDEN_PLAINTEXT, EVENTS}}
    missing = [f"{name}: missing" for name in files.keys() - present.keys()]
    stray = [f"{name}: not written by generate.py" for name in present.keys() - files.keys()]
    differing = [f"{name}: differs" for name in files.keys() & present.keys() if files[name] != present[name]]
    return sorted(missing + stray + differing)


def main() -> int:
    parser = argparse.ArgumentParser(description="Write the test vectors.")
    parser.add_argument("--check", action="store_true", help="write nothing, exit with 1 if a file is not current")
    check = parser.parse_args().check
    files = vectors()
    if check:
        complaints = outdated(files)
        print("\n".join(complaints), end="\n" if complaints else "", file=sys.stderr)
        return 1 if complaints else 0
    for name, content in files.items():
        (HERE / name).write_bytes(content)
    return 0


if __name__ == "__main__":
    sys.exit(main())

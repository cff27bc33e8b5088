#!/usr/bin/env python3
"""Fuzz inputs as text: one input a line in hexadecimal, `-` for the empty one, with the reason for a regression behind it.

    corpus.py unpack FILE FOLDER    # writes each input to a file of its own, named by its SHA-1 as libFuzzer does
    corpus.py pack FOLDER FILE      # writes the folder's inputs to FILE, and keeps those that had a reason there

A line is `HEX` or `HEX  # REASON`. Lines are sorted by the length of the input, then by its bytes.
"""

import hashlib
import sys
from pathlib import Path

EMPTY = "-"


def read(path: Path) -> dict[bytes, str]:
    """The inputs and their reasons, which are empty for most."""
    inputs: dict[bytes, str] = {}
    for number, line in enumerate(path.read_text().splitlines(), 1):
        digits, _, reason = (part.strip() for part in line.partition("#"))
        try:
            if not digits:
                raise ValueError("no input; write the empty one as -")
            data = b"" if digits == EMPTY else bytes.fromhex(digits)
            if data in inputs:
                raise ValueError("the same input stands above")
        except ValueError as error:
            raise SystemExit(f"{path}:{number}: {error}") from None
        inputs[data] = reason
    return inputs


def unpack(text: Path, folder: Path) -> None:
    folder.mkdir(parents=True)
    for data in read(text):
        (folder / hashlib.sha1(data).hexdigest()).write_bytes(data)


def pack(folder: Path, text: Path) -> None:
    known = read(text) if text.exists() else {}
    inputs = {data for data, reason in known.items() if reason} | {path.read_bytes() for path in folder.iterdir()}
    lines = []
    for data in sorted(inputs, key=lambda data: (len(data), data)):
        reason = known.get(data)
        lines.append((data.hex() or EMPTY) + (f"  # {reason}" if reason else ""))
    text.write_text("\n".join(lines) + "\n")
    print(f"{text}: {len(lines)} inputs")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["unpack", text, folder]:
            unpack(Path(text), Path(folder))
        case ["pack", folder, text]:
            pack(Path(folder), Path(text))
        case _:
            raise SystemExit(__doc__)

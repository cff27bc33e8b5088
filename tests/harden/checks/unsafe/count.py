#!/usr/bin/env python3
"""Counts `unsafe` in Rust sources, comments and strings left out.

    count.py FOLDER

For each file that has any: how often, how many of those are blocks, and how many of the blocks have a `// SAFETY:` above.
"""

import re
import sys
from pathlib import Path

# What may hold the word without being it: comments, raw strings, strings, characters.
OTHER = re.compile(r'//[^\n]*|/\*.*?\*/|b?r(#*)".*?"\1|b?"(?:\\.|[^"\\])*"|' r"b?'(?:\\.[^']*|[^'\\])'", re.DOTALL)
BLOCK = re.compile(r"\bunsafe\s*(\{|impl\b)")


def bare(source: str) -> str:
    """The code alone, on the same lines."""
    return OTHER.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), source)


def has_reason(lines: list[str], number: int) -> bool:
    """Whether a comment with SAFETY stands in one of the few lines above, before another statement ends."""
    for line in reversed(lines[max(0, number - 6) : number]):
        if "// SAFETY:" in line:
            return True
        if not line.lstrip().startswith("//") and line.rstrip().endswith(";"):
            return False
    return False


def main(folder: str) -> None:
    for path in sorted(Path(folder).rglob("*.rs")):
        source = path.read_text()
        code, lines = bare(source), source.splitlines()
        words = len(re.findall(r"\bunsafe\b(?!\()", code))
        blocks = [code.count("\n", 0, block.start()) for block in BLOCK.finditer(code)]
        if words:
            print(path, words, len(blocks), sum(has_reason(lines, number) for number in blocks))


if __name__ == "__main__":
    main(sys.argv[1])

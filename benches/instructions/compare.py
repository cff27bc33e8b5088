"""Compares callgrind's counts with the stored baseline.

usage: compare.py BASELINE PREFIX PATH ACCEPT
PREFIX: of callgrind's files; PATH: the library's under valgrind; ACCEPT: 1 to store the counts"""

import json
import platform
import re
import subprocess
import sys
from pathlib import Path

ALLOWED = 0.02


def counted(prefix):
    """The instructions of each dump by its name, in their order."""
    counts = {}
    dumps = Path(prefix).parent.glob(Path(prefix).name + ".*")
    for dump in sorted(dumps, key=lambda path: int(path.suffix[1:])):
        text = dump.read_text()
        name = re.search(r"^desc: Trigger: Client Request: (.*)$", text, re.MULTILINE)
        if name:
            counts[name[1]] = int(re.search(r"^(?:totals|summary): (\d+)", text, re.MULTILINE)[1])
    return counts


def tools(path):
    """The tools on which the counts depend."""
    rustc = subprocess.run(["rustc", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    return {"rustc": rustc, "libc": " ".join(platform.libc_ver()), "machine": platform.machine(), "path": path}


def compare(baseline, counts):
    """Prints each count; returns the names of those that rose too much."""
    risen = []
    for name, count in counts.items():
        before = baseline.get(name)
        change = f"{count / before - 1:+.2%}" if before else "new"
        print(f"{count:>12,}  {change:>8}  {name}")
        if before and count > before * (1 + ALLOWED):
            risen.append(name)
    return risen


def main():
    file, prefix, path, accept = sys.argv[1:]
    file = Path(file)
    counts, here = counted(prefix), tools(path)
    if not counts:
        sys.exit("callgrind counted nothing")
    if accept == "1":
        file.write_text(json.dumps({"tools": here, "instructions": counts}, indent=2) + "\n")
        print(f"stored as {file}")
        return
    stored = json.loads(file.read_text())
    if stored["tools"] != here:
        print(f"SKIPPED: the baseline was counted with {stored['tools']}, this is {here}: the counts do not compare.")
        print(
            "To compare with these tools, store counts before the change with benches/instructions.sh --accept, then count after it."
        )
        return
    risen = compare(stored["instructions"], counts)
    gone = stored["instructions"].keys() - counts.keys()
    if risen or gone:
        for name in risen:
            print(f"RISEN by more than {ALLOWED:.0%}: {name}", file=sys.stderr)
        for name in gone:
            print(f"NO LONGER COUNTED: {name}", file=sys.stderr)
        sys.exit(
            "If the rise is worth it, run benches/instructions.sh --accept, commit benches/instructions.json, and say why."
        )


main()

"""Compares what trace.c wrote in runs with other secrets, and prints as a figure the instructions that were executed more or less often, or on
other addresses.

usage: trace.py LABEL PROGRAM TRACE…
       trace.py LABEL PROGRAM control TRACE…      the driver's control
"""

import re
import subprocess
import sys
from pathlib import Path

# Texts are public, and other secrets give other texts: their decoding, their last characters, and the driver's own drawing of secrets.
PUBLIC = r"/(const-hex|base64)-[\d.]+/src/|/kernel/generic/message\.rs:|/secret-dependence/driver\.c:"


def read(path):
    return {line[0]: line[1:] for line in map(str.split, Path(path).read_text().splitlines()) if len(line) == 3}


def places(program, addresses):
    """The line of source of each: the innermost that is not the standard library's."""
    command = ["aarch64-linux-gnu-addr2line", "-iae", program, *addresses]
    found = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    lines = [block.splitlines()[1:] for block in re.split(r"^0x", found, flags=re.MULTILINE)[1:]]
    return {address: next((line for line in chain if "/library/" not in line), "?") for address, chain in zip(addresses, lines, strict=True)}


def main():
    label, program, *traces = sys.argv[1:]
    is_control = traces[0] == "control"
    first, *others = map(read, traces[is_control:])
    differ = sorted({address for other in others for address in first.keys() | other.keys() if first.get(address) != other.get(address)})
    told = places(program, differ) if differ else {}
    if is_control:
        met = len(told) >= 2
        print(f"figure: {label}, control: instructions that depend on a secret, on purpose | {len(told)} | 2 or more | {'ok' if met else 'missed'}")
        return
    secret = {address: place for address, place in told.items() if not re.search(PUBLIC, place)}
    for address, place in secret.items():
        print(f"{address}: {place}")
    what = f"{label}: of {len(first)} instructions, those that depend on a secret ({len(traces)} runs with other secrets)"
    print(f"figure: {what} | {len(secret)} | 0 | {'missed' if secret else 'ok'}")


if __name__ == "__main__":
    main()

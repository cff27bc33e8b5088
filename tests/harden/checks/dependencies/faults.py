#!/usr/bin/env python3
"""Prints the number of errors in cargo-deny's JSON, and the errors to stderr. Fails if cargo-deny did not finish."""

import json
import sys


def main() -> None:
    lines = [json.loads(line) for line in sys.stdin if line.startswith("{")]
    errors = [line["fields"] for line in lines if line["type"] == "diagnostic" and line["fields"]["severity"] == "error"]
    if not any(line["type"] == "summary" for line in lines):
        sys.exit("\n".join(line["fields"]["message"] for line in lines))
    for error in errors:
        print(error.get("code"), error["message"], *(label["span"] for label in error.get("labels", [])), file=sys.stderr)
    print(len(errors))


if __name__ == "__main__":
    main()

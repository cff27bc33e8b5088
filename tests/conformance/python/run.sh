#!/usr/bin/env bash
# The driver of Python. Argument: the folder of the vectors.
set -euo pipefail
vectors=$(realpath "$1")
cd "$(dirname "$0")/../../.."
make -s stage >&2
PYTHONPATH=build/stage PYTHONDONTWRITEBYTECODE=1 exec "${PYTHON:-python3}" tests/conformance/python/driver.py "$vectors"

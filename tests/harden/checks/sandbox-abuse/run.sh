#!/usr/bin/env bash
# A hostile client can neither read from the sandbox what it may not, nor stop it, nor fill its memory.
# tiers: test harden
# figures: 11
. "$(dirname "$0")/../../common.sh"
make -s cli stage
PYTHONPATH=build/stage:tests/harden exec "${PYTHON:-python3}" tests/harden/checks/sandbox-abuse/main.py

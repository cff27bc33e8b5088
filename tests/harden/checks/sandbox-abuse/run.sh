#!/usr/bin/env bash
# A hostile client can neither read from the sandbox what it may not, nor stop it, nor fill its memory.
# tiers: test harden
# figures: 11
. "$(dirname "$0")/../../common.sh"
need python3-venv 'install python3-venv' examples/venv.sh
have_all

make -s stage
python=$(examples/venv.sh)
PYTHONPATH=build/stage:tests/harden exec "$python" tests/harden/checks/sandbox-abuse/main.py

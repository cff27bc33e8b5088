#!/usr/bin/env bash
# Runs the demo, and the code on the README and in docs/ with the command and the staged Python package.
set -euo pipefail
cd "$(dirname "$0")/../.."

make -s demo >build/demo.out
grep -q '{"encryptedRequest":"' build/demo.out
[ "$(grep -c ': True$' build/demo.out)" -eq 3 ]
grep -q '^The inbox: status 200, scheme 11256, 2 events, 0 errors$' build/demo.out
echo "README: make demo runs"

# For the pipes of docs/tables.md.
packaging/venv.sh build/readme-venv tests/readme/requirements.txt
PATH=$PATH:$PWD/build/readme-venv/bin PYTHONPATH=$PWD/build/stage "${PYTHON:-python3}" tests/readme/run.py

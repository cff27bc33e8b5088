#!/usr/bin/env bash
# Runs the demo on the staged package; with the command line and the sandbox, if their libraries can be installed.
set -euo pipefail
cd "$(dirname "$0")/.."

python=$(examples/venv.sh) || {
    echo "The demo ends before the sandbox." >&2
    python=${PYTHON:-python3}
}
PYTHONPATH=$PWD/build/stage exec "$python" examples/demo.py

#!/usr/bin/env bash
# with_sandbox.sh COUNT COMMAND…: runs a command beside a sandbox; see with_sandbox.py.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)

[ -f "$root/build/stage/netcore_aes/_native.abi3.so" ] || make -s -C "$root" stage
python=$("$root/examples/venv.sh")
PYTHONPATH=$root/build/stage exec "$python" "$root/tests/with_sandbox.py" "$@"

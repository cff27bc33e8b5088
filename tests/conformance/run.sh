#!/usr/bin/env bash
# Shows that all languages agree, after a test of the comparison itself.
set -euo pipefail
cd "$(dirname "$0")"
export PYTHONDONTWRITEBYTECODE=1
python=${PYTHON:-python3}

"$python" versions.py
"$python" test_compare.py --quiet
make -s -C ../.. lib >&2
exec "$python" compare.py "$@"

#!/usr/bin/env bash
# Runs the demo and the code on the README and in docs/, against the staged Python package and an installed C library.
set -euo pipefail
cd "$(dirname "$0")/../.."

make -s demo >build/demo.out
grep -q '{"encryptedRequest":"' build/demo.out
[ "$(grep -c ': True$' build/demo.out)" -eq 2 ]
grep -q '^The inbox: status 200, scheme 11256, 2 events, nothing wrong$' build/demo.out
echo "README: make demo runs"

prefix=$PWD/build/readme/prefix
rm -rf build/readme
make -s lib
make -s install PREFIX="$prefix" >/dev/null
export PKG_CONFIG_PATH=$prefix/lib/pkgconfig LD_LIBRARY_PATH=$prefix/lib
PYTHONPATH=$PWD/build/stage "${PYTHON:-python3}" tests/readme/run.py

#!/usr/bin/env bash
# NIST's CAVP vectors for AES-256 in our two modes come out as published; on every path of the CPU in `make harden`.
# tiers: test harden
# figures: 2
. "$(dirname "$0")/../../common.sh"
. tests/harden/paths.sh
need python3 'install python3-venv, 3.10 or later' python3 -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))'
have_all

here=tests/harden/checks/cavp
cache=build/harden/cavp

# Fetched once, and again after a change of requirements.txt.
if ! cmp -s "$here/requirements.txt" "$cache/requirements.txt"; then
    rm -rf "$cache"
    mkdir -p "$cache"
    python3 -m venv "$cache/venv"
    "$cache/venv/bin/pip" download -q --disable-pip-version-check --no-deps --require-hashes -r "$here/requirements.txt" -d "$cache"
    cp "$here/requirements.txt" "$cache"
fi

on_every_path "$here/cavp.py" "$cache"/cryptography_vectors-*.whl

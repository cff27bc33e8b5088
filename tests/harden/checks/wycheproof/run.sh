#!/usr/bin/env bash
# Project Wycheproof's cases for AES-256-CBC and AES-256-GCM give the published results, in the core and through the C ABI; its cases
# of other sizes are refused.
# tiers: test harden
# figures: 5
. "$(dirname "$0")/../../common.sh"
. tests/harden/paths.sh
need python3 'install python3, 3.10 or later' python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))'
have_all

out=build/harden/wycheproof.out
mkdir -p build/harden
# Of the workspace, which `make test` has built: the core alone has other features in its crates.
cargo test -q --workspace --tests -- wycheproof --show-output >"$out" 2>&1 ||
    { cat "$out"; exit 1; }
counted() { sed -n "s/^counted $1: //p" "$out"; }
figure 'Wycheproof in the core: CBC' "$(counted CBC)" 72
figure 'Wycheproof in the core: GCM' "$(counted GCM)" 66
figure 'Wycheproof in the core: GCM, valid and encrypted to the same' "$(counted 'GCM encrypted')" 39
figure 'Wycheproof in the core: refused by rule' "$(counted refused)" 394

# The crate contains the project's files.
crate=$(cargo metadata --format-version 1 --locked | python3 -c '
import json, pathlib, sys
print(*[pathlib.Path(p["manifest_path"]).parent for p in json.load(sys.stdin)["packages"] if p["name"] == "wycheproof"])')

on_every_path tests/harden/checks/wycheproof/wycheproof.py "$crate/src/data"

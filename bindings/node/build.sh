#!/usr/bin/env bash
# Builds the compiled half, and puts it where npm would: into node_modules, as the package for this system.
set -euo pipefail
cd "$(dirname "$0")"
root=$(cd ../.. && pwd)

(cd "$root" && packaging/remap.sh cargo build -q --release -p netcore-aes-node)
name=$(node -p 'require("./lib/platform.js").platformPackage()')
mkdir -p "node_modules/$name"
# Left alone if it is the same: a program may be running on it.
install -C -m 755 "${CARGO_TARGET_DIR:-$root/target}/release/libnetcore_aes_node.so" "node_modules/$name/netcore-aes.node"
printf '{ "name": "%s", "version": "0.0.0", "main": "netcore-aes.node" }\n' "$name" >"node_modules/$name/package.json"
# The package by its name, for code that is elsewhere.
[ -e node_modules/netcore-aes ] || ln -s .. node_modules/netcore-aes

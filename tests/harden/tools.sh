#!/usr/bin/env bash
# Installs what `make harden` and `make soak` need beyond what .ci/run installs, on a Debian with rustup.
set -euo pipefail
cd "$(dirname "$0")/../.."

sudo=()
[ "$(id -u)" -eq 0 ] || sudo=(sudo)
"${sudo[@]}" apt-get install -y -q --no-install-recommends abigail-tools clang libcjson-dev libssl-dev llvm valgrind

rustup toolchain install nightly --profile minimal --component miri,rust-src
rustup component add llvm-tools
rustup toolchain install "$(sed -n 's/^rust-version = "\(.*\)"$/\1/p' Cargo.toml)" --profile minimal
cargo install --locked cargo-deny@0.20.2 cargo-fuzz@0.13.2 cargo-llvm-cov@0.9.1 cargo-mutants@27.1.0

#!/usr/bin/env bash
# The driver of Rust. Argument: the folder of the vectors.
set -euo pipefail
vectors=$(realpath "$1")
cd "$(dirname "$0")/../../.."
# Of the workspace, which `make test` has built.
cargo test -q --workspace --example conformance --no-run
exec "${CARGO_TARGET_DIR:-target}/debug/examples/conformance" "$vectors"

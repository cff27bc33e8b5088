#!/usr/bin/env bash
# The driver of Rust. Argument: the folder of the vectors.
set -euo pipefail
vectors=$(realpath "$1")
cd "$(dirname "$0")/../../.."
cargo build -q -p netcore-aes-core --example conformance
exec "${CARGO_TARGET_DIR:-target}/debug/examples/conformance" "$vectors"

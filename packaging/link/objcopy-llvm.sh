#!/usr/bin/env bash
# objcopy-llvm.sh ARGUMENT…: LLVM's objcopy, which Rust brings, for other processors and systems. It looks for LLVM's library where only
# rustup's component llvm-tools puts it; rustc has its own elsewhere.
set -euo pipefail
sysroot=$(rustc --print sysroot)
host=$(rustc --version --verbose | sed -n 's/^host: //p')
LD_LIBRARY_PATH=$sysroot/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH} exec "$sysroot/lib/rustlib/$host/bin/rust-objcopy" "$@"

#!/usr/bin/env bash
# llvm.sh TOOL ARGUMENT…: one of LLVM's tools that Rust brings, which know all processors and systems: rust-objcopy, gcc-ld/ld.lld,
# gcc-ld/ld64.lld. The first looks for LLVM's library where only rustup's component llvm-tools puts it; rustc has its own elsewhere.
set -euo pipefail
sysroot=$(rustc --print sysroot)
host=$(rustc --version --verbose | sed -n 's/^host: //p')
LD_LIBRARY_PATH=$sysroot/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH} exec "$sysroot/lib/rustlib/$host/bin/$1" "${@:2}"

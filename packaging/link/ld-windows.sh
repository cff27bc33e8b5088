#!/usr/bin/env bash
# ld-windows.sh ARGUMENT…: Zig as Rust's linker for Windows, as maturin's option --zig calls it: with that, maturin 1.16 exports a module
# within a package by a name that it has not. EXPORTS is the file with the names of what is exported. For -O2 see shared.sh.
exec maturin zig cc -- -fno-sanitize=all -target x86_64-windows-gnu -O2 "$@" "$EXPORTS"

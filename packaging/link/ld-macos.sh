#!/usr/bin/env bash
# ld-macos.sh ARGUMENT…: LLVM's linker for macOS, which Rust brings, with Zig's stub of macOS' own library; the Python of requirements.txt is
# first in PATH. It takes arguments for a C compiler (-Wl,…) too, which build scripts and maturin pass.
set -euo pipefail
stubs=$(mktemp -d)
trap 'rm -rf "$stubs"' EXIT
stub=$(python -c 'import importlib.resources as r; print(r.files("ziglang") / "lib/libc/darwin/libSystem.tbd")')
# LLVM 22 does not know one of its processors, and it lacks plain arm64, which has the same functions.
sed 's/arm64e\.x1-/arm64-/g' "$stub" >"$stubs/libSystem.tbd"
# The other names that Rust passes; nothing of libiconv is used.
for name in c m iconv; do
    ln -s libSystem.tbd "$stubs/lib$name.tbd"
done

# Apple silicon runs nothing without a signature; this one names nobody. Where the object files were is stripped here, not later by Rust: the
# linker's hash of the content, the UUID, has it else.
arguments=(-S "-L$stubs" "-F$(dirname "$0")/frameworks" -dead_strip_dylibs -adhoc_codesign)
while [ $# -gt 0 ]; do
    case $1 in
        -flavor) shift ;; # which rustc passes to lld by its other name
        -Wl,*)
            IFS=, read -ra several <<<"${1#-Wl,}"
            arguments+=("${several[@]}")
            ;;
        *) arguments+=("$1") ;;
    esac
    shift
done
"$(dirname "$0")/llvm.sh" gcc-ld/ld64.lld "${arguments[@]}"

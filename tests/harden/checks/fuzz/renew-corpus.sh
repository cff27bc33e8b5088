#!/usr/bin/env bash
# Renews tests/fuzz/corpus: few inputs that reach every branch that the committed ones and those of build/harden/fuzz/corpus do.
. "$(dirname "$0")/../../common.sh"
. "$(dirname "$0")/fuzz.sh"
mkdir -p "$build"
build_stable
for target in "${targets[@]}"; do
    mkdir -p "$corpus/$target" "$build/corpus/$target"
    rm -rf "$build/merged"
    mkdir "$build/merged"
    "$binaries/$target" -set_cover_merge=1 -use_counters=0 -max_len=512 "$build/merged" "$corpus/$target" "$build/corpus/$target" >"$build/merge.log" 2>&1
    rm -rf "${corpus:?}/$target"
    mv "$build/merged" "$corpus/$target"
    echo "$target: $(find "$corpus/$target" -type f | wc -l) inputs"
done

#!/usr/bin/env bash
# Rewrites tests/fuzz/corpus: a few inputs that reach every branch that the committed inputs and those of build/harden/fuzz/corpus
# reach. An input with a reason behind it stays.
. "$(dirname "$0")/../../common.sh"
. "$(dirname "$0")/fuzz.sh"
mkdir -p "$build"
unpack_corpus
build_stable
for target in "${targets[@]}"; do
    mkdir -p "$build/corpus/$target"
    rm -rf "$build/merged"
    mkdir "$build/merged"
    "$binaries/$target" -set_cover_merge=1 -use_counters=0 -max_len=512 "$build/merged" "$committed/$target" "$build/corpus/$target" >"$build/merge.log" 2>&1
    "${PYTHON:-python3}" "$corpus_py" pack "$build/merged" "$texts/$target.txt"
done

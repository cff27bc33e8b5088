#!/usr/bin/env bash
# A change to padding, parsing, lengths, event rules, requests or the C ABI's view of memory fails a test, or survivors.txt says why
# none can: `soak` tries every one that cargo-mutants knows to make (an hour and more), `harden` those of a few files.
# tiers: harden soak
# figures: 2
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../../common.sh"
need cargo-mutants 'cargo install cargo-mutants --locked' cargo mutants --version
have_all
build=build/harden/mutants
mkdir -p "$build"

files=()
if [ "$TIER" != soak ]; then
    for file in netcore-aes-core/src/{padding,keys,timestamp}.rs netcore-aes-ffi/src/bounded.rs; do files+=(--file "$file"); done
fi
# Its status says that some were missed: compare.py looks at which.
nice cargo mutants --config "$here/mutants.toml" --output "$build" --colors never -j "${MUTANTS_JOBS:-1}" "${files[@]}" >"$build/log" 2>&1 ||
    [ $? -le 3 ] || { cat "$build/log"; exit 1; }
"$here/compare.py" "$build/mutants.out" "$here/survivors.txt"

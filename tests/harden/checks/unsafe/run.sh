#!/usr/bin/env bash
# Unsafe Rust stands only in the C ABI and in the core's module that talks to the CPU, and each block says why it holds.
# tiers: test harden
# figures: 3
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../../common.sh"
need python3 'install python3' python3 --version
have_all
build=build/harden/unsafe
sources=(netcore-aes-core netcore-aes-ffi netcore-aes-py)

# outside FOLDER: how many `unsafe` there are where none may be.
outside() {
    "$here/count.py" "$1" >"$build/counts"
    awk '$1 !~ /netcore-aes-ffi\/|netcore-aes-core\/src\/kernel(\/[a-z0-9_]+)?\.rs$/ { print > "/dev/stderr"; n += $2 } END { print n + 0 }' "$build/counts"
}

rm -rf "$build"
mkdir -p "$build/tree"
cp -r "${sources[@]}" "$build/tree"
figure "unsafe outside its modules, in $(find "$build/tree" -name '*.rs' | wc -l) files" "$(outside "$build/tree")" 0
read -r blocks explained < <(awk '{ blocks += $3; explained += $4 } END { print blocks, explained }' "$build/counts")
figure 'unsafe blocks in its modules without a reason' "$((blocks - explained)) of $blocks" "0 of $blocks"

# A block more in each crate, and the word where it is none.
for place in netcore-aes-core/src/padding.rs netcore-aes-core/src/gcm.rs netcore-aes-py/src/lib.rs; do
    printf '// unsafe\nconst _: &str = "unsafe { }";\nfn one_more() { unsafe { } }\n' >>"$build/tree/$place"
done
figure 'unsafe blocks planted elsewhere that are found' "$(outside "$build/tree" 2>/dev/null)" 3

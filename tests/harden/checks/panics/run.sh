#!/usr/bin/env bash
# A panic in any export is a status: nothing aborts, no part of a result stays, no byte is lost, and the library goes on.
# tiers: test harden
# figures: 4
. "$(dirname "$0")/../../common.sh"
need cc 'install gcc' command -v "${CC:-cc}"
need valgrind 'install valgrind' command -v valgrind
have_all

build=build/harden/panics
mkdir -p "$build"
cargo build -q -p netcore-aes-ffi --features test-hooks --target-dir build/test-hooks
compile_c "$build/panics" tests/harden/checks/panics/panics.c \
    tests/harden/checks/arguments/{functions,fixtures,frame,pages}.c build/test-hooks/debug/libnetcore_aes.a

# For a backtrace the standard library keeps memory to the end.
export RUST_BACKTRACE=0
status=0
"$build/panics" >"$build/out" 2>"$build/err" || status=$?
[ "$status" -eq 0 ] || grep -v '^note: \|^$\|^thread \|^told to by a test' "$build/err" | head -n 20
counted=$(grep '^counted: ' "$build/out" || echo nothing)
sed -n 's/^panicked: //p' "$build/out" | sort -u >"$build/panicked"
figure 'exports of the header that were made to panic' \
    "$(tests/c/declared.sh | comm -12 - "$build/panicked" | wc -l)" "$(tests/c/declared.sh | wc -l)"
figure "panics that gave no status or left something ($(sed -n 's/^counted: \(.*\), [0-9]* failed$/\1/p' "$build/out"))" \
    "${counted##*, }, exit status $status" \
    '0 failed, exit status 0'
# The standard library's hook prints a line for each panic.
figure 'panics as the standard library counted them' "$(grep -c '^told to by a test' "$build/err")" \
    "$(sed -n 's/^counted: \([0-9]*\) panics.*/\1/p' "$build/out")"
status=0
valgrind -q --error-exitcode=9 --leak-check=full --show-leak-kinds=all --errors-for-leak-kinds=all "$build/panics" \
    >"$build/out" 2>"$build/err" || status=$?
grep '^==' "$build/err" | head -n 20 || true
figure 'the same under valgrind: exit status with leaks and errors' "$status" 0

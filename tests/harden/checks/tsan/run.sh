#!/usr/bin/env bash
# ThreadSanitizer finds no data race where 16 threads use one handle, nor where they use the library for the first time at once.
# tiers: harden soak
# figures: 4
. "$(dirname "$0")/../../common.sh"
. tests/harden/faults.sh
target=x86_64-unknown-linux-gnu
need_nightly
need_rust_src
have_all

build=$PWD/build/harden/tsan
export RUSTFLAGS='-Zsanitizer=thread' CARGO_TARGET_DIR=$build/target
# Its reports count, not its exit status.
export TSAN_OPTIONS='exitcode=0 halt_on_error=0'

# build_tests ROOT TO: builds the C ABI's tests and the standard library under ThreadSanitizer.
build_tests() {
    local program
    program=$(cd "$1" && cargo +nightly test -q -Zbuild-std --target "$target" -p netcore-aes-ffi --lib --no-run \
        --message-format json | sed -n 's/.*"executable":"\([^"]*\)".*/\1/p')
    cp "$program" "$2"
}

# races PROGRAM LOG TIMES TESTS…: runs the tests TIMES times, each in a new process; sets `found` and `passed`.
races() {
    local program=$1 log=$2 times=$3 turn
    shift 3
    : >"$log"
    for ((turn = 0; turn < times; turn++)); do
        "$program" --exact --test-threads 1 "$@" >>"$log" 2>&1 || { tail -n 50 "$log"; exit 1; }
    done
    found=$(grep -c 'WARNING: ThreadSanitizer' "$log" || true)
    passed=$(sed -n 's/^test result: ok\. \([0-9]*\) passed.*/\1/p' "$log" | awk '{ sum += $1 } END { print sum + 0 }')
    [ "$passed" -eq $((times * $#)) ] || { tail -n 50 "$log"; echo "only $passed tests ran"; exit 1; }
}

mkdir -p "$build"
copy_sources "$build/source"
build_tests "$build/source" "$build/tests"
put_fault race "$build/source"
build_tests "$build/source" "$build/control"

export NETCORE_AES_ROUNDS
NETCORE_AES_ROUNDS=$(of 10 500 5000)
races "$build/tests" "$build/handle.log" 1 tests::threads::one_handle_serves_all_threads
figure "TSan: 16 threads on one handle, every scheme, alone and in batches, both ways, $NETCORE_AES_ROUNDS rounds" "$found races" "0 races"
races "$build/tests" "$build/own.log" 1 tests::threads::handles_are_made_used_and_freed_in_all_threads
figure "TSan: 16 threads that make, use and free their own handles, $NETCORE_AES_ROUNDS rounds" "$found races" "0 races"
times=$(of 5 50 200)
races "$build/tests" "$build/first.log" "$times" tests::threads::threads_may_share_the_first_use
figure "TSan: first use by 16 threads at once, in $times processes" "$found races" "0 races"
NETCORE_AES_ROUNDS=2
races "$build/control" "$build/control.log" 1 tests::threads::one_handle_serves_all_threads
figure "TSan: control, an unguarded count of uses" "$found races" "at least 1" "$(verdict "$found > 0")"

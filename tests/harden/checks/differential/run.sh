#!/usr/bin/env bash
# The C ABI and OpenSSL encrypt and decrypt random messages to the same bytes. In `make harden` on every path of the CPU; there messages
# and batches beyond 4 GiB also come back, from C++, Go and PHP too, streams of events give the same requests as step by
# step, payloads have the same problems over another reader of JSON, and on 64-bit ARM, emulated, batches give what the crates give.
# MESSAGES is the number of messages, SEED repeats a run.
# tiers: test harden soak
# figures: 3
. "$(dirname "$0")/../../common.sh"
. tests/harden/paths.sh
need cc 'install gcc' command -v "${CC:-cc}"
need libcrypto 'install libssl-dev' pkg-config --exists 'libcrypto >= 3'
if [ "$TIER" = harden ]; then
    need c++ 'install g++' command -v "${CXX:-c++}"
    need gtest 'install libgtest-dev' pkg-config --exists gtest
    need go 'install golang-go' command -v go
    need phpunit 'install phpunit' command -v phpunit
    need_arm
fi
have_all

here=tests/harden/checks/differential
build=build/harden/differential
mkdir -p "$build"
read -ra libcrypto <<<"$(pkg-config --cflags --libs libcrypto)"

# compare PATH MESSAGES
compare() {
    local library program=$build/$1
    library=$(library_of "$1")
    compile_c "$program" -O2 "$here"/*.c tests/harden/peer.c "$library/libnetcore_aes.a" "${libcrypto[@]}"
    local reported
    reported=$("$program")
    runs_path "$1" "$reported" || return 0
    nice "$program" "${MESSAGES:-$2}" "$(name_of "$1" "$reported")" ${SEED:+"$SEED"}
}

for path in $(paths); do
    case $path in
        widest) compare "$path" "$(of 1000000 10000000 100000000)" ;;
        software) compare "$path" "$(of 0 200000 2000000)" ;;
        *) compare "$path" "$(of 0 2000000 10000000)" ;;
    esac
done

# What needs 12 GiB of memory.
beyond_4_gib() {
    local tested
    tested=$(nice cargo test --release -q -p netcore-aes-core --test public -- sizes:: --ignored --test-threads=1 |
        sed -n 's/^test result: \([a-z]*\. [0-9]* passed\).*/\1/p')
    figure "differential: core, messages and batches beyond 4 GiB" "$tested" "ok. 2 passed"

    make -s lib
    "${CXX:-c++}" -std=c++17 -O1 -Iinclude tests/cpp/batch_test.cpp build/lib/libnetcore_aes.a -lgtest_main -lgtest -lpthread -ldl -lm \
        -o "$build/cpp"
    tested=$(nice "$build/cpp" --gtest_also_run_disabled_tests --gtest_filter='*4GiB' | sed -n 's/^\[  PASSED  \] \(.*\)\./\1/p')
    figure "differential: C++, a batch beyond 4 GiB" "$tested" "1 test"

    export NETCORE_AES_BEYOND_4_GIB=1
    bindings/go/stage.sh
    tested=$(cd bindings/go && nice go test -count=1 -v -run '^TestBatchBeyond4GiB$' . | grep -c '^--- PASS' || true)
    figure "differential: Go, a batch beyond 4 GiB" "$tested" 1
    tested=$(cd bindings/php && NETCORE_AES_LIBRARY=$PWD/../../build/lib/libnetcore_aes.so.1 nice phpunit -d memory_limit=-1 \
        --filter testOffsetsBeyond4GiB | sed -n 's/^OK (\(.*\))$/\1/p')
    figure "differential: PHP, a batch beyond 4 GiB" "$tested" "1 test, 2 assertions"
}
if [ "$TIER" = harden ]; then
    beyond_4_gib
    tested=$(nice cargo test --release -q -p netcore-aes-core --test public -- upload:: | sed -n 's/^test result: \([a-z]*\. [0-9]* passed\).*/\1/p')
    figure "differential: core, a million streams to requests, by one call and step by step" "$tested" "ok. 9 passed"
    tested=$(nice cargo test --release -q -p netcore-aes-core --test public -- check:: | sed -n 's/^test result: \([a-z]*\. [0-9]* passed\).*/\1/p')
    figure "differential: core, a million payloads, checked over two readers of JSON" "$tested" "ok. 4 passed"
    batches=1000000
    tested=$(NETCORE_AES_BATCHES=$batches CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER=aarch64-linux-gnu-gcc CARGO_PROFILE_RELEASE_LTO=off \
        CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER="${arm_runner[*]}" nice cargo test --release -q -p netcore-aes-core --lib \
        --target aarch64-unknown-linux-gnu --target-dir build/harden/differential/aarch64 \
        kernel::dispatch::tests::every_instruction_set_agrees_with_the_crates_on_random_batches |
        sed -n 's/^test result: \([a-z]*\. [0-9]* passed\).*/\1/p')
    figure "differential: armv8, emulated, $batches random batches against the crates" "$tested" "ok. 1 passed"
fi

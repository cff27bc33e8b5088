#!/usr/bin/env bash
# Tests the C++ headers: compilers, standards and lints; the tests in this folder, plain and under sanitizers, each as another C++
# standard; the example; and the code on docs/cpp.md.
set -euo pipefail
cd "$(dirname "$0")/../.."

build=build/cpp
strict=(-Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Werror)
mapfile -t headers < <(find include/netcore_aes.hpp include/netcore_aes -name '*.hpp' | LC_ALL=C sort)
compilers=("${CXX:-c++}")
if command -v clang++ >/dev/null; then compilers+=(clang++); fi

main() {
    mkdir -p "$build"
    check_format
    check_headers
    check_refused
    check_lints
    run_tests
    run_under address,undefined 23 'cipher;batch;error;request;threads;upload_stream;vectors'
    run_under thread 20 'threads;cipher'
    run_example
    run_docs
}

title() {
    echo "-- C++: $*"
}

fail() {
    echo "tests/cpp: $*" >&2
    exit 1
}

# Other versions of clang-format format a few things differently.
check_format() {
    if clang-format --version 2>/dev/null | grep 'version 14\.' >/dev/null; then
        title "clang-format"
        clang-format --style=file:tests/cpp/clang-format --dry-run --Werror "${headers[@]}" tests/cpp/*.[ch]pp \
            tests/conformance/cpp/*.cpp tests/install/*.cpp examples/cpp/*.cpp
    fi
}

# All headers together under every standard; then each by itself.
check_headers() {
    local compiler standard header
    for compiler in "${compilers[@]}"; do
        for standard in 17 20 2b; do
            title "C++$standard, $compiler"
            "$compiler" "-std=c++$standard" "${strict[@]}" -Iinclude -fsyntax-only tests/conformance/cpp/main.cpp
        done
    done
    title "each header by itself, and without RTTI"
    for header in "${headers[@]}"; do
        echo "#include <${header#include/}>" | "${CXX:-c++}" -std=c++17 "${strict[@]}" -fno-rtti -Iinclude -fsyntax-only -x c++ -
    done
}

# Code that must not compile; the error must match the pattern after the colon in the first line.
check_refused() {
    local file pattern count=0
    title "code that must not compile"
    for file in tests/cpp/refused/*.cpp; do
        pattern=$(sed -n '1s/^[^:]*: //p' "$file")
        ! LC_ALL=C "${CXX:-c++}" -std=c++17 -Werror=unused-result -Iinclude -include netcore_aes.hpp -fsyntax-only "$file" \
            2>"$build/refused" || fail "$file compiles"
        grep -qE "$pattern" "$build/refused" || { cat "$build/refused" >&2; fail "$file fails for another reason"; }
        count=$((count + 1))
    done
    [ "$count" -eq 6 ] || fail "$count files were compiled, not 6"
}

check_lints() {
    if command -v clang-tidy >/dev/null; then
        title "clang-tidy"
        clang-tidy --quiet --config-file=tests/cpp/clang-tidy tests/conformance/cpp/main.cpp examples/cpp/send.cpp -- \
            -std=c++17 -Iinclude 2>"$build/tidy" || { cat "$build/tidy" >&2; fail "see above"; }
    fi
}

# compile FOLDER OPTION…: compiles what has changed.
compile() {
    local folder=$1
    shift
    cmake -S tests/cpp -B "$folder" "$@" >"$build/log" && cmake --build "$folder" -j "$(nproc)" >"$build/log" 2>&1 ||
        { cat "$build/log" >&2; fail "the tests do not compile"; }
}

# run PROGRAM…: runs a test program and prints the number of tests, which must not be 0.
run() {
    "$@" --gtest_brief=1 >"$build/log" 2>&1 || { cat "$build/log" >&2; fail "see above"; }
    grep -E '^\[==========\] [1-9][0-9]* tests? ' "$build/log" || fail "$1 ran no test"
}

run_tests() {
    title "the tests, as C++17; no random bytes, no memory; another ABI version; a key used up, and panics"
    cargo build -q -p netcore-aes-ffi --features test-hooks --target-dir build/test-hooks
    compile "$build/plain" -DCMAKE_CXX_STANDARD=17
    for program in tests failures abi hooks_tests; do
        run "$build/plain/$program"
    done
}

# run_under SANITIZERS STANDARD TESTS
run_under() {
    title "-fsanitize=$1, as C++$2"
    compile "$build/${1%%,*}" "-DSANITIZE=$1" "-DCMAKE_CXX_STANDARD=$2" "-DTESTS=$3"
    run "$build/${1%%,*}/tests"
}

run_example() {
    local flags
    title "the example sends an event, and a file of events, to the sandbox"
    read -ra flags <<<"$(pkg-config --cflags --libs libcurl)"
    "${CXX:-c++}" -std=c++17 "${strict[@]}" -Iinclude examples/cpp/send.cpp -Lbuild/lib -lnetcore_aes \
        "-Wl,-rpath,$PWD/build/lib" "${flags[@]}" -o "$build/send"
    tests/with_sandbox.py 1 "$build/send"
    local event
    event='{"asset_id":"my-asset","activity_name":"a","timestamp":"'$(date -u +%FT%TZ)'","identity":"1","activity_source":"web","activity_params":{}}'
    printf '%s\n' "$event" '{}' "$event" >"$build/events.ndjson"
    tests/with_sandbox.py 1 "$build/send" "$build/events.ndjson"
    ! env -u NETCORE_AES_KEY "$build/send" 2>"$build/log" || fail "the example runs without a key"
    grep -q '^the key has 0 bytes' "$build/log" || fail "the example does not report the missing key"
}

run_docs() {
    title "docs/cpp.md"
    PREFIX=$PWD/$build/installed packaging/c/install.sh install >/dev/null
    tests/cpp/docs.sh docs/cpp.md "$PWD/$build/installed" 7 3
}

main

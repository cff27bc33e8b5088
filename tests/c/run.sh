#!/usr/bin/env bash
# Tests the C ABI: header, exported symbols, soname; every C test with the shared and the static library, and under valgrind; the
# code on docs/c.md. tests/harden tests panics and a lack of memory.
set -euo pipefail
cd "$(dirname "$0")/../.."

build=build/c
flags=(-std=c11 -O1 -g -Wall -Wextra -Werror -pedantic -Iinclude)
read -ra cjson <<<"$(pkg-config --cflags --libs libcjson)"
valgrind=(valgrind -q --error-exitcode=9 --leak-check=full --show-leak-kinds=all --errors-for-leak-kinds=all)

main() {
    mkdir -p "$build"
    check_header
    check_symbols
    check_soname
    for test in arguments batch vectors events requests uploads; do
        run_test "$test"
    done
    build_with_hooks
    run_with_assertions
    run_docs
}

fail() {
    echo "tests/c: $*" >&2
    exit 1
}

title() {
    echo "-- C: $*"
}

check_header() {
    title "the header by itself, as C11 and as C++17"
    "${CC:-cc}" "${flags[@]}" -fsyntax-only -x c include/netcore_aes.h
    "${CXX:-c++}" -std=c++17 -Wall -Wextra -Werror -pedantic -fsyntax-only -x c++ include/netcore_aes.h
}

check_symbols() {
    title "both libraries export what the header declares, and nothing else"
    tests/c/declared.sh >"$build/declared"
    [ "$(wc -l <"$build/declared")" -ge 20 ] || fail "the header declares fewer than 20 functions"
    nm -D --defined-only build/lib/libnetcore_aes.so.1 | awk '{ print $3 }' | sort >"$build/exported"
    diff "$build/declared" "$build/exported" || fail "the header (left) and the shared library (right) differ"
    nm --defined-only --extern-only build/lib/libnetcore_aes.a | awk 'NF == 3 { print $3 }' | sort >"$build/exported"
    diff "$build/declared" "$build/exported" || fail "the header (left) and the static library (right) differ"
}

check_soname() {
    title "the soname is the ABI's version"
    local abi
    abi=$(sed -n 's/^#define NETCORE_AES_ABI_VERSION //p' include/netcore_aes.h)
    readelf -d build/lib/libnetcore_aes.so.1 | grep "soname: \[libnetcore_aes.so.$abi\]" >/dev/null || fail "the soname is not libnetcore_aes.so.$abi"
    grep -q "^version = \"$abi\\.0\\.0\"" netcore-aes-ffi/Cargo.toml || fail "the version for cargo-c in Cargo.toml is not $abi.0.0"
}

# compile NAME LIBRARY-ARGUMENTS…
compile() {
    local name=$1
    shift
    "${CC:-cc}" "${flags[@]}" "tests/c/$name.c" -o "$build/$name" "$@" "${cjson[@]}" -lpthread
}

release=(-DSTACK_KIB=128)
shared=("${release[@]}" -Lbuild/lib -lnetcore_aes "-Wl,-rpath,$PWD/build/lib")
static=("${release[@]}" build/lib/libnetcore_aes.a -lpthread -ldl -lm)

run_test() {
    title "$1, with the static library"
    compile "$1" "${static[@]}"
    "$build/$1" tests/vectors
    title "$1, with the shared library"
    compile "$1" "${shared[@]}"
    "$build/$1" tests/vectors
    title "$1, under valgrind: no error, no byte lost"
    "${valgrind[@]}" "$build/$1" tests/vectors
}

# A debug build with the test hooks, in which the standard library checks unsafe code.
build_with_hooks() {
    cargo build -q -p netcore-aes-ffi --features test-hooks --target-dir build/test-hooks
}
hooks=(build/test-hooks/debug/libnetcore_aes.a -lpthread -ldl -lm)

run_with_assertions() {
    local test
    for test in arguments batch events requests uploads limit; do
        title "$test, with the library's own assertions"
        compile "$test" "${hooks[@]}"
        "$build/$test" tests/vectors
    done
}

run_docs() {
    title "docs/c.md"
    PREFIX=$PWD/$build/installed packaging/c/install.sh install >/dev/null
    tests/cpp/docs.sh docs/c.md "$PWD/$build/installed" 0 3
}

main

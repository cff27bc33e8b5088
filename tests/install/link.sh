#!/usr/bin/env bash
# link.sh INCLUDEDIR LIBDIR: tests how a program may link and load the libraries in LIBDIR: beside another static library made from
# Rust, with a static glibc, with link-time optimization by GCC and Clang, from C++ without exceptions, by dlopen.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
include=$(realpath "$1") libraries=$(realpath "$2")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export LC_ALL=C
cd "$scratch"

strict=(-O2 -Wall -Wextra -Werror -Wl,--fatal-warnings -I"$include")
version=$(sed -n 's/^#define NETCORE_AES_VERSION "\(.*\)"$/\1/p' "$include/netcore_aes.h")
system=(-lutil -lrt -lpthread -lm -ldl)
static=("$libraries/libnetcore_aes.a" "${system[@]}")

main() {
    test_beside_rust
    test_static
    test_optimization
    test_no_exceptions
    test_loading
}

title() {
    echo "-- link: $*"
}

fail() {
    echo "tests/install/link.sh: $*" >&2
    exit 1
}

# runs COMMAND…: compiles a program with this command, which must say the version when it runs.
runs() {
    "$@" -o program 2>log || { cat log >&2; fail "does not build: $*"; }
    [ "$(./program)" = "$version" ] || fail "does not say $version: $*"
}

test_beside_rust() {
    title "beside another static library made from Rust, in either order"
    rustc --edition 2024 -O --crate-type staticlib "$here/other.rs" -o libother.a
    runs "${CC:-cc}" "${strict[@]}" "$here/beside.c" "${static[0]}" libother.a "${system[@]}"
    runs "${CC:-cc}" "${strict[@]}" "$here/beside.c" libother.a "${static[0]}" "${system[@]}"
}

test_static() {
    title "with a static glibc, at a fixed and at any address"
    local way
    for way in -static -static-pie; do
        runs "${CC:-cc}" "${strict[@]}" "$way" "$here/consumer.c" "${static[@]}"
        runs "${CXX:-c++}" -std=c++17 "${strict[@]}" "$way" "$here/consumer.cpp" "${static[@]}"
        ! readelf -d program | grep NEEDED || fail "a program linked with $way needs a shared library"
    done
}

test_optimization() {
    title "link-time optimization by GCC and Clang"
    runs gcc -flto "${strict[@]}" "$here/consumer.c" "${static[@]}"
    runs g++ -flto -std=c++17 "${strict[@]}" "$here/consumer.cpp" "${static[@]}"
    local way
    for way in full thin; do
        runs clang -flto=$way "${strict[@]}" "$here/consumer.c" "${static[@]}"
        runs clang++ -flto=$way -std=c++17 "${strict[@]}" "$here/consumer.cpp" "${static[@]}"
    done
}

# The C++ header needs exceptions and says so; the C header does not.
test_no_exceptions() {
    title "C++ without exceptions"
    local compiler
    for compiler in g++ clang++; do
        runs "$compiler" -fno-exceptions "${strict[@]}" -x c++ "$here/consumer.c" -x none "${static[@]}"
        ! "$compiler" -std=c++17 -fno-exceptions -fsyntax-only -I"$include" -x c++ -include netcore_aes.hpp /dev/null 2>log ||
            fail "$compiler compiles netcore_aes.hpp without exceptions"
        [ "$(grep -c 'error:' log)" -eq 1 ] && grep -q 'error:.* netcore_aes.h' log || { cat log >&2; fail "not one sentence that names netcore_aes.h"; }
    done
}

test_loading() {
    title "dlopen and dlclose, two thousand times"
    "${CC:-cc}" -std=gnu11 "${strict[@]}" "$here/load.c" -o load -ldl -lpthread
    ./load "$libraries/libnetcore_aes.so.1"
}

main

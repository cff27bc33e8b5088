#!/usr/bin/env bash
# Under AddressSanitizer, library and tests, nothing is read or written out of bounds or after it was freed, and nothing leaks.
# tiers: harden soak
# figures: 4
. "$(dirname "$0")/../../common.sh"
need clang 'install clang' command -v clang
need libcjson 'install libcjson-dev' pkg-config --exists libcjson
need_nightly
need_rust_src
have_all

build=build/harden/asan
mkdir -p "$build"
host=$(rustc +nightly -vV | sed -n 's/^host: //p')
# The C compiler may bring another runtime, or none: link the one of Rust.
runtime=$(rustc +nightly --print sysroot)/lib/rustlib/$host/lib/librustc-nightly_rt.asan.a
flags=(-std=c11 -D_GNU_SOURCE -DWITH_ASAN -O1 -g -fsanitize=address -Wall -Wextra -Werror -pedantic -Iinclude -Itests/c
    -Itests/harden/checks/arguments)
read -ra cjson <<<"$(pkg-config --cflags --libs libcjson)"
export RUST_BACKTRACE=0 # for a backtrace the standard library keeps memory to the end

# library NAME FLAG…: builds the library and the standard library under AddressSanitizer.
library() {
    local name=$1
    shift
    RUSTFLAGS="-Zsanitizer=address $*" CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_DEBUG=1 cargo +nightly build -q --release \
        -p netcore-aes-ffi --features test-hooks -Zbuild-std --target "$host" --target-dir "$build/target-$name"
    library=$build/target-$name/$host/release/libnetcore_aes.a
}

# compile NAME SOURCE…
compile() {
    local name=$1 object objects=()
    shift
    for source in "$@"; do
        object=$build/$name-$(basename "$source" .c).o
        clang "${flags[@]}" -c "$source" -o "$object"
        objects+=("$object")
    done
    clang "${objects[@]}" "$library" -Wl,--whole-archive "$runtime" -Wl,--no-whole-archive -Wl,--export-dynamic -o "$build/$name" \
        "${cjson[@]}" -lpthread -ldl -lm -lrt -lstdc++
}

# clean NAME ARGUMENT…: runs a program, sets `ended` to its exit status, and prints why it failed.
clean() {
    ended=0
    "$build/$1" "${@:2}" >"$build/$1.out" 2>"$build/$1.err" || ended=$?
    [ "$ended" -eq 0 ] || grep -vE '^$|^note: |^thread |^told to by a test' "$build/$1.err" | head -n 20 || true
}

# counted NAME WORDS: the number before WORDS in the last line of the matrix or the panics.
counted() { sed -n "s/^counted:.* \([0-9]*\) $2.*/\1/p" "$build/$1.out"; }

# run_all WHERE: every test of the C ABI, the matrix of bad arguments, and the panics.
run_all() {
    local test passed=0 tests=(arguments batch vectors events requests uploads limit) matrix=tests/harden/checks/arguments
    for test in "${tests[@]}"; do
        compile "$test" "tests/c/$test.c"
        clean "$test" tests/vectors
        [ "$ended" -ne 0 ] || passed=$((passed + 1))
    done
    figure "tests of tests/c that are clean under ASan$1" "$passed" "${#tests[@]}"
    compile matrix "$matrix"/*.c
    clean matrix "$build/grid"
    figure "bad arguments under ASan$1: of $(counted matrix cases) cases" "$(counted matrix failed) failed, exit status $ended" \
        '0 failed, exit status 0'
    compile panics tests/harden/checks/panics/panics.c "$matrix"/{functions,fixtures,frame,pages}.c
    clean panics
    figure "panics under ASan$1: of $(counted panics panics)" "$(counted panics failed) failed, exit status $ended" \
        '0 failed, exit status 0'
}

library default
run_all ''
caught=0
for lie in read-front write-back read-slack write-slack freed-handle lost-handle; do
    ! "$build/matrix" lie "$lie" >"$build/lie" 2>&1 || continue
    caught=$((caught + $(grep -cE '^==[0-9]+==ERROR: (Address|Leak)Sanitizer' "$build/lie")))
done
figure 'lies about a length or a handle that ASan reports' "$caught" 6
for path in $(of '' '' 'portable aesni vaes256'); do
    library "$path" "--cfg netcore_aes_instruction_set=\"$path\""
    run_all ", path $path"
done

#!/usr/bin/env bash
# Every line of the core and nearly every one of the C ABI runs in a test, or exceptions.txt gives the reason. The tests are Rust's,
# those in C, and those of the core again without AES instructions.
# tiers: harden
# figures: 3
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../../common.sh"
need cargo-llvm-cov 'cargo install cargo-llvm-cov --locked' cargo llvm-cov --version
need llvm-tools 'rustup component add llvm-tools' bash -c 'ls "$(rustc --print sysroot)"/lib/rustlib/*/bin/llvm-cov'
need cc 'install gcc' "${CC:-cc}" --version
need libcjson 'install libcjson-dev' pkg-config --exists libcjson
have_all

build=$PWD/build/harden/coverage
mkdir -p "$build"

# With AES instructions, from Rust and from C.
instrumented() {
    export CARGO_TARGET_DIR=$build/target
    source <(cargo llvm-cov show-env --sh)
    cargo llvm-cov clean --workspace
    cargo test -q --locked -p netcore-aes-core -p netcore-aes-ffi --features netcore-aes-ffi/test-hooks --lib --tests
    cargo build -q --locked -p netcore-aes-ffi --features test-hooks
    local library=$CARGO_TARGET_DIR/debug cjson test
    ln -sf libnetcore_aes.so "$library/libnetcore_aes.so.1"
    read -ra cjson <<<"$(pkg-config --cflags --libs libcjson)"
    for test in arguments batch vectors events requests limit; do
        "${CC:-cc}" -std=c11 -Iinclude "tests/c/$test.c" -o "$build/$test" -L"$library" -lnetcore_aes "-Wl,-rpath,$library" \
            "${cjson[@]}"
        "$build/$test" tests/vectors
    done
    cargo llvm-cov report --lcov --output-path "$build/instructions.lcov" -p netcore-aes-core -p netcore-aes-ffi
}

# Without AES instructions.
portable() {
    CARGO_TARGET_DIR=$build/portable RUSTFLAGS='--cfg netcore_aes_instruction_set="portable"' cargo llvm-cov -q --locked -p netcore-aes-core \
        --lib --test public --lcov --output-path "$build/portable.lcov"
}

# Not behind ||, where set -e has no effect.
trap '[ $? -eq 0 ] || tail -n 40 "$build/log"' EXIT
(instrumented) >"$build/log" 2>&1
portable >>"$build/log" 2>&1
trap - EXIT
"$here/lines.py" "$here/exceptions.txt" "$build"/*.lcov

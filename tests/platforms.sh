#!/usr/bin/env bash
# Tests the core and the C ABI, in Rust and in C, elsewhere: on 64-bit ARM, emulated, with musl, and on Windows, by Wine. Debug builds: they
# check more than a release does. The core on 32 bits, too, where there is no kernel: its lengths and the shared vectors. For WebAssembly it
# is only compiled.
set -euo pipefail
cd "$(dirname "$0")/.."

# platform TRIPLE ZIG-TARGET RUNNER…
platform() {
    local triple=$1 target=$2 runner=("${@:3}")
    echo "-- $triple${runner[0]:+ by ${runner[0]}}"
    cargo test -q -p netcore-aes-core -p netcore-aes-ffi --target "$triple" --target-dir build/platforms
    cargo build -q -p netcore-aes-ffi --target "$triple" --target-dir build/platforms
    tests/c/elsewhere.sh "$target" "build/platforms/$triple/debug" "${runner[@]}"
}

arm=(qemu-aarch64 -L /usr/aarch64-linux-gnu)
CC=aarch64-linux-gnu-gcc CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER=aarch64-linux-gnu-gcc CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER=${arm[*]} \
    NETCORE_AES_BATCHES=${ARM_BATCHES:-1000} platform aarch64-unknown-linux-gnu aarch64-linux-gnu "${arm[@]}"
platform x86_64-unknown-linux-musl x86_64-linux-musl
CC=x86_64-w64-mingw32-gcc CARGO_TARGET_X86_64_PC_WINDOWS_GNU_LINKER=x86_64-w64-mingw32-gcc CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUNNER=$PWD/tests/wine/run.sh \
    platform x86_64-pc-windows-gnu x86_64-windows-gnu tests/wine/run.sh

# core_alone TRIPLE TEST…
core_alone() {
    echo "-- $1, the core alone"
    cargo test -q -p netcore-aes-core --target "$1" --target-dir build/platforms "${@:2}"
}

core_alone i686-unknown-linux-musl --test vectors --test bad_input --test sizes
CARGO_TARGET_ARMV7_UNKNOWN_LINUX_GNUEABIHF_LINKER=arm-linux-gnueabihf-gcc \
    CARGO_TARGET_ARMV7_UNKNOWN_LINUX_GNUEABIHF_RUNNER='qemu-arm -L /usr/arm-linux-gnueabihf' \
    core_alone armv7-unknown-linux-gnueabihf --test vectors --test bad_input
cargo check -q -p netcore-aes-core --features getrandom/wasm_js --target wasm32-unknown-unknown --target-dir build/platforms

#!/usr/bin/env bash
# Tests the core and the C ABI elsewhere: in Rust and in C on 64-bit ARM, emulated, and in Rust with musl, for which the packages' tests run
# those in C. Debug builds: they check more than a release does. The core on 32 bits, too, where there is no kernel. Windows is a suite of
# its own, and the package for Node runs the core as WebAssembly.
set -euo pipefail
cd "$(dirname "$0")/.."

arm() (
    triple=aarch64-unknown-linux-gnu runner=(qemu-aarch64 -L /usr/aarch64-linux-gnu)
    export CC=aarch64-linux-gnu-gcc CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER=aarch64-linux-gnu-gcc
    export CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER=${runner[*]} NETCORE_AES_BATCHES=1000
    echo "-- $triple by ${runner[0]}"
    cargo test -q -p netcore-aes-core -p netcore-aes-ffi --target "$triple" --target-dir build/platforms
    cargo build -q -p netcore-aes-ffi --target "$triple" --target-dir build/platforms
    tests/c/elsewhere.sh aarch64-linux-gnu "build/platforms/$triple/debug" "${runner[@]}"
)

musl() {
    echo "-- x86_64-unknown-linux-musl"
    cargo test -q -p netcore-aes-core -p netcore-aes-ffi --target x86_64-unknown-linux-musl --target-dir build/platforms
}

# core_alone TRIPLE TEST…
core_alone() {
    echo "-- $1, the core alone"
    cargo test -q -p netcore-aes-core --target "$1" --target-dir build/platforms "${@:2}"
}

arm
musl
core_alone i686-unknown-linux-musl
CARGO_TARGET_ARMV7_UNKNOWN_LINUX_GNUEABIHF_LINKER=arm-linux-gnueabihf-gcc \
    CARGO_TARGET_ARMV7_UNKNOWN_LINUX_GNUEABIHF_RUNNER='qemu-arm -L /usr/arm-linux-gnueabihf' \
    core_alone armv7-unknown-linux-gnueabihf --test public -- vectors:: bad_input::

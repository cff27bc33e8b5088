#!/usr/bin/env bash
# remap.sh COMMAND…: runs a command that builds with cargo, with the paths of this machine replaced: the repository's by /netcore-aes,
# those of dependencies by /crates. Those of the standard library are the machine's where rustup's rust-src is installed, and become
# what they are without it. Flags of RUSTFLAGS stay; those of a cargo configuration file do not, as always beside RUSTFLAGS.
set -euo pipefail
repository=$(cd "$(dirname "$0")/.." && pwd)
sysroot=$("${RUSTC:-rustc}" --print sysroot)
described=$("${RUSTC:-rustc}" --version --verbose)
hash=$(sed -n 's/^commit-hash: //p' <<<"$described")

# With unit separators, since a path may hold a space.
IFS=$'\x1f' read -ra flags <<<"${CARGO_ENCODED_RUSTFLAGS:-}"
[ -n "${CARGO_ENCODED_RUSTFLAGS+set}" ] || read -ra flags <<<"${RUSTFLAGS:-}"
for path in "${CARGO_HOME:-$HOME/.cargo}/registry/src=/crates" "$repository=/netcore-aes" \
    "$sysroot/lib/rustlib/src/rust=/rustc/$hash"; do
    flags+=("--remap-path-prefix=$path")
done
# Else Rust makes no shared library where the machine's own C library is musl.
! grep -q '^host: .*-musl$' <<<"$described" || flags+=(-Ctarget-feature=-crt-static)
CARGO_ENCODED_RUSTFLAGS=$(IFS=$'\x1f' && echo "${flags[*]}")
export CARGO_ENCODED_RUSTFLAGS
exec "$@"

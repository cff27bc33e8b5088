#!/usr/bin/env bash
# The crates build with the oldest Rust that Cargo.toml allows.
# tiers: harden
# figures: 1
. "$(dirname "$0")/../../common.sh"

oldest=$(sed -n 's/^rust-version = "\(.*\)"$/\1/p' Cargo.toml)
need "Rust $oldest" "rustup toolchain install $oldest --profile minimal" cargo "+$oldest" --version
have_all

crates=(netcore-aes-*/Cargo.toml)
built=0
for crate in "${crates[@]}"; do
    if cargo "+$oldest" check -q --locked --target-dir build/harden/msrv --manifest-path "$crate"; then built=$((built + 1)); fi
done
figure "Crates that build with Rust $oldest" "$built" "${#crates[@]}"

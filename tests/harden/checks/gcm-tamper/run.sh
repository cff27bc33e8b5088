#!/usr/bin/env bash
# A GCM text with any bit flipped, truncated at any place, or with other associated data is refused, and the output is wiped.
# tiers: test harden
# figures: 9
. "$(dirname "$0")/../../common.sh"
need cc 'install gcc' command -v "${CC:-cc}"
need libcrypto 'install libssl-dev' pkg-config --exists 'libcrypto >= 3'
have_all

read -ra libcrypto <<<"$(pkg-config --cflags --libs libcrypto)"
program=build/harden/gcm-tamper
compile_c "$program" -O2 tests/harden/checks/gcm-tamper/tamper.c tests/harden/peer.c build/lib/libnetcore_aes.a "${libcrypto[@]}"
"$program"

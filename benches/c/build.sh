#!/usr/bin/env bash
# Builds the C benchmark as build/bench/c. Without Intel's ipsec-mb it goes without that peer.
set -euo pipefail
cd "$(dirname "$0")/../.."

mkdir -p build/bench
flags=(-std=gnu11 -O2 -Wall -Wextra -Werror -Iinclude)
libraries=(-lcrypto -ldl)
if echo '#include <intel-ipsec-mb.h>' | "${CC:-gcc}" -E - >/dev/null 2>&1; then
    flags+=(-DHAVE_IPSEC_MB)
    libraries+=(-lIPSec_MB)
fi
"${CC:-gcc}" "${flags[@]}" benches/c/*.c -o build/bench/c "${libraries[@]}"

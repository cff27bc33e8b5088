#!/usr/bin/env bash
# Counts the instructions of the library's main paths under callgrind and compares them with benches/instructions.json: a rise of
# more than 2% fails. With --accept, the counts become the baseline. Needs `make lib`.
#
# valgrind knows neither VAES nor AVX-512, so the library takes its path for AES-NI.
set -euo pipefail
cd "$(dirname "$0")/.."

accept=0
case "$*" in
    '') ;;
    --accept) accept=1 ;;
    *) echo "usage: benches/instructions.sh [--accept]" >&2; exit 2 ;;
esac

build=build/bench/instructions
rm -rf "$build"
mkdir -p "$build"
"${CC:-cc}" -std=gnu11 -O2 -Wall -Wextra -Werror -Iinclude benches/instructions/driver.c build/lib/libnetcore_aes.a -lm -ldl \
    -lpthread -o "$build/driver"

# Addresses and environment are fixed, so that the counts repeat.
valgrind=$(command -v valgrind)
path=$(env -i LD_BIND_NOW=1 setarch "$(uname -m)" --addr-no-randomize \
    "$valgrind" -q --tool=callgrind --collect-atstart=no --callgrind-out-file="$build/count" \
    "$build/driver" tests/vectors/golden-plaintext.json)
exec "${PYTHON:-python3}" benches/instructions/compare.py benches/instructions.json "$build/count" "$path" "$accept"

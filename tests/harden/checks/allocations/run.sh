#!/usr/bin/env bash
# No memory, at any allocation of any function, and no random bytes are statuses that leave nothing behind.
# tiers: test harden
# figures: 4
. "$(dirname "$0")/../../common.sh"
need cc 'install gcc' command -v "${CC:-cc}"
have_all

build=build/harden/allocations
mkdir -p "$build"
matrix=tests/harden/checks/arguments
"${CC:-cc}" -std=c11 -D_GNU_SOURCE -O1 -g -Wall -Wextra -Werror -pedantic -Iinclude -Itests/c "-I$matrix" \
    tests/harden/checks/allocations/*.c "$matrix"/{functions,fixtures,frame,pages}.c -o "$build/allocations" \
    build/lib/libnetcore_aes.a -lpthread -ldl -lm
ulimit -c 0
export RUST_BACKTRACE=0 # else each abort prints one, which takes longer than all the rest
status=0
"$build/allocations" >"$build/out" 2>"$build/err" || status=$?
grep -v '^memory allocation of' "$build/err" | head -n 20 || true

# outcome LINE WORDS: how many of the calls of a line ended so.
outcome() { sed -n "s/^$1:.* \([0-9]*\) $2.*/\1/p" "$build/out"; }

figure 'functions that were refused memory at each allocation in turn' \
    "$(grep -c '^netcore_aes_' "$build/out")" "$(tests/c/declared.sh | wc -l)"
figure "allocations refused: $(outcome all 'a status') statuses; aborts" "$(outcome all 'an abort')" 0 \
    "$([ "$(outcome all 'an abort')" = 0 ] && [ "$(outcome all 'a status')" -gt 100 ] && echo ok || echo missed)"
figure 'results without the memory, leaks, wrong answers, parts of a result left' \
    "$(outcome all 'a result'), $(outcome all 'a leak'), $(outcome all 'a wrong answer'), exit status $status" '0, 0, 0, exit status 0'
figure 'functions that draw random bytes and are given none: ERR_RANDOM' "$(sed -n 's/^no random bytes: //p' "$build/out")" 5

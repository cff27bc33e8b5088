#!/usr/bin/env bash
# A failed allocation, at any place in any function, and a lack of random bytes give a status, leak nothing and leave no result.
# tiers: test harden
# figures: 4
. "$(dirname "$0")/../../common.sh"
need cc 'install gcc' command -v "${CC:-cc}"
have_all

build=build/harden/allocations
mkdir -p "$build"
compile_c "$build/allocations" tests/harden/checks/allocations/*.c \
    tests/harden/checks/arguments/{functions,fixtures,frame,pages}.c build/lib/libnetcore_aes.a
ulimit -c 0
export RUST_BACKTRACE=0 # printing one for each abort would take longest
status=0
"$build/allocations" >"$build/out" 2>"$build/err" || status=$?
grep -v '^memory allocation of' "$build/err" | head -n 20 || true

# outcome LINE WORDS: the number before WORDS in a line of the output.
outcome() { sed -n "s/^$1:.* \([0-9]*\) $2.*/\1/p" "$build/out"; }

figure 'functions of which each allocation failed in turn' \
    "$(grep -c '^netcore_aes_' "$build/out")" "$(tests/c/declared.sh | wc -l)"
figure "failed allocations: $(outcome all 'a status') statuses; aborts" "$(outcome all 'an abort')" 0 \
    "$(verdict "$(outcome all 'an abort') == 0 && $(outcome all 'a status') > 100")"
figure 'results without the memory, leaks, wrong answers, parts of a result left' \
    "$(outcome all 'a result'), $(outcome all 'a leak'), $(outcome all 'a wrong answer'), exit status $status" '0, 0, 0, exit status 0'
figure 'functions that answer ERR_RANDOM without random bytes' "$(sed -n 's/^no random bytes: //p' "$build/out")" 6

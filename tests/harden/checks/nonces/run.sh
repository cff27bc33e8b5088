#!/usr/bin/env bash
# No nonce of scheme 11258 repeats, across forked processes and threads.
# tiers: test harden soak
# figures: 4
. "$(dirname "$0")/../../common.sh"
need cc 'install gcc' command -v "${CC:-cc}"
have_all

here=tests/harden/checks/nonces
build=build/harden/nonces
flags=(-std=c11 -O1 -g -Wall -Wextra -Werror -pedantic -Iinclude -pthread)
library=(-Lbuild/lib -lnetcore_aes "-Wl,-rpath,$PWD/build/lib")

# none PROGRAM fork|threads WORKERS EACH WHAT: no nonce may repeat.
none() {
    local duplicates in all
    read -r duplicates _ in all < <("$build/$1" "$2" "$3" "$4")
    [ "$in" = in ]
    figure "nonces: $5, $all in all" "$duplicates duplicates" "0 duplicates"
}

# some PROGRAM fork|threads WORKERS EACH WHAT: workers that share random bytes must show as duplicates.
some() {
    local duplicates
    read -r duplicates _ < <("$build/$1" "$2" "$3" "$4")
    figure "nonces: control, $5 that share a generator" "$duplicates duplicates" "at least $3" "$(verdict "$duplicates >= $3")"
}

mkdir -p "$build"
"${CC:-cc}" "${flags[@]}" "$here/nonces.c" -o "$build/nonces" "${library[@]}"
"${CC:-cc}" "${flags[@]}" "$here/nonces.c" "$here/stale_random.c" -o "$build/control" "${library[@]}" -rdynamic
more=$(of 1 1 20)
none nonces fork 4 $((250000 * more)) "4 processes x $((250000 * more)), each of which forks again"
none nonces threads 16 $((100000 * more)) "16 threads x $((100000 * more))"
some control fork 4 1000 "processes"
some control threads 16 1000 "threads"

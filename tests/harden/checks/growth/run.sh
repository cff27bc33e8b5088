#!/usr/bin/env bash
# Called from C, the library frees all its memory: not a byte more is in use after millions of calls.
# tiers: test harden soak
# figures: 8
. "$(dirname "$0")/../../common.sh"
need cc 'install gcc' command -v "${CC:-cc}"
have_all

here=tests/harden/checks/growth
build=build/harden/growth
flags=(-std=c11 -O2 -Wall -Wextra -Werror -pedantic -Iinclude)
mkdir -p "$build"
"${CC:-cc}" "${flags[@]}" "$here"/{growth,work,meter}.c -o "$build/growth" -Lbuild/lib -lnetcore_aes "-Wl,-rpath,$PWD/build/lib"

# grown WORK CALLS [leak]: sets in_use and resident, in bytes; see meter.h.
grown() {
    local line
    line=$("$build/growth" "$@" | tail -n 1)
    [[ $line =~ ^malloc\ (-?[0-9]+),\ resident\ (-?[0-9]+)$ ]]
    in_use=${BASH_REMATCH[1]} resident=${BASH_REMATCH[2]}
}

calls=$(of 100000 10000000 100000000)
others=$(of 20000 1000000 10000000)
schemes=(11256 11257 11258)
for scheme in "${schemes[@]}"; do
    for direction in encrypt decrypt; do
        grown $direction-$scheme "$calls"
        figure "growth: C, $scheme, $direction, $calls calls" "malloc $in_use, resident $resident" "malloc 0, resident 0"
    done
done

# The other works in one row: bytes of either kind, up or down.
sum=0 works=0
for scheme in "${schemes[@]}"; do
    for name in encrypt_batch decrypt_batch refuse make_and_free send upload; do
        grown $name-$scheme "$others"
        [ "$in_use,$resident" = 0,0 ] || echo "$name-$scheme: malloc $in_use, resident $resident"
        sum=$((sum + ${in_use#-} + ${resident#-})) works=$((works + 1))
    done
done
figure "growth: C, batches, refusals, handles, requests, streams: $works works x $others calls" "$sum bytes" "0 bytes"

# Both meters must show that one handle in a thousand calls is kept.
grown encrypt-11256 1000000 leak
figure "growth: C, control, one handle in 1000 calls is kept" "malloc $in_use, resident $resident" "500000 each at least" \
    "$(verdict "$in_use > 500000 && $resident > 500000")"

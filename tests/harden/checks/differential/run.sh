#!/usr/bin/env bash
# The C ABI and OpenSSL encrypt and decrypt random messages to the same bytes. In `make harden` on every path of the CPU; there batches
# beyond 4 GiB also give the same as single messages, and streams of events the same requests as step by step. MESSAGES is the number of
# messages, SEED repeats a run.
# tiers: test harden soak
# figures: 3
. "$(dirname "$0")/../../common.sh"
. tests/harden/paths.sh
need cc 'install gcc' command -v "${CC:-cc}"
need libcrypto 'install libssl-dev' pkg-config --exists 'libcrypto >= 3'
have_all

here=tests/harden/checks/differential
build=build/harden/differential
mkdir -p "$build"
read -ra libcrypto <<<"$(pkg-config --cflags --libs libcrypto)"

# compare PATH MESSAGES
compare() {
    local library program=$build/$1
    library=$(library_of "$1")
    compile_c "$program" -O2 "$here"/*.c tests/harden/peer.c "$library/libnetcore_aes.a" "${libcrypto[@]}"
    local reported
    reported=$("$program")
    runs_path "$1" "$reported" || return 0
    nice "$program" "${MESSAGES:-$2}" "$(name_of "$1" "$reported")" ${SEED:+"$SEED"}
}

for path in $(paths); do
    case $path in
        widest) compare "$path" "$(of 1000000 10000000 100000000)" ;;
        software) compare "$path" "$(of 0 200000 2000000)" ;;
        *) compare "$path" "$(of 0 2000000 10000000)" ;;
    esac
done

if [ "$TIER" = harden ]; then
    tested=$(nice cargo test --release -q -p netcore-aes-core --test sizes -- --ignored | sed -n 's/^test result: \([a-z]*\. [0-9]* passed\).*/\1/p')
    figure "differential: core, batches beyond 4 GiB" "$tested" "ok. 1 passed"
    tested=$(nice cargo test --release -q -p netcore-aes-core --test upload | sed -n 's/^test result: \([a-z]*\. [0-9]* passed\).*/\1/p')
    figure "differential: core, a million streams to requests, by one call and step by step" "$tested" "ok. 3 passed"
fi

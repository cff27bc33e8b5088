#!/usr/bin/env bash
# build.sh [native|wasm|hooks]…: `native` builds the compiled half and puts it where npm would, into node_modules, as the package for this
# system. `wasm` builds the WebAssembly half, and the modules that contain it, into lib/generated. `hooks` builds the compiled half for
# the tests, with a function that uses up a key. Without arguments it is `native`.
set -euo pipefail
cd "$(dirname "$0")"
root=$(cd ../.. && pwd)
target=${CARGO_TARGET_DIR:-$root/target}

native() {
    local name system
    system=$(node -p process.platform)
    [ "$system" != win32 ] || { echo "build.sh: it builds on Linux and macOS; on Windows install a release's packages" >&2; exit 1; }
    # Node's functions are found when it is loaded.
    [ "$system" != darwin ] || export RUSTFLAGS="${RUSTFLAGS:-} -C link-arg=-undefined -C link-arg=dynamic_lookup"
    (cd "$root" && packaging/remap.sh cargo build -q --release -p netcore-aes-node)
    name=$(node -p 'require("./lib/platform.js").platformPackage()')
    mkdir -p "node_modules/$name"
    # Left alone if it is the same: a program may be running on it.
    install -C -m 755 "$target/release/$(compiled)" "node_modules/$name/netcore-aes.node"
    printf '{ "name": "%s", "version": "0.0.0", "main": "netcore-aes.node" }\n' "$name" >"node_modules/$name/package.json"
    # The package by its name, for code that is elsewhere.
    [ -e node_modules/netcore-aes ] || ln -s .. node_modules/netcore-aes
}

# What Cargo calls it on this system.
compiled() {
    [ "$(node -p process.platform)" = darwin ] && echo libnetcore_aes_node.dylib || echo libnetcore_aes_node.so
}

hooks() {
    (cd "$root" && cargo build -q -p netcore-aes-node --features test-hooks --target-dir build/test-hooks)
    install -C -m 755 "$root/build/test-hooks/debug/$(compiled)" "$root/build/test-hooks/netcore-aes.node"
}

# For size: at -O3 an event takes a fifth less, and the module is 40 % larger.
wasm() {
    (
        cd "$root"
        export CARGO_PROFILE_RELEASE_OPT_LEVEL=s CARGO_PROFILE_RELEASE_PANIC=abort CARGO_PROFILE_RELEASE_STRIP=true
        RUSTFLAGS="${RUSTFLAGS:-} --cfg getrandom_backend=\"custom\"" CARGO_TARGET_DIR=$target/wasm packaging/remap.sh \
            cargo build -q --release -p netcore-aes-wasm --target wasm32-unknown-unknown
    )
    # It removes what is not in the lock file: the compiled half is built again after it.
    [ -e node_modules/.bin/esbuild ] || npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
    mkdir -p lib/generated
    local code=$target/wasm/wasm32-unknown-unknown/release/netcore_aes_wasm.wasm
    install -m 644 "$code" lib/generated/netcore_aes.wasm
    printf "import code from './netcore_aes.wasm';\n\nexport default code;\n" >lib/generated/code.mjs
    # As text, which every other runtime and bundler can load at once.
    {
        printf "'use strict';\n\nconst { Buffer } = globalThis;\nconst BASE64 = '"
        base64 -w 0 "$code"
        printf "';\nmodule.exports = Buffer ? Buffer.from(BASE64, 'base64') : Uint8Array.from(atob(BASE64), (letter) => letter.charCodeAt(0));\n"
    } >lib/generated/code.js
    local bundle=(node_modules/.bin/esbuild --bundle --platform=browser --target=es2022 --minify-whitespace --minify-syntax --log-level=warning)
    "${bundle[@]}" --format=esm --outfile=lib/generated/wasm.mjs lib/index.mjs
    "${bundle[@]}" --format=esm --conditions=workerd --external:./netcore_aes.wasm --outfile=lib/generated/workerd.mjs lib/index.mjs
    "${bundle[@]}" --format=cjs --outfile=lib/generated/wasm.js lib/index.js
}

for half in "${@:-native}"; do
    "$half"
done

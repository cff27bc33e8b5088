#!/usr/bin/env bash
# workerd.sh FOLDER: the WebAssembly half in Cloudflare's runtime, which takes code that is compiled before: shared vectors. It works in FOLDER.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
workerd=$(echo "$here"/../node_modules/@cloudflare/workerd-*/bin/workerd)
mkdir -p "$1"
cd "$1"
cp "$here"/no_node.mjs "$here"/../lib/generated/{workerd.mjs,netcore_aes.wasm} "$here"/../../../tests/vectors/{11256,11257,11258,golden}.json .
cat >main.mjs <<'EOF'
import run from 'no_node.mjs';
import * as n from 'workerd.mjs';
import cbc from '11256.json';
import hex from '11257.json';
import gcm from '11258.json';
import golden from 'golden.json';

export default {
  async test() {
    const files = [cbc, hex, gcm, golden];
    const right = await run(n, files);
    if (right !== files.reduce((sum, file) => sum + file.count, 0) || right < 180) throw new Error(`${right} cases`);
    console.log(`${right} cases right in Cloudflare's runtime`);
  },
};
EOF
cat >config.capnp <<'EOF'
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (services = [(name = "main", worker = (
  compatibilityDate = "2025-05-05",
  modules = [
    (name = "main.mjs", esModule = embed "main.mjs"),
    (name = "no_node.mjs", esModule = embed "no_node.mjs"),
    (name = "workerd.mjs", esModule = embed "workerd.mjs"),
    (name = "netcore_aes.wasm", wasm = embed "netcore_aes.wasm"),
    (name = "11256.json", json = embed "11256.json"),
    (name = "11257.json", json = embed "11257.json"),
    (name = "11258.json", json = embed "11258.json"),
    (name = "golden.json", json = embed "golden.json"),
  ],
))]);
EOF
"$workerd" test config.capnp 2>&1

#!/usr/bin/env bash
# run.sh VECTORS_DIR: builds the package for Node and runs the driver.
set -euo pipefail
vectors=$(cd "$1" && pwd)
cd "$(dirname "$0")"
../../../bindings/node/build.sh >&2
exec node driver.js "$vectors"

#!/usr/bin/env bash
# run.sh VECTORS_DIR: builds the Go driver and runs it.
set -euo pipefail
vectors=$(cd "$1" && pwd)
cd "$(dirname "$0")"
../../../bindings/go/stage.sh
mkdir -p ../../../build/go
go build -o ../../../build/go/conformance .
exec ../../../build/go/conformance "$vectors"

#!/usr/bin/env bash
# Builds the benchmarks of the Go package, which are among its tests, as build/bench/go.test.
set -euo pipefail
cd "$(dirname "$0")/../../bindings/go"
mkdir -p ../../build/bench
./stage.sh
go test -c -o ../../build/bench/go.test .

#!/usr/bin/env bash
# Tests the Go package: formatter and linters; the tests with the static library, with the race detector, with the pointer
# checks of cgo and with the shared library; fuzzing; the README's code; the example; the released module.
set -euo pipefail
cd "$(dirname "$0")"
root=$(cd ../.. && pwd)
build=$root/build/go
staticcheck=honnef.co/go/tools/cmd/staticcheck@v0.8.2

main() {
    mkdir -p "$build"
    ./stage.sh
    check_style
    run_tests "static library" go test -v -count=1 ./...
    run_tests "race detector" go test -v -count=1 -race ./...
    run_pointer_checks
    run_shared
    run_fuzz
    run_benchmarks_once
    check_platforms
    check_messages
    run_example
    ./dist_test.sh
}

fail() {
    echo "bindings/go: $*" >&2
    exit 1
}

title() {
    echo "-- Go: $*"
}

check_style() {
    title "gofmt, go vet, staticcheck"
    local folder
    for folder in . "$root/tests/conformance/go" dist; do
        [ -z "$(gofmt -l "$folder")" ] || fail "run gofmt -w: $(gofmt -l "$folder")"
        (cd "$folder" && go vet ./... && go run "$staticcheck" ./...) || fail "see above: $folder"
    done
    go vet -tags netcore_aes_never ./...
}

# run_tests TITLE COMMAND…: runs tests; none may be skipped.
run_tests() {
    title "$1"
    local log=$build/test.log
    shift
    "$@" >"$log" 2>&1 || { grep -vE '^(=== |\s*--- PASS)' "$log" >&2 || true; fail "$*"; }
    ! grep -E '^\s*--- SKIP' "$log" || fail "tests were skipped: $*"
    [ "$(grep -cE '^\s*--- PASS' "$log")" -gt 800 ] || fail "too few tests ran: $*"
}

# The setting changes the compiler's output, so the standard library is compiled again: once is enough, for the tests only.
run_pointer_checks() {
    GODEBUG=cgocheck=1 GOEXPERIMENT=cgocheck2 run_tests "cgo's pointer checks" go test -v -count=1 .
}

run_shared() {
    mkdir -p "$build/pkgconfig"
    printf 'Name: netcore_aes\nDescription: for the tests\nVersion: 1\nCflags: -I%s\nLibs: -L%s -lnetcore_aes\n' \
        "$root/include" "$root/build/lib" >"$build/pkgconfig/netcore_aes.pc"
    export PKG_CONFIG_PATH=$build/pkgconfig LD_LIBRARY_PATH=$root/build/lib
    run_tests "shared library, by pkg-config" go test -v -count=1 -tags netcore_aes_pkgconfig .

    title "every status of the library; another ABI version"
    "${CC:-cc}" -std=c11 -Wall -Wextra -Werror -I"$root/include" -shared -fPIC -o "$build/faults.so" testdata/faults.c -ldl
    go test -c -tags netcore_aes_pkgconfig,netcore_aes_faults -o "$build/faults.test" .
    ldd "$build/faults.test" | grep libnetcore_aes.so.1 >/dev/null || fail "the shared library is not used"
    LD_PRELOAD=$build/faults.so run_one "$build/faults.test" TestEveryStatusOfTheLibrary
    LD_PRELOAD=$build/faults.so run_one "$build/faults.test" TestNothingOfAStreamIsLost
    NETCORE_AES_FAULT_ABI=7 LD_PRELOAD=$build/faults.so run_one "$build/faults.test" TestAnotherABI
    unset PKG_CONFIG_PATH LD_LIBRARY_PATH
}

# run_one BINARY TEST: runs one test, which must exist.
run_one() {
    "$1" -test.v -test.run "^$2\$" >"$build/one.log" 2>&1 || { cat "$build/one.log" >&2; fail "$2"; }
    grep -q "^--- PASS: $2" "$build/one.log" || fail "$2 did not run"
}

# By count, not by time, since a busy machine must not fail it. Minimising would take most of the time.
run_fuzz() {
    title "fuzzing against crypto/cipher"
    local target
    for target in FuzzCBC FuzzDecryptCBC FuzzGCM; do
        go test -run '^$' -fuzz "^$target\$" -fuzztime 20000x -fuzzminimizetime 0x . >"$build/fuzz.log" 2>&1 ||
            { cat "$build/fuzz.log" >&2; fail "$target"; }
    done
}

run_benchmarks_once() {
    title "the benchmarks run"
    go test -run '^$' -bench . -benchtime 1x . >"$build/bench.log" 2>&1 || { cat "$build/bench.log" >&2; fail "benchmarks"; }
    [ "$(grep -c ns/op "$build/bench.log")" -ge 14 ] || fail "too few benchmarks ran"
}

# refused MESSAGE COMMAND…: a build that must fail with this message.
refused() {
    local message=$1
    shift
    ! "$@" >"$build/refused.log" 2>&1 || fail "this build should have failed: $*"
    grep -qF "$message" "$build/refused.log" || { cat "$build/refused.log" >&2; fail "the message lacks: $message"; }
}

# A platform stands in several places; dist_test.sh sees to vendor.go.
check_platforms() {
    title "ffi.go names the platforms of lib, and no others"
    (cd lib && printf '%s\n' */lib.go | cut -d / -f 1) >"$build/platforms"
    local pattern
    for pattern in '.*LDFLAGS: ${SRCDIR}/lib/\(.*\)/libnetcore_aes.a' '.*=NETCORE_AES_STAGED_\(.*\)'; do
        diff "$build/platforms" <(sed -n "s|^$pattern\$|\1|p" ffi.go | LC_ALL=C sort) || fail "lib (left) and ffi.go (right) have other platforms"
    done
}

check_messages() {
    title "a build without cgo, or without a library, says what to do"
    local missing="in the repository, run bindings/go/stage.sh"
    refused netcoreaes_needs_cgo__set_CGO_ENABLED_to_1_and_install_a_C_compiler env CGO_ENABLED=0 go build .
    sed -n 2p "$build/refused.log" | grep -q needs_cgo || { cat "$build/refused.log" >&2; fail "another message comes first"; }
    local bare=$build/bare
    rm -rf "$bare"
    mkdir -p "$bare"
    git -C "$root" ls-files -z -- bindings/go | (cd "$root" && xargs -0 cp --parents -t "$bare")
    cp netcore_aes.h "$bare/bindings/go/"
    refused "$missing" go build -C "$bare/bindings/go" .
    echo '#define NETCORE_AES_STAGED_plan9_mips 1ULL' >"$bare/bindings/go/staged.h"
    refused "$missing" go build -C "$bare/bindings/go" .
    sed -i "/$(go env GOOS),$(go env GOARCH),/d" "$bare/bindings/go/ffi.go"
    refused "$missing" go build -C "$bare/bindings/go" .
    refused "build without -tags musl" go build -tags musl .
    # Where the header is not glibc's; the code of cgo itself could not be compiled so.
    mkdir -p "$build/musl"
    touch "$build/musl/features.h"
    sed -n '/^\/\*$/,/^\*\/$/p' ffi.go | grep -v '^\(#cgo .*\|/\*\|\*/\)$' >"$build/musl/preamble.c"
    refused "build with -tags musl" "${CC:-cc}" -fsyntax-only -DNETCORE_AES_STATIC "-I$build/musl" -I. "$build/musl/preamble.c"
}

run_example() {
    title "the example sends an event, and a file of events, to the sandbox"
    go build -o "$build/send" ./examples/send
    local event file
    event='{"asset_id":"my-asset","activity_name":"a","timestamp":"'$(date -u +%FT%TZ)'","identity":"1","activity_source":"web","activity_params":{}}'
    printf '%s\n' "$event" '{}' "$event" >"$build/events.ndjson"
    for file in '' "$build/events.ndjson"; do
        "$root/tests/with_sandbox.py" 1 "$build/send" ${file:+"$file"} >"$build/send.log" 2>&1 ||
            { cat "$build/send.log" >&2; fail "examples/send $file"; }
    done
}

main

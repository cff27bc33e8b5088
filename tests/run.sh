#!/usr/bin/env bash
# Runs the tests of every language whose tools are there, and names what is missing with the Debian package to install.
# REQUIRE=all makes a missing tool an error.
set -uo pipefail
cd "$(dirname "$0")/.."

passed=() failed=() missing=()

# needs SUITE TOOL PACKAGE…: whether every tool is there; notes those that are not.
needs() {
    local suite=$1 lacking=()
    shift
    while [ $# -gt 0 ]; do
        "has_$1" 2>/dev/null || command -v "$1" >/dev/null || lacking+=("$1 (install $2)")
        shift 2
    done
    [ ${#lacking[@]} -eq 0 ] && return
    local list
    printf -v list '%s, ' "${lacking[@]}"
    missing+=("$suite: needs ${list%, }")
    return 1
}

has_rustfmt() { cargo fmt --version >/dev/null; }
has_clippy() { cargo clippy --version >/dev/null; }
has_libcjson() { pkg-config --exists libcjson; }
has_venv() { "${PYTHON:-python3}" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))'; }
has_cc() { command -v "${CC:-cc}" >/dev/null; }

# suite NAME COMMAND…: runs a suite to its end, whatever became of those before.
suite() {
    local name=$1 start=$SECONDS
    shift
    printf '\n==== %s\n' "$name"
    if "$@"; then
        passed+=("$name ($((SECONDS - start)) s)")
    else
        failed+=("$name")
    fi
}

rust_tests() {
    cargo fmt --all --check &&
        cargo clippy -q --workspace --all-targets -- -D warnings &&
        cargo clippy -q -p netcore-aes-ffi --all-targets --features test-hooks -- -D warnings &&
        RUSTDOCFLAGS='-D warnings' cargo doc -q --no-deps -p netcore-aes-core &&
        cargo test -q --workspace
}

c_tests() {
    make -s lib && tests/c/run.sh
}

compiler=(cc gcc cargo 'Rust 1.89 or later by rustup')
needs rust "${compiler[@]}" rustfmt 'rustup component rustfmt' clippy 'rustup component clippy' && suite rust rust_tests
needs c "${compiler[@]}" c++ g++ nm binutils valgrind valgrind pkg-config pkg-config libcjson libcjson-dev && suite c c_tests
needs python "${compiler[@]}" venv 'Python 3.10 or later and python3-venv' && suite python netcore-aes-py/tests/run.sh
needs readme "${compiler[@]}" venv python3-venv && suite readme tests/readme/run.sh

printf '\n==== summary\n'
for name in ${passed[@]+"${passed[@]}"}; do echo "passed   $name"; done
for name in ${missing[@]+"${missing[@]}"}; do echo "MISSING  $name"; done
for name in ${failed[@]+"${failed[@]}"}; do echo "FAILED   $name"; done
[ ${#failed[@]} -eq 0 ] && [ ${#passed[@]} -gt 0 ] && { [ ${#missing[@]} -eq 0 ] || [ "${REQUIRE:-}" != all ]; }

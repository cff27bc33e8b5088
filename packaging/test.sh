#!/usr/bin/env bash
# Makes the artefacts once and tests them: their contents, the libraries with the C tests, the wheel in a clean environment
# of each CPython, the source distribution built in one.
# QUICK=1 takes the oldest CPython alone and leaves the source distribution out.
set -euo pipefail
cd "$(dirname "$0")/.."

dist=$PWD/build/dist
work=$PWD/build/dist-test
tests=$PWD/netcore-aes-py/tests
# What there is to test of the package itself. The whole suite, with the sandbox and the senders, runs in
# netcore-aes-py/tests/run.sh on one interpreter.
parts=(batch cipher credentials drop_in environment errors events packaging request scripts types vectors cli_commands)
export PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1

main() {
    make -s lib stage
    packaging/dist.sh >/dev/null
    rm -rf "$work"
    mkdir -p "$work"
    check_paths
    title "contents"
    python packaging/check.py "$dist"
    python packaging/test_check.py --quiet
    test_libraries
    local interpreters
    mapfile -t interpreters < <(packaging/pythons.sh)
    [ ${#interpreters[@]} -gt 0 ] || fail "there is no CPython from 3.10 on with venv"
    [ -z "${QUICK:-}" ] || interpreters=("${interpreters[0]}")
    for interpreter in "${interpreters[@]}"; do
        test_wheel "$interpreter"
    done
    [ -n "${QUICK:-}" ] || test_sdist "${interpreters[-1]}"
}

title() {
    echo "-- packaging: $*"
}

# Runs a command and shows the last line of what it says; all of it if it fails.
briefly() {
    local log=$work/log
    "$@" >"$log" 2>&1 || { cat "$log" >&2; fail "$1 failed"; }
    tail -n 1 "$log"
}

fail() {
    echo "packaging/test.sh: $*" >&2
    exit 1
}

python() {
    "${PYTHON:-python3}" "$@"
}

# What check.py sees to in a release holds for `make lib` and `make stage` too: a person's own build may be passed on.
check_paths() {
    title "no path of this machine in build/lib and build/stage"
    local path
    for path in "$PWD" "$HOME/" "${CARGO_HOME:-$HOME/.cargo}" "${RUSTUP_HOME:-$HOME/.rustup}"; do
        ! grep --recursive --files-with-matches --fixed-strings --exclude-dir=__pycache__ -- "$path" build/lib build/stage || fail "the files above hold $path"
    done
}

# The tests of the C ABI and of linking, against the libraries of the release.
test_libraries() {
    title "the libraries, with tests of the C ABI"
    local flags=(-std=c11 -O1 -Wall -Werror -Iinclude) json name
    read -ra json <<<"$(pkg-config --cflags --libs libcjson)"
    ln -sf libnetcore_aes.so.1 "$work/libnetcore_aes.so"
    cp "$dist/lib/libnetcore_aes.so.1" "$work/"
    for name in vectors events requests batch; do
        "${CC:-cc}" "${flags[@]}" "tests/c/$name.c" -o "$work/$name" -L"$work" -lnetcore_aes "-Wl,-rpath,$work" "${json[@]}"
        briefly "$work/$name" tests/vectors
        "${CC:-cc}" "${flags[@]}" "tests/c/$name.c" -o "$work/$name" "$dist/lib/libnetcore_aes.a" -lpthread -ldl -lm "${json[@]}"
        briefly "$work/$name" tests/vectors
    done
    tests/install/link.sh include "$dist/lib"
}

# environment INTERPRETER NAME: makes a clean virtual environment at $work/NAME.
environment() {
    "$1" -m venv "$work/$2"
}

test_wheel() {
    local name chosen
    name=$("$1" -c 'import sys; print("python-%d.%d.%d" % sys.version_info[:3])')
    title "the wheel, on $name"
    environment "$1" "$name"
    # By itself first: it has no dependencies.
    "$work/$name/bin/pip" install --quiet --no-index --only-binary :all: "$dist"/*.whl
    (cd "$work" && "$name/bin/python" -c 'import netcore_aes; print(netcore_aes.__version__)')
    "$work/$name/bin/pip" install --quiet "$(echo "$dist"/*.whl)[cli]" --requirement packaging/test-requirements.txt
    chosen=("${parts[@]/#/$tests/test_}")
    # From a folder that holds no copy of the package.
    (cd "$work" && briefly "$name/bin/pytest" --quiet -p no:cacheprovider "${chosen[@]/%/.py}")
    same_outcomes "$name"
}

# Whatever the interpreter and the way of building, the conformance driver must print the same.
same_outcomes() {
    "$work/$1/bin/python" tests/conformance/python/driver.py tests/vectors >"$work/outcomes"
    [ -e "$work/outcomes.first" ] || cp "$work/outcomes" "$work/outcomes.first"
    grep -q '^end' "$work/outcomes" || fail "the conformance driver did not come to its end"
    cmp "$work/outcomes" "$work/outcomes.first" || fail "the outcomes differ from those of the first interpreter"
}

test_sdist() {
    title "the source distribution, built on $("$1" --version)"
    environment "$1" sdist
    CARGO_TARGET_DIR=$work/target "$work/sdist/bin/pip" install --quiet --no-binary netcore-aes "$dist"/netcore_aes-*.tar.gz
    local module
    for module in netcore-aes-py/python/*.py; do
        (cd "$work" && sdist/bin/python -c "import $(basename "$module" .py)")
    done
    same_outcomes sdist
}

main

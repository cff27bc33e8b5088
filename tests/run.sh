#!/usr/bin/env bash
# Runs the tests of every language whose tools are installed, and names missing tools with their Debian package.
# REQUIRE=all makes a missing tool an error. SUITES names some, in place of all. Two suites run at a time, or as many as JOBS says.
set -uo pipefail
cd "$(dirname "$0")/.."

passed=() failed=() missing=()

# needs SUITE TOOL PACKAGE…: whether the suite is to run and every tool is installed; notes missing ones.
needs() {
    local suite=$1 lacking=()
    [[ " ${SUITES:-$suite} " == *" $suite "* ]] || return
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
has_libcrypto() { pkg-config --exists 'libcrypto >= 3'; }
has_gtest() { pkg-config --exists gtest; }
has_nlohmann() { pkg-config --exists nlohmann_json; }
has_libcurl() { pkg-config --exists libcurl; }
has_node20() { [ "$(node -p 'Number(process.versions.node.split(".")[0]) >= 20')" = true ]; }
has_go() { [ "$(printf '%s\n' go1.21 "$(go env GOVERSION)" | sort -V | head -n 1)" = go1.21 ]; }
has_java17() { bindings/java/jdk.sh 17 21 >/dev/null; }
has_java22() { bindings/java/jdk.sh 22 >/dev/null; }
has_php() { php -r 'exit((int) !(PHP_VERSION_ID >= 80100 && class_exists("FFI") && extension_loaded("curl") && extension_loaded("zip")));'; }
has_fpm() { ls /usr/sbin/php-fpm* >/dev/null; }
has_qemu() { command -v qemu-aarch64 >/dev/null; }
has_arm64() { has_target aarch64-unknown-linux-gnu; }
has_windows() { has_target x86_64-pc-windows-gnu; }
has_macos() { has_target aarch64-apple-darwin; }
has_musl() { has_target x86_64-unknown-linux-musl; }
has_arm32() { has_target armv7-unknown-linux-gnueabihf; }
has_i686() { has_target i686-unknown-linux-musl; }
has_wasm() { has_target wasm32-unknown-unknown; }
has_target() { [ -d "$(rustc --print target-libdir --target "$1")" ]; }
has_libc.a() { [ -f "$("${CC:-cc}" -print-file-name=libc.a)" ]; }
has_cjson() { [ -f "${CJSON:-build/cjson/cjson}/cJSON.c" ] || command -v apt-get >/dev/null; }
has_cc() { command -v "${CC:-cc}" >/dev/null; }

# suite NAME: starts NAME_tests once fewer than JOBS suites are running. Its output is shown when it ends.
suite() {
    while [ "$(jobs -rp | wc -l)" -ge "${JOBS:-2}" ]; do end_one; done
    mkdir -p build/logs
    ("$1_tests") >"build/logs/$1" 2>&1 &
    names[$!]=$1 starts[$!]=$SECONDS
}

# Waits until a suite ends, and shows its output.
end_one() {
    local pid status=0
    wait -n -p pid || status=$?
    local name=${names[$pid]}
    printf '\n==== %s\n' "$name"
    cat "build/logs/$name"
    if [ "$status" -eq 0 ]; then
        passed+=("$name ($((SECONDS - ${starts[$pid]})) s)")
    else
        failed+=("$name")
    fi
    unset "names[$pid]"
}

# after NAME…: waits until none of these suites is running.
after() {
    local name
    for name in "$@"; do
        while [[ " ${names[*]} " = *" $name "* ]]; do end_one; done
    done
}
declare -A names=() starts=()

rust_tests() {
    cargo fmt --all --check &&
        # Clippy denies unsafe code outside the modules of these files.
        diff <(grep -rl --include='*.rs' unsafe_code bindings/node/{src,wasm} netcore-aes-*/ | LC_ALL=C sort) \
            <(printf '%s\n' bindings/node/{src/node_api,wasm/src/exports}.rs netcore-aes-{core/src/kernel/mod,core/tests/wiped_bytes,ffi/src/lib,py/src/arrow/mod}.rs) &&
        cargo clippy -q --workspace --all-targets -- -D warnings &&
        cargo clippy -q -p netcore-aes-ffi --all-targets --features test-hooks -- -D warnings &&
        # The same choice of packages: another would check their crates anew.
        RUSTDOCFLAGS='-D warnings' cargo doc -q --no-deps --workspace --lib &&
        NETCORE_AES_BATCHES=1000000 cargo test -q --workspace
}

platforms_tests() { tests/platforms.sh; }

# All crates but those of other languages as on Windows, by Wine.
windows_tests() {
    local runner=$PWD/tests/wine/run.sh
    export CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUNNER=$runner
    RUSTFLAGS='-D warnings --cfg netcore_aes_wine' cargo test -q --target x86_64-pc-windows-gnu --target-dir build/windows \
        -p netcore-aes-core -p netcore-aes-ffi -p netcore-aes-sandbox -p netcore-aes-send -p netcore-aes-cli &&
        NETCORE_AES_RUNNER=$runner NETCORE_AES_COMMAND=$PWD/build/windows/x86_64-pc-windows-gnu/debug/netcore-aes.exe \
            netcore-aes-cli/tests/black_box/run.sh
}

python_tests() { netcore-aes-py/tests/run.sh; }
command_tests() { netcore-aes-cli/tests/black_box/run.sh; }
c_tests() { tests/c/run.sh; }
harden_tests() { tests/harden/test_run.py && tests/harden/run.py test; }
instructions_tests() { benches/instructions.sh; }
cpp_tests() { tests/cpp/run.sh; }
go_tests() { bindings/go/test.sh; }
node_tests() { bindings/node/test.sh; }
java_tests() { bindings/java/test.sh; }
spark_tests() { tests/spark/run.sh; }
php_tests() { bindings/php/test.sh; }
install_tests() { tests/install/run.sh; }
packaging_tests() { QUICK=1 packaging/tests/run.sh; }
conformance_tests() { tests/conformance/run.sh; }
readme_tests() { tests/readme/run.sh; }
workflows_tests() { go run github.com/rhysd/actionlint/cmd/actionlint@v1.7.12 -no-color; }

# The many crates of the command take minutes to optimise, and its debug build checks more. It is that of the tests in Rust: another
# choice of packages or flags would compile all crates anew.
export COMMAND_BUILD=${COMMAND_BUILD:-cargo test -q --workspace --no-run} COMMAND_FOLDER=${COMMAND_FOLDER:-debug}
compiler=(cc gcc objcopy binutils cargo 'Rust 1.89 or later by rustup')
if command -v cargo >/dev/null && command -v objcopy >/dev/null && command -v "${CC:-cc}" >/dev/null; then
    # Built once for several suites: none may change it while another runs. Side by side, since linking keeps one core busy.
    make -s -j 3 lib cli stage || exit 1
fi
windows=(windows 'rustup target add x86_64-pc-windows-gnu' x86_64-w64-mingw32-gcc gcc-mingw-w64-x86-64-win32 wine 'wine and wine64')
cjson="the source of cJSON, whose folder CJSON names, where apt-get is not"
# Those that build packages of languages come before those that build several, and these before `packaging`, which builds all in the same
# folders; Maven, for one, builds once at a time. Long ones come last with it, so that both cores work to the end.
needs rust "${compiler[@]}" rustfmt 'rustup component rustfmt' clippy 'rustup component clippy' && suite rust
needs python "${compiler[@]}" venv 'Python 3.10 or later and python3-venv' && suite python
needs go "${compiler[@]}" go 'golang-go, 1.21 or later, which fetches what newer one it needs' pkg-config pkg-config python3 python3 && suite go
needs java "${compiler[@]}" mvn maven java17 openjdk-17-jdk-headless java22 'openjdk-25-jdk-headless, or another JDK from 22 on' \
    python3 python3 && suite java
needs node "${compiler[@]}" node20 'Node 20 or later' npm npm prlimit util-linux venv 'Python 3.10 or later and python3-venv' chromium chromium \
    wasm 'rustup target add wasm32-unknown-unknown' && suite node
needs php "${compiler[@]}" php 'php-cli, php-curl and php-zip, PHP 8.1 or later' fpm php-fpm phpunit phpunit phpcs php-codesniffer \
    composer composer cgi-fcgi libfcgi-bin python3 python3 && suite php
needs cpp "${compiler[@]}" c++ g++ cmake cmake clang++ clang clang-format clang-format clang-tidy clang-tidy \
    pkg-config pkg-config gtest libgtest-dev nlohmann nlohmann-json3-dev libcurl libcurl4-openssl-dev python3 python3 && suite cpp
needs c "${compiler[@]}" c++ g++ nm binutils valgrind valgrind pkg-config pkg-config libcjson libcjson-dev && suite c
needs install "${compiler[@]}" c++ g++ clang++ clang libc.a libc6-dev cmake cmake pkg-config pkg-config readelf binutils && suite install
after go java node php
needs spark "${compiler[@]}" java17 openjdk-17-jdk-headless java22 'openjdk-25-jdk-headless, or another JDK from 22 on' mvn maven \
    venv 'Python 3.10 or later and python3-venv' && suite spark
needs readme "${compiler[@]}" git git jq jq venv 'Python 3.10 or later and python3-venv' && suite readme
needs instructions "${compiler[@]}" valgrind valgrind && suite instructions
needs workflows go golang-go && suite workflows
# Without it, the tests of the sandbox's page are skipped.
needs page chromium chromium
needs command "${compiler[@]}" venv 'Python 3.10 or later and python3-venv' && suite command
after spark
needs conformance "${compiler[@]}" c++ g++ pkg-config pkg-config libcjson libcjson-dev nlohmann nlohmann-json3-dev go golang-go \
    java22 openjdk-25-jdk-headless mvn maven node20 'Node 20 or later' php php-cli openssl openssl && suite conformance
needs windows "${compiler[@]}" "${windows[@]}" venv 'Python 3.10 or later and python3-venv' && suite windows
after conformance readme
needs packaging "${compiler[@]}" musl 'rustup target add x86_64-unknown-linux-musl' /lib/ld-musl-x86_64.so.1 musl cjson "$cjson" \
    clang++ clang libc.a libc6-dev pkg-config pkg-config git git go golang-go java22 openjdk-25-jdk-headless mvn maven composer composer node20 'Node 20 or later' npm npm \
    venv python3-venv "${windows[@]}" macos 'rustup target add aarch64-apple-darwin' && suite packaging
needs platforms "${compiler[@]}" qemu qemu-user aarch64-linux-gnu-gcc gcc-aarch64-linux-gnu arm64 'rustup target add aarch64-unknown-linux-gnu' \
    musl 'rustup target add x86_64-unknown-linux-musl' cjson "$cjson" \
    arm-linux-gnueabihf-gcc 'gcc-arm-linux-gnueabihf and libc6-dev-armhf-cross' arm32 'rustup target add armv7-unknown-linux-gnueabihf' \
    i686 'rustup target add i686-unknown-linux-musl' && suite platforms
needs harden "${compiler[@]}" c++ g++ valgrind valgrind pkg-config pkg-config libcrypto libssl-dev venv 'Python 3.10 or later and python3-venv' &&
    suite harden
while [ ${#names[@]} -gt 0 ]; do end_one; done

# The failures again, after the long output of the others.
for name in ${failed[@]+"${failed[@]}"}; do
    printf '\n==== %s failed; the last lines of build/logs/%s:\n' "$name" "$name"
    tail -n 40 "build/logs/$name"
done
printf '\n==== summary\n'
for name in ${passed[@]+"${passed[@]}"}; do echo "passed   $name"; done
for name in ${missing[@]+"${missing[@]}"}; do echo "MISSING  $name"; done
for name in ${failed[@]+"${failed[@]}"}; do echo "FAILED   $name (build/logs/$name)"; done
[ ${#failed[@]} -eq 0 ] && [ ${#passed[@]} -gt 0 ] && { [ ${#missing[@]} -eq 0 ] || [ "${REQUIRE:-}" != all ]; }

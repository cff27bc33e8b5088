#!/usr/bin/env bash
# Makes every artefact of a release into build/dist: see README.md beside this file.
# TARGETS names targets of targets.toml, by triple or system; by default it is each that this machine has the tools for.
# PYTHON is the interpreter that runs the tools.
set -euo pipefail
cd "$(dirname "$0")/.."

repository=$PWD
out=$repository/build/dist
tools=$repository/build/dist-tools
target=$repository/build/dist-target # a folder for each kind: Cargo builds all anew where the flags are others
source=$repository/build/dist-source
native=x86_64-linux # of which the packages of Go, Java and PHP have the library

main() {
    fix_environment
    install_tools
    rm -rf "$out"
    mkdir -p "$out/lib"
    choose_targets
    title "the source distribution"
    make_sdist
    local line
    for line in "${chosen[@]}"; do
        IFS=$'\t' read -r triple system glibc wheel command <<<"$line"
        make_libraries
        make_wheel
        [ "$command" = - ] || make_command
    done
    make_bindings
    (cd "$out" && find . -type f ! -name SHA256SUMS -printf '%P\0' | sort -z | xargs -0 sha256sum >SHA256SUMS)
    cat "$out/SHA256SUMS"
}

title() {
    echo "-- dist: $*" >&2
}

# Runs a command that talks; what it said is shown only if it fails.
quietly() {
    local log=$repository/build/dist.log
    "$@" >"$log" 2>&1 || { cat "$log" >&2; echo "dist: $* failed" >&2; exit 1; }
}

# Whatever could make two runs differ is decided here.
fix_environment() {
    export LC_ALL=C TZ=UTC
    umask 022
    export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
    export CARGO_INCREMENTAL=0 CARGO_PROFILE_RELEASE_STRIP=symbols
    unset RUSTFLAGS CARGO_ENCODED_RUSTFLAGS
}

install_tools() {
    packaging/venv.sh "$tools" packaging/requirements.txt
    export PATH=$tools/bin:$PATH
}

# Those of TARGETS must be built; of all, those that can be.
choose_targets() {
    local lines line triple missing=()
    read -ra names <<<"${TARGETS:-}"
    lines=$(python packaging/targets.py ${names[@]+"${names[@]}"})
    chosen=()
    while IFS= read -r line; do
        triple=${line%%$'\t'*}
        if has_target "$triple"; then chosen+=("$line"); else missing+=("$triple"); fi
    done <<<"$lines"
    [ ${#missing[@]} -eq 0 ] || echo "dist: MISSING ${missing[*]}: Rust's standard library for it; rustup target add ${missing[*]}" >&2
    [ ${#chosen[@]} -gt 0 ] && [[ -z ${TARGETS:-} || ${#missing[@]} -eq 0 ]] || exit 1
}

# Fetches what rustup has of a target.
has_target() {
    [ -d "$(rustc --print sysroot)/lib/rustlib/$1" ] || { command -v rustup >/dev/null && rustup target add "$1" >/dev/null 2>&1; }
}

make_libraries() {
    local build=$triple lib=$out/lib/$system flags=
    title "the shared and the static library, for $system"
    [ "$glibc" = - ] || build=$triple.$glibc
    # Else Rust makes no shared library for musl.
    [[ $triple != *-musl ]] || flags='-C target-feature=-crt-static'
    mkdir "$lib"
    CARGO_TARGET_DIR=$target/library RUSTFLAGS=$flags packaging/remap.sh cargo zigbuild --quiet --locked --release --package netcore-aes-ffi --target "$build"
    install -m 755 "$target/library/$triple/release/libnetcore_aes.so" "$lib/libnetcore_aes.so.1"
    (
        use_tools
        packaging/archive.sh "$target/library/$triple/release/libnetcore_aes.a" "$lib/libnetcore_aes.a" --strip-debug
    )
    python packaging/licences.py "$triple" netcore-aes-ffi netcore-aes-py >"$lib/LICENSE-THIRD-PARTY"
    SYSTEM=$system quietly packaging/dist-c.sh "$lib" "$out"
}

# GNU's tools know this machine's processor alone; Rust brings LLVM's, which know every one.
use_tools() {
    local host bin
    host=$(rustc --version --verbose | sed -n 's/^host: //p')
    bin=$(rustc --print sysroot)/lib/rustlib/$host/bin
    [ "${triple%%-*}" = "${host%%-*}" ] || export LD=$bin/gcc-ld/ld.lld OBJCOPY=$bin/rust-objcopy
}

make_sdist() {
    (cd netcore-aes-py && quietly maturin sdist --out "$out")
    rm -rf "$source"
    mkdir -p "$source"
    tar --extract --directory "$source" --strip-components 1 --file "$out"/netcore_aes-*.tar.gz
}

# The wheel is built from the source distribution, so that this is known to be whole.
make_wheel() {
    title "the wheel, for $system"
    cp "$out/lib/$system/LICENSE-THIRD-PARTY" "$source/"
    (
        cd "$source"
        export CARGO_TARGET_DIR=$target/wheel
        quietly "$repository/packaging/remap.sh" maturin build --release --zig --target "$triple" --compatibility "$wheel" --out "$out"
    )
    # The lock loses what only the C library needs, so it cannot be --locked; but no crate may be another.
    if grep '^checksum = ' "$source/Cargo.lock" | grep --line-regexp --invert-match --fixed-strings --file Cargo.lock; then
        echo "dist: the wheel was built with crates that Cargo.lock does not name" >&2
        exit 1
    fi
}

# One program serves every libc: it is static.
make_command() {
    local licences=netcore-aes-cli/LICENSE-THIRD-PARTY
    title "the command, for $command"
    python packaging/licences.py "$triple" netcore-aes-cli >"$licences"
    (
        cd netcore-aes-cli
        export CARGO_TARGET_DIR=$target/command
        # Zig's linker knows the option by this name alone; without it the program has a fixed address.
        export RUSTFLAGS='-C link-arg=-pie'
        quietly ../packaging/remap.sh maturin build --release --locked --zig --target "$triple" --out "$out" \
            --compatibility manylinux_2_17 "$wheel"
    )
    # The first target's runs here; manuals and completions are the same for all.
    local program=$target/command/$triple/release/netcore-aes
    runs=${runs:-${RUNS:-}}
    [ -n "$runs" ] || runs=$(runnable "$program")
    RUNS=$runs quietly packaging/dist-cli.sh "$program" "$command" "$licences" "$out"
}

# A program if it runs on this machine, else one that is built for it.
runnable() {
    local host=$target/command/release/netcore-aes
    if "$1" --version >"$repository/build/dist.log" 2>&1; then echo "$1"; return; fi
    CARGO_TARGET_DIR=$target/command quietly cargo build --quiet --locked --release --package netcore-aes-cli
    echo "$host"
}

# The other languages pack the libraries of all systems themselves.
make_bindings() {
    local script
    [ -d "$out/lib/$native" ] || { echo "dist: without $native there are no packages for Go, Java and PHP" >&2; return; }
    for script in bindings/{go,java,php}/dist.sh; do
        title "$script"
        quietly "$script" "$out/lib" "$out"
    done
}

main

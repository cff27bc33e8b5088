#!/usr/bin/env bash
# Makes every artefact of a release into build/dist: see README.md beside this file.
# TRIPLE and GLIBC select the platform, LD and OBJCOPY the tools that know its files, PYTHON the interpreter that runs the tools.
set -euo pipefail
cd "$(dirname "$0")/.."

repository=$PWD
triple=${TRIPLE:-x86_64-unknown-linux-gnu}
glibc=${GLIBC:-2.17}
out=$repository/build/dist
tools=$repository/build/dist-tools
target=$repository/build/dist-target
source=$repository/build/dist-source

main() {
    fix_environment
    install_tools
    rm -rf "$out"
    mkdir -p "$out/lib"
    "$tools/bin/python" packaging/licences.py "$triple" >"$out/lib/LICENSE-THIRD-PARTY"
    make_libraries
    make_python
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
    export CARGO_TARGET_DIR=$target CARGO_INCREMENTAL=0 CARGO_PROFILE_RELEASE_STRIP=symbols
    unset RUSTFLAGS CARGO_ENCODED_RUSTFLAGS
}

install_tools() {
    local python=${PYTHON:-python3} stamp
    stamp=$("$python" -c 'import sys; print(sys.version, sys.executable)'; cat packaging/requirements.txt)
    if [[ ! -f $tools/stamp || $(<"$tools/stamp") != "$stamp" ]]; then
        title "tools"
        rm -rf "$tools"
        "$python" -m venv "$tools"
        "$tools/bin/pip" install --quiet --disable-pip-version-check --requirement packaging/requirements.txt
        printf '%s\n' "$stamp" >"$tools/stamp"
    fi
    export PATH=$tools/bin:$PATH
}

make_libraries() {
    title "the shared and the static library, for $triple with glibc $glibc and later"
    packaging/remap.sh cargo zigbuild --quiet --locked --release --package netcore-aes-ffi --target "$triple.$glibc"
    install -m 755 "$target/$triple/release/libnetcore_aes.so" "$out/lib/libnetcore_aes.so.1"
    packaging/archive.sh "$target/$triple/release/libnetcore_aes.a" "$out/lib/libnetcore_aes.a" --strip-debug
}

# The wheel is built from the source distribution, so that this is known to be whole.
make_python() {
    title "the source distribution and the wheel"
    (cd netcore-aes-py && quietly maturin sdist --out "$out")
    rm -rf "$source"
    mkdir -p "$source"
    tar --extract --directory "$source" --strip-components 1 --file "$out"/netcore_aes-*.tar.gz
    cp "$out/lib/LICENSE-THIRD-PARTY" "$source/"
    (
        cd "$source"
        quietly "$repository/packaging/remap.sh" maturin build --release --zig --target "$triple" \
            --compatibility "manylinux_${glibc/./_}" --out "$out"
    )
    # The lock loses what only the C library needs, so it cannot be --locked; but no crate may be another.
    if grep '^checksum = ' "$source/Cargo.lock" | grep --line-regexp --invert-match --fixed-strings --file Cargo.lock; then
        echo "dist: the wheel was built with crates that Cargo.lock does not name" >&2
        exit 1
    fi
}

# The other languages pack the libraries themselves.
make_bindings() {
    local script
    for script in packaging/dist-c.sh bindings/{go,java,php}/dist.sh; do
        if [ -e "$script" ]; then
            title "$script"
            quietly "$script" "$out/lib" "$out"
        else
            echo "dist: $script is not there, so its artefact is left out" >&2
        fi
    done
}

main

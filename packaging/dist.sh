#!/usr/bin/env bash
# Makes every artefact of a release into build/dist: see README.md beside this file.
# TARGETS names targets of targets.toml, by triple or system; by default it is each that this machine has the tools for. REQUIRE=all makes
# a missing one an error.
# LIBRARY_ALONE names systems of which the library alone is built; a command is left out by its own name in targets.toml. With QUICK this
# machine's library is built as for a release, those of LIBRARY_ALONE are optimised less, the rest are debug builds, and the command reads no
# tables: never for a release.
# PYTHON is the interpreter that runs the tools.
set -euo pipefail
cd "$(dirname "$0")/.."

repository=$PWD
out=$repository/build/dist
tools=$repository/build/dist-tools
target=$repository/build/dist-target # a folder for each kind: Cargo builds all anew where the flags are others
source=$repository/build/dist-source
llvm=packaging/link/llvm.sh # relative: the path of the repository may hold a space
native=x86_64-linux # of which the packages of Go, Java, Node and PHP have the library
profile=release profile_folder=release # Cargo's, and where it leaves what it builds
[ -z "${QUICK:-}" ] || profile=dev profile_folder=debug

main() {
    check_tag
    fix_environment
    install_tools
    rm -rf "$out"
    mkdir -p "$out/lib" "$target"
    choose_targets
    title "the source distribution"
    make_sdist
    for_each_target list_licences
    # Link-time optimisation keeps one core busy.
    side_by_side make_libraries make_wheel make_command make_node
    make_bindings
    (cd "$out" && find . -type f ! -name SHA256SUMS -printf '%P\0' | sort -z | xargs -0 sha256sum >SHA256SUMS)
    cat "$out/SHA256SUMS"
}

# A commit that is tagged as a release makes that release.
check_tag() {
    local tag version
    version=$(sed -n '/^\[workspace.package\]/,/^$/s/^version = "\(.*\)"$/\1/p' Cargo.toml)
    tag=$(git describe --tags --exact-match --match 'v*' 2>/dev/null) || return 0
    [ "$tag" = "v$version" ] || { echo "dist: the commit is tagged $tag, but Cargo.toml's version is $version: change one" >&2; exit 1; }
}

title() {
    echo "-- dist: $*" >&2
}

# Runs a command that talks; what it said is shown only if it fails.
quietly() {
    local log=$repository/build/dist${step:+-$step}.log
    "$@" >"$log" 2>&1 || { cat "$log" >&2; echo "dist: $* failed" >&2; exit 1; }
}

# for_each_target STEP: runs it with the target's line in variables.
for_each_target() {
    local line step=$1 triple system glibc macos wheel command
    for line in "${chosen[@]}"; do
        IFS=$'\t' read -r triple system glibc macos wheel command <<<"$line"
        "$step"
    done
}

# side_by_side STEP…: each for all targets, in order.
side_by_side() {
    local step pid pids=()
    for step in "$@"; do
        for_each_target "$step" &
        pids+=($!)
    done
    for pid in "${pids[@]}"; do
        wait "$pid" || { kill "${pids[@]}" 2>/dev/null; exit 1; }
    done
}

# Whatever could make two runs differ is decided here.
fix_environment() {
    export LC_ALL=C TZ=UTC
    umask 022
    export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
    export CARGO_INCREMENTAL=0 CARGO_PROFILE_{RELEASE,DEV}_STRIP=symbols CARGO_PROFILE_DEV_DEBUG=false
    unset RUSTFLAGS CARGO_ENCODED_RUSTFLAGS
}

# is_alone SYSTEM: whether the library alone is built for it.
is_alone() {
    [[ " ${LIBRARY_ALONE:-} " = *" $1 "* ]]
}

install_tools() {
    packaging/venv.sh "$tools" packaging/requirements.txt
    # Rust finds its linkers by name: it hashes the flags that it is given, and a path in them would be another on another machine.
    export PATH=$repository/packaging/link:$tools/bin:$PATH PYTHON=$tools/bin/python
}

# Those of TARGETS must be built; of all, those that can be, unless REQUIRE is set.
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
    [ ${#chosen[@]} -gt 0 ] && [[ -z ${TARGETS:-}${REQUIRE:-} || ${#missing[@]} -eq 0 ]] || exit 1
}

# Fetches what rustup has of a target.
has_target() {
    [ -d "$(rustc --print sysroot)/lib/rustlib/$1" ] || { command -v rustup >/dev/null && rustup target add "$1" >/dev/null 2>&1; }
}

list_licences() {
    mkdir "$out/lib/$system"
    python packaging/licences.py "$triple" netcore-aes-ffi netcore-aes-py >"$out/lib/$system/LICENSE-THIRD-PARTY"
}

make_libraries() {
    title "the shared and the static library, for $system"
    [ -z "${QUICK:-}" ] || ! is_alone "$system" || local -x CARGO_PROFILE_RELEASE_OPT_LEVEL=1
    make_libraries_for_"${triple##*-}"
    SYSTEM=$system quietly packaging/c/dist.sh "$out/lib/$system" "$out"
}

make_libraries_for_gnu() {
    [ "$glibc" != - ] || { make_libraries_for_windows; return; }
    make_libraries_for_linux "$triple.$glibc"
}

make_libraries_for_musl() {
    # Else Rust makes no shared library for musl.
    RUSTFLAGS='-C target-feature=-crt-static' make_libraries_for_linux "$triple"
}

make_libraries_for_linux() {
    local lib=$out/lib/$system
    CARGO_TARGET_DIR=$target/library packaging/remap.sh cargo zigbuild --quiet --locked --release --package netcore-aes-ffi --target "$1"
    install -m 755 "$target/library/$triple/release/libnetcore_aes.so" "$lib/libnetcore_aes.so.1"
    (
        # GNU's tools know this machine's processor alone.
        [[ $(rustc --version --verbose) = *"host: ${triple%%-*}-"* ]] || export LD="$llvm gcc-ld/ld.lld" OBJCOPY="$llvm rust-objcopy"
        make_archive
    )
}

make_libraries_for_darwin() {
    build_archive
    AR='python-zig ar' FORMAT=macho OBJCOPY="$llvm rust-objcopy" make_archive
    packaging/link/shared.sh "$triple" "$out/lib/$system" "$macos"
}

make_libraries_for_windows() {
    build_archive
    FORMAT=coff OBJCOPY=$(command -v x86_64-w64-mingw32-objcopy || echo objcopy) make_archive
    packaging/link/shared.sh "$triple" "$out/lib/$system"
}

# The shared library is linked from what ships: Zig's linkers for these systems cannot choose what is exported.
build_archive() {
    export MACOSX_DEPLOYMENT_TARGET=$macos
    [ "$macos" != - ] || unset MACOSX_DEPLOYMENT_TARGET
    CARGO_TARGET_DIR=$target/library packaging/remap.sh \
        cargo rustc --quiet --locked --release --package netcore-aes-ffi --crate-type staticlib --target "$triple"
}

make_archive() {
    packaging/link/archive.sh "$target/library/$triple/release/libnetcore_aes.a" "$out/lib/$system/libnetcore_aes.a" --strip-debug
}

make_sdist() {
    (cd netcore-aes-py && quietly maturin sdist --out "$out")
    rm -rf "$source"
    mkdir -p "$source"
    tar --extract --directory "$source" --strip-components 1 --file "$out"/netcore_aes-*.tar.gz
}

# Sets what maturin's build for the target needs, and `linker` to maturin's own options for it.
set_linker() {
    local flags=()
    linker=(--zig)
    case $triple in
        *-apple-darwin)
            linker=() flags=(linker=ld-macos.sh linker-flavor=ld64.lld)
            export MACOSX_DEPLOYMENT_TARGET=$macos
            ;;
        *-windows-gnu)
            export EXPORTS=$target/wheel.def
            printf 'EXPORTS\n    PyInit__native\n' >"$EXPORTS"
            linker=() flags=(linker=ld-windows.sh)
            ;;
        *) linker+=(--compatibility "$wheel") ;;
    esac
    [ ${#flags[@]} -eq 0 ] || CARGO_ENCODED_RUSTFLAGS=$(IFS=$'\x1f' && echo "${flags[*]/#/-C}")
    [ ${#flags[@]} -eq 0 ] || export CARGO_ENCODED_RUSTFLAGS
}

# The wheel is built from the source distribution, so that this is known to be whole.
make_wheel() {
    ! is_alone "$system" || return 0
    title "the wheels, for $system"
    local build
    cp "$out/lib/$system/LICENSE-THIRD-PARTY" "$source/"
    (
        cd "$source"
        export CARGO_TARGET_DIR=$target/wheel
        set_linker
        build=("$repository/packaging/remap.sh" maturin build --profile "$profile" --target "$triple" "${linker[@]}" --out "$out")
        quietly "${build[@]}"
        # Free-threaded CPython: 3.14 has no stable ABI, 3.15 has one of its own.
        [[ $triple != *-linux-* ]] || quietly "${build[@]}" --no-default-features --features abi3t -i python3.14t -i python3.15t
    )
    # The lock loses what only the C library needs, so it cannot be --locked; but no crate may be another.
    if grep '^checksum = ' "$source/Cargo.lock" | grep --line-regexp --invert-match --fixed-strings --file Cargo.lock; then
        echo "dist: the wheel was built with crates that Cargo.lock does not name" >&2
        exit 1
    fi
}

# On Linux one program serves every libc: it is static.
make_command() {
    [ "$command" != - ] && ! is_alone "$command" || return 0
    local licences=netcore-aes-cli/LICENSE-THIRD-PARTY program=$target/command/$triple/$profile_folder/netcore-aes flags options=()
    title "the command, for $command"
    python packaging/licences.py "$triple" netcore-aes-cli >"$licences"
    case $triple in
        # Zig compiles the code in C; its linker strips nothing, and signs nothing for Intel.
        *-apple-darwin) flags=(linker=ld-macos.sh linker-flavor=ld64.lld link-arg=-x link-arg=-no_exported_symbols) ;;
        # With -O2 Zig's linker writes a hash of the content in place of the time of day.
        *-windows-gnu) flags=(link-arg=-O2) program+=.exe ;;
        # Zig's linker knows the option by this name alone; without it the program has a fixed address.
        *) flags=(link-arg=-pie) options=(--compatibility manylinux_2_17 "$wheel") ;;
    esac
    [ -z "${QUICK:-}" ] || options+=(--no-default-features)
    (
        cd netcore-aes-cli
        export CARGO_TARGET_DIR=$target/command
        CARGO_ENCODED_RUSTFLAGS=$(IFS=$'\x1f' && echo "${flags[*]/#/-C}")
        export CARGO_ENCODED_RUSTFLAGS
        [ "$macos" = - ] || export MACOSX_DEPLOYMENT_TARGET=$macos
        quietly ../packaging/remap.sh maturin build --profile "$profile" --locked --zig --target "$triple" --out "$out" "${options[@]}"
    )
    # The first target's runs here; manuals and completions are the same for all.
    runs=${runs:-${RUNS:-}}
    [ -n "$runs" ] || runs=$(runnable "$program")
    RUNS=$runs quietly packaging/dist-command.sh "$program" "$command" "$licences" "$out"
}

# A program if it runs on this machine, else one that is built for it.
runnable() {
    local host=$target/command/release/netcore-aes
    if "$1" --version >"$repository/build/dist-runnable.log" 2>&1; then echo "$1"; return; fi
    CARGO_TARGET_DIR=$target/command quietly cargo build --quiet --locked --release --package netcore-aes-cli
    echo "$host"
}

# The compiled half of the package for Node, which calls Node's functions.
make_node() {
    ! is_alone "$system" || return 0
    title "the module for Node, for $system"
    local lib=$out/lib/$system file=libnetcore_aes_node.so flags=() build=(cargo rustc --target "$triple")
    python packaging/licences.py "$triple" netcore-aes-node >"$lib/LICENSE-THIRD-PARTY.node"
    case $triple in
        *-apple-darwin)
            # Without a name of its own it would have its path on this machine.
            flags=(linker=ld-macos.sh linker-flavor=ld64.lld link-arg=-undefined link-arg=dynamic_lookup link-arg=-x
                link-arg=-install_name link-arg=@rpath/netcore-aes.node)
            file=libnetcore_aes_node.dylib
            ;;
        *-windows-gnu)
            export EXPORTS=$target/node.def
            printf 'EXPORTS\n    napi_register_module_v1\n' >"$EXPORTS"
            flags=(linker=ld-windows.sh)
            file=netcore_aes_node.dll
            # Which napi's build script wants to link; the module finds Node's functions when it is loaded.
            export LIBNODE_PATH=$target/no-node
            mkdir -p "$LIBNODE_PATH"
            touch "$LIBNODE_PATH/libnode.dll"
            echo '!<arch>' >"$LIBNODE_PATH/libnode.a"
            ;;
        *-musl) build=(cargo zigbuild --target "$triple") flags=(target-feature=-crt-static) ;;
        *) build=(cargo zigbuild --target "$triple.$glibc") ;;
    esac
    (
        export CARGO_TARGET_DIR=$target/node
        [ "$macos" = - ] || export MACOSX_DEPLOYMENT_TARGET=$macos
        [ ${#flags[@]} -eq 0 ] || { CARGO_ENCODED_RUSTFLAGS=$(IFS=$'\x1f' && echo "${flags[*]/#/-C}") && export CARGO_ENCODED_RUSTFLAGS; }
        quietly packaging/remap.sh "${build[@]}" --quiet --locked --profile "$profile" --package netcore-aes-node
    )
    install -m 644 "$target/node/$triple/$profile_folder/$file" "$lib/netcore-aes.node"
}

# The other languages pack the libraries of all systems themselves.
make_bindings() {
    local script
    [ -d "$out/lib/$native" ] || { echo "dist: without $native there are no packages for Go, Java, Node and PHP" >&2; return; }
    title "the WebAssembly half for Node"
    has_target wasm32-unknown-unknown || { echo "dist: MISSING wasm32-unknown-unknown: Rust's standard library for it" >&2; exit 1; }
    CARGO_TARGET_DIR=$target/node quietly bindings/node/build.sh wasm
    python packaging/licences.py wasm32-unknown-unknown netcore-aes-wasm >bindings/node/lib/generated/LICENSE-THIRD-PARTY
    for script in bindings/{go,java,node,php}/dist.sh; do
        title "$script"
        quietly "$script" "$out/lib" "$out"
    done
}

main

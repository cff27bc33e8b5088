#!/usr/bin/env bash
# shared.sh TRIPLE FOLDER [MACOS]: links the shared library for macOS or Windows from FOLDER/libnetcore_aes.a. It exports the functions
# of the C header, and nothing else. MACOS is the oldest macOS that it runs with. For Windows, the import library
# and its definitions come with it.
set -euo pipefail
triple=$1 folder=$(realpath "$2")
cd "$(dirname "$0")/../.."

defined() {
    sed -n "s/^#define $1 \"\\{0,1\\}\\([^\"]*\\)\"\\{0,1\\}\$/\\1/p" include/netcore_aes.h
}

link_macos() {
    local macos=$1 abi work name
    abi=$(defined NETCORE_AES_ABI_VERSION)
    name=libnetcore_aes.$abi.dylib
    work=$(mktemp -d)
    tests/c/declared.sh | sed 's/^/_/' >"$work/exported"
    packaging/link/ld-macos.sh -arch "$(sed 's/aarch64/arm64/' <<<"${triple%%-*}")" -platform_version macos "$macos" "$macos" -dylib \
        -install_name "@rpath/$name" -current_version "$abi.0.0" -compatibility_version "$abi.0.0" -exported_symbols_list "$work/exported" \
        -dead_strip -x -force_load "$folder/libnetcore_aes.a" -lSystem -o "$folder/$name"
    rm -r "$work"
}

# With -O2 Zig's linker writes a hash of the content in place of the time of day.
link_windows() {
    {
        echo 'LIBRARY netcore_aes.dll'
        echo EXPORTS
        tests/c/declared.sh | sed 's/^/    /'
    } >"$folder/netcore_aes.def"
    cd "$folder"
    python-zig cc -target "${triple%%-*}-windows-gnu" -shared -s -O2 netcore_aes.def libnetcore_aes.a -lntdll -lunwind -o netcore_aes.dll
    rm -f libnetcore_aes.lib netcore_aes.lib # Zig's import library; this one is the same wherever it is made
    python-zig dlltool -d netcore_aes.def -D netcore_aes.dll -l libnetcore_aes.dll.a
    chmod 644 netcore_aes.def libnetcore_aes.dll.a
}

case $triple in
    *-apple-darwin) link_macos "$3" ;;
    *-windows-gnu) link_windows ;;
    *) echo "shared.sh: $triple is neither macOS nor Windows" >&2; exit 2 ;;
esac

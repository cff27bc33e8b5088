#!/usr/bin/env bash
# stage.sh [LIBDIR [MODULE]]: puts the header, the licences and the static library of this platform (by default build/lib's, of
# `make lib`) where the Go package in MODULE (by default this folder) expects them. Git ignores them here; the released module
# holds them.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
library=${1:-$root/build/lib}/libnetcore_aes.a
module=$(cd "${2:-$here}" && pwd)
platform=$(go env GOOS)_$(go env GOARCH)

[ -f "$library" ] || { echo "stage.sh: there is no $library; run \`make lib\` first" >&2; exit 1; }
[ -d "$here/lib/$platform" ] || { echo "stage.sh: ffi.go knows no platform $platform" >&2; exit 1; }

# put FILE TARGET: replaces the target only if it differs, so that Go need not compile again.
put() { cmp -s "$1" "$2" || cp "$1" "$2"; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cp "$library" "$work/libnetcore_aes.a"
case $(uname -s) in
    Darwin) strip -S "$work/libnetcore_aes.a" ;;
    # The bitcode too, of use to a Rust linker alone: it is half of the library.
    *) objcopy --enable-deterministic-archives --strip-debug --remove-section=.llvmbc --remove-section=.llvmcmd \
        "$work/libnetcore_aes.a" ;;
esac
put "$work/libnetcore_aes.a" "$module/lib/$platform/libnetcore_aes.a"
put "$root/include/netcore_aes.h" "$module/netcore_aes.h"
put "$root/LICENSE-MIT" "$module/LICENSE-MIT"
put "$root/LICENSE-APACHE" "$module/LICENSE-APACHE"
# Of what is linked in: a release has it beside the library.
third=$(dirname "$library")/LICENSE-THIRD-PARTY
[ ! -f "$third" ] || put "$third" "$module/LICENSE-THIRD-PARTY"

{
    echo "/* Written by stage.sh: the checksum of each library that is here. */"
    for folder in "$module"/lib/*/; do
        [ -f "$folder/libnetcore_aes.a" ] || continue
        read -r sum bytes _ < <(cksum "$folder/libnetcore_aes.a")
        printf '#define NETCORE_AES_STAGED_%s 0x%x%08xULL\n' "$(basename "$folder")" "$bytes" "$sum"
    done
} >"$work/staged.h"
put "$work/staged.h" "$module/staged.h"

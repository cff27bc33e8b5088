#!/usr/bin/env bash
# stage.sh [LIBDIR [MODULE [PLATFORM]]]: copies the header, the licences and the static library of PLATFORM (by default this one) from
# LIBDIR (by default build/lib, which `make lib` fills) to where the Go package in MODULE (by default this folder) expects them. Git ignores them
# here; the released module contains them.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
library=${1:-$root/build/lib}/libnetcore_aes.a
module=$(cd "${2:-$here}" && pwd)
platform=${3:-}
if [ -z "$platform" ]; then
    platform=$(go env GOOS)_$(go env GOARCH)
    [[ $(ldd --version 2>&1) != *musl* ]] || platform+=_musl
fi

[ -f "$library" ] || { echo "stage.sh: $library is missing; run \`make lib\` first" >&2; exit 1; }
[ -d "$here/lib/$platform" ] || { echo "stage.sh: ffi.go does not support the platform $platform" >&2; exit 1; }

# copy_changed FILE TARGET: replaces the target only if it differs, so that Go need not compile again.
copy_changed() { cmp -s "$1" "$2" || cp "$1" "$2"; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

copy_changed "$library" "$module/lib/$platform/libnetcore_aes.a"
copy_changed "$root/include/netcore_aes.h" "$module/netcore_aes.h"
copy_changed "$root/LICENSE-MIT" "$module/LICENSE-MIT"
copy_changed "$root/LICENSE-APACHE" "$module/LICENSE-APACHE"
# The licences of what is linked in: a release has them beside the library.
third=$(dirname "$library")/LICENSE-THIRD-PARTY
[ ! -f "$third" ] || copy_changed "$third" "$module/lib/$platform/LICENSE-THIRD-PARTY"

{
    echo "/* Written by stage.sh: the checksum of each library in lib. */"
    for folder in "$module"/lib/*/; do
        [ -f "$folder/libnetcore_aes.a" ] || continue
        read -r sum bytes _ < <(cksum "$folder/libnetcore_aes.a")
        printf '#define NETCORE_AES_STAGED_%s 0x%x%08xULL\n' "$(basename "$folder")" "$bytes" "$sum"
    done
} >"$work/staged.h"
copy_changed "$work/staged.h" "$module/staged.h"

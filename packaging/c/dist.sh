#!/usr/bin/env bash
# packaging/c/dist.sh LIBDIR OUTDIR: makes netcore-aes-c-VERSION-SYSTEM.tar.gz from the libraries in LIBDIR: headers of C and C++, libraries,
# files for pkg-config and CMake. SYSTEM is what they are for, by default x86_64-linux. The same input gives the same bytes;
# SOURCE_DATE_EPOCH dates the files.
set -euo pipefail
[ $# -eq 2 ] || { echo "usage: packaging/c/dist.sh LIBDIR OUTDIR" >&2; exit 2; }
built=$(realpath "$1")
mkdir -p "$2"
out=$(realpath "$2")
cd "$(dirname "$0")/../.."

export LC_ALL=C
umask 022
version=$(sed -n 's/^#define NETCORE_AES_VERSION "\(.*\)"$/\1/p' include/netcore_aes.h)
name=netcore-aes-c-$version-${SYSTEM:-x86_64-linux}
epoch=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 0)}
staged=$(mktemp -d)
trap 'rm -rf "$staged"' EXIT

DESTDIR=$staged PREFIX=/$name LIBDIR=/$name/lib INCLUDEDIR=/$name/include BUILT=$built packaging/c/install.sh install >/dev/null
mv "$staged/$name"/share/netcore_aes/LICENSE-* "$staged/$name"
rm -r "$staged/$name/share" # unpacked, it is removed as a whole
install -m 644 packaging/c/README.md "$staged/$name/README.md"

tar --create --format=ustar --directory="$staged" --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$epoch" "$name" |
    gzip -9 --no-name >"$staged/tarball"
install -m 644 "$staged/tarball" "$out/$name.tar.gz"
echo "$out/$name.tar.gz"

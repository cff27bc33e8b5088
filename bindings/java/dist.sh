#!/usr/bin/env bash
# dist.sh LIBDIR OUTDIR: makes the release of the Java package into OUTDIR: the jar with LIBDIR/libnetcore_aes.so.1 inside, the
# jars of sources and Javadoc, and the pom. Reproducible: SOURCE_DATE_EPOCH is the time of every file in them.
set -euo pipefail
libdir=$(cd "$1" && pwd)
mkdir -p "$2"
outdir=$(cd "$2" && pwd)
cd "$(dirname "$0")"

build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT
timestamp=()
[ -z "${SOURCE_DATE_EPOCH:-}" ] || timestamp=("-Dproject.build.outputTimestamp=$SOURCE_DATE_EPOCH")
./build.sh -Prelease -Dmaven.test.skip=true -Dnative.dir="$libdir" -Dbuild.dir="$build" \
    ${timestamp[@]+"${timestamp[@]}"} package
cp "$build"/netcore-aes-*.jar "$outdir/"
jar=$(basename "$build"/netcore-aes-*[0-9].jar)
cp pom.xml "$outdir/${jar%.jar}.pom"
chmod 644 "$outdir/${jar%.jar}"*

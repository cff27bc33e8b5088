#!/usr/bin/env bash
# dist.sh LIBDIR OUTDIR: makes the release of the Java package, and of its module for Spark, into OUTDIR: for each the jar, of the package with
# the libraries inside, the jars of sources and Javadoc, and the pom. LIBDIR holds libnetcore_aes.so.1, or a folder for each system with its
# shared library. Reproducible: SOURCE_DATE_EPOCH is the time of every file in them.
set -euo pipefail
libdir=$(cd "$1" && pwd)
mkdir -p "$2"
outdir=$(cd "$2" && pwd)
cd "$(dirname "$0")"

build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT
mkdir "$build/natives"
native=$libdir
if [ ! -f "$libdir/libnetcore_aes.so.1" ]; then
    native=$libdir/x86_64-linux
    export NATIVE_FOLDER=linux-x86_64
    targets=$("${PYTHON:-python3}" ../../packaging/targets.py --folders "$libdir")
    while IFS=$'\t' read -r system folder _ shared; do
        [ "$libdir/$system" != "$native" ] || continue
        mkdir "$build/natives/$folder"
        cp "$libdir/$system/$shared" "$libdir/$system/LICENSE-THIRD-PARTY" "$build/natives/$folder/"
    done <<<"$targets"
fi
timestamp=()
[ -z "${SOURCE_DATE_EPOCH:-}" ] || timestamp=("-Dproject.build.outputTimestamp=$SOURCE_DATE_EPOCH")
./build.sh -Prelease -Dmaven.test.skip=true -Dnative.dir="$native" -Dnatives.dir="$build/natives" -Dbuild.dir="$build/target" \
    ${timestamp[@]+"${timestamp[@]}"} package

# publish POM FOLDER: a module's jars, and its pom under their name.
publish() {
    local jar
    jar=$(basename "$2"/netcore-aes-*[0-9].jar)
    cp "$2"/netcore-aes-*.jar "$outdir/"
    cp "$1" "$outdir/${jar%.jar}.pom"
    chmod 644 "$outdir/${jar%.jar}"*
}
publish pom.xml "$build/target"
publish spark/pom.xml "$build/target/spark"

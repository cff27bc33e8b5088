#!/usr/bin/env bash
# Fetches the source of cJSON into build/cjson, with which C tests are built for systems whose cJSON Debian's package does not have.
# CJSON names a folder that has cJSON.c and cJSON.h, where apt-get is not.
set -euo pipefail
cd "$(dirname "$0")/../.."
to=$PWD/build/cjson
# Two suites use it, and may start at the same time.
mkdir -p build
exec 9>"$to.lock"
flock 9
[ ! -f "$to/cjson/cJSON.c" ] || exit 0

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if [ -z "${CJSON:-}" ]; then
    # The machine's own list of packages stays as it is: often it has no sources.
    mkdir -p "$work/parts" "$work/lists/partial"
    for part in /etc/apt/sources.list /etc/apt/sources.list.d/*; do
        [ ! -s "$part" ] || sed 's/^deb /deb-src /; s/^Types:.*/Types: deb-src/' "$part" >"$work/parts/${part##*/}"
    done
    [ ! -e "$work/parts/sources.list" ] || mv "$work/parts/sources.list" "$work/parts/machine.list"
    options=(-qq -o APT::Sandbox::User=root -o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts="$work/parts" -o Dir::State::lists="$work/lists")
    apt-get "${options[@]}" update
    (cd "$work" && apt-get "${options[@]}" source --download-only cjson 2>"$work/log") || { cat "$work/log" >&2; exit 1; }
    CJSON=$work/source
    mkdir "$CJSON"
    tar --extract --file "$(ls "$work"/cjson_*.orig.tar.gz)" --directory "$CJSON" --strip-components 1
fi
mkdir -p "$to/cjson"
cp "$CJSON/cJSON.h" "$CJSON/cJSON.c" "$to/cjson"

#!/usr/bin/env bash
# dist.sh LIBDIR OUTDIR: makes OUTDIR/netcore-aes-go-VERSION.tar.gz, the module with the static library from LIBDIR, or those of the
# systems that have a folder there, as a file tree for GOPROXY. The same input and SOURCE_DATE_EPOCH give the same bytes.
set -euo pipefail
libraries=$(cd "$1" && pwd)
mkdir -p "$2"
out=$(cd "$2" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
version=$(sed -n '/^\[workspace.package\]/,/^$/s/^version = "\(.*\)"$/\1/p' "$here/../../Cargo.toml")
epoch=${SOURCE_DATE_EPOCH:-$(git -C "$here" log -1 --format=%ct 2>/dev/null || echo 0)}
name=netcore-aes-go-$version

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/module" "$work/$name"

# The files of the module: neither the nested module dist nor the scripts of the repository.
(cd "$here" && find . -name dist -prune -o \( -name '*.go' -o -name go.mod -o -name README.md -o -name '*.c' \) -print0) |
    (cd "$here" && xargs -0 cp --parents -t "$work/module")
if [ -f "$libraries/libnetcore_aes.a" ]; then
    "$here/stage.sh" "$libraries" "$work/module"
else
    targets=$("${PYTHON:-python3}" "$here/../../packaging/targets.py" --folders "$libraries")
    while IFS=$'\t' read -r system _ platform _; do
        "$here/stage.sh" "$libraries/$system" "$work/module" "$platform"
    done <<<"$targets"
fi
(cd "$here/dist" && go run . "$work/module" "v$version" "$epoch" "$work/$name")
cp "$here/README.md" "$work/$name/"

LC_ALL=C tar -C "$work" --sort=name --mtime="@$epoch" --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX \
    --format=gnu -cf - "$name" | gzip -9n >"$out/$name.tar.gz"

#!/usr/bin/env bash
# Makes the artefacts twice and compares them: the second time in a copy of the repository at another path, without its
# history, with files of another date, another time zone, umask and number of jobs. KEEP=1 keeps the copy to look into.
set -euo pipefail
cd "$(dirname "$0")/.."

export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
folder=$(mktemp -d "${TMPDIR:-/tmp}/another place.XXXXXX")
copy=$folder/netcore-aes
[ -n "${KEEP:-}" ] || trap 'rm -rf "$folder"' EXIT

mkdir "$copy"
git ls-files -z --cached --others --exclude-standard | while IFS= read -r -d '' file; do
    [ -e "$file" ] && printf '%s\0' "$file"
done | tar --null --files-from - --create | tar --extract --touch --directory "$copy"
find "$copy" -exec touch -d '2001-02-03 04:05:06' {} +

rm -rf build/dist-target
packaging/dist.sh >/dev/null
(
    umask 077
    export TZ=Pacific/Kiritimati LANG=tr_TR.UTF-8 CARGO_BUILD_JOBS=1
    "$copy/packaging/dist.sh" >/dev/null
)

if diff build/dist/SHA256SUMS "$copy/build/dist/SHA256SUMS"; then
    echo "$(wc -l <build/dist/SHA256SUMS) artefacts are the same, made twice"
else
    echo "check-reproducible: the artefacts above differ between build/dist (<) and the copy (>)" >&2
    exit 1
fi

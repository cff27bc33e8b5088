#!/usr/bin/env bash
# Makes the artefacts twice, side by side, and compares them: the second time in a copy of the repository at another path, without its
# history, with files of another date, another time zone, umask and number of jobs, and empty caches. KEEP=1 keeps the copy to look into.
set -euo pipefail
cd "$(dirname "$0")/.."

export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
folder=$(mktemp -d "${TMPDIR:-/tmp}/another place.XXXXXX")
cache=$(mktemp -d) # no space: Zig's tools do not all take one
copy=$folder/netcore-aes
builds=()

end() {
    for build in "${builds[@]}"; do kill -- "-$build" 2>/dev/null || true; done
    rm -rf "$cache"
    [ -n "${KEEP:-}" ] || rm -rf "$folder"
}
trap end EXIT

mkdir "$copy"
git ls-files -z --cached --others --exclude-standard | while IFS= read -r -d '' file; do
    [ -e "$file" ] && printf '%s\0' "$file"
done | tar --null --files-from - --create | tar --extract --touch --directory "$copy"
find "$copy" -exec touch -d '2001-02-03 04:05:06' {} +

set -m # a process group for each, which `end` can end
rm -rf build/dist-target
packaging/dist.sh >/dev/null &
builds+=($!)
(
    umask 077
    export TZ=Pacific/Kiritimati LANG=tr_TR.UTF-8 CARGO_BUILD_JOBS=1 XDG_CACHE_HOME=$cache
    "$copy/packaging/dist.sh" 2>&1 >/dev/null | sed -u 's/^/copy: /' >&2
) &
builds+=($!)
for build in "${builds[@]}"; do wait "$build"; done
builds=()

if diff build/dist/SHA256SUMS "$copy/build/dist/SHA256SUMS"; then
    echo "$(wc -l <build/dist/SHA256SUMS) artefacts are the same, made twice"
else
    echo "check-reproducible: the artefacts above differ between build/dist (<) and the copy (>)" >&2
    exit 1
fi

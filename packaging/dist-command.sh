#!/usr/bin/env bash
# dist-command.sh PROGRAM SYSTEM LICENCES OUTDIR: makes netcore-aes-cli-VERSION-SYSTEM.tar.gz from a program for that system: bin/ and share/,
# with the manual pages and the completions that the command itself prints. For Windows it is a .zip with the program on top, and
# completions for PowerShell. RUNS is the same command for this machine, by default PROGRAM. The same input gives the same bytes;
# SOURCE_DATE_EPOCH dates the files.
set -euo pipefail
[ $# -eq 4 ] || { echo "usage: dist-command.sh PROGRAM SYSTEM LICENCES OUTDIR" >&2; exit 2; }
program=$(realpath "$1") system=$2 licences=$(realpath "$3")
runs=$(realpath "${RUNS:-$1}")
mkdir -p "$4"
out=$(realpath "$4")
cd "$(dirname "$0")/.."

export LC_ALL=C TZ=UTC
umask 022
version=$(sed -n '/^\[workspace.package\]/,/^$/s/^version = "\(.*\)"$/\1/p' Cargo.toml)
name=netcore-aes-cli-$version-$system
epoch=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 315532800)}
documents=(LICENSE-MIT LICENSE-APACHE "$licences" netcore-aes-cli/README.md)
staged=$(mktemp -d)
trap 'rm -rf "$staged"' EXIT

stage_for_unix() {
    local share=$staged/$name/share command commands
    mapfile -t commands < <("$runs" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]\+\) .*/\1/p')
    [ ${#commands[@]} -gt 0 ] || { echo "dist-command.sh: $runs --help lists no commands" >&2; exit 1; }
    install -D -m 755 "$program" "$staged/$name/bin/$(basename "$program")"
    mkdir -p "$share"/{man/man1,bash-completion/completions,zsh/site-functions,fish/vendor_completions.d}
    "$runs" manual >"$share/man/man1/netcore-aes.1"
    for command in "${commands[@]}"; do
        "$runs" manual "$command" >"$share/man/man1/netcore-aes-$command.1"
    done
    "$runs" completions bash >"$share/bash-completion/completions/netcore-aes"
    "$runs" completions zsh >"$share/zsh/site-functions/_netcore-aes"
    "$runs" completions fish >"$share/fish/vendor_completions.d/netcore-aes.fish"
    install -D -m 644 -t "$share/doc/netcore-aes" "${documents[@]}"
}

stage_for_windows() {
    mkdir "$staged/$name"
    install -m 755 -t "$staged/$name" "$program"
    install -m 644 -t "$staged/$name" "${documents[@]}"
    "$runs" completions powershell >"$staged/$name/netcore-aes.ps1"
}

if [[ $system = *-windows ]]; then
    stage_for_windows
    package=$name.zip
    find "$staged/$name" -exec touch --no-dereference --date="@$epoch" {} +
    (cd "$staged" && python3 -m zipfile --create package "$name")
else
    stage_for_unix
    package=$name.tar.gz
    tar --create --format=ustar --directory="$staged" --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$epoch" "$name" |
        gzip -9 --no-name >"$staged/package"
fi
install -m 644 "$staged/package" "$out/$package"
echo "$out/$package"

#!/usr/bin/env bash
# dist.sh LIBDIR OUTDIR: makes netcore-aes-VERSION.tgz for npm, and netcore-aes-SYSTEM-VERSION.tgz with the compiled half for each system
# whose folder in LIBDIR has it. npm installs the one that fits by `optionalDependencies`. The same input gives the same bytes.
set -euo pipefail
[ $# -eq 2 ] || { echo "usage: dist.sh LIBDIR OUTDIR" >&2; exit 2; }
lib=$(realpath "$1")
mkdir -p "$2"
out=$(realpath "$2")
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
umask 022
staged=$(mktemp -d)
trap 'rm -rf "$staged"' EXIT
names=()

pack() {
    (cd "$staged/$1" && npm pack --silent --ignore-scripts --pack-destination "$out")
}

targets=$("${PYTHON:-python3}" "$root/packaging/targets.py" --npm)
while IFS=$'\t' read -r system name os cpu libc; do
    names+=("$name")
    [ -e "$lib/$system/netcore-aes.node" ] || continue
    mkdir "$staged/$name"
    install -m 644 "$lib/$system/netcore-aes.node" "$root/LICENSE-APACHE" "$root/LICENSE-MIT" "$staged/$name/"
    install -m 644 "$lib/$system/LICENSE-THIRD-PARTY.node" "$staged/$name/LICENSE-THIRD-PARTY"
    printf '# %s\n\nThe compiled half of the package [netcore-aes](https://www.npmjs.com/package/netcore-aes) for one system. Install that one.\n' \
        "$name" >"$staged/$name/README.md"
    node -e '
        const [from, name, os, cpu, libc] = process.argv.slice(1);
        const { version, license, author, repository, engines } = require(from);
        const description = `The compiled half of netcore-aes for ${name.replace("netcore-aes-", "")}`;
        const system = { os: [os], cpu: [cpu], ...(libc === "-" ? {} : { libc: [libc] }) };
        const file = "netcore-aes.node";
        const files = [file, "LICENSE-APACHE", "LICENSE-MIT", "LICENSE-THIRD-PARTY"];
        const made = { name, version, description, license, author, repository, engines, ...system, main: file, files, preferUnplugged: true };
        console.log(JSON.stringify(made, null, 2));' "$here/package.json" "$name" "$os" "$cpu" "$libc" >"$staged/$name/package.json"
    pack "$name"
done <<<"$targets"

mkdir "$staged/netcore-aes"
cp -R "$here/lib" "$staged/netcore-aes/"
install -m 644 "$here/README.md" "$root/LICENSE-APACHE" "$root/LICENSE-MIT" "$staged/netcore-aes/"
node -e '
    const [from, ...names] = process.argv.slice(1);
    const { devDependencies, scripts, ...made } = require(from);
    made.optionalDependencies = Object.fromEntries(names.map((name) => [name, made.version]));
    console.log(JSON.stringify(made, null, 2));' "$here/package.json" "${names[@]}" >"$staged/netcore-aes/package.json"
pack netcore-aes

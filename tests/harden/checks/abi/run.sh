#!/usr/bin/env bash
# The C ABI's functions and their types are those of the last release, unless the version says otherwise: an added function needs
# a new version of the library, any other change a new version of the ABI.
# tiers: harden
# figures: 4
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../../common.sh"
. "$here/library.sh"
need abidiff 'install abigail-tools' abidiff --version
need cargo 'Rust 1.89 or later by rustup' cargo --version
have_all
mkdir -p "$build"

# difference OLD NEW: none, added (functions alone), or changed.
difference() {
    local status=0
    abidiff "$1" "$2" >"$build/report" || status=$?
    # Bits 0 and 1: abidiff failed.
    [ $((status & 3)) -eq 0 ] || { cat "$build/report" >&2; exit 1; }
    if [ "$status" -eq 0 ]; then
        echo none
    elif abidiff --no-added-syms "$1" "$2" >/dev/null; then
        echo added
    else
        echo changed
    fi
}

# The last release's description, or before the first release the committed one.
tag=$(git describe --tags --abbrev=0 --match 'v[0-9]*' 2>/dev/null) || tag=
if [ -n "$tag" ]; then
    path=$(git ls-tree --name-only "$tag" "$baselines/" | grep '\.abi$')
    git show "$tag:$path" >"$build/${path##*/}"
    old=$build/${path##*/} what="the tag $tag"
else
    old=$(ls "$baselines"/*.abi) what="$baselines, no release being tagged"
fi

interface_of "$build/now.abi"
found=$(difference "$old" "$build/now.abi")
old_version=$(basename "$old" .abi)
soname() { sed -n 's/.*soname="libnetcore_aes\.so\.\([0-9]*\)".*/\1/p' "$1"; }
old_abi=$(soname "$old") new_abi=$(soname "$build/now.abi")
case $found in
    none) allowed=yes ;;
    added) [ "$old_version" = "$(version)" ] && allowed=no || allowed=yes ;;
    *) [ "$new_abi" -gt "$old_abi" ] && allowed=yes || allowed=no ;;
esac
[ "$found" = none ] || cat "$build/report"
figure "C ABI against $what" "$found ($(grep -c '<function-decl' "$build/now.abi") functions with their types)" 'none, or a new version' \
    "$([ $allowed = yes ] && echo ok || echo missed)"

# caught WHAT WANTED OLD NEW: whether the check sees how two descriptions differ.
caught() { figure "C ABI control: $1" "$(difference "$3" "$4")" "$2"; }

# The test hooks are functions of their own; the type is changed in the description.
interface_of "$build/hooks.abi" --features test-hooks
caught 'a function more' added "$build/now.abi" "$build/hooks.abi"
caught 'a function fewer' changed "$build/hooks.abi" "$build/now.abi"
id_of() { sed -n "s/.*<type-decl name=\"$1\".* id=\"\([^\"]*\)\".*/\1/p" "$build/now.abi"; }
sed "/<function-decl name=\"netcore_aes_status_name\"/,/<\/function-decl>/s/<parameter type-id=\"$(id_of i32)\"/<parameter type-id=\"$(id_of i64)\"/" \
    "$build/now.abi" >"$build/other-type.abi"
caught 'the type of a parameter' changed "$build/now.abi" "$build/other-type.abi"

#!/usr/bin/env bash
# The functions of the C ABI and their types are those of the last release, or a version says that they are not: what was
# added asks for another version of the library, anything else for another version of the ABI.
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
    # Bits 0 and 1: it could not compare.
    [ $((status & 3)) -eq 0 ] || { cat "$build/report" >&2; exit 1; }
    if [ "$status" -eq 0 ]; then
        echo none
    elif abidiff --no-added-syms "$1" "$2" >/dev/null; then
        echo added
    else
        echo changed
    fi
}

# The last release's, or before the first the one that is committed.
tag=$(git describe --tags --abbrev=0 --match 'v[0-9]*' 2>/dev/null) || tag=
if [ -n "$tag" ]; then
    path=$(git ls-tree --name-only "$tag" "$baselines/" | grep '\.abi$')
    git show "$tag:$path" >"$build/${path##*/}"
    old=$build/${path##*/} what="the tag $tag"
else
    old=$(ls "$baselines"/*.abi) what="$baselines, no release being tagged"
fi

# Changes are made in a copy.
copy=$build/copy
rm -rf "$copy"
mkdir -p "$copy"
cp -r Cargo.toml Cargo.lock README.md netcore-aes-* "$copy"
interface_of "$copy" "$build/now.abi"
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

# caught WHAT WANTED FILE SED: whether the difference is seen that sed makes to a file of the copy.
caught() {
    local file=$copy/netcore-aes-ffi/src/$3
    cp "$file" "$build/kept.rs"
    sed -i "$4" "$file"
    ! cmp -s "$file" "$build/kept.rs" || { echo "nothing was changed: $4"; exit 1; }
    interface_of "$copy" "$build/other.abi"
    cp "$build/kept.rs" "$file"
    figure "C ABI control: $1" "$(difference "$build/now.abi" "$build/other.abi")" "$2"
}
caught 'the type of a parameter' changed status.rs \
    's/fn netcore_aes_status_name(status: netcore_aes_status) -> .* {$/fn netcore_aes_status_name(status: i64) -> *const c_char { let status = i32::try_from(status).unwrap_or(-1);/'
caught 'a function fewer' changed version.rs '/^#\[unsafe(no_mangle)\]$/{N;/netcore_aes_instruction_set/s/^[^\n]*\n//}'
caught 'a function more' added version.rs '$a /// One more.\n#[unsafe(no_mangle)]\npub extern "C" fn netcore_aes_one_more(number: u32) -> u32 { number }'

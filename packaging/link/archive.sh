#!/usr/bin/env bash
# archive.sh BUILT TARGET [OPTION…]: makes the static library that ships from the one that cargo built. The only global names of its code are
# the functions of the C ABI, so that it links beside other Rust libraries, which define Rust's own names too.
# The options are for objcopy. LD, OBJCOPY and AR select the tools for another processor or system, FORMAT what it has in place of ELF:
# macho or coff.
set -euo pipefail
[ $# -ge 2 ] || { echo "usage: archive.sh BUILT TARGET [OPTION…]" >&2; exit 2; }
built=$(realpath "$1") target=$2
shift 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
read -ra ar <<<"${AR:-ar}"
read -ra ld <<<"${LD:-ld.bfd}"
read -ra objcopy <<<"${OBJCOPY:-objcopy}"
mkdir "$work/objects"

# nm's only complaint is that some objects have no symbols.
join_elf() {
    local functions
    mapfile -t functions < <(nm --defined-only --extern-only "$built" 2>/dev/null | sed -n 's/^[0-9a-f]* T \(netcore_aes_.*\)$/\1/p')
    [ ${#functions[@]} -gt 0 ] || { echo "archive.sh: $built does not define the functions of netcore_aes.h" >&2; exit 1; }
    # A group would be dropped where another library has one of the same name, and local names with it: hence --force-group-allocation.
    "${ld[@]}" -r --force-group-allocation "${functions[@]/#/--undefined=}" -o "$work/objects/netcore_aes.o" "$built"
}

# No linker here joins objects of these formats. Link-time optimization has made one of all Rust but the functions that every C compiler's
# own library has. Windows' needs one thing more: what imports functions of DLLs that MinGW may have no library for.
take_object() {
    local code imports members
    members=$("${ar[@]}" t "$built")
    mapfile -t code < <(grep '^netcore_aes[-.].*\.rcgu\.o$' <<<"$members")
    [ ${#code[@]} -eq 1 ] || { echo "archive.sh: $built has ${#code[@]} objects of netcore_aes, not one: build it with lto" >&2; exit 1; }
    mapfile -t imports < <(grep '\.dll[a-z][0-9]*\.o$' <<<"$members")
    (cd "$work/objects" && "${ar[@]}" x "$built" "${code[@]}" ${imports[@]+"${imports[@]}"})
    mv "$work/objects/${code[0]}" "$work/objects/netcore_aes.o"
}

case ${FORMAT:-elf} in
    elf) join_elf ;;
    *) take_object ;;
esac
underscore=
[ "${FORMAT:-elf}" != macho ] || underscore=_ # before every name of C
options=(--wildcard --keep-global-symbol="${underscore}netcore_aes_*" "$@")
# Of what many objects hold alike, a linker for Windows keeps one by its global name.
[ "${FORMAT:-elf}" != coff ] || options+=(--keep-global-symbol='.refptr.*')
# Bitcode could be used only by the same version of Rust, and confuses binutils' plugin for another LLVM.
[ "${FORMAT:-elf}" != elf ] || options+=(--remove-section=.llvmbc --remove-section=.llvmcmd)
"${objcopy[@]}" "${options[@]}" "$work/objects/netcore_aes.o"
# By their names: a linker joins the imports of one DLL in their order.
(cd "$work/objects" && shopt -s nullglob && LC_ALL=C && "${ar[@]}" rcsD ../archive netcore_aes.o *.dll*.o)
# Left alone if it is the same: others compare its date.
install -C -m 644 "$work/archive" "$target"

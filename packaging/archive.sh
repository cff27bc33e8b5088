#!/usr/bin/env bash
# archive.sh BUILT TARGET [OPTION…]: makes the static library that ships from the one that cargo built. It is one object whose only
# global names are the functions of the C ABI, so that it links beside other Rust libraries, which define Rust's own names too.
# The options are for objcopy. LD and OBJCOPY select the tools for another processor.
set -euo pipefail
[ $# -ge 2 ] || { echo "usage: archive.sh BUILT TARGET [OPTION…]" >&2; exit 2; }
built=$1 target=$2
shift 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# nm's only complaint is that some objects have no symbols.
mapfile -t functions < <(nm --defined-only --extern-only "$built" 2>/dev/null | sed -n 's/^[0-9a-f]* T \(netcore_aes_.*\)$/\1/p')
[ ${#functions[@]} -gt 0 ] || { echo "archive.sh: $built does not define the functions of netcore_aes.h" >&2; exit 1; }

# A group would be dropped where another library has one of the same name, and local names with it: hence --force-group-allocation.
"${LD:-ld.bfd}" -r --force-group-allocation "${functions[@]/#/--undefined=}" -o "$work/netcore_aes.o" "$built"
# Bitcode could be used only by the same version of Rust, and confuses binutils' plugin for another LLVM.
"${OBJCOPY:-objcopy}" --wildcard --keep-global-symbol='netcore_aes_*' --remove-section=.llvmbc --remove-section=.llvmcmd "$@" \
    "$work/netcore_aes.o"
ar rcsD "$work/archive" "$work/netcore_aes.o"
# Left alone if it is the same: others compare its date.
install -C -m 644 "$work/archive" "$target"

#!/usr/bin/env bash
# The padding check agrees with the plain definition of PKCS#7 on every block of the search: in the core, and through the C ABI.
# tiers: test harden
# figures: 3
. "$(dirname "$0")/../../common.sh"
. tests/harden/paths.sh
need cc 'install gcc' command -v "${CC:-cc}"
need libcrypto 'install libssl-dev' pkg-config --exists 'libcrypto >= 3'
have_all

read -ra libcrypto <<<"$(pkg-config --cflags --libs libcrypto)"
build=build/harden/padding
mkdir -p "$build"

in_the_core() {
    # Of the workspace, as in the check `wycheproof`.
    cargo test -q --workspace --tests padding:: -- --show-output >"$build/core" 2>&1 || { cat "$build/core"; return 1; }
    figure 'padding in the core: blocks, judged by the definition' "$(counted blocks)" $((256 * 16 * 256))
    figure 'padding in the core: blocks with valid padding' "$(counted paddings)" "$(counted 'paddings by definition')"
}
counted() { sed -n "s/^counted $1: //p" "$build/core"; }

# through_c PATH
through_c() {
    local library program=$build/$1
    library=$(library_of "$1")
    compile_c "$program" -O2 tests/harden/checks/padding/padding.c tests/harden/peer.c "$library/libnetcore_aes.a" "${libcrypto[@]}"
    local reported
    reported=$("$program")
    runs_path "$1" "$reported" || return 0
    "$program" "$(name_of "$1" "$reported")"
}

in_the_core
for path in $(paths); do through_c "$path"; done

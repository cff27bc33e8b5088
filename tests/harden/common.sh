# What the checks share; each sources it. They run in the root of the repository.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
: "${TIER:=test}"

# figure WHAT MEASURED WANTED [ok|missed]: one line of the table; without a verdict, ok if both are equal.
figure() {
    local verdict=${4:-missed}
    [ $# -gt 3 ] || [ "$2" != "$3" ] || verdict=ok
    echo "figure: $1 | $2 | $3 | $verdict"
}

# verdict EXPRESSION: ok if the arithmetic expression is true.
verdict() { (($1)) && echo ok || echo missed; }

# need TOOL HOW COMMAND…: reports TOOL as missing if the command fails. Call `have_all` after the last one.
lacking=0
need() {
    local tool=$1 how=$2
    shift 2
    "$@" >/dev/null 2>&1 || { echo "missing: $tool ($how)"; lacking=1; }
}
need_nightly() { need nightly 'rustup toolchain install nightly' cargo +nightly --version; }
need_rust_src() {
    need rust-src 'rustup +nightly component add rust-src' \
        test -e "$(rustc +nightly --print sysroot 2>/dev/null)/lib/rustlib/src/rust/library/Cargo.lock"
}
have_all() { [ "$lacking" -eq 0 ] || exit 77; }

# compile_c PROGRAM ARGUMENT…: compiles a program against the C ABI; the arguments name its sources and the library.
compile_c() {
    "${CC:-cc}" -std=c11 -D_GNU_SOURCE -O1 -g -Wall -Wextra -Werror -pedantic -Iinclude -Itests/c -Itests/harden \
        -Itests/harden/checks/arguments "${@:2}" -lpthread -ldl -lm -o "$1"
}

# of TEST HARDEN SOAK: the argument that belongs to the tier.
of() {
    case $TIER in test) echo "$1" ;; harden) echo "$2" ;; *) echo "$3" ;; esac
}

# For the checks, which source it. They run in the root of the repository.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
: "${TIER:=test}"

# figure WHAT MEASURED WANTED [ok|missed]: one line of the table; ok by itself if both are the same.
figure() {
    local verdict=${4:-missed}
    [ $# -gt 3 ] || [ "$2" != "$3" ] || verdict=ok
    echo "figure: $1 | $2 | $3 | $verdict"
}

# need TOOL HOW COMMAND…: whether a command succeeds; names what is missing if not. End with `have_all`.
lacking=0
need() {
    local tool=$1 how=$2
    shift 2
    "$@" >/dev/null 2>&1 || { echo "missing: $tool ($how)"; lacking=1; }
}
have_all() { [ "$lacking" -eq 0 ] || exit 77; }

# of TEST HARDEN SOAK: the one of the tier.
of() {
    case $TIER in test) echo "$1" ;; harden) echo "$2" ;; *) echo "$3" ;; esac
}

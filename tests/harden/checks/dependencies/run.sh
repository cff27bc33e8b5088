#!/usr/bin/env bash
# The crates in Cargo.lock have permissive licences, come from crates.io, stand there once, were not yanked, and are required with a
# version; deny.toml has the rules. RustSec's advisories are looked up if its database can be reached.
# tiers: harden
# figures: 5
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../../common.sh"
. "$here/planted.sh"
need cargo-deny 'cargo install cargo-deny --locked' cargo deny --version
need git 'install git' git --version
have_all
build=$PWD/build/harden/dependencies
mkdir -p "$build"

# faults WHICH CONFIG MANIFEST…: how many errors cargo-deny finds.
faults() {
    local which=$1 config=$2
    shift 2
    cargo deny --format json --config "$config" "$@" check --show-stats "$which" >"$build/report.json" 2>&1 || true
    "$here/faults.py" <"$build/report.json"
}

# cargo-deny finds yanked crates only with a database of advisories: this one is empty, for when RustSec's is out of reach.
database() {
    rm -rf "$build/silent" "$build/db"
    mkdir -p "$build/silent/crates/none"
    printf '```toml\n[advisory]\nid = "RUSTSEC-2000-0001"\npackage = "none"\ndate = "2000-01-01"\n\n[versions]\npatched = []\n```\n\n# None\n' \
        >"$build/silent/crates/none/RUSTSEC-2000-0001.md"
    commit "$build/silent"
    printf '\ndb-urls = ["https://silent.invalid/none"]\ndb-path = "%s/db"\n' "$build" | cat deny.toml - >"$build/silent.toml"
}

database
plant "$build/planted"
export CARGO_NET_GIT_FETCH_WITH_CLI=true GIT_CONFIG_COUNT=2
export GIT_CONFIG_KEY_0="url.file://$build/silent.insteadOf" GIT_CONFIG_VALUE_0=https://silent.invalid/none
export GIT_CONFIG_KEY_1="url.file://$build/planted.git.insteadOf" GIT_CONFIG_VALUE_1=https://planted.invalid/elsewhere

crates=$(grep -c '^\[\[package\]\]' Cargo.lock)
figure "licences that are not permissive, of $crates crates" "$(faults licenses deny.toml --locked)" 0
exceptions=$(grep -c 'reason = ' deny.toml)
figure "duplicate crates, and requirements without a version ($exceptions named in deny.toml)" "$(faults bans deny.toml --locked)" 0
figure 'crates from elsewhere than crates.io' "$(faults sources deny.toml --locked)" 0
if cargo deny --config deny.toml fetch db >/dev/null 2>&1; then
    figure 'crates that were yanked, or that RustSec warns of' "$(faults advisories deny.toml --locked)" 0
else
    echo "RustSec's advisories were not looked up: https://github.com/RustSec/advisory-db cannot be reached"
    figure 'crates that were yanked (RustSec was out of reach)' "$(faults advisories "$build/silent.toml" --locked)" 0
fi

found=
for which in licenses bans sources advisories; do
    found+="$(faults "$which" "$build/silent.toml" --manifest-path "$build/planted/Cargo.toml" 2>>"$build/planted.log") "
done
figure 'planted: licence, twice and no version, source, yanked' "${found% }" '1 2 1 1'

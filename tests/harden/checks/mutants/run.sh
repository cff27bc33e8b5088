#!/usr/bin/env bash
# A change to any line of the core or the C ABI fails a test, or survivors.txt says why none can fail: `harden` tries the mutants of a
# few files, `run.py soak mutants` those of all but the exceptions in mutants.toml, in some hours.
# tiers: harden
# figures: 2
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../../common.sh"
need cargo-mutants 'cargo install cargo-mutants --locked' cargo mutants --version
# Without these instructions no test runs a part of the kernel.
[ "$TIER" != soak ] || need 'a CPU with VAES and AVX-512 VBMI' 'run it on another machine' grep -q 'avx512_\?vbmi .*vaes ' /proc/cpuinfo
have_all
build=build/harden/mutants
mkdir -p "$build"

core=netcore-aes-core/src
case $TIER in
soak) files=("$core/**" 'netcore-aes-ffi/src/**') ;;
# Padding, parsing, event rules; and the C ABI's writer.
*) files=($core/cipher/padding.rs $core/events/{object_keys,report_limit,timestamp}.rs netcore-aes-ffi/src/boundary/writer.rs) ;;
esac
# One test at a time: those of the C ABI share the points at which a test makes a call panic.
export RUST_TEST_THREADS=1
status=0
nice cargo mutants --config "$here/mutants.toml" --output "$build" --colors never -j "${MUTANTS_JOBS:-1}" "${files[@]/#/--file=}" >"$build/log" 2>&1 || status=$?
# 2 and 3: some survived or hung; compare.py looks at which.
case $status in 0 | 2 | 3) ;; *) tail -n 40 "$build/log"; exit 1 ;; esac
"$here/compare.py" "$build/mutants.out" "$here/survivors.txt"

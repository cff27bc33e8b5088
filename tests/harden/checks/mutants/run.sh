#!/usr/bin/env bash
# A change to padding, parsing, lengths, event rules, requests or the C ABI's view of memory fails a test, or survivors.txt says why
# none can fail: `harden` tries the mutants of a few files, `run.py soak mutants` those of all, in an hour or more.
# tiers: harden
# figures: 2
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../../common.sh"
need cargo-mutants 'cargo install cargo-mutants --locked' cargo mutants --version
have_all
build=build/harden/mutants
mkdir -p "$build"

# Lengths, padding, parsing, event rules, requests; and the C ABI's view of memory.
core=netcore-aes-core/src
few=($core/cipher/padding.rs $core/events/{object_keys,report_limit,timestamp}.rs netcore-aes-ffi/src/boundary/writer.rs)
rest=($core/cipher/{batch,batch_engine,cbc,codec,gcm,key_schedule,nonce,self_test}.rs
    $core/events/{check,field,json,json_error,pointer,splitter}.rs $core/request/{body,headers,mod,region}.rs
    $core/secrets/{generate,iv,key,secret}.rs netcore-aes-ffi/src/boundary/{arguments,memory}.rs)
files=("${few[@]}")
[ "$TIER" != soak ] || files+=("${rest[@]}")
status=0
nice cargo mutants --config "$here/mutants.toml" --output "$build" --colors never -j "${MUTANTS_JOBS:-1}" "${files[@]/#/--file=}" >"$build/log" 2>&1 || status=$?
# 2 and 3: some survived or hung; compare.py looks at which.
case $status in 0 | 2 | 3) ;; *) tail -n 40 "$build/log"; exit 1 ;; esac
"$here/compare.py" "$build/mutants.out" "$here/survivors.txt"

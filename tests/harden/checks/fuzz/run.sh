#!/usr/bin/env bash
# Fuzzes the core and the C ABI, beside other ways to the same results: `test` with stable Rust, `harden` and `soak` under
# AddressSanitizer. An input that fails is left in build/harden/fuzz/found.
# tiers: test harden soak
# figures: 4
. "$(dirname "$0")/../../common.sh"
. "$(dirname "$0")/fuzz.sh"
need c++ 'install g++' c++ --version
need cargo 'Rust 1.89 or later by rustup' cargo --version
if [ "$TIER" != test ]; then
    need cargo-fuzz 'cargo install cargo-fuzz --locked' cargo fuzz --version
    need nightly 'rustup toolchain install nightly' cargo +nightly --version
fi
have_all

mkdir -p "$build"
touch "$build/start"
"$(of build_stable build_with_asan build_with_asan)"
seconds=${FUZZ_SECONDS:-$(of 30 60 1200)}

controls=0
for target in "${targets[@]}"; do
    control "$target" && controls=$((controls + 1)) || tail -n 5 "$build/$target.control.log"
done

for target in "${targets[@]}"; do
    [ "$(jobs -rp | wc -l)" -lt 2 ] || wait -n
    run_target "$seconds" "$target" &
done
wait

runs=0 complete=0
for target in "${targets[@]}"; do
    read -r count took < <(sed -nE 's/^Done ([0-9]+) runs in ([0-9]+) second.*/\1 \2/p' "$build/$target.log") || count=0 took=0
    runs=$((runs + count))
    [ "$took" -lt "$seconds" ] || complete=$((complete + 1))
    status=$(cat "$build/$target.status")
    [ "$status" -eq 0 ] || explain "$target"
    echo "$target: $count runs in $took s, status $status, $(sed -nE 's/.* cov: ([0-9]+) .*/\1/p' "$build/$target.log" | tail -n 1) edges"
done
crashes=$(find "$build/found" -type f -newer "$build/start" | wc -l)
bytes=$(find "$corpus" -type f -printf '%s\n' | awk '{ bytes += $1 } END { print bytes + 0 }')

figure "fuzz targets that ran for $seconds s" "$complete of ${#targets[@]} ($runs runs)" "${#targets[@]}" \
    "$([ "$complete" -eq ${#targets[@]} ] && echo ok || echo missed)"
figure 'crashes, hangs and leaks while fuzzing' "$crashes" 0
figure 'fuzz targets that notice a wrong result' "$controls" "${#targets[@]}"
figure 'bytes of committed fuzz corpus' "$bytes" 'some, under 1000000' \
    "$([ "$bytes" -gt 0 ] && [ "$bytes" -lt 1000000 ] && echo ok || echo missed)"

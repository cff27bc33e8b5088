#!/usr/bin/env bash
# Fuzzes the core and the C ABI against second implementations: `test` with stable Rust, `harden` and `soak` under
# AddressSanitizer. An input that fails is left in build/harden/fuzz/found.
# tiers: test harden soak
# figures: 4
. "$(dirname "$0")/../../common.sh"
. "$(dirname "$0")/fuzz.sh"
need c++ 'install g++' c++ --version
need python3 'install python3' command -v "${PYTHON:-python3}"
need cargo 'Rust 1.89 or later by rustup' cargo --version
if [ "$TIER" != test ]; then
    need cargo-fuzz 'cargo install cargo-fuzz --locked' cargo fuzz --version
    need_nightly
fi
have_all

mkdir -p "$build"
touch "$build/start"
unpack_corpus
"$(of build_stable build_with_asan build_with_asan)"
seconds=${FUZZ_SECONDS:-$(of 10 60 1200)}

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
bytes=$(cat "$texts"/*.txt | wc -c)

figure "fuzz targets that ran for $seconds s" "$complete of ${#targets[@]} ($runs runs)" "${#targets[@]}" \
    "$(verdict "$complete == ${#targets[@]}")"
figure 'crashes, hangs and leaks while fuzzing' "$crashes" 0
figure 'fuzz targets that notice a wrong result' "$controls" "${#targets[@]}"
figure "bytes of committed fuzz corpus, $(cat "$texts"/*.txt | wc -l) inputs" "$bytes" 'some, under 1000000' \
    "$(verdict "$bytes > 0 && $bytes < 1000000")"

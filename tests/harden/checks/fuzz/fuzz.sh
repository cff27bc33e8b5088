# For run.sh and renew-corpus.sh: the targets of tests/fuzz, built for the tier and run.

targets=(decrypt keys events stream lanes abi)
build=build/harden/fuzz
corpus=tests/fuzz/corpus
host=$(rustc -vV | sed -n 's/^host: //p')

# Coverage for the fuzzer to go by, with flags that stable Rust has. What cargo-fuzz adds to them is AddressSanitizer.
coverage=(
    -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters
    -Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares --cfg fuzzing
)

build_stable() {
    # With --target, so that build scripts go without.
    RUSTFLAGS="${coverage[*]}" cargo build -q --locked --release --manifest-path tests/fuzz/Cargo.toml --target "$host" \
        --target-dir "$build/stable"
    binaries=$build/stable/$host/release
}

build_with_asan() {
    cargo +nightly fuzz build --fuzz-dir tests/fuzz --target-dir "$build/asan" --features exact >"$build/asan.log" 2>&1 ||
        { cat "$build/asan.log"; exit 1; }
    binaries=$build/asan/$host/release
}

# What lets a change through does not depend on luck; the longer runs go new ways each time (0).
seed=$(of 1 0 0)

# run_target SECONDS TARGET: fuzzes it, from the corpus and from what was found before.
run_target() {
    local seconds=$1 target=$2 status=0
    mkdir -p "$build/corpus/$target" "$build/found/$target"
    # An input takes milliseconds: what takes two minutes hangs, however busy the machine is.
    "$binaries/$target" -seed="$seed" -max_total_time="$seconds" -max_len=512 -timeout=120 -report_slow_units=120 \
        -rss_limit_mb=2048 -artifact_prefix="$build/found/$target/" "$build/corpus/$target" "$build/found/$target" "$corpus/$target" \
        >"$build/$target.log" 2>&1 || status=$?
    echo "$status" >"$build/$target.status"
}

# explain TARGET: why it ended before its time, with the inputs that made it.
explain() {
    local input
    grep -m 1 -A 3 'panicked at' "$build/$1.log" | cut -c -500 || true
    grep -E 'ERROR: |^SUMMARY' "$build/$1.log" || true
    while read -r input; do
        echo "$input, in base64: $(base64 -w 0 "$input")"
    done < <(find "$build/found/$1" -type f -newer "$build/start")
}

# control TARGET: whether a wrong result is noticed, in the corpus alone.
control() {
    local status=0
    FUZZ_CONTROL=1 "$binaries/$1" -runs=0 -max_len=512 -artifact_prefix="$build/control-" "$corpus/$1" \
        >"$build/$1.control.log" 2>&1 || status=$?
    # 77: libFuzzer's own, of a crash that it caught.
    [ "$status" -eq 77 ] && grep -q '^thread .* panicked at targets/' "$build/$1.control.log"
}

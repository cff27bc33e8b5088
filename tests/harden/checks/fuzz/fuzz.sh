# For run.sh and renew-corpus.sh: builds and runs the targets of tests/fuzz.

targets=(decrypt keys events stream lanes abi)
build=build/harden/fuzz
texts=tests/fuzz/corpus    # the committed inputs, one text file a target
committed=$build/committed # the same, one file an input
corpus_py=tests/harden/checks/fuzz/corpus.py
host=$(rustc -vV | sed -n 's/^host: //p')

# Coverage that guides the fuzzer, by flags that stable Rust has. cargo-fuzz adds AddressSanitizer.
coverage=(
    -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters
    -Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares --cfg fuzzing
)

unpack_corpus() {
    local target
    rm -rf "$committed"
    for target in "${targets[@]}"; do
        "${PYTHON:-python3}" "$corpus_py" unpack "$texts/$target.txt" "$committed/$target"
    done
}

build_stable() {
    # --target keeps the flags away from build scripts. For seconds of fuzzing whole optimisation does not pay.
    CARGO_PROFILE_RELEASE_OPT_LEVEL=1 RUSTFLAGS="${coverage[*]}" cargo build -q --locked --release --manifest-path tests/fuzz/Cargo.toml --target "$host" \
        --target-dir "$build/stable"
    binaries=$build/stable/$host/release
}

build_with_asan() {
    cargo +nightly fuzz build --fuzz-dir tests/fuzz --target-dir "$build/asan" --features exact >"$build/asan.log" 2>&1 ||
        { cat "$build/asan.log"; exit 1; }
    binaries=$build/asan/$host/release
}

# `make test` gives the same verdict each time; the longer runs take a new seed (0).
seed=$(of 1 0 0)

# run_target SECONDS TARGET: fuzzes it, starting from the committed inputs and those of earlier runs.
run_target() {
    local seconds=$1 target=$2 status=0
    mkdir -p "$build/corpus/$target" "$build/found/$target"
    # An input takes milliseconds: one of two minutes hangs, however busy the machine is.
    "$binaries/$target" -seed="$seed" -max_total_time="$seconds" -max_len=512 -timeout=120 -report_slow_units=120 \
        -rss_limit_mb=2048 -artifact_prefix="$build/found/$target/" "$build/corpus/$target" "$build/found/$target" "$committed/$target" \
        >"$build/$target.log" 2>&1 || status=$?
    echo "$status" >"$build/$target.status"
}

# explain TARGET: prints why it failed, and the inputs on which it did.
explain() {
    local input
    grep -m 1 -A 3 'panicked at' "$build/$1.log" | cut -c -500 || true
    grep -E 'ERROR: |^SUMMARY' "$build/$1.log" || true
    while read -r input; do
        echo "$input, in hexadecimal: $(od -An -v -tx1 "$input" | tr -d ' \n')"
    done < <(find "$build/found/$1" -type f -newer "$build/start")
}

# control TARGET: whether the target notices wrong results, on the committed inputs alone.
control() {
    local status=0
    FUZZ_CONTROL=1 "$binaries/$1" -runs=0 -max_len=512 -artifact_prefix="$build/control-" "$committed/$1" \
        >"$build/$1.control.log" 2>&1 || status=$?
    # 77: libFuzzer's status for a crash.
    [ "$status" -eq 77 ] && grep -q '^thread .* panicked at targets/' "$build/$1.control.log"
}

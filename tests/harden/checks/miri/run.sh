#!/usr/bin/env bash
# Miri, which interprets Rust by its rules, finds no undefined behaviour in any unsafe block that it can run. The sources
# hold what it needs behind cfg(miri): stand-ins for instructions that it lacks, and small batches.
# tiers: harden
# figures: 9
. "$(dirname "$0")/../../common.sh"
. tests/harden/faults.sh
need_nightly
need miri 'rustup +nightly component add miri' cargo +nightly miri --version
need_rust_src
need python3 'install python3' command -v "${PYTHON:-python3}"
have_all

here=tests/harden/checks/miri
build=$PWD/build/harden/miri
source=$build/source
export MIRIFLAGS=-Zmiri-disable-isolation NETCORE_AES_ROUNDS=1

# cpu PATH: sets the target, the instructions of a CPU that has this path, and what the library calls it.
cpu() {
    target=x86_64-unknown-linux-gnu features='' name=$1
    case $1 in
    portable) ;;
    aesni) features=+aes,+avx ;;
    aesni_avx2) features=+aes,+avx,+avx2 name=aesni ;;
    vaes256) features=+aes,+avx,+avx2,+vaes ;;
    vaes512) features=+aes,+avx,+avx2,+vaes,+avx512f,+avx512bw,+avx512vbmi ;;
    arm) target=aarch64-unknown-linux-gnu name=portable ;;
    esac
}

# under_miri PATH LOG TESTS…: runs the tests on a CPU with just the instructions of the path.
under_miri() {
    local path=$1 log=$2 target features name
    shift 2
    cpu "$path"
    (
        cd "$source"
        # The `aes` crate uses no AES instructions: it is not under test.
        export RUSTFLAGS="-Ctarget-feature=$features --cfg aes_backend=\"soft\""
        NETCORE_AES_EXPECT=$name CARGO_TARGET_DIR=$build/$path cargo +nightly miri test -q -p netcore-aes-ffi \
            --target "$target" --features test-hooks --lib -- --test-threads=1 --nocapture "$@"
    ) >"$log" 2>&1
}

# on_path PATH TESTS…: prints the figure of Miri's errors on a path.
on_path() {
    local path=$1 errors passed
    shift
    under_miri "$path" "$build/$path.log" "$@" || true
    errors=$(grep -c '^error' "$build/$path.log" || true)
    passed=$(sed -n 's/^test result: ok\. \([0-9]*\) passed.*/\1/p' "$build/$path.log")
    [ "$errors" = 0 ] && [ -n "$passed" ] || { grep -A 12 '^error' "$build/$path.log" || tail -n 30 "$build/$path.log"; }
    figure "Miri: the C ABI on the path $path, ${passed:-no} tests" "$errors errors" "0 errors"
}

# places KIND: how many marked places of a kind were reached.
places() {
    sed -n "s/^there is: \($1 .*\)/\1/p" "$build/places" | sort -u >"$build/there"
    sed -n "s/^reached: \($1 .*\)/\1/p" "$build"/{portable,aesni,aesni_avx2,vaes256,vaes512,arm}.log | sort -u >"$build/reached"
    diff "$build/there" "$build/reached" >&2 || true
    [ -s "$build/there" ]
    echo "$(wc -l <"$build/reached") of $(wc -l <"$build/there")"
}

# reports FAULT PATH TEST: counts the fault if Miri reports it, rather than just the test.
reports() {
    copy_sources "$source"
    put_fault "$1" "$source"
    ! under_miri "$2" "$build/fault-$1.log" "$3" || { echo "no error: $1"; return; }
    if grep -E '^error: (Undefined Behavior|memory leaked)' "$build/fault-$1.log" >/dev/null; then
        reported=$((reported + 1))
    else
        echo "not reported: $1"
        tail -n 30 "$build/fault-$1.log"
    fi
}

mkdir -p "$build"
copy_sources "$source" # which mark.py edits: Miri measures no coverage
# Of the kernel for ARM, Miri does not know what these are for: AES instructions, and prefetching.
"${PYTHON:-python3}" "$here/mark.py" "$source" | grep -vE 'kernel/aarch64/(base64|block|mod|prefetch)\.rs' >"$build/places"
on_path portable tests::
for path in aesni aesni_avx2 vaes256 vaes512; do
    on_path $path strings_about messages_decrypt batches_decrypt tests::requests
done
on_path arm tests::events flush_passes_on
there=$(grep -c 'there is: export' "$build/places")
figure "Miri: exports called" "$(places export)" "$there of $there"
there=$(grep -c 'there is: unsafe' "$build/places")
assembly=$(grep -c 'there is: assembly' "$build/places" || true)
figure "Miri: unsafe blocks run, but for $assembly of inline assembly, which it does not know" "$(places unsafe)" "$there of $there"

reported=0
reports misaligned-write portable tests::requests
reports read-past-the-end portable tests::requests
reports write-past-the-end portable tests::requests
reports overlap portable tests::messages::null_and_overlapping
reports leak portable tests::setup::a_handle_tells
reports double-free portable tests::setup::a_handle_tells
reports race portable tests::threads::one_handle
reports store-past-the-end aesni tests::setup::a_handle_tells
figure "Miri: planted faults that it reports" "$reported of 8" "8 of 8"

#!/usr/bin/env bash
# Miri, which runs Rust by its rules instead of the CPU's, finds nothing undefined in any unsafe block.
# tiers: harden
# figures: 7
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

features() {
    case $1 in
    portable) ;;
    aesni) echo +aes,+avx ;;
    vaes256) echo +aes,+avx,+avx2,+vaes ;;
    vaes512) echo +aes,+avx,+avx2,+vaes,+avx512f,+avx512bw,+avx512vbmi ;;
    esac
}

# under_miri PATH LOG TESTS…: the tests on a CPU that has just the instructions of the path.
under_miri() {
    local path=$1 log=$2
    shift 2
    (
        cd "$source"
        # The `aes` crate's own use of the CPU is not what is looked at.
        export RUSTFLAGS="-Ctarget-feature=$(features "$path") --cfg aes_backend=\"soft\""
        NETCORE_AES_EXPECT=$path CARGO_TARGET_DIR=$build/$path cargo +nightly miri test -q -p netcore-aes-ffi \
            --features test-hooks --lib -- --test-threads=1 --nocapture "$@"
    ) >"$log" 2>&1
}

# What Miri lacks is replaced, or left out as inline assembly is. It has no time for large batches, so small ones count as such,
# nor for wiping that much of a stack.
adapt() {
    local core=netcore-aes-core/src
    cp "$here/stand_ins.rs" "$source/$core/kernel/"
    change "$source/$core/kernel.rs" 's/^mod block;/&\nmod stand_ins;/'
    stand_in schedule _mm_aeskeygenassist_si128
    stand_in wide512 _mm512_multishift_epi64_epi8
    stand_in wide512 _mm512_permutexvar_epi8
    change "$source/$core/batch.rs" 's/^const LARGE: usize = .*/const LARGE: usize = 64;/; s/^const FETCH_AHEAD: usize = .*/const FETCH_AHEAD: usize = 16;/'
    change "$source/$core/kernel/registers.rs" '/^ *asm!(/,/^ *);$/d'
    change "$source/$core/residue.rs" 's/zeroize_stack::<{ [0-9]* << [0-9]* }>/zeroize_stack::<64>/'
}

stand_in() {
    change "$source/netcore-aes-core/src/kernel/$1.rs" "s/ $2,//; s/^use super::block::/use super::stand_ins::$2;\n&/"
}

# on_path PATH TESTS…: a figure of what Miri found there.
on_path() {
    local path=$1 errors passed
    shift
    under_miri "$path" "$build/$path.log" "$@" || true
    errors=$(grep -c '^error' "$build/$path.log" || true)
    passed=$(sed -n 's/^test result: ok\. \([0-9]*\) passed.*/\1/p' "$build/$path.log")
    [ "$errors" = 0 ] && [ -n "$passed" ] || { grep -A 12 '^error' "$build/$path.log" || tail -n 30 "$build/$path.log"; }
    figure "Miri: the C ABI on the path $path, ${passed:-no} tests" "$errors errors" "0 errors"
}

# places KIND: how many of the marked places of a kind were reached, of how many.
places() {
    sed -n "s/^there is: \($1 .*\)/\1/p" "$build/places" | sort -u >"$build/there"
    sed -n "s/^reached: \($1 .*\)/\1/p" "$build"/{portable,aesni,vaes256,vaes512}.log | sort -u >"$build/reached"
    diff "$build/there" "$build/reached" >&2 || true
    [ -s "$build/there" ]
    echo "$(wc -l <"$build/reached") of $(wc -l <"$build/there")"
}

# reports FAULT PATH TEST: whether Miri does, and not just the test.
reports() {
    copy_sources "$source"
    adapt
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
copy_sources "$source"
"${PYTHON:-python3}" "$here/mark.py" "$source" >"$build/places"
adapt
on_path portable tests:: slice::
for path in aesni vaes256 vaes512; do
    on_path $path what_is_said messages_come_back batches_come_back
done
there=$(grep -c 'there is: export' "$build/places")
figure "Miri: exports called" "$(places export)" "$there of $there"
there=$(grep -c 'there is: unsafe' "$build/places")
assembly=$(grep -c 'there is: assembly' "$build/places" || true)
figure "Miri: unsafe blocks run, and $assembly of inline assembly not, which it does not know" "$(places unsafe)" "$there of $there"

reported=0
reports misaligned-write portable tests::requests
reports read-past-the-end portable tests::requests
reports write-past-the-end portable tests::requests
reports overlap portable tests::messages::what_is_not_there
reports leak portable tests::setup::a_handle_says
reports double-free portable tests::setup::a_handle_says
reports race portable tests::threads::one_handle
reports store-past-the-end aesni tests::setup::a_handle_says
figure "Miri: faults put in on purpose that it reports" "$reported of 8" "8 of 8"

#!/usr/bin/env bash
# No branch and no address depends on a key, an IV or a plaintext, but for the verdicts that tally.py names: in machine code under
# valgrind, and for instructions that valgrind lacks, in the compiler's code under MemorySanitizer. On 64-bit ARM, emulated, runs with other
# secrets execute the same instructions on the same addresses.
# tiers: test harden
# figures: 5
. "$(dirname "$0")/../../common.sh"
. tests/harden/paths.sh
need 'a C compiler' 'install gcc' command -v "${CC:-cc}"
need valgrind 'install valgrind' command -v valgrind
need x86-64 'the paths are of that CPU' test "$(uname -m)" = x86_64
need python3 'install python3' command -v "${PYTHON:-python3}"
if [ "$TIER" != test ]; then
    need clang 'install clang' command -v clang
    need llvm-symbolizer 'install llvm' command -v llvm-symbolizer
    need_nightly
    need_rust_src
    need_arm
fi
have_all

here=tests/harden/checks/secret-dependence
build=build/harden/secret-dependence
flags=(-std=gnu11 -O1 -g -Wall -Wextra -Werror -Iinclude)
mkdir -p "$build"

main() {
    local path cpu there=
    cpu=$(path_of_cpu)
    # The library as it is shipped: under valgrind it sees AES-NI, and no VAES.
    memcheck widest "${cpu/vaes*/aesni}"
    memcheck portable portable
    [ "$TIER" = test ] && return
    memcheck software portable
    for path in vaes512 vaes256 aesni portable; do
        [ "$path" != "$cpu" ] || there=yes
        [ -n "$there" ] || { echo "this CPU lacks $path: skipped"; continue; }
        sanitizer "$path"
    done
    trace_on_arm
}

# memcheck LIBRARY PATH
memcheck() {
    local library
    library=$(library_of "$1")
    "${CC:-cc}" "${flags[@]}" "$here/driver.c" "$library/libnetcore_aes.a" -lpthread -ldl -lm -o "$build/driver"
    if [ "$1" = widest ]; then
        valgrind -v --error-limit=no --log-file="$build/log" "$build/driver" control
        tally memcheck valgrind control
    fi
    valgrind -v --error-limit=no --log-file="$build/log" "$build/driver" operations "$(of 400 5000 5000)" >"$build/out"
    takes "$2"
    tally memcheck "$1 ($2) under valgrind" "$build/out"
}

# sanitizer PATH: builds the crate `cmov` as for Miri, without the assembler that the sanitizer cannot follow.
sanitizer() {
    local sysroot target=x86_64-unknown-linux-gnu
    sysroot=$(rustc +nightly --print sysroot)
    local core="['--cfg','netcore_aes_instruction_set=\"$1\"']"
    [ "$1" != vaes512 ] || core='[]'
    RUSTFLAGS='-Zsanitizer=memory -Zsanitizer-recover=memory -Cdebuginfo=1 -Cllvm-args=-msan-eager-checks=0' CARGO_PROFILE_RELEASE_LTO=off \
        cargo +nightly build -q --release -p netcore-aes-ffi --target-dir "$build/msan" --target "$target" -Zbuild-std \
        -Zprofile-rustflags --config "profile.release.package.cmov.rustflags=['--cfg','miri']" \
        --config "profile.release.package.netcore-aes-core.rustflags=$core"
    clang "${flags[@]}" -fsanitize=memory -fsanitize-recover=memory -c "$here/driver.c" -o "$build/driver.o"
    "${CC:-cc}" "$build/driver.o" "$build/msan/$target/release/libnetcore_aes.a" -Wl,--whole-archive \
        "$sysroot/lib/rustlib/$target/lib/librustc-nightly_rt.msan.a" -Wl,--no-whole-archive -rdynamic -lpthread -ldl -lm -lrt \
        -o "$build/driver"
    export MSAN_OPTIONS=halt_on_error=0:exit_code=0
    if [ "$1" = "$(path_of_cpu)" ]; then
        "$build/driver" control 2>"$build/log"
        tally msan MemorySanitizer control
    fi
    "$build/driver" operations 1000 >"$build/out" 2>"$build/log"
    takes "$1"
    tally msan "$1 under MemorySanitizer" "$build/out"
}

trace_on_arm() {
    local library seed version=1 program=$build/driver-arm
    library=$(library_for_arm)
    rm -f "$build"/trace.*
    # Its instructions lie where its symbols say.
    aarch64-linux-gnu-gcc "${flags[@]}" -no-pie "$here/driver.c" "$library/libnetcore_aes.a" -lgcc_s -lpthread -ldl -lm -o "$program"
    [[ $(qemu-aarch64 --version) =~ version\ [1-7]\. ]] || version=2
    "${CC:-cc}" -std=c11 -O2 -Wall -Wextra -Werror -shared -fPIC -DVERSION=$version "$here/trace.c" -o "$build/trace.so"
    # trace NAME ARGUMENT…: the program's memory is at the same addresses each time.
    trace() { setarch -R "${arm_runner[@]}" -plugin "$build/trace.so" "$program" "${@:2}" >"$build/out" 2>"$build/trace.$1"; }
    # Of other seeds some give a changed text whose padding is right.
    for seed in 2 4 5 6; do
        trace "$seed" operations 1100 "$seed"
        takes armv8
        trace "control.$seed" control "$seed" || true # the program's status is not that of a failure
    done
    compare() { "${PYTHON:-python3}" "$here/trace.py" 'armv8, emulated' "$program" "$@"; }
    compare control "$build"/trace.control.?
    compare "$build"/trace.?
}

# takes PATH: ends the check unless the driver ran that path.
takes() {
    grep -qx "path: $1" "$build/out" || { echo "the library did not run $1: $(head -n 1 "$build/out")"; exit 1; }
}

# tally TOOL LABEL OUTPUT
tally() { "${PYTHON:-python3}" "$here/tally.py" "$1" "$2" "$build/log" "$3"; }

main

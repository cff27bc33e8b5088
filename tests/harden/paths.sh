# For checks that run on every path of the CPU; source it after common.sh. The tier `test` runs the library of build/lib alone, which
# takes the CPU's widest path. The other tiers also build it for each narrower path, and once for the crates' software, as on a CPU
# without AES instructions.

paths() {
    echo widest
    [ "$TIER" = test ] || printf '%s\n' vaes256 aesni portable software
}

# library_of PATH: builds the library limited to PATH, and prints its folder.
library_of() {
    [ "$1" != widest ] || { echo build/lib; return; }
    local target=build/harden/paths/$1 flags="--cfg netcore_aes_instruction_set=\"$1\""
    [ "$1" != software ] ||
        flags='--cfg netcore_aes_instruction_set="portable" --cfg aes_backend="soft" --cfg polyval_backend="soft"'
    RUSTFLAGS=$flags nice cargo build -q --release -p netcore-aes-ffi --target-dir "$target" >&2
    ln -sf libnetcore_aes.so "$target/release/libnetcore_aes.so.1"
    echo "$target/release"
}

# For checks that also run on 64-bit ARM, emulated.
arm_runner=(qemu-aarch64 -L /usr/aarch64-linux-gnu)
need_arm() {
    need aarch64-linux-gnu-gcc 'install gcc-aarch64-linux-gnu' command -v aarch64-linux-gnu-gcc
    need qemu-aarch64 'install qemu-user' command -v qemu-aarch64
    need 'the target aarch64-unknown-linux-gnu' 'rustup target add aarch64-unknown-linux-gnu' \
        test -d "$(rustc --print target-libdir --target aarch64-unknown-linux-gnu)"
}

# library_for_arm: builds the library, and prints its folder.
library_for_arm() {
    local target=build/harden/paths/aarch64
    CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER=aarch64-linux-gnu-gcc CARGO_PROFILE_RELEASE_DEBUG=line-tables-only \
        nice cargo build -q --release -p netcore-aes-ffi \
        --target aarch64-unknown-linux-gnu --target-dir "$target" >&2
    echo "$target/aarch64-unknown-linux-gnu/release"
}

# The CPU's widest path by /proc/cpuinfo; the core asks for the same instructions.
path_of_cpu() {
    local flags
    flags=" $(sed -n '/^flags/{p;q}' /proc/cpuinfo) "
    has() {
        local flag
        for flag in "$@"; do [[ $flags == *" $flag "* ]] || return 1; done
    }
    if ! has aes avx; then
        echo portable
    elif ! has vaes avx2; then
        echo aesni
    elif ! has avx512f avx512bw avx512vbmi; then
        echo vaes256
    else
        echo vaes512
    fi
}

# runs_path PATH REPORTED: false if the CPU lacks the instructions of PATH. Ends the check if the library reports another path than
# expected: it is at fault, or its self-test refused the instructions, and the figure would be of another path.
runs_path() {
    local cpu expected=$1
    cpu=$(path_of_cpu)
    case $1 in
        widest) expected=$cpu ;;
        software) expected=portable ;;
        vaes256) [[ $cpu = vaes* ]] || expected= ;;
        aesni) [ "$cpu" != portable ] || expected= ;;
    esac
    [ -n "$expected" ] || { echo "this CPU lacks $1: skipped"; return 1; }
    [ "$2" = "$expected" ] || { echo "the library reports the path $2, expected $expected"; exit 1; }
}

# on_every_path SCRIPT ARGUMENT…: runs a Python check of the library, with ARGUMENT…, the library, and the name for its figures.
on_every_path() {
    local path library reported
    for path in $(paths); do
        library=$(library_of "$path")/libnetcore_aes.so.1
        reported=$(python3 tests/harden/abi.py "$library")
        runs_path "$path" "$reported" || continue
        python3 "$@" "$library" "$(name_of "$path" "$reported")"
    done
}

# name_of PATH REPORTED: the path's name in a figure.
name_of() {
    [ "$1" = widest ] && echo "$2" || echo "$1"
}

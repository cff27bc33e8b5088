# For checks that run on every path of the CPU; source it after common.sh. In the tier `test` there is the library of build/lib alone,
# which takes the widest path that the CPU has. Otherwise it is built again for each narrower one, and once more so that nothing uses
# AES instructions: the software of the crates, as on a CPU without them.

paths() {
    echo widest
    [ "$TIER" = test ] || printf '%s\n' vaes256 aesni portable software
}

# library_of PATH: the folder with the libraries that go no wider than that.
library_of() {
    [ "$1" != widest ] || { echo build/lib; return; }
    local target=build/harden/paths/$1 flags="--cfg netcore_aes_instruction_set=\"$1\""
    [ "$1" != software ] ||
        flags='--cfg netcore_aes_instruction_set="portable" --cfg aes_backend="soft" --cfg polyval_backend="soft"'
    RUSTFLAGS=$flags nice cargo build -q --release -p netcore-aes-ffi --target-dir "$target" >&2
    ln -sf libnetcore_aes.so "$target/release/libnetcore_aes.so.1"
    echo "$target/release"
}

# The widest path that the CPU has, by what it says of itself: the same instructions as in src/kernel.rs.
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

# Whether there is something new to run: not if the CPU lacks the instructions of PATH. A library that reports another than the CPU
# has is at fault, or its known answer refused them: what it computes is right then, and there is nothing to say of that path.
runs_path() {
    local cpu expected=$1
    cpu=$(path_of_cpu)
    case $1 in
        widest) expected=$cpu ;;
        software) expected=portable ;;
        vaes256) [[ $cpu = vaes* ]] || expected= ;;
        aesni) [ "$cpu" != portable ] || expected= ;;
    esac
    [ -n "$expected" ] || { echo "this CPU has no $1, which is left out"; return 1; }
    [ "$2" = "$expected" ] || { echo "the library runs $2, where the CPU has $expected"; exit 1; }
}

# What a figure calls it.
name_of() {
    [ "$1" = widest ] && echo "$2" || echo "$1"
}

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
    local target=build/harden/paths/$1 flags="--cfg netcore_aes_path=\"$1\""
    [ "$1" != software ] ||
        flags='--cfg netcore_aes_path="portable" --cfg aes_backend="soft" --cfg polyval_backend="soft"'
    RUSTFLAGS=$flags nice cargo build -q --release -p netcore-aes-ffi --target-dir "$target" >&2
    ln -sf libnetcore_aes.so "$target/release/libnetcore_aes.so.1"
    echo "$target/release"
}

# Whether a library that reports REPORTED runs the instructions of PATH; a CPU that lacks them leaves nothing new to run.
runs_path() {
    case $1 in
        widest) ;;
        software) [ "$2" = portable ] ;;
        *) [ "$1" = "$2" ] || { echo "this CPU has no $1, which is left out"; return 1; } ;;
    esac
}

# What a figure calls it.
name_of() {
    [ "$1" = widest ] && echo "$2" || echo "$1"
}

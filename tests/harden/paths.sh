# For checks that run on every path of the CPU; source it after common.sh. In the tier `test` there is the library of build/lib alone,
# which takes the widest path that the CPU has; otherwise it is built again for each narrower one.

paths() {
    echo widest
    [ "$TIER" = test ] || printf '%s\n' vaes256 aesni portable
}

# library_of PATH: the folder with the libraries that go no wider than that.
library_of() {
    [ "$1" != widest ] || { echo build/lib; return; }
    local target=build/harden/paths/$1
    RUSTFLAGS="--cfg netcore_aes_path=\"$1\"" nice cargo build -q --release -p netcore-aes-ffi --target-dir "$target" >&2
    ln -sf libnetcore_aes.so "$target/release/libnetcore_aes.so.1"
    echo "$target/release"
}

# Whether the library took the path that it was limited to. A CPU that has a narrower one alone did the same before.
is_path() {
    [ "$1" = widest ] || [ "$1" = "$2" ] || { echo "this CPU has no $1: skipped"; return 1; }
}

# For run.sh and renew.sh.

build=build/harden/abi
baselines=packaging/c/abi

# interface_of FILE [CARGO-ARGUMENT…]: builds the library with debug information of its own crate, and writes its functions and
# types as C sees them.
interface_of() {
    local file=$1 settings=('lto="off"' 'codegen-units=1' 'debug=0' 'strip="none"' 'package.netcore-aes-ffi.debug=2') arguments=() setting
    shift
    for setting in "${settings[@]}"; do arguments+=(--config "profile.release.$setting"); done
    cargo build -q --locked --release -p netcore-aes-ffi --target-dir "$build/target" "${arguments[@]}" "$@"
    abidw --no-corpus-path --no-comp-dir-path --no-show-locs --no-architecture --no-elf-needed --drop-undefined-syms \
        --type-id-style hash --no-write-default-sizes --out-file "$build/whole.abi" "$build/target/release/libnetcore_aes.so"
    "$here/interface.py" <"$build/whole.abi" >"$file"
}

version() { sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1; }

# For run.sh and renew.sh.

build=build/harden/abi
baselines=packaging/abi

# interface_of SOURCES FILE: builds the library of a copy of the sources with debug information of its own crate, and writes
# what C sees of it.
interface_of() {
    local settings=('lto="off"' 'codegen-units=1' 'debug=0' 'strip="none"' 'package.netcore-aes-ffi.debug=2') arguments=() setting
    for setting in "${settings[@]}"; do arguments+=(--config "profile.release.$setting"); done
    cargo build -q --locked --release --manifest-path "$1/Cargo.toml" -p netcore-aes-ffi --target-dir "$build/target" "${arguments[@]}"
    abidw --no-corpus-path --no-comp-dir-path --no-show-locs --no-architecture --no-elf-needed --drop-undefined-syms \
        --type-id-style hash --no-write-default-sizes --out-file "$build/whole.abi" "$build/target/release/libnetcore_aes.so"
    "$here/interface.py" <"$build/whole.abi" >"$2"
}

version() { sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1; }

# For run.sh: a project with one fault of each kind, which cargo-deny must find.

# plant FOLDER: writes the project, and beside it the repository of a crate from elsewhere.
plant() {
    rm -rf "$1" "$1.git"
    mkdir -p "$1/copyleft/src" "$1/src" "$1.git/src"
    touch "$1/src/lib.rs" "$1/copyleft/src/lib.rs" "$1.git/src/lib.rs"
    manifest copyleft GPL-3.0-only >"$1/copyleft/Cargo.toml"
    manifest elsewhere MIT >"$1.git/Cargo.toml"
    commit "$1.git"
    # hex 0.4.1 was yanked, so only a lock file can name it; and hex stands there twice.
    { manifest planted MIT; cat <<'TOML'; } >"$1/Cargo.toml"
[dependencies]
copyleft = { path = "copyleft", version = "1" }
elsewhere = { git = "https://planted.invalid/elsewhere" }
hex = "0.4"
old-hex = { package = "hex", version = "*" }
[workspace]
TOML
    cat >"$1/Cargo.lock" <<'TOML'
version = 4
[[package]]
name = "copyleft"
version = "1.0.0"
[[package]]
name = "hex"
version = "0.3.2"
source = "registry+https://github.com/rust-lang/crates.io-index"
checksum = "805026a5d0141ffc30abb3be3173848ad46a1b1664fe632428479619a3644d77"
[[package]]
name = "hex"
version = "0.4.1"
source = "registry+https://github.com/rust-lang/crates.io-index"
checksum = "76cdda6bf525062a0c9e8f14ee2b37935c86b8efb6c8b69b3c83dfb518a914af"
[[package]]
name = "planted"
version = "1.0.0"
dependencies = ["copyleft", "hex 0.3.2", "hex 0.4.1"]
TOML
}

manifest() { printf '[package]\nname = "%s"\nversion = "1.0.0"\nedition = "2024"\nlicense = "%s"\n' "$@"; }

commit() {
    git init -q -b main "$1"
    git -C "$1" add -A
    git -C "$1" -c user.name=nobody -c user.email=nobody@invalid commit -qm 'Planted'
}

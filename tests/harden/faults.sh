# For checks that show that they can fail: faults that are put into a copy of the sources.

# copy_sources TO: what the C ABI is built of, without what was built before.
copy_sources() {
    rm -rf "$1/netcore-aes-core" "$1/netcore-aes-ffi" "$1/include" "$1/tests"
    mkdir -p "$1/tests"
    cp -r netcore-aes-core netcore-aes-ffi include "$1"
    cp -r tests/vectors "$1/tests"
    cp Cargo.lock clippy.toml README.md "$1"
    # The Python package is no part of it.
    sed 's/^members = .*/members = ["netcore-aes-core", "netcore-aes-ffi"]/' Cargo.toml >"$1/Cargo.toml"
}

# put_fault NAME ROOT: fails if the place is no longer there.
put_fault() {
    local slice=netcore-aes-ffi/src/slice.rs cipher=netcore-aes-ffi/src/cipher.rs block=netcore-aes-core/src/kernel/block.rs
    case $1 in
    misaligned-write) change "$2/$slice" 's/self\.ptr\.write_unaligned(value)/self.ptr.write(value)/' ;;
    read-past-the-end) change "$2/$slice" 's/from_raw_parts(self\.ptr, self\.count)/from_raw_parts(self.ptr, self.count.wrapping_add(1))/' ;;
    write-past-the-end) change "$2/$slice" 's/from_raw_parts_mut(self\.ptr, self\.count)/from_raw_parts_mut(self.ptr, self.count.wrapping_add(1))/' ;;
    overlap) change "$2/$slice" 's/self\.start\.max(other\.start) < self\.end\.min(other\.end)/self.start > other.end \&\& self.end < other.start/' ;;
    leak) change "$2/$cipher" 's/^        drop(cipher);/        std::mem::forget(cipher);/' ;;
    double-free) change "$2/$cipher" 's/^        drop(cipher);/        drop(unsafe { std::ptr::read(\&raw const cipher) });\n        drop(cipher);/' ;;
    race) change "$2/$cipher" "s/^    pub(crate) unsafe fn get<'a>.*{\$/&\n        static mut USES: u64 = 0;\n        unsafe { USES = USES.wrapping_add(1) };/" ;;
    store-past-the-end) change "$2/$block" 's/_mm_storeu_si128(block\.as_mut_ptr()\.cast(), value)/_mm_storeu_si128(block.as_mut_ptr().add(1).cast(), value)/' ;;
    *) echo "no such fault: $1"; return 1 ;;
    esac
}

# change FILE EXPRESSION: by sed; an error if nothing is changed.
change() {
    sed "$2" "$1" >"$1.changed"
    ! cmp -s "$1" "$1.changed" || { echo "this fault has no place any more: $2"; return 1; }
    mv "$1.changed" "$1"
}

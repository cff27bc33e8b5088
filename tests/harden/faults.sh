# For checks that show that they can fail: faults that are put into a copy of the sources.

# copy_sources TO: copies the sources, as they are, to a folder that holds nothing else.
copy_sources() {
    rm -rf "$1"
    mkdir -p "$1"
    git ls-files --cached --others --exclude-standard -z | xargs -0 cp --parents -t "$1"
}

# A fault is undefined behaviour, which must not stand in the sources, not even behind a cfg: so sed puts it into the copy.

# put_fault NAME ROOT: fails if the sources no longer have its place.
put_fault() {
    local slice=netcore-aes-ffi/src/boundary/memory.rs cipher=netcore-aes-ffi/src/exports/cipher.rs block=netcore-aes-core/src/kernel/x86_64/block.rs
    case $1 in
    misaligned-write) change "$2/$slice" 's/self\.ptr\.write_unaligned(value)/self.ptr.write(value)/' ;;
    read-past-the-end) change "$2/$slice" 's/from_raw_parts(self\.ptr, self\.count)/from_raw_parts(self.ptr, self.count.wrapping_add(1))/' ;;
    write-past-the-end) change "$2/$slice" 's/from_raw_parts_mut(self\.ptr, self\.count)/from_raw_parts_mut(self.ptr, self.count.wrapping_add(1))/' ;;
    overlap) change "$2/$slice" 's/self\.start\.max(other\.start) < self\.end\.min(other\.end)/self.start > other.end \&\& self.end < other.start/' ;;
    leak) change "$2/$cipher" 's/^ *drop(cipher);/        std::mem::forget(cipher);/' ;;
    double-free) change "$2/$cipher" 's/^ *drop(cipher);/        drop(unsafe { std::ptr::read(\&raw const cipher) });\n        drop(cipher);/' ;;
    race) change "$2/$slice" "s/^    unsafe fn get<'a>.*{\$/&\n        static mut USES: u64 = 0;\n        unsafe { USES = USES.wrapping_add(1) };/" ;;
    store-past-the-end) change "$2/$block" 's/_mm_storeu_si128(block\.as_mut_ptr()\.cast(), value)/_mm_storeu_si128(block.as_mut_ptr().add(1).cast(), value)/' ;;
    *) echo "unknown fault: $1"; return 1 ;;
    esac
}

# change FILE EXPRESSION: edits by sed; an error if nothing changes.
change() {
    sed "$2" "$1" >"$1.changed"
    ! cmp -s "$1" "$1.changed" || { echo "nothing to change in $1: $2"; return 1; }
    mv "$1.changed" "$1"
}

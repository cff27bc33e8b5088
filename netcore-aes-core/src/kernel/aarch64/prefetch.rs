//! Prefetching of memory into the cache.

use std::arch::asm;

const CACHE_LINE: usize = 64;

/// Hints that `bytes` will be read soon.
#[inline]
pub(crate) fn prefetch_read(bytes: &[u8]) {
    for line in bytes.chunks(CACHE_LINE) {
        // SAFETY: a hint, which reads nothing.
        unsafe { asm!("prfm pldl1keep, [{}]", in(reg) line.as_ptr(), options(nostack, preserves_flags, readonly)) }
    }
}

/// Hints that `bytes` will be written soon.
#[inline]
pub(crate) fn prefetch_write(bytes: &[u8]) {
    for line in bytes.chunks(CACHE_LINE) {
        // SAFETY: a hint, which writes nothing.
        unsafe { asm!("prfm pstl1keep, [{}]", in(reg) line.as_ptr(), options(nostack, preserves_flags, readonly)) }
    }
}

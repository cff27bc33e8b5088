//! Prefetching of memory into the cache.

use std::arch::x86_64::{_MM_HINT_ET0, _MM_HINT_T0, _mm_prefetch};

const CACHE_LINE: usize = 64;

/// Hints that `bytes` will be read soon.
#[inline]
pub(crate) fn prefetch_read(bytes: &[u8]) {
    for line in bytes.chunks(CACHE_LINE) {
        // SAFETY: a hint, which reads nothing.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(line.as_ptr().cast()) }
    }
}

/// Hints that `bytes` will be written soon.
#[inline]
pub(crate) fn prefetch_write(bytes: &[u8]) {
    for line in bytes.chunks(CACHE_LINE) {
        // SAFETY: a hint, which writes nothing.
        unsafe { _mm_prefetch::<_MM_HINT_ET0>(line.as_ptr().cast()) }
    }
}

//! Work that the compiler may do in wider vectors than every CPU has.

/// Runs `work`, compiled for AVX2 where the CPU has it: loops over bytes then take 32 at a time in place of 16.
#[inline]
pub(crate) fn in_wide_vectors<T>(work: impl FnOnce() -> T) -> T {
    if is_x86_feature_detected!("avx2") {
        // SAFETY: the CPU has it.
        unsafe { in_avx2(work) }
    } else {
        work()
    }
}

#[target_feature(enable = "avx2")]
fn in_avx2<T>(work: impl FnOnce() -> T) -> T {
    work()
}

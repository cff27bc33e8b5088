//! Wiping of vector registers. Miri, which cannot run inline assembly, does without.

#[cfg(not(miri))]
use std::arch::asm;

/// Sets all vector registers of this CPU to zero.
#[inline]
pub(crate) fn wipe_registers() {
    if is_x86_feature_detected!("avx512f") {
        // SAFETY: the CPU has AVX-512, and so AVX.
        unsafe {
            wipe_upper();
            wipe_wide();
        }
    } else if is_x86_feature_detected!("avx") {
        // SAFETY: the CPU has AVX.
        unsafe { wipe_wide() }
    } else {
        wipe_narrow();
    }
}

/// Wipes the sixteen registers that only AVX-512 has.
#[inline]
#[target_feature(enable = "avx512f")]
fn wipe_upper() {
    // SAFETY: it changes only the registers that it declares.
    #[cfg(not(miri))]
    unsafe {
        asm!(
            "vpxord zmm16, zmm16, zmm16", "vpxord zmm17, zmm17, zmm17", "vpxord zmm18, zmm18, zmm18",
            "vpxord zmm19, zmm19, zmm19", "vpxord zmm20, zmm20, zmm20", "vpxord zmm21, zmm21, zmm21",
            "vpxord zmm22, zmm22, zmm22", "vpxord zmm23, zmm23, zmm23", "vpxord zmm24, zmm24, zmm24",
            "vpxord zmm25, zmm25, zmm25", "vpxord zmm26, zmm26, zmm26", "vpxord zmm27, zmm27, zmm27",
            "vpxord zmm28, zmm28, zmm28", "vpxord zmm29, zmm29, zmm29", "vpxord zmm30, zmm30, zmm30",
            "vpxord zmm31, zmm31, zmm31",
            out("zmm16") _, out("zmm17") _, out("zmm18") _, out("zmm19") _, out("zmm20") _, out("zmm21") _,
            out("zmm22") _, out("zmm23") _, out("zmm24") _, out("zmm25") _, out("zmm26") _, out("zmm27") _,
            out("zmm28") _, out("zmm29") _, out("zmm30") _, out("zmm31") _,
            options(nostack, preserves_flags),
        );
    }
}

/// Wipes the other sixteen, at their full width.
#[inline]
#[target_feature(enable = "avx")]
fn wipe_wide() {
    // SAFETY: it changes only the registers that it declares, and the upper parts of those.
    #[cfg(not(miri))]
    unsafe {
        asm!(
            "vzeroall",
            out("ymm0") _, out("ymm1") _, out("ymm2") _, out("ymm3") _, out("ymm4") _, out("ymm5") _, out("ymm6") _,
            out("ymm7") _, out("ymm8") _, out("ymm9") _, out("ymm10") _, out("ymm11") _, out("ymm12") _, out("ymm13") _,
            out("ymm14") _, out("ymm15") _,
            options(nostack, preserves_flags),
        );
    }
}

/// Wipes the sixteen of a CPU without AVX.
fn wipe_narrow() {
    // SAFETY: every x86-64 CPU has SSE2, and it changes only the registers that it declares.
    #[cfg(not(miri))]
    unsafe {
        asm!(
            "pxor xmm0, xmm0", "pxor xmm1, xmm1", "pxor xmm2, xmm2", "pxor xmm3, xmm3", "pxor xmm4, xmm4",
            "pxor xmm5, xmm5", "pxor xmm6, xmm6", "pxor xmm7, xmm7", "pxor xmm8, xmm8", "pxor xmm9, xmm9",
            "pxor xmm10, xmm10", "pxor xmm11, xmm11", "pxor xmm12, xmm12", "pxor xmm13, xmm13", "pxor xmm14, xmm14",
            "pxor xmm15, xmm15",
            out("xmm0") _, out("xmm1") _, out("xmm2") _, out("xmm3") _, out("xmm4") _, out("xmm5") _, out("xmm6") _,
            out("xmm7") _, out("xmm8") _, out("xmm9") _, out("xmm10") _, out("xmm11") _, out("xmm12") _, out("xmm13") _,
            out("xmm14") _, out("xmm15") _,
            options(nostack, preserves_flags),
        );
    }
}

//! Wiping of vector registers. Miri, which cannot run inline assembly, does without.

#[cfg(not(miri))]
use std::arch::asm;

/// Sets all vector registers of this CPU to zero. Callers' halves of registers 8 to 15, which a function must keep (AAPCS64, 6.1.2), come
/// back after it.
#[inline]
pub(crate) fn wipe_registers() {
    // SAFETY: every 64-bit ARM CPU with an operating system has NEON, and it changes only the registers that it declares.
    #[cfg(not(miri))]
    unsafe {
        asm!(
            "movi v0.2d, #0", "movi v1.2d, #0", "movi v2.2d, #0", "movi v3.2d, #0", "movi v4.2d, #0", "movi v5.2d, #0",
            "movi v6.2d, #0", "movi v7.2d, #0", "movi v8.2d, #0", "movi v9.2d, #0", "movi v10.2d, #0", "movi v11.2d, #0",
            "movi v12.2d, #0", "movi v13.2d, #0", "movi v14.2d, #0", "movi v15.2d, #0", "movi v16.2d, #0",
            "movi v17.2d, #0", "movi v18.2d, #0", "movi v19.2d, #0", "movi v20.2d, #0", "movi v21.2d, #0",
            "movi v22.2d, #0", "movi v23.2d, #0", "movi v24.2d, #0", "movi v25.2d, #0", "movi v26.2d, #0",
            "movi v27.2d, #0", "movi v28.2d, #0", "movi v29.2d, #0", "movi v30.2d, #0", "movi v31.2d, #0",
            out("v0") _, out("v1") _, out("v2") _, out("v3") _, out("v4") _, out("v5") _, out("v6") _, out("v7") _,
            out("v8") _, out("v9") _, out("v10") _, out("v11") _, out("v12") _, out("v13") _, out("v14") _, out("v15") _,
            out("v16") _, out("v17") _, out("v18") _, out("v19") _, out("v20") _, out("v21") _, out("v22") _,
            out("v23") _, out("v24") _, out("v25") _, out("v26") _, out("v27") _, out("v28") _, out("v29") _,
            out("v30") _, out("v31") _,
            options(nomem, nostack, preserves_flags),
        );
    }
}

//! What a computation leaves behind: registers that the compiler had to put on the stack hold round keys.

use zeroize::zeroize_stack;

use crate::kernel;

/// How deep into the stack a computation goes, with room to spare. `tests/harden/checks/residue` searches for what is deeper.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Depth {
    /// One message, by the kernel.
    Kernel,
    /// Keys, read and expanded.
    Keys,
    /// What the `aes`, `cbc` and `aes-gcm` crates do.
    Crates,
    /// Many messages, by the kernel.
    Lanes,
}

/// Does the work, then wipes the stack that it used, and the vector registers: from there they would get onto the stack when a
/// signal comes, or when the dynamic linker looks up the next function that the caller calls.
#[inline]
pub(crate) fn wiped<T>(depth: Depth, work: impl FnOnce() -> T) -> T {
    let result = apart(work);
    match depth {
        Depth::Kernel => zeroize_stack::<{ 2 << 10 }>(),
        Depth::Keys => zeroize_stack::<{ 4 << 10 }>(),
        Depth::Crates => zeroize_stack::<{ 12 << 10 }>(),
        Depth::Lanes => zeroize_stack::<{ 24 << 10 }>(),
    }
    kernel::wipe_registers();
    result
}

/// In a frame of its own, which begins where that of `zeroize_stack` will.
#[inline(never)]
fn apart<T>(work: impl FnOnce() -> T) -> T {
    work()
}

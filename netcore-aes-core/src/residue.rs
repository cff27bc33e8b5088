//! What a computation leaves behind: registers that the compiler had to put on the stack hold round keys.

use zeroize::zeroize_stack;

use crate::kernel;

/// How deep into the stack a computation goes. What is wiped is more than was measured, from the C ABI on, of any path;
/// `tests/harden/checks/residue` searches for what is deeper.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Depth {
    /// One message, by the kernel.
    Kernel,
    /// Keys, read and expanded.
    Keys,
    /// What the `aes` and `cbc` crates do, or the kernel with a batch of one.
    Cbc,
    /// What the `aes-gcm` crate does.
    Gcm,
    /// Many messages, by the kernel.
    Lanes,
}

/// Does the work, then wipes the stack that it used, and the vector registers: from there they would get onto the stack when a
/// signal comes, or when the dynamic linker looks up the next function that the caller calls.
#[inline]
pub(crate) fn wiped<T>(depth: Depth, work: impl FnOnce() -> T) -> T {
    let result = apart(work);
    match depth {
        Depth::Kernel => zeroize_stack::<{ 5 << 8 }>(),
        Depth::Keys => zeroize_stack::<{ 3 << 10 }>(),
        Depth::Cbc => zeroize_stack::<{ 7 << 10 }>(),
        Depth::Gcm => zeroize_stack::<{ 11 << 10 }>(),
        Depth::Lanes => zeroize_stack::<{ 22 << 10 }>(),
    }
    kernel::wipe_registers();
    result
}

/// In a frame of its own, which begins where that of `zeroize_stack` will.
#[inline(never)]
fn apart<T>(work: impl FnOnce() -> T) -> T {
    work()
}

//! Wiping of the stack and the registers: the compiler spills registers to the stack, and they hold round keys.

use zeroize::zeroize_stack;

use crate::kernel::wipe_registers;

/// The stack that a computation uses. Each depth exceeds what was measured, from the C ABI on and for every instruction set; the
/// check `residue` searches below it.
#[derive(Debug, Clone, Copy)]
pub(super) enum StackDepth {
    /// One message by the kernel.
    Kernel,
    /// Parsing and expanding keys.
    Keys,
    /// The `aes` and `cbc` crates.
    Cbc,
    /// The `aes-gcm` crate.
    Gcm,
    /// A batch by the kernel.
    Lanes,
}

/// Does `work`, then wipes the stack that it used and the vector registers, which would reach the stack with the next signal, or
/// when the dynamic linker resolves the next function.
#[inline]
pub(super) fn with_stack_wiped<T>(depth: StackDepth, work: impl FnOnce() -> T) -> T {
    let result = in_own_frame(work);
    match depth {
        StackDepth::Kernel => zeroize_stack::<{ size(5 << 8) }>(),
        StackDepth::Keys => zeroize_stack::<{ size(3 << 10) }>(),
        StackDepth::Cbc => zeroize_stack::<{ size(7 << 10) }>(),
        StackDepth::Gcm => zeroize_stack::<{ size(11 << 10) }>(),
        StackDepth::Lanes => zeroize_stack::<{ size(14 << 10) }>(),
    }
    wipe_registers();
    result
}

/// Miri is too slow to wipe that much.
const fn size(bytes: usize) -> usize {
    if cfg!(miri) { 64 } else { bytes }
}

/// Its frame begins where that of `zeroize_stack` will.
#[inline(never)]
fn in_own_frame<T>(work: impl FnOnce() -> T) -> T {
    work()
}

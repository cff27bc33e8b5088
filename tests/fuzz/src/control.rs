//! The positive control: with FUZZ_CONTROL in the environment every target gets a wrong result now and then, and must notice.

use std::sync::OnceLock;

/// Whether this run is a control.
pub fn is_control() -> bool {
    static IS_CONTROL: OnceLock<bool> = OnceLock::new();
    *IS_CONTROL.get_or_init(|| std::env::var_os("FUZZ_CONTROL").is_some())
}

/// In a control, changes the last bit of a result that is long enough.
pub fn spoil(result: &mut [u8]) {
    if is_control() && result.len() > 9 {
        let last = result.len() - 1;
        result[last] ^= 1;
    }
}

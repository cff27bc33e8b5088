//! A key expanded by the `aes` and `aes-gcm` crates.

use aes::cipher::consts::U32;
use aes::cipher::{KeyInit, KeySizeUser};
use zeroize::optimization_barrier;

use crate::alloc::TryBox;
use crate::error::Error;
use crate::secrets::Key;

/// A key schedule on the heap, wiped as a whole when dropped.
///
/// The crates wipe the schedule of this CPU's implementation. It is a member of a union, though, whose larger members are
/// moved along with leftovers of the stack: once, half of a key. So on drop the schedule of a zero key overwrites the union.
pub(super) struct KeySchedule<C: KeyInit + KeySizeUser<KeySize = U32>>(TryBox<C>);

impl<C: KeyInit + KeySizeUser<KeySize = U32>> KeySchedule<C> {
    pub(super) fn new(key: &Key) -> Result<Self, Error> {
        Ok(Self(TryBox::new(C::new(key.bytes().into()))?))
    }

    pub(super) fn cipher(&self) -> &C {
        &self.0
    }
}

impl<C: KeyInit + KeySizeUser<KeySize = U32>> Drop for KeySchedule<C> {
    fn drop(&mut self) {
        *self.0 = C::new(&[0; 32].into());
        optimization_barrier(&*self.0);
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    thread_local! {
        /// The first byte of each key whose schedule was dropped.
        static DROPPED: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    }

    struct Spy(u8);

    impl KeySizeUser for Spy {
        type KeySize = U32;
    }

    impl KeyInit for Spy {
        fn new(key: &aes::cipher::Key<Self>) -> Self {
            Self(key[0])
        }
    }

    impl Drop for Spy {
        fn drop(&mut self) {
            DROPPED.with_borrow_mut(|dropped| dropped.push(self.0));
        }
    }

    /// Safe Rust cannot look at freed memory; the check `residue` does, and finds what the compiler happened to leave.
    #[test]
    fn a_schedule_is_overwritten_with_that_of_a_zero_key_before_it_is_freed() {
        let schedule = KeySchedule::<Spy>::new(&Key::from_bytes(&[7; 32]).unwrap()).unwrap();
        assert_eq!(schedule.cipher().0, 7);
        drop(schedule);
        assert_eq!(DROPPED.take(), [7, 0]);
    }
}

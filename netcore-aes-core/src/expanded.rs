//! A key as the `aes` and `aes-gcm` crates expand it.

use aes::cipher::consts::U32;
use aes::cipher::{KeyInit, KeySizeUser};
use zeroize::optimization_barrier;

use crate::memory::{Boxed, try_box};
use crate::{Error, Key};

/// On the heap, and wiped as a whole when dropped.
///
/// The crates wipe what this CPU made of the key. But it stands in a union of what any CPU would make, and the rest of that is
/// copied along, with whatever stood in its place on the stack: half of a key, as it happened. So what a key of zeros makes
/// takes its place.
pub(crate) struct Expanded<C: KeyInit + KeySizeUser<KeySize = U32>>(Boxed<C>);

impl<C: KeyInit + KeySizeUser<KeySize = U32>> Expanded<C> {
    pub(crate) fn new(key: &Key) -> Result<Self, Error> {
        Ok(Self(try_box(C::new(key.bytes().into()))?))
    }

    pub(crate) const fn get(&self) -> &C {
        let [cipher] = &*self.0;
        cipher
    }
}

impl<C: KeyInit + KeySizeUser<KeySize = U32>> Drop for Expanded<C> {
    fn drop(&mut self) {
        *self.0 = [C::new(&[0; 32].into())];
        optimization_barrier(&*self.0);
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    thread_local! {
        /// The first byte of each key whose expansion was dropped.
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

    /// Safe Rust cannot look at memory that was given back; the check `residue` does, and finds what the compiler happened to leave.
    #[test]
    fn a_key_of_zeros_takes_the_place_before_the_memory_is_given_back() {
        let expanded = Expanded::<Spy>::new(&Key::from_bytes(&[7; 32]).unwrap()).unwrap();
        assert_eq!(expanded.get().0, 7);
        drop(expanded);
        assert_eq!(DROPPED.take(), [7, 0]);
    }
}

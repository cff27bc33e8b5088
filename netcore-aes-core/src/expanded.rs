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

//! The payloads that are ready, and the bodies that they are encrypted to.

use std::fmt;

use super::payloads::{Payloads, UploadEvents};
use crate::cipher::{Batch, Cipher, Frame};
use crate::error::Error;
use crate::request::{AFTER_TEXT, BEFORE_TEXT};

/// Each text is written within the body of its request.
const FRAME: Frame<'_> = Frame { before: BEFORE_TEXT.as_bytes(), after: AFTER_TEXT.as_bytes() };

/// The body of a request, to be sent with the URL and the headers of [`crate::UploadHeaders`].
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct UploadBody<'s> {
    /// The events in it.
    pub events: UploadEvents,
    /// `{"encryptedRequest":"…"}`, in ASCII.
    pub body: &'s [u8],
}

/// Not the text.
impl fmt::Debug for UploadBody<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UploadBody({} bytes, {:?})", self.body.len(), self.events)
    }
}

/// The bodies of some requests. Use one again and again, so that its memory is not allocated anew each time.
#[derive(Default)]
pub struct UploadBodies {
    data: Vec<u8>,
    ends: Vec<u64>,
    events: Vec<UploadEvents>,
}

impl UploadBodies {
    /// The bodies, in order.
    pub fn iter(&self) -> impl Iterator<Item = UploadBody<'_>> {
        (0..self.len()).filter_map(|index| self.get(index))
    }

    /// The number of bodies.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.events.len()
    }

    /// Whether there is no body.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    /// The body at `index`; none from [`Self::len`] on.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<UploadBody<'_>> {
        let place = |index: usize| usize::try_from(*self.ends.get(index)?).ok();
        let body = self.data.get(place(index)?..place(index.checked_add(1)?)?)?;
        Some(UploadBody { events: *self.events.get(index)?, body })
    }

    fn grow(&mut self, bytes: usize, offsets: usize) -> Result<(), Error> {
        try_grow(&mut self.data, bytes)?;
        self.ends.clear();
        try_grow(&mut self.ends, offsets)
    }
}

/// Makes a vector at least `len` long.
fn try_grow<T: Clone + Default>(vector: &mut Vec<T>, len: usize) -> Result<(), Error> {
    let more = len.saturating_sub(vector.len());
    vector.try_reserve(more).map_err(|_| Error::Memory { bytes: more })?;
    vector.resize(vector.len().max(len), T::default());
    Ok(())
}

/// Payloads that are ready to be encrypted, at least one. Until they are encrypted or released, the stream returns them again.
pub struct ReadyPayloads<'s>(pub(super) &'s mut Payloads);

impl ReadyPayloads<'_> {
    /// The number of payloads.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.closed()
    }

    /// The events of each payload, in order.
    pub fn events(&self) -> impl Iterator<Item = UploadEvents> {
        self.0.events.iter().copied().take(self.count())
    }

    /// The payloads, each a JSON array of events, in order: the plaintexts of the bodies.
    pub fn payloads(&self) -> impl Iterator<Item = &[u8]> {
        self.batch().into_iter().flat_map(Batch::messages)
    }

    /// The length in bytes of all bodies under a cipher.
    ///
    /// # Errors
    /// [`Error::TooLarge`].
    pub fn bodies_len(&self, cipher: &Cipher) -> Result<usize, Error> {
        cipher.encrypted_framed_batch_len(self.batch()?.offsets(), FRAME).map_err(|fault| fault.error)
    }

    /// Encrypts the payloads side by side. Their bodies replace what `bodies` holds.
    ///
    /// # Errors
    /// Those of encryption, and [`Error::Memory`]: `bodies` is empty then, and the payloads are still ready.
    pub fn encrypt(self, cipher: &Cipher, bodies: &mut UploadBodies) -> Result<(), Error> {
        bodies.events.clear();
        bodies.events.try_reserve(self.count()).map_err(|_| Error::Memory { bytes: self.count() })?;
        bodies.grow(self.bodies_len(cipher)?, self.count().saturating_add(1))?;
        self.encrypt_into(cipher, &mut bodies.data, &mut bodies.ends)?;
        bodies.events.extend(self.events());
        self.release();
        Ok(())
    }

    /// Encrypts the payloads side by side into a buffer: body i is `bodies[offsets[i]..offsets[i + 1]]`. Returns the length of all. Then
    /// [`Self::release`] them.
    ///
    /// # Errors
    /// [`Error::BufferTooSmall`] if `bodies` has less than [`Self::bodies_len`] bytes, [`Error::Offsets`] if there are not as many
    /// offsets as payloads and one, and those of encryption.
    pub fn encrypt_into(&self, cipher: &Cipher, bodies: &mut [u8], offsets: &mut [u64]) -> Result<usize, Error> {
        cipher.encrypt_framed_batch_into(self.batch()?, FRAME, bodies, offsets).map_err(|fault| fault.error)
    }

    /// Lets the stream forget the payloads.
    pub fn release(self) {
        self.0.forget_closed();
    }

    fn batch(&self) -> Result<Batch<'_>, Error> {
        Batch::new(&self.0.data, &self.0.ends)
    }
}

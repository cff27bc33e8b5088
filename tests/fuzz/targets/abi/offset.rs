//! The two widths of a batch's offsets, each with its own functions.

use std::fmt::Debug;

use netcore_aes::*;

type Ask<O> = unsafe extern "C" fn(*const netcore_aes_cipher, *const O, usize, *mut usize) -> i32;
type Encrypt<O> =
    unsafe extern "C" fn(*const netcore_aes_cipher, *const u8, *const O, usize, *mut u8, usize, *mut O) -> i32;
type Decrypt<O> =
    unsafe extern "C" fn(*const netcore_aes_cipher, *const u8, *const O, usize, *mut u8, usize, *mut O, *mut usize) -> i32;

pub trait Offset: Copy + PartialEq + Debug + 'static {
    /// No call writes it.
    const UNTOUCHED: Self;
    const ENCRYPTED_LEN: Ask<Self>;
    const ENCRYPT: Encrypt<Self>;
    const DECRYPTED_BOUND: Ask<Self>;
    const DECRYPT: Decrypt<Self>;

    fn new(offset: u64) -> Self;
    fn place(self) -> usize;
    fn next(self) -> Self;
}

/// An offset's width, with the value that no call writes, and its functions.
macro_rules! offset {
    ($width:ty, $untouched:expr, $len:ident, $encrypt:ident, $bound:ident, $decrypt:ident) => {
        impl Offset for $width {
            const UNTOUCHED: Self = $untouched;
            const ENCRYPTED_LEN: Ask<Self> = $len;
            const ENCRYPT: Encrypt<Self> = $encrypt;
            const DECRYPTED_BOUND: Ask<Self> = $bound;
            const DECRYPT: Decrypt<Self> = $decrypt;

            fn new(offset: u64) -> Self {
                Self::try_from(offset).unwrap()
            }

            fn place(self) -> usize {
                usize::try_from(self).unwrap()
            }

            fn next(self) -> Self {
                self + 1
            }
        }
    };
}

offset!(
    u64,
    u64::MAX,
    netcore_aes_encrypted_batch_len,
    netcore_aes_encrypt_batch,
    netcore_aes_decrypted_batch_bound,
    netcore_aes_decrypt_batch
);
offset!(
    i32,
    -1,
    netcore_aes_encrypted_batch_len_i32,
    netcore_aes_encrypt_batch_i32,
    netcore_aes_decrypted_batch_bound_i32,
    netcore_aes_decrypt_batch_i32
);

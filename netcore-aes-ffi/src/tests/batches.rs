//! Many messages in one call.

use std::ptr::{null, null_mut};

use super::*;

/// A batch in the layout of the C ABI.
struct Laid {
    data: Vec<u8>,
    offsets: Vec<u64>,
}

fn offset(len: usize) -> u64 {
    u64::try_from(len).unwrap()
}

impl Laid {
    /// Creates messages of these lengths. The first offset is not 0.
    fn of(lengths: &[usize]) -> Self {
        let mut laid = Self { data: vec![0x77; 3], offsets: vec![3] };
        for len in lengths {
            laid.data.resize(laid.data.len() + len, b'e');
            laid.offsets.push(offset(laid.data.len()));
        }
        laid
    }

    fn count(&self) -> usize {
        self.offsets.len() - 1
    }

    fn message(&self, index: usize) -> &[u8] {
        let place = |offset: u64| usize::try_from(offset).unwrap();
        &self.data[place(self.offsets[index])..place(self.offsets[index + 1])]
    }

    /// Encrypts into an uninitialized buffer of the exact length.
    fn encrypt(&self, handle: &Handle) -> Self {
        let (data, offsets, count) = (self.data.as_ptr(), self.offsets.as_ptr(), self.count());
        // SAFETY: the batch is valid.
        let room =
            length(NETCORE_AES_OK, |len| unsafe { netcore_aes_encrypted_batch_len(handle.0, offsets, count, len) });
        let (mut out, mut out_offsets) = (Uninitialized::new(room), vec![7; count + 1]);
        // SAFETY: as above, and the buffer is as long as stated.
        let status = unsafe {
            netcore_aes_encrypt_batch(handle.0, data, offsets, count, out.ptr(), room, out_offsets.as_mut_ptr())
        };
        assert_eq!(status, NETCORE_AES_OK);
        assert_eq!(out_offsets[count], offset(room));
        Self { data: out.bytes(room), offsets: out_offsets }
    }

    /// Decrypts into an uninitialized buffer of the size needed. Returns the plaintexts and the index of the text with a fault.
    fn decrypt(&self, expected: netcore_aes_status, handle: &Handle) -> (Self, usize) {
        let (data, offsets, count) = (self.data.as_ptr(), self.offsets.as_ptr(), self.count());
        // SAFETY: the batch is valid.
        let room =
            length(NETCORE_AES_OK, |len| unsafe { netcore_aes_decrypted_batch_bound(handle.0, offsets, count, len) });
        let (mut out, mut out_offsets) = (Uninitialized::new(room), vec![7_u64; count + 1]);
        // SAFETY: as above, and the buffer is as long as stated.
        let failed = length(expected, |failed| unsafe {
            let out_offsets = out_offsets.as_mut_ptr();
            netcore_aes_decrypt_batch(handle.0, data, offsets, count, out.ptr(), room, out_offsets, failed)
        });
        let written = if expected == NETCORE_AES_OK { usize::try_from(out_offsets[count]).unwrap() } else { room };
        (Self { data: out.bytes(written), offsets: out_offsets }, failed)
    }
}

#[test]
fn batches_decrypt_to_their_plaintexts() {
    // More messages than lanes, so that lanes take several; some are of whole groups of three blocks.
    const MANY: [usize; 20] = [5, 0, 15, 16, 17, 47, 48, 49, 5, 5, 97, 5, 5, 5, 5, 5, 5, 5, 5, 31];
    for scheme in SCHEMES {
        let handle = Handle::new(scheme);
        for lengths in [&[][..], &[0], &MANY] {
            let batch = Laid::of(lengths);
            let (back, failed) = batch.encrypt(&handle).decrypt(NETCORE_AES_OK, &handle);
            assert_eq!((back.count(), failed), (lengths.len(), usize::MAX));
            assert!((0..lengths.len()).all(|index| back.message(index) == batch.message(index)));
        }
    }
}

#[test]
fn a_failure_names_the_text_and_wipes_all_outputs() {
    for scheme in SCHEMES {
        let handle = Handle::new(scheme);
        let mut texts = Laid::of(&[5, 5, 5]).encrypt(&handle);
        let last = texts.data.len() - 1;
        for (changed, expected) in [(b'!', NETCORE_AES_ERR_ENCODING), (b'0', NETCORE_AES_ERR_DECRYPT)] {
            let start = usize::try_from(texts.offsets[2]).unwrap();
            texts.data[start..=last].fill(changed);
            let (out, failed) = texts.decrypt(expected, &handle);
            assert_eq!(failed, 2);
            assert!(out.data.iter().all(|byte| *byte == 0) && out.offsets == [0; 4]);
        }
    }
}

#[test]
fn a_buffer_too_small_is_reported_with_the_length_needed() {
    for scheme in SCHEMES {
        let handle = Handle::new(scheme);
        let batch = Laid::of(&[5, 5]);
        let (data, offsets, mut out_offsets) = (batch.data.as_ptr(), batch.offsets.as_ptr(), [7_u64; 3]);
        let mut out = Uninitialized::new(31);
        // SAFETY: batch and buffer are valid.
        unsafe {
            let ptr = out_offsets.as_mut_ptr();
            let status = netcore_aes_encrypt_batch(handle.0, data, offsets, 2, out.ptr(), 31, ptr);
            assert_eq!(status, NETCORE_AES_ERR_BUFFER_TOO_SMALL);
            let needed = length(NETCORE_AES_OK, |len| netcore_aes_encrypted_batch_len(handle.0, offsets, 2, len));
            assert_eq!(out_offsets, [0, 0, offset(needed)]);
            let texts = batch.encrypt(&handle);
            let (data, offsets, ptr) = (texts.data.as_ptr(), texts.offsets.as_ptr(), out_offsets.as_mut_ptr());
            let failed = length(NETCORE_AES_ERR_BUFFER_TOO_SMALL, |failed| {
                netcore_aes_decrypt_batch(handle.0, data, offsets, 2, null_mut(), 0, ptr, failed)
            });
            assert_eq!(failed, usize::MAX);
        }
    }
}

#[test]
fn null_overlapping_and_misaligned_arguments_are_refused() {
    let (mut memory, mut offsets) = ([0x77_u8; 256], [0_u64, 5, 10, 7, 7, 7]);
    for scheme in SCHEMES {
        let handle = Handle::new(scheme);
        let refused = |status, data: *const u8, from: *const u64, count, out: *mut u8, cap, to: *mut u64| {
            // SAFETY: all is in `memory` and `offsets`; pointers to other memory are refused unread.
            unsafe {
                assert_eq!(netcore_aes_encrypt_batch(handle.0, data, from, count, out, cap, to), status);
                let mut failed = Misaligned::new();
                let decrypted = netcore_aes_decrypt_batch(handle.0, data, from, count, out, cap, to, failed.ptr());
                assert_eq!(decrypted, status);
            }
        };
        let (data, from) = (memory.as_mut_ptr(), offsets.as_mut_ptr());
        // SAFETY: all of these are within the two arrays.
        let (out, to, odd) = unsafe { (data.add(64), from.add(3), data.wrapping_add(1 + data.align_offset(8)).cast()) };
        refused(NETCORE_AES_ERR_NULL, data, null(), 2, out, 128, to);
        refused(NETCORE_AES_ERR_NULL, data, from, 2, out, 128, null_mut());
        refused(NETCORE_AES_ERR_NULL, data, from, 2, null_mut(), 128, to);
        refused(NETCORE_AES_ERR_NULL, null(), from, 2, out, 128, to);
        refused(NETCORE_AES_ERR_TOO_LARGE, data, from, usize::MAX, out, 128, to);
        refused(NETCORE_AES_ERR_OFFSETS, data, odd, 2, out, 128, to);
        refused(NETCORE_AES_ERR_OFFSETS, data, from, 2, out, 128, odd);
        refused(NETCORE_AES_ERR_OFFSETS, data, from, 3, out, 128, [0_u64; 4].as_mut_ptr());
        refused(NETCORE_AES_ERR_OVERLAP, data, from, 2, data.wrapping_add(9), 128, to);
        refused(NETCORE_AES_ERR_OVERLAP, data, from, 2, out, 128, from.wrapping_add(1));
        refused(NETCORE_AES_ERR_OVERLAP, data, from, 2, null_mut(), 128, from.wrapping_add(1));
        // SAFETY: as above.
        unsafe {
            assert_eq!(netcore_aes_encrypt_batch(null(), data, from, 2, out, 128, to), NETCORE_AES_ERR_NULL);
            let none = null_mut();
            assert_eq!(netcore_aes_decrypt_batch(handle.0, data, from, 2, out, 128, to, none), NETCORE_AES_ERR_NULL);
            for question in [netcore_aes_encrypted_batch_len, netcore_aes_decrypted_batch_bound] {
                assert_eq!(length(NETCORE_AES_ERR_OFFSETS, |len| question(handle.0, odd, 2, len)), 0);
                assert_eq!(length(NETCORE_AES_ERR_NULL, |len| question(null(), from, 2, len)), 0);
                assert_eq!(question(handle.0, from, 2, from.cast()), NETCORE_AES_ERR_OVERLAP);
            }
        }
    }
    assert_eq!(memory, [0x77; 256]);
}

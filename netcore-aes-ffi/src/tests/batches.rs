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

type Question = unsafe extern "C" fn(*const netcore_aes_cipher, *const i32, usize, *mut usize) -> netcore_aes_status;

#[test]
fn offsets_of_32_bits_give_the_same_texts() {
    for scheme in SCHEMES {
        let handle = Handle::new(scheme);
        let batch = Laid::of(&[5, 0, 15, 16, 17, 400, 5, 31, 47, 1, 5, 5, 5, 5, 5, 5, 5, 5]);
        let offsets: Vec<i32> = batch.offsets.iter().map(|offset| i32::try_from(*offset).unwrap()).collect();
        let (data, count) = (batch.data.as_ptr(), batch.count());
        let ask = |ask: Question, offsets: &[i32]| {
            // SAFETY: the batch is valid.
            length(NETCORE_AES_OK, |len| unsafe { ask(handle.0, offsets.as_ptr(), count, len) })
        };
        let room = ask(netcore_aes_encrypted_batch_len_i32, &offsets);
        let (mut texts, mut ends) = (Uninitialized::new(room), vec![7_i32; count + 1]);
        // SAFETY: as above, and the buffer is as long as stated.
        let status = unsafe {
            netcore_aes_encrypt_batch_i32(handle.0, data, offsets.as_ptr(), count, texts.ptr(), room, ends.as_mut_ptr())
        };
        assert_eq!(status, NETCORE_AES_OK);
        let wide = batch.encrypt(&handle);
        assert!(ends.iter().map(|end| u64::try_from(*end).unwrap()).eq(wide.offsets.iter().copied()));
        if scheme != 11258 {
            assert_eq!(texts.bytes(room), wide.data);
        }
        let bound = ask(netcore_aes_decrypted_batch_bound_i32, &ends);
        let (mut back, mut back_ends, texts) = (Uninitialized::new(bound), vec![7_i32; count + 1], texts.bytes(room));
        let failed = length(NETCORE_AES_OK, |failed| {
            let (data, to) = (texts.as_ptr(), back_ends.as_mut_ptr());
            // SAFETY: as above.
            unsafe {
                netcore_aes_decrypt_batch_i32(handle.0, data, ends.as_ptr(), count, back.ptr(), bound, to, failed)
            }
        });
        assert_eq!(failed, usize::MAX);
        assert_eq!(back.bytes(batch.data.len() - 3), &batch.data[3..]);
        assert!(back_ends.iter().zip(&offsets).all(|(one, other)| *one == other - 3));
    }
}

#[test]
fn offsets_of_32_bits_are_refused_as_others_are() {
    let (data, mut out) = ([0x77_u8; 64], [0x55_u8; 256]);
    let mut out_offsets = [7_i32; 3];
    let handle = Handle::new(11257);
    let mut encrypt = |from: *const i32, cap| {
        out_offsets = [7; 3];
        let (to, out) = (out_offsets.as_mut_ptr(), out.as_mut_ptr());
        // SAFETY: all is in these arrays.
        let status = unsafe { netcore_aes_encrypt_batch_i32(handle.0, data.as_ptr(), from, 2, out, cap, to) };
        (status, out_offsets)
    };
    assert_eq!(encrypt([0, 5, 64].as_ptr(), 256), (NETCORE_AES_OK, [0, 32, 160]));
    assert_eq!(encrypt([0, 5, 64].as_ptr(), 159), (NETCORE_AES_ERR_BUFFER_TOO_SMALL, [0, 0, 160]));
    assert_eq!(encrypt([-1, 5, 64].as_ptr(), 256), (NETCORE_AES_ERR_OFFSETS, [0; 3]));
    assert_eq!(encrypt([0, 5, 4].as_ptr(), 256), (NETCORE_AES_ERR_OFFSETS, [0; 3]));
    assert_eq!(encrypt([0, 5, -5].as_ptr(), 256), (NETCORE_AES_ERR_OFFSETS, [0; 3]));
    let long = [0, 0x3fff_ffff, i32::MAX];
    let len = |offsets: &[i32], status| {
        // SAFETY: the offsets are valid; there is no data.
        length(status, |len| unsafe {
            netcore_aes_encrypted_batch_len_i32(handle.0, offsets.as_ptr(), offsets.len() - 1, len)
        })
    };
    assert_eq!(len(&long, NETCORE_AES_ERR_TOO_LARGE), 0);
    assert_eq!(len(&[0, 0x3fff_ffdf], NETCORE_AES_OK), 0x7fff_ffc0);
    // Aligned to four bytes is enough, to two is not.
    let eight = [0_u64, 0, 0];
    let odd = eight.as_ptr().cast::<i32>();
    assert_eq!(encrypt(odd.wrapping_add(1), 256), (NETCORE_AES_OK, [0, 32, 64]));
    let (status, untouched) = encrypt(odd.wrapping_byte_add(2), 256);
    assert_eq!((status, untouched), (NETCORE_AES_ERR_OFFSETS, [7; 3]));
}

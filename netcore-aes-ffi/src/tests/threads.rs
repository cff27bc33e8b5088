//! Many threads at once, also on one handle. Miri and ThreadSanitizer watch the memory that they share.

use std::sync::Barrier;

use super::*;

const THREADS: usize = if cfg!(miri) { 3 } else { 16 };

/// The number of times that each thread does its work; `NETCORE_AES_ROUNDS` sets another.
fn rounds() -> usize {
    std::env::var("NETCORE_AES_ROUNDS").map_or(2, |rounds| rounds.parse().unwrap())
}

/// Runs `work` in all threads at once.
fn at_once(work: impl Fn() + Sync) {
    let start = Barrier::new(THREADS);
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                start.wait();
                work();
            });
        }
    });
}

/// Encrypts and decrypts a message and a batch, and decrypts a text with a fault.
fn use_handle(handle: &Handle) {
    let (mut text, mut back, mut texts, mut backs) = ([0; 64], [0; 64], [0; 512], [0; 512]);
    let (from, mut to, mut last) = ([0_u64, 5, 10, 15, 20], [0; 5], [0; 5]);
    let data = b"eventEVENTeventEVENT";
    // SAFETY: the slices are valid; every buffer is this thread's own.
    unsafe {
        let text_len =
            length(NETCORE_AES_OK, |len| netcore_aes_encrypt(handle.0, data.as_ptr(), 5, text.as_mut_ptr(), 64, len));
        let back_len = length(NETCORE_AES_OK, |len| {
            netcore_aes_decrypt(handle.0, text.as_ptr(), text_len, back.as_mut_ptr(), 64, len)
        });
        assert_eq!(&back[..back_len], b"event");
        length(NETCORE_AES_ERR_ENCODING, |len| {
            netcore_aes_decrypt(handle.0, text.as_ptr(), text_len - 1, back.as_mut_ptr(), 64, len)
        });
        let (ptr, offsets) = (texts.as_mut_ptr(), to.as_mut_ptr());
        let status = netcore_aes_encrypt_batch(handle.0, data.as_ptr(), from.as_ptr(), 4, ptr, 512, offsets);
        assert_eq!(status, NETCORE_AES_OK);
        let (ptr, offsets) = (backs.as_mut_ptr(), last.as_mut_ptr());
        let failed = length(NETCORE_AES_OK, |failed| {
            netcore_aes_decrypt_batch(handle.0, texts.as_ptr(), to.as_ptr(), 4, ptr, 512, offsets, failed)
        });
        assert_eq!((failed, &backs[..20]), (usize::MAX, &data[..]));
    }
}

/// Alone in its process, this test makes all threads detect the CPU's features and compute the known answers at once.
#[test]
fn threads_may_share_the_first_use() {
    at_once(|| drop(SCHEMES.map(Handle::new)));
}

#[test]
fn one_handle_serves_all_threads() {
    for scheme in SCHEMES {
        let handle = Handle::new(scheme);
        at_once(|| {
            for _ in 0..rounds() {
                use_handle(&handle);
            }
        });
    }
}

#[test]
fn handles_are_made_used_and_freed_in_all_threads() {
    at_once(|| {
        for _ in 0..rounds() {
            for scheme in SCHEMES {
                use_handle(&Handle::new(scheme));
            }
        }
    });
}

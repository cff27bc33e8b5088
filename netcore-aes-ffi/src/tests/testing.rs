//! Panics and used-up keys, which only tests can cause. All threads share the fault points, so run these with `--test-threads=1`.

use super::*;

#[test]
fn a_panic_becomes_a_status() {
    let (handle, mut out) = (Handle::new(NETCORE_AES_SCHEME_GCM_BASE64), Uninitialized::new(64));
    netcore_aes_test_panic();
    // SAFETY: the buffer is as long as stated.
    let status = unsafe { netcore_aes_encrypt(handle.0, b"event".as_ptr(), 5, out.ptr(), 64, Misaligned::new().ptr()) };
    assert_eq!(status, NETCORE_AES_ERR_PANIC);
}

#[test]
fn a_panic_without_a_status_gives_zero() {
    netcore_aes_test_panic();
    assert_eq!(netcore_aes_abi_version(), 0);
    assert_eq!(netcore_aes_abi_version(), NETCORE_AES_ABI_VERSION);
}

#[test]
fn a_point_that_a_call_does_not_reach_is_forgotten() {
    netcore_aes_test_panic_at(1);
    for _ in 0..3 {
        assert_eq!(netcore_aes_abi_version(), NETCORE_AES_ABI_VERSION, "it has only point 0");
    }
}

#[test]
fn a_panic_after_the_work_wipes_the_output() {
    let (handle, mut out) = (Handle::new(NETCORE_AES_SCHEME_GCM_BASE64), Uninitialized::new(64));
    netcore_aes_test_panic_at(1);
    // SAFETY: the buffer is as long as stated.
    let len = length(NETCORE_AES_ERR_PANIC, |len| unsafe {
        netcore_aes_encrypt(handle.0, b"event".as_ptr(), 5, out.ptr(), 64, len)
    });
    assert_eq!((len, out.bytes(64)), (0, vec![0; 64]));
}

#[test]
fn a_key_that_is_used_up_leaves_zeros() {
    let (handle, mut out) = (Handle::new(NETCORE_AES_SCHEME_GCM_BASE64), Uninitialized::new(64));
    // SAFETY: the handle lives, and the buffer is as long as stated.
    let len = length(NETCORE_AES_ERR_LIMIT, |len| unsafe {
        netcore_aes_test_leave_messages(handle.0, 0);
        netcore_aes_encrypt(handle.0, b"event".as_ptr(), 5, out.ptr(), 64, len)
    });
    assert_eq!((len, out.bytes(64)), (0, vec![0; 64]));
}

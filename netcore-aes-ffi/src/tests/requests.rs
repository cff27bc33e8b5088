//! The parts of the upload request.

use std::ptr::{null, null_mut};

use super::*;

type Write<'a> = &'a dyn Fn(*mut libc::c_char, usize, *mut usize) -> netcore_aes_status;

/// Writes a part to uninitialized memory, and again to a buffer one byte too short, and to none.
fn part(write: Write<'_>) -> Vec<u8> {
    let mut out = Uninitialized::new(256);
    let len = length(NETCORE_AES_OK, |len| write(out.ptr(), 256, len));
    let mut short = Uninitialized::new(len - 1);
    assert_eq!(length(NETCORE_AES_ERR_BUFFER_TOO_SMALL, |needed| write(short.ptr(), len - 1, needed)), len);
    assert_eq!(short.bytes(len - 1), vec![0; len - 1]);
    assert_eq!(length(NETCORE_AES_ERR_BUFFER_TOO_SMALL, |needed| write(null_mut(), 0, needed)), len);
    out.bytes(len)
}

fn refused(expected: netcore_aes_status, write: Write<'_>) {
    assert_eq!(length(expected, |len| write(Uninitialized::new(256).ptr(), 256, len)), 0);
}

#[test]
fn every_part_is_written() {
    for region in [NETCORE_AES_REGION_US, NETCORE_AES_REGION_INDIA, NETCORE_AES_REGION_EU] {
        // SAFETY: the buffer is as long as stated, here and below; the slices are valid.
        let url = part(&|out, cap, len| unsafe { netcore_aes_request_url(region, out, cap, len) });
        assert!(url.starts_with(b"https://"));
    }
    // SAFETY: as above.
    let headers = part(&|out, cap, len| unsafe {
        netcore_aes_request_headers(11258, c"asset".as_ptr(), 5, c"key".as_ptr(), 3, out, cap, len)
    });
    assert_eq!(headers.split(|byte| *byte == b'\n').count(), 5, "four lines");
    // SAFETY: as above.
    let body = part(&|out, cap, len| unsafe { netcore_aes_request_body(11257, b"00ff".as_ptr(), 4, out, cap, len) });
    assert_eq!(body, br#"{"encryptedRequest":"00ff"}"#);
}

#[test]
fn bad_arguments_are_refused() {
    // SAFETY: as above; pointers to other memory are refused unread.
    unsafe {
        refused(NETCORE_AES_ERR_REGION, &|out, cap, len| netcore_aes_request_url(9, out, cap, len));
        let headers = |status, scheme, asset: *const libc::c_char, asset_len, key: *const libc::c_char, key_len| {
            refused(status, &|out, cap, len| {
                netcore_aes_request_headers(scheme, asset, asset_len, key, key_len, out, cap, len)
            });
        };
        headers(NETCORE_AES_ERR_SCHEME, 1, c"a".as_ptr(), 1, c"k".as_ptr(), 1);
        headers(NETCORE_AES_ERR_ASSET_ID, 11256, null(), 0, c"k".as_ptr(), 1);
        headers(NETCORE_AES_ERR_API_KEY, 11256, c"a".as_ptr(), 1, c"\xff".as_ptr(), 1);
        headers(NETCORE_AES_ERR_NULL, 11256, null(), 1, c"k".as_ptr(), 1);
        headers(NETCORE_AES_ERR_TOO_LARGE, 11256, c"a".as_ptr(), usize::MAX, c"k".as_ptr(), 1);
        let body = |status, scheme, text: *const u8, text_len| {
            refused(status, &|out, cap, len| netcore_aes_request_body(scheme, text, text_len, out, cap, len));
        };
        body(NETCORE_AES_ERR_SCHEME, 1, b"00".as_ptr(), 2);
        body(NETCORE_AES_ERR_ENCODING, 11257, b"{}".as_ptr(), 2);
        body(NETCORE_AES_ERR_NULL, 11257, null(), 2);
        let mut memory = [b'0'; 64];
        let (ptr, out) = (memory.as_mut_ptr(), memory.as_mut_ptr().cast::<libc::c_char>());
        let within = netcore_aes_request_body(11257, ptr, 8, out.add(20), 40, ptr.add(7).cast());
        assert_eq!(within, NETCORE_AES_ERR_OVERLAP);
        assert_eq!(netcore_aes_request_body(11257, ptr, 8, out.add(20), 40, null_mut()), NETCORE_AES_ERR_NULL);
        let overlapping =
            length(NETCORE_AES_ERR_OVERLAP, |len| netcore_aes_request_body(11257, ptr, 8, out.add(7), 40, len));
        assert_eq!((overlapping, memory), (0, [b'0'; 64]));
    }
}

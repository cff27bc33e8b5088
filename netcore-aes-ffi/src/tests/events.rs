//! The rules for events.

use std::ptr::{null, null_mut};

use super::*;

const PAYLOAD: &[u8] = br#"[{"asset_id":"a","activity_name":"n","timestamp":"2025-08-26T12:05:43Z","identity":1,
    "activity_source":"web","activity_params":{"k":[]}},{"asset_id":"b","asset_id":7}]"#;

fn check(
    expected: netcore_aes_status,
    payload: &[u8],
    asset_id: &[u8],
    out: *mut libc::c_char,
    cap: usize,
) -> (usize, usize, usize) {
    let (mut errors, mut warnings) = (Misaligned::new(), Misaligned::new());
    // SAFETY: the slices are valid, and the tests pass a valid `out`.
    let len = length(expected, |len| unsafe {
        let (asset_id, asset_id_len) = (asset_id.as_ptr().cast(), asset_id.len());
        let (errors, warnings) = (errors.ptr(), warnings.ptr());
        let now = 1_756_210_000;
        netcore_aes_check_events(
            payload.as_ptr(),
            payload.len(),
            asset_id,
            asset_id_len,
            now,
            out,
            cap,
            len,
            errors,
            warnings,
        )
    });
    (len, errors.get(), warnings.get())
}

#[test]
fn problems_are_listed() {
    let mut out = Uninitialized::new(4096);
    let (len, errors, _) = check(NETCORE_AES_OK, PAYLOAD, b"a", out.ptr(), 4096);
    assert!(errors > 0);
    let list: serde_json::Value = serde_json::from_slice(&out.bytes(len)).unwrap();
    assert!(list.as_array().unwrap().len() >= errors);
    let mut short = Uninitialized::new(len - 1);
    assert_eq!(check(NETCORE_AES_ERR_BUFFER_TOO_SMALL, PAYLOAD, b"a", short.ptr(), len - 1).0, len);
    assert_eq!(short.bytes(len - 1), vec![0; len - 1]);
    assert_eq!(check(NETCORE_AES_ERR_BUFFER_TOO_SMALL, b"", b"", null_mut(), 0).1, 1);
}

#[test]
fn warnings_alone_are_listed_too() {
    let event = br#"{"asset_id":"a","activity_name":"n","timestamp":"2020-08-26T12:05:43Z","identity":1,
        "activity_source":"web","activity_params":{}}"#;
    let payload = [b"[", &event[..], b",", event, b",", event, b"]"].concat();
    let mut out = Uninitialized::new(4096);
    let (len, errors, warnings) = check(NETCORE_AES_OK, &payload, b"a", out.ptr(), 4096);
    let list: serde_json::Value = serde_json::from_slice(&out.bytes(len)).unwrap();
    assert_eq!((errors, warnings, list.as_array().unwrap().len()), (0, 3, 3));
}

#[test]
fn null_and_overlapping_buffers_are_refused() {
    let mut out = Uninitialized::new(64);
    assert_eq!(check(NETCORE_AES_ERR_ASSET_ID, PAYLOAD, b"\xff", out.ptr(), 64).0, 0);
    assert_eq!(check(NETCORE_AES_ERR_NULL, PAYLOAD, b"", null_mut(), 64).0, 0);
    let mut memory = [b' '; 64];
    let (ptr, text) = (memory.as_mut_ptr(), memory.as_mut_ptr().cast());
    let (mut errors, mut warnings) = (0, 0);
    // SAFETY: all is in `memory`; pointers to other memory are refused unread.
    unsafe {
        let mut call = |payload: *const u8, out, out_len: *mut usize| {
            netcore_aes_check_events(payload, 32, null(), 0, 0, out, 8, out_len, &raw mut errors, &raw mut warnings)
        };
        assert_eq!(call(ptr, text, null_mut()), NETCORE_AES_ERR_NULL);
        assert_eq!(length(NETCORE_AES_ERR_NULL, |len| call(null(), text, len)), 0);
        assert_eq!(length(NETCORE_AES_ERR_OVERLAP, |len| call(ptr, text.add(31), len)), 0);
        assert_eq!(call(ptr, text.add(40), ptr.add(30).cast()), NETCORE_AES_ERR_OVERLAP);
    }
    // SAFETY: as above.
    unsafe {
        let count = ptr.add(56).cast();
        let call = |errors, warnings| {
            length(NETCORE_AES_ERR_NULL, |len| {
                netcore_aes_check_events(ptr, 32, null(), 0, 0, text.add(40), 8, len, errors, warnings)
            })
        };
        assert_eq!((call(null_mut(), count), call(count, null_mut())), (0, 0));
        let overlapping = ptr.add(44).cast();
        for (errors, warnings) in [(overlapping, count), (count, overlapping), (count, count)] {
            let status = |len| netcore_aes_check_events(ptr, 32, null(), 0, 0, text.add(40), 8, len, errors, warnings);
            assert_eq!(length(NETCORE_AES_ERR_OVERLAP, status), 0);
        }
    }
    assert_eq!(memory, [b' '; 64]);
}

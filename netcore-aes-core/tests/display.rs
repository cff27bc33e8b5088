//! What is shown of errors, problems and values: whole sentences, with the numbers in them, and nothing of what was handed in.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use netcore_aes_core::{
    Batch, BatchError, ChunkLimits, Encoding, Error, Expected, Problem, Rule, Scheme, Severity, check_events, chunks,
};

const BASE64_RULE: &str = "pass the text just as it was encrypted (standard alphabet, padded, no white space)";
const SCHEME: Scheme = Scheme::CbcBase64;

#[test]
fn every_error_says_what_to_do() {
    let sentences = [
        (
            Error::UnknownScheme { code: 7 },
            "scheme 7 is unknown; it must be one of the x-eCodes 11256, 11257 and 11258",
        ),
        (Error::AadNotTaken { scheme: SCHEME }, "scheme 11256 takes no associated data; leave it out, or use 11258"),
        (
            Error::KeyLength { bytes: 31 },
            "the key is 31 bytes long; AES-256 takes a key of 32 characters, or 32 bytes as 44 characters of base64",
        ),
        (
            Error::KeyBase64,
            "the key has 44 characters, but they are not the base64 of 32 bytes (standard alphabet, padded)",
        ),
        (
            Error::IvLength { bytes: 3 },
            "the IV is 3 bytes long; it must have 16 characters, or be 16 bytes as 24 characters of base64",
        ),
        (
            Error::IvBase64,
            "the IV has 24 characters, but they are not the base64 of 16 bytes (standard alphabet, padded)",
        ),
        (
            Error::IvRequired { scheme: SCHEME },
            "scheme 11256 needs an IV; pass the 16 characters that the vendor was given with the key",
        ),
        (
            Error::IvNotTaken { scheme: Scheme::GcmBase64 },
            "scheme 11258 takes no IV, since it draws a nonce for each message; leave it out",
        ),
        (
            Error::BufferTooSmall { needed: 24, capacity: 5 },
            "the output buffer has room for 5; it must have room for 24",
        ),
        (Error::TooLarge { bytes: 9 }, "the message is 9 bytes long, more than can be taken; split it into several"),
        (
            Error::Decrypt,
            "the text cannot be decrypted; check that it is whole, and that scheme, key, IV and associated data are the ones it was encrypted with",
        ),
        (Error::Random, "the operating system gave no random bytes; nothing was encrypted, try again"),
        (Error::Memory { bytes: 8 }, "8 bytes of memory could not be allocated; free some, or pass less at once"),
        (
            Error::KeyUsedUp,
            "this GCM key has encrypted 2^32 messages, the most that NIST SP 800-38D allows; make a new key",
        ),
        (
            Error::Offsets { index: 2 },
            "offset 2 of the batch does not fit; offsets must not decrease, the last may not lie past the data, and there must be one more of them than messages",
        ),
        (
            Error::EventStream { offset: 4 },
            "the events cannot be told apart from byte 4 on; write a JSON array of objects, or one object a line",
        ),
        (
            Error::EventTooLong { offset: 1, max: 6 },
            "the event about byte 1 is longer than 6 bytes; shorten it, or allow longer payloads",
        ),
        (Error::AssetId { position: None }, "the asset id is empty; copy it from the panel"),
        (
            Error::ApiKey { position: Some(3) },
            "the API key holds a space or a byte outside printable ASCII at position 3; copy it from the panel",
        ),
        (Error::UnknownRegion, "the region is unknown; it must be one of us, in and eu"),
        (
            Error::SelfTest,
            "this machine gets AES wrong: a known message came out otherwise; nothing was done, encrypt on another machine, and please report its CPU",
        ),
    ];
    for (error, sentence) in sentences {
        assert_eq!(error.to_string(), sentence, "{error:?}");
    }
    for (error, what, base64_len) in
        [(Error::KeyCharacter { position: 5 }, "key", 44), (Error::IvCharacter { position: 5 }, "IV", 24)]
    {
        let start = format!("the {what} holds a byte outside printable ASCII at position 5 (");
        assert!(error.to_string().starts_with(&start), "{error}");
        assert!(error.to_string().ends_with(&format!("{base64_len} characters of base64")), "{error}");
    }
    let base64 = |position| Error::Encoding { encoding: Encoding::Base64, position }.to_string();
    assert_eq!(base64(Some(2)), format!("the text is not base64: it goes wrong at position 2; {BASE64_RULE}"));
    assert_eq!(base64(None), format!("the text is not base64: its length is wrong; {BASE64_RULE}"));
}

#[test]
fn the_numbers_of_what_a_stream_can_meet() {
    assert_eq!(Error::EventStream { offset: 0 }.status(), 20);
    assert_eq!(Error::EventTooLong { offset: 0, max: 0 }.status(), 21);
}

#[test]
fn an_error_of_a_batch_names_its_message() {
    let error = BatchError { error: Error::Decrypt, message: Some(3) };
    assert_eq!(error.to_string(), format!("message 3 of the batch: {}", Error::Decrypt));
    assert_eq!(BatchError::from(Error::Random).to_string(), Error::Random.to_string());
}

#[test]
fn debug_shows_how_much_there_is_and_no_message() {
    let batch = Batch::new(b"secretsecret", &[0, 6, 12]).unwrap();
    assert_eq!(format!("{batch:?}"), "Batch(2 messages)");
    let chunk = chunks(br#"{"a":"secret"}"#, ChunkLimits::default()).unwrap().remove(0);
    assert_eq!(format!("{chunk:?}"), "Chunk(1 events from 0, 16 bytes)");
}

#[test]
fn every_scheme_has_the_vendors_name() {
    let names = Scheme::ALL.map(Scheme::name);
    assert_eq!(names, ["AES_256_CBC_BASE64", "AES_256_CBC_HEX", "AES_256_GCM_BASE64"]);
}

#[test]
fn the_path_is_one_of_those_that_there_are() {
    assert!(["vaes512", "vaes256", "aesni", "portable"].contains(&netcore_aes_core::path()));
}

fn shown(payload: &str, now: Option<i64>) -> Vec<String> {
    check_events(payload.as_bytes(), &Expected { asset_id: None, now })
        .unwrap()
        .iter()
        .map(Problem::to_string)
        .collect()
}

#[test]
fn every_problem_says_where_and_what_to_do() {
    for (payload, sentence) in [
        ("1", "the payload: this is no event; pass an array of event objects"),
        ("[]", "the payload: there is no event in the array; send 1 to 1000"),
        ("[[]]", "/0: this is no event; each element of the array must be an object"),
    ] {
        assert_eq!(shown(payload, None), [sentence]);
    }
    let too_many = format!("[{}]", vec!["1"; 1001].join(","));
    assert_eq!(shown(&too_many, None).last().unwrap(), "the payload: there are 1001 events; send at most 1000 at once");
    let missing = shown("{}", None);
    assert_eq!(missing[0], "the payload: this is one event by itself; put it into an array");
    assert_eq!(
        missing[1..],
        [
            "/asset_id: this field is missing; it must be a string, the asset id from the panel",
            "/activity_name: this field is missing; it must be a string, the event's name",
            "/timestamp: this field is missing; it must be a string such as \"2025-08-26T12:05:43Z\"",
            "/identity: this field is missing; it must be a string or an integer, the panel's primary key (or give anonid)",
            "/activity_source: this field is missing; it must be \"web\" or \"app\"",
            "/activity_params: this field is missing; it must be an object, the event's parameters ({} for none)",
        ]
    );
}

#[test]
fn every_fault_of_a_field_says_what_to_do() {
    // 2025-08-26T12:05:43Z
    let now = Some(1_756_209_943);
    for (field, value, sentence) in [
        ("email", "1", "this is of the wrong type; it must be a string"),
        ("mobile", "[]", "this is of the wrong type; it must be a string or an integer"),
        ("asset_id", "\"\"", "this is empty; give it a value"),
        ("timestamp", "\"2025-02-29T12:05:43Z\"", "there is no such date or time; check month, day, hour and offset"),
        (
            "timestamp",
            "\"2025-08-25T12:05:42Z\"",
            "this is more than 24 hours ago: the event is stored, but starts no journey",
        ),
        ("timestamp", "\"2025-08-26T13:05:43Z\"", "this is in the future; check the clock, and that Z means UTC"),
        ("activity_source", "\"tv\"", "this must be \"web\" for a web asset or \"app\" for an app asset"),
        ("other", "1", "the vendor names no such field; if it is a parameter, move it to activity_params"),
        ("annonid", "\"a\"", "this is the spelling of an older page; write anonid"),
    ] {
        let shown = shown(&format!("{{\"{field}\":{value}}}"), now);
        assert!(shown.contains(&format!("/{field}: {sentence}")), "{field}: {shown:?}");
    }
    let form = shown(r#"{"timestamp":"now"}"#, now);
    assert!(
        form[1]
            .starts_with("/timestamp: this is no timestamp that is known to be read; write 2025-08-26T12:05:43Z (UTC)"),
        "{form:?}"
    );
    let twice = shown(r#"{"email":"a","email":"b","activity_params":{"a":[]}}"#, now);
    assert!(twice.contains(&"/email: this key stands twice in its object; keep one".to_owned()), "{twice:?}");
    assert!(twice.iter().any(|problem| problem.starts_with("/activity_params/a: an empty array in")), "{twice:?}");
    assert_eq!(
        (Rule::Empty.severity(), Severity::Warning.name(), Severity::Error.name()),
        (Severity::Error, "warning", "error")
    );
}

//! What is shown of errors, problems and values: whole sentences, with the numbers in them, and nothing of what was handed in.

use netcore_aes_core::{
    Batch, BatchError, Encoding, Error, EventContext, Problem, Rule, Scheme, Severity, TextForm, check_events,
};

const BASE64_RULE: &str = "pass the text exactly as it was encrypted (standard alphabet, padded, no white space)";
const SCHEME: Scheme = Scheme::CbcBase64;

#[test]
fn every_error_says_what_to_do() {
    let sentences = [
        (Error::UnknownScheme { code: 7 }, "scheme 7 is unknown; use x-eCode 11256, 11257 or 11258"),
        (
            Error::AadNotTaken { scheme: SCHEME },
            "scheme 11256 does not take associated data; leave it out, or use scheme 11258",
        ),
        (
            Error::KeyLength { bytes: 31 },
            "the key has 31 bytes; it must have 32 characters, or 44 characters of base64 that hold 32 bytes",
        ),
        (Error::KeyBase64, "the key has 44 characters but is not valid base64 of 32 bytes (standard alphabet, padded)"),
        (
            Error::KeyPadding { bytes: 45 },
            "the key has 45 characters; as base64 it must have 44: remove each \"=\" after the 44th character",
        ),
        (
            Error::IvLength { bytes: 3 },
            "the IV has 3 bytes; it must have 16 characters, or 24 characters of base64 that hold 16 bytes",
        ),
        (Error::IvBase64, "the IV has 24 characters but is not valid base64 of 16 bytes (standard alphabet, padded)"),
        (
            Error::IvPadding { bytes: 26 },
            "the IV has 26 characters; as base64 it must have 24: remove each \"=\" after the 24th character",
        ),
        (
            Error::IvRequired { scheme: SCHEME },
            "scheme 11256 needs an IV; pass the 16 characters that were generated with the key",
        ),
        (
            Error::IvNotTaken { scheme: Scheme::GcmBase64 },
            "scheme 11258 does not take an IV: it draws a nonce for each message; leave the IV out",
        ),
        (Error::BufferTooSmall { needed: 24, capacity: 5 }, "the output buffer holds 5 bytes; it must hold 24"),
        (Error::TooLarge { bytes: 9 }, "the message has 9 bytes, which is too long; split it into several messages"),
        (
            Error::Decrypt,
            "the text cannot be decrypted; check that it is complete, and that the scheme, key, IV and associated data are those used to encrypt it",
        ),
        (Error::Random, "the operating system returned no random bytes; nothing was encrypted; try again"),
        (Error::Memory { bytes: 8 }, "cannot allocate 8 bytes of memory; free some memory, or pass less data at once"),
        (
            Error::KeyUsedUp,
            "this GCM key has encrypted 2^32 messages, the limit in NIST SP 800-38D; generate a new key",
        ),
        (
            Error::Offsets { index: 2 },
            "offset 2 of the batch is invalid; offsets must not decrease, the last must lie within the data, and n messages need n + 1 offsets",
        ),
        (
            Error::EventStream { offset: 4 },
            "cannot find the next event at byte 4; write a JSON array of objects, or one JSON object per line",
        ),
        (
            Error::EventTooLong { offset: 1, max: 6 },
            "the event near byte 1 is longer than 6 bytes; shorten it, or allow longer payloads",
        ),
        (Error::AssetId { position: None }, "the asset id is empty; copy it from the panel"),
        (
            Error::ApiKey { position: Some(3) },
            "the API key contains a space or a byte outside printable ASCII at position 3; copy it from the panel",
        ),
        (Error::UnknownRegion, "the region is unknown; use us, in or eu"),
        (
            Error::SelfTest,
            "AES self-test failed on this CPU; nothing was encrypted or decrypted; use another machine, and please report the CPU model",
        ),
    ];
    for (error, sentence) in sentences {
        assert_eq!(error.to_string(), sentence, "{error:?}");
    }
    for (error, what, base64_len) in
        [(Error::KeyCharacter { position: 5 }, "key", 44), (Error::IvCharacter { position: 5 }, "IV", 24)]
    {
        let start = format!("the {what} contains a byte outside printable ASCII at position 5 (");
        assert!(error.to_string().starts_with(&start), "{error}");
        assert!(error.to_string().ends_with(&format!("{base64_len} characters of base64")), "{error}");
    }
    let base64 = |position| text_error(position, TextForm::Other);
    assert_eq!(
        base64(Some(2)),
        format!("the text is not valid base64: unexpected character at position 2; {BASE64_RULE}")
    );
    assert_eq!(base64(None), format!("the text is not valid base64: its length is wrong; {BASE64_RULE}"));
    for (form, advice) in [
        (TextForm::Json, "it is JSON: encrypt a payload first, or take the text out of its body"),
        (TextForm::Quoted, "it is in quotes: remove them"),
        (TextForm::Escaped, "it contains backslashes: decode it as a JSON string first"),
        (TextForm::Spaced, "it contains white space, such as line breaks: remove it"),
    ] {
        let start = "the text is not valid base64: unexpected character at position 0";
        assert_eq!(text_error(Some(0), form), format!("{start}; {advice}; {BASE64_RULE}"));
    }
}

fn text_error(position: Option<usize>, form: TextForm) -> String {
    Error::Encoding { encoding: Encoding::Base64, position, form }.to_string()
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
}

#[test]
fn every_scheme_has_the_vendors_name() {
    let names = Scheme::ALL.map(Scheme::name);
    assert_eq!(names, ["AES_256_CBC_BASE64", "AES_256_CBC_HEX", "AES_256_GCM_BASE64"]);
}

#[test]
fn the_instruction_set_is_a_known_one() {
    assert!(["vaes512", "vaes256", "aesni", "armv8", "portable"].contains(&netcore_aes_core::instruction_set()));
}

fn shown(payload: &str, now: Option<i64>) -> Vec<String> {
    check_events(payload.as_bytes(), &EventContext { asset_id: None, now })
        .unwrap()
        .iter()
        .map(Problem::to_string)
        .collect()
}

#[test]
fn every_problem_says_where_and_what_to_do() {
    for (payload, sentence) in [
        ("null", "the payload: found null; expected an array of objects, the events"),
        ("[]", "the payload: the array is empty; send 1 to 1000 events"),
        ("[[]]", "/0: found an empty array; expected an object, the event"),
        ("[[[]]]", "/0: found an array; expected an object, the event"),
        ("[null]", "/0: found null; expected an object, the event"),
    ] {
        assert_eq!(shown(payload, None), [sentence]);
    }
    let too_many = format!("[{}]", vec!["1"; 1001].join(","));
    assert_eq!(
        shown(&too_many, None).last().unwrap(),
        "the payload: the array has 1001 events; send at most 1000 in one request"
    );
    let missing = shown("{}", None);
    assert_eq!(missing[0], "the payload: a single event outside an array; put it into an array");
    assert_eq!(
        missing[1..],
        [
            "/asset_id: missing field; expected a string, the asset id from the panel",
            "/activity_name: missing field; expected a string, the event's name",
            "/timestamp: missing field; expected a string such as \"2025-08-26T12:05:43Z\"",
            "/identity: missing field; expected a string or an integer, the panel's primary key (or anonid)",
            "/activity_source: missing field; expected \"web\" or \"app\"",
            "/activity_params: missing field; expected an object, the event's parameters ({} for none)",
        ]
    );
}

#[test]
fn every_fault_of_a_field_says_what_to_do() {
    // 2025-08-26T12:05:43Z
    let now = Some(1_756_209_943);
    for (field, value, sentence) in [
        ("email", "1", "found an integer; expected a string"),
        ("email", "true", "found a boolean; expected a string"),
        ("mobile", "1.0", "found a number that is not a 64-bit integer; expected a string or an integer"),
        ("asset_id", "{}", "found an object; expected a string, the asset id from the panel"),
        ("activity_params", "[]", "found an empty array; expected an object, the event's parameters ({} for none)"),
        ("activity_params", "[1]", "found an array; expected an object, the event's parameters ({} for none)"),
        ("activity_params", "null", "found null; expected an object, the event's parameters ({} for none)"),
        ("activity_params", "\"{}\"", "found a string; expected an object, the event's parameters ({} for none)"),
        ("asset_id", "\"\"", "empty string; fill it in"),
        ("timestamp", "\"2025-02-29T12:05:43Z\"", "not a valid date or time; check month, day, hour and offset"),
        (
            "timestamp",
            "\"2025-08-25T12:05:42Z\"",
            "older than 24 hours: the vendor stores the event but starts no journey",
        ),
        ("timestamp", "\"2025-08-26T13:05:43Z\"", "in the future; check the clock, and that Z means UTC"),
        ("activity_source", "\"tv\"", "expected \"web\" for a web asset or \"app\" for an app asset"),
        ("other", "1", "unknown field; if it is a parameter, move it into activity_params"),
        ("annonid", "\"a\"", "outdated spelling; write anonid"),
    ] {
        let shown = shown(&format!("{{\"{field}\":{value}}}"), now);
        assert!(shown.contains(&format!("/{field}: {sentence}")), "{field}: {shown:?}");
    }
    let form = shown(r#"{"timestamp":"now"}"#, now);
    assert!(
        form[1].starts_with("/timestamp: not a timestamp in a supported format; write 2025-08-26T12:05:43Z for UTC"),
        "{form:?}"
    );
    let twice = shown(r#"{"email":"a","email":"b","activity_params":{"a":[]}}"#, now);
    assert!(twice.contains(&"/email: duplicate key; keep one".to_owned()), "{twice:?}");
    let sentence = "empty array in activity_params: the vendor drops such an event silently; leave the field out, or write {} for an empty object";
    assert!(twice.contains(&format!("/activity_params/a: {sentence}")), "{twice:?}");
    assert_eq!(
        (Rule::Empty.severity(), Severity::Warning.name(), Severity::Error.name()),
        (Severity::Error, "warning", "error")
    );
}

//! The conformance driver of Rust: runs every shared vector and prints what came of it, in the form of
//! `tests/conformance/README.md`. Argument: the folder of the vectors.
#![allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "a driver that cannot run fails by panicking")]

use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use netcore_aes_core::{
    Batch, BatchError, Cipher, Encoding, Error, EventContext, KeyForm, Region, Scheme, Severity, TextForm,
    UploadRequest, check_events,
};
use serde_json::Value;

const FILES: [&str; 4] = ["11256.json", "11257.json", "11258.json", "golden.json"];
/// What a `now` of null counts as.
const NOW: i64 = 1_756_209_943;

type Outcome = Vec<String>;

fn main() -> io::Result<()> {
    let folder = PathBuf::from(std::env::args_os().nth(1).unwrap());
    let load = |file: &str| -> Vec<Value> {
        let json: Value = serde_json::from_slice(&std::fs::read(folder.join(file)).unwrap()).unwrap();
        json["cases"].as_array().unwrap().clone()
    };
    let mut out = Lines { to: BufWriter::new(io::stdout().lock()), outcomes: 0 };
    library(&mut out)?;
    for file in FILES {
        for case in load(file) {
            out.outcome(&["case", file, string(&case, "id")], &case_outcome(&case))?;
        }
    }
    let events = load("events.json");
    let golden = &load("golden.json")[0];
    for (code, wrong) in [(11256, "AAAA"), (11257, "00")] {
        for outcome in batch_outcomes(golden, code, &events, wrong) {
            out.outcome(&["batch", &code.to_string()], &outcome)?;
        }
    }
    for case in &events {
        out.outcome(&["events", string(case, "id")], &events_outcome(case))?;
    }
    for case in load("requests.json") {
        let outcome = request_outcome(&case).unwrap_or_else(refused);
        out.outcome(&["request", string(&case, "id")], &outcome)?;
    }
    let outcomes = out.outcomes.to_string();
    out.line(&["end", &outcomes])?;
    out.to.flush()
}

struct Lines<W: Write> {
    to: W,
    outcomes: u32,
}

impl<W: Write> Lines<W> {
    fn line(&mut self, fields: &[&str]) -> io::Result<()> {
        writeln!(self.to, "{}", fields.join("\t"))
    }

    fn outcome(&mut self, of: &[&str], outcome: &[String]) -> io::Result<()> {
        self.outcomes = self.outcomes.checked_add(1).unwrap();
        let fields: Vec<&str> = of.iter().copied().chain(outcome.iter().map(String::as_str)).collect();
        self.line(&fields)
    }
}

/// What the library says of itself.
fn library<W: Write>(out: &mut Lines<W>) -> io::Result<()> {
    out.line(&["version", env!("CARGO_PKG_VERSION")])?;
    for scheme in Scheme::ALL {
        out.line(&["scheme", scheme.code_text(), scheme.name().trim_start_matches("AES_256_")])?;
    }
    for error in one_of_each() {
        out.line(&["status", &error.status().to_string(), name(&error)])?;
    }
    Ok(())
}

/// An error of each status, in order.
fn one_of_each() -> [Error; 17] {
    [
        Error::UnknownScheme { code: 0 },
        Error::KeyBase64,
        Error::IvBase64,
        Error::BufferTooSmall { needed: 0, capacity: 0 },
        Error::TooLarge { bytes: 0 },
        Error::Encoding { encoding: Encoding::Hex, position: None, form: TextForm::Other },
        Error::Decrypt,
        Error::Random,
        Error::Memory { bytes: 0 },
        Error::KeyUsedUp,
        Error::Offsets { index: 0 },
        Error::EventStream { offset: 0 },
        Error::EventTooLong { offset: 0, max: 0 },
        Error::AssetId { position: None },
        Error::ApiKey { position: None },
        Error::UnknownRegion,
        Error::SelfTest,
    ]
}

/// The name that C and the vectors give to an error.
fn name(error: &Error) -> &'static str {
    match error {
        Error::UnknownScheme { .. } | Error::AadNotTaken { .. } => "SCHEME",
        Error::KeyLength { .. } | Error::KeyCharacter { .. } | Error::KeyBase64 | Error::KeyPadding { .. } => "KEY",
        Error::IvLength { .. }
        | Error::IvCharacter { .. }
        | Error::IvBase64
        | Error::IvPadding { .. }
        | Error::IvRequired { .. }
        | Error::IvNotTaken { .. } => "IV",
        Error::BufferTooSmall { .. } => "BUFFER_TOO_SMALL",
        Error::TooLarge { .. } => "TOO_LARGE",
        Error::Encoding { .. } => "ENCODING",
        Error::Decrypt => "DECRYPT",
        Error::Random => "RANDOM",
        Error::Memory { .. } => "MEMORY",
        Error::KeyUsedUp => "LIMIT",
        Error::Offsets { .. } => "OFFSETS",
        Error::EventStream { .. } => "EVENT_STREAM",
        Error::EventTooLong { .. } => "EVENT_TOO_LONG",
        Error::AssetId { .. } => "ASSET_ID",
        Error::ApiKey { .. } => "API_KEY",
        Error::UnknownRegion => "REGION",
        Error::SelfTest => "PANIC",
        _ => "UNKNOWN",
    }
}

fn refused(error: Error) -> Outcome {
    vec!["error".to_owned(), name(&error).to_owned(), error.status().to_string()]
}

fn string<'a>(case: &'a Value, field: &str) -> &'a str {
    case[field].as_str().unwrap()
}

fn code(case: &Value) -> u32 {
    case["scheme"].as_u64().unwrap().try_into().unwrap()
}

fn hex(bytes: impl AsRef<[u8]>) -> String {
    let bytes = bytes.as_ref();
    if bytes.is_empty() { "-".to_owned() } else { const_hex::encode(bytes) }
}

fn cipher(case: &Value, code: u32) -> Result<Cipher, Error> {
    Cipher::parse(code, string(case, "key").as_bytes(), case["iv"].as_str().unwrap_or_default().as_bytes())
}

fn case_outcome(case: &Value) -> Outcome {
    match cipher(case, code(case)) {
        Err(error) => [refused(error), vec![hex(error.to_string())]].concat(),
        Ok(cipher) => op_outcome(&cipher, case).unwrap_or_else(refused),
    }
}

fn op_outcome(cipher: &Cipher, case: &Value) -> Result<Outcome, Error> {
    let [plaintext, aad] = ["plaintext", "aad"].map(|field| const_hex::decode(string(case, field)).unwrap());
    let text = string(case, "text").as_bytes();
    let fields = match string(case, "op") {
        "new" => {
            let form = match cipher.key_form() {
                KeyForm::Text => "text",
                KeyForm::Base64 => "base64",
                KeyForm::Bytes => "bytes",
            };
            vec![cipher.scheme().code().to_string(), form.to_owned()]
        }
        "roundtrip" => {
            let text = cipher.encrypt(&plaintext)?;
            let back = hex(cipher.decrypt(text.as_bytes())?);
            vec![text, back]
        }
        "decrypt" => {
            let plaintext = cipher.decrypt_with_aad(text, &aad)?;
            let again = cipher.encrypt_with_aad(&plaintext, &aad)?;
            let back = cipher.decrypt_with_aad(again.as_bytes(), &aad)?;
            vec![hex(plaintext), again.len().to_string(), hex(back)]
        }
        "encrypt" => vec![cipher.encrypt_with_aad(&plaintext, &aad)?],
        _ => return Ok(vec!["unknown op".to_owned()]),
    };
    Ok([vec!["ok".to_owned()], fields].concat())
}

/// Many messages in one call: what they came to, one by one.
fn run<'a, E>(
    messages: impl Iterator<Item = &'a [u8]>,
    room: impl Fn(Batch<'_>) -> Result<usize, E>,
    call: impl Fn(Batch<'_>, &mut [u8], &mut [u64]) -> Result<usize, E>,
) -> Result<Vec<Vec<u8>>, E> {
    let (mut data, mut offsets) = (Vec::new(), vec![0]);
    for message in messages {
        data.extend_from_slice(message);
        offsets.push(data.len().try_into().unwrap());
    }
    let batch = Batch::new(&data, &offsets).unwrap();
    let (mut out, mut out_offsets) = (vec![0; room(batch)?], vec![0; offsets.len()]);
    call(batch, &mut out, &mut out_offsets)?;
    Ok(Batch::new(&out, &out_offsets).unwrap().messages().map(<[u8]>::to_vec).collect())
}

fn decrypt_batch(cipher: &Cipher, texts: &[Vec<u8>]) -> Result<Vec<Vec<u8>>, BatchError> {
    run(
        texts.iter().map(Vec::as_slice),
        |batch| cipher.decrypted_batch_bound(batch.offsets()),
        |batch, out, offsets| cipher.decrypt_batch_into(batch, out, offsets),
    )
}

fn batch_outcomes(golden: &Value, code: u32, events: &[Value], wrong: &str) -> [Outcome; 2] {
    let cipher = cipher(golden, code).unwrap();
    let mut texts = run(
        events.iter().map(|case| string(case, "payload").as_bytes()),
        |batch| cipher.encrypted_batch_len(batch.offsets()),
        |batch, out, offsets| cipher.encrypt_batch_into(batch, out, offsets),
    )
    .unwrap();
    let plaintexts: Vec<String> = decrypt_batch(&cipher, &texts).unwrap().iter().map(hex).collect();
    let joined = String::from_utf8(texts.join(&b","[..])).unwrap();
    let good = vec!["ok".to_owned(), texts.len().to_string(), joined, plaintexts.join(",")];
    texts[2] = wrong.into();
    let BatchError { error, message } = decrypt_batch(&cipher, &texts).unwrap_err();
    [good, [refused(error), vec![message.unwrap().to_string()]].concat()]
}

fn events_outcome(case: &Value) -> Outcome {
    let expected = EventContext { asset_id: case["asset_id"].as_str(), now: case["now"].as_i64().or(Some(NOW)) };
    let problems = check_events(string(case, "payload").as_bytes(), &expected).unwrap();
    let count = |severity| problems.iter().filter(|problem| problem.severity() == severity).count().to_string();
    let mut fields = vec!["ok".to_owned(), count(Severity::Error), count(Severity::Warning)];
    for problem in &problems {
        let severity = problem.severity().name().to_owned();
        fields.extend([hex(&problem.pointer), problem.rule.name().to_owned(), severity, hex(problem.rule.to_string())]);
    }
    fields
}

fn request_outcome(case: &Value) -> Result<Outcome, Error> {
    let region: Region = string(case, "region").parse()?;
    let code = code(case);
    let scheme = Scheme::from_code(code).ok_or(Error::UnknownScheme { code })?;
    let request =
        UploadRequest::new(region, scheme, string(case, "asset_id"), string(case, "api_key"), string(case, "text"))?;
    let mut fields = vec!["ok".to_owned(), request.url().to_owned()];
    for (name, value) in request.headers() {
        fields.extend([name.to_owned(), hex(value)]);
    }
    fields.push(hex(request.body()));
    Ok(fields)
}

//! Every shared case of an upload request.
#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;

use netcore_aes_core::{Error, Region, Scheme, UploadRequest};
use serde_json::{Value, json};

/// The name that a case gives to an error.
fn name(error: Error) -> &'static str {
    match error.status() {
        2 => "SCHEME",
        8 => "ENCODING",
        30 => "ASSET_ID",
        31 => "API_KEY",
        32 => "REGION",
        other => panic!("no case has status {other}"),
    }
}

fn request(case: &Value) -> Result<UploadRequest, Error> {
    let string = |field: &str| case[field].as_str().unwrap();
    let region: Region = string("region").parse()?;
    let code = case["scheme"].as_u64().unwrap().try_into().unwrap();
    let scheme = Scheme::from_code(code).ok_or(Error::UnknownScheme { code })?;
    UploadRequest::new(region, scheme, string("asset_id"), string("api_key"), string("text"))
}

/// What a case lists of a request.
fn listed(request: &UploadRequest) -> [Value; 4] {
    [json!(request.url()), json!(request.headers()), json!(request.body()), Value::Null]
}

#[test]
fn every_vector() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors/requests.json");
    let file: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let cases = file["cases"].as_array().unwrap();
    for case in cases {
        let found = match request(case) {
            Ok(request) => listed(&request),
            Err(error) => [Value::Null, Value::Null, Value::Null, json!(name(error))],
        };
        let expected = ["url", "headers", "body", "error"].map(|field| case[field].clone());
        assert_eq!(found, expected, "{}", case["id"]);
    }
    assert_eq!(u64::try_from(cases.len()).ok(), file["count"].as_u64());
    assert!(cases.len() >= 40);
}

/// What C numbers, Rust names: the cases must hold both for one region.
#[test]
fn the_cases_name_and_number_a_region_alike() {
    let cases = include_str!("../../tests/vectors/requests.json").parse::<Value>().unwrap();
    for case in cases["cases"].as_array().unwrap() {
        let code = usize::try_from(case["region_code"].as_u64().unwrap()).unwrap();
        let named = case["region"].as_str().unwrap().parse().ok();
        assert_eq!(named, Region::ALL.get(code).copied(), "{}", case["id"]);
    }
}

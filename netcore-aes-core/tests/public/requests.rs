//! Every shared case of an upload request.

use netcore_aes_core::{Error, Region, Scheme, UploadRequest};
use serde_json::{Value, json};

use crate::cases::vectors_of;
use crate::name_of;

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
    let cases = vectors_of("requests.json");
    for case in &cases {
        let found = match request(case) {
            Ok(request) => listed(&request),
            Err(error) => [Value::Null, Value::Null, Value::Null, json!(name_of(error))],
        };
        let expected = ["url", "headers", "body", "error"].map(|field| case[field].clone());
        assert_eq!(found, expected, "{}", case["id"]);
    }
    assert!(cases.len() >= 40);
}

/// What C numbers, Rust names: the cases must hold both for one region.
#[test]
fn the_cases_name_and_number_a_region_alike() {
    for case in vectors_of("requests.json") {
        let code = usize::try_from(case["region_code"].as_u64().unwrap()).unwrap();
        let named = case["region"].as_str().unwrap().parse().ok();
        assert_eq!(named, Region::ALL.get(code).copied(), "{}", case["id"]);
    }
}

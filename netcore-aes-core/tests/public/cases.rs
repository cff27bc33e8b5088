//! The vectors that every language runs (`tests/vectors` at the top of the repository).

use std::path::Path;

use serde_json::Value;

pub struct Case {
    pub id: String,
    pub op: String,
    pub scheme: u32,
    pub key: String,
    pub iv: String,
    pub nonce: Vec<u8>,
    pub aad: Vec<u8>,
    pub plaintext: Vec<u8>,
    pub text: String,
    /// The name of the status, without its prefix.
    pub error: Option<String>,
}

impl Case {
    fn read(case: &Value) -> Self {
        let string = |name: &str| case[name].as_str().unwrap_or_else(|| panic!("{name}: {case}")).to_owned();
        let bytes = |name: &str| const_hex::decode(string(name)).unwrap();
        Self {
            id: string("id"),
            op: string("op"),
            scheme: case["scheme"].as_u64().unwrap().try_into().unwrap(),
            key: string("key"),
            iv: case["iv"].as_str().unwrap_or_default().to_owned(),
            nonce: bytes("nonce"),
            aad: bytes("aad"),
            plaintext: bytes("plaintext"),
            text: string("text"),
            error: case["error"].as_str().map(str::to_owned),
        }
    }
}

const FILES: [&str; 4] = ["11256.json", "11257.json", "11258.json", "golden.json"];

/// Every case of these files. Fails if a file does not hold as many as it says.
pub fn cases() -> Vec<Case> {
    FILES.iter().flat_map(|file| vectors_of(file)).map(|case| Case::read(&case)).collect()
}

/// The cases of a file as they stand there.
pub fn vectors_of(file: &str) -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors").join(file);
    let mut json: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let Value::Array(cases) = json["cases"].take() else { panic!("{file} has no cases") };
    assert_eq!(u64::try_from(cases.len()).ok(), json["count"].as_u64(), "{file}");
    cases
}

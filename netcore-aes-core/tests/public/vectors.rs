//! Every shared vector, as every language runs it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use netcore_aes_core::{Cipher, Error};

use crate::cases::{Case, cases};
use crate::name_of;

fn cipher(case: &Case) -> Result<Cipher, Error> {
    Cipher::parse(case.scheme, case.key.as_bytes(), case.iv.as_bytes())
}

fn run(case: &Case) -> Result<(), Error> {
    let cipher = cipher(case)?;
    match case.op.as_str() {
        "new" => {}
        "roundtrip" => {
            assert_eq!(cipher.encrypt(&case.plaintext)?, case.text, "{}", case.id);
            assert_eq!(cipher.decrypt(case.text.as_bytes())?, case.plaintext, "{}", case.id);
        }
        "decrypt" => {
            let plaintext = cipher.decrypt_with_aad(case.text.as_bytes(), &case.aad)?;
            assert_eq!(plaintext, case.plaintext, "{}", case.id);
            let text = cipher.encrypt_with_aad(&plaintext, &case.aad)?;
            assert_eq!(text.len(), cipher.encrypted_len(plaintext.len())?, "{}", case.id);
            assert!(STANDARD.decode(&case.text).unwrap_or_default().starts_with(&case.nonce), "{}", case.id);
            assert_eq!(cipher.decrypt_with_aad(text.as_bytes(), &case.aad)?, plaintext, "{}", case.id);
        }
        "encrypt" => drop(cipher.encrypt_with_aad(&case.plaintext, &case.aad)?),
        other => panic!("unknown op {other}"),
    }
    Ok(())
}

#[test]
fn every_vector() {
    let cases = cases();
    for case in &cases {
        let error = run(case).err().map(name_of);
        assert_eq!(error, case.error.as_deref(), "{}", case.id);
    }
    for scheme in [11256, 11257, 11258] {
        let count = cases.iter().filter(|case| case.scheme == scheme).count();
        assert!(count >= 60, "only {count} vectors of scheme {scheme}");
    }
}

//! Something to try: a good event, encrypted with the sandbox's own key.

use jiff::Timestamp;
use netcore_aes_core::{Cipher, Scheme};
use serde_json::{Value, json};

use crate::diagnosis::FIELD;
use crate::keyring::Keyring;

const ASSET: &str = "demo-asset";
/// Shows the form of a request when there is no key to make a real one with.
const NO_TEXT: &str = "the text that encryption returned";

/// A request that the endpoint takes now, and the lines for a shell that send one.
pub(crate) fn sample(keys: &Keyring, url: &str) -> Value {
    let cipher = Scheme::ALL.into_iter().find_map(|scheme| keys.cipher(scheme));
    let scheme = cipher.map_or(Scheme::CbcBase64, Cipher::scheme);
    let text = cipher.and_then(|cipher| cipher.encrypt(json!([event()]).to_string().as_bytes()).ok());
    let body = json!({ FIELD: text.as_deref().unwrap_or(NO_TEXT) }).to_string();
    let headers = [
        ("Authorization", "Bearer any-key"),
        ("Content-Type", "application/json"),
        ("x-asset", ASSET),
        ("x-eCode", scheme.code_text()),
    ];
    let mut lines = vec![format!("curl {url}")];
    lines.extend(headers.map(|(name, value)| format!("--header '{name}: {value}'")));
    lines.push(format!("--data '{body}'"));
    json!({
        "headers": Value::Object(headers.map(|(name, value)| (name.to_owned(), value.into())).into_iter().collect()),
        "body": body,
        "curl": lines.join(" \\\n  "),
        "send": format!("netcore-aes send events.ndjson --asset-id {ASSET} \\\n  --endpoint {url}"),
    })
}

fn event() -> Value {
    json!({
        "asset_id": ASSET,
        "activity_name": "form_submitted",
        "timestamp": format!("{:.0}", Timestamp::now()),
        "identity": "9999911111",
        "activity_source": "web",
        "activity_params": {"form": "newsletter", "language": "en", "fields": 3, "consent": true},
    })
}

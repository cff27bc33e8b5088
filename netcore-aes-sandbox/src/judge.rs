//! The judgement of a request, as far as it can be read: a fault in front hides none behind it.

use std::time::{SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use hyper::header::{AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE};
use hyper::{HeaderMap, Method};
use netcore_aes_core::{Error, EventContext, Scheme, check_events_with};

use crate::diagnosis::{FIELD, diagnose_text, read_body};
use crate::json::Json;
use crate::keyring::Keyring;
use crate::verdict::{Issue, Verdict};

/// The longest body, in bytes.
pub(crate) const MAX_BODY: usize = 10_000_000;
/// The header that the vendor's API page names for the API key.
const API_KEY: &str = "api-key";
const MAX_NAMES: usize = 8;
const MAX_SHOWN: usize = 200;

/// Judges a request.
pub(crate) fn judge(method: &Method, headers: &HeaderMap, body: &[u8], keys: &Keyring) -> Verdict {
    let mut verdict = Verdict::default();
    if method != Method::POST {
        let method = first_characters(method.as_str(), 20);
        verdict.refuse(405, "method", "method", format!("the method is {method}; use POST"));
        return verdict;
    }
    judge_content(headers, &mut verdict);
    judge_authorization(headers, &mut verdict);
    let scheme = judge_scheme(headers, &mut verdict);
    judge_asset(headers, &mut verdict);
    match read_body(body) {
        Ok(text) => {
            if let Some(scheme) = scheme {
                judge_text(&text, scheme, keys, &mut verdict);
            }
        }
        Err(finding) => {
            verdict.diagnosis.push(finding);
            let message = format!(r#"the body must be JSON such as {{"{FIELD}": "..."}}, the text being encrypted"#);
            verdict.refuse(400, "body", "body", message);
        }
    }
    verdict
}

/// The verdict on a body that was not read to its end.
pub(crate) fn too_large() -> Verdict {
    let message = format!("the body is larger than {MAX_BODY} bytes; send fewer events at once");
    Verdict::refused(413, "body", "size", message)
}

/// The first characters of a text.
pub(crate) fn first_characters(text: &str, count: usize) -> &str {
    let end = text.char_indices().nth(count).map_or(text.len(), |(end, _)| end);
    text.get(..end).unwrap_or(text)
}

/// The value of a header, without the white space around it; nothing if it is missing.
fn value(headers: &HeaderMap, name: impl hyper::header::AsHeaderName) -> String {
    headers.get(name).map_or_else(String::new, |value| String::from_utf8_lossy(value.as_bytes()).trim().to_owned())
}

fn judge_content(headers: &HeaderMap, verdict: &mut Verdict) {
    let (part, rule) = ("Content-Type", "content-type");
    let content_type = value(headers, CONTENT_TYPE).to_lowercase();
    if !headers.contains_key(CONTENT_TYPE) {
        let message = "the header Content-Type is missing, which the vendor's API page calls optional; the vendor's guide, and this \
                       library, send Content-Type: application/json";
        verdict.warn(part, rule, message.to_owned());
    } else if content_type.split(';').next().map(str::trim) != Some("application/json") {
        verdict.refuse(415, part, rule, "send the header Content-Type: application/json".to_owned());
    }
    let encoding = value(headers, CONTENT_ENCODING).to_lowercase();
    if headers.contains_key(CONTENT_ENCODING) && encoding != "identity" {
        verdict.refuse(415, "Content-Encoding", "content-encoding", "send the body uncompressed".to_owned());
    }
}

fn judge_authorization(headers: &HeaderMap, verdict: &mut Verdict) {
    let (part, rule) = ("Authorization", "authorization");
    let authorization = value(headers, AUTHORIZATION);
    let (kind, token) = authorization.split_once(' ').unwrap_or_default();
    if kind.eq_ignore_ascii_case("bearer") && !token.trim().is_empty() {
        return;
    }
    if value(headers, API_KEY).is_empty() {
        let message = "send the header Authorization: Bearer, followed by the panel's API key (here, any)";
        verdict.refuse(401, part, rule, message.to_owned());
    } else {
        let message = "the API key is in the header api-key, as the vendor's API page has it; the vendor's guide, and this library, \
                       use Authorization: Bearer, followed by the key";
        verdict.warn(part, rule, message.to_owned());
    }
}

fn judge_scheme(headers: &HeaderMap, verdict: &mut Verdict) -> Option<Scheme> {
    let code = value(headers, "x-ecode");
    let scheme = Scheme::ALL.into_iter().find(|scheme| scheme.code_text() == code);
    verdict.scheme = scheme.map(Scheme::code);
    if scheme.is_none() {
        let what = if code.is_empty() { "the header x-eCode is missing" } else { "the header x-eCode is not a scheme" };
        let supported = Scheme::ALL.map(Scheme::code_text).join(", ");
        verdict.refuse(400, "x-eCode", "x-ecode", format!("{what}; send one of {supported}"));
    }
    scheme
}

fn judge_asset(headers: &HeaderMap, verdict: &mut Verdict) {
    let asset = value(headers, "x-asset");
    verdict.asset = Some(first_characters(&asset, MAX_SHOWN).to_owned()).filter(|asset| !asset.is_empty());
    if verdict.asset.is_none() {
        let message = "the header x-asset is missing; send the asset id, the same as in the events";
        verdict.refuse(400, "x-asset", "x-asset", message.to_owned());
    }
}

fn judge_text(text: &str, scheme: Scheme, keys: &Keyring, verdict: &mut Verdict) {
    match decrypt(text, scheme, keys) {
        Ok(plaintext) => {
            judge_events(&plaintext, verdict);
            verdict.plaintext = Some(Bytes::from(plaintext));
            if verdict.events == 0 {
                verdict.diagnosis = diagnose_text(text, scheme, keys);
            }
        }
        Err(message) => {
            let rule = if keys.cipher(scheme).is_some() { "decrypt" } else { "key" };
            verdict.refuse(422, FIELD, rule, message);
            verdict.diagnosis = diagnose_text(text, scheme, keys);
        }
    }
}

fn decrypt(text: &str, scheme: Scheme, keys: &Keyring) -> Result<String, String> {
    let cipher = keys.cipher(scheme).ok_or_else(|| keys.advice(scheme))?;
    let code = scheme.code();
    let plaintext = cipher.decrypt(text.as_bytes()).map_err(|error| match error {
        Error::Encoding { .. } => format!("the text is not written as scheme {code} writes it"),
        _ => format!("the text does not decrypt under scheme {code} with the sandbox's key"),
    })?;
    String::from_utf8(plaintext)
        .map_err(|_| format!("the text does not decrypt under scheme {code} with the sandbox's key"))
}

fn judge_events(plaintext: &str, verdict: &mut Verdict) {
    count(plaintext, verdict);
    let asset = verdict.asset.clone();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).ok().and_then(|since| since.as_secs().try_into().ok());
    let context = EventContext { asset_id: asset.as_deref(), now };
    let checked = check_events_with(plaintext.as_bytes(), &context, &mut |problem| {
        verdict.add(Issue {
            part: "events",
            message: problem.rule.to_string(),
            rule: problem.rule.name(),
            severity: problem.severity().name(),
            event: problem.event,
            pointer: problem.pointer,
        });
        Ok(())
    });
    if let Err(error) = checked {
        verdict.refuse(500, "events", "memory", error.to_string());
    }
    if verdict.errors > 0 && verdict.status == 200 {
        verdict.status = 422;
    }
}

/// Counts the events, and takes down their first names.
fn count(plaintext: &str, verdict: &mut Verdict) {
    let Some(value) = Json::parse(plaintext) else { return };
    verdict.is_json = true;
    let mut add = |event: &Json<'_>| {
        let Json::Object(event) = event else { return };
        let Some(Json::Text(name)) = event.get("activity_name").and_then(Json::shallow) else { return };
        let name = first_characters(&name, MAX_SHOWN);
        if verdict.names.len() < MAX_NAMES && !verdict.names.iter().any(|known| known == name) {
            verdict.names.push(name.to_owned());
        }
    };
    match value {
        Json::Array(events) => {
            verdict.events = events.len();
            events.iter().filter_map(|event| Json::shallow(event)).for_each(|event| add(&event));
        }
        event @ Json::Object(_) => {
            verdict.events = 1;
            add(&event);
        }
        Json::Text(_) | Json::Other => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hyper::header::HeaderValue;

    /// The verdict on a good body under these headers.
    fn verdict(more: &[(&'static str, &'static str)]) -> Verdict {
        verdict_without("", more)
    }

    /// The same, but without one of the usual headers.
    fn verdict_without(missing: &str, more: &[(&'static str, &'static str)]) -> Verdict {
        let keys = Keyring::parse(b"Zq8Rw2Lk5Tn7Xc1Vb4Ym9Ps3Hd6Jf0Ga", Some(b"Uo3Ei8Mt1Wx6Cz9B")).unwrap();
        let event = r#"[{"asset_id": "a", "activity_name": "n", "timestamp": "2020-01-01T00:00:00Z", "identity": "i",
            "activity_source": "web", "activity_params": {"a": 1}}]"#;
        let text = keys.cipher(Scheme::CbcBase64).unwrap().encrypt(event.as_bytes()).unwrap();
        let usual = [("content-type", "application/json"), ("x-ecode", "11256"), ("x-asset", "a")];
        let headers = usual
            .iter()
            .filter(|(name, _)| *name != missing)
            .chain(more)
            .map(|(name, value)| (hyper::header::HeaderName::from_static(name), HeaderValue::from_static(value)));
        judge(&Method::POST, &headers.collect(), format!(r#"{{"{FIELD}": "{text}"}}"#).as_bytes(), &keys)
    }

    /// The vendor's API page calls it optional.
    #[test]
    fn the_content_type_may_be_missing_but_not_another() {
        let judged = |value: Option<&'static str>| {
            let headers = value.map(|value| ("content-type", value)).into_iter();
            let headers: Vec<_> = headers.chain([("authorization", "Bearer x")]).collect();
            let verdict = verdict_without("content-type", &headers);
            let found = verdict.issues.iter().filter(|issue| issue.part == "Content-Type");
            let severities: Vec<_> = found.map(|issue| issue.severity).collect();
            (verdict.status, severities, verdict.answer().to_string())
        };
        let (status, severities, answer) = judged(None);
        assert_eq!((status, severities), (200, vec!["warning"]));
        assert!(answer.contains("Content-Type: application/json"), "{answer}");
        for other in ["text/plain", "application/json5", ""] {
            assert_eq!(judged(Some(other)).1, ["error"], "{other}");
            assert_eq!(judged(Some(other)).0, 415, "{other}");
        }
        assert!(judged(Some("application/json; charset=utf-8")).1.is_empty());
    }

    #[test]
    fn the_api_key_may_be_in_the_header_of_the_vendors_api_page() {
        let of_request = |verdict: &Verdict| {
            let found = verdict.issues.iter().filter(|issue| issue.part == "Authorization");
            found.map(|issue| issue.severity).collect::<Vec<_>>()
        };
        let taken = verdict(&[("authorization", "Bearer x"), ("api-key", "y")]);
        assert_eq!((taken.status, of_request(&taken)), (200, vec![]));
        assert!(taken.answer().get("warnings").is_none());
        for authorization in [&[][..], &[("authorization", "Basic x")], &[("authorization", "Bearer")]] {
            let by_key = verdict(&[&[("api-key", "y")], authorization].concat());
            assert_eq!((by_key.status, of_request(&by_key)), (200, vec!["warning"]));
            let answer = by_key.answer().to_string();
            assert!(answer.contains("api-key") && answer.contains("Authorization: Bearer"), "{answer}");
            let without = verdict(&[&[("api-key", " ")], authorization].concat());
            assert_eq!((without.status, of_request(&without)), (401, vec!["error"]));
        }
    }
}

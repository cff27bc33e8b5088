//! Headers as they may be shown.

use hyper::HeaderMap;

use crate::judge::first_characters;

const MASK: &str = "********";
const SECRET: [&str; 6] = ["auth", "token", "secret", "cookie", "key", "password"];
const MAX_NAME: usize = 200;
const MAX_VALUE: usize = 1000;
const TOKEN_AT_LEAST: usize = 8;

/// Masks each value that is or could be a secret, and the API key wherever it stands. Names are in lower case.
pub(crate) fn masked(headers: &HeaderMap) -> Vec<(String, String)> {
    let named = || headers.iter().map(|(name, value)| (name.as_str(), String::from_utf8_lossy(value.as_bytes())));
    let tokens: Vec<String> = named()
        .filter_map(|(name, value)| match name {
            "authorization" => Some(value.split_once(' ').map_or(&*value, |(_, token)| token).trim().to_owned()),
            "api-key" => Some(value.trim().to_owned()),
            _ => None,
        })
        .filter(|token| token.len() >= TOKEN_AT_LEAST)
        .collect();
    named().map(|(name, value)| (first_characters(name, MAX_NAME).to_owned(), mask(name, &value, &tokens))).collect()
}

fn mask(name: &str, value: &str, tokens: &[String]) -> String {
    if name == "authorization" {
        let kind = value.split(' ').next().unwrap_or_default();
        let is_usual = kind.eq_ignore_ascii_case("bearer") || kind.eq_ignore_ascii_case("basic");
        return if is_usual { format!("{kind} {MASK}") } else { MASK.to_owned() };
    }
    if SECRET.iter().any(|word| name.contains(word)) || tokens.iter().any(|token| value.contains(&**token)) {
        return MASK.to_owned();
    }
    first_characters(value, MAX_VALUE).to_owned()
}

#[cfg(test)]
mod tests {
    use hyper::header::{HeaderName, HeaderValue};

    use super::*;

    #[test]
    fn an_api_key_is_masked_wherever_it_stands() {
        let sent = [
            ("authorization", "Bearer 01234567"),
            ("api-key", "abcdefgh"),
            ("x-a", "by abcdefgh."),
            ("x-b", "b 01234567"),
            ("x-c", "plain"),
        ];
        let headers = sent.map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
        let shown: Vec<_> = masked(&headers.into_iter().collect()).into_iter().map(|(_, value)| value).collect();
        assert_eq!(shown, ["Bearer ********", MASK, MASK, MASK, "plain"]);
    }
}

//! One request, as it is shown.

use bytes::Bytes;
use serde_json::{Map, Value, json};

use crate::verdict::{Issue, Verdict};

/// About the bytes that an entry, an issue and a header cost beside their text.
const OVERHEAD: usize = 4096;
const PER_ISSUE: usize = 400;
const PER_HEADER: usize = 200;
/// The bytes of a text that are written at a time.
const PIECE: usize = 65_536;

/// One request, as it is shown. Its plaintext is kept as it was received, byte for byte.
pub(crate) struct Entry {
    pub(crate) id: u64,
    pub(crate) time: String,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) headers: Vec<(String, String)>,
    /// The bytes of the body.
    pub(crate) size: usize,
    pub(crate) verdict: Verdict,
    /// What was answered; none if nothing was.
    pub(crate) status: Option<u16>,
    /// The fault that was made on demand.
    pub(crate) fault: Option<&'static str>,
}

impl Entry {
    /// About the bytes of memory that it takes.
    pub(crate) fn cost(&self) -> usize {
        let issues = self.verdict.issues.iter().map(|issue| issue.pointer.len().saturating_add(PER_ISSUE));
        let headers = self.headers.iter().flat_map(|(name, value)| [PER_HEADER, name.len(), value.len()]);
        let plaintext = self.verdict.plaintext.as_ref().map_or(0, Bytes::len);
        issues.chain(headers).fold(OVERHEAD.saturating_add(plaintext), usize::saturating_add)
    }

    /// What a list of requests shows of it.
    pub(crate) fn summary(&self) -> Map<String, Value> {
        let verdict = &self.verdict;
        let summary = json!({
            "id": self.id,
            "time": self.time,
            "method": self.method,
            "path": self.path,
            "status": self.status,
            "accepted": verdict.status == 200,
            "fault": self.fault,
            "scheme": verdict.scheme,
            "asset": verdict.asset,
            "bytes": self.size,
            "event_count": verdict.events,
            "activity_names": verdict.names,
            "reason": verdict.reason(),
            "errors": verdict.errors,
            "warnings": verdict.warnings,
        });
        match summary {
            Value::Object(summary) => summary,
            _ => Map::new(),
        }
    }

    /// All of it but the events.
    pub(crate) fn detail(&self) -> Map<String, Value> {
        let mut detail = self.summary();
        let verdict = &self.verdict;
        let diagnosis = verdict.diagnosis.iter().map(|fault| json!({"name": fault.name, "advice": fault.advice}));
        detail.insert("headers".to_owned(), json!(self.headers));
        detail.insert("problems".to_owned(), verdict.issues.iter().map(Issue::to_json).collect());
        detail.insert("diagnosis".to_owned(), diagnosis.collect());
        detail
    }

    /// All of it as JSON, in pieces; the events as the JSON they came as, other text as a string.
    pub(crate) fn to_json(&self) -> Box<dyn Iterator<Item = Bytes> + Send> {
        let plaintext = self.verdict.plaintext.clone();
        let events: Box<dyn Iterator<Item = Bytes> + Send> =
            if self.verdict.is_json { Box::new(plaintext.into_iter()) } else { as_string(plaintext) };
        self.with("events", events)
    }

    /// All of it as JSON, in pieces; the plaintext as a string, whatever it is.
    pub(crate) fn to_detail(&self) -> Box<dyn Iterator<Item = Bytes> + Send> {
        self.with("plaintext", as_string(self.verdict.plaintext.clone()))
    }

    fn with(
        &self,
        name: &str,
        value: Box<dyn Iterator<Item = Bytes> + Send>,
    ) -> Box<dyn Iterator<Item = Bytes> + Send> {
        let detail = Value::from(self.detail()).to_string();
        let open = detail.strip_suffix('}').unwrap_or_default();
        let start = format!("{open}, \"{name}\": ");
        Box::new([Bytes::from(start)].into_iter().chain(value).chain([Bytes::from_static(b"}")]))
    }
}

/// Where the first piece of a text ends.
fn end_of_piece(text: &str) -> usize {
    (0..=PIECE.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or_default()
}

/// A text as JSON, in pieces.
fn as_string(text: Option<Bytes>) -> Box<dyn Iterator<Item = Bytes> + Send> {
    let Some(mut rest) = text else { return Box::new([Bytes::from_static(b"null")].into_iter()) };
    let pieces = std::iter::from_fn(move || {
        let text = str::from_utf8(&rest).unwrap_or_default();
        let piece = text.get(..end_of_piece(text)).filter(|piece| !piece.is_empty())?;
        let written = Value::from(piece).to_string();
        let len = piece.len();
        drop(rest.split_to(len));
        // Without the quotes around it.
        let inside = 1..written.len().saturating_sub(1);
        Some(Bytes::from(written).slice(inside))
    });
    let quote = || [Bytes::from_static(b"\"")];
    Box::new(quote().into_iter().chain(pieces).chain(quote()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(plaintext: Option<String>, is_json: bool) -> Entry {
        let verdict = Verdict { plaintext: plaintext.map(Bytes::from), is_json, ..Verdict::default() };
        let (time, method, path) = (String::new(), String::new(), String::new());
        Entry { id: 1, time, method, path, headers: Vec::new(), size: 0, verdict, status: None, fault: None }
    }

    fn read(pieces: impl Iterator<Item = Bytes>) -> Value {
        serde_json::from_slice(&pieces.collect::<Vec<_>>().concat()).unwrap()
    }

    #[test]
    fn pieces_are_what_the_whole_is() {
        for more in 0..4 {
            let text = format!("{}{}", "x".repeat(PIECE - more), "a\"\\😀\n\u{2028}é".repeat(20_000));
            let entry = entry(Some(text.clone()), false);
            assert_eq!(read(entry.to_detail())["plaintext"], *text);
            assert_eq!(read(entry.to_json())["events"], *text);
        }
        let entry_of_json = entry(Some(r#"[{"a": "b"}]"#.to_owned()), true);
        assert_eq!(read(entry_of_json.to_json())["events"], json!([{"a": "b"}]));
        assert_eq!(read(entry(None, false).to_json())["events"], Value::Null);
    }

    #[test]
    fn the_cost_is_about_what_is_held() {
        let empty = entry(None, false);
        assert!(entry(Some("x".repeat(5000)), false).cost() - empty.cost() >= 5000);
        let mut of_headers = entry(None, false);
        of_headers.headers = vec![("x".repeat(200), "y".repeat(1000)); 100];
        assert!(of_headers.cost() - empty.cost() >= 120_000);
        let mut of_issues = entry(None, false);
        (0..10).for_each(|_| of_issues.verdict.warn("a", "b", String::new()));
        assert!(of_issues.cost() - empty.cost() >= 4000);
    }
}

//! What became of one request: its status, its events, and what is wrong.

use bytes::Bytes;
use serde_json::{Value, json};

use crate::finding::Finding;

/// More help nobody, and they are kept in memory.
const MAX_ISSUES: usize = 500;
/// The errors in an answer.
const MAX_ANSWERED: usize = 50;
/// The rules whose errors a diagnosis explains.
const DIAGNOSED: [&str; 3] = ["body", "decrypt", "json"];
const ERROR: &str = "error";

/// Something wrong with a request (`part` names the part) or with an event in it (`part` is `events`).
pub(crate) struct Issue {
    pub(crate) part: &'static str,
    pub(crate) pointer: String,
    pub(crate) event: Option<usize>,
    pub(crate) rule: &'static str,
    pub(crate) severity: &'static str,
    pub(crate) message: String,
}

impl Issue {
    pub(crate) fn to_json(&self) -> Value {
        json!({
            "where": self.part, "pointer": self.pointer, "event": self.event,
            "rule": self.rule, "severity": self.severity, "message": self.message,
        })
    }

    fn is_error(&self) -> bool {
        self.severity == ERROR
    }
}

/// What became of one request.
pub(crate) struct Verdict {
    /// What to answer; 0 if the request was never judged.
    pub(crate) status: u16,
    pub(crate) scheme: Option<u32>,
    pub(crate) asset: Option<String>,
    /// UTF-8, as it was received.
    pub(crate) plaintext: Option<Bytes>,
    pub(crate) is_json: bool,
    pub(crate) events: usize,
    pub(crate) names: Vec<String>,
    pub(crate) issues: Vec<Issue>,
    pub(crate) errors: usize,
    pub(crate) warnings: usize,
    pub(crate) diagnosis: Vec<Finding>,
}

impl Default for Verdict {
    fn default() -> Self {
        Self {
            status: 200,
            scheme: None,
            asset: None,
            plaintext: None,
            is_json: false,
            events: 0,
            names: Vec::new(),
            issues: Vec::new(),
            errors: 0,
            warnings: 0,
            diagnosis: Vec::new(),
        }
    }
}

impl Verdict {
    /// Of a request that was not judged.
    pub(crate) fn none() -> Self {
        Self { status: 0, ..Self::default() }
    }

    /// Of a request that is refused for one reason.
    pub(crate) fn refused(status: u16, part: &'static str, rule: &'static str, message: String) -> Self {
        let mut verdict = Self::default();
        verdict.refuse(status, part, rule, message);
        verdict
    }

    /// Notes an error; the first one makes the status.
    pub(crate) fn refuse(&mut self, status: u16, part: &'static str, rule: &'static str, message: String) {
        if self.status == 200 {
            self.status = status;
        }
        self.add(Issue { part, pointer: String::new(), event: None, rule, severity: ERROR, message });
    }

    /// Notes a warning about a part of the request.
    pub(crate) fn warn(&mut self, part: &'static str, rule: &'static str, message: String) {
        self.add(Issue { part, pointer: String::new(), event: None, rule, severity: "warning", message });
    }

    /// Notes an issue; all are counted, and the first ones kept.
    pub(crate) fn add(&mut self, issue: Issue) {
        let count = if issue.is_error() { &mut self.errors } else { &mut self.warnings };
        *count = count.saturating_add(1);
        if self.issues.len() < MAX_ISSUES {
            self.issues.push(issue);
        }
    }

    /// Says in a line why it was refused: the first error, or what lies behind it.
    pub(crate) fn reason(&self) -> Option<&str> {
        let first = self.issues.iter().find(|issue| issue.is_error())?;
        let behind = self.diagnosis.first().filter(|_| DIAGNOSED.contains(&first.rule));
        Some(behind.map_or(&*first.message, |finding| &finding.advice))
    }

    /// The JSON that the client gets.
    pub(crate) fn answer(&self) -> Value {
        if self.status == 200 {
            let mut answer = json!({"status": "success", "events": self.events});
            let of_request: Vec<_> =
                self.issues.iter().filter(|issue| issue.part != "events").map(|issue| &*issue.message).collect();
            if let Some(answer) = answer.as_object_mut().filter(|_| !of_request.is_empty()) {
                answer.insert("warnings".to_owned(), json!(of_request));
            }
            return answer;
        }
        let errors = self.issues.iter().filter(|issue| issue.is_error()).take(MAX_ANSWERED);
        json!({
            "status": "error",
            "message": self.reason(),
            "problems": errors.map(Issue::to_json).collect::<Vec<_>>(),
            "diagnosis": self.diagnosis.iter().map(|finding| &*finding.advice).collect::<Vec<_>>(),
        })
    }
}

//! The stand-in for the vendor's endpoint: takes a request, judges it, keeps it and answers.
//!
//! What the vendor's own endpoint writes into the body of an answer is not published: the statuses are what a client should go by,
//! and the JSON is the sandbox's.

use std::fmt;
use std::sync::Arc;

use hyper::body::Incoming;
use hyper::header::{ALLOW, CONNECTION, HeaderValue, RETRY_AFTER};
use hyper::http::request::Parts;
use hyper::{HeaderMap, Method};
use jiff::Timestamp;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use tokio::time::{sleep, timeout};

use crate::answer::{Answer, in_json, refusal};
use crate::entry::Entry;
use crate::faults::{Fault, Faults};
use crate::inbox::Inbox;
use crate::judge::{first_characters, judge, too_large};
use crate::keyring::Keyring;
use crate::limits::Limits;
use crate::masking::masked;
use crate::reading::{BodyMemory, Unreadable, decompressed, linger, read};
use crate::verdict::Verdict;

/// Where uploads go.
pub(crate) const PATH: &str = "/v1/activity/upload";
/// The bytes of large bodies being read or judged at once.
const BODY_BYTES: usize = 160_000_000;
/// Texts being judged at once; a long one alone, since judging takes several times as much memory as the text.
const JUDGED_AT_ONCE: u32 = 4;
const JUDGED_ALONE_BYTES: usize = 1 << 20;
const MAX_PATH: usize = 500;
const MAX_METHOD: usize = 20;

/// The connection is to be closed without an answer.
#[derive(Debug)]
pub(crate) struct Dropped;

impl fmt::Display for Dropped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("dropped on demand")
    }
}

impl std::error::Error for Dropped {}

/// Handles uploads, and requests to paths that were meant to be uploads.
pub(crate) struct Endpoint {
    keys: Arc<Keyring>,
    inbox: Arc<Inbox>,
    faults: Arc<Faults>,
    limits: Limits,
    memory: BodyMemory,
    judges: Semaphore,
}

impl Endpoint {
    pub(crate) fn new(keys: Arc<Keyring>, inbox: Arc<Inbox>, faults: Arc<Faults>, limits: Limits) -> Self {
        let judges = usize::try_from(JUDGED_AT_ONCE).unwrap_or(1);
        Self { keys, inbox, faults, limits, memory: BodyMemory::new(BODY_BYTES), judges: Semaphore::new(judges) }
    }

    /// Answers as the endpoint would, unless this request's fate is another.
    pub(crate) async fn upload(&self, head: Parts, mut body: Incoming) -> Result<Answer, Dropped> {
        let fault = self.faults.draw();
        if fault == Some(Fault::Dropped) {
            self.keep(&head, 0, Verdict::none(), None, fault);
            return self.drop_it().await;
        }
        let Ok(read) = timeout(self.limits.body, read(&mut body, &self.memory)).await else {
            linger(body, self.limits.linger);
            let message = format!("the body took more than {} seconds", self.limits.body.as_secs());
            return Ok(self.refuse(&head, 408, message));
        };
        let is_whole = read.is_ok();
        if !is_whole {
            linger(body, self.limits.linger);
        }
        let (bytes, memory) = match read {
            Ok((bytes, share)) => (Ok(bytes), Some(share)),
            Err(unreadable) => (Err(unreadable), None),
        };
        if matches!(bytes, Err(Unreadable::Broken)) {
            return Ok(self.refuse_broken(&head));
        }
        if let Some(fault @ (Fault::Throttled | Fault::TooMany | Fault::Failed)) = fault {
            return Ok(self.fail(&head, bytes.map_or(0, |bytes| bytes.len()), fault).await);
        }
        let Some((size, verdict)) = self.judge(&head, bytes).await else { return Ok(self.refuse_broken(&head)) };
        drop(memory);
        let (status, answer) = (verdict.status, verdict.answer());
        self.keep(&head, size, verdict, fault.is_none().then_some(status), fault);
        if fault.is_some() {
            return self.drop_it().await;
        }
        self.delay().await;
        let mut answer = in_json(status, &answer);
        if status == 405 {
            answer.headers_mut().insert(ALLOW, HeaderValue::from_static("POST"));
        }
        Ok(if is_whole { answer } else { closing(answer) })
    }

    /// Answers what was sent to another path; an upload that missed the endpoint is kept.
    pub(crate) fn elsewhere(&self, head: &Parts, body: Incoming) -> Answer {
        let message = format!("nothing is served at this path; the endpoint is POST {PATH}");
        if [Method::POST, Method::PUT, Method::PATCH].contains(&head.method) {
            linger(body, self.limits.linger);
            return self.refuse(head, 404, message);
        }
        refusal(404, &message)
    }

    /// Judges a body, if it could be read; returns its size as well. None if it is not compressed as its header says.
    async fn judge(&self, head: &Parts, body: Result<Vec<u8>, Unreadable>) -> Option<(usize, Verdict)> {
        let Ok(body) = body else { return Some((0, too_large())) };
        let permits = if body.len() > JUDGED_ALONE_BYTES { JUDGED_AT_ONCE } else { 1 };
        let _turn = self.judges.acquire_many(permits).await.ok();
        let (method, headers, keys) = (head.method.clone(), head.headers.clone(), Arc::clone(&self.keys));
        // In a thread, since a large body takes a while.
        let judged = spawn_blocking(move || judge_body(&method, &headers, body, &keys)).await;
        judged.unwrap_or_else(|_| {
            let message = "the sandbox failed to judge the request; please report it".to_owned();
            Some((0, Verdict::refused(500, "request", "request", message)))
        })
    }

    fn keep(&self, head: &Parts, size: usize, verdict: Verdict, status: Option<u16>, fault: Option<Fault>) {
        let path = percent_encoding::percent_decode_str(head.uri.path()).decode_utf8_lossy();
        self.inbox.add(Entry {
            id: 0,
            time: format!("{:.3}", Timestamp::now()).replace('Z', "+00:00"),
            method: first_characters(head.method.as_str(), MAX_METHOD).to_owned(),
            path: first_characters(&path, MAX_PATH).to_owned(),
            headers: masked(&head.headers),
            size,
            verdict,
            status,
            fault: fault.map(Fault::description),
        });
    }

    fn refuse_broken(&self, head: &Parts) -> Answer {
        self.refuse(head, 400, "the body is broken off, or not compressed as its header says".to_owned())
    }

    /// Keeps a request that was not read to its end, and answers it. The rest of its body may be anything.
    fn refuse(&self, head: &Parts, status: u16, message: String) -> Answer {
        let verdict = Verdict::refused(status, "request", "request", message);
        let answer = in_json(status, &verdict.answer());
        self.keep(head, 0, verdict, Some(status), None);
        closing(answer)
    }

    async fn fail(&self, head: &Parts, size: usize, fault: Fault) -> Answer {
        let retry_after = self.faults.retry_after(fault);
        let status = if retry_after.is_some() { 429 } else { self.faults.failure() };
        self.keep(head, size, Verdict::none(), Some(status), Some(fault));
        self.delay().await;
        let mut answer = refusal(status, &format!("{}: the sandbox was told to; try again", fault.description()));
        if let Some(seconds) = retry_after {
            answer.headers_mut().insert(RETRY_AFTER, seconds.into());
        }
        answer
    }

    async fn drop_it(&self) -> Result<Answer, Dropped> {
        self.delay().await;
        Err(Dropped)
    }

    async fn delay(&self) {
        sleep(self.faults.delay()).await;
    }
}

fn judge_body(method: &Method, headers: &HeaderMap, body: Vec<u8>, keys: &Keyring) -> Option<(usize, Verdict)> {
    match decompressed(body, headers) {
        Ok(body) => Some((body.len(), judge(method, headers, &body, keys))),
        Err(Unreadable::TooLarge) => Some((0, too_large())),
        Err(Unreadable::Broken) => None,
    }
}

fn closing(mut answer: Answer) -> Answer {
    answer.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    answer
}

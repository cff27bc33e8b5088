//! What the page and scripts ask for.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use hyper::header::{CONTENT_SECURITY_POLICY, HOST, HeaderName, HeaderValue};
use hyper::http::request::Parts;
use hyper::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use crate::answer::{Answer, empty, events, in_json, in_pieces, refusal, whole};
use crate::endpoint::PATH;
use crate::faults::Faults;
use crate::inbox::Inbox;
use crate::keyring::Keyring;
use crate::page::Page;
use crate::sample::sample;

const MAX_LISTENERS: usize = 32;
const MAX_LISTED: usize = 1000;
const MAX_QUERY: usize = 500;
const MAX_ID_DIGITS: usize = 12;
/// Each may hold one request that the inbox has forgotten.
const READERS_AT_ONCE: usize = 64;
const SEARCHES_WAITING: usize = 16;

/// Handlers for everything but uploads.
pub(crate) struct Views {
    keys: Arc<Keyring>,
    inbox: Arc<Inbox>,
    faults: Arc<Faults>,
    heartbeat: Duration,
    page: Page,
    listeners: Arc<Semaphore>,
    readers: Arc<Semaphore>,
    waiting: Semaphore,
    search: Semaphore,
}

impl Views {
    pub(crate) fn new(keys: Arc<Keyring>, inbox: Arc<Inbox>, faults: Arc<Faults>, heartbeat: Duration) -> Self {
        Self {
            keys,
            inbox,
            faults,
            heartbeat,
            page: Page::new(),
            listeners: Arc::new(Semaphore::new(MAX_LISTENERS)),
            readers: Arc::new(Semaphore::new(READERS_AT_ONCE)),
            waiting: Semaphore::new(SEARCHES_WAITING),
            search: Semaphore::new(1),
        }
    }

    /// Answers a request; none if nothing is at its path.
    pub(crate) async fn answer(&self, request: &Parts) -> Option<Answer> {
        let (is_get, is_head) = (request.method == Method::GET, request.method == Method::HEAD);
        let path = request.uri.path();
        if path == "/inbox.json" && request.method == Method::DELETE {
            self.inbox.clear();
            return Some(empty(StatusCode::NO_CONTENT));
        }
        if !is_get && !is_head {
            return None;
        }
        match path {
            "/" => Some(self.page()),
            "/events" if is_get => Some(self.events(request)),
            "/inbox.json" => Some(self.inbox().await),
            "/search.json" => Some(self.search(request.uri.query().unwrap_or_default()).await),
            "/sample.json" => Some(in_json(200, &sample(&self.keys, &url(request)))),
            _ => {
                let id = path.strip_prefix("/inbox/")?.strip_suffix(".json")?;
                let is_id = (1..=MAX_ID_DIGITS).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_digit());
                Some(self.entry(id.parse().ok().filter(|_| is_id)?).await)
            }
        }
    }

    fn page(&self) -> Answer {
        let Some((html, policy)) = self.page.render() else {
            return refusal(500, "the operating system gives no random bytes");
        };
        let mut answer = whole(Bytes::from(html), HeaderValue::from_static("text/html; charset=utf-8"));
        answer.headers_mut().extend(HeaderValue::try_from(policy).map(|policy| (CONTENT_SECURITY_POLICY, policy)));
        answer
    }

    /// Tells of requests as they come, as server-sent events; first of those that are there.
    fn events(&self, request: &Parts) -> Answer {
        let Ok(place) = Arc::clone(&self.listeners).try_acquire_owned() else {
            return refusal(503, &format!("{MAX_LISTENERS} pages are open already; close one"));
        };
        let messages = self.inbox.listen();
        let hello = Bytes::from(format!("event: hello\ndata: {}\n\n", self.about(request)));
        let mut answer = events(hello, messages, self.heartbeat, place);
        answer.headers_mut().insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
        answer
    }

    /// Every request, the newest first, with what it held; written in pieces, since it can be large.
    async fn inbox(&self) -> Answer {
        let inbox = Arc::clone(&self.inbox);
        // One may have gone meanwhile.
        let entries = self.inbox.ids().into_iter().filter_map(move |id| inbox.get(id));
        let requests = entries.enumerate().flat_map(|(index, entry)| {
            let separator = Bytes::from_static(if index == 0 { b"" } else { b",\n" });
            [separator].into_iter().chain(entry.to_json())
        });
        let start = Bytes::from_static(b"{\"requests\": [");
        let end = Bytes::from(format!("], \"dropped\": {}}}\n", self.inbox.dropped()));
        self.pieces(Box::new([start].into_iter().chain(requests).chain([end]))).await
    }

    /// One request; its events as the text that they were.
    async fn entry(&self, id: u64) -> Answer {
        match self.inbox.get(id) {
            Some(entry) => self.pieces(entry.to_detail()).await,
            None => refusal(404, "this request is not in the inbox any more"),
        }
    }

    /// Writes JSON as fast as it is read, for a few readers at a time.
    async fn pieces(&self, pieces: Box<dyn Iterator<Item = Bytes> + Send>) -> Answer {
        match Arc::clone(&self.readers).acquire_owned().await {
            Ok(place) => in_pieces(pieces, place),
            Err(_) => refusal(503, "the sandbox ends"),
        }
    }

    /// The ids of the requests that hold the text `q`.
    async fn search(&self, query: &str) -> Answer {
        let wanted = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "q");
        let wanted = wanted.map(|(_, value)| value.into_owned()).unwrap_or_default();
        if wanted.chars().count() > MAX_QUERY {
            return refusal(400, &format!("the text to look for is too long; give at most {MAX_QUERY} characters"));
        }
        let Ok(_waiting) = self.waiting.try_acquire() else {
            return refusal(503, "too many searches at once; try again");
        };
        let _turn = self.search.acquire().await.ok();
        let inbox = Arc::clone(&self.inbox);
        match spawn_blocking(move || inbox.search(&wanted)).await {
            Ok(ids) => in_json(200, &json!({ "ids": ids })),
            Err(_) => refusal(500, "the sandbox failed to search; please report it"),
        }
    }

    /// What a page must know at first.
    fn about(&self, request: &Parts) -> Value {
        let ids = self.inbox.ids();
        let listed = ids.iter().take(MAX_LISTED).filter_map(|id| self.inbox.get(*id));
        json!({
            "endpoint": url(request),
            "keep": self.inbox.keep,
            "max_bytes": self.inbox.max_bytes,
            "dropped": self.inbox.dropped(),
            "schemes": self.keys.schemes().collect::<Vec<_>>(),
            "faults": self.faults.to_json(),
            "requests": listed.map(|entry| Value::from(entry.summary())).collect::<Vec<_>>(),
        })
    }
}

/// The endpoint's URL, under the name that the client has for the sandbox.
fn url(request: &Parts) -> String {
    let host = request.headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    format!("http://{host}{PATH}")
}

//! One request after the other over HTTP.

use std::error::Error;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use netcore_aes_core::UploadHeaders;
use reqwest::header::{ACCEPT_ENCODING, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER};
use reqwest::{Body, Client, Response};
use rustls::CertificateError;
use zeroize::Zeroizing;

use crate::answer::Answer;
use crate::fault::Fault;
use crate::patience::wait;
use crate::pause::retry_after;

const MAX_ANSWER_BYTES: usize = 65_536;
const MAX_MESSAGE: usize = 200;
/// The time without progress is for each step: an endpoint that reads or sends a byte now and then would be waited for without end.
const WHOLE_REQUEST_TIMEOUTS: u32 = 4;
const MESSAGE_TIME: Duration = Duration::from_secs(5);
/// The size of the pieces of a body, by which progress is seen.
const FRAME: usize = 1 << 17;

/// Posts bodies.
pub(crate) struct Poster {
    client: Client,
    url: String,
    headers: HeaderMap,
    api_key: Zeroizing<String>,
    timeout: Duration,
}

impl Poster {
    /// Makes one. `timeout`: the time without progress after which a request is given up.
    pub(crate) fn new(
        client: Client,
        url: &str,
        headers: &UploadHeaders,
        api_key: &str,
        timeout: Duration,
    ) -> Result<Self, Fault> {
        let mut map = HeaderMap::new();
        for (name, value) in headers.pairs() {
            let name = HeaderName::from_bytes(name.as_bytes());
            let (Ok(name), Ok(mut value)) = (name, HeaderValue::from_str(value)) else {
                return Err(Fault::input("a header has a character that HTTP does not allow"));
            };
            value.set_sensitive(true);
            map.insert(name, value);
        }
        map.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        let api_key = Zeroizing::new(api_key.to_owned());
        Ok(Self { client, url: url.to_owned(), headers: map, api_key, timeout })
    }

    /// Posts a body, once. It is given up when `is_ended` says so.
    pub(crate) async fn post(&self, body: Bytes, is_ended: impl Fn() -> bool) -> Answer {
        let sent = Arc::new(AtomicU64::new(0));
        let body = Body::wrap(Watched { rest: body, sent: sent.clone() });
        let request = self.client.post(&self.url).headers(self.headers.clone()).body(body).send();
        let (mut seen, mut idle, mut whole) = (0, Duration::ZERO, Duration::ZERO);
        let response = wait(request, |tick| {
            let progress = sent.load(Ordering::Relaxed);
            idle = if progress == std::mem::replace(&mut seen, progress) { idle.saturating_add(tick) } else { tick };
            whole = whole.saturating_add(tick);
            idle >= self.timeout || whole >= self.whole_timeout() || is_ended()
        });
        let response = response.await;
        let was_sent = sent.load(Ordering::Relaxed) > 0;
        match response {
            Some(Ok(response)) => self.answer(response, is_ended).await,
            Some(Err(error)) => failed(&error, was_sent),
            None if is_ended() => Answer::none("ended", was_sent),
            None => Answer::none("it did not answer in time", was_sent),
        }
    }

    const fn whole_timeout(&self) -> Duration {
        self.timeout.saturating_mul(WHOLE_REQUEST_TIMEOUTS)
    }

    /// Reads the answer to its end if it is short, so that the connection serves the next request.
    async fn answer(&self, mut response: Response, is_ended: impl Fn() -> bool) -> Answer {
        let status = response.status().as_u16();
        let header = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
        let retry_after = header.and_then(|value| retry_after(value, SystemTime::now()));
        let mut data = Vec::new();
        let mut waited = Duration::ZERO;
        let read = wait(read(&mut response, &mut data), |tick| {
            waited = waited.saturating_add(tick);
            waited >= MESSAGE_TIME.min(self.whole_timeout()) || is_ended()
        });
        // The status has come, and it is what counts.
        if !read.await.unwrap_or(false) {
            data.clear();
        }
        Answer { message: message(&data, &self.api_key), retry_after, ..Answer::of_status(status) }
    }
}

/// Reads up to the limit; returns whether that went well.
async fn read(response: &mut Response, data: &mut Vec<u8>) -> bool {
    loop {
        match response.chunk().await {
            Ok(Some(piece)) => data.extend_from_slice(&piece),
            Ok(None) => return true,
            Err(_) => return false,
        }
        if data.len() >= MAX_ANSWER_BYTES {
            return true;
        }
    }
}

/// The endpoint's words on one line, without the API key.
fn message(data: &[u8], api_key: &str) -> String {
    // Cut only afterwards, or a half of the API key could slip through.
    let text = String::from_utf8_lossy(data).replace(api_key, "********");
    let words: Vec<&str> = text.split_whitespace().collect();
    let message: String = words.join(" ").chars().take(MAX_MESSAGE).collect();
    message.chars().map(|character| if crate::text::is_printable(character) { character } else { ' ' }).collect()
}

/// A body that tells how much of it was taken.
struct Watched {
    rest: Bytes,
    sent: Arc<AtomicU64>,
}

impl http_body::Body for Watched {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        if self.rest.is_empty() {
            return Poll::Ready(None);
        }
        let len = self.rest.len().min(FRAME);
        let piece = self.rest.split_to(len);
        self.sent.fetch_add(1, Ordering::Relaxed);
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(u64::try_from(self.rest.len()).unwrap_or(u64::MAX))
    }
}

/// What the errors of an HTTP proxy and a SOCKS proxy say when they want a password, or another one.
const PROXY_LOGIN: [&str; 4] = [
    "proxy authorization required",
    "credentials not accepted",
    "does not support user/pass authentication",
    "implements authentication incorrectly",
];

/// What is wrong with a certificate, and what to look at.
const fn distrusted(fault: &CertificateError) -> (&'static str, &'static str) {
    let clock = "check the clock of this machine, and tell the endpoint's owner";
    match fault {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => ("its certificate has expired", clock),
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            ("its certificate is not valid yet", clock)
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            ("its certificate is for another name", "check --endpoint")
        }
        _ => ("its certificate is not trusted", "see --ca-bundle"),
    }
}

/// The answer for a request that failed. The error's own text may hold the URL of a proxy with its password.
fn failed(error: &reqwest::Error, was_sent: bool) -> Answer {
    let mut certificate = None;
    let mut texts = String::new();
    let mut source = error.source();
    while let Some(error) = source {
        match error.downcast_ref() {
            Some(rustls::Error::InvalidCertificate(fault)) => certificate = Some(fault.clone()),
            // For which rustls has no name: the system judges certificates there.
            Some(rustls::Error::General(_)) if cfg!(any(windows, target_vendor = "apple")) => {
                certificate = Some(CertificateError::UnknownIssuer);
            }
            _ => {}
        }
        texts.push_str(&error.to_string());
        texts.push('\n');
        // An error of I/O does not count what it was made of among its sources.
        let inner = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        source = inner.map(|inner| -> &(dyn Error + 'static) { inner }).or_else(|| error.source());
    }
    let proxy = "check the variable HTTPS_PROXY or ALL_PROXY";
    let (message, setting) = if let Some(fault) = certificate {
        let (message, setting) = distrusted(&fault);
        (message, Some(setting))
    } else if PROXY_LOGIN.iter().any(|text| texts.contains(text)) {
        ("the proxy asks for a password", Some(proxy))
    } else if texts.contains("tunnel") || texts.contains("socks") || texts.contains("SOCKS") {
        ("the proxy does not connect to it", None)
    } else if error.is_dns() {
        ("its name is not known", None)
    } else if error.is_connect() {
        ("no connection", None)
    } else {
        ("the connection ended", None)
    };
    Answer { setting, ..Answer::none(message, was_sent) }
}

//! An answer: its head, and a body that is written as fast as it is read.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use hyper::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName, HeaderValue, REFERRER_POLICY};
use hyper::header::{X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS};
use hyper::{Response, StatusCode};
use serde_json::{Value, json};
use tokio::sync::{OwnedSemaphorePermit, mpsc};
use tokio::time::{Sleep, sleep};

use crate::connection::OwnTurn;

pub(crate) type Answer = Response<Content>;

/// What keeps browsers from sharing or guessing an answer.
const HEADERS: [(HeaderName, HeaderValue); 6] = [
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (CACHE_CONTROL, HeaderValue::from_static("no-store")),
];
const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");

/// The body of an answer, and the place among the readers that it takes.
pub(crate) struct Content {
    kind: Kind,
    _place: Option<OwnedSemaphorePermit>,
    turn: Option<OwnTurn>,
}

enum Kind {
    Whole(Option<Bytes>),
    Pieces(Box<dyn Iterator<Item = Bytes> + Send>),
    Events { hello: Option<Bytes>, messages: mpsc::Receiver<Bytes>, heartbeat: Duration, silence: Pin<Box<Sleep>> },
}

/// Makes an answer in JSON.
pub(crate) fn in_json(status: u16, value: &Value) -> Answer {
    let mut answer = whole(Bytes::from(value.to_string()), JSON);
    *answer.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    answer
}

/// Makes an error in the form of the endpoint's.
pub(crate) fn refusal(status: u16, message: &str) -> Answer {
    in_json(status, &json!({"status": "error", "message": message}))
}

/// Makes an answer of bytes.
pub(crate) fn whole(bytes: Bytes, content_type: HeaderValue) -> Answer {
    with(Kind::Whole(Some(bytes)), None, Some(content_type))
}

/// Makes an answer without a body.
pub(crate) fn empty(status: StatusCode) -> Answer {
    let mut answer = with(Kind::Whole(None), None, None);
    *answer.status_mut() = status;
    answer
}

/// Makes an answer in JSON that is large, for a reader that has a place.
pub(crate) fn in_pieces(pieces: Box<dyn Iterator<Item = Bytes> + Send>, place: OwnedSemaphorePermit) -> Answer {
    with(Kind::Pieces(pieces), Some(place), Some(JSON))
}

/// Makes an answer of server-sent events that goes on until there are no more messages.
pub(crate) fn events(
    hello: Bytes,
    messages: mpsc::Receiver<Bytes>,
    heartbeat: Duration,
    place: OwnedSemaphorePermit,
) -> Answer {
    let silence = Box::pin(sleep(heartbeat));
    let kind = Kind::Events { hello: Some(hello), messages, heartbeat, silence };
    with(kind, Some(place), Some(HeaderValue::from_static("text/event-stream")))
}

fn with(kind: Kind, place: Option<OwnedSemaphorePermit>, content_type: Option<HeaderValue>) -> Answer {
    let mut answer = Response::new(Content { kind, _place: place, turn: None });
    answer.headers_mut().extend(HEADERS);
    answer.headers_mut().extend(content_type.map(|value| (CONTENT_TYPE, value)));
    answer
}

impl Content {
    /// The sandbox's turn ends when all of it is written.
    pub(crate) fn hold(&mut self, turn: OwnTurn) {
        self.turn = Some(turn);
    }
}

impl Body for Content {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let next = match &mut self.get_mut().kind {
            Kind::Whole(bytes) => Poll::Ready(bytes.take()),
            Kind::Pieces(pieces) => Poll::Ready(pieces.next()),
            Kind::Events { hello, messages, heartbeat, silence } => match hello.take() {
                Some(hello) => Poll::Ready(Some(hello)),
                None => next_message(messages, *heartbeat, silence, cx),
            },
        };
        next.map(|bytes| bytes.map(|bytes| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        matches!(self.kind, Kind::Whole(None))
    }

    fn size_hint(&self) -> SizeHint {
        match &self.kind {
            Kind::Whole(bytes) => {
                let len = bytes.as_ref().map_or(0, Bytes::len);
                SizeHint::with_exact(u64::try_from(len).unwrap_or(u64::MAX))
            }
            _ => SizeHint::default(),
        }
    }
}

/// The next message, or a sign of life: so a connection that is gone is found.
fn next_message(
    messages: &mut mpsc::Receiver<Bytes>,
    heartbeat: Duration,
    silence: &mut Pin<Box<Sleep>>,
    cx: &mut Context<'_>,
) -> Poll<Option<Bytes>> {
    let next = match messages.poll_recv(cx) {
        Poll::Pending => silence.as_mut().poll(cx).map(|()| Some(Bytes::from_static(b": still here\n\n"))),
        ready @ Poll::Ready(_) => ready,
    };
    if next.is_ready() {
        silence.set(sleep(heartbeat));
    }
    next
}

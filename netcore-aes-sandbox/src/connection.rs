//! A connection that ends when its client keeps the sandbox waiting.

use std::io::{self, ErrorKind, IoSlice};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep};

use crate::limits::Limits;

/// Whose turn it is: the sandbox's from the end of a request's head to the end of its answer.
#[derive(Clone, Default)]
pub(crate) struct Turn(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    is_own: bool,
    /// Whether a turn of the sandbox's has begun since a read looked last: one may begin and end between two reads.
    has_begun: bool,
    /// Of the task that reads.
    reader: Option<Waker>,
}

impl Turn {
    /// Begins the sandbox's turn; it ends when the value is dropped.
    pub(crate) fn begin(&self) -> OwnTurn {
        let mut state = self.state();
        (state.is_own, state.has_begun) = (true, true);
        drop(state);
        OwnTurn(self.clone())
    }

    /// Whether the client is waited for.
    pub(crate) fn is_clients(&self) -> bool {
        !self.state().is_own
    }

    /// Whether it is the sandbox's turn, and whether one has begun since the last look. The reader is woken when one ends.
    fn look(&self, cx: &Context<'_>) -> (bool, bool) {
        let mut state = self.state();
        state.reader = Some(cx.waker().clone());
        (state.is_own, std::mem::take(&mut state.has_begun))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The sandbox's turn, as long as it lasts.
pub(crate) struct OwnTurn(Turn);

impl Drop for OwnTurn {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.is_own = false;
        // It begins to wait for the next request.
        state.reader.take().into_iter().for_each(Waker::wake);
    }
}

/// A connection, and the time that its client has: to end a head, to begin the next one, to read an answer.
pub(crate) struct Connection {
    stream: TcpStream,
    turn: Turn,
    head: Duration,
    idle: Duration,
    stall: Duration,
    /// For the client to send; none while it is the sandbox's turn.
    patience: Option<Pin<Box<Sleep>>>,
    is_in_head: bool,
    /// For the client to read.
    unread: Option<Pin<Box<Sleep>>>,
}

impl Connection {
    pub(crate) fn new(stream: TcpStream, turn: Turn, limits: &Limits) -> Self {
        let Limits { head, idle, stall, .. } = *limits;
        // The first request must come as soon as it can.
        let patience = Some(Box::pin(sleep(head)));
        Self { stream, turn, head, idle, stall, patience, is_in_head: true, unread: None }
    }

    /// Ends the write if it waits for longer than an answer may stay unread.
    fn unless_stalled<T>(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.unread = None;
            return written;
        }
        let stall = self.stall;
        ready!(self.unread.get_or_insert_with(|| Box::pin(sleep(stall))).as_mut().poll(cx));
        Poll::Ready(Err(ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Connection {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buffer.filled().len();
        let read = Pin::new(&mut this.stream).poll_read(cx, buffer);
        let (is_own, has_begun) = this.turn.look(cx);
        if has_begun {
            (this.patience, this.is_in_head) = (None, false);
        }
        if is_own {
            return read;
        }
        if !this.is_in_head && buffer.filled().len() > before {
            (this.patience, this.is_in_head) = (Some(Box::pin(sleep(this.head))), true);
        }
        if read.is_ready() {
            return read;
        }
        let idle = this.idle;
        ready!(this.patience.get_or_insert_with(|| Box::pin(sleep(idle))).as_mut().poll(cx));
        Poll::Ready(Err(ErrorKind::TimedOut.into()))
    }
}

impl AsyncWrite for Connection {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.stream).poll_write(cx, bytes);
        this.unless_stalled(cx, written)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.stream).poll_write_vectored(cx, bytes);
        this.unless_stalled(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}

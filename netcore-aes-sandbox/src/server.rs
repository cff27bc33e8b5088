//! The server: its parts joined, started and stopped.

use std::io;
use std::net::{SocketAddr, ToSocketAddrs as _};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::answer::Answer;
use crate::connection::{Connection, Turn};
use crate::endpoint::{Dropped, Endpoint, PATH};
use crate::faults::Faults;
use crate::guard::{Guard, bare};
use crate::inbox::Inbox;
use crate::keyring::Keyring;
use crate::limits::Limits;
use crate::signals::told_to_end;
use crate::views::Views;

/// Connections that come all at once are kept waiting by the kernel, rather than told to try again in a second.
const BACKLOG: u32 = 1024;
/// About the longest head of a request, in bytes.
const MAX_HEAD: usize = 32_768;
/// Threads that judge and search.
const THREADS: usize = 8;
/// A shortage of files or memory passes.
const SHORTAGE: Duration = Duration::from_millis(100);
/// Until one more connection is told that there are too many.
const CROWDED: Duration = Duration::from_millis(20);

/// What a sandbox is started with.
#[derive(Debug)]
pub struct Settings {
    /// The name or the IP address to listen on.
    pub host: String,
    /// The port to listen on; 0 takes a free one.
    pub port: u16,
    /// The keys to decrypt with.
    pub keys: Keyring,
    /// What to do to requests.
    pub faults: Faults,
    /// The most requests to keep, at least 1.
    pub keep: u64,
    /// The patience with clients.
    pub limits: Limits,
}

/// A sandbox that listens, and is yet to answer.
pub struct Sandbox {
    runtime: Runtime,
    listener: TcpListener,
    signals: Pin<Box<dyn Future<Output = ()> + Send>>,
    url: String,
    app: Arc<App>,
}

struct App {
    guard: Guard,
    endpoint: Endpoint,
    views: Views,
    inbox: Arc<Inbox>,
    limits: Limits,
    /// Tells connections in turn, the oldest first, that there are too many: one whose client is waited for ends.
    crowded: Notify,
}

impl Sandbox {
    /// Listens. From then on SIGINT and SIGTERM end [`Self::run`], and not the process.
    ///
    /// # Errors
    /// If the address cannot be had.
    pub fn bind(settings: Settings) -> io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().max_blocking_threads(THREADS).build()?;
        let host = bare(&settings.host);
        let (listener, signals) = {
            let _entered = runtime.enter();
            (listen(&host, settings.port)?, told_to_end())
        };
        let port = listener.local_addr()?.port();
        let url =
            if host.contains(':') { format!("http://[{host}]:{port}/") } else { format!("http://{host}:{port}/") };
        Ok(Self { runtime, listener, signals, url, app: Arc::new(App::new(settings)) })
    }

    /// The address of the page, which ends in a slash.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The address that takes uploads.
    #[must_use]
    pub fn endpoint(&self) -> String {
        format!("{}{PATH}", self.url.trim_end_matches('/'))
    }

    /// Answers until SIGINT or SIGTERM comes. Requests on their way get a moment to be answered.
    pub fn run(self) {
        let Self { runtime, listener, signals, app, .. } = self;
        runtime.block_on(app.serve(listener, signals));
        // What is being judged has no one to be told to.
        runtime.shutdown_background();
    }

    /// Answers as [`Self::run`] does, until `stop` is there.
    pub fn run_until(mut self, stop: impl Future<Output = ()> + Send + 'static) {
        self.signals = Box::pin(stop);
        self.run();
    }
}

impl App {
    fn new(Settings { host, keys, faults, keep, limits, .. }: Settings) -> Self {
        let (keys, faults) = (Arc::new(keys), Arc::new(faults));
        let inbox = Arc::new(Inbox::new(keep, limits.inbox_bytes));
        Self {
            guard: Guard::new(&host),
            endpoint: Endpoint::new(Arc::clone(&keys), Arc::clone(&inbox), Arc::clone(&faults), limits.clone()),
            views: Views::new(keys, Arc::clone(&inbox), faults, limits.heartbeat),
            inbox,
            limits,
            crowded: Notify::new(),
        }
    }

    async fn serve(self: Arc<Self>, listener: TcpListener, stop: Pin<Box<dyn Future<Output = ()> + Send>>) {
        let places = Arc::new(Semaphore::new(self.limits.connections));
        let (end, ended) = watch::channel(());
        let mut connections = JoinSet::new();
        let mut stop = stop;
        {
            let mut next = pin!(self.accept(&listener, &places));
            loop {
                tokio::select! {
                    () = &mut stop => break,
                    accepted = next.as_mut() => {
                        let Some((stream, place)) = accepted else { break };
                        connections.spawn(Arc::clone(&self).converse(stream, place, ended.clone()));
                        next.set(self.accept(&listener, &places));
                    }
                    Some(_) = connections.join_next(), if !connections.is_empty() => {}
                }
            }
        }
        drop(listener);
        self.inbox.close();
        _ = end.send(());
        _ = timeout(self.limits.end, async { while connections.join_next().await.is_some() {} }).await;
    }

    /// The next connection, and its place.
    async fn accept(
        &self,
        listener: &TcpListener,
        places: &Arc<Semaphore>,
    ) -> Option<(TcpStream, OwnedSemaphorePermit)> {
        let stream = loop {
            match listener.accept().await {
                Ok((stream, _)) => break stream,
                Err(_) => sleep(SHORTAGE).await,
            }
        };
        // An answer goes out at once.
        _ = stream.set_nodelay(true);
        if let Ok(place) = Arc::clone(places).try_acquire_owned() {
            return Some((stream, place));
        }
        loop {
            self.crowded.notify_one();
            if let Ok(place) = timeout(CROWDED, Arc::clone(places).acquire_owned()).await {
                return place.ok().map(|place| (stream, place));
            }
        }
    }

    /// Answers the requests of one connection, until it ends or the sandbox does.
    async fn converse(self: Arc<Self>, stream: TcpStream, place: OwnedSemaphorePermit, mut ended: watch::Receiver<()>) {
        let turn = Turn::default();
        let io = TokioIo::new(Connection::new(stream, turn.clone(), &self.limits));
        let service = service_fn(|request| self.answer(request, &turn));
        let mut connection = pin!(http1::Builder::new().max_buf_size(MAX_HEAD).serve_connection(io, service));
        let mut crowded = pin!(self.crowded.notified());
        loop {
            tokio::select! {
                // What ends it early is of the client's making.
                _ = connection.as_mut() => break,
                _ = ended.changed() => {
                    connection.as_mut().graceful_shutdown();
                    _ = connection.await;
                    break;
                }
                () = crowded.as_mut() => {
                    if turn.is_clients() {
                        break;
                    }
                    crowded.set(self.crowded.notified());
                }
            }
        }
        drop(place);
    }

    async fn answer(&self, request: Request<Incoming>, turn: &Turn) -> Result<Answer, Dropped> {
        let turn = turn.begin();
        let (head, body) = request.into_parts();
        let mut answer = match self.guard.refuse(&head) {
            Some(refused) => refused,
            None if head.uri.path() == PATH => self.endpoint.upload(head, body).await?,
            None => match self.views.answer(&head).await {
                Some(answer) => answer,
                None => self.endpoint.elsewhere(&head, body),
            },
        };
        answer.body_mut().hold(turn);
        Ok(answer)
    }
}

fn listen(host: &str, port: u16) -> io::Result<TcpListener> {
    let mut refused = io::Error::from(io::ErrorKind::AddrNotAvailable);
    for address in (host, port).to_socket_addrs()? {
        match listen_on(address) {
            Ok(listener) => return Ok(listener),
            Err(error) => refused = error,
        }
    }
    Err(refused)
}

fn listen_on(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // On Windows it would share the port with another program.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

//! Peers of a network: an authority with its certificates, an endpoint with TLS, and proxies that lead to it.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper::{Request, Response, Version};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::TlsAcceptor;

/// An authority, and its certificate in PEM.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pub pem: String,
}

/// A certificate and its key.
pub struct Identity(CertificateDer<'static>, PrivateKeyDer<'static>);

impl Authority {
    pub fn new() -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let der = STANDARD.encode(params.self_signed(&key).unwrap().der());
        let pem = format!("-----BEGIN CERTIFICATE-----\n{der}\n-----END CERTIFICATE-----\n");
        Self { issuer: Issuer::new(params, key), pem }
    }

    /// Certifies a name or an address up to a year.
    pub fn certify(&self, name: &str, last_year: i32) -> Identity {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        params.not_after = date_time_ymd(last_year, 1, 1);
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        Identity(certificate.der().clone(), PrivateKeyDer::Pkcs8(key.serialize_der().into()))
    }
}

/// What an endpoint has taken: the version of HTTP, and the identities of the events.
type Taken = Arc<Mutex<Vec<(Version, Vec<usize>)>>>;

/// An endpoint with TLS, for as long as the test runs.
pub struct TlsEndpoint {
    pub port: u16,
    pub taken: Taken,
}

impl TlsEndpoint {
    /// Speaks the protocols (ALPN), of which the first that the client speaks, too, is chosen.
    pub fn new(identity: Identity, protocols: &[&str]) -> Self {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        let mut config = config.with_no_client_auth().with_single_cert(vec![identity.0], identity.1).unwrap();
        config.alpn_protocols = protocols.iter().map(|name| name.as_bytes().to_vec()).collect();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let endpoint = Self { port: listener.local_addr().unwrap().port(), taken: Taken::default() };
        let taken = endpoint.taken.clone();
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(accept(listener, TlsAcceptor::from(Arc::new(config)), taken));
        });
        endpoint
    }

    /// The identities of all events, in order of their numbers.
    pub fn identities(&self) -> Vec<usize> {
        let mut all: Vec<_> = self.taken.lock().unwrap().iter().flat_map(|(_, taken)| taken.clone()).collect();
        all.sort_unstable();
        all
    }
}

async fn accept(listener: TcpListener, acceptor: TlsAcceptor, taken: Taken) {
    let listener = tokio::net::TcpListener::from_std(listener).unwrap();
    while let Ok((stream, _)) = listener.accept().await {
        let (acceptor, taken) = (acceptor.clone(), taken.clone());
        tokio::spawn(async move {
            // A client may not trust the certificate.
            let Ok(stream) = acceptor.accept(stream).await else { return };
            let is_http2 = stream.get_ref().1.alpn_protocol() == Some(b"h2");
            let service = service_fn(move |request| answer(request, taken.clone()));
            let stream = TokioIo::new(stream);
            _ = if is_http2 {
                http2::Builder::new(TokioExecutor::new()).serve_connection(stream, service).await
            } else {
                http1::Builder::new().serve_connection(stream, service).await
            };
        });
    }
}

async fn answer(request: Request<Incoming>, taken: Taken) -> Result<Response<Full<Bytes>>, hyper::Error> {
    let version = request.version();
    let body = request.into_body().collect().await?.to_bytes();
    taken.lock().unwrap().push((version, crate::identities(&body)));
    Ok(Response::new(Full::new(Bytes::from_static(b"{}"))))
}

/// A proxy that leads to one port of this machine, whatever it is asked for.
pub struct Proxy {
    pub port: u16,
    /// Who it was asked for: a host and a port.
    pub asked: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    /// `password`: what it takes, as `user:password`.
    pub fn new(is_socks: bool, password: Option<&'static str>, target: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let proxy = Self { port: listener.local_addr().unwrap().port(), asked: Arc::default() };
        let asked = proxy.asked.clone();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let asked = asked.clone();
                thread::spawn(move || {
                    let mut stream = stream?;
                    let host = if is_socks { socks(&mut stream, password) } else { connect(&mut stream, password) }?;
                    asked.lock().unwrap().push(host);
                    join(stream, TcpStream::connect(("127.0.0.1", target))?)
                });
            }
        });
        proxy
    }

    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

/// Reads `CONNECT`.
fn connect(stream: &mut TcpStream, password: Option<&str>) -> io::Result<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(byte(stream)?);
    }
    let head = String::from_utf8(head).unwrap();
    let given = head.lines().find_map(|line| line.strip_prefix("proxy-authorization: Basic "));
    if password.is_some_and(|password| given != Some(&STANDARD.encode(password))) {
        stream.write_all(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")?;
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n")?;
    Ok(head.strip_prefix("CONNECT ").unwrap().split(' ').next().unwrap().to_owned())
}

/// Speaks SOCKS 5 (RFC 1928, RFC 1929).
fn socks(stream: &mut TcpStream, password: Option<&str>) -> io::Result<String> {
    let [_, count] = bytes(stream)?;
    let methods: Vec<u8> = (0..count).map(|_| byte(stream)).collect::<Result<_, _>>()?;
    let method = if password.is_some() { 2 } else { 0 };
    if !methods.contains(&method) {
        stream.write_all(&[5, 0xff])?;
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    stream.write_all(&[5, method])?;
    if let Some(password) = password {
        byte(stream)?;
        let is_right = format!("{}:{}", text(stream)?, text(stream)?) == password;
        stream.write_all(&[1, u8::from(!is_right)])?;
        if !is_right {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
    }
    let [_, _, _, kind] = bytes(stream)?;
    let host = match kind {
        1 => std::net::Ipv4Addr::from(bytes::<4>(stream)?).to_string(),
        4 => format!("[{}]", std::net::Ipv6Addr::from(bytes::<16>(stream)?)),
        _ => text(stream)?,
    };
    let port = u16::from_be_bytes(bytes(stream)?);
    stream.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0])?;
    Ok(format!("{host}:{port}"))
}

fn bytes<const N: usize>(stream: &mut TcpStream) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    stream.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn byte(stream: &mut TcpStream) -> io::Result<u8> {
    bytes::<1>(stream).map(|[byte]| byte)
}

/// A length of one byte, and a text.
fn text(stream: &mut TcpStream) -> io::Result<String> {
    let mut text = vec![0; byte(stream)?.into()];
    stream.read_exact(&mut text)?;
    Ok(String::from_utf8(text).unwrap())
}

fn join(client: TcpStream, server: TcpStream) -> io::Result<()> {
    let (mut from, mut to) = (client.try_clone()?, server.try_clone()?);
    let there = thread::spawn(move || {
        _ = io::copy(&mut from, &mut to);
        _ = to.shutdown(Shutdown::Write);
    });
    let (mut from, mut to) = (server, client);
    _ = io::copy(&mut from, &mut to);
    _ = to.shutdown(Shutdown::Write);
    _ = there.join();
    Ok(())
}

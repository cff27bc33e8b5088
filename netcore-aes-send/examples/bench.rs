//! The other side of `make bench` for `send`: `bench sink` takes requests and does nothing with them; `bench post URL COUNT EVENTS
//! CONNECTIONS` posts COUNT ready bodies of EVENTS events, by the same HTTP client as `send`; `bench check FILE` checks events as
//! the core does. The last two print the nanoseconds that an event took.
#![allow(clippy::print_stdout, reason = "a benchmark prints figures")]

use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Instant;

use bytes::Bytes;
use netcore_aes_core::{EventContext, EventSplitter, SplitEvent, check_event};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["sink"] => sink(),
        ["post", url, count, events, connections] => {
            let (count, events): (u64, u64) = (count.parse()?, events.parse()?);
            let nanos = post(url, count, events, connections.parse()?)?;
            print_rate(nanos, count.saturating_mul(events))
        }
        ["check", file] => check(file),
        _ => Err("bench sink | post URL COUNT EVENTS CONNECTIONS | check FILE".into()),
    }
}

fn print_rate(nanos: u128, events: u64) -> Result<()> {
    println!("{}", nanos.checked_div(events.into()).ok_or("no event")?);
    Ok(())
}

/// Prints its port; each connection has a thread.
fn sink() -> Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    println!("{}", listener.local_addr()?.port());
    for stream in listener.incoming() {
        let stream = stream?;
        // A client may leave at any time.
        thread::spawn(move || _ = take(&stream));
    }
    Ok(())
}

fn take(stream: &TcpStream) -> Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::with_capacity(1 << 18, stream);
    let mut line = Vec::new();
    loop {
        let mut length = 0;
        loop {
            line.clear();
            if reader.read_until(b'\n', &mut line)? == 0 {
                return Ok(());
            }
            line.make_ascii_lowercase();
            if let Some(value) = line.strip_prefix(b"content-length:") {
                length = str::from_utf8(value)?.trim().parse::<u64>()?;
            }
            if line == b"\r\n" {
                break;
            }
        }
        std::io::copy(&mut reader.by_ref().take(length), &mut std::io::sink())?;
        (&mut &*stream).write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")?;
    }
}

/// Posts bodies as large as those of `send`.
fn post(url: &str, count: u64, events: u64, connections: usize) -> Result<u128> {
    let size = usize::try_from(events.saturating_mul(535))?;
    let body = Bytes::from(format!(r#"{{"encryptedRequest":"{}"}}"#, "A".repeat(size)));
    let client = reqwest::Client::builder().tls_backend_preconfigured(no_tls()?).tcp_nodelay(true).build()?;
    let left = Arc::new(AtomicU64::new(count));
    let begin = Instant::now();
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
        let tasks: Vec<_> = (0..connections)
            .map(|_| {
                let (client, body, left, url) = (client.clone(), body.clone(), left.clone(), url.to_owned());
                tokio::spawn(async move {
                    while left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok() {
                        client.post(&url).body(body.clone()).send().await?.bytes().await?;
                    }
                    reqwest::Result::Ok(())
                })
            })
            .collect();
        for task in tasks {
            task.await??;
        }
        Result::Ok(())
    })?;
    Ok(begin.elapsed().as_nanos())
}

fn no_tls() -> Result<rustls::ClientConfig> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    Ok(config.with_root_certificates(rustls::RootCertStore::empty()).with_no_client_auth())
}

/// Checks each event of a file, in one thread.
fn check(file: &str) -> Result<()> {
    let begin = Instant::now();
    let (mut file, mut block) = (File::open(file)?, vec![0; 1 << 18]);
    let (mut splitter, mut events, mut problems) = (EventSplitter::new(1 << 20), 0_u64, 0);
    let context = EventContext::default();
    loop {
        let len = file.read(&mut block)?;
        let mut piece = block.get(..len).unwrap_or_default();
        if piece.is_empty() {
            break;
        }
        while let Some(event) = splitter.next(&mut piece)? {
            let SplitEvent::Whole(event) = event else { return Err("an event is too long".into()) };
            problems = check_event(event, 0, &context)?.len().max(problems);
            events = events.saturating_add(1);
        }
    }
    if problems > 0 { Err("an event has a problem".into()) } else { print_rate(begin.elapsed().as_nanos(), events) }
}

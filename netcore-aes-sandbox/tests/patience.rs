//! Clients that keep the sandbox waiting, and those that do not: each in a sandbox of its own, with little patience.
//! They are left out by Wine, whose sockets are slow at times.
#![cfg(not(netcore_aes_wine))]
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::thread::{self, JoinHandle, sleep};
use std::time::{Duration, Instant};

use netcore_aes_core::Cipher;
use netcore_aes_sandbox::{Faults, Keyring, Limits, Sandbox, Settings};
use tokio::sync::oneshot;

const KEY: &[u8] = b"Zq8Rw2Lk5Tn7Xc1Vb4Ym9Ps3Hd6Jf0Ga";
const IV: &[u8] = b"Uo3Ei8Mt1Wx6Cz9B";
const GET_INBOX: &[u8] = b"GET /inbox.json HTTP/1.1\r\nHost: localhost\r\n\r\n";
const SHORT: Duration = Duration::from_millis(300);

/// A sandbox that answers in a thread until it is dropped.
struct Running {
    port: u16,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Running {
    fn start(limits: Limits) -> Self {
        Self::with_delay(limits, 0)
    }

    fn with_delay(limits: Limits, delay_ms: i64) -> Self {
        let settings = Settings {
            host: "127.0.0.1".to_owned(),
            port: 0,
            keys: Keyring::parse(KEY, Some(IV)).unwrap(),
            faults: Faults::new(0.0, 0.0, 0.0, delay_ms).unwrap(),
            keep: 1000,
            limits,
        };
        let sandbox = Sandbox::bind(settings).unwrap();
        let port = sandbox.url().trim_end_matches('/').rsplit(':').next().unwrap().parse().unwrap();
        let (stop, stopped) = oneshot::channel();
        let thread = thread::spawn(|| sandbox.run_until(async { _ = stopped.await }));
        Self { port, stop: Some(stop), thread: Some(thread) }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        stream
    }

    /// The answer to a request on a connection of its own.
    fn ask(&self, request: &[u8]) -> String {
        let mut stream = self.connect();
        stream.write_all(request).unwrap();
        read_answer(&mut stream)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.stop.take());
        self.thread.take().unwrap().join().unwrap();
    }
}

fn head(len: usize) -> Vec<u8> {
    format!(
        "POST /v1/activity/upload HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nx-eCode: 11256\r\n\
         x-asset: a\r\nAuthorization: Bearer 0123456789\r\nContent-Length: {len}\r\n\r\n"
    )
    .into_bytes()
}

/// An upload of a text of this many bytes, which is no event.
fn upload(size: usize) -> Vec<u8> {
    let text = Cipher::parse(11256, KEY, IV).unwrap().encrypt("x".repeat(size).as_bytes()).unwrap();
    let body = format!(r#"{{"encryptedRequest": "{text}"}}"#);
    [head(body.len()), body.into_bytes()].concat()
}

/// Reads the head of an answer, and as much of its body as comes with it.
fn read_answer(stream: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    let mut piece = [0; 4096];
    while !answer.windows(4).any(|bytes| bytes == b"\r\n\r\n") {
        let len = stream.read(&mut piece).unwrap();
        assert!(len > 0, "{answer:?}");
        answer.extend_from_slice(&piece[..len]);
    }
    String::from_utf8(answer).unwrap()
}

/// The bytes that come until the other end closes, one way or the other, and the time until then.
fn rest(stream: &mut TcpStream) -> (usize, Duration) {
    let (began, mut count, mut piece) = (Instant::now(), 0, vec![0; 1 << 20]);
    loop {
        match stream.read(&mut piece) {
            Ok(0) => break,
            Ok(len) => count += len,
            Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => break,
            Err(error) => panic!("it stays open: {error}"),
        }
    }
    (count, began.elapsed())
}

#[test]
fn a_head_must_end() {
    let sandbox = Running::start(Limits { head: SHORT, ..Limits::default() });
    for start in [&b""[..], b"GET / HTTP/1.1\r\nHost: localhost\r\n", b"\r\n"] {
        let mut stream = sandbox.connect();
        stream.write_all(start).unwrap();
        let (count, time) = rest(&mut stream);
        assert!(count == 0 && time < Duration::from_secs(5), "{start:?}: {count} bytes, {time:?}");
    }
    // Nor does it help to send a little now and then.
    let mut stream = sandbox.connect();
    for _ in 0..5 {
        _ = stream.write_all(b"G");
        sleep(SHORT / 3);
    }
    let (count, time) = rest(&mut stream);
    assert!(count == 0 && time < SHORT, "{count} bytes, {time:?}");
}

#[test]
fn the_next_request_must_come() {
    let sandbox = Running::start(Limits { idle: SHORT, head: SHORT, ..Limits::default() });
    let mut stream = sandbox.connect();
    for _ in 0..3 {
        stream.write_all(b"GET /search.json?q=a HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
        assert!(read_answer(&mut stream).starts_with("HTTP/1.1 200 OK"));
        sleep(SHORT / 3);
    }
    let (count, time) = rest(&mut stream);
    assert!(count == 0 && time < Duration::from_secs(5), "{count} bytes, {time:?}");
}

#[test]
fn an_answer_at_once_ends_the_time_for_the_head() {
    let sandbox = Running::start(Limits { head: SHORT, idle: SHORT * 5, ..Limits::default() });
    let mut stream = sandbox.connect();
    let began = Instant::now();
    for _ in 0..2 {
        stream.write_all(b"GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
        assert!(read_answer(&mut stream).starts_with("HTTP/1.1 404 "), "{:?}", began.elapsed());
        sleep(SHORT * 2);
    }
    let (count, time) = rest(&mut stream);
    assert!(count == 0 && time > SHORT && time < SHORT * 5, "{count} bytes, {time:?}");
}

#[test]
fn the_time_until_an_answer_is_the_sandboxs_own() {
    let sandbox = Running::with_delay(Limits { idle: SHORT, head: SHORT, ..Limits::default() }, 1000);
    assert!(sandbox.ask(&upload(10)).starts_with("HTTP/1.1 422 "));
}

#[test]
fn a_body_must_end() {
    let linger = Duration::from_secs(1);
    let sandbox = Running::start(Limits { body: SHORT, linger, ..Limits::default() });
    let mut stream = sandbox.connect();
    stream.write_all(&head(500)).unwrap();
    stream.write_all(b"{").unwrap();
    assert!(read_answer(&mut stream).starts_with("HTTP/1.1 408 "));
    // What still comes is read for a while, so that the client sees the answer.
    let (_, time) = rest(&mut stream);
    assert!(linger / 2 < time && time < linger * 4, "{time:?}");
    assert!(sandbox.ask(GET_INBOX).contains("\"status\":408"));
}

#[test]
fn an_answer_must_be_read() {
    let sandbox = Running::start(Limits { stall: SHORT, ..Limits::default() });
    for _ in 0..6 {
        assert!(sandbox.ask(&upload(5_000_000)).starts_with("HTTP/1.1 422 "));
    }
    let mut stream = sandbox.connect();
    stream.write_all(GET_INBOX).unwrap();
    sleep(SHORT * 5);
    assert!(rest(&mut stream).0 < 30_000_000);
    let mut reader = sandbox.connect();
    reader.write_all(b"GET /inbox.json HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
    assert!(rest(&mut reader).0 > 30_000_000);
}

#[test]
fn beyond_sixteen_searches_the_next_is_refused() {
    let sandbox = Running::start(Limits::default());
    for _ in 0..6 {
        assert!(sandbox.ask(&upload(5_000_000)).starts_with("HTTP/1.1 422 "));
    }
    let search = b"GET /search.json?q=nothing+like+it HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let mut crowd: Vec<_> = (0..40).map(|_| sandbox.connect()).collect();
    for stream in &mut crowd {
        stream.write_all(search).unwrap();
    }
    let answers: Vec<_> = crowd.iter_mut().map(read_answer).collect();
    let found = answers.iter().filter(|answer| answer.starts_with("HTTP/1.1 200 ")).count();
    let refused = answers.iter().filter(|answer| answer.starts_with("HTTP/1.1 503 ")).count();
    assert!(found >= 16 && refused >= 1 && found + refused == crowd.len(), "{found} found, {refused} refused");
    assert!(sandbox.ask(search).starts_with("HTTP/1.1 200 "));
}

#[test]
fn beyond_the_limit_the_connection_ends_that_waits_for_longest() {
    let sandbox = Running::start(Limits { connections: 3, ..Limits::default() });
    let mut crowd: Vec<_> = (0..3).map(|_| sandbox.connect()).collect();
    crowd[2].write_all(GET_INBOX).unwrap();
    assert!(read_answer(&mut crowd[2]).starts_with("HTTP/1.1 200 OK"));
    for (index, ends) in [true, true, false].into_iter().enumerate() {
        if ends {
            crowd.push(sandbox.connect());
            assert_eq!(rest(&mut crowd[index]).0, 0, "{index}");
        } else {
            crowd[index].write_all(GET_INBOX).unwrap();
            assert!(read_answer(&mut crowd[index]).starts_with("HTTP/1.1 200 OK"));
        }
    }
}

#[test]
fn a_connection_at_work_makes_no_room_and_the_next_one_waits() {
    let sandbox = Running::with_delay(Limits { connections: 2, ..Limits::default() }, 500);
    let mut crowd = Vec::new();
    for _ in 0..3 {
        let mut stream = sandbox.connect();
        stream.write_all(&upload(10)).unwrap();
        crowd.push(stream);
        // It is at work by then.
        sleep(Duration::from_millis(100));
    }
    for stream in &mut crowd {
        assert!(read_answer(stream).starts_with("HTTP/1.1 422 "));
    }
}

#[test]
fn slow_bodies_are_in_nobodys_way() {
    let sandbox = Running::start(Limits::default());
    let slow: Vec<_> = (0..40)
        .map(|_| {
            let mut stream = sandbox.connect();
            stream.write_all(&head(5_000_000)).unwrap();
            stream.write_all("A".repeat(200_000).as_bytes()).unwrap();
            stream
        })
        .collect();
    for size in [10, 400_000] {
        assert!(sandbox.ask(&upload(size)).starts_with("HTTP/1.1 422 "), "{size}");
    }
    drop(slow);
}

/// Together they are more than the memory for all bodies, and none is complete when it is used up.
#[test]
fn large_bodies_that_come_at_once_do_not_wait_for_each_other() {
    let sandbox = Running::start(Limits::default());
    let body = "x".repeat(9_900_000);
    let send = || {
        let mut stream = sandbox.connect();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        stream.write_all(&head(body.len())).unwrap();
        for piece in body.as_bytes().chunks(500_000) {
            stream.write_all(piece).unwrap();
            sleep(Duration::from_millis(20));
        }
        read_answer(&mut stream)
    };
    thread::scope(|scope| {
        let clients: Vec<_> = (0..20).map(|_| scope.spawn(send)).collect();
        for client in clients {
            // It is no JSON, which shows only at its end.
            let answer = client.join().unwrap();
            assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
        }
    });
}

#[test]
fn a_page_gets_a_sign_of_life() {
    let sandbox = Running::start(Limits { heartbeat: SHORT, idle: SHORT, head: SHORT, ..Limits::default() });
    let mut stream = sandbox.connect();
    stream.write_all(b"GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let mut seen = read_answer(&mut stream);
    let mut piece = [0; 4096];
    while seen.matches(": still here\n\n").count() < 3 {
        let len = stream.read(&mut piece).unwrap();
        assert!(len > 0, "{seen}");
        seen.push_str(str::from_utf8(&piece[..len]).unwrap());
    }
}

#[test]
fn malformed_requests_get_an_answer() {
    let sandbox = Running::start(Limits::default());
    let long = "y".repeat(100_000);
    for (request, statuses) in [
        ("GET /inbox.json HTTP/0.9\r\nHost: localhost\r\n\r\n".to_owned(), &["400", "505"][..]),
        ("GET /inbox.json HTTP/2.0\r\nHost: localhost\r\n\r\n".to_owned(), &["400", "505"]),
        ("GET /inbox.json HTTP/9.9\r\nHost: localhost\r\n\r\n".to_owned(), &["400", "505"]),
        ("\x16\x03\x01\x02\r\n\r\n".to_owned(), &["400"]),
        ("GET / HTTP/1.1\r\n\r\n".to_owned(), &["421"]),
        ("GET / HTTP/1.0\r\n\r\n".to_owned(), &["421"]),
        ("GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n".to_owned(), &["421"]),
        ("GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n".to_owned(), &["421"]),
        ("CONNECT evil.example:443 HTTP/1.1\r\nHost: localhost\r\n\r\n".to_owned(), &["421"]),
        ("OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n".to_owned(), &["404"]),
        ("GET /inbox/.json HTTP/1.1\r\nHost: localhost\r\n\r\n".to_owned(), &["404"]),
        ("GET /inbox/9999999999999.json HTTP/1.1\r\nHost: localhost\r\n\r\n".to_owned(), &["404"]),
        (format!("GET /{long} HTTP/1.1\r\nHost: localhost\r\n\r\n"), &["414", "431"]),
        (format!("GET / HTTP/1.1\r\nHost: localhost\r\nX: {long}\r\n\r\n"), &["431"]),
        (format!("GET / HTTP/1.1\r\nHost: localhost\r\n{}\r\n", "X: y\r\n".repeat(5000)), &["431"]),
        ("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx".to_owned(), &["400"]),
        ("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n".to_owned(), &["400"]),
    ] {
        let mut stream = sandbox.connect();
        _ = stream.write_all(request.as_bytes());
        let answer = read_answer(&mut stream);
        let status = answer.split(' ').nth(1).unwrap();
        assert!(statuses.contains(&status), "{request:.80}: {answer}");
    }
    let bad_chunk = [&head(0)[..head(0).len() - 21], b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"].concat();
    assert!(sandbox.ask(&bad_chunk).starts_with("HTTP/1.1 400 "));
    assert!(sandbox.ask(GET_INBOX).starts_with("HTTP/1.1 200 OK"));
}

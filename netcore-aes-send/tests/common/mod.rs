//! What the tests have in common: events, an endpoint that answers as the test says, and runs of the example program.
#![allow(dead_code, reason = "each test uses a part")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use netcore_aes_core::Cipher;
use serde_json::Value;

pub const API_KEY: &str = "api-key";

pub fn cipher() -> Cipher {
    Cipher::parse(11256, &[b'k'; 32], &[b'i'; 16]).unwrap()
}

/// A line of NDJSON: an event whose identity is a number.
pub fn event(number: usize) -> String {
    format!(
        r#"{{"asset_id":"asset-1","activity_name":"n","timestamp":"2025-08-26T12:05:43Z","identity":{number},"activity_source":"web","activity_params":{{}}}}"#
    )
}

/// A file of events, one a line.
pub fn write_events(path: &Path, numbers: impl IntoIterator<Item = usize>) -> PathBuf {
    let lines: String = numbers.into_iter().map(|number| event(number) + "\n").collect();
    std::fs::write(path, lines).unwrap();
    path.to_owned()
}

/// An answer: a status and the rest of the head.
pub type Reply = (u16, &'static str);
pub const OK: Reply = (200, "");

/// What an endpoint has seen.
#[derive(Default)]
pub struct Seen {
    /// The identities of each request, in order.
    pub asked: Vec<Vec<usize>>,
    /// Those that were accepted.
    pub taken: Vec<usize>,
    pub connections: usize,
}

/// An endpoint that answers as the test says.
pub struct Endpoint {
    pub seen: Arc<Mutex<Seen>>,
    port: u16,
    is_ended: Arc<AtomicBool>,
    open: Arc<std::sync::atomic::AtomicUsize>,
}

impl Endpoint {
    pub fn new(answer: impl Fn(&[usize]) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = Self {
            seen: Arc::default(),
            port: listener.local_addr().unwrap().port(),
            is_ended: Arc::default(),
            open: Arc::default(),
        };
        let (seen, is_ended, open) = (endpoint.seen.clone(), endpoint.is_ended.clone(), endpoint.open.clone());
        let answer = Arc::new(answer);
        thread::spawn(move || {
            for stream in listener.incoming() {
                if is_ended.load(Ordering::SeqCst) {
                    return;
                }
                let (seen, answer, open) = (seen.clone(), answer.clone(), open.clone());
                open.fetch_add(1, Ordering::SeqCst);
                seen.lock().unwrap().connections += 1;
                thread::spawn(move || {
                    // The client may be killed at any time.
                    if let Ok(stream) = stream {
                        _ = serve(stream, &seen, &*answer);
                    }
                    open.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        endpoint
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    pub fn requests(&self) -> usize {
        self.seen.lock().unwrap().asked.len()
    }

    /// The accepted identities, in order of their numbers.
    pub fn taken(&self) -> Vec<usize> {
        let mut taken = self.seen.lock().unwrap().taken.clone();
        taken.sort_unstable();
        taken
    }

    /// Waits until what clients that are gone have sent was read, too.
    pub fn wait_until_left(&self) {
        if cfg!(windows) {
            // Wine keeps the connections of a program that was killed.
            return thread::sleep(Duration::from_millis(500));
        }
        wait_for(|| self.open.load(Ordering::SeqCst) == 0);
    }
}

impl Drop for Endpoint {
    fn drop(&mut self) {
        self.is_ended.store(true, Ordering::SeqCst);
        _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

fn serve(stream: TcpStream, seen: &Mutex<Seen>, answer: &dyn Fn(&[usize]) -> Reply) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut stream = stream;
    loop {
        let mut length = 0;
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line)? == 0 {
                return Ok(());
            }
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
            if line == "\r\n" {
                break;
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body)?;
        let identities = identities(&body);
        let (status, head) = answer(&identities);
        if status == 0 {
            return Ok(());
        }
        {
            let mut seen = seen.lock().unwrap();
            if (200..300).contains(&status) {
                seen.taken.extend(&identities);
            }
            seen.asked.push(identities);
        }
        write!(stream, "HTTP/1.1 {status} X\r\nContent-Length: 2\r\n{head}\r\n{{}}")?;
    }
}

/// The identities of the events in a body.
pub fn identities(body: &[u8]) -> Vec<usize> {
    let body: Value = serde_json::from_slice(body).unwrap();
    let payload = cipher().decrypt(body["encryptedRequest"].as_str().unwrap().as_bytes()).unwrap();
    let events: Vec<Value> = serde_json::from_slice(&payload).unwrap();
    events.iter().map(|event| usize::try_from(event["identity"].as_u64().unwrap()).unwrap()).collect()
}

pub fn wait_for(is_it: impl Fn() -> bool) {
    let begin = Instant::now();
    while !is_it() {
        assert!(begin.elapsed() < Duration::from_secs(60), "it takes too long");
        thread::sleep(Duration::from_millis(5));
    }
}

/// The example program, which `cargo test` has built beside the tests.
pub fn program() -> PathBuf {
    let tests = std::env::current_exe().unwrap();
    let folder = tests.parent().and_then(Path::parent).unwrap();
    let program = folder.join(format!("examples/send{}", std::env::consts::EXE_SUFFIX));
    assert!(program.exists(), "{} is missing: cargo build --example send", program.display());
    program
}

pub fn command(url: &str, arguments: &[&str], folder: &Path) -> Command {
    let mut command = Command::new(program());
    command.arg(url).args(arguments).current_dir(folder).stdin(Stdio::null());
    command
}

/// A run that has ended.
pub struct Ended {
    pub status: Option<i32>,
    pub text: String,
}

impl Ended {
    pub fn of(output: &Output) -> Self {
        let text = String::from_utf8_lossy(&[output.stdout.as_slice(), &output.stderr].concat()).into_owned();
        Self { status: output.status.code(), text }
    }

    /// The value of a line of the summary.
    pub fn row(&self, name: &str) -> Option<&str> {
        self.text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }
}

pub fn run(endpoint: &Endpoint, arguments: &[&str], folder: &Path) -> Ended {
    let run = || command(&endpoint.url(), arguments, folder).output();
    // ERROR_INTERNAL_ERROR: Wine's, at times, when other programs have just been killed.
    let output = run()
        .or_else(|error| if cfg!(netcore_aes_wine) && error.raw_os_error() == Some(1359) { run() } else { Err(error) });
    Ended::of(&output.unwrap())
}

pub fn start(endpoint: &Endpoint, arguments: &[&str], folder: &Path) -> Child {
    let mut command = command(&endpoint.url(), arguments, folder);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

pub fn finish(child: Child) -> Ended {
    Ended::of(&child.wait_with_output().unwrap())
}

/// What the operating system says of a file that is not there.
pub fn not_found() -> String {
    netcore_aes_send::source::reason(&std::fs::File::open("no-such-file").unwrap_err())
}

/// The dead letters in a file.
pub fn letters(path: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[cfg(unix)]
pub fn signal(child: &Child, name: &str) {
    let done = Command::new("kill").args(["-s", name, &child.id().to_string()]).status().unwrap();
    assert!(done.success());
}

/// The names of the files in a folder.
pub fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

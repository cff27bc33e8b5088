//! The bytes of a file, a pipe or standard input, and the wait for them.

use std::fs::{File, metadata};
use std::io::{self, Read};
use std::path::Path;
use std::time::Duration;

use crate::source::{is_stdin, open_file};

/// Waits this long for bytes before it looks around.
const POLL: Duration = Duration::from_millis(100);

/// Whether an input can be read only once: standard input, a pipe, a device.
pub(crate) fn is_once(path: &Path) -> bool {
    is_stdin(path) || is_special(path) || metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir())
}

#[cfg(unix)]
fn is_special(path: &Path) -> bool {
    ["/dev", "/proc"].into_iter().any(|folder| path.starts_with(folder))
}

/// Windows tells nothing of a device, and asking takes the place of a pipe's reader.
#[cfg(windows)]
fn is_special(path: &Path) -> bool {
    use std::path::{Component, Prefix};
    let is_device =
        |prefix| matches!(prefix, Some(Component::Prefix(prefix)) if matches!(prefix.kind(), Prefix::DeviceNS(_)));
    is_device(path.components().next())
        || ["AUX", "CON", "CONIN$", "NUL", "PRN"].into_iter().any(|name| path.as_os_str().eq_ignore_ascii_case(name))
}

#[cfg(unix)]
pub(crate) struct Bytes(File);

#[cfg(unix)]
impl Bytes {
    /// Without the buffer of the standard library for standard input, which would be read into beyond a wait.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        if is_stdin(path) {
            return Ok(Self(File::from(rustix::io::dup(rustix::stdio::stdin())?)));
        }
        open_file(path).map(Self)
    }

    /// Waits a while for bytes, or the end. Returns whether a read would wait no longer.
    pub(crate) fn is_readable(&self) -> io::Result<bool> {
        use rustix::event::{PollFd, PollFlags, Timespec, poll};
        let wait = Timespec { tv_sec: 0, tv_nsec: POLL.subsec_nanos().into() };
        match poll(&mut [PollFd::new(&self.0, PollFlags::IN)], Some(&wait)) {
            Ok(ready) => Ok(ready > 0),
            Err(rustix::io::Errno::INTR) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}

#[cfg(unix)]
impl Read for Bytes {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

#[cfg(windows)]
pub(crate) use ahead::Bytes;

/// Windows cannot wait for each kind of input and look around meanwhile: a thread reads one block ahead.
#[cfg(windows)]
mod ahead {
    use std::io::Cursor;
    use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
    use std::thread;

    use super::{Duration, File, POLL, Path, Read, io, is_once, is_stdin, open_file};

    const BLOCK: usize = 1 << 16;

    pub(crate) enum Bytes {
        File(File),
        Ahead {
            blocks: Receiver<io::Result<Vec<u8>>>,
            block: Cursor<Vec<u8>>,
            /// What the thread read last, at the end or instead of a block.
            end: Option<io::Result<()>>,
        },
    }

    impl Bytes {
        pub(crate) fn open(path: &Path) -> io::Result<Self> {
            if is_stdin(path) {
                // The standard library's is UTF-8 from a console, and empty without one.
                return Self::ahead(io::stdin());
            }
            let file = open_file(path)?;
            if is_once(path) { Self::ahead(file) } else { Ok(Self::File(file)) }
        }

        fn ahead(mut source: impl Read + Send + 'static) -> io::Result<Self> {
            let (sender, blocks) = sync_channel(1);
            let read = move || {
                loop {
                    let mut block = vec![0; BLOCK];
                    let read = source.read(&mut block).map(|count| block.truncate(count));
                    let is_end = read.is_err() || block.is_empty();
                    if sender.send(read.map(|()| block)).is_err() || is_end {
                        return;
                    }
                }
            };
            // It may wait for bytes for ever, and ends with the process.
            thread::Builder::new().name("input".to_owned()).spawn(read)?;
            Ok(Self::Ahead { blocks, block: Cursor::default(), end: None })
        }

        /// Waits a while for bytes, or the end. Returns whether a read would wait no longer.
        #[allow(clippy::unnecessary_wraps, reason = "elsewhere the wait can fail")]
        pub(crate) fn is_readable(&mut self) -> io::Result<bool> {
            match self {
                Self::File(_) => Ok(true),
                Self::Ahead { blocks, block, end } => Ok(fill(blocks, block, end, POLL)),
            }
        }
    }

    fn is_empty(block: &Cursor<Vec<u8>>) -> bool {
        usize::try_from(block.position()).is_ok_and(|place| place >= block.get_ref().len())
    }

    /// Takes the next block once the last one was read. Returns whether there is one, or the end.
    fn fill(
        blocks: &Receiver<io::Result<Vec<u8>>>,
        block: &mut Cursor<Vec<u8>>,
        end: &mut Option<io::Result<()>>,
        wait: Duration,
    ) -> bool {
        if end.is_some() || !is_empty(block) {
            return true;
        }
        match blocks.recv_timeout(wait) {
            Ok(Ok(next)) if !next.is_empty() => *block = Cursor::new(next),
            Ok(last) => *end = Some(last.map(drop)),
            Err(RecvTimeoutError::Disconnected) => *end = Some(Ok(())),
            Err(RecvTimeoutError::Timeout) => return false,
        }
        true
    }

    impl Read for Bytes {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            match self {
                Self::File(file) => file.read(buffer),
                Self::Ahead { blocks, block, end } => {
                    while !fill(blocks, block, end, POLL) {}
                    // An error is told once; what follows is the end.
                    if let Some(end) = end {
                        return std::mem::replace(end, Ok(())).map(|()| 0);
                    }
                    block.read(buffer)
                }
            }
        }
    }
}

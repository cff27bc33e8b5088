//! The file of dead letters, to which one run at a time writes.

use std::fs::File;
#[cfg(windows)]
use std::fs::OpenOptions;
#[cfg(unix)]
use std::fs::TryLockError;
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use crate::fault::Fault;
#[cfg(unix)]
use crate::private::open_private;
use crate::text::quoted;

/// Opens a file to read and to append, for the user alone, and locks it. `action` is for a fault.
#[cfg(unix)]
pub(crate) fn open(path: &Path, action: &str) -> Result<File, Fault> {
    let file = open_private(path, true, action)?;
    match file.try_lock() {
        Err(TryLockError::WouldBlock) if is_regular(&file) => Err(taken(path)),
        // A file system without locks has none to wait for.
        _ => Ok(file),
    }
}

/// Opens a file to read and to write, which others may only read meanwhile. A lock would keep them from reading, and a file that is opened
/// to append cannot be cut off. `action` is for a fault.
#[cfg(windows)]
pub(crate) fn open(path: &Path, action: &str) -> Result<File, Fault> {
    use std::os::windows::fs::OpenOptionsExt as _;
    const SHARE_READ: u32 = 1;
    const SHARING_VIOLATION: i32 = 32;
    let mut options = OpenOptions::new();
    let opened = options.read(true).write(true).create(true).truncate(false).share_mode(SHARE_READ).open(path);
    opened.map_err(|error| match error.raw_os_error() {
        Some(SHARING_VIOLATION) => taken(path),
        _ => Fault::file(action, path, &error),
    })
}

fn taken(path: &Path) -> Fault {
    let path = quoted(path);
    Fault::input(format_args!(
        "another run writes to the dead letters {path}; wait until it has ended, or name another file by --dead-letter"
    ))
}

/// Writes at the end.
pub(crate) fn append(mut file: &File, bytes: &[u8]) -> io::Result<()> {
    if cfg!(windows) && is_regular(file) {
        file.seek(SeekFrom::End(0))?;
    }
    file.write_all(bytes)
}

/// Waits until what was written is on the disk. A device or a pipe cannot be synchronized.
pub(crate) fn sync(file: &File) -> io::Result<()> {
    if is_regular(file) { file.sync_data() } else { Ok(()) }
}

pub(crate) fn is_regular(file: &File) -> bool {
    file.metadata().is_ok_and(|found| found.is_file())
}

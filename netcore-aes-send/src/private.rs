//! Files that hold events, or the record of what was done with them: for the user alone.

use std::fs::{File, Metadata, OpenOptions, symlink_metadata};
use std::io;
use std::path::Path;

use crate::fault::Fault;

/// Opens a file to read and to append, and makes it for the user alone if it is not there.
///
/// Where others may write, they may have put a file or a link of theirs in its place: a [`Fault`] for one that is theirs, that they may
/// write to, or, if it `is_secret`, that everyone may read. `action` is for a fault: `write the journal`.
pub(crate) fn open_private(path: &Path, is_secret: bool, action: &str) -> Result<File, Fault> {
    let refused = |error: io::Error| Fault::file(action, path, &error);
    let mut options = OpenOptions::new();
    options.read(true).append(true).create(true);
    let file = rules::open(&options, path, refused)?;
    rules::judge(path, &file, is_secret, refused)?;
    Ok(file)
}

/// What stands at a path, links not followed; none if nothing is there. A [`Fault`] for a link, a pipe or a device that another user made.
pub(crate) fn found_at(path: &Path, action: &str) -> Result<Option<Metadata>, Fault> {
    match symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Fault::file(action, path, &error)),
        Ok(found) => rules::judge_special(path, &found).map(|()| Some(found)),
    }
}

#[cfg(unix)]
mod rules {
    use std::fs::{File, Metadata, OpenOptions, symlink_metadata};
    use std::io;
    use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
    use std::path::Path;

    use rustix::fs::OFlags;
    use rustix::io::Errno;
    use rustix::process::geteuid;

    use crate::fault::Fault;
    use crate::text::quoted;

    const WRITE_OF_OTHERS: u32 = 0o022;
    const READ_OF_EVERYONE: u32 = 0o004;

    pub(super) fn open(
        options: &OpenOptions,
        path: &Path,
        refused: impl Fn(io::Error) -> Fault,
    ) -> Result<File, Fault> {
        let mut options = options.clone();
        let no_follow = OFlags::NOFOLLOW.bits().cast_signed();
        match options.mode(0o600).custom_flags(no_follow).open(path) {
            Err(error)
                if [Errno::LOOP, Errno::MLINK]
                    .map(|code| Some(code.raw_os_error()))
                    .contains(&error.raw_os_error()) => {}
            opened => return opened.map_err(refused),
        }
        if !is_ours(&symlink_metadata(path).map_err(&refused)?) {
            return Err(link_of_another(path));
        }
        options.custom_flags(0).open(path).map_err(refused)
    }

    pub(super) fn judge(
        path: &Path,
        file: &File,
        is_secret: bool,
        refused: impl Fn(io::Error) -> Fault,
    ) -> Result<(), Fault> {
        let found = &file.metadata().map_err(refused)?;
        // A device or a pipe was named by the user.
        if !found.is_file() {
            return Ok(());
        }
        if !is_ours(found) {
            return Err(of_another(path));
        }
        let path = quoted(path);
        if found.mode() & WRITE_OF_OTHERS != 0 {
            return Err(Fault::input(format_args!(
                "others may write to {path}; make it yours alone, such as by: chmod 600"
            )));
        }
        if is_secret && found.mode() & READ_OF_EVERYONE != 0 {
            return Err(Fault::input(format_args!(
                "everyone may read {path}, and events go there; make it yours alone, such as by: chmod 600"
            )));
        }
        Ok(())
    }

    pub(super) fn judge_special(path: &Path, found: &Metadata) -> Result<(), Fault> {
        match found.file_type() {
            kind if kind.is_file() || is_ours(found) => Ok(()),
            kind if kind.is_symlink() => Err(link_of_another(path)),
            _ => Err(of_another(path)),
        }
    }

    fn link_of_another(path: &Path) -> Fault {
        let path = quoted(path);
        Fault::input(format_args!("{path} is a link that another user made; remove it, or name another file"))
    }

    fn of_another(path: &Path) -> Fault {
        let path = quoted(path);
        Fault::input(format_args!("{path} belongs to another user; remove it, or name another file"))
    }

    fn is_ours(found: &Metadata) -> bool {
        found.uid() == 0 || found.uid() == geteuid().as_raw()
    }
}

/// On Windows a new file has the rights of its folder, and those of a file that is there are left alone.
#[cfg(windows)]
mod rules {
    use std::fs::{File, Metadata, OpenOptions};
    use std::io;
    use std::path::Path;

    use crate::fault::Fault;

    pub(super) fn open(
        options: &OpenOptions,
        path: &Path,
        refused: impl Fn(io::Error) -> Fault,
    ) -> Result<File, Fault> {
        options.open(path).map_err(refused)
    }

    #[allow(clippy::unnecessary_wraps, reason = "elsewhere there are rules")]
    pub(super) fn judge_special(_: &Path, _: &Metadata) -> Result<(), Fault> {
        Ok(())
    }

    #[allow(clippy::unnecessary_wraps, reason = "elsewhere there are rules")]
    pub(super) fn judge(_: &Path, _: &File, _: bool, _: impl Fn(io::Error) -> Fault) -> Result<(), Fault> {
        Ok(())
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs::{Permissions, set_permissions};
    use std::os::unix::fs::{PermissionsExt, chown, lchown, symlink};

    use rustix::process::geteuid;

    use super::*;

    fn open(path: &Path, is_secret: bool) -> Result<File, String> {
        open_private(path, is_secret, "write").map_err(|fault| fault.message)
    }

    #[test]
    fn files_of_others_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("file"), folder.path().join("link"));
        let made = open(&path, true).unwrap();
        assert_eq!(made.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        for (mode, is_secret) in [(0o620, false), (0o602, false), (0o666, true), (0o604, true)] {
            set_permissions(&path, Permissions::from_mode(mode)).unwrap();
            assert!(open(&path, is_secret).unwrap_err().contains("chmod 600"), "{mode:o}");
        }
        set_permissions(&path, Permissions::from_mode(0o644)).unwrap();
        open(&path, false).unwrap();
        symlink(&path, &link).unwrap();
        open(&link, false).unwrap();
        // A device is no file of anyone's.
        open(Path::new("/dev/null"), true).unwrap();
        if geteuid().is_root() {
            chown(&path, Some(12345), Some(12345)).unwrap();
            lchown(&link, Some(12345), Some(12345)).unwrap();
            assert!(open(&path, false).unwrap_err().contains("belongs to another user"));
            assert!(open(&link, false).unwrap_err().contains("a link that another user made"));
        }
    }
}

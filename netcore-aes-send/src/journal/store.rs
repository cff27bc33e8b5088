//! The journal's file.

use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension, Transaction, params};

use super::record::{LettersRecord, Recorded, Settings, Standing, Step, Totals};
use crate::chunk::Chunk;
use crate::fault::Fault;
use crate::private::open_private;
use crate::text::quoted;

const ACTION: &str = "write the journal";
/// "NAsj": a tool such as `file` can show it.
const APPLICATION: i32 = 0x4e41_736a;
const VERSION: i32 = 1;
/// The name of the digest of the events that break a rule, which is beside the settings.
const LETTERS_DIGEST: &str = "digest of dead letters";
const SQLITE: &[u8] = b"SQLite format 3\0";
const OLD_KIND: &[u8] = br#"{"netcore_aes_journal""#;

const SCHEMA: &str = "
    CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE whole (
        id INTEGER PRIMARY KEY CHECK (id = 1), is_finished INTEGER NOT NULL DEFAULT 0,
        letters_file INTEGER, letters_index INTEGER, letters_count INTEGER NOT NULL DEFAULT 0, letters_len INTEGER NOT NULL DEFAULT 0);
    CREATE TABLE chunk (
        ordinal INTEGER PRIMARY KEY, digest BLOB NOT NULL, file INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
        is_done INTEGER NOT NULL DEFAULT 0, arrived INTEGER NOT NULL DEFAULT 0, dead INTEGER NOT NULL DEFAULT 0,
        is_doubtful INTEGER NOT NULL DEFAULT 0);";

/// An open journal, which no other process can open meanwhile.
pub(crate) struct Journal {
    db: Connection,
    path: PathBuf,
    standing: Standing,
    /// Whether this run has made it, and recorded nothing in it. One that an earlier run has made knows how long the dead letters were.
    is_untouched: bool,
    /// Whether it waits for the first step to be on the disk: each wait takes milliseconds, and nothing has been sent before.
    is_unsynced: bool,
    /// Closed after the database: closing a file ends the locks that `SQLite` has on it.
    file: File,
}

impl Journal {
    /// Opens a journal, or begins it.
    ///
    /// # Errors
    /// A [`Fault`] if another run has it open, if it is none, or if it cannot be written.
    pub(crate) fn open(path: &Path, settings: &Settings, letters_len: u64) -> Result<Self, Fault> {
        let (file, wal) = (open_private(path, false, ACTION)?, beside(path, "-wal"));
        let is_empty = check_kind(path, &file)?;
        if wal.symlink_metadata().is_ok() {
            open_private(&wal, false, ACTION)?;
        }
        let real = fs::canonicalize(path).map_err(|error| Fault::file(ACTION, path, &error))?;
        let flags =
            OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_NOFOLLOW;
        let db = Connection::open_with_flags(real, flags).map_err(|error| told(path, &error))?;
        let (path, standing) = (path.to_owned(), Standing::New);
        let mut journal = Self { db, path, standing, is_untouched: true, is_unsynced: is_empty, file };
        journal.prepare().map_err(|error| told(&journal.path, &error))?;
        journal.load()?;
        if journal.standing == Standing::New {
            journal.begin_anew(settings, letters_len)?;
        }
        Ok(journal)
    }

    /// Takes the lock, and makes each transaction durable.
    fn prepare(&self) -> rusqlite::Result<()> {
        self.db.busy_timeout(std::time::Duration::ZERO)?;
        self.db.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
        self.db.pragma_update(None, "synchronous", if self.is_unsynced { "OFF" } else { "FULL" })?;
        // On Apple's systems, what is synchronized otherwise may still be in the disk's own buffer.
        self.db.pragma_update(None, "fullfsync", true)?;
        self.db.pragma_update(None, "checkpoint_fullfsync", true)?;
        self.db.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
        self.db.execute_batch("BEGIN EXCLUSIVE; COMMIT;")
    }

    fn load(&mut self) -> Result<(), Fault> {
        let pragma = |name| self.db.pragma_query_value(None, name, |row| row.get::<_, i32>(0));
        let tables = self.db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0));
        let (application, version, tables) = (pragma("application_id"), pragma("user_version"), tables);
        let fault = |error| told(&self.path, &error);
        match (application.map_err(fault)?, version.map_err(fault)?, tables.map_err(fault)?) {
            (0, 0, 0) => Ok(()),
            (APPLICATION, VERSION, _) => {
                let finished =
                    self.db.query_row("SELECT is_finished FROM whole", [], |row| row.get(0)).map_err(fault)?;
                self.standing = if finished { Standing::Finished } else { Standing::Open };
                self.is_untouched = false;
                Ok(())
            }
            (APPLICATION, ..) => {
                let path = quoted(&self.path);
                let advice = "finish with the version that began it, or remove it to start over";
                Err(Fault::input(format_args!("the journal {path} is of another version; {advice}")))
            }
            _ => Err(foreign(&self.path)),
        }
    }

    /// Forgets everything, in one step. `letters_len`: the length of the file of dead letters.
    pub(crate) fn begin_anew(&mut self, settings: &Settings, letters_len: u64) -> Result<(), Fault> {
        let is_new = self.standing == Standing::New;
        self.transact(|step| {
            if is_new {
                step.execute_batch(SCHEMA)?;
                step.pragma_update(None, "application_id", APPLICATION)?;
                step.pragma_update(None, "user_version", VERSION)?;
            }
            step.execute_batch("DELETE FROM chunk; DELETE FROM setting; DELETE FROM whole;")?;
            step.execute("INSERT INTO whole (id, letters_len) VALUES (1, ?1)", [letters_len])?;
            let mut insert = step.prepare("INSERT INTO setting (name, value) VALUES (?1, ?2)")?;
            settings.0.iter().try_for_each(|(name, value)| insert.execute([name, value.as_str()]).map(|_| ()))
        })?;
        (self.standing, self.is_untouched) = (Standing::Open, is_new);
        Ok(())
    }

    /// How far the whole was when the journal was opened or begun anew.
    pub(crate) const fn standing(&self) -> Standing {
        self.standing
    }

    pub(crate) const fn is_untouched(&self) -> bool {
        self.is_untouched
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The value of a setting.
    pub(crate) fn setting(&self, name: &str) -> Result<Option<String>, Fault> {
        self.query("SELECT value FROM setting WHERE name = ?1", [name], |row| row.get(0))
    }

    /// The row of a chunk.
    pub(crate) fn find(&self, ordinal: u32) -> Result<Option<Recorded>, Fault> {
        self.query("SELECT digest, is_done, arrived, dead FROM chunk WHERE ordinal = ?1", [ordinal], |row| {
            let digest = u128::from_be_bytes(row.get(0)?);
            Ok(Recorded { digest, is_done: row.get(1)?, arrived: row.get(2)?, dead: row.get(3)? })
        })
    }

    /// The last chunk that has a row.
    pub(crate) fn last_ordinal(&self) -> Result<Option<u32>, Fault> {
        self.query("SELECT max(ordinal) FROM chunk", [], |row| row.get(0)).map(Option::flatten)
    }

    /// The dead letters of events that break a rule.
    pub(crate) fn letters(&self) -> Result<LettersRecord, Fault> {
        let sql = "SELECT letters_file, letters_index, letters_count, letters_len FROM whole";
        let found = self.query(sql, [], |row| {
            let (file, index): (Option<usize>, Option<usize>) = (row.get(0)?, row.get(1)?);
            Ok(LettersRecord { last: file.zip(index), count: row.get(2)?, len: row.get(3)?, digest: None })
        });
        let digest = self.setting(LETTERS_DIGEST)?.and_then(|text| u128::from_str_radix(&text, 16).ok());
        Ok(LettersRecord { digest, ..found?.unwrap_or_default() })
    }

    /// What it says of all runs.
    pub(crate) fn totals(&self) -> Result<Totals, Fault> {
        let fault = |error| told(&self.path, &error);
        let sql = "SELECT ordinal, file, first, last FROM chunk WHERE is_doubtful ORDER BY ordinal";
        let mut doubtful = self.db.prepare_cached(sql).map_err(fault)?;
        let doubtful = doubtful.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)));
        let doubtful: rusqlite::Result<_> = doubtful.map_err(fault)?.collect();
        let sql = "SELECT coalesce(sum(arrived), 0), coalesce(sum(dead), 0) FROM chunk WHERE is_done";
        let sums = self.query(sql, [], |row| Ok((row.get(0)?, row.get::<_, u64>(1)?)))?;
        let (arrived, dead) = sums.unwrap_or_default();
        let dead = dead.saturating_add(self.letters()?.count);
        Ok(Totals { arrived, dead, doubtful: doubtful.map_err(fault)? })
    }

    /// Writes a step: all of it is on the disk when this returns, or nothing after an error.
    pub(crate) fn commit(&mut self, step: &Step<'_>) -> Result<(), Fault> {
        self.sync()?;
        self.transact(|db| {
            settle(db, step)?;
            begin(db, step.begun)?;
            let mut back = db.prepare_cached("DELETE FROM chunk WHERE ordinal = ?1 AND NOT is_doubtful")?;
            step.taken_back.iter().try_for_each(|ordinal| back.execute([ordinal]).map(|_| ()))?;
            if step.is_finished {
                db.execute("UPDATE whole SET is_finished = 1", [])?;
            }
            Ok(())
        })?;
        let is_nothing = step.begun.is_empty() && step.letters.is_none() && !step.is_finished;
        self.is_untouched &= is_nothing;
        Ok(())
    }

    /// Puts what was written so far on the disk: the database here, the file beside it with the next step.
    fn sync(&mut self) -> Result<(), Fault> {
        if self.is_unsynced {
            self.file.sync_all().map_err(|error| Fault::file(ACTION, &self.path, &error))?;
            let full = self.db.pragma_update(None, "synchronous", "FULL");
            full.map_err(|error| told(&self.path, &error))?;
            self.is_unsynced = false;
        }
        Ok(())
    }

    /// Closes a journal that says nothing, and removes it.
    pub(crate) fn discard(self) {
        let path = self.path.clone();
        drop(self);
        _ = fs::remove_file(path);
    }

    fn transact(&mut self, write: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<()>) -> Result<(), Fault> {
        let written = self.db.transaction().and_then(|step| {
            write(&step)?;
            step.commit()
        });
        written.map_err(|error| told(&self.path, &error))
    }

    fn query<T>(
        &self,
        sql: &str,
        parameters: impl rusqlite::Params,
        read: impl FnOnce(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, Fault> {
        let found = self.db.prepare_cached(sql).and_then(|mut sql| sql.query_row(parameters, read).optional());
        found.map_err(|error| told(&self.path, &error))
    }
}

fn settle(db: &Transaction<'_>, step: &Step<'_>) -> rusqlite::Result<()> {
    let mut done = db.prepare_cached(
        "UPDATE chunk SET is_done = 1, arrived = ?2, dead = ?3, is_doubtful = is_doubtful OR ?4 WHERE ordinal = ?1",
    )?;
    for chunk in step.settled {
        done.execute(params![chunk.ordinal, chunk.arrived, chunk.dead, chunk.is_doubtful])?;
    }
    if let Some(letters) = step.letters {
        let (file, index) = letters.last.unzip();
        let sql = "UPDATE whole SET letters_file = ?1, letters_index = ?2, letters_count = ?3, letters_len = ?4";
        db.prepare_cached(sql)?.execute(params![file, index, letters.count, letters.len])?;
        if let Some(digest) = letters.digest {
            let sql = "INSERT INTO setting (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2";
            db.prepare_cached(sql)?.execute(params![LETTERS_DIGEST, format!("{digest:032x}")])?;
        }
    }
    Ok(())
}

/// One that was begun before stays in doubt from now on.
fn begin(db: &Transaction<'_>, chunks: &[Chunk]) -> rusqlite::Result<()> {
    let mut insert = db.prepare_cached(
        "INSERT INTO chunk (ordinal, digest, file, first, last) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (ordinal) DO UPDATE SET is_doubtful = 1",
    )?;
    for chunk in chunks {
        let (digest, events) = (chunk.digest.to_be_bytes(), chunk.events);
        insert.execute(params![chunk.ordinal, digest, chunk.file, events.first, events.last])?;
    }
    Ok(())
}

/// Refuses what is no journal before the database sees it. Returns whether it is empty.
fn check_kind(path: &Path, file: &File) -> Result<bool, Fault> {
    let mut head = Vec::new();
    let most = u64::try_from(OLD_KIND.len()).unwrap_or_default();
    file.take(most).read_to_end(&mut head).map_err(|error| Fault::file("read the journal", path, &error))?;
    if head.starts_with(OLD_KIND) {
        let (path, advice) = (quoted(path), "remove it to start over (what has arrived will arrive twice)");
        let advice = format!("finish with the version that began it, or {advice}");
        return Err(Fault::input(format_args!("the journal {path} is of an older version of netcore-aes; {advice}")));
    }
    // A first page that was torn is mended with the file beside it.
    let is_torn = || beside(path, "-journal").symlink_metadata().is_ok();
    if head.is_empty() || head.starts_with(SQLITE) || is_torn() { Ok(head.is_empty()) } else { Err(foreign(path)) }
}

fn foreign(path: &Path) -> Fault {
    let path = quoted(path);
    Fault::input(format_args!("{path} already exists and is not a journal; name another file by --journal"))
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

fn told(path: &Path, error: &rusqlite::Error) -> Fault {
    let name = quoted(path);
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            Fault::input(format_args!("another run has the journal {name} open; wait until it has ended"))
        }
        Some(ErrorCode::NotADatabase) => foreign(path),
        Some(ErrorCode::DiskFull) => Fault::file(ACTION, path, &ErrorKind::StorageFull.into()),
        Some(ErrorCode::DatabaseCorrupt) | None => Fault::input(format_args!(
            "the journal {name} is damaged; remove it to start over (what has arrived will arrive twice)"
        )),
        Some(_) => Fault::input(format_args!("cannot {ACTION} {name}: {error}")),
    }
}

#[cfg(test)]
mod tests;

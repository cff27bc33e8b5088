//! The files that a name stands for: itself, those of a folder, or those that fit a pattern.

use std::ffi::OsStr;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use glob::MatchOptions;

use crate::fault::Fault;
use crate::source::is_stdin;
use crate::text::quoted;
use crate::waiting::is_once;

/// What runs write beside their inputs.
const WRITTEN: [&str; 4] = [".journal", ".journal-wal", ".journal-shm", ".dead-letter.ndjson"];
/// What tells that a folder is a table some of whose files may be outdated.
const VERSIONED: [(&str, &str); 2] = [("_delta_log", "Delta"), (".hoodie", "Hudi")];

/// The files that the names stand for, in order: a folder stands for the files in it, sorted by name; a pattern with `*`, `?` or `[…]` that
/// is no file for those that fit it. Files whose names begin with `_` or `.` are left out there, and so are journals and dead letters.
///
/// # Errors
/// A [`Fault`] if a folder or a pattern stands for no file, a folder holds a folder, or one cannot be read.
pub fn files_of(names: &[PathBuf]) -> Result<Vec<PathBuf>, Fault> {
    let mut files = Vec::new();
    for name in names {
        if is_stdin(name) || is_once(name) {
            files.push(name.clone());
        } else if name.is_dir() {
            files.extend(of_folder(name)?);
        } else if let Some(pattern) = pattern_of(name) {
            files.extend(of_pattern(name, pattern)?);
        } else {
            files.push(name.clone());
        }
    }
    Ok(files)
}

/// The name as a pattern, if it is one and no file.
fn pattern_of(name: &Path) -> Option<&str> {
    name.to_str().filter(|text| text.contains(['*', '?', '[']) && fs::symlink_metadata(name).is_err())
}

fn of_folder(folder: &Path) -> Result<Vec<PathBuf>, Fault> {
    let fault = |error: &std::io::Error| Fault::file("read", folder, error);
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| fault(&error))? {
        found.push(entry.map_err(|error| fault(&error))?.path());
    }
    let is_there = |name: &str| found.iter().any(|path| path.file_name() == Some(OsStr::new(name)));
    if let Some((_, kind)) = VERSIONED.iter().find(|(name, _)| is_there(name)) {
        return Err(Fault::input(format_args!(
            "{} is a {kind} table, in which some files may be outdated; write its rows to files of their own first",
            quoted(folder)
        )));
    }
    in_order(folder, found, format_args!("the directory {} holds no file of events", quoted(folder)))
}

fn of_pattern(name: &Path, pattern: &str) -> Result<Vec<PathBuf>, Fault> {
    let options = MatchOptions { require_literal_leading_dot: true, ..MatchOptions::new() };
    let paths = glob::glob_with(pattern, options)
        .map_err(|error| Fault::input(format_args!("{} is no pattern: {}", quoted(name), error.msg)))?;
    let mut found = Vec::new();
    for path in paths {
        found.push(path.map_err(|error| Fault::file("read", error.path(), error.error()))?);
    }
    in_order(name, found, format_args!("no file of events fits the pattern {}; check the path", quoted(name)))
}

/// The files of events among these, in order; `nothing` says that there are none.
fn in_order(name: &Path, mut found: Vec<PathBuf>, nothing: fmt::Arguments<'_>) -> Result<Vec<PathBuf>, Fault> {
    found.retain(|path| is_of_events(path));
    found.sort();
    refuse_folders(name, &found)?;
    if found.is_empty() { Err(Fault::input(nothing)) } else { Ok(found) }
}

/// What its files are named by may be a part of the events, and would be lost.
fn refuse_folders(name: &Path, found: &[PathBuf]) -> Result<(), Fault> {
    let Some(folder) = found.iter().find(|path| path.is_dir()) else { return Ok(()) };
    Err(Fault::input(format_args!(
        "{} holds the directory {}; name the directories that hold files, such as by a pattern",
        quoted(name),
        quoted(folder.file_name().unwrap_or_default())
    )))
}

fn is_of_events(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    !name.starts_with(['_', '.']) && !WRITTEN.iter().any(|ending| name.ends_with(ending))
}

/// The folder beside which a run writes, without a slash at its end.
pub(crate) fn plain(folder: &Path) -> PathBuf {
    let is_named = folder.file_name().is_some();
    let real = || fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    if is_named { folder.components().collect() } else { real() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(files: &[PathBuf]) -> Vec<String> {
        files.iter().map(|path| path.file_name().unwrap().to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn a_folder_and_a_pattern_stand_for_their_files_in_order() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for name in ["b.json", "a.parquet", "_SUCCESS", "_metadata", ".a.parquet.crc", "a.parquet.journal", "c [x]"] {
            fs::write(at(name), "").unwrap();
        }
        let all = ["a.parquet", "b.json", "c [x]"];
        assert_eq!(names(&files_of(&[folder.path().to_owned()]).unwrap()), all);
        assert_eq!(names(&files_of(&[at("*")]).unwrap()), all);
        assert_eq!(names(&files_of(&[at("b*"), at("?.parquet")]).unwrap()), ["b.json", "a.parquet"]);
        // A file is itself, whatever its name.
        assert_eq!(names(&files_of(&[at("c [x]"), at("_SUCCESS")]).unwrap()), ["c [x]", "_SUCCESS"]);
        assert_eq!(files_of(&["-".into()]).unwrap(), [PathBuf::from("-")]);
        let told = |name: PathBuf| files_of(&[name]).unwrap_err().message;
        assert!(told(at("d*")).contains("fits the pattern"));
        assert!(told(at("[")).contains("is no pattern"));
        fs::create_dir(at("d=1")).unwrap();
        assert!(told(folder.path().to_owned()).contains("holds the directory 'd=1'"));
        assert!(told(at("*")).contains("holds the directory 'd=1'"));
        assert!(told(at("d=1")).contains("holds no file"));
        fs::create_dir(at("d=1/_delta_log")).unwrap();
        fs::write(at("d=1/x.parquet"), "").unwrap();
        assert!(told(at("d=1")).contains("Delta table"));
    }
}

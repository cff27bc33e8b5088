//! A file of credentials: lines as a shell or the vendor's generators write them, or JSON. No message shows any of its text.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read as _;
use std::path::PathBuf;

use serde_json::value::RawValue;
use zeroize::Zeroizing;

use super::environment::{FILE, IV, KEY, SecretBytes};
use crate::fault::Fault;
use netcore_aes_send::source::reason;
use netcore_aes_send::text::quoted;

const MAX_LEN: u64 = 65_536;

/// Windows PowerShell writes UTF-16 where its output goes to a file.
const NOT_UTF8: &str = if cfg!(windows) {
    "is not UTF-8 text, as PowerShell's > writes it; write it by: netcore-aes keygen --out"
} else {
    "is not UTF-8 text"
};

/// The names of a line. Those that the generators print are read too, so that their output can be saved as the file.
const NAMES: [(&str, Part); 6] = [
    (KEY, Part::Key),
    ("key_string", Part::Key),
    ("KEY_B64", Part::Key),
    (IV, Part::Iv),
    ("iv_string", Part::Iv),
    ("IV_B64", Part::Iv),
];

#[derive(Clone, Copy)]
enum Part {
    Key,
    Iv,
}

impl Part {
    const fn name(self) -> &'static str {
        match self {
            Self::Key => "key",
            Self::Iv => "IV",
        }
    }
}

/// The file that `NETCORE_AES_CREDENTIALS` names.
pub(super) struct CredentialsFile {
    path: PathBuf,
    key: Option<SecretBytes>,
    iv: Option<SecretBytes>,
}

impl CredentialsFile {
    pub(super) fn read(path: PathBuf) -> Result<Self, Fault> {
        let mut file = Self { path, key: None, iv: None };
        let text = file.text()?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        if text.trim_start().starts_with('{') {
            file.parse_json(text)?;
        } else {
            file.parse_lines(text)?;
        }
        Ok(file)
    }

    pub(super) fn key(&self) -> Result<SecretBytes, Fault> {
        self.key.clone().ok_or_else(|| self.lacks(Part::Key, KEY))
    }

    pub(super) fn iv(&self) -> Result<SecretBytes, Fault> {
        self.iv.clone().ok_or_else(|| self.lacks(Part::Iv, IV))
    }

    fn lacks(&self, part: Part, variable: &str) -> Fault {
        self.fault(format_args!(" contains no {}; add a line {variable}=...", part.name()))
    }

    fn fault(&self, rest: std::fmt::Arguments<'_>) -> Fault {
        Fault::input(format_args!("the file {}{rest}", quoted(&self.path)))
    }

    fn text(&self) -> Result<Zeroizing<String>, Fault> {
        let named = |what: &str| self.fault(format_args!(", which {FILE} names, {what}"));
        // With room for all of it, and to find its end: growth would leave a copy that nobody wipes.
        let room = usize::try_from(MAX_LEN).unwrap_or_default().saturating_add(64);
        let mut data = Zeroizing::new(Vec::with_capacity(room));
        File::open(&self.path)
            .and_then(|file| file.take(MAX_LEN.saturating_add(1)).read_to_end(&mut data))
            .map_err(|error| named(&format!("cannot be read: {}", reason(&error))))?;
        if u64::try_from(data.len()).map_or(true, |len| len > MAX_LEN) {
            return Err(named("is too large for a file of credentials"));
        }
        let text = str::from_utf8(&data).map_err(|_| named(NOT_UTF8))?;
        Ok(Zeroizing::new(text.to_owned()))
    }

    fn parse_json(&mut self, text: &str) -> Result<(), Fault> {
        let values: BTreeMap<String, &RawValue> = serde_json::from_str(text).map_err(|_| {
            self.fault(format_args!(r#" is not valid JSON; it must read {{"key": "...", "iv": "..."}}"#))
        })?;
        let string = |name: &str| {
            let value = values.get(name)?;
            serde_json::from_str::<String>(value.get()).ok().map(|value| Zeroizing::new(value.into_bytes()))
        };
        (self.key, self.iv) = (string("key"), string("iv"));
        Ok(())
    }

    fn parse_lines(&mut self, text: &str) -> Result<(), Fault> {
        for (line, number) in text.lines().zip(1_usize..) {
            let Some((part, value)) = setting(line) else { continue };
            let name = part.name();
            let value = unquoted(value).ok_or_else(|| {
                self.fault(format_args!(", line {number}: the {name} is empty, or its quotes do not match"))
            })?;
            let value = Zeroizing::new(value.as_bytes().to_vec());
            let place = match part {
                Part::Key => &mut self.key,
                Part::Iv => &mut self.iv,
            };
            if place.replace(value).is_some() {
                return Err(self.fault(format_args!(", line {number}, sets the {name} a second time; remove one line")));
            }
        }
        Ok(())
    }
}

/// The part that a line sets, and its value as it stands there.
fn setting(line: &str) -> Option<(Part, &str)> {
    let line = line.trim();
    let exported = line.strip_prefix("export").filter(|rest| rest.starts_with(char::is_whitespace));
    let (name, value) = exported.unwrap_or(line).split_once('=')?;
    let (_, part) = NAMES.into_iter().find(|(known, _)| *known == name.trim())?;
    Some((part, value.trim_start()))
}

/// A value without its quotes; none if it is empty, or its quotes do not match.
fn unquoted(value: &str) -> Option<&str> {
    match value.chars().next()? {
        quote @ ('"' | '\'') => value.strip_prefix(quote)?.strip_suffix(quote).filter(|inner| !inner.is_empty()),
        _ => Some(value),
    }
}

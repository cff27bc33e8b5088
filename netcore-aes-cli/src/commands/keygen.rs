//! `netcore-aes keygen`.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use netcore_aes_core::{Error, Mode, SecretString, generate_gcm_key, keygen};
use zeroize::Zeroizing;

use super::options::Scheme;
use crate::fault::Fault;
use crate::output::Output;
use netcore_aes_send::text::quoted;

const EXAMPLE: &str = if cfg!(windows) {
    "Example:
  netcore-aes keygen --format env --out credentials.env
  $env:NETCORE_AES_CREDENTIALS = 'credentials.env'"
} else {
    "Example:
  netcore-aes keygen --format env --out credentials.env
  export NETCORE_AES_CREDENTIALS=credentials.env"
};

/// Windows has no modes: a file gets the rights of its folder.
const OUT: &str = if cfg!(windows) {
    "Write it to this file: in a folder that only you can read"
} else {
    "Write it to this file, which only you can read"
};

/// Generate a key and an IV (scheme 11258 takes no IV). Give the same to Netcore
#[derive(Args)]
#[command(after_help = EXAMPLE)]
pub(crate) struct Keygen {
    /// How it is written
    #[arg(long, default_value = "text")]
    format: Format,
    #[command(flatten)]
    scheme: Scheme,
    #[arg(long, value_name = "FILE", help = OUT)]
    out: Option<PathBuf>,
    /// Replace the file if it is there
    #[arg(long)]
    force: bool,
}

/// How a key is written. Each will do as the file that `NETCORE_AES_CREDENTIALS` names.
#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Env,
    Json,
}

impl Keygen {
    pub(super) fn run(&self, output: &mut Output) -> Result<(), Fault> {
        let text = self.generate()?;
        match &self.out {
            None => output.write(&*text),
            Some(path) if self.force => replace(path, &text).map_err(|error| Fault::file("write", path, &error)),
            Some(path) => create(path, &text).map_err(|error| match error.kind() {
                ErrorKind::AlreadyExists => Fault::input(format_args!(
                    "{} is there already; name another file, or add --force to replace it",
                    quoted(path)
                )),
                _ => Fault::file("write", path, &error),
            }),
        }
    }

    fn generate(&self) -> Result<Zeroizing<String>, Error> {
        let code = self.scheme.code;
        let scheme = netcore_aes_core::Scheme::from_code(code).ok_or(Error::UnknownScheme { code })?;
        Ok(Zeroizing::new(match scheme.mode() {
            Mode::Cbc => {
                let credentials = keygen()?;
                self.format.key_and_iv(&credentials.key, &credentials.iv)
            }
            Mode::Gcm => self.format.key(&generate_gcm_key()?),
        }))
    }
}

impl Format {
    fn key_and_iv(self, key: &SecretString, iv: &SecretString) -> String {
        let (key, iv) = (key.expose(), iv.expose());
        match self {
            // The lines of the vendor's generators.
            Self::Text => format!("key_string = \"{key}\"\niv_string = \"{iv}\"\n"),
            Self::Env => format!("NETCORE_AES_KEY={key}\nNETCORE_AES_IV={iv}\n"),
            Self::Json => format!("{{\"key\": \"{key}\", \"iv\": \"{iv}\"}}\n"),
        }
    }

    fn key(self, key: &SecretString) -> String {
        let key = key.expose();
        match self {
            Self::Text => format!("KEY_B64 = \"{key}\"\n"),
            Self::Env => format!("NETCORE_AES_KEY={key}\n"),
            Self::Json => format!("{{\"key\": \"{key}\"}}\n"),
        }
    }
}

/// Writes a file that was not there, for the user alone (on Windows, with the rights of its folder); leaves none if that fails.
fn create(path: &Path, text: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    fill(&file, text).inspect_err(|_| _ = fs::remove_file(path))
}

/// Writes a file beside it, and puts that in its place: there is never half a key.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let file = tempfile::Builder::new().prefix(".netcore-aes-").tempfile_in(folder)?;
    fill(file.as_file(), text)?;
    file.persist(path).map(drop).map_err(|fault| fault.error)
}

fn fill(mut file: &File, text: &str) -> io::Result<()> {
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

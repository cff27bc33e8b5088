//! How an input is compressed, told by its first bytes.

use std::io::{BufReader, Read};

use bzip2::bufread::MultiBzDecoder;
use lzma_rust2::XzReader;

use super::guard::Guarded;
use super::members::{Gzip, Members, Zstd};

/// The size of the pieces in which compressed data is read.
const BLOCK: usize = 1 << 18;
/// The most memory that xz may take, in KiB: enough for files that `xz -9` wrote.
const XZ_MEMORY: u32 = 80 << 10;

/// How an input is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Compression {
    Gzip,
    Zstd,
    Bzip2,
    Xz,
}

impl Compression {
    const ALL: [Self; 4] = [Self::Gzip, Self::Zstd, Self::Bzip2, Self::Xz];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
            Self::Bzip2 => "bzip2",
            Self::Xz => "xz",
        }
    }

    /// The bytes that such data begins with, none of which can begin JSON.
    const fn magic(self) -> &'static [u8] {
        match self {
            Self::Gzip => b"\x1f\x8b",
            Self::Zstd => b"\x28\xb5\x2f\xfd",
            Self::Bzip2 => b"BZh",
            Self::Xz => b"\xfd7zXZ\0",
        }
    }

    /// What begins with these bytes; none if they are as they are.
    pub(super) fn of(head: &[u8]) -> Option<Self> {
        Self::ALL.into_iter().find(|compression| head.starts_with(compression.magic()))
    }

    pub(super) fn decompress(self, raw: impl Read + Send + 'static) -> Box<dyn Read + Send> {
        let raw = BufReader::with_capacity(BLOCK, raw);
        match self {
            Self::Gzip => Box::new(Guarded::new(Members::<Gzip<_>>::new(raw))),
            Self::Zstd => Box::new(Guarded::new(Members::<Zstd<_>>::new(raw))),
            Self::Bzip2 => Box::new(Guarded::new(MultiBzDecoder::new(raw))),
            Self::Xz => Box::new(Guarded::new(XzReader::new_mem_limit(raw, true, XZ_MEMORY))),
        }
    }
}

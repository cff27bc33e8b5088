//! What an input holds, told by its first bytes.

/// What an input holds, if not JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Parquet,
    ArrowFile,
    ArrowStream,
    /// Text with a header line, whose columns this byte parts.
    #[cfg_attr(
        not(feature = "tables"),
        allow(dead_code, reason = "without tables, such text is taken for lines of JSON")
    )]
    Csv(u8),
}

impl Format {
    /// The longest of the beginnings below.
    pub(super) const MAGIC: usize = 6;

    /// The format of data that begins with these bytes, none of which can begin JSON or a line of CSV.
    pub(super) fn of(head: &[u8]) -> Option<Self> {
        let known: [(&[u8], Self); 3] = [
            (b"PAR1", Self::Parquet),
            (b"ARROW1", Self::ArrowFile),
            // The length of the first message follows.
            (b"\xff\xff\xff\xff", Self::ArrowStream),
        ];
        known.into_iter().find(|(magic, _)| head.starts_with(magic)).map(|(_, format)| format)
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Parquet => "Parquet",
            Self::ArrowFile | Self::ArrowStream => "Arrow",
            Self::Csv(_) => "CSV",
        }
    }
}

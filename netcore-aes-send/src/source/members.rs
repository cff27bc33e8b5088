//! Compressed data in several parts end to end, as `cat a.gz b.gz` and parallel compressors write it.

use std::io::{self, BufRead, ErrorKind, Read};

use flate2::bufread::GzDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

/// A decoder of one part.
pub(super) trait Member: Read + Sized {
    type Raw: BufRead;

    /// Begins with the next part; none at the end of the data.
    fn begin(raw: Self::Raw) -> io::Result<Option<Self>>;
    fn into_raw(self) -> Self::Raw;
}

/// Reads part after part.
pub(super) enum Members<M: Member> {
    Between(M::Raw),
    Within(M),
    End,
}

impl<M: Member> Members<M> {
    pub(super) const fn new(raw: M::Raw) -> Self {
        Self::Between(raw)
    }
}

impl<M: Member> Read for Members<M> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if let Self::Within(member) = self {
                let count = member.read(buffer)?;
                if count > 0 || buffer.is_empty() {
                    return Ok(count);
                }
            }
            let raw = match std::mem::replace(self, Self::End) {
                Self::Between(raw) => raw,
                Self::Within(member) => member.into_raw(),
                Self::End => return Ok(0),
            };
            if let Some(member) = M::begin(raw)? {
                *self = Self::Within(member);
            }
        }
    }
}

pub(super) struct Gzip<R>(GzDecoder<R>);

impl<R: BufRead> Read for Gzip<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

impl<R: BufRead> Member for Gzip<R> {
    type Raw = R;

    fn begin(mut raw: R) -> io::Result<Option<Self>> {
        // Zeros may follow the data, up to a full block of a tape.
        loop {
            let rest = raw.fill_buf()?;
            let zeros = rest.iter().take_while(|byte| **byte == 0).count();
            let is_all = zeros == rest.len();
            if rest.is_empty() {
                return Ok(None);
            }
            raw.consume(zeros);
            if !is_all {
                return Ok(Some(Self(GzDecoder::new(raw))));
            }
        }
    }

    fn into_raw(self) -> R {
        self.0.into_inner()
    }
}

pub(super) struct Zstd<R> {
    raw: R,
    frame: FrameDecoder,
}

impl<R: BufRead> Read for Zstd<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let frame = &mut self.frame;
        while frame.can_collect() == 0 && !frame.is_finished() {
            frame.decode_blocks(&mut self.raw, BlockDecodingStrategy::UptoBlocks(1)).map_err(io::Error::other)?;
        }
        let count = frame.read(buffer)?;
        // The crate leaves the comparison to its caller.
        let is_end = count == 0 && !buffer.is_empty();
        let is_wrong = |found| frame.get_calculated_checksum() != Some(found);
        if is_end && frame.get_checksum_from_data().is_some_and(is_wrong) {
            return Err(ErrorKind::InvalidData.into());
        }
        Ok(count)
    }
}

impl<R: BufRead> Member for Zstd<R> {
    type Raw = R;

    fn begin(mut raw: R) -> io::Result<Option<Self>> {
        while !raw.fill_buf()?.is_empty() {
            let mut frame = FrameDecoder::new();
            match frame.init(&mut raw) {
                Ok(()) => return Ok(Some(Self { raw, frame })),
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame { length, .. })) => {
                    io::copy(&mut raw.by_ref().take(length.into()), &mut io::sink())?;
                }
                Err(FrameDecoderError::WindowSizeTooBig { .. }) => return Err(ErrorKind::OutOfMemory.into()),
                Err(error) => return Err(io::Error::other(error)),
            }
        }
        Ok(None)
    }

    fn into_raw(self) -> R {
        self.raw
    }
}

//! Base64 and hexadecimal, in place and with lengths known beforehand.

use base64::Engine as _;
use base64::engine::general_purpose::PAD;
use base64::{DecodeError, DecodeSliceError};

use crate::alloc::TryBox;
use crate::error::Error;
use crate::scheme::{Encoding, TextForm};

/// The engine that uses the CPU's vector instructions where it has them.
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
type Base64 = base64::engine::Simd;
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
type Base64 = base64::engine::GeneralPurpose;

/// Bytes encoded per piece: a multiple of 3, so that only the last piece is padded.
const CHUNK: usize = 768;

/// Encodes and decodes one encoding, with tables that are set up for this CPU.
pub(crate) enum Codec {
    Base64(TryBox<Base64>),
    Hex,
}

impl Codec {
    pub(crate) fn new(encoding: Encoding) -> Result<Self, Error> {
        Ok(match encoding {
            #[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
            Encoding::Base64 => Self::Base64(TryBox::new(Base64::standard(PAD))?),
            #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
            Encoding::Base64 => Self::Base64(TryBox::new(Base64::new(&base64::alphabet::STANDARD, PAD))?),
            Encoding::Hex => Self::Hex,
        })
    }

    /// Encodes the last `raw_len` bytes of `text` over the whole of it; `text` has exactly their encoded length.
    ///
    /// In place, since writing never overtakes reading: each byte makes 4/3 or 2 characters and both end together, so after
    /// every piece reading is at least as far from the end as writing. Each piece is copied out before it is written.
    pub(crate) fn encode_in_place(&self, text: &mut [u8], raw_len: usize) -> Result<(), Error> {
        let mut buffer = [0; CHUNK];
        let mut rest = text;
        let mut unread = raw_len;
        while unread > 0 {
            let raw = rest.rchunks(unread).next().unwrap_or_default();
            let piece = buffer.get_mut(..raw.len().min(CHUNK)).unwrap_or_default();
            piece.iter_mut().zip(raw).for_each(|(to, from)| *to = *from);
            let written = self.encode(piece, rest)?;
            unread = unread.saturating_sub(piece.len());
            rest = rest.get_mut(written..).unwrap_or_default();
        }
        Ok(())
    }

    /// Encodes `raw` to the start of `text`, and returns the number of characters.
    fn encode(&self, raw: &[u8], text: &mut [u8]) -> Result<usize, Error> {
        let too_large = Error::TooLarge { bytes: raw.len() };
        match self {
            Self::Base64(engine) => engine.encode_slice(raw, text).map_err(|_| too_large),
            Self::Hex => {
                let len = raw.len().saturating_mul(2);
                let digits = text.get_mut(..len).ok_or(too_large)?;
                const_hex::encode_to_slice(raw, digits).map_err(|_| too_large)?;
                Ok(len)
            }
        }
    }

    /// Decodes `text` to the start of `raw`, which has at least [`Encoding::raw_bound`] bytes, and returns the number of bytes.
    pub(crate) fn decode(&self, text: &[u8], raw: &mut [u8]) -> Result<usize, Error> {
        match self {
            Self::Base64(engine) => engine.decode_slice(text, raw).map_err(|fault| Error::Encoding {
                encoding: Encoding::Base64,
                position: match fault {
                    DecodeSliceError::DecodeError(
                        DecodeError::InvalidByte(position, _) | DecodeError::InvalidLastSymbol { offset: position, .. },
                    ) => Some(position),
                    _ => None,
                },
                form: TextForm::of(text),
            }),
            Self::Hex => decode_hex(text, raw),
        }
    }
}

fn decode_hex(text: &[u8], raw: &mut [u8]) -> Result<usize, Error> {
    let len = Encoding::Hex.raw_bound(text.len());
    // `const_hex` skips a leading "0x", but the rest is then too short for an output of exactly this length.
    let decoded = raw.get_mut(..len).map(|raw| const_hex::decode_to_slice(text, raw));
    if matches!(decoded, Some(Ok(()))) {
        return Ok(len);
    }
    let position = text.iter().position(|byte| !byte.is_ascii_hexdigit());
    Err(Error::Encoding { encoding: Encoding::Hex, position, form: TextForm::of(text) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::engine::general_purpose::STANDARD;

    /// The lengths around the ends of pieces, and all small ones.
    fn lengths() -> impl Iterator<Item = usize> {
        (0..200).chain(CHUNK - 3..CHUNK + 4).chain([2 * CHUNK - 1, 2 * CHUNK, 2 * CHUNK + 1, 100_000])
    }

    fn in_place(encoding: Encoding, raw: &[u8]) -> Vec<u8> {
        let mut text = vec![0xaa; encoding.text_len(raw.len()).unwrap()];
        let start = text.len() - raw.len();
        text[start..].copy_from_slice(raw);
        Codec::new(encoding).unwrap().encode_in_place(&mut text, raw.len()).unwrap();
        text
    }

    #[test]
    fn in_place_equals_the_plain_way_at_every_length() {
        for len in lengths() {
            let raw: Vec<u8> = (0..len).map(|i| u8::try_from(i * 151 % 256).unwrap()).collect();
            assert_eq!(in_place(Encoding::Base64, &raw), STANDARD.encode(&raw).into_bytes(), "{len}");
            assert_eq!(in_place(Encoding::Hex, &raw), const_hex::encode(&raw).into_bytes(), "{len}");
        }
    }

    #[test]
    fn decoding_gives_back_what_was_encoded_within_the_bound() {
        for encoding in [Encoding::Base64, Encoding::Hex] {
            for len in lengths() {
                let raw = vec![0x5a; len];
                let text = in_place(encoding, &raw);
                let mut back = vec![0; encoding.raw_bound(text.len())];
                let written = Codec::new(encoding).unwrap().decode(&text, &mut back).unwrap();
                assert_eq!(back[..written], raw);
            }
        }
    }

    fn position(encoding: Encoding, text: &str) -> Option<usize> {
        let mut raw = vec![0; encoding.raw_bound(text.len())];
        match Codec::new(encoding).unwrap().decode(text.as_bytes(), &mut raw) {
            Err(Error::Encoding { position, .. }) => position,
            other => panic!("{text:?} gave {other:?}"),
        }
    }

    #[test]
    fn what_is_not_canonical_is_refused_at_its_place() {
        for (text, place) in
            [("AA A", Some(2)), ("AA==\n", Some(4)), ("AB==", Some(1)), ("AAA", None), ("A_AA", Some(1))]
        {
            assert_eq!(position(Encoding::Base64, text), place, "{text}");
        }
        for (text, place) in [("0x00", Some(1)), ("00 0", Some(2)), ("000", None), ("0g", Some(1)), ("é", Some(0))] {
            assert_eq!(position(Encoding::Hex, text), place, "{text}");
        }
    }
}

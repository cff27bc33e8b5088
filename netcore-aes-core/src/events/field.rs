//! The fields of an event and their values (vendor guide, step 2; API page).

use super::context::EventContext;
use super::kind::Kind;
use super::rule::Rule;
use super::timestamp;

/// The fields that the vendor's pages name. Each is a bit of a [`FieldSet`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u16)]
pub(super) enum Field {
    AssetId = 1,
    ActivityName = 1 << 1,
    Timestamp = 1 << 2,
    Identity = 1 << 3,
    Anonid = 1 << 4,
    /// The spelling of one older page of the vendor.
    Annonid = 1 << 5,
    Email = 1 << 6,
    Mobile = 1 << 7,
    ActivitySource = 1 << 8,
    ActivityParams = 1 << 9,
}

/// The fields that every event must have.
const REQUIRED: u16 = Field::AssetId.bit()
    | Field::ActivityName.bit()
    | Field::Timestamp.bit()
    | Field::ActivitySource.bit()
    | Field::ActivityParams.bit();
/// The fields of which every event needs at least one.
const IDENTITIES: u16 = Field::Identity.bit() | Field::Anonid.bit() | Field::Annonid.bit();

/// The fields that an event has.
#[derive(Default)]
pub(super) struct FieldSet(u16);

impl FieldSet {
    /// Adds a field; returns whether it is new.
    pub(super) const fn insert(&mut self, field: Field) -> bool {
        let is_new = self.0 & field.bit() == 0;
        self.0 |= field.bit();
        is_new
    }

    /// The fields that the event lacks. `identity` stands for itself and its alternatives.
    #[inline]
    pub(super) fn missing(&self) -> impl Iterator<Item = Field> {
        let identity = if self.0 & IDENTITIES == 0 { Field::Identity.bit() } else { 0 };
        let missing = (REQUIRED & !self.0) | identity;
        let all: &[Field] = if missing == 0 { &[] } else { &Field::ALL };
        all.iter().copied().filter(move |field| missing & field.bit() != 0)
    }
}

impl Field {
    pub(super) const ALL: [Self; 10] = [
        Self::AssetId,
        Self::ActivityName,
        Self::Timestamp,
        Self::Identity,
        Self::Anonid,
        Self::Annonid,
        Self::Email,
        Self::Mobile,
        Self::ActivitySource,
        Self::ActivityParams,
    ];

    #[expect(clippy::as_conversions, reason = "a fieldless enum of this type")]
    const fn bit(self) -> u16 {
        self as u16
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::AssetId => "asset_id",
            Self::ActivityName => "activity_name",
            Self::Timestamp => "timestamp",
            Self::Identity => "identity",
            Self::Anonid => "anonid",
            Self::Annonid => "annonid",
            Self::Email => "email",
            Self::Mobile => "mobile",
            Self::ActivitySource => "activity_source",
            Self::ActivityParams => "activity_params",
        }
    }

    /// A `match`, which the compiler turns into a comparison with the one or two names of that length.
    pub(super) fn named(name: &[u8]) -> Option<Self> {
        Some(match name {
            b"asset_id" => Self::AssetId,
            b"activity_name" => Self::ActivityName,
            b"timestamp" => Self::Timestamp,
            b"identity" => Self::Identity,
            b"anonid" => Self::Anonid,
            b"annonid" => Self::Annonid,
            b"email" => Self::Email,
            b"mobile" => Self::Mobile,
            b"activity_source" => Self::ActivitySource,
            b"activity_params" => Self::ActivityParams,
            _ => return None,
        })
    }

    /// The value expected, in words.
    pub(super) const fn expected(self) -> &'static str {
        match self {
            Self::AssetId => "a string, the asset id from the panel",
            Self::ActivityName => "a string, the event's name",
            Self::Timestamp => "a string such as \"2025-08-26T12:05:43Z\"",
            Self::Identity => "a string or an integer, the panel's primary key (or anonid)",
            Self::Anonid | Self::Annonid | Self::Email => "a string",
            Self::Mobile => "a string or an integer",
            Self::ActivitySource => "\"web\" or \"app\"",
            Self::ActivityParams => "an object, the event's parameters ({} for none)",
        }
    }

    /// Checks the type of a value that is not a string.
    pub(super) const fn check_kind(self, kind: Kind) -> Result<(), Rule> {
        match (self, kind) {
            (Self::ActivityParams, Kind::Object) | (Self::Identity | Self::Mobile, Kind::Integer) => Ok(()),
            _ => Err(Rule::Type { found: kind.name(), expected: self.expected() }),
        }
    }

    /// Checks a value that is a string.
    pub(super) fn check_text(self, text: &[u8], context: &EventContext<'_>) -> Result<(), Rule> {
        match self {
            Self::ActivityParams => self.check_kind(Kind::String),
            _ if text.is_empty() => Err(Rule::Empty),
            Self::Annonid => Err(Rule::OldSpelling),
            Self::Timestamp => timestamp::check(text, context.now),
            Self::ActivitySource if text != b"web" && text != b"app" => Err(Rule::Source),
            Self::AssetId if context.asset_id.is_some_and(|asset_id| asset_id.as_bytes() != text) => Err(Rule::AssetId),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The names stand twice, once for each direction; each field has a bit of its own.
    #[test]
    fn every_field_is_found_by_its_name() {
        let mut fields = FieldSet::default();
        for field in Field::ALL {
            assert_eq!(Field::named(field.name().as_bytes()), Some(field));
            assert!(fields.insert(field) && !fields.insert(field), "{field:?}");
        }
        assert_eq!(Field::named(b"other"), None);
    }
}

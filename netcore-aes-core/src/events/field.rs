//! The fields of an event and their values (vendor guide, step 2; API page).

use super::context::EventContext;
use super::json::Value;
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

/// The fields that an event has.
#[derive(Default)]
pub(super) struct FieldSet(u16);

impl FieldSet {
    pub(super) const fn contains(&self, field: Field) -> bool {
        self.0 & field.bit() != 0
    }

    /// Adds a field; returns whether it is new.
    pub(super) const fn insert(&mut self, field: Field) -> bool {
        let is_new = !self.contains(field);
        self.0 |= field.bit();
        is_new
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

    /// The fields of which an event needs at least one.
    pub(super) const IDENTITIES: [Self; 3] = [Self::Identity, Self::Anonid, Self::Annonid];

    /// A `match`, which the compiler turns into a comparison with the one or two names of that length.
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "asset_id" => Self::AssetId,
            "activity_name" => Self::ActivityName,
            "timestamp" => Self::Timestamp,
            "identity" => Self::Identity,
            "anonid" => Self::Anonid,
            "annonid" => Self::Annonid,
            "email" => Self::Email,
            "mobile" => Self::Mobile,
            "activity_source" => Self::ActivitySource,
            "activity_params" => Self::ActivityParams,
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

    /// Whether every event must have it. (An event also needs one of [`Self::IDENTITIES`].)
    pub(super) const fn is_required(self) -> bool {
        match self {
            Self::AssetId | Self::ActivityName | Self::Timestamp | Self::ActivitySource | Self::ActivityParams => true,
            Self::Identity | Self::Anonid | Self::Annonid | Self::Email | Self::Mobile => false,
        }
    }

    pub(super) fn check(self, value: &Value<'_>, context: &EventContext<'_>) -> Result<(), Rule> {
        match (self, value) {
            (Self::ActivityParams, Value::Object) | (Self::Identity | Self::Mobile, Value::Integer) => Ok(()),
            (_, Value::String(text)) if self != Self::ActivityParams => self.check_text(text, context),
            _ => Err(Rule::Type { found: value.type_name(), expected: self.expected() }),
        }
    }

    fn check_text(self, text: &str, context: &EventContext<'_>) -> Result<(), Rule> {
        match self {
            _ if text.is_empty() => Err(Rule::Empty),
            Self::Annonid => Err(Rule::OldSpelling),
            Self::Timestamp => timestamp::check(text, context.now),
            Self::ActivitySource if text != "web" && text != "app" => Err(Rule::Source),
            Self::AssetId if context.asset_id.is_some_and(|asset_id| asset_id != text) => Err(Rule::AssetId),
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
            assert_eq!(Field::named(field.name()), Some(field));
            assert!(fields.insert(field) && !fields.insert(field), "{field:?}");
        }
        assert_eq!(Field::named("other"), None);
    }
}

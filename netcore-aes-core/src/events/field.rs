//! The fields of an event and their values (vendor guide, step 2; API page).

use super::context::EventContext;
use super::json::Value;
use super::rule::Rule;
use super::timestamp;

/// The fields that the vendor's pages name.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    AssetId,
    ActivityName,
    Timestamp,
    Identity,
    Anonid,
    /// The spelling of one older page of the vendor.
    Annonid,
    Email,
    Mobile,
    ActivitySource,
    ActivityParams,
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

    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == name)
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

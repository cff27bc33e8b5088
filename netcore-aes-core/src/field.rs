//! The fields of an event, and what each must hold (vendor guide, step 2; API page).

use std::borrow::Cow;

use crate::event::EventContext;
use crate::problem::Rule;
use crate::timestamp;

/// What a value is. Only a string is kept: nothing else is looked into further.
pub(crate) enum Seen<'de> {
    Null,
    Bool,
    Integer,
    Float,
    String(Cow<'de, str>),
    Array,
    Object,
}

/// The fields that the vendor names.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    AssetId,
    ActivityName,
    Timestamp,
    Identity,
    Anonid,
    /// As one older page of the vendor's spells it.
    Annonid,
    Email,
    Mobile,
    ActivitySource,
    ActivityParams,
}

impl Field {
    pub(crate) const ALL: [Self; 10] = [
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

    pub(crate) const fn name(self) -> &'static str {
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

    /// The fields of which an event needs one.
    pub(crate) const IDENTITIES: [Self; 3] = [Self::Identity, Self::Anonid, Self::Annonid];

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }

    /// What it must hold, in words.
    pub(crate) const fn expected(self) -> &'static str {
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

    /// Whether every event must have it. (An event also needs one of those that say whose it is.)
    pub(crate) const fn is_required(self) -> bool {
        match self {
            Self::AssetId | Self::ActivityName | Self::Timestamp | Self::ActivitySource | Self::ActivityParams => true,
            Self::Identity | Self::Anonid | Self::Annonid | Self::Email | Self::Mobile => false,
        }
    }

    pub(crate) fn check(self, seen: &Seen<'_>, context: &EventContext<'_>) -> Result<(), Rule> {
        match (self, seen) {
            (Self::ActivityParams, Seen::Object) | (Self::Identity | Self::Mobile, Seen::Integer) => Ok(()),
            (Self::ActivityParams, _) => Err(Rule::Type { expected: self.expected() }),
            (_, Seen::String(text)) => self.check_text(text, context),
            _ => Err(Rule::Type { expected: self.expected() }),
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

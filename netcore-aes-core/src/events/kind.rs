//! The types of JSON values.

/// The type of a value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Null,
    Bool,
    Integer,
    Float,
    String,
    EmptyArray,
    Array,
    Object,
}

impl Kind {
    pub(super) const fn array(count: usize) -> Self {
        if count == 0 { Self::EmptyArray } else { Self::Array }
    }

    /// The type, in words.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool => "a boolean",
            Self::Integer => "an integer",
            Self::Float => "a number that is not a 64-bit integer",
            Self::String => "a string",
            Self::EmptyArray => "an empty array",
            Self::Array => "an array",
            Self::Object => "an object",
        }
    }
}

//! The types of column that are taken.

use arrow_schema::DataType;

/// How the strings of a column are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// Offsets of 32 bits.
    Small,
    /// Offsets of 64 bits.
    Large,
    /// A view of 16 bytes for each string, which may lie in one of many buffers.
    Views,
}

/// A type of column that is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    pub layout: Layout,
    /// Whether the strings are UTF-8; bytes otherwise.
    pub is_text: bool,
}

/// The names of the types that are taken, as pyarrow writes them.
pub const ACCEPTED: &str = "string, large_string, string_view, binary, large_binary or binary_view";

impl Kind {
    /// The kind of a column of this type; `None` for one that is not taken.
    pub const fn of(data_type: &DataType) -> Option<Self> {
        let (layout, is_text) = match data_type {
            DataType::Utf8 => (Layout::Small, true),
            DataType::LargeUtf8 => (Layout::Large, true),
            DataType::Utf8View => (Layout::Views, true),
            DataType::Binary => (Layout::Small, false),
            DataType::LargeBinary => (Layout::Large, false),
            DataType::BinaryView => (Layout::Views, false),
            _ => return None,
        };
        Some(Self { layout, is_text })
    }

    pub const fn data_type(self) -> DataType {
        match (self.layout, self.is_text) {
            (Layout::Small, true) => DataType::Utf8,
            (Layout::Large, true) => DataType::LargeUtf8,
            (Layout::Views, true) => DataType::Utf8View,
            (Layout::Small, false) => DataType::Binary,
            (Layout::Large, false) => DataType::LargeBinary,
            (Layout::Views, false) => DataType::BinaryView,
        }
    }
}

/// The name of a type, as pyarrow writes it, without its parameters, which may have names of the caller's columns.
pub fn name_of(data_type: &DataType) -> String {
    let name = data_type.to_string().to_lowercase();
    let name = name.replace("utf8", "string").replace("large", "large_").replace("view", "_view");
    name.split(['(', '<']).next().unwrap_or_default().to_owned()
}

//! JSON as far as it must be understood: its outer shape. Numbers stay as they were written, whatever their size.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// Ten times the values of a request of a thousand events.
const MAX_VALUES: usize = 1_000_000;
/// Deeper ones could not be read by those who ask for them.
const MAX_DEPTH: usize = 500;

/// A value, and the values directly in it.
pub(crate) enum Json<'a> {
    Object(Object<'a>),
    Array(Vec<&'a RawValue>),
    Text(String),
    /// A number, a truth value or null.
    Other,
}

/// The members of an object.
pub(crate) struct Object<'a>(pub(crate) Vec<(String, &'a RawValue)>);

impl<'a> Object<'a> {
    /// The value of a key; of a double one, the last.
    pub(crate) fn get(&self, key: &str) -> Option<&'a RawValue> {
        self.0.iter().rev().find(|(name, _)| name == key).map(|(_, value)| *value)
    }
}

impl<'a> Json<'a> {
    /// Reads a text; none if it is no JSON, has too many values, or is nested too deeply.
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        let values = text.bytes().filter(|byte| matches!(byte, b',' | b'[' | b'{')).count();
        if values > MAX_VALUES || depth(text) > MAX_DEPTH {
            return None;
        }
        Self::shallow(serde_json::from_str(text).ok()?)
    }

    /// Reads a value of another one.
    pub(crate) fn shallow(value: &'a RawValue) -> Option<Self> {
        let text = value.get();
        match text.bytes().next()? {
            b'{' => serde_json::from_str(text).ok().map(Self::Object),
            b'[' => serde_json::from_str(text).ok().map(Self::Array),
            b'"' => serde_json::from_str(text).ok().map(|Text(text)| Self::Text(text.into_owned())),
            _ => Some(Self::Other),
        }
    }
}

/// The most brackets that are open at a time.
fn depth(text: &str) -> usize {
    let (mut depth, mut deepest, mut in_text, mut escaped) = (0_usize, 0, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'[' | b'{' if !in_text => {
                depth = depth.saturating_add(1);
                deepest = deepest.max(depth);
            }
            b']' | b'}' if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

/// A string, in which a half of a surrogate pair is taken for a character that is unknown.
struct Text<'a>(Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_bytes(TextVisitor)
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Text<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_borrowed_bytes<E>(self, bytes: &'de [u8]) -> Result<Self::Value, E> {
        Ok(Text(String::from_utf8_lossy(bytes)))
    }

    fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Self::Value, E> {
        Ok(Text(Cow::Owned(String::from_utf8_lossy(bytes).into_owned())))
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Object<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ObjectVisitor)
    }
}

struct ObjectVisitor;

impl<'de> Visitor<'de> for ObjectVisitor {
    type Value = Object<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some((Text(key), value)) = map.next_entry()? {
            members.push((key.into_owned(), value));
        }
        Ok(Object(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shape_is_read_and_nothing_else() {
        let number = "9".repeat(10_000);
        assert!(matches!(Json::parse(&number), Some(Json::Other)));
        assert!(matches!(Json::parse(" [1e999, \"\\ud800\"] "), Some(Json::Array(found)) if found.len() == 2));
        assert!(matches!(Json::parse(r#""a\ud800b""#), Some(Json::Text(text)) if text.starts_with('a')));
        let Some(Json::Object(object)) = Json::parse(r#"{"a": 1, "\ud800": 2, "a": 3}"#) else { panic!() };
        assert_eq!(object.get("a").map(RawValue::get), Some("3"));
        for bad in ["", "{", "[1,]", "[NaN]", "\"\u{1}\"", "[1] 2", r#"{"a" 1}"#] {
            assert!(Json::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn values_and_levels_have_a_limit() {
        for (levels, is_read) in [(500, true), (501, false), (100_000, false)] {
            let text = format!("{}{}", "[".repeat(levels), "]".repeat(levels));
            assert_eq!(Json::parse(&text).is_some(), is_read, "{levels}");
        }
        assert!(Json::parse(&format!("{:?}", "[".repeat(501))).is_some());
        for (values, is_read) in [(1_000_000, true), (1_000_001, false)] {
            let text = format!("[{}1]", "1,".repeat(values - 1));
            assert_eq!(Json::parse(&text).is_some(), is_read, "{values}");
        }
    }
}

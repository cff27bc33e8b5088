//! The rules for events, checked while the JSON is read: in one pass, without building it in memory.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::field::{Field, Seen};
use crate::keys::{Keys, Object};
use crate::limit::Limit;
use crate::problem::{Path, Problem, Rule, Step};

/// The most events that one request may carry (vendor's API page).
pub const MAX_EVENTS: usize = 1000;

/// What a payload is checked against, beside the rules that always hold.
#[derive(Debug, Clone, Copy, Default)]
pub struct Expected<'a> {
    /// The `x-asset` of the request, which each event's `asset_id` must equal.
    pub asset_id: Option<&'a str>,
    /// The time, in seconds since 1970-01-01T00:00:00Z; without it no timestamp is too old or in the future.
    pub now: Option<i64>,
}

/// Checks a payload against the vendor's rules, and returns every problem in the order of the payload.
///
/// It takes time in proportion to the payload's length, and memory for the problems alone. JSON that is nested more than
/// 127 deep is a problem itself.
///
/// Whoever wrote the payload must not be able to ask for more memory than that, so problems end somewhere: with 100
/// errors and 100 warnings of one event, and with 10 000 in all, but for the first error of each event, which is always
/// reported. Of the events after the thousandth it says only that they are too many. A pointer ends after 1024 bytes.
#[must_use]
pub fn check_events(payload: &[u8], expected: &Expected<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    check_events_with(payload, expected, &mut |problem| problems.push(problem));
    problems
}

/// As [`check_events`], handing each problem to `report` as it is found.
pub fn check_events_with(payload: &[u8], expected: &Expected<'_>, report: &mut dyn FnMut(Problem)) {
    let mut check = Check { expected, report, path: Path::default(), keys: Keys::default(), limit: Limit::default() };
    // Checked as a whole at first: that is many times as fast as string by string.
    let read = std::str::from_utf8(payload).map_err(|fault| fault.to_string()).and_then(|payload| {
        let mut json = serde_json::Deserializer::from_str(payload);
        Payload(&mut check).deserialize(&mut json).and_then(|()| json.end()).map_err(|fault| fault.to_string())
    });
    if let Err(fault) = read {
        report(Problem { pointer: String::new(), rule: Rule::Json { fault } });
    }
}

struct Check<'c, 'de> {
    expected: &'c Expected<'c>,
    report: &'c mut dyn FnMut(Problem),
    path: Path<'de>,
    keys: Keys<'de>,
    limit: Limit,
}

impl<'de> Check<'_, 'de> {
    /// Goes into the value of a key.
    fn enter_key(&mut self, key: Cow<'de, str>, object: &mut Object<'de>) {
        let is_new = self.keys.insert(object, key.clone());
        self.path.enter(Step::Key(key));
        if !is_new {
            self.problem(None, Rule::DuplicateKey);
        }
    }

    /// Says which fields an event lacks.
    fn missing_fields(&mut self, object: &Object<'_>) {
        let lacks = |keys: &Keys<'_>, field: Field| !keys.contains(object, field.name());
        for field in Field::ALL {
            let missing = match field {
                Field::Identity => Field::IDENTITIES.into_iter().all(|field| lacks(&self.keys, field)),
                _ => field.is_required() && lacks(&self.keys, field),
            };
            if missing {
                self.problem(Some(field.name()), Rule::Missing { expected: field.expected() });
            }
        }
    }

    /// Something is wrong here, or with `field` of the object here.
    fn problem(&mut self, field: Option<&str>, rule: Rule) {
        if !self.limit.admits(rule.severity()) {
            return;
        }
        let pointer = self.path.pointer(field);
        (self.report)(Problem { pointer, rule });
    }
}

/// Implements what a visitor does with a scalar: hand it to `self.scalar`.
macro_rules! visit_scalars {
    () => {
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("JSON")
        }

        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok(self.scalar(Seen::Null))
        }

        fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
            Ok(self.scalar(Seen::Bool))
        }

        fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
            Ok(self.scalar(Seen::Integer))
        }

        fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
            Ok(self.scalar(Seen::Integer))
        }

        fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
            Ok(self.scalar(Seen::Float))
        }

        fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
            Ok(self.scalar(Seen::String(Cow::Borrowed(text))))
        }

        fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
            Ok(self.scalar(Seen::String(Cow::Owned(text.to_owned()))))
        }
    };
}

/// Makes a visitor usable as a seed.
macro_rules! seed {
    ($name:ident -> $value:ty) => {
        impl<'de> DeserializeSeed<'de> for $name<'_, '_, 'de> {
            type Value = $value;

            fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
                deserializer.deserialize_any(self)
            }
        }
    };
}

/// The whole payload.
struct Payload<'a, 'c, 'de>(&'a mut Check<'c, 'de>);
seed!(Payload -> ());

impl Payload<'_, '_, '_> {
    fn scalar(self, _: Seen<'_>) {
        self.0.problem(None, Rule::Payload);
    }
}

impl<'de> Visitor<'de> for Payload<'_, '_, 'de> {
    type Value = ();
    visit_scalars!();

    fn visit_seq<A: SeqAccess<'de>>(self, mut events: A) -> Result<(), A::Error> {
        let count = each_element(self.0, |check| {
            check.limit.enter_event();
            Ok(events.next_element_seed(Event(check))?.is_some())
        })?;
        self.0.limit.leave_events();
        if count == 0 || count > MAX_EVENTS {
            self.0.problem(None, Rule::Count { count });
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, event: A) -> Result<(), A::Error> {
        self.0.problem(None, Rule::Lone);
        Event(self.0).visit_map(event)
    }
}

/// One event.
struct Event<'a, 'c, 'de>(&'a mut Check<'c, 'de>);
seed!(Event -> ());

impl Event<'_, '_, '_> {
    fn scalar(self, _: Seen<'_>) {
        self.0.problem(None, Rule::Event);
    }
}

impl<'de> Visitor<'de> for Event<'_, '_, 'de> {
    type Value = ();
    visit_scalars!();

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        while elements.next_element::<IgnoredAny>()?.is_some() {}
        self.0.problem(None, Rule::Event);
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<(), A::Error> {
        let check = self.0;
        let mut object = check.keys.open();
        while let Some(key) = fields.next_key_seed(Key)? {
            let field = Field::named(&key);
            check.enter_key(key, &mut object);
            let in_params = field == Some(Field::ActivityParams);
            let seen = fields.next_value_seed(Value { check, in_params })?;
            let fault = field.map_or(Err(Rule::UnknownField), |field| field.check(&seen, check.expected));
            if let Err(rule) = fault {
                check.problem(None, rule);
            }
            check.path.leave();
        }
        check.missing_fields(&object);
        check.keys.close(&object);
        Ok(())
    }
}

/// Any value: looked through for duplicate keys and, within `activity_params`, for empty arrays.
struct Value<'a, 'c, 'de> {
    check: &'a mut Check<'c, 'de>,
    in_params: bool,
}
seed!(Value -> Seen<'de>);

impl Value<'_, '_, '_> {
    #[expect(clippy::unused_self, reason = "a scalar holds nothing to look through")]
    const fn scalar(self, seen: Seen<'_>) -> Seen<'_> {
        seen
    }
}

impl<'de> Visitor<'de> for Value<'_, '_, 'de> {
    type Value = Seen<'de>;
    visit_scalars!();

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Seen<'de>, A::Error> {
        let Self { check, in_params } = self;
        let count = each_element(check, |check| Ok(elements.next_element_seed(Value { check, in_params })?.is_some()))?;
        if count == 0 && in_params {
            check.problem(None, Rule::EmptyArray);
        }
        Ok(Seen::Array)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Seen<'de>, A::Error> {
        let Self { check, in_params } = self;
        let mut object = check.keys.open();
        while let Some(key) = fields.next_key_seed(Key)? {
            check.enter_key(key, &mut object);
            fields.next_value_seed(Value { check, in_params })?;
            check.path.leave();
        }
        check.keys.close(&object);
        Ok(Seen::Object)
    }
}

/// Reads an array to its end, by a `read` that tells whether there was an element; returns how many there were.
fn each_element<'c, 'de, E>(
    check: &mut Check<'c, 'de>,
    mut read: impl FnMut(&mut Check<'c, 'de>) -> Result<bool, E>,
) -> Result<usize, E> {
    for index in 0.. {
        check.path.enter(Step::Index(index));
        let was_one = read(check)?;
        check.path.leave();
        if !was_one {
            return Ok(index);
        }
    }
    Ok(usize::MAX)
}

/// A key, borrowed from the payload unless an escape stands in it.
struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Cow<'de, str>;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Key {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_borrowed_str<E>(self, key: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(key))
    }

    fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(key.to_owned()))
    }
}

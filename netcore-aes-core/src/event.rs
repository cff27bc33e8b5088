//! The rules for events, checked while the JSON is read: in one pass, without building it in memory.

use std::borrow::Cow;

use crate::Error;
use crate::field::{Field, Seen};
use crate::json::{Reader, Stop};
use crate::keys::{Keys, Object};
use crate::limit::Limit;
use crate::memory::{try_clone, try_push};
use crate::pointer::{Path, Step};
use crate::problem::{Problem, Rule};

/// The most events that one request may carry (vendor's API page).
pub const MAX_EVENTS: usize = 1000;

/// Values from outside the payload that some rules compare with.
#[derive(Debug, Clone, Copy, Default)]
pub struct EventContext<'a> {
    /// The `x-asset` of the request, which each event's `asset_id` must equal.
    pub asset_id: Option<&'a str>,
    /// The time, in seconds since 1970-01-01T00:00:00Z; without it no timestamp is too old or in the future.
    pub now: Option<i64>,
}

/// Checks a payload against the vendor's rules, and returns every problem in the order of the payload.
///
/// It takes time in proportion to the payload's length, and memory for the problems, the keys of the objects that it is in, and
/// strings with escapes. JSON that is nested more than 127 deep is a problem itself.
///
/// Whoever wrote the payload must not be able to ask for more memory than that, so problems end somewhere: with 100
/// errors and 100 warnings of one event, and with 10 000 in all, but for the first error of each event, which is always
/// reported. Of the events after the thousandth it says only that they are too many. A pointer ends after 1024 bytes.
///
/// # Errors
/// [`Error::Memory`].
pub fn check_events(payload: &[u8], context: &EventContext<'_>) -> Result<Vec<Problem>, Error> {
    let mut problems = Vec::new();
    check_events_with(payload, context, &mut |problem| try_push(&mut problems, problem))?;
    Ok(problems)
}

/// As [`check_events`], handing each problem to `report` as it is found.
///
/// # Errors
/// [`Error::Memory`], and what `report` returns: the check ends there.
pub fn check_events_with(
    payload: &[u8],
    context: &EventContext<'_>,
    report: &mut dyn FnMut(Problem) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut check =
        Check { context, report: &mut *report, path: Path::default(), keys: Keys::default(), limit: Limit::default() };
    let fault = Reader::read(payload, |json, next| check.payload(json, next))?;
    fault.map_or(Ok(()), |fault| report(Problem { pointer: String::new(), event: None, rule: Rule::Json { fault } }))
}

struct Check<'c, 'de> {
    context: &'c EventContext<'c>,
    report: &'c mut dyn FnMut(Problem) -> Result<(), Error>,
    path: Path<'de>,
    keys: Keys<'de>,
    limit: Limit,
}

// What reads a value is told its first byte, or is called for one that is known by it.
impl<'de> Check<'_, 'de> {
    fn payload(&mut self, json: &mut Reader<'de>, next: u8) -> Result<(), Stop> {
        match next {
            b'[' => self.events(json),
            b'{' => {
                self.problem(None, Rule::Lone)?;
                self.limit.enter_event();
                self.event(json)
            }
            _ => {
                json.scalar(next)?;
                self.problem(None, Rule::Payload)
            }
        }
    }

    fn events(&mut self, json: &mut Reader<'de>) -> Result<(), Stop> {
        let count = self.each_element(json, |check, json, next| {
            check.limit.enter_event();
            if next == b'{' {
                return check.event(json);
            }
            json.skip(next)?;
            check.problem(None, Rule::Event)
        })?;
        self.limit.leave_events();
        if count == 0 || count > MAX_EVENTS {
            self.problem(None, Rule::Count { count })?;
        }
        Ok(())
    }

    fn event(&mut self, json: &mut Reader<'de>) -> Result<(), Stop> {
        let mut object = self.keys.open();
        json.object(|json, key, next| {
            let field = Field::named(&key);
            self.enter_key(key, &mut object)?;
            let seen = self.value(json, next, field == Some(Field::ActivityParams))?;
            let fault = field.map_or(Err(Rule::UnknownField), |field| field.check(&seen, self.context));
            fault.or_else(|rule| self.problem(None, rule))?;
            self.path.leave();
            Ok(())
        })?;
        self.missing_fields(&object)?;
        self.keys.close(&object);
        Ok(())
    }

    /// Any value: looked through for duplicate keys and, within `activity_params`, for empty arrays.
    fn value(&mut self, json: &mut Reader<'de>, next: u8, in_params: bool) -> Result<Seen<'de>, Stop> {
        match next {
            b'[' => {
                let count =
                    self.each_element(json, |check, json, next| check.value(json, next, in_params).map(drop))?;
                if count == 0 && in_params {
                    self.problem(None, Rule::EmptyArray)?;
                }
                Ok(Seen::Array)
            }
            b'{' => {
                let mut object = self.keys.open();
                json.object(|json, key, next| {
                    self.enter_key(key, &mut object)?;
                    self.value(json, next, in_params)?;
                    self.path.leave();
                    Ok(())
                })?;
                self.keys.close(&object);
                Ok(Seen::Object)
            }
            _ => json.scalar(next),
        }
    }

    /// Reads an array by a `read` for each element; returns how many there were.
    fn each_element(
        &mut self,
        json: &mut Reader<'de>,
        mut read: impl FnMut(&mut Self, &mut Reader<'de>, u8) -> Result<(), Stop>,
    ) -> Result<usize, Stop> {
        let mut count = 0_usize;
        json.array(|json, next| {
            self.path.enter(Step::Index(count))?;
            read(self, json, next)?;
            self.path.leave();
            count = count.saturating_add(1);
            Ok(())
        })?;
        Ok(count)
    }

    /// Goes into the value of a key.
    fn enter_key(&mut self, key: Cow<'de, str>, object: &mut Object<'de>) -> Result<(), Stop> {
        let is_new = self.keys.insert(object, try_clone(&key)?)?;
        self.path.enter(Step::Key(key))?;
        if is_new { Ok(()) } else { self.problem(None, Rule::DuplicateKey) }
    }

    /// Says which fields an event lacks.
    fn missing_fields(&mut self, object: &Object<'_>) -> Result<(), Stop> {
        let lacks = |keys: &Keys<'_>, field: Field| !keys.contains(object, field.name());
        for field in Field::ALL {
            let missing = match field {
                Field::Identity => Field::IDENTITIES.into_iter().all(|field| lacks(&self.keys, field)),
                _ => field.is_required() && lacks(&self.keys, field),
            };
            if missing {
                self.problem(Some(field.name()), Rule::Missing { expected: field.expected() })?;
            }
        }
        Ok(())
    }

    /// Something is wrong here, or with `field` of the object here.
    fn problem(&mut self, field: Option<&str>, rule: Rule) -> Result<(), Stop> {
        if !self.limit.admits(rule.severity()) {
            return Ok(());
        }
        let pointer = self.path.pointer(field)?;
        Ok((self.report)(Problem { pointer, event: self.limit.event(), rule })?)
    }
}

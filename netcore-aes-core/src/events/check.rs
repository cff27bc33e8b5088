//! The check of a payload: it applies the rules while it reads the JSON, in one pass and without a tree in memory.

use std::borrow::Cow;

use super::context::EventContext;
use super::field::{Field, FieldSet};
use super::json::{Reader, Stop, Value};
use super::limits::MAX_EVENTS;
use super::object_keys::ObjectKeys;
use super::pointer::{Path, Step};
use super::problem::Problem;
use super::report_limit::ReportLimit;
use super::rule::Rule;
use crate::alloc::{try_clone, try_push};
use crate::error::Error;

/// Checks a payload against the vendor's rules, and returns every problem in the order of the payload.
///
/// Time is proportional to the payload's length. Memory is for the problems, the keys of the open objects, and strings with
/// escapes. JSON that is nested more than 127 levels deep is a problem itself.
///
/// A hostile payload must not take more memory than that, so reports are limited: to 100 errors and 100 warnings per event,
/// and to 10 000 problems in all, except that the first error of each event is always reported. For events after the
/// thousandth, one problem says that there are too many. A pointer is cut after 1024 bytes.
///
/// # Errors
/// [`Error::Memory`].
pub fn check_events(payload: &[u8], context: &EventContext<'_>) -> Result<Vec<Problem>, Error> {
    let mut problems = Vec::new();
    check_events_with(payload, context, &mut |problem| try_push(&mut problems, problem))?;
    Ok(problems)
}

/// Checks a payload as [`check_events`] does, and passes each problem to `report` as it is found.
///
/// # Errors
/// [`Error::Memory`], and any error that `report` returns: it ends the check.
pub fn check_events_with(
    payload: &[u8],
    context: &EventContext<'_>,
    report: &mut dyn FnMut(Problem) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut check = Check::new(context, &mut *report, ReportLimit::default());
    let error = Reader::read(payload, |json, next| check.payload(json, next))?;
    error.map_or(Ok(()), |error| report(Problem { pointer: String::new(), event: None, rule: Rule::Json { error } }))
}

/// Checks one event as [`check_events`] does the event at `index` of a payload of any length, and returns its problems.
///
/// # Errors
/// [`Error::Memory`].
pub(crate) fn check_event(event: &[u8], index: usize, context: &EventContext<'_>) -> Result<Vec<Problem>, Error> {
    let mut problems = Vec::new();
    let mut report = |problem| try_push(&mut problems, problem);
    let mut check = Check::new(context, &mut report, ReportLimit::before_event(index));
    check.path.enter(Step::Index(index))?;
    let error = Reader::read(event, |json, next| check.element(json, next))?;
    if let Some(error) = error {
        let pointer = check.path.pointer_to_first()?;
        // A line that only begins with another value has one problem, not two.
        problems.retain(|problem| !matches!(problem.rule, Rule::Event { .. }));
        try_push(&mut problems, Problem { pointer, event: Some(index), rule: Rule::Json { error } })?;
    }
    Ok(problems)
}

/// The problem of the event at `index` of a stream that is longer than `max` bytes.
///
/// # Errors
/// [`Error::Memory`].
pub(crate) fn too_long(index: usize, max: usize) -> Result<Problem, Error> {
    let mut path = Path::default();
    path.enter(Step::Index(index))?;
    Ok(Problem { pointer: path.pointer(None)?, event: Some(index), rule: Rule::TooLong { max } })
}

struct Check<'c, 'de> {
    context: &'c EventContext<'c>,
    report: &'c mut dyn FnMut(Problem) -> Result<(), Error>,
    path: Path<'de>,
    keys: ObjectKeys<'de>,
    limit: ReportLimit,
}

// A function that reads a value is passed its first byte, unless its name tells it.
impl<'c, 'de> Check<'c, 'de> {
    fn new(
        context: &'c EventContext<'c>,
        report: &'c mut dyn FnMut(Problem) -> Result<(), Error>,
        limit: ReportLimit,
    ) -> Self {
        Self { context, report, path: Path::default(), keys: ObjectKeys::default(), limit }
    }

    fn payload(&mut self, json: &mut Reader<'de>, next: u8) -> Result<(), Stop> {
        match next {
            b'[' => self.events(json),
            b'{' => {
                self.problem(None, Rule::Lone)?;
                self.limit.enter_event();
                self.event(json)
            }
            _ => {
                let found = json.scalar(next)?.type_name();
                self.problem(None, Rule::Payload { found })
            }
        }
    }

    fn events(&mut self, json: &mut Reader<'de>) -> Result<(), Stop> {
        let count = self.each_element(json, Self::element)?;
        self.limit.leave_events();
        if count == 0 || count > MAX_EVENTS {
            self.problem(None, Rule::Count { count })?;
        }
        Ok(())
    }

    /// Reads an element of a payload, which must be an event.
    fn element(&mut self, json: &mut Reader<'de>, next: u8) -> Result<(), Stop> {
        self.limit.enter_event();
        if next == b'{' {
            return self.event(json);
        }
        let found = json.skip(next)?.type_name();
        self.problem(None, Rule::Event { found })
    }

    fn event(&mut self, json: &mut Reader<'de>) -> Result<(), Stop> {
        let (mut fields, mut object) = (FieldSet::default(), self.keys.open());
        json.object(|json, key, next| {
            let field = Field::named(&key);
            let is_new = match field {
                Some(field) => fields.insert(field),
                None => self.keys.insert(&mut object, try_clone(&key)?)?,
            };
            self.enter_key(key, is_new)?;
            let value = match (field, next) {
                // Empty or not, an array has the wrong type here: that is one problem, not two.
                (Some(Field::ActivityParams), b'[') => self.array(json, true)?,
                _ => self.value(json, next, field == Some(Field::ActivityParams))?,
            };
            let checked = field.map_or(Err(Rule::UnknownField), |field| field.check(&value, self.context));
            checked.or_else(|rule| self.problem(None, rule))?;
            self.path.leave();
            Ok(())
        })?;
        self.missing_fields(&fields)?;
        self.keys.close(&object);
        Ok(())
    }

    /// Reads any value, and checks it for duplicate keys and, within `activity_params`, for empty arrays.
    fn value(&mut self, json: &mut Reader<'de>, next: u8, in_params: bool) -> Result<Value<'de>, Stop> {
        match next {
            b'[' => {
                let array = self.array(json, in_params)?;
                if in_params && matches!(array, Value::EmptyArray) {
                    self.problem(None, Rule::EmptyArray)?;
                }
                Ok(array)
            }
            b'{' => {
                let mut object = self.keys.open();
                json.object(|json, key, next| {
                    let is_new = self.keys.insert(&mut object, try_clone(&key)?)?;
                    self.enter_key(key, is_new)?;
                    self.value(json, next, in_params)?;
                    self.path.leave();
                    Ok(())
                })?;
                self.keys.close(&object);
                Ok(Value::Object)
            }
            _ => json.scalar(next),
        }
    }

    /// Reads any array, and checks its elements as [`Self::value`] does.
    fn array(&mut self, json: &mut Reader<'de>, in_params: bool) -> Result<Value<'de>, Stop> {
        let count = self.each_element(json, |check, json, next| check.value(json, next, in_params).map(drop))?;
        Ok(Value::array(count))
    }

    /// Reads an array with `read` for each element; returns the number of elements.
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

    /// Enters the value of a key, which its object may have before.
    fn enter_key(&mut self, key: Cow<'de, str>, is_new: bool) -> Result<(), Stop> {
        self.path.enter(Step::Key(key))?;
        if is_new { Ok(()) } else { self.problem(None, Rule::DuplicateKey) }
    }

    /// Reports the fields that an event lacks.
    fn missing_fields(&mut self, fields: &FieldSet) -> Result<(), Stop> {
        for field in Field::ALL {
            let missing = match field {
                Field::Identity => !Field::IDENTITIES.into_iter().any(|field| fields.contains(field)),
                _ => field.is_required() && !fields.contains(field),
            };
            if missing {
                self.problem(Some(field.name()), Rule::Missing { expected: field.expected() })?;
            }
        }
        Ok(())
    }

    /// Reports a problem of the current value, or of `field` of the current object.
    fn problem(&mut self, field: Option<&str>, rule: Rule) -> Result<(), Stop> {
        if !self.limit.admits(rule.severity()) {
            return Ok(());
        }
        let pointer = self.path.pointer(field)?;
        Ok((self.report)(Problem { pointer, event: self.limit.event(), rule })?)
    }
}

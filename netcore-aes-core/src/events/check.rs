//! The check of a payload: it applies the rules while it reads the JSON, in one pass and without a tree in memory.

use super::context::EventContext;
use super::field::{Field, FieldSet};
use super::json::{Reader, Stop};
use super::kind::Kind;
use super::limits::MAX_EVENTS;
use super::object_keys::{ObjectKeys, OpenObject};
use super::pointer::Place;
use super::problem::Problem;
use super::report_limit::ReportLimit;
use super::rule::Rule;
use super::text::RawText;
use crate::alloc::try_push;
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
    let error = Reader::read(payload, |json, next| check.payload(json, next));
    check.result()?;
    error.map_or(Ok(()), |error| report(Problem { pointer: String::new(), event: None, rule: Rule::Json { error } }))
}

/// Checks one event of a stream as [`check_events`] does the event at `index` of a payload of any length, and returns its problems.
/// Pointers begin with the index.
///
/// ```
/// use netcore_aes_core::{EventContext, check_event};
///
/// let problems = check_event(b"null", 12_345, &EventContext::default())?;
/// assert_eq!((problems[0].pointer.as_str(), problems[0].event), ("/12345", Some(12_345)));
/// # Ok::<(), netcore_aes_core::Error>(())
/// ```
///
/// # Errors
/// [`Error::Memory`].
pub fn check_event(event: &[u8], index: usize, context: &EventContext<'_>) -> Result<Vec<Problem>, Error> {
    let mut problems = Vec::new();
    let mut report = |problem| try_push(&mut problems, problem);
    let mut check = Check::new(context, &mut report, ReportLimit::before_event(index));
    let place = Place::Element { array: &Place::Payload, index };
    let error = Reader::read(event, |json, next| check.element(json, next, &place));
    check.result()?;
    if let Some(error) = error {
        let pointer = place.pointer(None)?;
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
    let place = Place::Element { array: &Place::Payload, index };
    Ok(Problem { pointer: place.pointer(None)?, event: Some(index), rule: Rule::TooLong { max } })
}

struct Check<'c, 'de> {
    context: &'c EventContext<'c>,
    report: &'c mut dyn FnMut(Problem) -> Result<(), Error>,
    keys: ObjectKeys<'de>,
    limit: ReportLimit,
    /// What ended the check, other than a fault of the JSON.
    failure: Option<Error>,
}

// A function that reads a value is passed its first byte and its place.
impl<'c, 'de> Check<'c, 'de> {
    fn new(
        context: &'c EventContext<'c>,
        report: &'c mut dyn FnMut(Problem) -> Result<(), Error>,
        limit: ReportLimit,
    ) -> Self {
        Self { context, report, keys: ObjectKeys::default(), limit, failure: None }
    }

    fn result(&self) -> Result<(), Error> {
        self.failure.map_or(Ok(()), Err)
    }

    /// Ends the check if something failed.
    #[inline]
    fn unless_failed<T>(&mut self, result: Result<T, Error>) -> Result<T, Stop> {
        result.map_err(|error| {
            self.failure = Some(error);
            Stop::Failed
        })
    }

    fn payload(&mut self, json: &mut Reader<'de>, next: u8) -> Result<(), Stop> {
        let place = &Place::Payload;
        match next {
            b'[' => self.events(json, place),
            b'{' => {
                self.problem(place, None, Rule::Lone)?;
                self.limit.enter_event();
                self.event(json, place)
            }
            _ => {
                let found = json.scalar(next)?.name();
                self.problem(place, None, Rule::Payload { found })
            }
        }
    }

    fn events(&mut self, json: &mut Reader<'de>, place: &Place<'_>) -> Result<(), Stop> {
        let count = self.each_element(json, place, Self::element)?;
        self.limit.leave_events();
        if count == 0 || count > MAX_EVENTS {
            self.problem(place, None, Rule::Count { count })?;
        }
        Ok(())
    }

    /// Reads an element of a payload, which must be an event.
    fn element(&mut self, json: &mut Reader<'de>, next: u8, place: &Place<'_>) -> Result<(), Stop> {
        self.limit.enter_event();
        if next == b'{' {
            return self.event(json, place);
        }
        let found = json.skip(next)?.name();
        self.problem(place, None, Rule::Event { found })
    }

    fn event(&mut self, json: &mut Reader<'de>, event: &Place<'_>) -> Result<(), Stop> {
        let (mut fields, mut object) = (FieldSet::default(), self.keys.open());
        json.object(|json, key, next| {
            let field = match key.plain() {
                Some(name) => Field::named(name),
                None => self.field_with_escapes(key)?,
            };
            let place = Place::Member { object: event, key };
            let is_new = match field {
                Some(field) => fields.insert(field),
                None => self.is_new(&mut object, key)?,
            };
            if !is_new {
                self.problem(&place, None, Rule::DuplicateKey)?;
            }
            let checked = match (field, next) {
                (Some(field), b'"') => {
                    let text = json.text()?;
                    match text.plain() {
                        Some(text) => field.check_text(text, self.context),
                        None => self.check_with_escapes(field, text)?,
                    }
                }
                // Empty or not, an array has the wrong type here: that is one problem, not two.
                (Some(field @ Field::ActivityParams), b'[') => {
                    field.check_kind(json.apart(|json| self.array(json, true, &place))?)
                }
                (Some(field), _) => field.check_kind(self.value(json, next, field == Field::ActivityParams, &place)?),
                (None, _) => self.value(json, next, false, &place).and(Ok(Err(Rule::UnknownField)))?,
            };
            checked.or_else(|rule| self.problem(&place, None, rule))
        })?;
        self.keys.close(&object);
        fields
            .missing()
            .try_for_each(|field| self.problem(event, Some(field.name()), Rule::Missing { expected: field.expected() }))
    }

    /// Reads any value, and checks it for duplicate keys and, within `activity_params`, for empty arrays.
    #[expect(clippy::inline_always, reason = "the reader's position stays in a register")]
    #[inline(always)]
    fn value(&mut self, json: &mut Reader<'de>, next: u8, in_params: bool, place: &Place<'_>) -> Result<Kind, Stop> {
        match next {
            b'[' => {
                let array = json.apart(|json| self.array(json, in_params, place))?;
                if in_params && array == Kind::EmptyArray {
                    self.problem(place, None, Rule::EmptyArray)?;
                }
                Ok(array)
            }
            b'{' => json.apart(|json| self.object(json, in_params, place)),
            _ => json.scalar(next),
        }
    }

    /// Reads any object, and checks its members as [`Self::value`] does.
    fn object(&mut self, json: &mut Reader<'de>, in_params: bool, object: &Place<'_>) -> Result<Kind, Stop> {
        let mut open = self.keys.open();
        json.object(|json, key, next| {
            let place = Place::Member { object, key };
            if !self.is_new(&mut open, key)? {
                self.problem(&place, None, Rule::DuplicateKey)?;
            }
            self.value(json, next, in_params, &place).map(drop)
        })?;
        self.keys.close(&open);
        Ok(Kind::Object)
    }

    /// Adds a key to an object; returns whether it is new there.
    #[inline]
    fn is_new(&mut self, object: &mut OpenObject<'de>, key: RawText<'de>) -> Result<bool, Stop> {
        let is_new = self.keys.insert(object, key);
        self.unless_failed(is_new)
    }

    #[inline(never)]
    fn field_with_escapes(&mut self, key: RawText<'de>) -> Result<Option<Field>, Stop> {
        self.unless_failed(key.decode()).map(|name| Field::named(&name))
    }

    #[inline(never)]
    fn check_with_escapes(&mut self, field: Field, text: RawText<'de>) -> Result<Result<(), Rule>, Stop> {
        self.unless_failed(text.decode()).map(|text| field.check_text(&text, self.context))
    }

    /// Reads any array, and checks its elements as [`Self::value`] does.
    fn array(&mut self, json: &mut Reader<'de>, in_params: bool, place: &Place<'_>) -> Result<Kind, Stop> {
        let count = self.each_element(json, place, |check, json, next, place| {
            check.value(json, next, in_params, place).map(drop)
        })?;
        Ok(Kind::array(count))
    }

    /// Reads an array with `read` for each element; returns the number of elements.
    #[inline]
    fn each_element(
        &mut self,
        json: &mut Reader<'de>,
        array: &Place<'_>,
        mut read: impl FnMut(&mut Self, &mut Reader<'de>, u8, &Place<'_>) -> Result<(), Stop>,
    ) -> Result<usize, Stop> {
        let mut index = 0_usize;
        json.array(|json, next| {
            read(self, json, next, &Place::Element { array, index })?;
            index = index.saturating_add(1);
            Ok(())
        })?;
        Ok(index)
    }

    /// Reports a problem of a value, or of `field` of it.
    #[inline(never)]
    fn problem(&mut self, place: &Place<'_>, field: Option<&str>, rule: Rule) -> Result<(), Stop> {
        if !self.limit.admits(rule.severity()) {
            return Ok(());
        }
        let event = self.limit.event();
        let reported = place.pointer(field).and_then(|pointer| (self.report)(Problem { pointer, event, rule }));
        self.unless_failed(reported)
    }
}

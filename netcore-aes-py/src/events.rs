//! The check of events, and the splitter of a stream of events.

use netcore_aes_core::{Error, EventContext, EventSplitter as CoreSplitter, Problem, SplitEvent};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyList};

use crate::arguments::Bytes;
use crate::errors;

/// The fields of a `netcore_aes.Problem`: pointer, event, rule, severity, message.
pub type Row = (String, Option<usize>, &'static str, &'static str, String);

/// Checks a payload; ``netcore_aes.check_events`` makes each row a :class:`Problem`.
#[pyfunction]
pub fn check_events(payload: &Bound<'_, PyAny>, asset_id: Option<&str>, now: i64) -> PyResult<Vec<Row>> {
    let py = payload.py();
    let payload = Bytes::of(&"payload", payload)?;
    let payload: &[u8] = &payload;
    let context = EventContext { asset_id, now: Some(now) };
    let rows = || Ok(netcore_aes_core::check_events(payload, &context)?.into_iter().map(row).collect());
    py.detach(rows).map_err(|error| errors::from_core(py, error))
}

pub fn row(problem: Problem) -> Row {
    let (name, severity, message) = (problem.rule.name(), problem.severity().name(), problem.rule.to_string());
    (problem.pointer, problem.event, name, severity, message)
}

/// Finds the events in a stream of bytes, piece by piece, and returns each exactly as it was written.
///
/// The stream is a JSON array, NDJSON, or a single object; its first line shows which. The splitter does not check
/// that an event is valid JSON: :func:`check_events` does. ``max_event_bytes``: the longest event allowed, in bytes,
/// which bounds memory.
///
/// For one thread at a time.
#[pyclass(module = "netcore_aes")]
pub struct EventSplitter {
    /// None once the stream has ended.
    splitter: Option<CoreSplitter>,
    max_event_bytes: usize,
    /// The number of bytes that earlier pieces had.
    offset: u64,
    /// The fault that follows the events that were returned last.
    fault: Option<Error>,
}

#[pymethods]
impl EventSplitter {
    #[new]
    #[pyo3(signature = (max_event_bytes = 1_048_576))]
    const fn new(max_event_bytes: usize) -> Self {
        Self { splitter: Some(CoreSplitter::new(max_event_bytes)), max_event_bytes, offset: 0, fault: None }
    }

    /// Takes the next piece of the stream; returns the events that are now complete.
    ///
    /// Raises :class:`EventStreamError` where the next event cannot be found, and :class:`EventTooLongError`; the
    /// splitter cannot go on after either. Events before that position are returned first, and the next call raises.
    /// ``ValueError`` after :meth:`finish`.
    fn push<'py>(&mut self, data: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyList>> {
        let py = data.py();
        let data = Bytes::of(&"data", data)?;
        self.raise_fault(py)?;
        let splitter = self.splitter.as_mut().ok_or_else(errors::splitter_finished)?;
        let mut events = Vec::new();
        let mut piece: &[u8] = &data;
        self.fault = loop {
            match splitter.next(&mut piece) {
                Ok(Some(SplitEvent::Whole(event))) => events.push(PyBytes::new(py, event)),
                Ok(Some(SplitEvent::Part { .. })) => {
                    let read = u64::try_from(data.len().saturating_sub(piece.len())).unwrap_or(u64::MAX);
                    break Some(Error::EventTooLong {
                        offset: self.offset.saturating_add(read),
                        max: self.max_event_bytes,
                    });
                }
                Ok(None) => break None,
                Err(fault) => break Some(fault),
            }
        };
        self.offset = self.offset.saturating_add(u64::try_from(data.len()).unwrap_or(u64::MAX));
        if events.is_empty() {
            self.raise_fault(py)?;
        }
        PyList::new(py, events)
    }

    /// Ends the stream; returns the event of a last line without a line break, if there is one.
    ///
    /// Raises :class:`EventStreamError` if the stream ends within an event or an array; ``ValueError`` the second time.
    fn finish<'py>(&mut self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        self.raise_fault(py)?;
        let mut splitter = self.splitter.take().ok_or_else(errors::splitter_finished)?;
        let event = splitter.finish().map_err(|error| errors::from_core(py, error))?;
        let events =
            event.map(|(SplitEvent::Whole(event) | SplitEvent::Part { bytes: event, .. })| PyBytes::new(py, event));
        PyList::new(py, events)
    }
}

impl EventSplitter {
    /// Raises the fault, at every call.
    fn raise_fault(&self, py: Python<'_>) -> PyResult<()> {
        self.fault.map_or(Ok(()), |error| Err(errors::from_core(py, error)))
    }
}

//! Problems as a JSON array.

use netcore_aes_core::{Problem, Severity};
use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::boundary::failure::Failure;
use crate::boundary::writer::CountingWriter;

/// Writes problems as a JSON array, and counts them.
pub(super) struct ProblemList<'a> {
    list: CountingWriter<'a>,
    pub(super) errors: usize,
    pub(super) warnings: usize,
}

impl<'a> ProblemList<'a> {
    pub(super) fn new(out: &'a mut [u8]) -> Self {
        let mut list = CountingWriter::new(out);
        list.put(b"[");
        Self { list, errors: 0, warnings: 0 }
    }

    pub(super) fn add(&mut self, problem: &Problem) {
        if self.errors > 0 || self.warnings > 0 {
            self.list.put(b",");
        }
        self.list.put_json(&Listed(problem));
        let count = match problem.severity() {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
        };
        *count = count.saturating_add(1);
    }

    /// Wipes the output.
    pub(super) fn wipe(self) {
        self.list.wipe();
    }

    /// Ends the array, and returns its length in bytes. If the output is too small, wipes it.
    pub(super) fn finish(mut self) -> Result<usize, Failure> {
        self.list.put(b"]");
        self.list.finish()
    }
}

/// A problem as an object of the list. Serializing it allocates nothing.
struct Listed<'a>(&'a Problem);

impl Serialize for Listed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Problem { pointer, event, rule } = self.0;
        let mut object = serializer.serialize_map(None)?;
        object.serialize_entry("event", event)?;
        object.serialize_entry("message", &format_args!("{rule}"))?;
        object.serialize_entry("pointer", pointer)?;
        object.serialize_entry("rule", rule.name())?;
        object.serialize_entry("severity", rule.severity().name())?;
        object.end()
    }
}

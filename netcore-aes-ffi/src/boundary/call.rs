//! One call from C: the order of its checks.

use super::arguments::{Held, Inputs, Outputs, disjoint};
use super::failure::Failure;
use super::fault_points::panic_if_armed;
use super::guard::guard;
use super::memory::Handles;
use super::report::Report;
use super::status::{NETCORE_AES_OK, netcore_aes_status};

/// The arguments of a call that are pointers. The work captures plain values, such as a scheme.
pub(crate) struct Call<H, I, O, R> {
    pub(crate) handle: H,
    pub(crate) inputs: I,
    pub(crate) outputs: O,
    pub(crate) report: R,
}

impl<H: Handles, I: Inputs, O: Outputs, R: Report> Call<H, I, O, R> {
    /// Checks the arguments, runs `work` and reports the result, in this order:
    ///
    /// 1. The report is NULL, too large or misaligned: nothing is written.
    /// 2. The report overlaps another argument: `NETCORE_AES_ERR_OVERLAP`, and nothing is written.
    /// 3. An input, an output or a handle is NULL, too large or misaligned.
    /// 4. An output overlaps an input or another output: `NETCORE_AES_ERR_OVERLAP`.
    /// 5. An input that another input describes has a fault of 3 or 4.
    /// 6. `work` runs. It wipes what it wrote before it failed. If it panics, all output arrays are wiped.
    ///
    /// The first failure is the result. Outputs are untouched by failures of 1 to 5; the report tells of those of 3 to 6.
    ///
    /// # Safety
    /// The caller of the export vouches for the handles and for all memory of the arguments, as the header asks.
    pub(crate) unsafe fn run(
        self,
        work: impl for<'a> FnOnce(H::Objects<'a>, I::Slices<'a>, <O::Held as Held>::Lent<'a>) -> Result<R::Answer, Failure>,
    ) -> netcore_aes_status {
        guard(|| {
            let Self { handle, inputs, outputs, report } = self;
            report.check()?;
            let checked = inputs.check().and_then(|()| outputs.check());
            if checked.is_ok() {
                disjoint(&inputs.addresses().chain(outputs.addresses()), &report.addresses())?;
            } else {
                valid_arguments_are_disjoint(&inputs, &outputs, &report)?;
            }
            // SAFETY: the report was just checked; this function's contract.
            unsafe { report.begin() };
            let result = checked.map_err(Failure::from).and_then(|()| {
                // SAFETY: this function's contract.
                let objects = unsafe { handle.get() }?;
                disjoint(&inputs.addresses(), &outputs.addresses())?;
                // SAFETY: inputs and outputs were just checked; this function's contract.
                let slices = unsafe { inputs.read(outputs.addresses().chain(report.addresses())) }?;
                // SAFETY: as above, and `read` checked the input that it found.
                let mut held = unsafe { outputs.hold() };
                let result = work(objects, slices, held.lend());
                panic_if_armed();
                held.release();
                result
            });
            let status = result.as_ref().map_or_else(|failure| failure.status, |_| NETCORE_AES_OK);
            // SAFETY: as for `begin`; nothing borrows the outputs any more.
            unsafe { report.finish(result) };
            Ok(status)
        })
    }
}

/// Refuses a report that overlaps an argument without a fault, where another argument has one.
#[cold]
fn valid_arguments_are_disjoint(
    inputs: &impl Inputs,
    outputs: &impl Outputs,
    report: &impl Report,
) -> Result<(), netcore_aes_status> {
    let valid = inputs.ranges().chain(outputs.ranges()).filter(|range| range.fault.is_ok());
    disjoint(&valid.map(|range| range.addresses), &report.addresses())
}

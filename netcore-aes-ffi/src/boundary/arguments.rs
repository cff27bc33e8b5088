//! Groups of arguments: the inputs of a call, and its outputs.

use super::failure::Failure;
use super::memory::{AddressRange, CheckedRange, Input, OutParameter, Output};
use super::status::{NETCORE_AES_ERR_OVERLAP, netcore_aes_status};

/// Arguments that point to memory.
pub(crate) trait Arguments {
    fn ranges(&self) -> impl Iterator<Item = CheckedRange> + Clone;

    /// Returns the first fault of an argument.
    fn check(&self) -> Result<(), netcore_aes_status> {
        self.ranges().try_for_each(|range| range.fault)
    }

    fn addresses(&self) -> impl Iterator<Item = AddressRange> + Clone {
        self.ranges().map(|range| range.addresses)
    }
}

/// Refuses outputs that overlap an input or each other, if only by one byte. Inputs may overlap inputs.
pub(crate) fn disjoint(
    inputs: &(impl Iterator<Item = AddressRange> + Clone),
    outputs: &(impl Iterator<Item = AddressRange> + Clone),
) -> Result<(), netcore_aes_status> {
    // `fold` compares without a branch, so that the compiler unrolls it; `any` costs more.
    let overlap = outputs.clone().enumerate().fold(false, |found, (index, output)| {
        let found = inputs.clone().fold(found, |found, input| found | input.overlaps(output));
        outputs.clone().take(index).fold(found, |found, other| found | other.overlaps(output))
    });
    if overlap { Err(NETCORE_AES_ERR_OVERLAP) } else { Ok(()) }
}

/// The inputs of a call.
pub(crate) trait Inputs: Arguments {
    type Slices<'a>;

    /// Returns the inputs as slices. An input that another one describes is checked here, also against `written`.
    ///
    /// # Safety
    /// No input has a fault or overlaps `written`, and [`Input::slice`] holds for each.
    unsafe fn read<'a>(self, written: impl Iterator<Item = AddressRange> + Clone) -> Result<Self::Slices<'a>, Failure>;
}

impl Arguments for () {
    fn ranges(&self) -> impl Iterator<Item = CheckedRange> + Clone {
        std::iter::empty()
    }
}

impl Inputs for () {
    type Slices<'a> = ();

    unsafe fn read<'a>(self, _: impl Iterator<Item = AddressRange> + Clone) -> Result<Self::Slices<'a>, Failure> {
        Ok(())
    }
}

impl<T, const N: usize> Arguments for [Input<T>; N] {
    fn ranges(&self) -> impl Iterator<Item = CheckedRange> + Clone {
        self.iter().map(Input::range)
    }
}

impl<T: 'static, const N: usize> Inputs for [Input<T>; N] {
    type Slices<'a> = [&'a [T]; N];

    unsafe fn read<'a>(self, _: impl Iterator<Item = AddressRange> + Clone) -> Result<[&'a [T]; N], Failure> {
        // SAFETY: this function's contract.
        Ok(self.map(|input| unsafe { input.slice() }))
    }
}

/// An input, and a second one that `then` finds from the content of the first.
pub(crate) struct InputThen<T, F> {
    pub(crate) first: Input<T>,
    pub(crate) then: F,
}

impl<T, F> Arguments for InputThen<T, F> {
    fn ranges(&self) -> impl Iterator<Item = CheckedRange> + Clone {
        std::iter::once(self.first.range())
    }
}

impl<T: 'static, F: FnOnce(&[T]) -> Result<Input<u8>, Failure>> Inputs for InputThen<T, F> {
    type Slices<'a> = (&'a [T], &'a [u8]);

    unsafe fn read<'a>(
        self,
        written: impl Iterator<Item = AddressRange> + Clone,
    ) -> Result<(&'a [T], &'a [u8]), Failure> {
        // SAFETY: this function's contract.
        let first = unsafe { self.first.slice() };
        let second = (self.then)(first)?;
        let range = second.range();
        range.fault?;
        if written.clone().any(|output| output.overlaps(range.addresses)) {
            return Err(NETCORE_AES_ERR_OVERLAP.into());
        }
        // SAFETY: the second input was just checked; this function's contract.
        Ok((first, unsafe { second.slice() }))
    }
}

/// The outputs of a call.
pub(crate) trait Outputs: Arguments {
    type Held: Held;

    /// # Safety
    /// No output has a fault or overlaps another argument, and [`Output::slice`] and [`OutParameter::set`] hold for each as long
    /// as the result lives.
    unsafe fn hold(self) -> Self::Held;
}

/// Outputs during the work. A panic wipes arrays, and leaves out-parameters untouched.
pub(crate) trait Held {
    type Lent<'a>
    where
        Self: 'a;

    fn lend(&mut self) -> Self::Lent<'_>;

    /// Ends the work without a panic.
    fn release(self);
}

impl Outputs for () {
    type Held = ();

    unsafe fn hold(self) {}
}

impl Held for () {
    type Lent<'a> = ();

    fn lend(&mut self) {}

    fn release(self) {}
}

impl<T> Arguments for Output<T> {
    fn ranges(&self) -> impl Iterator<Item = CheckedRange> + Clone {
        std::iter::once(self.range())
    }
}

impl<T: Copy + Default + 'static> Outputs for Output<T> {
    type Held = WipedByPanic<T>;

    unsafe fn hold(self) -> WipedByPanic<T> {
        WipedByPanic(self)
    }
}

/// An output that belongs to the report of the call, which checks it.
pub(crate) struct Reported<T>(pub(crate) Output<T>);

impl<T> Arguments for Reported<T> {
    fn ranges(&self) -> impl Iterator<Item = CheckedRange> + Clone {
        std::iter::empty()
    }
}

impl<T: Copy + Default + 'static> Outputs for Reported<T> {
    type Held = WipedByPanic<T>;

    unsafe fn hold(self) -> WipedByPanic<T> {
        WipedByPanic(self.0)
    }
}

/// An array that is wiped unless it is released: a panic may leave plaintext in it.
pub(crate) struct WipedByPanic<T: Copy + Default>(Output<T>);

impl<T: Copy + Default + 'static> Held for WipedByPanic<T> {
    type Lent<'a> = &'a mut [T];

    fn lend(&mut self) -> &mut [T] {
        // SAFETY: the contract of `hold`.
        unsafe { self.0.slice() }
    }

    fn release(self) {
        std::mem::forget(self);
    }
}

impl<T: Copy + Default> Drop for WipedByPanic<T> {
    fn drop(&mut self) {
        // SAFETY: the contract of `hold`; nothing borrows the array any more.
        unsafe { self.0.slice() }.fill(T::default());
    }
}

impl<T, const N: usize> Arguments for [OutParameter<T>; N] {
    fn ranges(&self) -> impl Iterator<Item = CheckedRange> + Clone {
        self.iter().map(OutParameter::range)
    }
}

impl<T: Copy + 'static, const N: usize> Outputs for [OutParameter<T>; N] {
    type Held = Pending<T, N>;

    unsafe fn hold(self) -> Pending<T, N> {
        Pending { parameters: self, values: [None; N] }
    }
}

/// Values for out-parameters, written when the work can no longer panic. `None` leaves one untouched.
pub(crate) struct Pending<T, const N: usize> {
    parameters: [OutParameter<T>; N],
    values: [Option<T>; N],
}

impl<T: Copy + 'static, const N: usize> Held for Pending<T, N> {
    type Lent<'a> = &'a mut [Option<T>; N];

    fn lend(&mut self) -> &mut [Option<T>; N] {
        &mut self.values
    }

    fn release(self) {
        for (parameter, value) in self.parameters.iter().zip(self.values) {
            if let Some(value) = value {
                // SAFETY: the contract of `hold`.
                unsafe { parameter.set(value) };
            }
        }
    }
}

impl<A: Arguments, B: Arguments> Arguments for (A, B) {
    fn ranges(&self) -> impl Iterator<Item = CheckedRange> + Clone {
        self.0.ranges().chain(self.1.ranges())
    }
}

impl<A: Outputs, B: Outputs> Outputs for (A, B) {
    type Held = (A::Held, B::Held);

    unsafe fn hold(self) -> (A::Held, B::Held) {
        // SAFETY: this function's contract.
        unsafe { (self.0.hold(), self.1.hold()) }
    }
}

impl<A: Held, B: Held> Held for (A, B) {
    type Lent<'a>
        = (A::Lent<'a>, B::Lent<'a>)
    where
        Self: 'a;

    fn lend(&mut self) -> (A::Lent<'_>, B::Lent<'_>) {
        (self.0.lend(), self.1.lend())
    }

    fn release(self) {
        self.0.release();
        self.1.release();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outputs_overlap_neither_inputs_nor_each_other() {
        let bytes = [0_u8; 10];
        let range = |start: usize, len| Input::new(bytes[start..].as_ptr(), len).range().addresses;
        let check = |inputs: &[_], outputs: &[_]| disjoint(&inputs.iter().copied(), &outputs.iter().copied());
        let refused = |one, other| check(&[one], &[other]).is_err() && check(&[], &[one, other]).is_err();
        assert!(refused(range(0, 5), range(4, 5)));
        assert!(refused(range(0, 10), range(3, 1)));
        assert!(!refused(range(0, 5), range(5, 5)));
        assert!(!refused(range(0, 10), range(3, 0)), "an empty range overlaps nothing");
        assert!(check(&[range(0, 5), range(2, 5)], &[]).is_ok(), "inputs may overlap inputs");
        let (low, high) = (range(0, 4), range(3, 6));
        assert!(check(&[], &[low, range(9, 1), high]).is_err(), "not only neighbours are compared");
        assert!(check(&[range(0, 5), range(2, 5)], &[range(4, 1)]).is_err(), "two overlaps do not cancel each other");
        assert!(check(&[], &[range(0, 4), range(4, 4), range(2, 4)]).is_err(), "nor between outputs");
    }

    #[test]
    fn a_panic_wipes_the_output() {
        let mut buffer = [1_u8; 4];
        let output = Output::new(buffer.as_mut_ptr(), buffer.len());
        let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            // SAFETY: `buffer` outlives the call and nobody else uses it.
            let _held = unsafe { output.hold() };
            panic!("on purpose");
        }));
        assert!(result.is_err());
        assert_eq!(buffer, [0; 4]);
    }
}

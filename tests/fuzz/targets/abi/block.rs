//! Memory that notices writes past its ends.

/// Canary bytes on either side. With the feature `exact` there are none, and AddressSanitizer watches instead.
const CANARY: usize = if cfg!(feature = "exact") { 0 } else { 64 };
const CANARY_BYTE: u8 = 0xc5;
pub const UNTOUCHED: u8 = 0xee;

pub struct Block {
    whole: Vec<u8>,
    before: Vec<u8>,
}

impl Block {
    pub fn of(bytes: &[u8]) -> Self {
        let canary = [CANARY_BYTE; CANARY];
        let whole = [&canary, bytes, &canary].concat();
        let mut exact = Vec::with_capacity(whole.len());
        exact.extend_from_slice(&whole);
        Self { whole: exact, before: bytes.to_vec() }
    }

    pub fn room(len: usize) -> Self {
        Self::of(&vec![UNTOUCHED; len])
    }

    pub fn ptr(&mut self) -> *mut u8 {
        self.whole[CANARY..].as_mut_ptr()
    }

    pub fn bytes(&self) -> &[u8] {
        &self.whole[CANARY..self.whole.len() - CANARY]
    }

    /// Nothing around it was written.
    pub fn check(&self) {
        let around = self.whole[..CANARY].iter().chain(&self.whole[self.whole.len() - CANARY..]);
        assert!(around.into_iter().all(|byte| *byte == CANARY_BYTE), "the call wrote past a buffer");
    }

    pub fn is_untouched(&self) -> bool {
        self.check();
        self.bytes() == self.before
    }

    pub fn is_zero(&self) -> bool {
        self.check();
        self.bytes().iter().all(|byte| *byte == 0)
    }
}

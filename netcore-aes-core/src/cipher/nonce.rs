//! Nonces for GCM, from the operating system.

use crate::error::Error;
use crate::random;
use crate::scheme::NONCE_LEN;

/// The most nonces drawn in one system call, which costs some hundred nanoseconds whatever the number of bytes.
const MAX_DRAWN: usize = 64;

/// The nonces for the messages of one call, drawn from the first use on.
///
/// It lives no longer than the call: after a fork, parent and child would otherwise share nonces.
pub(crate) struct Nonces {
    drawn: [[u8; NONCE_LEN]; MAX_DRAWN],
    next: usize,
    end: usize,
    undrawn: usize,
}

impl Nonces {
    pub(crate) const fn for_messages(count: usize) -> Self {
        Self { drawn: [[0; NONCE_LEN]; MAX_DRAWN], next: 0, end: 0, undrawn: count }
    }

    /// The next nonce; never the same one twice.
    pub(crate) fn draw(&mut self) -> Result<[u8; NONCE_LEN], Error> {
        if self.next == self.end {
            (self.next, self.end) = (0, self.undrawn.clamp(1, MAX_DRAWN));
            self.undrawn = self.undrawn.saturating_sub(self.end);
            let room = self.drawn.get_mut(..self.end).unwrap_or_default();
            if let Err(error) = random::fill(room.as_flattened_mut()) {
                self.end = 0;
                return Err(error);
            }
        }
        let nonce = self.drawn.get(self.next).ok_or(Error::Random)?;
        self.next = self.next.saturating_add(1);
        Ok(*nonce)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_nonce_comes_twice_however_many_were_announced() {
        for announced in [0, 1, 2, MAX_DRAWN, MAX_DRAWN + 1, 300] {
            let mut nonces = Nonces::for_messages(announced);
            let drawn: std::collections::HashSet<_> = (0..300).map(|_| nonces.draw().unwrap()).collect();
            assert_eq!(drawn.len(), 300, "{announced}");
            assert!(!drawn.contains(&[0; NONCE_LEN]));
        }
    }
}

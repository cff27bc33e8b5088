//! The scheduler of the lanes: when a lane's message ends, the lane takes the next message.

use super::message::{Message, Tail};
use super::types::{Block, Group, Text};

/// The state of every lane.
struct Lanes<'a, const LANES: usize, const PIECES: usize> {
    /// The last block of ciphertext, at first the IV.
    chains: [Block; LANES],
    /// The groups that are left, without the last one.
    groups: [&'a [Group]; LANES],
    /// The memory for the texts of those groups.
    texts: [&'a mut [Text<PIECES>]; LANES],
    /// The last group.
    last: [Group; LANES],
    /// The memory for the last group's text; none for an idle lane.
    tails: [Option<Tail<'a>>; LANES],
}

/// The groups of an idle lane; their number limits a step while a lane is idle.
const IDLE: [Group; 8] = [[[0; 16]; 3]; 8];

/// Encrypts a number of groups of every lane: `advance` of a width.
pub(in crate::kernel) trait Advance<const LANES: usize, const PIECES: usize>:
    FnMut(&mut [Block; LANES], usize, &[&[Group]; LANES], &mut [&mut [Text<PIECES>]; LANES])
{
}

impl<const LANES: usize, const PIECES: usize, F> Advance<LANES, PIECES> for F where
    F: FnMut(&mut [Block; LANES], usize, &[&[Group]; LANES], &mut [&mut [Text<PIECES>]; LANES])
{
}

/// Encrypts all messages. When one message is left, `finish` encrypts the rest of it from the last block of ciphertext on: alone
/// it is faster than beside idle lanes.
pub(in crate::kernel) fn encrypt<'a, const LANES: usize, const PIECES: usize>(
    iv: &Block,
    mut messages: impl Iterator<Item = Message<'a, PIECES>>,
    finish: impl FnOnce(&Block, Message<'a, PIECES>),
    mut advance: impl Advance<LANES, PIECES>,
) {
    let mut lanes = Lanes {
        chains: [*iv; LANES],
        groups: [&[]; LANES],
        texts: std::array::from_fn(|_| Default::default()),
        last: [[[0; 16]; 3]; LANES],
        tails: std::array::from_fn(|_| None),
    };
    let mut busy = (0..LANES).filter(|lane| lanes.refill(*lane, iv, messages.next())).count();
    while busy > 1 {
        if busy == LANES {
            lanes.advance_all(&mut advance);
        } else {
            lanes.advance_busy(&mut advance);
        }
        busy -= lanes.advance_to_ends(iv, &mut messages, &mut advance);
    }
    if let Some(lane) = lanes.tails.iter().position(Option::is_some)
        && let Some((chain, message)) = lanes.take(lane)
    {
        finish(&chain, message);
    }
}

impl<'a, const LANES: usize, const PIECES: usize> Lanes<'a, LANES, PIECES> {
    /// Gives a lane the next message; returns false if there is none.
    fn refill(&mut self, lane: usize, iv: &Block, message: Option<Message<'a, PIECES>>) -> bool {
        let Some(message) = message else { return false };
        self.chains[lane] = *iv;
        self.groups[lane] = message.groups;
        self.texts[lane] = message.texts;
        self.last[lane] = message.last;
        self.tails[lane] = Some(message.tail);
        true
    }

    /// The rest of a lane's message, and the block of ciphertext before it.
    fn take(&mut self, lane: usize) -> Option<(Block, Message<'a, PIECES>)> {
        let message = Message {
            groups: std::mem::take(&mut self.groups[lane]),
            texts: std::mem::take(&mut self.texts[lane]),
            last: self.last[lane],
            tail: self.tails[lane].take()?,
        };
        Some((self.chains[lane], message))
    }

    /// Advances all lanes by the groups that the shortest of them has left. For when no lane is idle.
    fn advance_all(&mut self, advance: &mut impl Advance<LANES, PIECES>) {
        let all = self.groups.iter().map(|groups| groups.len()).min().unwrap_or(0);
        if all > 0 {
            let groups = self.groups.each_mut().map(|groups| groups.split_off(..all).unwrap_or_default());
            let mut texts = self.texts.each_mut().map(|texts| texts.split_off_mut(..all).unwrap_or_default());
            advance(&mut self.chains, all, &groups, &mut texts);
        }
    }

    /// Advances the busy lanes likewise while others are idle, which encrypt [`IDLE`] meanwhile.
    #[inline(never)]
    fn advance_busy(&mut self, advance: &mut impl Advance<LANES, PIECES>) {
        let mut idle_texts = [[[[0; 16]; PIECES]; IDLE.len()]; LANES];
        loop {
            let busy = self.groups.iter().zip(&self.tails).filter(|(_, tail)| tail.is_some());
            let all = busy.map(|(groups, _)| groups.len()).min().unwrap_or(0).min(IDLE.len());
            if all == 0 {
                return;
            }
            let mut groups = [&IDLE[..all]; LANES];
            let mut texts = idle_texts.each_mut().map(|texts| &mut texts[..all]);
            for lane in 0..LANES {
                if let (Some(group), Some(text)) =
                    (self.groups[lane].split_off(..all), self.texts[lane].split_off_mut(..all))
                {
                    (groups[lane], texts[lane]) = (group, text);
                }
            }
            advance(&mut self.chains, all, &groups, &mut texts);
        }
    }

    /// Advances one group. Lanes that finish take the next message; returns how many went idle.
    fn advance_to_ends(
        &mut self,
        iv: &Block,
        messages: &mut impl Iterator<Item = Message<'a, PIECES>>,
        advance: &mut impl Advance<LANES, PIECES>,
    ) -> usize {
        let mut tail_texts = [[[0; 16]; PIECES]; LANES];
        let mut groups = self.last.each_ref().map(std::slice::from_ref);
        let mut texts = tail_texts.each_mut().map(std::slice::from_mut);
        let mut ends = [false; LANES];
        for lane in 0..LANES {
            match (self.groups[lane].split_off(..1), self.texts[lane].split_off_mut(..1)) {
                (Some(group), Some(text)) => (groups[lane], texts[lane]) = (group, text),
                _ => ends[lane] = true,
            }
        }
        advance(&mut self.chains, 1, &groups, &mut texts);
        let mut idle = 0;
        for lane in 0..LANES {
            if ends[lane]
                && let Some(tail) = self.tails[lane].take()
            {
                tail.finish(&tail_texts[lane]);
                idle += usize::from(!self.refill(lane, iv, messages.next()));
            }
        }
        idle
    }
}

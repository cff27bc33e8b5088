//! Lanes kept busy: where a message ends, the next one takes its place.

use super::message::{Message, Tail};
use super::{Block, Group, Text};

/// Messages side by side.
struct Lanes<'a, const LANES: usize, const PIECES: usize> {
    /// The last block of ciphertext of each, at first the IV.
    chains: [Block; LANES],
    /// The groups that are left of each, but for the last.
    groups: [&'a [Group]; LANES],
    /// Where their texts go.
    texts: [&'a mut [Text<PIECES>]; LANES],
    /// The last group of each.
    last: [Group; LANES],
    /// What is left to do when that is encrypted; none for a lane that is idle.
    tails: [Option<Tail<'a>>; LANES],
}

/// Encrypts all messages. `advance` encrypts so many groups of every lane.
pub(super) fn encrypt<'a, const LANES: usize, const PIECES: usize>(
    iv: &Block,
    mut messages: impl Iterator<Item = Message<'a, PIECES>>,
    mut advance: impl FnMut(&mut [Block; LANES], usize, &[&[Group]; LANES], &mut [&mut [Text<PIECES>]; LANES]),
) {
    let mut lanes = Lanes {
        chains: [*iv; LANES],
        groups: [&[]; LANES],
        texts: std::array::from_fn(|_| Default::default()),
        last: [[[0; 16]; 3]; LANES],
        tails: std::array::from_fn(|_| None),
    };
    for lane in 0..LANES {
        lanes.refill(lane, iv, messages.next());
    }
    while lanes.tails.iter().any(Option::is_some) {
        // As far as all go, without looking at any of them.
        let all = lanes.groups.iter().map(|groups| groups.len()).min().unwrap_or(0);
        if all > 0 {
            let groups = lanes.groups.each_mut().map(|groups| groups.split_off(..all).unwrap_or_default());
            let mut texts = lanes.texts.each_mut().map(|texts| texts.split_off_mut(..all).unwrap_or_default());
            advance(&mut lanes.chains, all, &groups, &mut texts);
        }
        // Then one step in which some of them end.
        let mut tail_texts = [[[0; 16]; PIECES]; LANES];
        let mut groups = lanes.last.each_ref().map(std::slice::from_ref);
        let mut texts = tail_texts.each_mut().map(std::slice::from_mut);
        let mut ends = [false; LANES];
        for lane in 0..LANES {
            match (lanes.groups[lane].split_off(..1), lanes.texts[lane].split_off_mut(..1)) {
                (Some(group), Some(text)) => (groups[lane], texts[lane]) = (group, text),
                _ => ends[lane] = true,
            }
        }
        advance(&mut lanes.chains, 1, &groups, &mut texts);
        for lane in 0..LANES {
            if ends[lane]
                && let Some(tail) = lanes.tails[lane].take()
            {
                tail.finish(&tail_texts[lane]);
                lanes.refill(lane, iv, messages.next());
            }
        }
    }
}

impl<'a, const LANES: usize, const PIECES: usize> Lanes<'a, LANES, PIECES> {
    fn refill(&mut self, lane: usize, iv: &Block, message: Option<Message<'a, PIECES>>) {
        if let Some(message) = message {
            self.chains[lane] = *iv;
            self.groups[lane] = message.groups;
            self.texts[lane] = message.texts;
            self.last[lane] = message.last;
            self.tails[lane] = Some(message.tail);
        }
    }
}

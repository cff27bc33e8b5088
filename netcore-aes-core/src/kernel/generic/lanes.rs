//! The lanes: messages side by side, each with a lane of its own.

use std::{mem, slice};

use super::last_group::LastGroup;
use super::message::{End, Message};
use super::types::{Block, Group, Text};

/// The state of every lane.
pub(in crate::kernel) struct Lanes<'a, const LANES: usize, const PIECES: usize> {
    /// The last block of ciphertext, at first the IV.
    pub(in crate::kernel) chains: [Block; LANES],
    /// The groups that are left, without the last one.
    groups: [slice::Iter<'a, Group>; LANES],
    /// The memory for the texts of those groups.
    texts: [slice::IterMut<'a, Text<PIECES>>; LANES],
    last: [LastGroup; LANES],
    last_texts: [Text<PIECES>; LANES],
    /// None for an idle lane, which encrypts its last group again and again.
    ends: [Option<End<'a>>; LANES],
    /// A bit for each lane with a message.
    busy: u32,
    /// A bit for each lane that encrypts its last group.
    ending: u32,
}

impl<'a, const LANES: usize, const PIECES: usize> Lanes<'a, LANES, PIECES> {
    pub(super) fn new() -> Self {
        Self {
            chains: [[0; 16]; LANES],
            groups: std::array::from_fn(|_| slice::Iter::default()),
            texts: std::array::from_fn(|_| slice::IterMut::default()),
            last: [LastGroup::NONE; LANES],
            last_texts: [[[0; 16]; PIECES]; LANES],
            ends: std::array::from_fn(|_| None),
            busy: 0,
            ending: 0,
        }
    }

    /// Begins a message in a lane.
    #[inline]
    pub(super) fn begin(&mut self, lane: usize, iv: &Block, message: Message<'a, PIECES>) {
        self.chains[lane] = *iv;
        self.groups[lane] = message.groups.iter();
        self.texts[lane] = message.texts.iter_mut();
        self.last[lane].set(&message.end);
        self.ends[lane] = Some(message.end);
        self.busy |= 1 << lane;
    }

    /// Begins a step of one group of every lane.
    #[inline]
    pub(in crate::kernel) const fn begin_step(&mut self) {
        self.ending = 0;
    }

    /// The step's groups of `COUNT` lanes from `first` on; `None` if there are not that many lanes.
    #[inline]
    pub(in crate::kernel) fn groups<const COUNT: usize>(&mut self, first: usize) -> Option<[&Group; COUNT]> {
        let (last, ending) = (&self.last, &mut self.ending);
        let mut next = first;
        Some(self.groups.get_mut(first..)?.first_chunk_mut()?.each_mut().map(|groups| {
            let lane = next;
            next += 1;
            if let Some(group) = groups.next() {
                group
            } else {
                cold();
                *ending |= 1 << lane;
                last[lane].group()
            }
        }))
    }

    /// The memory for their texts.
    #[inline]
    pub(in crate::kernel) fn texts<const COUNT: usize>(&mut self, first: usize) -> Option<[&mut Text<PIECES>; COUNT]> {
        let mut texts = self.texts.get_mut(first..)?.first_chunk_mut::<COUNT>()?.iter_mut();
        let last = self.last_texts.get_mut(first..)?.first_chunk_mut::<COUNT>()?;
        Some(last.each_mut().map(|last| {
            if let Some(text) = texts.next().and_then(Iterator::next) {
                text
            } else {
                cold();
                last
            }
        }))
    }

    /// Whether the last step was the end of a message.
    #[inline]
    pub(in crate::kernel) const fn has_ended(&self) -> bool {
        self.ending & self.busy != 0
    }

    /// How many lanes have a message.
    pub(super) const fn busy(&self) -> u32 {
        self.busy.count_ones()
    }

    /// Finishes the message that a lane has ended, if there is one.
    #[inline]
    pub(super) fn finish(&mut self, lane: usize) -> bool {
        if self.ending & self.busy & (1 << lane) == 0 {
            return false;
        }
        self.busy &= !(1 << lane);
        if let Some(end) = self.ends[lane].take() {
            end.finish(&self.last_texts[lane]);
        }
        true
    }

    /// Takes the rest of the message that is left, and the block of ciphertext before it.
    pub(super) fn take(&mut self) -> Option<(Block, Message<'a, PIECES>)> {
        let lane = self.ends.iter().position(Option::is_some)?;
        let message = Message {
            groups: self.groups[lane].as_slice(),
            texts: mem::take(&mut self.texts[lane]).into_slice(),
            end: self.ends[lane].take()?,
        };
        Some((self.chains[lane], message))
    }
}

/// Tells the compiler that a branch is rarely taken.
#[cold]
const fn cold() {}

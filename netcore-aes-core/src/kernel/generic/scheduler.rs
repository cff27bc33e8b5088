//! The scheduler of the lanes: when a lane's message ends, the lane takes the next message.

use super::lanes::Lanes;
use super::message::Message;
use super::types::Block;

/// Encrypts all messages. `advance` of a width encrypts until a message ends. When one message is left, `finish` encrypts the rest of it
/// from the last block of ciphertext on: alone it is faster than beside idle lanes.
pub(in crate::kernel) fn encrypt<'a, const LANES: usize, const PIECES: usize>(
    iv: &Block,
    mut messages: impl Iterator<Item = Message<'a, PIECES>>,
    finish: impl FnOnce(&Block, Message<'a, PIECES>),
    mut advance: impl FnMut(&mut Lanes<'a, LANES, PIECES>),
) {
    let mut lanes = Lanes::new();
    for (lane, message) in (0..LANES).zip(&mut messages) {
        lanes.begin(lane, iv, message);
    }
    while lanes.busy() > 1 {
        advance(&mut lanes);
        for lane in 0..LANES {
            if lanes.finish(lane)
                && let Some(message) = messages.next()
            {
                lanes.begin(lane, iv, message);
            }
        }
    }
    if let Some((chain, message)) = lanes.take() {
        finish(&chain, message);
    }
}

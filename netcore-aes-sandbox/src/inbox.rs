//! The requests that came, the newest ones, in bounded memory.

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use serde_json::{Value, json};
use tokio::sync::mpsc;

use crate::entry::Entry;

/// The messages that may wait for one listener.
const MAX_WAITING: usize = 1000;

/// Keeps the newest entries, and tells those who listen.
pub(crate) struct Inbox {
    /// The most entries.
    pub(crate) keep: u64,
    /// The most bytes of memory; the newest entry may have more.
    pub(crate) max_bytes: usize,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    entries: VecDeque<Arc<Entry>>,
    bytes: usize,
    dropped: u64,
    last: u64,
    listeners: Vec<mpsc::Sender<Bytes>>,
    is_closed: bool,
}

impl Inbox {
    pub(crate) fn new(keep: u64, max_bytes: usize) -> Self {
        Self { keep, max_bytes, state: Mutex::default() }
    }

    /// The ids of the entries, the newest first. A reader that takes long holds these, and not the entries.
    pub(crate) fn ids(&self) -> Vec<u64> {
        self.state().entries.iter().rev().map(|entry| entry.id).collect()
    }

    /// Finds an entry by its id.
    pub(crate) fn get(&self, id: u64) -> Option<Arc<Entry>> {
        let state = self.state();
        // The ids are ascending, without gaps.
        let first = state.entries.front()?.id;
        state.entries.get(usize::try_from(id.checked_sub(first)?).ok()?).cloned()
    }

    /// The number of entries that are gone.
    pub(crate) fn dropped(&self) -> u64 {
        self.state().dropped
    }

    /// Keeps an entry under the next id, and lets the oldest go if they are too many.
    pub(crate) fn add(&self, mut entry: Entry) {
        let mut guard = self.state();
        let state = &mut *guard;
        state.last = state.last.saturating_add(1);
        entry.id = state.last;
        let mut summary = entry.summary();
        state.bytes = state.bytes.saturating_add(entry.cost());
        state.entries.push_back(Arc::new(entry));
        let is_too_many = |state: &State| {
            u64::try_from(state.entries.len()).is_ok_and(|len| len > self.keep) || state.bytes > self.max_bytes
        };
        while state.entries.len() > 1 && is_too_many(state) {
            let cost = state.entries.pop_front().map_or(0, |oldest| oldest.cost());
            state.bytes = state.bytes.saturating_sub(cost);
            state.dropped = state.dropped.saturating_add(1);
        }
        let oldest = state.entries.front().map(|oldest| oldest.id);
        summary.insert("oldest".to_owned(), json!(oldest));
        state.tell("received", &summary.into());
    }

    /// Forgets all entries.
    pub(crate) fn clear(&self) {
        let mut state = self.state();
        state.entries.clear();
        (state.bytes, state.dropped) = (0, 0);
        state.tell("cleared", &json!({}));
    }

    /// Takes part in what happens: each message is a server-sent event. They end when the inbox closes, or the listener is too slow.
    pub(crate) fn listen(&self) -> mpsc::Receiver<Bytes> {
        let (sender, receiver) = mpsc::channel(MAX_WAITING);
        let mut state = self.state();
        if !state.is_closed {
            state.listeners.push(sender);
        }
        receiver
    }

    /// Sends every listener away.
    pub(crate) fn close(&self) {
        let mut state = self.state();
        state.is_closed = true;
        state.listeners.clear();
    }

    /// Finds the entries that hold a text anywhere in what they show, whatever its case; as JSON may write it, too.
    pub(crate) fn search(&self, query: &str) -> Vec<u64> {
        let lower = query.to_lowercase();
        let wanted = [as_json(query), as_json(&lower), lower];
        let holds = |text: &str| {
            let text = text.to_lowercase();
            wanted.iter().any(|wanted| text.contains(&**wanted))
        };
        let is_found = |id: &u64| {
            self.get(*id).is_some_and(|entry| {
                let plaintext = entry.verdict.plaintext.as_deref().and_then(|text| str::from_utf8(text).ok());
                holds(&Value::from(entry.detail()).to_string()) || plaintext.is_some_and(holds)
            })
        };
        self.ids().into_iter().filter(is_found).collect()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn tell(&mut self, name: &str, data: &Value) {
        if !self.listeners.is_empty() {
            let message = Bytes::from(format!("event: {name}\ndata: {data}\n\n"));
            self.listeners.retain(|listener| listener.try_send(message.clone()).is_ok());
        }
    }
}

/// The inside of a JSON string in ASCII, in lower case.
fn as_json(text: &str) -> String {
    let written = Value::from(text).to_string();
    let inside = written.get(1..written.len().saturating_sub(1)).unwrap_or_default();
    let mut escaped = String::new();
    for character in inside.chars() {
        if character.is_ascii() {
            escaped.push(character.to_ascii_lowercase());
        } else {
            // Writing to a string cannot fail.
            character.encode_utf16(&mut [0; 2]).iter().for_each(|unit| _ = write!(escaped, "\\u{unit:04x}"));
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::Verdict;

    fn entry(plaintext: &str) -> Entry {
        let verdict = Verdict { plaintext: Some(Bytes::from(plaintext.to_owned())), ..Verdict::default() };
        let (time, method, path) = (String::new(), String::new(), String::new());
        Entry { id: 0, time, method, path, headers: Vec::new(), size: 0, verdict, status: None, fault: None }
    }

    #[test]
    fn the_oldest_go_first() {
        let one = entry("x").cost();
        for (keep, room, held) in [
            (9, 0, 1),
            (9, one, 1),
            (9, 2 * one - 1, 1),
            (9, 2 * one, 2),
            (9, 3 * one - 1, 2),
            (9, 3 * one, 3),
            (1, 9 * one, 1),
            (2, 9 * one, 2),
        ] {
            let inbox = Inbox::new(keep, room);
            for expected in [[5, 4, 3], [10, 9, 8]] {
                (0..5).for_each(|_| inbox.add(entry("x")));
                assert_eq!(inbox.ids(), expected[..held], "{keep} {room}");
                assert_eq!(inbox.dropped(), 5 - u64::try_from(held).unwrap());
                assert_eq!(inbox.get(expected[0]).unwrap().id, expected[0]);
                assert!(inbox.get(expected[0] + 1).is_none() && inbox.get(0).is_none());
                inbox.clear();
                assert_eq!((inbox.ids(), inbox.dropped()), (Vec::new(), 0));
            }
        }
    }

    #[test]
    fn a_listener_that_is_too_slow_is_sent_away() {
        for (number, is_away) in [(999, false), (1000, false), (1001, true), (3000, true)] {
            let inbox = Inbox::new(10, usize::MAX);
            let mut listener = inbox.listen();
            (0..number).for_each(|_| inbox.add(entry("x")));
            assert_eq!(inbox.state().listeners.is_empty(), is_away, "{number}");
            let mut oldest = Vec::new();
            while let Ok(message) = listener.try_recv() {
                let text = String::from_utf8(message.to_vec()).unwrap();
                let data = text.strip_prefix("event: received\ndata: ").unwrap();
                let data: Value = serde_json::from_str(data.strip_suffix("\n\n").unwrap()).unwrap();
                oldest.push(data["oldest"].as_u64().unwrap());
            }
            // The page forgets what the inbox has forgotten.
            let expected: Vec<_> = (1..=number.min(1000)).map(|last| if last > 10 { last - 9 } else { 1 }).collect();
            assert_eq!(oldest, expected);
        }
    }

    #[test]
    fn a_closed_inbox_has_no_listeners() {
        let inbox = Inbox::new(10, 1000);
        let mut early = inbox.listen();
        inbox.close();
        let mut late = inbox.listen();
        inbox.add(entry("x"));
        assert!(early.try_recv().is_err() && late.try_recv().is_err());
    }

    #[test]
    fn a_text_is_found_in_any_case_and_as_json_writes_it() {
        let inbox = Inbox::new(10, usize::MAX);
        for text in [r#"["Z\u00fcrich"]"#, r#"["Zürich"]"#, r#"["😀 \ud83d\ude01"]"#, r#"["say \"hi\""]"#] {
            inbox.add(entry(text));
        }
        assert_eq!(inbox.search("zürich"), [2, 1]);
        assert_eq!(inbox.search("ZÜRICH"), [2, 1]);
        assert_eq!(inbox.search("😁"), [3]);
        assert_eq!(inbox.search("\"hi\""), [4]);
        assert_eq!(inbox.search("nothing of it"), Vec::<u64>::new());
    }
}

//! The way of one chunk to the endpoint: tried until its events are taken or refused.

use std::iter;
use std::ops::Range;
use std::sync::atomic::Ordering;
use std::time::Instant;

use bytes::Bytes;
use netcore_aes_core::upload_body;

use crate::answer::{Answer, Verdict};
use crate::chunk::{Chunk, payload_of};
use crate::course::Course;
use crate::patience;
use crate::pause::{draw, pause};
use crate::post::Poster;

/// What became of a chunk.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Delivery {
    /// The events that are refused, by their positions in the chunk.
    pub(crate) refused: Vec<(Range<usize>, Answer)>,
    /// The number of events that have arrived.
    pub(crate) arrived: usize,
    /// Whether events may have arrived without an answer that says so.
    pub(crate) is_doubtful: bool,
    pub(crate) retries: u64,
    /// The number of requests, retries included.
    pub(crate) requests: u64,
    /// Why the chunk is not settled; empty text if the run was ended.
    pub(crate) unsent: Option<String>,
}

impl Delivery {
    /// Of a chunk that was never posted.
    pub(crate) fn unsent() -> Self {
        Self { unsent: Some(String::new()), ..Self::default() }
    }

    /// Of a chunk of whose delivery nothing more is known.
    pub(crate) fn lost() -> Self {
        let why = "unexpected fault while a request was sent".to_owned();
        Self { unsent: Some(why), is_doubtful: true, ..Self::default() }
    }

    /// What there is so far, of a chunk that is left. Sending the whole of it once more would double the part that has arrived.
    fn left(self, why: String) -> Self {
        let is_doubtful = self.is_doubtful || self.arrived > 0;
        Self { unsent: Some(why), is_doubtful, ..self }
    }
}

/// What the log says of the events of a request: where they are, and not what they are.
#[derive(Clone, Copy)]
struct Told {
    file: usize,
    /// The index of the first event.
    first: usize,
    count: usize,
}

impl Told {
    /// Tells what came of a try. Not the endpoint's words, which may repeat what it was sent.
    fn tell(self, attempt: u32, answer: &Answer, began: Instant) {
        let (status, verdict) = (answer.status.map_or(0, u32::from), answer.verdict());
        let Self { file, first, count } = self;
        let milliseconds = began.elapsed().as_millis();
        tracing::info!(input = file, first, events = count, attempt, status, ?verdict, milliseconds, "request");
    }
}

/// What posts one body, once.
pub(crate) trait Post {
    fn post(&self, body: Bytes) -> impl Future<Output = Answer> + Send;
}

impl Course {
    /// Posts the events of a chunk until each is taken or refused, or sending cannot go on.
    pub(crate) async fn deliver(&self, chunk: &Chunk, poster: &impl Post) -> Delivery {
        let mut delivery = Delivery::default();
        if self.is_ended() {
            return Delivery::unsent();
        }
        let count = chunk.events.count;
        let mut events = Vec::new();
        // Halves of what is too large for one request; the left one first.
        let mut parts: Vec<Range<usize>> = iter::once(0..count).collect();
        while let Some(part) = parts.pop() {
            let body = match self.body(chunk, &part, &events) {
                Ok(body) => body,
                Err(why) => return delivery.left(why),
            };
            let first = chunk.indices().nth(part.start).unwrap_or(chunk.events.first);
            let told = Told { file: chunk.file, first, count: part.len() };
            let answer = match self.try_again(body, poster, told, &mut delivery).await {
                Ok(answer) => answer,
                Err(advice) => return delivery.left(advice),
            };
            match answer.verdict() {
                Verdict::Arrived => delivery.arrived = delivery.arrived.saturating_add(part.len()),
                Verdict::TooLarge if part.len() > 1 => {
                    if events.is_empty() {
                        match chunk.read_back(&self.cipher) {
                            Ok(found) => events = found,
                            Err(error) => return delivery.left(error.to_string()),
                        }
                    }
                    let half = part.start.midpoint(part.end);
                    parts.extend([half..part.end, part.start..half]);
                }
                _ => delivery.refused.push((part, answer)),
            }
        }
        delivery
    }

    /// The body of a part of a chunk.
    fn body(&self, chunk: &Chunk, part: &Range<usize>, events: &[Vec<u8>]) -> Result<Bytes, String> {
        if part.len() == chunk.events.count {
            return Ok(chunk.body.clone());
        }
        // Without them, an empty array would be taken in their place.
        let events = events.get(part.clone()).ok_or("unexpected fault: events of a request are missing")?;
        let text = self.cipher.encrypt(&payload_of(events)).map_err(|error| error.to_string())?;
        upload_body(self.cipher.scheme(), &text).map(Bytes::from).map_err(|error| error.to_string())
    }

    /// Posts a body until there is an answer about its events; the error is the advice for the user.
    async fn try_again(
        &self,
        body: Bytes,
        poster: &impl Post,
        told: Told,
        delivery: &mut Delivery,
    ) -> Result<Answer, String> {
        let before = self.accepted.load(Ordering::SeqCst);
        let mut attempt = 0_u32;
        loop {
            let Some(began) = self.turn().await else { return Err(String::new()) };
            let answer = poster.post(body.clone()).await;
            delivery.requests = delivery.requests.saturating_add(1);
            self.learn(&answer, began);
            told.tell(attempt, &answer, began);
            let accepted = self.accepted.load(Ordering::SeqCst);
            delivery.is_doubtful |= answer.is_doubtful();
            match answer.verdict() {
                Verdict::Arrived => {
                    self.accepted.fetch_add(1, Ordering::SeqCst);
                    return Ok(answer);
                }
                Verdict::Suspect if accepted > 0 => return Ok(answer),
                Verdict::Refused | Verdict::TooLarge => return Ok(answer),
                Verdict::ConcernsAll | Verdict::Suspect => return Err(self.given_up(&answer)),
                Verdict::Again => {}
            }
            if attempt >= self.max_retries {
                // If others were taken meanwhile, it is these events that the endpoint cannot take.
                let is_alone = answer.status.is_some() && accepted > before;
                return if is_alone { Ok(answer) } else { Err(self.given_up(&answer)) };
            }
            let time = pause(attempt, answer.retry_after, draw()).mul_f64(self.pace);
            tracing::info!(
                input = told.file,
                first = told.first,
                milliseconds = time.as_millis(),
                "pause before the next try"
            );
            if !patience::pause(time, || self.is_ended()).await {
                return Err(String::new());
            }
            delivery.retries = delivery.retries.saturating_add(1);
            attempt = attempt.saturating_add(1);
        }
    }
}

impl Post for (&Course, &Poster) {
    async fn post(&self, body: Bytes) -> Answer {
        self.1.post(body, || self.0.is_cut.load(Ordering::SeqCst)).await
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use netcore_aes_core::{Cipher, UploadEvents};
    use serde_json::Value;

    use super::*;

    fn cipher() -> Arc<Cipher> {
        Arc::new(Cipher::parse(11256, &[b'k'; 32], &[b'i'; 16]).unwrap())
    }

    /// Answers as the test says, by what it is asked to post.
    struct Script {
        answers: Mutex<Vec<Answer>>,
        largest: usize,
        taken: Mutex<Vec<Value>>,
        cipher: Arc<Cipher>,
        after: fn(&Course),
        course: Arc<Course>,
    }

    impl Post for &Script {
        async fn post(&self, body: Bytes) -> Answer {
            let body: Value = serde_json::from_slice(&body).unwrap();
            let text = body["encryptedRequest"].as_str().unwrap();
            let events: Vec<Value> = serde_json::from_slice(&self.cipher.decrypt(text.as_bytes()).unwrap()).unwrap();
            (self.after)(&self.course);
            if events.len() > self.largest {
                return Answer::of_status(413);
            }
            let mut answers = self.answers.lock().unwrap();
            let answer = if answers.is_empty() { Answer::of_status(200) } else { answers.remove(0) };
            if answer.verdict() == Verdict::Arrived {
                self.taken.lock().unwrap().extend(events);
            }
            answer
        }
    }

    fn deliver_with(answers: Vec<Answer>, largest: usize, count: usize, after: fn(&Course)) -> (Delivery, Vec<Value>) {
        deliver_told(answers, largest, (count, count), after)
    }

    /// Of a chunk that says to hold more events than it does, the last ones cannot be encrypted.
    fn deliver_told(
        answers: Vec<Answer>,
        largest: usize,
        (count, told): (usize, usize),
        after: fn(&Course),
    ) -> (Delivery, Vec<Value>) {
        let cipher = cipher();
        let mut course = Course::new(cipher.clone(), 2, None);
        course.pace = 0.001;
        let course = Arc::new(course);
        let events: Vec<Vec<u8>> = (0..count).map(|number| format!("{{\"n\":{number}}}").into_bytes()).collect();
        let text = cipher.encrypt(&payload_of(&events)).unwrap();
        let body = upload_body(cipher.scheme(), &text).unwrap().into();
        let events = UploadEvents { count: told, first: 0, last: told - 1 };
        let chunk = Chunk { ordinal: 0, file: 0, events, gaps: Vec::new(), digest: 0, body };
        let answers = Mutex::new(answers);
        let script = Script { answers, largest, taken: Mutex::default(), cipher, after, course: course.clone() };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let delivery = runtime.block_on(course.deliver(&chunk, &&script));
        (delivery, script.taken.into_inner().unwrap().iter().map(|event| event["n"].clone()).collect())
    }

    fn deliver(answers: &[u16], largest: usize) -> (Delivery, Vec<Value>) {
        deliver_with(answers.iter().copied().map(Answer::of_status).collect(), largest, 7, |_| {})
    }

    #[test]
    fn what_is_too_large_is_split_until_it_fits() {
        let (delivery, taken) = deliver(&[], 2);
        assert_eq!((delivery.arrived, delivery.refused, delivery.unsent), (7, Vec::new(), None));
        assert_eq!(taken, (0..7).collect::<Vec<_>>());
        let (delivery, taken) = deliver(&[200, 400], 3);
        assert_eq!(delivery.refused, [(3..5, Answer::of_status(400))]);
        assert_eq!((delivery.arrived, taken), (5, [0, 1, 2, 5, 6].map(Value::from).to_vec()));
        let (delivery, _) = deliver_with(Vec::new(), 0, 1, |_| {});
        assert_eq!(delivery.refused, [(0..1, Answer::of_status(413))]);
    }

    #[test]
    fn a_run_that_ends_between_two_halves_is_in_doubt() {
        let (delivery, _) = deliver(&[200, 401], 4);
        assert!(delivery.is_doubtful && delivery.unsent.is_some_and(|advice| advice.contains("status 401")));
        let (delivery, _) = deliver(&[401], 4);
        assert!(!delivery.is_doubtful && delivery.unsent.is_some());
        let (delivery, taken) = deliver_told(Vec::new(), 4, (5, 7), |_| {});
        assert_eq!((delivery.arrived, taken.len()), (3, 3));
        assert!(delivery.is_doubtful && delivery.unsent.is_some_and(|why| why.contains("unexpected fault")));
        let (delivery, _) = deliver_told(Vec::new(), 1, (2, 7), |_| {});
        assert!(!delivery.is_doubtful && delivery.arrived == 0 && delivery.unsent.is_some());
    }

    #[test]
    fn what_concerns_all_ends_the_run() {
        for status in [401, 403, 302, 308, 407, 404, 405] {
            let answer = Answer { message: "a secret".to_owned(), ..Answer::of_status(status) };
            let (delivery, _) = deliver_with(vec![answer], 9, 7, |_| {});
            let advice = delivery.unsent.unwrap();
            assert!(advice.contains(&format!("status {status}")) && !advice.contains("secret"), "{advice}");
        }
    }

    #[test]
    fn what_may_concern_all_is_told_once_others_have_arrived() {
        let accepted: fn(&Course) = |course| _ = course.accepted.fetch_add(1, Ordering::SeqCst);
        let (delivery, _) = deliver_with(vec![Answer::of_status(404)], 9, 7, accepted);
        assert_eq!((delivery.refused.len(), delivery.unsent), (1, None));
    }

    #[test]
    fn retries_end() {
        let (delivery, taken) = deliver(&[500, 429], 9);
        assert_eq!((delivery.retries, delivery.is_doubtful, taken.len()), (2, true, 7));
        let (delivery, _) = deliver(&[429, 503, 429], 9);
        assert!(!delivery.is_doubtful && delivery.unsent.unwrap().contains("takes nothing at the moment"));
        let (delivery, _) = deliver_with(vec![Answer::none("x", true); 3], 9, 7, |_| {});
        assert!(delivery.is_doubtful && delivery.unsent.unwrap().contains("cannot be reached"));
        let (delivery, _) = deliver_with(vec![Answer::none("x", false); 3], 9, 7, |_| {});
        assert!(!delivery.is_doubtful && delivery.unsent.is_some());
    }

    #[test]
    fn events_that_alone_fail_are_refused() {
        let accepted: fn(&Course) = |course| _ = course.accepted.fetch_add(1, Ordering::SeqCst);
        let (delivery, _) = deliver_with(vec![Answer::of_status(500); 3], 9, 7, accepted);
        assert_eq!(delivery.refused, [(0..7, Answer::of_status(500))]);
    }

    #[test]
    fn waiting_ends_with_the_run() {
        let (delivery, _) = deliver_with(vec![Answer::of_status(503)], 9, 7, Course::end);
        assert_eq!(delivery, Delivery { unsent: Some(String::new()), requests: 1, ..Delivery::default() });
    }
}

//! How fast requests are begun: no faster than the user allows, and no faster than the endpoint does.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// After a 429 the rate is this part of what was too much.
const LOWERED: f64 = 0.9;
/// The same if nothing has arrived since the last 429: it is far too high.
const HALVED: f64 = 0.5;
/// The seconds after which the rate is again what was too much.
const RECOVERY: f64 = 15.0;
/// The fewest requests a second, so that a run goes on whatever an endpoint says.
const LEAST: f64 = 0.1;
/// At the first 429, what was begun within this time was too much.
const MEASURED: Duration = Duration::from_secs(1);

/// When requests may begin. All deliveries of a run share it.
///
/// The rate falls at once after a 429, and grows along a cubic curve: fast at first, slowly near what was too much, then faster again
/// (as CUBIC for TCP, RFC 9438). So it stays close to what the endpoint takes, and finds out if that becomes more.
pub(crate) struct Rate {
    /// Requests a second, as the user allows them; infinite without a limit.
    most: f64,
    state: Mutex<State>,
}

struct State {
    /// No request begins before.
    next: Instant,
    /// What the endpoint takes; none until it has said that it was too much.
    curve: Option<Curve>,
    /// Until when the endpoint wants to be left alone.
    held: Instant,
    /// The turns of the last second, while nothing is known of the endpoint.
    turns: VecDeque<Instant>,
}

/// The rate after a 429.
struct Curve {
    /// What was too much, in requests a second.
    peak: f64,
    factor: f64,
    lowered: Instant,
    /// Whether a request has arrived that was begun since then.
    has_arrived: bool,
    /// The seconds since then in which requests had to wait for their turn: an idle sender learns nothing.
    age: f64,
    looked: Instant,
}

impl Curve {
    fn rate(&self) -> f64 {
        let away = self.age / RECOVERY - 1.0;
        (self.peak * (1.0 + (1.0 - self.factor) * away * away * away)).max(LEAST)
    }
}

impl Rate {
    /// `most`: requests a second, if the user limits them.
    pub(crate) fn new(most: Option<f64>, now: Instant) -> Self {
        let state = State { next: now, curve: None, held: now, turns: VecDeque::new() };
        Self { most: most.unwrap_or(f64::INFINITY), state: Mutex::new(state) }
    }

    /// Takes a turn, and returns when it comes. Then [`Self::is_held`] says whether to take another.
    pub(crate) fn turn(&self, now: Instant) -> Instant {
        let mut state = self.state();
        let at = state.next.max(state.held).max(now);
        let (held, mut rate) = (state.held, self.most);
        if let Some(curve) = &mut state.curve {
            if at > now {
                curve.age += now.saturating_duration_since(curve.looked.max(held)).as_secs_f64();
            }
            curve.looked = now;
            rate = rate.min(curve.rate());
        } else {
            state.turns.push_back(at);
            while state.turns.front().is_some_and(|first| at.saturating_duration_since(*first) > MEASURED) {
                state.turns.pop_front();
            }
        }
        state.next = later(at, rate);
        at
    }

    /// Whether the endpoint wants to be left alone meanwhile.
    pub(crate) fn is_held(&self, now: Instant) -> bool {
        self.state().held > now
    }

    /// A request has arrived that was begun at a time.
    pub(crate) fn arrived(&self, begun: Instant) {
        if let Some(curve) = self.state().curve.as_mut().filter(|curve| begun >= curve.lowered) {
            curve.has_arrived = true;
        }
    }

    /// The endpoint asks for a pause of all requests.
    pub(crate) fn hold(&self, now: Instant, pause: Duration) {
        let mut state = self.state();
        state.held = now.checked_add(pause).unwrap_or(now).max(state.held);
    }

    /// The endpoint has refused a request that was begun at a time, because there were too many.
    pub(crate) fn lower(&self, begun: Instant, now: Instant) {
        let mut state = self.state();
        let (mut peak, mut factor) = (f64::from(u32::try_from(state.turns.len()).unwrap_or(u32::MAX)), LOWERED);
        if let Some(curve) = &state.curve {
            // It says nothing of the rate since then.
            if begun < curve.lowered {
                return;
            }
            peak = curve.rate();
            factor = if curve.has_arrived { LOWERED } else { HALVED };
        }
        let curve =
            Curve { peak: peak.min(self.most), factor, lowered: now, has_arrived: false, age: 0.0, looked: now };
        state.next = later(now, curve.rate());
        state.curve = Some(curve);
        state.turns = VecDeque::new();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The time of the turn after one.
fn later(at: Instant, rate: f64) -> Instant {
    at.checked_add(Duration::try_from_secs_f64(rate.recip()).unwrap_or_default()).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use std::cmp::Reverse;
    use std::collections::BinaryHeap;

    use super::*;

    /// An endpoint that takes a number of requests a second, and counts them in one of two ways.
    #[derive(Clone, Copy, Debug)]
    enum Endpoint {
        /// By the clock's seconds.
        Windows(fn(f64) -> f64),
        /// Saves up the turns of one second.
        Bucket(fn(f64) -> f64),
        Unlimited,
    }

    impl Endpoint {
        /// Whether it takes a request at this second. `left` and `filled` are its memory.
        fn takes(self, at: f64, (left, filled): &mut (f64, f64)) -> bool {
            match self {
                Self::Windows(most) if at.floor() > *filled => (*left, *filled) = (most(at), at.floor()),
                Self::Windows(_) => {}
                Self::Bucket(most) => {
                    *left = most(at).min(*left + most(at) * (at - *filled).clamp(0.0, 1.0));
                    *filled = at.max(*filled);
                }
                Self::Unlimited => *left = 1.0,
            }
            let is_any = *left >= 1.0;
            *left -= if is_any { 1.0 } else { 0.0 };
            is_any
        }
    }

    /// The numbers of requests taken and refused in each second, with this number of connections, each of which an answer takes `latency`.
    fn run(rate: &Rate, endpoint: Endpoint, connections: u32, latency: f64) -> [(u32, u32); 200] {
        let begin = Instant::now();
        let at = |seconds: f64| begin + Duration::from_secs_f64(seconds);
        let mut counts = [(0, 0); 200];
        let mut memory = (0.0, -1.0);
        // When each connection is free.
        let mut free: BinaryHeap<Reverse<Duration>> = (0..connections).map(|_| Reverse(Duration::ZERO)).collect();
        while let Some(Reverse(now)) = free.pop() {
            let turn = rate.turn(begin + now);
            let sent = turn.duration_since(begin);
            let seconds = sent.as_secs_f64();
            let Some((taken, refused)) = counts.get_mut(usize::try_from(sent.as_secs()).unwrap()) else { break };
            if rate.is_held(turn) {
                free.push(Reverse(sent));
                continue;
            }
            let answered = at(seconds + latency);
            if endpoint.takes(seconds, &mut memory) {
                *taken += 1;
                rate.arrived(turn);
            } else {
                *refused += 1;
                rate.lower(turn, answered);
                rate.hold(answered, Duration::from_secs(1));
            }
            free.push(Reverse(answered.duration_since(begin)));
        }
        counts
    }

    fn sum(counts: &[(u32, u32)]) -> (f64, f64) {
        let taken: u32 = counts.iter().map(|(taken, _)| taken).sum();
        let refused: u32 = counts.iter().map(|(_, refused)| refused).sum();
        let seconds = f64::from(u32::try_from(counts.len()).unwrap());
        (f64::from(taken) / seconds, f64::from(refused) / seconds)
    }

    #[test]
    fn an_endpoint_is_used_to_nine_tenths_without_a_storm() {
        let limits: [fn(f64) -> f64; 4] = [|_| 2.0, |_| 10.0, |_| 50.0, |_| 400.0];
        for limit in limits {
            for endpoint in [Endpoint::Windows(limit), Endpoint::Bucket(limit)] {
                for latency in [0.004, 0.05] {
                    let counts = run(&Rate::new(None, Instant::now()), endpoint, 32, latency);
                    let (taken, refused) = sum(&counts);
                    let most = limit(0.0);
                    assert!(taken > 0.9 * most, "{endpoint:?} of {most}, {latency} s: {taken}");
                    assert!(refused < 0.15, "{endpoint:?} of {most}, {latency} s: {refused} refused a second");
                }
            }
        }
    }

    #[test]
    fn it_follows_an_endpoint_that_takes_less_and_then_more() {
        let limit: fn(f64) -> f64 = |at| if (60.0..120.0).contains(&at) { 5.0 } else { 100.0 };
        for endpoint in [Endpoint::Windows(limit), Endpoint::Bucket(limit)] {
            let counts = run(&Rate::new(None, Instant::now()), endpoint, 8, 0.02);
            let taken_and_refused = |from, to| sum(counts.get(from..to).unwrap());
            let (taken, _) = taken_and_refused(10, 60);
            assert!(taken > 85.0, "{endpoint:?}: {taken} of 100");
            let (_, refused) = taken_and_refused(60, 70);
            assert!(refused <= 1.0, "{endpoint:?}: {refused} refused a second when it takes less");
            let (taken, _) = taken_and_refused(70, 120);
            assert!(taken > 4.2, "{endpoint:?}: {taken} of 5");
            let (taken, _) = taken_and_refused(180, 200);
            assert!(taken > 20.0, "{endpoint:?}: {taken} of 100, a minute after it takes more again");
        }
    }

    /// Asserts the number of requests a second, by the time between two turns.
    fn assert_is_about(rate: &Rate, now: Instant, wanted: f64) {
        let first = rate.turn(now);
        let found = rate.turn(now).duration_since(first).as_secs_f64().recip();
        assert!((found / wanted - 1.0).abs() < 0.02, "{found} requests a second, not {wanted}");
    }

    #[test]
    fn a_refusal_counts_once_and_halves_the_rate_if_nothing_has_arrived() {
        let now = Instant::now();
        let at = |milliseconds| now + Duration::from_millis(milliseconds);
        let rate = Rate::new(None, now);
        for _ in 0..100 {
            rate.turn(now);
        }
        let is_about = |milliseconds, wanted| assert_is_about(&rate, at(milliseconds), wanted);
        rate.lower(now, at(10));
        // Begun before the first was refused.
        rate.lower(at(5), at(20));
        is_about(20, 90.0);
        rate.arrived(at(30));
        rate.lower(at(30), at(40));
        is_about(40, 81.0);
        // Begun before: its arrival says nothing of the rate since then.
        rate.arrived(at(30));
        rate.lower(at(50), at(60));
        is_about(60, 40.5);
    }

    #[test]
    fn the_users_limit_is_kept() {
        for most in [0.5, 3.0, 200.0] {
            let counts = run(&Rate::new(Some(most), Instant::now()), Endpoint::Unlimited, 64, 0.1);
            let (taken, _) = sum(&counts);
            assert!((taken / most - 1.0).abs() < 0.02, "{taken} of {most}");
            assert!(counts.iter().all(|(taken, _)| f64::from(*taken) <= most.ceil() + 1.0));
        }
    }

    #[test]
    fn a_refusal_lowers_the_rate_from_the_users_limit() {
        let now = Instant::now();
        let rate = Rate::new(Some(0.5), now);
        rate.turn(now);
        rate.lower(now, now);
        assert_is_about(&rate, now, 0.45);
    }

    #[test]
    fn a_sender_that_is_slower_than_its_turns_learns_nothing() {
        let now = Instant::now();
        let rate = Rate::new(None, now);
        for _ in 0..10 {
            rate.turn(now);
        }
        rate.lower(now, now);
        for second in 1..1000 {
            rate.turn(now + Duration::from_secs(second));
        }
        let last = now + Duration::from_secs(1000);
        let second = rate.turn(last).max(rate.turn(last)) - last;
        assert!(second > Duration::from_millis(108) && second < Duration::from_millis(112), "{second:?}");
    }
}

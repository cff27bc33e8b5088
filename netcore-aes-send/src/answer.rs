//! What came of one request, and what follows from it.

use std::fmt;

/// What came of one request.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The status; none if no answer came.
    pub status: Option<u16>,
    /// The endpoint's own words, at most 200 characters without the API key; or how the connection failed.
    pub message: String,
    /// The seconds to wait, as the header `Retry-After` says.
    pub retry_after: Option<f64>,
    /// Whether any of the events can have left this machine.
    pub was_sent: bool,
    /// What to look at, if the way to the endpoint is at fault whatever is sent.
    pub setting: Option<&'static str>,
}

/// What follows from an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The events have arrived.
    Arrived,
    /// The same request may do better later.
    Again,
    /// The request has too many bytes: half the events may do.
    TooLarge,
    /// These events are refused.
    Refused,
    /// The request is refused, perhaps not for its events but for its URL or method: every request would be, unless others arrive.
    Suspect,
    /// Every request is refused: for the API key, the address, the certificate or the proxy.
    ConcernsAll,
}

impl Answer {
    /// An answer with a status and nothing else.
    #[must_use]
    pub const fn of_status(status: u16) -> Self {
        Self { status: Some(status), message: String::new(), retry_after: None, was_sent: true, setting: None }
    }

    /// No answer came.
    pub fn none(message: impl Into<String>, was_sent: bool) -> Self {
        Self { status: None, message: message.into(), retry_after: None, was_sent, setting: None }
    }

    /// What follows from it.
    ///
    /// | answer | verdict |
    /// | --- | --- |
    /// | 2xx | arrived |
    /// | none, 408, 425, 429, 5xx | again, after a pause |
    /// | 413 | too large: again in halves |
    /// | 3xx, 401, 403, 407; a certificate or a proxy that will not do | concerns all |
    /// | 404, 405, 406, 410, 411, 414, 415, 421, 426, 431, 451 | suspect: concerns all, unless others arrive |
    /// | any other | refused: the events become dead letters |
    #[must_use]
    pub const fn verdict(&self) -> Verdict {
        let Some(status) = self.status else {
            return if self.setting.is_some() { Verdict::ConcernsAll } else { Verdict::Again };
        };
        match status {
            200..=299 => Verdict::Arrived,
            408 | 425 | 429 | 500..=599 => Verdict::Again,
            413 => Verdict::TooLarge,
            300..=399 | 401 | 403 | 407 => Verdict::ConcernsAll,
            404 | 405 | 406 | 410 | 411 | 414 | 415 | 421 | 426 | 431 | 451 => Verdict::Suspect,
            _ => Verdict::Refused,
        }
    }

    /// Whether the events may have arrived although the answer does not say so. After 408, 425, 429 and 503 they have not; after
    /// another 5xx nobody can tell.
    #[must_use]
    pub const fn is_doubtful(&self) -> bool {
        match self.status {
            None => self.was_sent,
            Some(status) => matches!(status, 500..=599) && status != 503,
        }
    }

    /// What to look at when the run ends for this answer, without the endpoint's own words: they may hold what was sent.
    #[must_use]
    pub fn advice(&self) -> String {
        let Some(status) = self.status else {
            let message = &self.message;
            return self.setting.map_or_else(
                || format!("the endpoint cannot be reached ({message}); check --endpoint and the network"),
                |setting| format!("the endpoint cannot be reached: {message}; {setting}"),
            );
        };
        match (self.verdict(), status) {
            (_, 300..=399) => format!("the endpoint has moved (status {status}); give its address by --endpoint"),
            (_, 407) => format!("the proxy asks for a password (status {status}); put it into HTTPS_PROXY"),
            (Verdict::ConcernsAll, _) => {
                let check = "check NETCORE_API_KEY, --asset-id and --region";
                format!("the endpoint refuses the API key (status {status}); {check}")
            }
            (Verdict::Again, _) => {
                format!("the endpoint takes nothing at the moment (status {status}); try again later")
            }
            _ => format!(
                "the endpoint does not take uploads at this address (status {status}); check --endpoint and --region"
            ),
        }
    }
}

impl fmt::Display for Answer {
    /// In a few words, as the reason of a dead letter.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.status {
            None => f.write_str("no answer")?,
            Some(status) => write!(f, "status {status}")?,
        }
        if self.message.is_empty() { Ok(()) } else { write!(f, ": {}", self.message) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statuses(is_it: impl Fn(&Answer) -> bool) -> Vec<u16> {
        (100..600).filter(|status| is_it(&Answer::of_status(*status))).collect()
    }

    #[test]
    fn each_status_has_its_verdict() {
        let verdict = |verdict| statuses(|answer| answer.verdict() == verdict);
        assert_eq!(verdict(Verdict::Arrived), (200..300).collect::<Vec<_>>());
        assert_eq!(verdict(Verdict::Again), [408, 425, 429].into_iter().chain(500..600).collect::<Vec<_>>());
        assert_eq!(verdict(Verdict::ConcernsAll), (300..400).chain([401, 403, 407]).collect::<Vec<_>>());
        assert_eq!(verdict(Verdict::Suspect), [404, 405, 406, 410, 411, 414, 415, 421, 426, 431, 451]);
        assert_eq!(verdict(Verdict::TooLarge), [413]);
        assert!(verdict(Verdict::Refused).starts_with(&[100]) && verdict(Verdict::Refused).contains(&400));
        assert_eq!(statuses(Answer::is_doubtful), (500..600).filter(|status| *status != 503).collect::<Vec<_>>());
    }

    #[test]
    fn no_answer_is_doubtful_if_events_have_left() {
        assert_eq!(Answer::none("x", true).verdict(), Verdict::Again);
        assert!(Answer::none("x", true).is_doubtful());
        assert!(!Answer::none("x", false).is_doubtful());
        let distrusted = Answer { setting: Some("see --ca-bundle"), ..Answer::none("x", false) };
        assert_eq!(distrusted.verdict(), Verdict::ConcernsAll);
        assert_eq!(distrusted.advice(), "the endpoint cannot be reached: x; see --ca-bundle");
    }

    #[test]
    fn the_advice_names_the_setting_and_not_the_endpoints_words() {
        for (status, part) in [
            (401, "NETCORE_API_KEY"),
            (403, "--asset-id"),
            (302, "--endpoint"),
            (404, "--endpoint"),
            (405, "--region"),
            (407, "HTTPS_PROXY"),
            (503, "try again later"),
        ] {
            let answer = Answer { message: "a secret".to_owned(), ..Answer::of_status(status) };
            assert!(answer.advice().contains(part) && answer.advice().contains(&status.to_string()), "{status}");
            assert!(!answer.advice().contains("secret"));
            assert_eq!(answer.to_string(), format!("status {status}: a secret"));
        }
    }
}

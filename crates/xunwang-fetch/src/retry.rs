//! Which failures are repeated and after what pause (重试), and what an answer says about the server's health.

use std::hash::{Hash, Hasher};
use std::time::Duration;

use chrono::{DateTime, Utc};
use rustc_hash::FxHasher;
use url::Url;
use xunwang_domain::exchange::FetchOutcome;

use crate::pace::Answer;
use crate::settings::FetchSettings;

/// The pause before this failure is repeated, or `None` where repeating is of no use.
///
/// `repeated` is how often it was repeated already. Repeated are: no head in time, a connection that broke off, 429 and
/// those 5xx that may pass; a refusal once, because a server that restarts refuses for a moment. Not repeated are: a
/// name that does not exist, a failed handshake, what is not HTTP, a body that did not end in time (its server
/// answered), and failures of our own.
pub(crate) fn pause(
    outcome: &FetchOutcome,
    has_head: bool,
    repeated: u32,
    url: &Url,
    settings: &FetchSettings,
) -> Option<Duration> {
    let allowed = match outcome {
        FetchOutcome::TimedOut if has_head => 0,
        FetchOutcome::TimedOut | FetchOutcome::BrokenOff => settings.retries,
        FetchOutcome::Refused => settings.retries.min(1),
        FetchOutcome::Answered {
            status: 429 | 500 | 502..=504 | 520 | 522..=524,
        } => settings.retries,
        _ => 0,
    };
    if repeated >= allowed {
        return None;
    }
    let pause = settings.retry_pause * 4_u32.saturating_pow(repeated.min(8));
    Some(pause + pause.mul_f64(chance(url, repeated) / 2.0))
}

/// A number from 0 to 1 that is the same for the same address, so that a run can be repeated.
fn chance(url: &Url, repeated: u32) -> f64 {
    let mut hasher = FxHasher::default();
    url.as_str().hash(&mut hasher);
    repeated.hash(&mut hasher);
    (hasher.finish() >> 11) as f64 / (1_u64 << 53) as f64
}

/// What an outcome says about the health of the server.
pub(crate) fn health(outcome: &FetchOutcome) -> Answer {
    match outcome {
        FetchOutcome::Answered { status: 429 | 503 } | FetchOutcome::TimedOut => Answer::Overloaded,
        FetchOutcome::Answered { status: 500.. }
        | FetchOutcome::Refused
        | FetchOutcome::BrokenOff
        | FetchOutcome::Malformed
        | FetchOutcome::TlsFailed => Answer::Failing,
        FetchOutcome::Answered { .. } | FetchOutcome::TooLarge | FetchOutcome::RedirectLoop => Answer::Good,
        FetchOutcome::NoAddress
        | FetchOutcome::Forbidden
        | FetchOutcome::DisallowedByRobots
        | FetchOutcome::OursFailed { .. } => Answer::Silent,
    }
}

/// How long a server asks us to stay away: `Retry-After` in seconds or as a date, cut to `limit`.
pub(crate) fn retry_after(value: &str, now: DateTime<Utc>, limit: Duration) -> Option<Duration> {
    let value = value.trim();
    let asked = if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than fit are more than the limit in any case.
        value.parse().map_or(limit, Duration::from_secs)
    } else {
        let until = DateTime::<Utc>::from(httpdate::parse_http_date(value).ok()?);
        (until - now).to_std().ok()?
    };
    Some(asked.min(limit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_decides_whether_to_repeat() {
        let settings = FetchSettings::default();
        let url = Url::parse("http://www.qingchuan.gov.cn/").unwrap();
        let tries = |outcome: FetchOutcome, has_head| {
            (0..10)
                .take_while(|&repeated| pause(&outcome, has_head, repeated, &url, &settings).is_some())
                .count()
        };
        assert_eq!(tries(FetchOutcome::TimedOut, false), 2);
        assert_eq!(tries(FetchOutcome::TimedOut, true), 0);
        assert_eq!(tries(FetchOutcome::BrokenOff, true), 2);
        assert_eq!(tries(FetchOutcome::Refused, false), 1);
        for (status, expected) in [
            (429, 2),
            (500, 2),
            (503, 2),
            (501, 0),
            (521, 0),
            (404, 0),
            (403, 0),
            (200, 0),
        ] {
            assert_eq!(
                tries(FetchOutcome::Answered { status }, true),
                expected,
                "{status}"
            );
        }
        for outcome in [
            FetchOutcome::NoAddress,
            FetchOutcome::TlsFailed,
            FetchOutcome::Malformed,
            FetchOutcome::Forbidden,
            FetchOutcome::TooLarge,
            FetchOutcome::OursFailed {
                reason: String::new(),
            },
        ] {
            assert_eq!(tries(outcome, false), 0);
        }
    }

    #[test]
    fn pauses_grow_and_are_the_same_in_the_next_run() {
        let settings = FetchSettings::default();
        let pause = |path: &str, repeated| {
            let url = Url::parse("http://www.qingchuan.gov.cn/")
                .unwrap()
                .join(path)
                .unwrap();
            pause(&FetchOutcome::BrokenOff, false, repeated, &url, &settings)
                .unwrap()
                .as_secs_f64()
        };
        assert_eq!(pause("a", 0), pause("a", 0));
        assert_ne!(pause("a", 0), pause("b", 0));
        assert!((1.0..1.5).contains(&pause("a", 0)));
        assert!((4.0..6.0).contains(&pause("a", 1)));
    }

    #[test]
    fn retry_after_is_capped() {
        let now = DateTime::parse_from_rfc3339("2023-09-15T08:00:00Z")
            .unwrap()
            .to_utc();
        let seconds =
            |value| retry_after(value, now, Duration::from_secs(120)).map(|duration| duration.as_secs());
        assert_eq!(seconds("30"), Some(30));
        assert_eq!(seconds(" 0 "), Some(0));
        assert_eq!(seconds("86400"), Some(120));
        assert_eq!(seconds("99999999999999999999999999"), Some(120));
        assert_eq!(seconds("Fri, 15 Sep 2023 08:00:45 GMT"), Some(45));
        assert_eq!(seconds("Fri, 15 Sep 2023 10:00:00 GMT"), Some(120));
        assert_eq!(seconds("Fri, 15 Sep 2023 07:00:00 GMT"), None);
        assert_eq!(seconds("-5"), None);
        assert_eq!(seconds("soon"), None);
        assert_eq!(seconds(""), None);
    }
}

//! Tickets that were used (已用票据): each counts once, and sending the same form again gives the same code.

use std::collections::HashMap;
use std::sync::Mutex;

use chrono::{DateTime, TimeDelta, Utc};

/// As many are remembered in each of two spans: 200 messages a second for 40 minutes. What it takes is some 30 MiB.
const MOST: usize = 500_000;

/// What is known of a ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Spending {
    /// It is used for the first time, from now on.
    First,
    /// A message is being taken with it at this moment.
    Busy,
    /// A message of this code was taken with it.
    Done(String),
    /// No more can be remembered now.
    Full,
}

#[derive(Default)]
struct Spans {
    begun_at: DateTime<Utc>,
    /// Tickets with the code; 0: not taken yet.
    now: HashMap<u64, u64>,
    before: HashMap<u64, u64>,
}

/// The tickets of the last two spans, each as long as a ticket lasts.
#[derive(Default)]
pub(super) struct Spent(Mutex<Spans>);

impl Spent {
    /// Begins to use a ticket.
    pub(super) fn begin(&self, ticket: u64, lasts: TimeDelta, now: DateTime<Utc>) -> Spending {
        let Ok(mut spans) = self.0.lock() else {
            return Spending::Full;
        };
        if now - spans.begun_at >= lasts {
            let is_next = now - spans.begun_at < lasts * 2;
            let last = std::mem::take(&mut spans.now);
            spans.before = if is_next { last } else { HashMap::new() };
            spans.begun_at = now;
        }
        match spans.now.get(&ticket).or_else(|| spans.before.get(&ticket)) {
            Some(0) => return Spending::Busy,
            Some(&code) => return Spending::Done(unpacked(code)),
            None => {}
        }
        if spans.now.len() >= MOST {
            return Spending::Full;
        }
        spans.now.insert(ticket, 0);
        Spending::First
    }

    /// A message of this code was taken with it; none: it may be used again.
    pub(super) fn end(&self, ticket: u64, code: Option<&str>) {
        let Ok(mut spans) = self.0.lock() else { return };
        let Spans { now, before, .. } = &mut *spans;
        for span in [now, before] {
            match code {
                Some(code) => {
                    if let Some(place) = span.get_mut(&ticket) {
                        *place = packed(code);
                    }
                }
                None => {
                    span.remove(&ticket);
                }
            }
        }
    }
}

/// Day and chance of a code as one number.
fn packed(code: &str) -> u64 {
    let day: u64 = code.get(..8).and_then(|day| day.parse().ok()).unwrap_or(1);
    let chance = code.get(8..).and_then(|rest| u32::from_str_radix(rest, 16).ok());
    day << 32 | u64::from(chance.unwrap_or_default())
}

fn unpacked(code: u64) -> String {
    format!("{:08}{:08x}", code >> 32, code & 0xffff_ffff)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_counts_once_as_long_as_it_lasts() {
        let (spent, now) = (
            Spent::default(),
            DateTime::<Utc>::UNIX_EPOCH + TimeDelta::days(20_000),
        );
        let hour = TimeDelta::hours(1);
        assert_eq!(spent.begin(7, hour, now), Spending::First);
        assert_eq!(spent.begin(7, hour, now), Spending::Busy);
        spent.end(7, None);
        assert_eq!(spent.begin(7, hour, now), Spending::First);
        spent.end(7, Some("20230731cf84a8a0"));
        let done = Spending::Done("20230731cf84a8a0".to_owned());
        assert_eq!(spent.begin(7, hour, now), done);
        assert_eq!(spent.begin(7, hour, now + hour), done);
        // By then its time is long over, and nobody gets so far with it.
        assert_eq!(spent.begin(7, hour, now + hour * 2), Spending::First);
    }
}

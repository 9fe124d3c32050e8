//! The pace for one host or one address (限速): spacing, permits, slowing down on trouble and recovering slowly.
//!
//! A pure struct: the instant is handed in, nothing waits here. `lanes` does the waiting.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

/// Troubles in a row after which the pace is halved, where a single one may be an accident of one page.
const BURST: u32 = 3;
/// Good answers in a row after which the pace rises by one step.
const GOOD_FOR_A_STEP: u32 = 10;
/// A step of recovery, as a share of the full rate.
const STEP: f64 = 0.1;
/// The pace never falls below this share of the full rate.
const FLOOR: f64 = 1.0 / 32.0;
/// How late a request may start without shifting the next one: a timer wakes up to this late.
const SLACK: Duration = Duration::from_millis(5);

/// How an answer counts for the pace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// The server is well.
    Good,
    /// 429, 503 or a time-out: the server says that it is too much.
    Overloaded,
    /// Another failure of the server: trouble when it comes in a burst.
    Failing,
    /// Says nothing about the server: given up by us.
    Silent,
}

/// May a request start?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Admission {
    Now,
    At(Instant),
    /// As many as allowed are in flight: ask again when one has ended.
    Full,
}

/// The pace for one host or one address.
#[derive(Debug)]
pub(crate) struct Pace {
    full_rate: f64,
    rate: f64,
    full_permits: usize,
    permits: usize,
    /// Does a single sign of overload count? For an address with many hosts only a burst does.
    touchy: bool,
    in_flight: usize,
    next: Option<Instant>,
    held_until: Option<Instant>,
    good_run: u32,
    trouble_run: u32,
    last_cut: Option<Instant>,
    last_end: Option<Instant>,
    pub(crate) seen: Seen,
}

/// What was observed at a host or an address, for the statistics.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    pub(crate) requests: u64,
    pub(crate) bytes: u64,
    pub(crate) most_in_flight: usize,
    pub(crate) most_in_a_second: usize,
    pub(crate) halvings: u64,
    last_second: VecDeque<Instant>,
}

impl Pace {
    pub(crate) fn new(rate: f64, permits: usize, touchy: bool) -> Self {
        Self {
            full_rate: rate,
            rate,
            full_permits: permits.max(1),
            permits: permits.max(1),
            touchy,
            in_flight: 0,
            next: None,
            held_until: None,
            good_run: 0,
            trouble_run: 0,
            last_cut: None,
            last_end: None,
            seen: Seen::default(),
        }
    }

    pub(crate) fn admission(&self, now: Instant) -> Admission {
        if self.in_flight >= self.permits {
            return Admission::Full;
        }
        match self.next.max(self.held_until) {
            Some(at) if at > now => Admission::At(at),
            _ => Admission::Now,
        }
    }

    /// A request starts; the next one may start an interval later.
    pub(crate) fn start(&mut self, now: Instant) {
        self.in_flight += 1;
        if self.rate.is_finite() {
            let interval = Duration::from_secs_f64(1.0 / self.rate);
            let slack = SLACK.min(interval / 2);
            let due = match self.next {
                // A little late is counted as on time, so that late timers do not lower the rate.
                Some(next) if now.saturating_duration_since(next) <= slack => next,
                _ => now,
            };
            self.next = Some(due + interval);
        }
        self.seen.start(now, self.in_flight);
    }

    /// A request that began at `started` ends. `hold` is how long the server asked us to stay away.
    pub(crate) fn finish(&mut self, now: Instant, started: Instant, answer: Answer, hold: Option<Duration>) {
        self.in_flight = self.in_flight.saturating_sub(1);
        self.last_end = Some(now);
        match answer {
            Answer::Good => {
                self.trouble_run = 0;
                self.good_run += 1;
                if self.good_run >= GOOD_FOR_A_STEP && self.is_slowed() {
                    self.good_run = 0;
                    self.rate = (self.rate + self.full_rate * STEP).min(self.full_rate);
                    self.permits = (self.permits + 1).min(self.full_permits);
                }
            }
            Answer::Overloaded | Answer::Failing => {
                self.good_run = 0;
                self.trouble_run += 1;
                let burst = self.trouble_run.is_multiple_of(BURST);
                if burst || (answer == Answer::Overloaded && self.touchy) {
                    self.cut(now, started);
                }
            }
            Answer::Silent => {}
        }
        if let Some(hold) = hold {
            // A remote value may lengthen our pause, never shorten it.
            self.held_until = self.held_until.max(Some(now + hold));
        }
    }

    /// Halves the pace, once for all requests that were under way together.
    fn cut(&mut self, now: Instant, started: Instant) {
        if self.last_cut.is_some_and(|cut| started < cut) {
            return;
        }
        self.last_cut = Some(now);
        self.rate = (self.rate / 2.0).max(self.full_rate * FLOOR);
        self.permits = (self.permits / 2).max(1);
        self.seen.halvings += 1;
        if self.rate.is_finite() {
            self.next = self
                .next
                .max(Some(now + Duration::from_secs_f64(1.0 / self.rate)));
        }
    }

    /// Has this host given nothing but trouble for a while? Then repeating at once is of no use.
    pub(crate) fn is_in_trouble(&self) -> bool {
        self.trouble_run > BURST
    }

    fn is_slowed(&self) -> bool {
        self.rate < self.full_rate || self.permits < self.full_permits
    }

    /// Can this state be dropped without anyone noticing?
    pub(crate) fn is_forgettable(&self, now: Instant, idle: Duration) -> bool {
        self.in_flight == 0
            && !self.is_slowed()
            && self.trouble_run == 0
            && self.held_until.is_none_or(|until| until <= now)
            && self.next.is_none_or(|next| next <= now)
            && self
                .last_end
                .is_some_and(|end| now.saturating_duration_since(end) >= idle)
    }
}

impl Seen {
    fn start(&mut self, now: Instant, in_flight: usize) {
        self.requests += 1;
        self.most_in_flight = self.most_in_flight.max(in_flight);
        let second = Duration::from_secs(1);
        while let Some(&first) = self.last_second.front()
            && now.saturating_duration_since(first) >= second
        {
            self.last_second.pop_front();
        }
        self.last_second.push_back(now);
        self.most_in_a_second = self.most_in_a_second.max(self.last_second.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    /// Lets requests of 1 ms run as fast as the pace allows, and says when each began, in ms.
    fn run(pace: &mut Pace, now: &mut Instant, requests: usize, answer: Answer) -> Vec<u128> {
        let begin = *now;
        (0..requests)
            .map(|_| {
                match pace.admission(*now) {
                    Admission::Now => {}
                    Admission::At(at) => *now = at,
                    Admission::Full => panic!("nothing is in flight"),
                }
                assert_eq!(pace.admission(*now), Admission::Now);
                let started = *now;
                pace.start(started);
                *now += MS;
                pace.finish(*now, started, answer, None);
                (started - begin).as_millis()
            })
            .collect()
    }

    #[test]
    fn requests_are_spaced_and_permits_are_kept() {
        let mut now = Instant::now();
        let mut pace = Pace::new(5.0, 2, true);
        assert_eq!(run(&mut pace, &mut now, 5, Answer::Good), [0, 200, 400, 600, 800]);
        now += Duration::from_secs(60);
        assert_eq!(
            run(&mut pace, &mut now, 3, Answer::Good),
            [0, 200, 400],
            "no burst after a rest"
        );
        now += Duration::from_secs(1);
        pace.start(now);
        pace.start(now + 200 * MS);
        assert_eq!(pace.admission(now + 900 * MS), Admission::Full);
        pace.finish(now + 900 * MS, now, Answer::Good, None);
        assert_eq!(pace.admission(now + 900 * MS), Admission::Now);
        assert_eq!(pace.seen.most_in_flight, 2);
        assert_eq!(pace.seen.most_in_a_second, 5);
        assert_eq!(pace.seen.requests, 10);
    }

    #[test]
    fn a_late_timer_does_not_lower_the_rate() {
        let begin = Instant::now();
        let mut pace = Pace::new(100.0, 1, true);
        pace.start(begin);
        pace.finish(begin, begin, Answer::Good, None);
        let late = begin + 12 * MS;
        pace.start(late);
        pace.finish(late, late, Answer::Good, None);
        assert_eq!(pace.admission(late), Admission::At(begin + 20 * MS));
    }

    #[test]
    fn trouble_halves_once_for_what_was_under_way_together() {
        let now = Instant::now();
        let mut pace = Pace::new(4.0, 2, true);
        pace.start(now);
        pace.start(now + 250 * MS);
        pace.finish(now + 300 * MS, now, Answer::Overloaded, None);
        pace.finish(now + 310 * MS, now + 250 * MS, Answer::Overloaded, None);
        assert_eq!((pace.rate, pace.permits, pace.seen.halvings), (2.0, 1, 1));
        let mut later = now + Duration::from_secs(1);
        let starts = run(&mut pace, &mut later, 3, Answer::Good);
        assert_eq!(starts, [0, 500, 1000]);
        // Down to the floor and no further.
        run(&mut pace, &mut later, 40, Answer::Overloaded);
        assert_eq!(pace.rate, 4.0 / 32.0);
    }

    #[test]
    fn recovery_is_slow_and_ends_at_the_full_pace() {
        let mut now = Instant::now();
        let mut pace = Pace::new(10.0, 2, true);
        run(&mut pace, &mut now, 1, Answer::Overloaded);
        assert_eq!((pace.rate, pace.permits), (5.0, 1));
        run(&mut pace, &mut now, 9, Answer::Good);
        assert_eq!(pace.rate, 5.0);
        run(&mut pace, &mut now, 1, Answer::Good);
        assert_eq!((pace.rate, pace.permits), (6.0, 2));
        run(&mut pace, &mut now, 100, Answer::Good);
        assert_eq!((pace.rate, pace.permits), (10.0, 2));
    }

    #[test]
    fn single_errors_are_no_burst() {
        let mut now = Instant::now();
        let mut pace = Pace::new(10.0, 2, true);
        for _ in 0..10 {
            run(&mut pace, &mut now, 2, Answer::Failing);
            run(&mut pace, &mut now, 1, Answer::Good);
        }
        assert_eq!(pace.seen.halvings, 0);
        run(&mut pace, &mut now, 3, Answer::Failing);
        assert_eq!(pace.seen.halvings, 1);
        assert!(!pace.is_in_trouble());
        run(&mut pace, &mut now, 1, Answer::Failing);
        assert!(pace.is_in_trouble());
        run(&mut pace, &mut now, 1, Answer::Good);
        assert!(!pace.is_in_trouble());
    }

    #[test]
    fn one_overloaded_host_does_not_slow_its_whole_address() {
        let mut now = Instant::now();
        let mut pace = Pace::new(15.0, 6, false);
        run(&mut pace, &mut now, 2, Answer::Overloaded);
        assert_eq!(pace.seen.halvings, 0);
        run(&mut pace, &mut now, 1, Answer::Overloaded);
        assert_eq!((pace.rate, pace.permits), (7.5, 3));
    }

    #[test]
    fn a_server_may_ask_for_a_longer_pause_and_never_for_a_shorter_one() {
        let now = Instant::now();
        let mut pace = Pace::new(5.0, 2, true);
        pace.start(now);
        pace.start(now);
        pace.finish(now, now, Answer::Overloaded, Some(Duration::from_secs(90)));
        pace.finish(now, now, Answer::Overloaded, Some(Duration::from_secs(1)));
        assert_eq!(pace.admission(now), Admission::At(now + Duration::from_secs(90)));
    }

    #[test]
    fn unlimited_is_unlimited_even_after_trouble() {
        let mut now = Instant::now();
        let mut pace = Pace::new(f64::INFINITY, 8, true);
        run(&mut pace, &mut now, 5, Answer::Overloaded);
        assert_eq!(pace.admission(now), Admission::Now);
        assert_eq!(pace.permits, 1);
    }

    #[test]
    fn only_an_idle_and_untroubled_state_is_forgotten() {
        let mut now = Instant::now();
        let idle = Duration::from_secs(60);
        let mut pace = Pace::new(5.0, 2, true);
        run(&mut pace, &mut now, 1, Answer::Good);
        assert!(!pace.is_forgettable(now, idle));
        assert!(pace.is_forgettable(now + idle, idle));
        run(&mut pace, &mut now, 1, Answer::Overloaded);
        assert!(!pace.is_forgettable(now + idle, idle));
    }
}

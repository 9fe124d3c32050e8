//! How often a network has asked lately (限速记录): token buckets in a table that does not grow.
//!
//! A network has its place in a row of eight. Where the row is full the bucket that is nearest to full gives way: it is the one of
//! which least is forgotten. So a flood of networks costs memory nothing, and never stands in the way of the others.

use std::hash::{BuildHasher as _, RandomState};
use std::sync::Mutex;

use chrono::{DateTime, Utc};

use super::network::Network;
use super::rules::Limit;

const ROWS: usize = 4096;
const IN_ROW: usize = 8;

/// The bucket of a network; number 0: nobody's.
#[derive(Clone, Copy, Default)]
struct Bucket {
    network: u64,
    /// Milliseconds.
    at: i64,
    tokens: f32,
}

impl Bucket {
    fn filled(self, limit: Limit, now: i64) -> f32 {
        let most = limit.most as f32;
        if self.network == 0 {
            return most;
        }
        let gone = now.saturating_sub(self.at).max(0) as f32 / 1000.0;
        (self.tokens + gone * most / limit.seconds as f32).min(most)
    }
}

/// One kind of limit for all networks.
#[derive(Default)]
pub(super) struct Buckets {
    rows: Mutex<Vec<[Bucket; IN_ROW]>>,
    keyed: RandomState,
}

impl Buckets {
    /// Takes one from the network's bucket.
    ///
    /// # Errors
    /// It is empty: in so many seconds there is one again.
    pub(super) fn take(&self, network: Network, limit: Limit, now: DateTime<Utc>) -> Result<(), u32> {
        let now = now.timestamp_millis();
        let Ok(mut rows) = self.rows.lock() else {
            return Ok(());
        };
        if rows.is_empty() {
            rows.resize(ROWS, [Bucket::default(); IN_ROW]);
        }
        let place = self.keyed.hash_one(network.number()) as usize % ROWS;
        let row = &mut rows[place];
        let own = row.iter().position(|one| one.network == network.number());
        let own = own.unwrap_or_else(|| {
            let fullest = (0..IN_ROW).max_by(|&a, &b| {
                let [a, b] = [a, b].map(|it| row[it].filled(limit, now));
                a.total_cmp(&b)
            });
            let place = fullest.unwrap_or_default();
            row[place] = Bucket::default();
            place
        });
        let tokens = row[own].filled(limit, now);
        let is_enough = tokens >= 1.0;
        row[own] = Bucket {
            network: network.number(),
            at: now,
            tokens: if is_enough { tokens - 1.0 } else { tokens },
        };
        if is_enough {
            return Ok(());
        }
        let wait = (1.0 - tokens) * limit.seconds as f32 / limit.most as f32;
        Err((wait.ceil() as u32).max(1))
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    const LIMIT: Limit = Limit {
        most: 3,
        seconds: 600,
    };

    #[test]
    fn a_bucket_empties_says_when_and_fills_again() {
        let (buckets, now) = (Buckets::default(), DateTime::<Utc>::UNIX_EPOCH);
        let take = |seconds| {
            let at = now + TimeDelta::seconds(seconds);
            buckets.take(Network::of("203.0.113.7"), LIMIT, at)
        };
        assert_eq!(
            [0, 0, 0, 0, 1].map(take),
            [Ok(()), Ok(()), Ok(()), Err(200), Err(199)]
        );
        assert_eq!(take(200), Ok(()));
        assert_eq!(take(201), Err(199));
        let other = Network::of("203.0.114.7");
        assert_eq!(buckets.take(other, LIMIT, now), Ok(()));
    }

    #[test]
    fn a_flood_of_networks_neither_grows_the_table_nor_shuts_others_out() {
        let (buckets, now) = (Buckets::default(), DateTime::<Utc>::UNIX_EPOCH);
        let from = |number: u32| Network::of(&std::net::Ipv4Addr::from_bits(number << 8).to_string());
        for number in 0..400_000 {
            assert_eq!(buckets.take(from(number), LIMIT, now), Ok(()), "{number}");
        }
        assert_eq!(buckets.rows.lock().unwrap().len(), ROWS);
        // One that goes on asking is still known among all of them.
        let refused = (0..20)
            .filter(|_| buckets.take(from(7), LIMIT, now).is_err())
            .count();
        assert!(refused >= 17, "{refused}");
    }
}

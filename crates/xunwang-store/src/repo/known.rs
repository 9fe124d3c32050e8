//! What was read before and still holds: pages ask for the whole register and for a week of all probes again and again.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use xunwang_domain::account::RegisteredAccount;
use xunwang_domain::feedback::Tally;
use xunwang_domain::register::RegisteredSite;
use xunwang_ports::{ProbeMarks, SourcesOf};

/// Kept between transactions that only read: in one that writes, a version may never come to be.
#[derive(Default)]
pub(in super::super) struct Known {
    /// The register, by its version: 529 sites of twenty channels are 1.6 MB of JSON.
    pub(super) register: Latest<i64, Vec<RegisteredSite>>,
    /// The register of accounts, likewise: 3,177 of them are as much.
    pub(super) accounts: Latest<i64, Vec<RegisteredAccount>>,
    /// The newest posts of all of them.
    pub(super) newest: Latest<i64, SourcesOf>,
    /// The marks of some days, by version and days: a week of 529 sites is ninety thousand.
    pub(super) marks: Latest<(i64, i64, i64), ProbeMarks>,
    /// Error reports as they were counted, by what was asked.
    pub(super) counted: Counted,
}

/// What was counted at one revision of the error reports.
#[derive(Default)]
pub(super) struct Counted(Mutex<(u64, HashMap<String, Arc<Tallies>>)>);

/// How many are in each bin, by name.
type Tallies = Vec<(String, Tally)>;

/// So many questions are remembered: each area asks a dozen.
const MOST_COUNTED: usize = 500;

impl Counted {
    pub(super) fn get(&self, revision: u64, key: &str) -> Option<Arc<Tallies>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let own = (kept.0 == revision).then(|| kept.1.get(key)).flatten();
        own.map(Arc::clone)
    }

    pub(super) fn put(&self, revision: u64, key: String, counted: Arc<Tallies>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // What an older transaction has seen is not what the next one asks for.
        if revision < kept.0 {
            return;
        }
        if revision > kept.0 || kept.1.len() >= MOST_COUNTED {
            *kept = (revision, HashMap::new());
        }
        kept.1.insert(key, counted);
    }
}

/// The latest value, under what it depends on.
pub(super) struct Latest<K, V>(Mutex<Option<(K, Arc<V>)>>);

impl<K, V> Default for Latest<K, V> {
    fn default() -> Self {
        Self(Mutex::new(None))
    }
}

impl<K: PartialEq, V> Latest<K, V> {
    pub(super) fn get(&self, key: &K) -> Option<Arc<V>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = kept.as_ref().filter(|(own, _)| own == key);
        kept.map(|(_, value)| Arc::clone(value))
    }

    pub(super) fn put(&self, key: K, value: Arc<V>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((key, value));
    }
}

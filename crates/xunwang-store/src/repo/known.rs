//! What was read before and still holds: pages ask for the whole register and for a week of all probes again and again.

use std::sync::{Arc, Mutex, PoisonError};

use xunwang_domain::account::RegisteredAccount;
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

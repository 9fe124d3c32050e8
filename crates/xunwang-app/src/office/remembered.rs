//! What was made of the database and still holds (缓存): made anew only when what it was made of has changed.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex};

use super::AppError;

/// As many are kept, the last used ones.
const MOST: usize = 16;

/// Results by what they are of, each with the revision it was made at.
pub(super) struct Remembered<K, T> {
    kept: Mutex<HashMap<K, (u64, Arc<T>)>>,
    /// One is made at a time: whoever waits finds it made.
    making: tokio::sync::Mutex<()>,
}

impl<K, T> Default for Remembered<K, T> {
    fn default() -> Self {
        Self {
            kept: Mutex::default(),
            making: tokio::sync::Mutex::default(),
        }
    }
}

impl<K: Copy + Eq + Hash, T> Remembered<K, T> {
    /// What is remembered of `key` at this revision; else it is made and remembered.
    pub(super) async fn get(
        &self,
        key: K,
        revision: u64,
        make: impl Future<Output = Result<T, AppError>>,
    ) -> Result<Arc<T>, AppError> {
        if let Some(found) = self.find(key, revision) {
            return Ok(found);
        }
        let _turn = self.making.lock().await;
        if let Some(found) = self.find(key, revision) {
            return Ok(found);
        }
        let made = Arc::new(make.await?);
        if let Ok(mut kept) = self.kept.lock() {
            if kept.len() >= MOST && !kept.contains_key(&key) {
                kept.clear();
            }
            kept.insert(key, (revision, Arc::clone(&made)));
        }
        Ok(made)
    }

    fn find(&self, key: K, revision: u64) -> Option<Arc<T>> {
        let kept = self.kept.lock().ok()?;
        let (at, found) = kept.get(&key)?;
        (*at == revision).then(|| Arc::clone(found))
    }
}

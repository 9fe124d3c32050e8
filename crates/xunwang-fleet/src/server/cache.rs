//! Answers kept for the next visitor (缓存), up to a limit of bytes, so that a bench measures the crawler and
//! not the rendering.

use std::{
    hash::Hasher as _,
    io::Write as _,
    sync::{
        Arc, OnceLock, PoisonError, RwLock,
        atomic::{AtomicUsize, Ordering},
    },
};

use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};
use rustc_hash::{FxHashMap, FxHasher};

use crate::Reply;

/// An answer ready to be sent.
#[derive(Debug)]
pub(super) struct Stored {
    pub(super) status: u16,
    pub(super) content_type: &'static str,
    pub(super) location: Option<String>,
    pub(super) body: Bytes,
    /// By which a visitor may ask whether it has changed; only of what answers well.
    pub(super) etag: Option<String>,
    packed: OnceLock<Bytes>,
}

impl Stored {
    pub(super) fn new(reply: Reply) -> Self {
        let etag = (reply.status == 200).then(|| {
            let mut hash = FxHasher::default();
            hash.write(&reply.body);
            format!("\"{:x}-{:x}\"", reply.body.len(), hash.finish())
        });
        Self {
            etag,
            status: reply.status,
            content_type: reply.content_type,
            location: reply.location,
            body: reply.body.into(),
            packed: OnceLock::new(),
        }
    }

    /// Whether compression is worth it.
    pub(super) fn packable(&self) -> bool {
        self.body.len() > 1024 && !self.content_type.starts_with("image/") && self.status == 200
    }

    /// The body compressed, once.
    pub(super) fn packed(&self) -> Bytes {
        self.packed
            .get_or_init(|| {
                let mut packer = GzEncoder::new(Vec::with_capacity(self.body.len() / 4), Compression::fast());
                // Writing to memory cannot fail.
                let _ = packer.write_all(&self.body);
                packer.finish().unwrap_or_default().into()
            })
            .clone()
    }
}

type Shelf = RwLock<FxHashMap<Box<str>, Arc<Stored>>>;

/// Answers by site and path.
#[derive(Debug)]
pub(super) struct Cache {
    shelves: Vec<Shelf>,
    used: AtomicUsize,
    limit: usize,
}

impl Cache {
    pub(super) fn new(sites: usize, limit: usize) -> Self {
        Self {
            shelves: (0..sites).map(|_| Shelf::default()).collect(),
            used: AtomicUsize::new(0),
            limit,
        }
    }

    /// The kept answer, or the one that `make` gives, which is kept while there is room.
    pub(super) fn get(&self, site: usize, path: &str, make: impl FnOnce() -> Reply) -> Arc<Stored> {
        let shelf = &self.shelves[site];
        if let Some(stored) = shelf.read().unwrap_or_else(PoisonError::into_inner).get(path) {
            return stored.clone();
        }
        let stored = Arc::new(Stored::new(make()));
        let size = stored.body.len() + path.len() + 200;
        if self.used.load(Ordering::Relaxed) + size <= self.limit {
            self.used.fetch_add(size, Ordering::Relaxed);
            shelf
                .write()
                .unwrap_or_else(PoisonError::into_inner)
                .insert(path.into(), stored.clone());
        }
        stored
    }
}

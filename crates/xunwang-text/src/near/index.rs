//! The index (相似索引): which texts share marks with this one.
//!
//! Postings lie in a few sorted segments over consecutive slots, written once; what comes in waits in a small hash table. So an
//! insertion is cheap, a query reads some blocks, and a posting costs about four bytes.

use super::recent::Recent;
use super::segment::Segment;
use super::signature::Signature;

/// Texts that wait before they become a segment.
const MOST_RECENT: u32 = 1 << 14;
/// Segments beyond so many texts are merged no more: merging doubles their memory for a moment.
const MOST_MERGED: u32 = 4 << 20;
/// Texts looked at for one mark: a mark of more is a set phrase, and the others tell.
const MOST_OF_MARK: usize = 8_192;
/// Answers of a query.
const MOST_FOUND: usize = 100;
/// Less in common than this, either way, is not near.
const LEAST_SHARE: f32 = 0.3;

/// Finds texts that hold the same words (相似索引). An id that is inserted again stands for both of its texts.
#[derive(Clone, Debug, Default)]
pub struct NearIndex {
    /// The caller's number of each slot.
    pub(super) ids: Vec<u64>,
    pub(super) digests: Vec<u64>,
    /// Number of marks of each slot.
    pub(super) sizes: Vec<u16>,
    pub(super) segments: Vec<Segment>,
    pub(super) recent: Recent,
}

/// A text of the index that shares words with the one asked for (近似文本). Shares are estimates from the marks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Near {
    /// The caller's number.
    pub id: u64,
    /// Is it the same text but for typography?
    pub same: bool,
    /// Share of all words of both that both have, 0 to 1 (相似度).
    pub likeness: f32,
    /// Share of the text asked for that stands in this one (被包含度).
    pub contained: f32,
    /// Share of this text that stands in the one asked for (包含度).
    pub contains: f32,
}

impl NearIndex {
    /// An empty index.
    pub fn new() -> Self {
        Self::default()
    }

    /// Number of texts.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Is there no text?
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Bytes in memory, about (占用内存).
    pub fn bytes(&self) -> usize {
        let segments: usize = self.segments.iter().map(Segment::bytes).sum();
        self.ids.capacity() * 8
            + self.digests.capacity() * 8
            + self.sizes.capacity() * 2
            + segments
            + self.recent.bytes()
    }

    /// Adds a text (收入). Beyond 4 billion texts nothing is added.
    pub fn insert(&mut self, id: u64, signature: &Signature) {
        if self.ids.len() >= u32::MAX as usize {
            return;
        }
        self.ids.push(id);
        self.digests.push(signature.digest);
        self.sizes
            .push(signature.marks.len().min(usize::from(u16::MAX)) as u16);
        self.recent.insert(&signature.marks);
        if self.recent.slots() >= MOST_RECENT {
            self.segments.push(self.recent.sealed());
            self.recent = Recent::from(self.ids.len() as u32);
            self.merge();
        }
    }

    /// Merges neighbours of like size, so that there are few segments.
    fn merge(&mut self) {
        while let [.., older, newer] = &self.segments[..]
            && older.slots <= newer.slots * 2
            && older.slots + newer.slots <= MOST_MERGED
        {
            let merged = older.merged(newer);
            self.segments.truncate(self.segments.len() - 2);
            self.segments.push(merged);
        }
    }

    /// The nearest texts (查近似), the most alike first, at most 100: those that share 30 % of the words either way.
    pub fn query(&self, signature: &Signature) -> Vec<Near> {
        let mut slots: Vec<u32> = Vec::new();
        for mark in &signature.marks {
            let at_rest = self.segments.iter().flat_map(|segment| segment.slots_of(*mark));
            slots.extend(self.recent.slots_of(*mark).chain(at_rest).take(MOST_OF_MARK));
        }
        slots.sort_unstable();
        let near = slots.chunk_by(|one, other| one == other).filter_map(|slots| {
            let near = self.near(*slots.first()? as usize, slots.len(), signature)?;
            (near.contained.max(near.contains) >= LEAST_SHARE).then_some(near)
        });
        let mut near: Vec<Near> = near.collect();
        let weight = |near: &Near| near.likeness + near.contained.max(near.contains);
        near.sort_by(|one, other| weight(other).total_cmp(&weight(one)).then(one.id.cmp(&other.id)));
        near.dedup_by_key(|near| near.id);
        near.truncate(MOST_FOUND);
        near
    }

    fn near(&self, slot: usize, common: usize, signature: &Signature) -> Option<Near> {
        let id = *self.ids.get(slot)?;
        let size = usize::from(*self.sizes.get(slot)?).max(common);
        let asked = signature.marks.len();
        let share = |of: usize| common as f32 / of.max(1) as f32;
        let same = *self.digests.get(slot)? == signature.digest && size == asked.min(usize::from(u16::MAX));
        let likeness = if same { 1.0 } else { share(asked + size - common) };
        Some(Near {
            id,
            same,
            likeness,
            contained: share(asked),
            contains: share(size),
        })
    }
}

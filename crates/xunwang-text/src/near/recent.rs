//! Postings that came last (新近), chained by mark until there are enough for a segment.

use rustc_hash::FxHashMap;

use super::segment::Segment;

const NONE: u32 = u32::MAX;

#[derive(Clone, Debug, Default)]
pub(super) struct Recent {
    base: u32,
    slots: u32,
    /// The last posting of each mark.
    last: FxHashMap<u32, u32>,
    /// Slot, and the posting of the same mark before.
    postings: Vec<(u32, u32)>,
}

impl Recent {
    /// An empty one that begins at a slot.
    pub(super) fn from(base: u32) -> Self {
        Self {
            base,
            ..Self::default()
        }
    }

    pub(super) fn slots(&self) -> u32 {
        self.slots
    }

    pub(super) fn insert(&mut self, marks: &[u32]) {
        let slot = self.base + self.slots;
        for mark in marks {
            let at = self.postings.len() as u32;
            let before = self.last.insert(*mark, at).unwrap_or(NONE);
            self.postings.push((slot, before));
        }
        self.slots += 1;
    }

    /// The slots that bear a mark, the last first.
    pub(super) fn slots_of(&self, mark: u32) -> impl Iterator<Item = u32> + '_ {
        let mut at = self.last.get(&mark).copied().unwrap_or(NONE);
        std::iter::from_fn(move || {
            let (slot, before) = *self.postings.get(at as usize)?;
            at = before;
            Some(slot)
        })
    }

    /// All of it as a segment.
    pub(super) fn sealed(&self) -> Segment {
        let mut sorted = Vec::with_capacity(self.postings.len());
        for mark in self.last.keys() {
            sorted.extend(self.slots_of(*mark).map(|slot| (*mark, slot)));
        }
        sorted.sort_unstable();
        Segment::of(self.base, self.slots, sorted.into_iter())
    }

    /// Bytes in memory, about.
    pub(super) fn bytes(&self) -> usize {
        self.last.capacity() * 9 + self.postings.capacity() * 8
    }
}

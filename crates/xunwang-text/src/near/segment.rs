//! Postings at rest (倒排段): marks ascending with the slots that bear them, about four bytes each.

/// Postings of a block; a query decodes one or two.
const BLOCK: usize = 64;

/// An immutable part of the index over the slots `base..base + slots`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Segment {
    pub(super) base: u32,
    pub(super) slots: u32,
    pub(super) postings: u64,
    /// Bytes of a slot's number.
    pub(super) width: u8,
    /// First mark of each block.
    pub(super) heads: Vec<u32>,
    /// Where each block begins in `body`.
    pub(super) offsets: Vec<u32>,
    /// For each posting the distance from the mark before (varint), then the slot less `base`.
    pub(super) body: Vec<u8>,
}

impl Segment {
    /// A segment of postings that come in ascending order.
    pub(super) fn of(base: u32, slots: u32, postings: impl Iterator<Item = (u32, u32)>) -> Self {
        let width = match slots {
            0..=0x1_0000 => 2,
            0x1_0001..=0x100_0000 => 3,
            _ => 4,
        };
        let mut segment = Self {
            base,
            slots,
            width,
            ..Self::default()
        };
        let mut last = 0;
        for (mark, slot) in postings {
            if segment.postings.is_multiple_of(BLOCK as u64) {
                segment.heads.push(mark);
                segment.offsets.push(segment.body.len() as u32);
                last = mark;
            }
            let mut distance = mark - last;
            while distance >= 0x80 {
                segment.body.push(distance as u8 | 0x80);
                distance >>= 7;
            }
            segment.body.push(distance as u8);
            let number = (slot - base).to_le_bytes();
            segment.body.extend(number.iter().take(usize::from(width)));
            last = mark;
            segment.postings += 1;
        }
        segment.heads.shrink_to_fit();
        segment.offsets.shrink_to_fit();
        segment.body.shrink_to_fit();
        segment
    }

    /// One segment out of two neighbours, the older first.
    pub(super) fn merged(&self, newer: &Self) -> Self {
        let (mut one, mut other) = (self.from(0).peekable(), newer.from(0).peekable());
        let both = std::iter::from_fn(|| match (one.peek(), other.peek()) {
            (Some(first), Some(second)) if first <= second => one.next(),
            (_, Some(_)) => other.next(),
            _ => one.next(),
        });
        Self::of(self.base, self.slots + newer.slots, both)
    }

    /// The slots that bear a mark, ascending.
    pub(super) fn slots_of(&self, mark: u32) -> impl Iterator<Item = u32> + '_ {
        let block = self.heads.partition_point(|head| *head < mark).saturating_sub(1);
        self.from(block)
            .skip_while(move |(own, _)| *own < mark)
            .take_while(move |(own, _)| *own == mark)
            .map(|(_, slot)| slot)
    }

    /// The postings from a block on.
    pub(super) fn from(&self, block: usize) -> Postings<'_> {
        let at = self
            .offsets
            .get(block)
            .map_or(self.body.len(), |offset| *offset as usize);
        Postings {
            segment: self,
            number: block * BLOCK,
            at,
            mark: 0,
        }
    }

    /// Bytes in memory.
    pub(super) fn bytes(&self) -> usize {
        self.heads.capacity() * 4 + self.offsets.capacity() * 4 + self.body.capacity()
    }
}

pub(super) struct Postings<'s> {
    segment: &'s Segment,
    number: usize,
    at: usize,
    mark: u32,
}

impl Iterator for Postings<'_> {
    type Item = (u32, u32);

    fn next(&mut self) -> Option<(u32, u32)> {
        let segment = self.segment;
        if self.number as u64 >= segment.postings {
            return None;
        }
        if self.number.is_multiple_of(BLOCK) {
            self.mark = *segment.heads.get(self.number / BLOCK)?;
        }
        let mut distance = 0;
        for shift in [0, 7, 14, 21, 28] {
            let byte = *segment.body.get(self.at)?;
            self.at += 1;
            distance |= u32::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                break;
            }
        }
        self.mark = self.mark.wrapping_add(distance);
        let width = usize::from(segment.width);
        let bytes = segment.body.get(self.at..self.at + width)?;
        let slot = bytes
            .iter()
            .rev()
            .fold(0_u32, |slot, byte| slot << 8 | u32::from(*byte));
        self.at += width;
        self.number += 1;
        Some((self.mark, segment.base.wrapping_add(slot)))
    }
}

//! Finds what was seen before (查重), for deflate (RFC 1951): see ADR 6.
//!
//! What was seen before is looked for by one table of the last place of each five bytes. In the text between the tags it is
//! looked for once a character, as ideographs are three bytes long, and of what lies within a repetition only three
//! places near its ends are entered into the table: both cost little length and save most of the work.

pub(crate) const LONGEST_REPETITION: usize = 258;
const WINDOW: usize = 1 << 15;
const TABLE_BITS: u32 = 14;

/// Who is told what a block consists of, in order.
pub(crate) trait Sink {
    /// Bytes that were not seen before; maybe none.
    fn literals(&mut self, literals: &[u8]);
    /// Bytes that stand this far before, less one, too.
    fn repetition(&mut self, length: usize, distance_less_one: u32);
}

/// The last place of each five bytes (位置表).
#[derive(Debug)]
pub(crate) struct Places(
    /// Modulo 64 Ki: what it says is checked.
    Vec<u16>,
);

impl Places {
    pub(crate) fn new() -> Self {
        Self(vec![0; 1 << TABLE_BITS])
    }

    /// Forgets all, as before another record.
    pub(crate) fn clear(&mut self) {
        self.0.fill(0);
    }

    /// Tells what the block from `start` to `end` consists of.
    pub(crate) fn find(&mut self, bytes: &[u8], start: usize, end: usize, sink: &mut impl Sink) {
        let table: &mut [u16; 1 << TABLE_BITS] = self.0.as_mut_slice().try_into().expect("made so long");
        let bytes = &bytes[..end];
        let (mut at, mut from) = (start, start);
        while let Some(word) = word_at(bytes, at) {
            let last = &mut table[place_of(word)];
            let distance = usize::from((at as u16).wrapping_sub(*last));
            *last = at as u16;
            let earlier = at.wrapping_sub(distance);
            if distance.wrapping_sub(1) < WINDOW
                && let Some(other) = word_at(bytes, earlier)
                && (other ^ word) << 24 == 0
            {
                let length = common(&bytes[earlier..], &bytes[at..end.min(at + LONGEST_REPETITION)]);
                sink.literals(&bytes[from..at]);
                sink.repetition(length, distance as u32 - 1);
                for inside in [at + 1, at + 3, at + length - 1] {
                    if let Some(word) = word_at(bytes, inside) {
                        table[place_of(word)] = inside as u16;
                    }
                }
                at += length;
                from = at;
            } else {
                // The first byte of an ideograph.
                at += if word as u8 >= 0xe0 { 3 } else { 1 };
            }
        }
        sink.literals(&bytes[from..]);
    }
}

/// Eight bytes, the first one lowest; `None` near the end.
#[inline]
fn word_at(bytes: &[u8], at: usize) -> Option<u64> {
    let word = bytes.get(at..at + 8)?;
    Some(u64::from_le_bytes(*word.first_chunk()?))
}

/// The place of the lowest five bytes in the table.
#[inline]
fn place_of(word: u64) -> usize {
    ((word << 24).wrapping_mul(0x9e37_79b1_85eb_ca87) >> (64 - TABLE_BITS)) as usize
}

/// How many bytes are alike at the beginning.
#[inline]
fn common(earlier: &[u8], here: &[u8]) -> usize {
    let words = earlier.as_chunks::<8>().0.iter().zip(here.as_chunks::<8>().0);
    let mut length = 0;
    for (one, other) in words {
        let differs = u64::from_le_bytes(*one) ^ u64::from_le_bytes(*other);
        if differs != 0 {
            return length + (differs.trailing_zeros() / 8) as usize;
        }
        length += 8;
    }
    let rest = earlier[length..].iter().zip(&here[length..]);
    length + rest.take_while(|(one, other)| one == other).count()
}

//! Packs a record (压缩) as deflate (RFC 1951), made for pages: see ADR 6 for why it is our own.
//!
//! The pages of a site are alike, and so are the codes that suit them: most pages are written by those of an earlier one, at
//! once, without being counted first.

use crate::bits::Bits;
use crate::book::{Book, Counts, Writing, room};
use crate::repetitions::{Places, Sink};

/// As many bytes share their codes, and may be stored as they are in one.
const BLOCK: usize = (1 << 16) - 1;
/// So many records are written by the same codes.
const MOST_USES: u32 = 32;

/// Literals, and the repetition behind them; the last one of a block has none.
#[derive(Clone, Copy, Debug)]
struct Sequence {
    literals: u32,
    length: u16,
    distance_less_one: u16,
}

/// What a block consists of (压缩序列).
#[derive(Debug, Default)]
struct Sequences {
    all: Vec<Sequence>,
    literals: u32,
    counts: Counts,
}

impl Sequences {
    fn clear(&mut self) {
        self.all.clear();
        self.literals = 0;
        self.counts = Counts::default();
    }

    fn tell(&self, block: &[u8], sink: &mut impl Sink) {
        let mut rest = block;
        for sequence in &self.all {
            let (literals, behind) = rest.split_at(sequence.literals as usize);
            sink.literals(literals);
            sink.repetition(
                usize::from(sequence.length),
                u32::from(sequence.distance_less_one),
            );
            rest = &behind[usize::from(sequence.length)..];
        }
        sink.literals(rest);
    }
}

impl Sink for Sequences {
    #[inline]
    fn literals(&mut self, literals: &[u8]) {
        self.counts.literals(literals);
        self.literals = literals.len() as u32;
    }

    #[inline]
    fn repetition(&mut self, length: usize, distance_less_one: u32) {
        self.counts.repetition(length, distance_less_one);
        self.all.push(Sequence {
            literals: self.literals,
            length: length as u16,
            distance_less_one: distance_less_one as u16,
        });
    }
}

/// The codes by which records of a file are written (共用码本), as long as they suit.
#[derive(Clone, Debug, Default)]
pub(crate) struct SharedCodes {
    counts: Counts,
    book: Option<Box<Book>>,
    uses: u32,
    /// Records that grow beyond this share of their length, 1024 being all of it, want other codes.
    most: usize,
}

/// Packs records one after the other (压缩器); its tables are kept.
#[derive(Debug)]
pub(crate) struct Deflater {
    places: Places,
    sequences: Sequences,
    buffer: Vec<u8>,
}

impl Deflater {
    pub(crate) fn new() -> Self {
        Self {
            places: Places::new(),
            sequences: Sequences::default(),
            buffer: Vec::new(),
        }
    }

    /// Appends `bytes`, packed; by codes that are `shared` with others of its file where it is not longer than a block.
    pub(crate) fn deflate(&mut self, bytes: &[u8], shared: Option<&mut SharedCodes>, out: &mut Vec<u8>) {
        if let Some(shared) = shared.filter(|_| bytes.len() <= BLOCK) {
            return self.deflate_alike(bytes, shared, out);
        }
        self.places.clear();
        let mut bits = Bits::default();
        let mut start = 0;
        loop {
            let end = bytes.len().min(start + BLOCK);
            let is_last = end == bytes.len();
            self.parse(bytes, start, end);
            let book = Book::of(&self.sequences.counts);
            self.write(&book, &bytes[start..end], is_last, &mut bits, out);
            if is_last {
                break;
            }
            start = end;
        }
        bits.align(out);
    }

    fn deflate_alike(&mut self, bytes: &[u8], shared: &mut SharedCodes, out: &mut Vec<u8>) {
        if let Some(book) = shared.book.as_ref().filter(|_| shared.uses < MOST_USES) {
            self.places.clear();
            let buffer = buffer(&mut self.buffer, bytes.len());
            let mut writing = Writing::begin(book, true, Bits::default(), buffer);
            self.places.find(bytes, 0, bytes.len(), &mut writing);
            let (length, mut bits) = writing.end();
            if length <= bytes.len() * shared.most / 1024 {
                shared.uses += 1;
                append(&self.buffer[..length], out);
                return bits.align(out);
            }
        }
        self.places.clear();
        self.parse(bytes, 0, bytes.len());
        shared.counts.join(&self.sequences.counts);
        let book = Box::new(Book::of(&shared.counts.complete()));
        let (start, mut bits) = (out.len(), Bits::default());
        self.write(&book, bytes, true, &mut bits, out);
        bits.align(out);
        let share = (out.len() - start) * 1024 / bytes.len().max(1);
        *shared = SharedCodes {
            counts: std::mem::take(&mut shared.counts),
            book: Some(book),
            uses: 0,
            most: (share + share / 8).min(1000),
        };
    }

    /// Appends `bytes` as they are.
    pub(crate) fn store(&self, bytes: &[u8], out: &mut Vec<u8>) {
        let mut blocks = bytes.chunks(BLOCK).peekable();
        let mut bits = Bits::default();
        bits.store(blocks.next().unwrap_or_default(), blocks.peek().is_none(), out);
        while let Some(block) = blocks.next() {
            bits.store(block, blocks.peek().is_none(), out);
        }
    }

    /// Finds what a block consists of.
    fn parse(&mut self, bytes: &[u8], start: usize, end: usize) {
        self.sequences.clear();
        self.places.find(bytes, start, end, &mut self.sequences);
        self.sequences.counts.end();
    }

    /// Writes a block as parsed, or as it is where that is shorter.
    fn write(&mut self, book: &Book, block: &[u8], is_last: bool, bits: &mut Bits, out: &mut Vec<u8>) {
        let buffer = buffer(&mut self.buffer, block.len());
        let mut writing = Writing::begin(book, is_last, bits.clone(), buffer);
        self.sequences.tell(block, &mut writing);
        let (length, behind) = writing.end();
        if length >= block.len() {
            return bits.store(block, is_last, out);
        }
        *bits = behind;
        append(&self.buffer[..length], out);
    }
}

/// A buffer in which a block of so many bytes has room however it is written.
fn buffer(buffer: &mut Vec<u8>, length: usize) -> &mut [u8] {
    if buffer.len() < room(length) {
        buffer.resize(room(length), 0);
    }
    buffer
}

/// Appends what was written, with no more room than for what ends the record.
fn append(written: &[u8], out: &mut Vec<u8>) {
    out.reserve_exact(written.len() + 16);
    out.extend_from_slice(written);
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    fn packed_and_back(deflater: &mut Deflater, bytes: &[u8]) -> usize {
        packed_alike_and_back(deflater, bytes, None)
    }

    fn packed_alike_and_back(
        deflater: &mut Deflater,
        bytes: &[u8],
        shared: Option<&mut SharedCodes>,
    ) -> usize {
        let mut packed = Vec::new();
        deflater.deflate(bytes, shared, &mut packed);
        let mut back = Vec::new();
        let mut decoder = flate2::bufread::DeflateDecoder::new(packed.as_slice());
        decoder.read_to_end(&mut back).unwrap();
        assert!(back == bytes, "{} bytes", bytes.len());
        assert!(decoder.into_inner().is_empty());
        packed.len()
    }

    /// Numbers that look like chance and are always the same.
    fn numbers(seed: u64) -> impl Iterator<Item = u64> {
        std::iter::successors(Some(seed), |number| {
            Some(
                number
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407),
            )
        })
        .map(|number| number >> 33)
    }

    #[test]
    fn all_kinds_of_bytes_come_back() {
        let mut deflater = Deflater::new();
        let mut shared = SharedCodes::default();
        for length in (0..40).chain([
            255, 256, 257, 258, 259, 260, 65_534, 65_535, 65_536, 131_070, 200_000,
        ]) {
            let letters = numbers(length as u64 + 1);
            let texts: [Vec<u8>; 5] = [
                vec![0; length],
                letters.take(length).map(|number| number as u8).collect(),
                numbers(7)
                    .take(length)
                    .map(|number| b'a' + (number % 3) as u8)
                    .collect(),
                (0..length).map(|index| (index % 251) as u8).collect(),
                "中华人民共和国<li><a href=\"/zwgk/\">政务公开</a></li>"
                    .bytes()
                    .cycle()
                    .take(length)
                    .collect(),
            ];
            for text in &texts {
                packed_and_back(&mut deflater, text);
                packed_alike_and_back(&mut deflater, text, Some(&mut shared));
            }
        }
    }

    #[test]
    fn repetitions_are_found_as_far_as_the_window_reaches() {
        let mut deflater = Deflater::new();
        let chance: Vec<u8> = numbers(3).take(40_000).map(|number| number as u8).collect();
        for (between, is_found) in [(0, true), (31_000, true), (33_000, false)] {
            let text = [
                &chance[..1_000],
                &chance[5_000..5_000 + between],
                &chance[..1_000],
            ]
            .concat();
            let packed = packed_and_back(&mut deflater, &text);
            assert_eq!(packed < text.len() - 500, is_found, "{between}: {packed}");
        }
    }

    /// A page of a list; its words are ideographs from this one on.
    fn page(seed: u64, first: u32) -> String {
        let mut page = String::new();
        for number in numbers(seed).take(300) {
            let word = |shift: u64| char::from_u32(first + (number >> shift) as u32 % 500).unwrap_or('一');
            page += &format!(
                "<li><a href=\"/art/{number}.html\">{}{}{}</a></li>\n",
                word(0),
                word(5),
                word(9)
            );
        }
        page
    }

    #[test]
    fn pages_that_are_alike_share_codes_and_others_do_not_suffer_by_it() {
        let mut deflater = Deflater::new();
        let mut shared = SharedCodes::default();
        let mut renewed = 0;
        for seed in 1..=40 {
            let page = page(seed, 0x4e00);
            let own = packed_and_back(&mut deflater, page.as_bytes());
            let alike = packed_alike_and_back(&mut deflater, page.as_bytes(), Some(&mut shared));
            assert!(alike * 100 < own * 104, "{own} and {alike}");
            renewed += usize::from(shared.uses == 0);
        }
        // The first one, and one after thirty-two more.
        assert_eq!(renewed, 2);
        // Letters that came in none of them, and no letters at all.
        let chance: Vec<u8> = numbers(5).take(9_000).map(|number| number as u8).collect();
        for other in [
            page(7, 0x9000).as_bytes(),
            "<p>plain words</p>".repeat(500).as_bytes(),
            &chance,
        ] {
            let own = packed_and_back(&mut deflater, other);
            let alike = packed_alike_and_back(&mut deflater, other, Some(&mut shared));
            assert!(alike * 100 < own * 125 + 20_000, "{own} and {alike}");
        }
    }

    #[test]
    fn pages_are_packed_nearly_as_small_as_by_others_and_chance_grows_hardly() {
        let mut deflater = Deflater::new();
        let page = page(11, 0x4e00);
        let packed = packed_and_back(&mut deflater, page.as_bytes());
        let mut other = flate2::read::DeflateEncoder::new(page.as_bytes(), flate2::Compression::fast());
        let other = other.read_to_end(&mut Vec::new()).unwrap();
        assert!(packed * 10 < other * 11, "{packed} and {other}");
        let chance: Vec<u8> = numbers(5).take(100_000).map(|number| number as u8).collect();
        assert!(packed_and_back(&mut deflater, &chance) < chance.len() + 20);
    }
}

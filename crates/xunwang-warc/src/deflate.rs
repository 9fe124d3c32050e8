//! Packs a record (压缩) as deflate (RFC 1951), made for pages: see ADR 6 for why it is our own.
//!
//! What was seen before is looked for by one table of the last place of each five bytes. In the text between the tags it is
//! looked for once a character, as ideographs are three bytes long, and of what lies within a repetition only the ends
//! are entered into the table: both cost little length and save most of the work.

use crate::bits::{Bits, Writer};
use crate::header::Header;
use crate::huffman::{Codes, LONGEST, codes};

const LONGEST_REPETITION: usize = 258;
const WINDOW: usize = 1 << 15;
const TABLE_BITS: u32 = 14;
/// As many bytes share their codes, and may be stored as they are in one.
const BLOCK: usize = (1 << 16) - 1;

/// Literals, the end of the block and lengths.
pub(crate) const SYMBOLS: usize = 286;
pub(crate) const DISTANCES: usize = 30;
pub(crate) const END: usize = 256;

/// Lengths of repetitions: the shortest of each symbol, and the bits that tell how much longer it is.
const LENGTHS: [(u16, u8); 29] = lengths();
/// The symbol of each length, from [`END`] + 1 on.
static LENGTH_SYMBOLS: [u8; LONGEST_REPETITION + 1] = length_symbols();

const fn lengths() -> [(u16, u8); 29] {
    let mut lengths = [(0, 0); 29];
    let (mut symbol, mut length) = (0, 3);
    while symbol < 28 {
        let bits = if symbol < 8 { 0 } else { (symbol as u8 - 4) / 4 };
        lengths[symbol] = (length, bits);
        length += 1 << bits;
        symbol += 1;
    }
    lengths[28] = (LONGEST_REPETITION as u16, 0);
    lengths
}

const fn length_symbols() -> [u8; LONGEST_REPETITION + 1] {
    let mut symbols = [0; LONGEST_REPETITION + 1];
    let (mut length, mut symbol) = (3, 0);
    while length <= LONGEST_REPETITION {
        if symbol < 28 && length >= LENGTHS[symbol + 1].0 as usize {
            symbol += 1;
        }
        symbols[length] = symbol as u8;
        length += 1;
    }
    symbols
}

/// The symbol of a distance less one, and the number of bits that tell how much longer it is.
fn distance_symbol(less_one: u32) -> (usize, u32) {
    if less_one < 4 {
        return (less_one as usize, 0);
    }
    let bits = 30 - less_one.leading_zeros();
    let symbol = 2 * (bits + 1) + (less_one >> bits & 1);
    (symbol as usize, bits)
}

/// Literals, and the repetition behind them; the last one of a block has none.
#[derive(Clone, Copy, Debug)]
struct Sequence {
    literals: u32,
    length: u16,
    distance_less_one: u16,
}

/// Packs records one after the other (压缩器); its tables are kept.
#[derive(Debug)]
pub(crate) struct Deflater {
    /// The last place of five bytes, modulo 64 Ki: what it says is checked.
    table: Vec<u16>,
    sequences: Vec<Sequence>,
    buffer: Vec<u8>,
}

impl Deflater {
    pub(crate) fn new() -> Self {
        Self {
            table: vec![0; 1 << TABLE_BITS],
            sequences: Vec::new(),
            buffer: Vec::new(),
        }
    }

    /// Appends `bytes`, packed.
    pub(crate) fn deflate(&mut self, bytes: &[u8], out: &mut Vec<u8>) {
        self.table.fill(0);
        let mut bits = Bits::default();
        let mut start = 0;
        loop {
            let end = bytes.len().min(start + BLOCK);
            let is_last = end == bytes.len();
            let counts = self.parse(bytes, start, end);
            self.write(&bytes[start..end], is_last, &counts, &mut bits, out);
            if is_last {
                break;
            }
            start = end;
        }
        bits.align(out);
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

    /// Finds the repetitions of a block.
    fn parse(&mut self, bytes: &[u8], start: usize, end: usize) -> Counts {
        let mut counts = Counts::default();
        self.sequences.clear();
        let table: &mut [u16; 1 << TABLE_BITS] = self.table.as_mut_slice().try_into().expect("made so long");
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
                let distance_less_one = (distance - 1) as u16;
                self.sequences.push(Sequence {
                    literals: (at - from) as u32,
                    length: length as u16,
                    distance_less_one,
                });
                counts.symbols[END + 1 + usize::from(LENGTH_SYMBOLS[length])] += 1;
                counts.distances[distance_symbol(u32::from(distance_less_one)).0] += 1;
                for inside in [at + 1, at + length - 1] {
                    if let Some(word) = word_at(bytes, inside) {
                        table[place_of(word)] = inside as u16;
                    }
                }
                at += length;
                from = at;
            } else {
                let [first, second, third, ..] = word.to_le_bytes();
                counts.symbols[usize::from(first)] += 1;
                at += 1;
                // The first byte of an ideograph.
                if first >= 0xe0 {
                    counts.symbols[usize::from(second)] += 1;
                    counts.symbols[usize::from(third)] += 1;
                    at += 2;
                }
            }
        }
        for &literal in &bytes[at..] {
            counts.symbols[usize::from(literal)] += 1;
        }
        counts.symbols[END] = 1;
        self.sequences.push(Sequence {
            literals: (end - from) as u32,
            length: 0,
            distance_less_one: 0,
        });
        counts
    }
}

impl Deflater {
    /// Writes a block as parsed, or as it is where that is shorter.
    fn write(&mut self, block: &[u8], is_last: bool, counts: &Counts, bits: &mut Bits, out: &mut Vec<u8>) {
        let symbols = codes(&counts.symbols, LONGEST);
        let distances = codes(&counts.distances, LONGEST);
        let header = Header::new(&symbols, &distances);
        let length = (counts.bits(&symbols, &distances) + header.bits()) / 8;
        if length as usize >= block.len() {
            return bits.store(block, is_last, out);
        }
        // Room for what is written eight bytes at a time.
        let room = length as usize + 16;
        if self.buffer.len() < room {
            self.buffer.resize(room, 0);
        }
        let mut writer = Writer {
            bits: std::mem::take(bits),
            buffer: &mut self.buffer,
            at: 0,
        };
        writer.put(u64::from(is_last) | 0b10 << 1, 3);
        header.write(&mut writer);
        let literal: [u32; 256] = std::array::from_fn(|symbol| packed(symbols[symbol]));
        let length_codes = length_codes(&symbols);
        let mut rest = block;
        for sequence in &self.sequences {
            let (literals, behind) = rest.split_at(sequence.literals as usize);
            let (triples, others) = literals.as_chunks::<3>();
            for triple in triples {
                writer.put_three(triple.map(|byte| literal[usize::from(byte)]));
            }
            for &byte in others {
                let code = literal[usize::from(byte)];
                writer.put(u64::from(code & 0xffff), code >> 16);
            }
            rest = &behind[usize::from(sequence.length)..];
            if sequence.length > 0 {
                let code = length_codes[usize::from(sequence.length)];
                let (mut word, mut count) = (u64::from(code & 0xff_ffff), code >> 24);
                let less_one = u32::from(sequence.distance_less_one);
                let (symbol, extra) = distance_symbol(less_one);
                let (code, length) = distances[symbol];
                word |= u64::from(code) << count;
                count += u32::from(length);
                word |= u64::from(less_one & ((1 << extra) - 1)) << count;
                writer.put(word, count + extra);
            }
        }
        let (code, length) = symbols[END];
        writer.put(u64::from(code), u32::from(length));
        let Writer { bits: left, at, .. } = writer;
        *bits = left;
        out.extend_from_slice(&self.buffer[..at]);
    }
}

/// A code and the number of its bits in one.
fn packed((code, length): (u16, u8)) -> u32 {
    u32::from(code) | u32::from(length) << 16
}

/// The code of each length with what tells it from others of its symbol; the number of the bits in the highest byte.
fn length_codes(symbols: &Codes<SYMBOLS>) -> [u32; LONGEST_REPETITION + 1] {
    std::array::from_fn(|length| {
        let symbol = usize::from(LENGTH_SYMBOLS[length]);
        let ((shortest, extra), (code, bits)) = (LENGTHS[symbol], symbols[END + 1 + symbol]);
        let longer = (length as u32).saturating_sub(u32::from(shortest));
        u32::from(code) | longer << bits | u32::from(bits + extra) << 24
    })
}

/// How often each symbol occurs in a block.
struct Counts {
    symbols: [u32; SYMBOLS],
    distances: [u32; DISTANCES],
}

impl Default for Counts {
    fn default() -> Self {
        Self {
            symbols: [0; SYMBOLS],
            distances: [0; DISTANCES],
        }
    }
}

impl Counts {
    /// The bits that a block takes under these codes.
    fn bits(&self, symbols: &Codes<SYMBOLS>, distances: &Codes<DISTANCES>) -> u64 {
        let bits = |(&count, code): (&u32, &(u16, u8))| u64::from(count) * u64::from(code.1);
        let of_symbols: u64 = self.symbols.iter().zip(symbols).map(bits).sum();
        let of_distances: u64 = self.distances.iter().zip(distances).map(bits).sum();
        let lengths = self.symbols[END + 1..].iter().zip(&LENGTHS);
        let longer: u64 = lengths
            .map(|(&count, length)| u64::from(count) * u64::from(length.1))
            .sum();
        let farther = (0u64..).zip(&self.distances).skip(4);
        let farther: u64 = farther
            .map(|(symbol, &count)| u64::from(count) * (symbol / 2 - 1))
            .sum();
        of_symbols + of_distances + longer + farther
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

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    fn packed_and_back(deflater: &mut Deflater, bytes: &[u8]) -> usize {
        let mut packed = Vec::new();
        deflater.deflate(bytes, &mut packed);
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

    #[test]
    fn pages_are_packed_nearly_as_small_as_by_others_and_chance_grows_hardly() {
        let mut deflater = Deflater::new();
        let mut page = String::new();
        for number in numbers(11).take(1_000) {
            let word = |shift: u64| char::from_u32(0x4e00 + (number >> shift) as u32 % 500).unwrap_or('一');
            page += &format!(
                "<li><a href=\"/art/{number}.html\">{}{}{}</a></li>\n",
                word(0),
                word(5),
                word(9)
            );
        }
        let packed = packed_and_back(&mut deflater, page.as_bytes());
        let mut other = flate2::read::DeflateEncoder::new(page.as_bytes(), flate2::Compression::fast());
        let other = other.read_to_end(&mut Vec::new()).unwrap();
        assert!(packed * 10 < other * 11, "{packed} and {other}");
        let chance: Vec<u8> = numbers(5).take(100_000).map(|number| number as u8).collect();
        assert!(packed_and_back(&mut deflater, &chance) < chance.len() + 20);
    }
}

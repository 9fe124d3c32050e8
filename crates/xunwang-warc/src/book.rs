//! The codes of a block (码本) and what is written with them (RFC 1951, 3.2.5).

use crate::bits::{Bits, Writer};
use crate::header::Header;
use crate::huffman::{Codes, LONGEST, codes};
use crate::repetitions::{LONGEST_REPETITION, Sink};

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

/// How often each symbol occurs in a block.
#[derive(Clone, Debug)]
pub(crate) struct Counts {
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
    /// Of a block that has ended.
    pub(crate) fn end(&mut self) {
        self.symbols[END] += 1;
    }

    /// Lets another block count as much as all before it.
    pub(crate) fn join(&mut self, other: &Self) {
        let all = self.symbols.iter_mut().chain(&mut self.distances);
        for (own, other) in all.zip(other.symbols.iter().chain(&other.distances)) {
            *own = *own / 2 + other;
        }
    }

    /// The same, in which every other symbol occurs a little, so that all have codes.
    pub(crate) fn complete(&self) -> Self {
        Self {
            symbols: self.symbols.map(|count| 4 * count + 1),
            distances: self.distances.map(|count| 4 * count + 1),
        }
    }
}

impl Sink for Counts {
    fn literals(&mut self, literals: &[u8]) {
        for &literal in literals {
            self.symbols[usize::from(literal)] += 1;
        }
    }

    fn repetition(&mut self, length: usize, distance_less_one: u32) {
        self.symbols[END + 1 + usize::from(LENGTH_SYMBOLS[length])] += 1;
        self.distances[distance_symbol(distance_less_one).0] += 1;
    }
}

/// The codes of a block, as they are looked up.
#[derive(Clone, Debug)]
pub(crate) struct Book {
    header: Header,
    /// The code of each literal, and behind it the number of its bits.
    literals: [u32; 256],
    /// The code of each length with what tells it from others of its symbol; the number of the bits in the highest byte.
    lengths: [u32; LONGEST_REPETITION + 1],
    distances: Codes<DISTANCES>,
    end: (u16, u8),
}

impl Book {
    /// The best codes for a block in which symbols occur so often.
    pub(crate) fn of(counts: &Counts) -> Self {
        let symbols = codes(&counts.symbols, LONGEST);
        let distances = codes(&counts.distances, LONGEST);
        Self {
            header: Header::new(&symbols, &distances),
            literals: std::array::from_fn(|symbol| {
                let (code, length) = symbols[symbol];
                u32::from(code) | u32::from(length) << 16
            }),
            lengths: std::array::from_fn(|length| {
                let symbol = usize::from(LENGTH_SYMBOLS[length]);
                let ((shortest, extra), (code, bits)) = (LENGTHS[symbol], symbols[END + 1 + symbol]);
                let longer = (length as u32).saturating_sub(u32::from(shortest));
                u32::from(code) | longer << bits | u32::from(bits + extra) << 24
            }),
            distances,
            end: symbols[END],
        }
    }
}

/// Bytes that a block of so many may take with any codes: fifteen bits a literal, and the codes themselves.
pub(crate) fn room(length: usize) -> usize {
    2 * length + 512
}

/// Writes a block by a book.
pub(crate) struct Writing<'book, 'buffer> {
    book: &'book Book,
    writer: Writer<'buffer>,
}

impl<'book, 'buffer> Writing<'book, 'buffer> {
    /// Begins a block behind some bits; the buffer has [`room`].
    pub(crate) fn begin(book: &'book Book, is_last: bool, bits: Bits, buffer: &'buffer mut [u8]) -> Self {
        let mut writer = Writer { bits, buffer, at: 0 };
        writer.put(u64::from(is_last) | 0b10 << 1, 3);
        book.header.write(&mut writer);
        Self { book, writer }
    }

    /// Ends it: how many bytes were written, and the bits behind them.
    pub(crate) fn end(mut self) -> (usize, Bits) {
        let (code, length) = self.book.end;
        self.writer.put(u64::from(code), u32::from(length));
        (self.writer.at, self.writer.bits)
    }
}

impl Sink for Writing<'_, '_> {
    #[inline]
    fn literals(&mut self, literals: &[u8]) {
        let codes = &self.book.literals;
        let mut rest = literals;
        while let [one, two, three, behind @ ..] = rest {
            self.writer
                .put_three([one, two, three].map(|byte| codes[usize::from(*byte)]));
            rest = behind;
        }
        match rest {
            [] => {}
            [one] => {
                let code = codes[usize::from(*one)];
                self.writer.put(u64::from(code & 0xffff), code >> 16);
            }
            [one, two, ..] => self
                .writer
                .put_three([codes[usize::from(*one)], codes[usize::from(*two)], 0]),
        }
    }

    #[inline]
    fn repetition(&mut self, length: usize, distance_less_one: u32) {
        let code = self.book.lengths[length];
        let (mut word, mut count) = (u64::from(code & 0xff_ffff), code >> 24);
        let (symbol, extra) = distance_symbol(distance_less_one);
        let (code, length) = self.book.distances[symbol];
        word |= u64::from(code) << count;
        count += u32::from(length);
        word |= u64::from(distance_less_one & ((1 << extra) - 1)) << count;
        self.writer.put(word, count + extra);
    }
}

//! Bits one behind the other (位流), as deflate writes them (RFC 1951, 3.1.1).

/// Bits that do not make a byte yet, the first one lowest.
#[derive(Clone, Debug, Default)]
pub(crate) struct Bits {
    word: u64,
    count: u32,
}

impl Bits {
    /// Appends a block as it is.
    pub(crate) fn store(&mut self, block: &[u8], is_last: bool, out: &mut Vec<u8>) {
        self.word |= u64::from(is_last) << self.count;
        self.count += 3;
        self.align(out);
        let length = block.len() as u16;
        out.extend_from_slice(&length.to_le_bytes());
        out.extend_from_slice(&(!length).to_le_bytes());
        out.extend_from_slice(block);
    }

    /// Fills the last byte up.
    pub(crate) fn align(&mut self, out: &mut Vec<u8>) {
        let bytes = self.count.div_ceil(8) as usize;
        out.extend_from_slice(&self.word.to_le_bytes()[..bytes]);
        *self = Self::default();
    }
}

/// Writes bits into a buffer that has room for eight bytes more than are written.
pub(crate) struct Writer<'buffer> {
    pub(crate) bits: Bits,
    pub(crate) buffer: &'buffer mut [u8],
    pub(crate) at: usize,
}

impl Writer<'_> {
    /// Writes so many bits, at most 56.
    #[inline]
    pub(crate) fn put(&mut self, word: u64, count: u32) {
        let word = self.bits.word | word << self.bits.count;
        self.flush(word, self.bits.count + count);
    }

    /// Writes three codes.
    #[inline]
    pub(crate) fn put_three(&mut self, codes: [u32; 3]) {
        let Bits { mut word, mut count } = self.bits;
        for code in codes {
            word |= u64::from(code & 0xffff) << count;
            count += code >> 16;
        }
        self.flush(word, count);
    }

    #[inline]
    fn flush(&mut self, word: u64, count: u32) {
        self.buffer[self.at..][..8].copy_from_slice(&word.to_le_bytes());
        self.at += (count / 8) as usize;
        self.bits = Bits {
            word: word >> (count & 56),
            count: count % 8,
        };
    }
}

//! What reading a file may cost in all; counted, not timed, so that the same file gives the same paper everywhere.

use crate::limits;

/// What is left.
pub(super) struct Budget {
    pub(super) operators: u64,
    pub(super) glyphs: u64,
    pub(super) decoded: usize,
    /// Something was left out for it.
    pub(super) is_spent: bool,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            operators: limits::OPERATORS,
            glyphs: limits::GLYPHS,
            decoded: limits::STREAMS_BYTES,
            is_spent: false,
        }
    }
}

impl Budget {
    pub(super) fn operator(&mut self) -> bool {
        self.is_spent |= self.operators == 0;
        self.operators = self.operators.saturating_sub(1);
        !self.is_spent
    }

    pub(super) fn glyph(&mut self) -> bool {
        self.is_spent |= self.glyphs == 0;
        self.glyphs = self.glyphs.saturating_sub(1);
        !self.is_spent
    }

    pub(super) fn decode(&mut self, bytes: usize) -> bool {
        self.is_spent |= self.decoded < bytes;
        self.decoded = self.decoded.saturating_sub(bytes.max(64));
        !self.is_spent
    }
}

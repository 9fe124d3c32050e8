//! Many short strings (文本表) in one piece of memory: a page has hundreds, and its facts are made and dropped thousands of
//! times a second.

/// Strings by number (文本表).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Strings {
    text: String,
    /// Where each one ends.
    ends: Vec<u32>,
}

impl Strings {
    /// Room for so many strings of so many bytes in all.
    pub fn with_capacity(strings: usize, bytes: usize) -> Self {
        Self {
            text: String::with_capacity(bytes),
            ends: Vec::with_capacity(strings),
        }
    }

    /// Appends a string. All together hold at most 4 GiB; beyond that they are empty.
    pub fn push(&mut self, string: &str) {
        self.push_with(|text| text.push_str(string));
    }

    /// Appends what `write` appends; it leaves alone what stands before.
    pub fn push_with(&mut self, write: impl FnOnce(&mut String)) {
        write(&mut self.text);
        let end = u32::try_from(self.text.len()).unwrap_or(self.ends.last().copied().unwrap_or(0));
        self.ends.push(end);
    }

    /// A string by its number.
    pub fn get(&self, number: usize) -> Option<&str> {
        let end = *self.ends.get(number)? as usize;
        let start = number
            .checked_sub(1)
            .map_or(0, |before| self.ends[before] as usize);
        self.text.get(start..end)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Is there none?
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}

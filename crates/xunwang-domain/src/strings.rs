//! Many short strings (文本表) in one piece of memory: a page has hundreds, and its facts are made and dropped thousands of
//! times a second.

use std::fmt::Formatter;

use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

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
    #[inline]
    pub fn push(&mut self, string: &str) {
        self.push_with(|text| text.push_str(string));
    }

    /// Appends what `write` appends; it leaves alone what stands before.
    #[inline]
    pub fn push_with(&mut self, write: impl FnOnce(&mut String)) {
        write(&mut self.text);
        let end = u32::try_from(self.text.len()).unwrap_or(self.ends.last().copied().unwrap_or(0));
        self.ends.push(end);
    }

    /// A string by its number.
    #[inline]
    pub fn get(&self, number: usize) -> Option<&str> {
        let end = *self.ends.get(number)? as usize;
        let start = number
            .checked_sub(1)
            .map_or(0, |before| self.ends[before] as usize);
        self.text.get(start..end)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).filter_map(|number| self.get(number))
    }

    /// How many there are.
    #[inline]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Is there none?
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}

/// Lengths instead of ends: equal strings of two pages are then written alike, wherever they stand.
impl Serialize for Strings {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut start = 0;
        let lengths: Vec<u32> = self
            .ends
            .iter()
            .map(|&end| end - std::mem::replace(&mut start, end))
            .collect();
        (lengths, Utf8(self.text.as_str())).serialize(serializer)
    }
}

/// Text as bytes, which a faster check than the usual one turns back into text.
struct Utf8<T>(T);

impl Serialize for Utf8<&str> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(self.0.as_bytes())
    }
}

impl<'de> Deserialize<'de> for Utf8<String> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_bytes(Utf8Visitor).map(Self)
    }
}

struct Utf8Visitor;

impl Visitor<'_> for Utf8Visitor {
    type Value = String;

    fn expecting(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("UTF-8")
    }

    fn visit_bytes<E: serde::de::Error>(self, bytes: &[u8]) -> Result<String, E> {
        let text = simdutf8::basic::from_utf8(bytes).map_err(E::custom)?;
        Ok(text.to_owned())
    }
}

impl<'de> Deserialize<'de> for Strings {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (mut ends, Utf8(text)) = <(Vec<u32>, Utf8<String>)>::deserialize(deserializer)?;
        let mut before = 0u32;
        for end in &mut ends {
            *end = before
                .checked_add(*end)
                .filter(|&end| text.is_char_boundary(end as usize))
                .ok_or_else(|| serde::de::Error::custom("a string outside the text"))?;
            before = *end;
        }
        Ok(Self { text, ends })
    }
}

//! Names of elements and attributes found at once (名称表): a name of up to fifteen letters and its length are one number,
//! looked up by hash.

use super::attribute::is_space;

/// The longest name that a table may hold.
const LONGEST: usize = 15;
/// Places of a table: a power of two, several for each name.
const PLACES: usize = 512;

/// Names in lower case, found in any case.
pub(crate) struct Names<const COUNT: usize> {
    words: [u128; COUNT],
    /// One more than the number of the name in this place; 0: none.
    places: [u8; PLACES],
}

impl<const COUNT: usize> Names<COUNT> {
    pub(crate) const fn new(names: [&str; COUNT]) -> Self {
        assert!(COUNT < 0xff);
        let mut table = Self {
            words: [0; COUNT],
            places: [0; PLACES],
        };
        let mut number = 0;
        while number < COUNT {
            let name = names[number].as_bytes();
            assert!(!name.is_empty() && name.len() <= LONGEST);
            let (mut word, mut at) = (name.len() as u128, LONGEST);
            while at > 0 {
                at -= 1;
                word = word << 8 | if at < name.len() { name[at] as u128 } else { 0 };
            }
            let mut place = place_of(word);
            while table.places[place] != 0 {
                place = (place + 1) % PLACES;
            }
            table.words[number] = word;
            number += 1;
            table.places[place] = number as u8;
        }
        table
    }

    /// The number of the name that begins at `start` and is so long.
    #[inline]
    pub(crate) fn find(&self, bytes: &[u8], start: usize, length: usize) -> Option<usize> {
        let word = lower(word_of(bytes, start, length)?);
        let mut place = place_of(word);
        loop {
            let number = usize::from(self.places[place]).checked_sub(1)?;
            if self.words[number] == word {
                return Some(number);
            }
            place = (place + 1) % PLACES;
        }
    }
}

const fn place_of(word: u128) -> usize {
    let folded = word as u64 ^ (word >> 64) as u64;
    (folded.wrapping_mul(0x9e37_79b1_85eb_ca87) >> 55) as usize
}

/// The bytes of a name as a number, the first one lowest, and its length in the highest: read without regard to where it
/// ends, so that names of different lengths cost the same.
#[inline]
fn word_of(bytes: &[u8], start: usize, length: usize) -> Option<u128> {
    if length > LONGEST {
        return None;
    }
    let bytes = bytes.get(start..)?;
    let word = match bytes.first_chunk() {
        Some(chunk) => u128::from_le_bytes(*chunk),
        None => bytes
            .iter()
            .rev()
            .fold(0, |word, &byte| word << 8 | u128::from(byte)),
    };
    let name = word & ((1 << (8 * length)) - 1);
    Some(name | (length as u128) << (8 * LONGEST))
}

/// Where a name ends that begins before `at`: at white space, `/`, `>`, or `=` where that is asked for.
#[inline]
pub(crate) fn name_end(bytes: &[u8], mut at: usize, at_equals: bool) -> usize {
    let ends = |byte: u8| is_space(byte) || matches!(byte, b'/' | b'>') || at_equals && byte == b'=';
    // Eight bytes together, as nobody can foretell how long the next name is.
    if let Some(word) = bytes.get(at..).and_then(|rest| rest.first_chunk()) {
        let word = u64::from_le_bytes(*word);
        let mut found = below(word, b' ' + 1) | below(word ^ each(b'/'), 1) | below(word ^ each(b'>'), 1);
        if at_equals {
            found |= below(word ^ each(b'='), 1);
        }
        if found == 0 {
            at += 8;
        } else {
            at += found.trailing_zeros() as usize / 8;
        }
    }
    while bytes.get(at).is_some_and(|&byte| !ends(byte)) {
        at += 1;
    }
    at
}

const fn each(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// Which bytes are below a limit of at most 0x80, a bit each: the lowest one is right.
const fn below(word: u64, limit: u8) -> u64 {
    word.wrapping_sub(each(limit)) & !word & each(0x80)
}

/// Capitals of ASCII as small letters, in all bytes at once: those from “A” to “Z” differ by one bit.
#[inline]
const fn lower(word: u128) -> u128 {
    const fn each(byte: u8) -> u128 {
        u128::from_le_bytes([byte; 16])
    }
    let letters = word & each(0x7f);
    let from_a = letters + each(0x80 - b'A');
    let beyond_z = letters + each(0x7f - b'Z');
    let capitals = (from_a ^ beyond_z) & !word & each(0x80);
    word | capitals >> 2
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 7] = [
        "a",
        "h1",
        "div",
        "span",
        "itemprop",
        "data-original",
        "abcdefghijklmno",
    ];
    static TABLE: Names<7> = Names::new(NAMES);

    fn find(name: &[u8]) -> Option<usize> {
        let number = TABLE.find(name, 0, name.len());
        // What follows in the page makes no difference.
        let page = [b"<", name, b"=x href='/a/b/c'>"].concat();
        assert_eq!(TABLE.find(&page, 1, name.len()), number, "{name:?}");
        number
    }

    #[test]
    fn each_name_is_found_in_any_case_and_nothing_else() {
        for (number, name) in NAMES.iter().enumerate() {
            assert_eq!(find(name.as_bytes()), Some(number));
            assert_eq!(find(name.to_ascii_uppercase().as_bytes()), Some(number));
            for at in 0..name.len() {
                let mut other = name.as_bytes().to_vec();
                other[at] ^= 0x80;
                assert_eq!(find(&other), None);
            }
        }
        for other in [
            "",
            "b",
            "h",
            "h\u{11}",
            "h\u{1}",
            "divs",
            "DATA\rORIGINAL",
            "abcdefghijklmnop",
            "文",
            "a\0",
            "a\0\0",
            "\0a",
        ] {
            assert_eq!(find(other.as_bytes()), None, "{other:?}");
        }
    }

    #[test]
    fn a_name_ends_where_the_standard_says() {
        for name in [
            "",
            "a",
            "h1",
            "strong",
            "blockquo",
            "blockquote",
            "x:y-z",
            "表格",
            "a\u{1}b",
            "a\u{b}\0",
        ] {
            for (end, at_equals) in [
                (" ", false),
                ("\u{c}", false),
                (">", true),
                ("/>", false),
                ("=", true),
                ("", false),
            ] {
                for rest in ["", "class=x> <b>"] {
                    let page = format!("<{name}{end}{rest}");
                    let expected = if end.is_empty() {
                        page.find([' ', '>']).unwrap_or(page.len())
                    } else {
                        1 + name.len()
                    };
                    assert_eq!(name_end(page.as_bytes(), 1, at_equals), expected, "{page:?}");
                }
            }
        }
        assert_eq!(name_end(b"a=b c", 0, false), 3);
    }

    #[test]
    fn small_letters_are_those_of_ascii() {
        for byte in 0..=u8::MAX {
            let word = u128::from_le_bytes([byte; 16]);
            assert_eq!(lower(word), u128::from_le_bytes([byte.to_ascii_lowercase(); 16]));
        }
    }
}

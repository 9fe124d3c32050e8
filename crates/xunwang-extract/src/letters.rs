//! Letters (文字): what Unicode says of a character, with the ideographs at once. Most letters here are ideographs, for which
//! the tables of the standard library take longest.

const FIRST: char = '\u{4e00}';
const LAST: char = '\u{9fff}';

/// Is it a letter?
pub(crate) fn is_letter(character: char) -> bool {
    (FIRST..=LAST).contains(&character) || character.is_alphabetic()
}

/// Is it a letter or a digit?
pub(crate) fn is_word(character: char) -> bool {
    (FIRST..=LAST).contains(&character) || character.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_characters_are_what_the_standard_library_says() {
        for character in ('\0'..=char::MAX).filter(|character| *character <= '\u{1ffff}') {
            assert_eq!(is_letter(character), character.is_alphabetic(), "{character:?}");
            assert_eq!(is_word(character), character.is_alphanumeric(), "{character:?}");
        }
    }
}

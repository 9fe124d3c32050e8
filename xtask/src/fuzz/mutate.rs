//! Inputs from real ones: pieces cut, moved, repeated, disguised, exchanged for what readers stumble over.

use arbitrary::{Result, Unstructured};

use super::repack::{members, package, pdf};
use super::targets::{PARTING, Shape};
use super::words::{CELLS, PDF, PROSE, SIGNS, TAGS, XML};

/// No input is longer, in bytes, but for a few that repeat themselves.
const LONGEST: usize = 1 << 20;

/// An input made of one or two of the corpus.
pub(super) fn mutated(shape: Shape, corpus: &[Vec<u8>], u: &mut Unstructured<'_>) -> Vec<u8> {
    let made = make(shape, corpus, u);
    let mut made = made.unwrap_or_default();
    made.truncate(LONGEST);
    made
}

fn make(shape: Shape, corpus: &[Vec<u8>], u: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let base = u.choose(corpus)?.clone();
    let other = u.choose(corpus)?.clone();
    Ok(match shape {
        Shape::Text | Shape::Texts => text_of(base, &other, &[SIGNS, PROSE], 8, u)?,
        Shape::Page => {
            let text = text_of(base, &other, &[SIGNS, PROSE, TAGS], 8, u)?;
            if u.ratio(1, 4)? {
                bytes(text, &other, u)?
            } else {
                text
            }
        }
        Shape::Table => {
            let text = text_of(base, &other, &[PROSE, SIGNS, PROSE, CELLS], 2, u)?;
            if u.ratio(1, 8)? {
                bytes(text, &other, u)?
            } else {
                text
            }
        }
        Shape::Package if u.ratio(3, 4)? => package(&base, u, |part, u| {
            if u.ratio(1, 4)? {
                bytes(part, &other, u)
            } else {
                text_of(part, &[], &[SIGNS, XML, CELLS], 4, u)
            }
        })?,
        Shape::Pdf if u.ratio(3, 4)? => pdf(&base, u, |part, u| {
            if u.ratio(1, 3)? {
                bytes(part, &[], u)
            } else {
                tokens(part, PDF, u)
            }
        })?,
        Shape::Members if u.ratio(3, 4)? => members(&base, u, |part, u| bytes(part, &[], u))?,
        Shape::Compound => overwritten(base, u)?,
        Shape::Package | Shape::Pdf | Shape::Members => bytes(base, &other, u)?,
    })
}

/// Changes a text once to `most` times.
fn text_of(
    base: Vec<u8>,
    other: &[u8],
    words: &[&[&str]],
    most: u8,
    u: &mut Unstructured<'_>,
) -> Result<Vec<u8>> {
    let mut signs: Vec<char> = String::from_utf8_lossy(&base).chars().collect();
    let other: Vec<char> = String::from_utf8_lossy(other).chars().collect();
    for _ in 0..u.int_in_range(1..=most)? {
        let (from, to) = span(signs.len(), u)?;
        match u.int_in_range(0..=10)? {
            0 => drop(signs.drain(from..to)),
            1 => {
                let (start, end) = span(other.len(), u)?;
                signs.splice(from..to, other[start..end].iter().copied());
            }
            2..=5 => {
                let list = *u.choose(words)?;
                let word: Vec<char> = u.choose(list)?.chars().collect();
                let end = if u.ratio(1, 3)? { to } else { from };
                signs.splice(from..end, word);
            }
            6 => {
                let times = *u.choose(&[1_usize, 2, 3, 20, 400])?;
                let piece: Vec<char> = signs[from..to.min(from + 60_000 / times)].to_vec();
                signs.splice(to..to, piece.repeat(times));
            }
            // A sign between all characters, as those do who hide words.
            7 => {
                let sign = u.choose(SIGNS)?.chars().next().unwrap_or(' ');
                let apart: Vec<char> = signs[from..to].iter().flat_map(|one| [*one, sign]).collect();
                signs.splice(from..to, apart);
            }
            8 => signs[from..to]
                .iter_mut()
                .filter(|sign| sign.is_ascii_graphic())
                .for_each(|sign| *sign = char::from_u32(*sign as u32 + 0xfee0).unwrap_or(*sign)),
            9 => signs[from..to].reverse(),
            _ => {
                let at = u.int_in_range(0..=signs.len())?;
                signs.insert(at, PARTING);
            }
        }
        signs.truncate(200_000);
    }
    Ok(signs.into_iter().collect::<String>().into_bytes())
}

/// Changes bytes some times; lengths may change.
fn bytes(mut made: Vec<u8>, other: &[u8], u: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    for _ in 0..u.int_in_range(1..=8)? {
        let (from, to) = span(made.len(), u)?;
        match u.int_in_range(0..=6)? {
            0 => drop(made.drain(from..to)),
            1 => {
                let (start, end) = span(other.len(), u)?;
                made.splice(from..to, other[start..end].iter().copied());
            }
            2 => {
                let piece = made[from..to].to_vec();
                made.splice(to..to, piece);
            }
            3 if u.ratio(1, 4)? => made.truncate(from),
            4 => replace_number(&mut made, from, u)?,
            _ => made = overwritten(made, u)?,
        }
        made.truncate(LONGEST);
    }
    Ok(made)
}

/// Puts words of a format in the place of others, mostly of the same length, so that offsets elsewhere stay true.
fn tokens(mut made: Vec<u8>, words: &[&str], u: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    for _ in 0..u.int_in_range(1..=6)? {
        let word = u.choose(words)?.as_bytes();
        let at = u.int_in_range(0..=made.len())?;
        if u.ratio(1, 3)? {
            replace_number(&mut made, at, u)?;
        } else if u.ratio(3, 4)? {
            let end = (at + word.len()).min(made.len());
            made.splice(at..end, word.iter().copied());
        } else {
            made.splice(at..at, word.iter().copied());
        }
    }
    Ok(made)
}

/// Exchanges the next number that is written in digits.
fn replace_number(made: &mut Vec<u8>, from: usize, u: &mut Unstructured<'_>) -> Result<()> {
    const NUMBERS: [&str; 8] = [
        "0",
        "-1",
        "1",
        "65535",
        "4294967295",
        "4294967296",
        "99999999999999999999",
        "3.5",
    ];
    let Some(start) = made[from..]
        .iter()
        .position(u8::is_ascii_digit)
        .map(|at| from + at)
    else {
        return Ok(());
    };
    let length = made[start..]
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    let number = u.choose(&NUMBERS)?;
    made.splice(start..start + length, number.bytes());
    Ok(())
}

/// Changes bytes where they are; the length stays.
fn overwritten(mut made: Vec<u8>, u: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    if made.is_empty() {
        return Ok(made);
    }
    for _ in 0..u.int_in_range(1..=12)? {
        let at = u.int_in_range(0..=made.len() - 1)?;
        match u.int_in_range(0..=3)? {
            0 => made[at] ^= 1 << u.int_in_range(0..=7)?,
            1 => made[at] = *u.choose(&[0, 1, 0x7f, 0x80, 0xff, b'0', b'<', b'\n'])?,
            2 => {
                let number: u32 =
                    *u.choose(&[0, 1, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 0xffff_fffe, 0xffff])?;
                let end = (at + 4).min(made.len());
                made[at..end].copy_from_slice(&number.to_le_bytes()[..end - at]);
            }
            _ => {
                let (from, to) = span(made.len(), u)?;
                let piece = made[from..to].to_vec();
                let end = (at + piece.len()).min(made.len());
                made[at..end].copy_from_slice(&piece[..end - at]);
            }
        }
    }
    Ok(made)
}

/// A stretch of something of that length: mostly a short one, now and then any.
fn span(length: usize, u: &mut Unstructured<'_>) -> Result<(usize, usize)> {
    let from = u.int_in_range(0..=length)?;
    let most = if u.ratio(1, 6)? {
        length - from
    } else {
        (length - from).min(24)
    };
    Ok((from, from + u.int_in_range(0..=most)?))
}

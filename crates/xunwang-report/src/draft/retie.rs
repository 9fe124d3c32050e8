//! Figures in a text that a person has changed (数字重新关联): which still stand where they stood, and which numbers are new.

use std::ops::Range;

use dissimilar::Chunk;

use super::passage::HandNumber;
use crate::document::Span;
use crate::figure::Figured;

/// The new text as words and figures: a figure that the change left alone keeps what it is computed from.
pub(super) fn retied(before: &[Span], text: &str) -> Vec<Span> {
    let old = super::words(before);
    let mut spans = Vec::new();
    let mut done = 0;
    for (place, figure) in places_of_figures(before, &old, text) {
        if place.start > done {
            spans.push(Span::Text(text[done..place.start].to_owned()));
        }
        spans.push(Span::Figure(figure.clone()));
        done = place.end;
    }
    if done < text.len() {
        spans.push(Span::Text(text[done..].to_owned()));
    }
    spans
}

/// Where the figures stand now, by place: left alone by the change, or moved together with what they count (“529家”).
fn places_of_figures<'a>(before: &'a [Span], old: &str, text: &str) -> Vec<(Range<usize>, &'a Figured)> {
    let kept = Kept::of(old, text);
    let mut found: Vec<(Range<usize>, &Figured)> = Vec::new();
    let mut lost = Vec::new();
    let mut at = 0;
    for span in before {
        let range = at..at + span.shown().len();
        at = range.end;
        let Span::Figure(figure) = span else { continue };
        match kept
            .place_of(range.clone())
            .filter(|place| stands_alone(text, place))
        {
            Some(place) => found.push((place, figure)),
            None => lost.push((range, figure)),
        }
    }
    for (range, figure) in lost.into_iter().filter(|(range, _)| range.len() > 1) {
        let unit = old[range.end..].chars().next();
        let mut places = numbers(text).filter(|place| {
            text[place.clone()] == figure.shown
                && unit.is_some()
                && text[place.end..].chars().next() == unit
                && found.iter().all(|(other, _)| other != place)
        });
        if let (Some(place), None) = (places.next(), places.next()) {
            found.push((place, figure));
        }
    }
    found.sort_by_key(|(place, _)| place.start);
    found
}

/// The numbers in the new text that stood nowhere before, with the reasons already given for them.
pub(super) fn numbers_by_hand(before: &[Span], text: &str, known: &[HandNumber]) -> Vec<HandNumber> {
    let old = super::words(before);
    let kept = Kept::of(&old, text);
    let tied = places_of_figures(before, &old, text);
    let old_numbers: Vec<Range<usize>> = numbers(&old).collect();
    let mut found: Vec<HandNumber> = Vec::new();
    for place in numbers(text).filter(|place| tied.iter().all(|(other, _)| other != place)) {
        let number = &text[place.clone()];
        let stood = old_numbers.iter().find(|range| {
            old[(*range).clone()] == *number && kept.place_of((*range).clone()).as_ref() == Some(&place)
        });
        let reason = known.iter().find(|one| one.number == number);
        let is_by_hand = stood.is_none() || reason.is_some();
        if is_by_hand && found.iter().all(|one| one.number != number) {
            found.push(HandNumber {
                number: number.to_owned(),
                reason: reason.and_then(|one| one.reason.clone()),
            });
        }
    }
    found
}

/// The parts of a text that a change left alone.
struct Kept(Vec<(Range<usize>, usize)>);

impl Kept {
    fn of(old: &str, new: &str) -> Self {
        let mut kept = Vec::new();
        let (mut from, mut to) = (0, 0);
        for chunk in dissimilar::diff(old, new) {
            match chunk {
                Chunk::Equal(text) => {
                    kept.push((from..from + text.len(), to));
                    from += text.len();
                    to += text.len();
                }
                Chunk::Delete(text) => from += text.len(),
                Chunk::Insert(text) => to += text.len(),
            }
        }
        Self(kept)
    }

    /// Where a part of the old text stands in the new one.
    fn place_of(&self, range: Range<usize>) -> Option<Range<usize>> {
        let (part, to) = self
            .0
            .iter()
            .find(|(part, _)| part.start <= range.start && range.end <= part.end)?;
        let start = to + (range.start - part.start);
        Some(start..start + range.len())
    }
}

fn is_of_number(letter: char) -> bool {
    letter.is_ascii_digit() || matches!(letter, '.' | '%' | '％' | '０'..='９')
}

/// No digit has been put beside it.
fn stands_alone(text: &str, place: &Range<usize>) -> bool {
    let before = text[..place.start].chars().next_back();
    let after = text[place.end..].chars().next();
    let touches = |letter: Option<char>| letter.is_some_and(is_of_number);
    !touches(before) && !touches(after)
}

/// Runs of digits, with the point and the percent sign that belong to them.
fn numbers(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut rest = 0;
    std::iter::from_fn(move || {
        let is_digit = |letter: char| letter.is_ascii_digit() || ('０'..='９').contains(&letter);
        let start = rest + text[rest..].find(is_digit)?;
        let length = text[start..].find(|letter| !is_of_number(letter));
        let end = length.map_or(text.len(), |length| start + length);
        let trimmed = text[start..end].trim_end_matches('.').len();
        rest = end;
        Some(start..start + trimmed)
    })
}

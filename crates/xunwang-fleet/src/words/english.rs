//! Titles and sentences of English versions (英文语句): ASCII only, no full date.

use std::fmt::Write as _;

use crate::chance::Chance;

/// The title of an English article.
pub(crate) fn english_title(chance: &mut Chance) -> String {
    let matter = *chance.pick(&MATTERS);
    let place = *chance.pick(&PLACES);
    match chance.below(5) {
        0 => format!("City moves to improve {matter} in {place}"),
        1 => format!("Notice on {matter} in {place}"),
        2 => format!("Meeting held on {matter}"),
        3 => format!("New measures for {matter} take effect in {place}"),
        _ => format!("{place} reports progress in {matter}"),
    }
}

/// Three to six English sentences.
pub(crate) fn english_paragraph(chance: &mut Chance, out: &mut String) {
    for _ in 0..chance.between(3, 6) {
        let matter = *chance.pick(&MATTERS);
        let place = *chance.pick(&PLACES);
        let number = chance.between(3, 997);
        // Writing to a string cannot fail.
        let _ = match chance.below(4) {
            0 => write!(
                out,
                "The city has listed {matter} among its main tasks for {place}. "
            ),
            1 => write!(
                out,
                "So far {number} projects of {matter} have been completed in {place}. "
            ),
            2 => write!(
                out,
                "Officials said that {matter} would be extended to {number} communities. "
            ),
            _ => write!(
                out,
                "Residents of {place} can apply for {matter} at {number} service points. "
            ),
        };
    }
}

const MATTERS: [&str; 12] = [
    "public transport",
    "rural revitalization",
    "water supply",
    "the business environment",
    "primary education",
    "flood prevention",
    "food safety",
    "elderly care",
    "housing support",
    "cultural tourism",
    "forest protection",
    "digital services",
];
const PLACES: [&str; 10] = [
    "the northern districts",
    "the old town",
    "the river valley",
    "mountain villages",
    "the new district",
    "coastal towns",
    "the eastern suburbs",
    "the science park",
    "farming communities",
    "the whole city",
];

//! A paragraph as an officer left it (改稿核对): every computed figure is still there, and every other number has a source.

use xunwang_domain::circular::Contradiction;

use crate::document::Span;
use crate::figure::Figured;

/// What an edited paragraph says otherwise than the generated one (核对改稿), empty when all its figures stand.
///
/// Words may change as they like. A figure that was typed over is named with the right one, so is a figure that was left
/// out, and a number that neither the facts nor the sentence gave: these three need a reason before they are issued.
pub fn check_edited(generated: &[Span], edited: &str) -> Vec<Contradiction> {
    let given: Vec<(String, Option<&Figured>)> = generated
        .iter()
        .flat_map(|span| match span {
            Span::Figure(figure) => vec![(figure.shown.clone(), Some(figure))],
            Span::Text(words) => numbers(words).into_iter().map(|number| (number, None)).collect(),
        })
        .collect();
    let typed = numbers(edited);
    let mut found = Vec::new();
    let (mut from, mut to) = (0, 0);
    for (next_from, next_to) in kept(&given, &typed)
        .into_iter()
        .chain([(given.len(), typed.len())])
    {
        let left = given.get(from..next_from).unwrap_or_default();
        let new = typed.get(to..next_to).unwrap_or_default();
        gap(left, new, &mut found);
        (from, to) = (next_from + 1, next_to + 1);
    }
    found
}

/// Between two numbers that stand in both texts: what was there, and what is there now.
fn gap(left: &[(String, Option<&Figured>)], new: &[String], found: &mut Vec<Contradiction>) {
    let mut new = new.iter();
    for (shown, figure) in left {
        let typed = new.next();
        let Some(figure) = figure else {
            // A date or the number of a paper that was changed is told as a number without a source.
            if let Some(typed) = typed {
                found.push(unsourced(typed));
            }
            continue;
        };
        let message = match typed {
            Some(typed) => format!("改成了{typed}，按数据应为{shown}"),
            None => format!("按数据应有{shown}，改后的文字中没有"),
        };
        found.push(Contradiction {
            place: figure.source.to_string(),
            message,
        });
    }
    found.extend(new.map(|typed| unsourced(typed)));
}

fn unsourced(typed: &str) -> Contradiction {
    Contradiction {
        place: typed.to_owned(),
        message: "是手填的数字，数据中没有来源".to_owned(),
    }
}

/// Numbers as they are printed: “529”, “99.1%”; full-width digits count as digits.
fn numbers(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut number = String::new();
    let plain = |letter: char| match letter {
        '０'..='９' | '．' | '％' => char::from_u32(u32::from(letter) - 0xFEE0).unwrap_or(letter),
        other => other,
    };
    for letter in text.chars().map(plain).chain([' ']) {
        match letter {
            '0'..='9' => number.push(letter),
            '.' if !number.is_empty() => number.push(letter),
            '%' if !number.is_empty() => {
                number.push(letter);
                found.push(std::mem::take(&mut number));
            }
            _ if !number.is_empty() => {
                found.push(std::mem::take(&mut number).trim_end_matches('.').to_owned())
            }
            _ => {}
        }
    }
    found
}

/// Places of the longest run of numbers that stand in both, in order. Paragraphs hold tens of numbers; a text that holds
/// thousands is cut there.
fn kept(given: &[(String, Option<&Figured>)], typed: &[String]) -> Vec<(usize, usize)> {
    const MOST: usize = 2000;
    let given = given.get(..given.len().min(MOST)).unwrap_or_default();
    let typed = typed.get(..typed.len().min(MOST)).unwrap_or_default();
    let width = typed.len() + 1;
    let mut longest = vec![0_u32; (given.len() + 1) * width];
    let at = |longest: &[u32], i: usize, j: usize| longest.get(i * width + j).copied().unwrap_or_default();
    for (i, (shown, _)) in given.iter().enumerate().rev() {
        for (j, number) in typed.iter().enumerate().rev() {
            let best = if shown == number {
                at(&longest, i + 1, j + 1) + 1
            } else {
                at(&longest, i + 1, j).max(at(&longest, i, j + 1))
            };
            if let Some(cell) = longest.get_mut(i * width + j) {
                *cell = best;
            }
        }
    }
    let (mut i, mut j, mut kept) = (0, 0, Vec::new());
    while let (Some((shown, _)), Some(number)) = (given.get(i), typed.get(j)) {
        if shown == number {
            kept.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if at(&longest, i + 1, j) >= at(&longest, i, j + 1) {
            i += 1;
        } else {
            j += 1;
        }
    }
    kept
}

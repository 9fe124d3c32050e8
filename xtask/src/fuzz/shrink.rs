//! An input that fails, made small: what is left is what matters.

use std::time::{Duration, Instant};

use super::case;
use super::targets::{Shape, Target};

/// So much time is spent on one input.
const MOST_TIME: Duration = Duration::from_secs(20);

/// Cuts away pieces, large ones first, while the input still fails in the same way.
pub(super) fn shrunk(target: &Target, input: Vec<u8>, mark: &str) -> Vec<u8> {
    let until = Instant::now() + MOST_TIME;
    let fails = |input: &[u8]| {
        case::run(target, input)
            .failure
            .is_some_and(|broken| broken.mark == mark)
    };
    // Texts are cut between characters, other files between bytes.
    let mut pieces: Vec<Vec<u8>> = match (target.shape, std::str::from_utf8(&input)) {
        (Shape::Text | Shape::Texts | Shape::Page | Shape::Table, Ok(text)) => {
            text.chars().map(|sign| sign.to_string().into_bytes()).collect()
        }
        _ => input.iter().map(|byte| vec![*byte]).collect(),
    };
    let mut size = pieces.len().div_ceil(2);
    while size > 0 {
        let mut cut = false;
        let mut at = 0;
        while at < pieces.len() {
            if Instant::now() > until {
                return pieces.concat();
            }
            let end = (at + size).min(pieces.len());
            let without = [&pieces[..at], &pieces[end..]].concat();
            if fails(&without.concat()) {
                pieces = without;
                cut = true;
            } else {
                at = end;
            }
        }
        if !cut || size > pieces.len() {
            size = if size == 1 {
                0
            } else {
                size.div_ceil(2).min(size - 1)
            };
        }
    }
    pieces.concat()
}

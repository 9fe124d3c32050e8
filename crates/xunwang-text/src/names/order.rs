//! Leaders named one after another in the wrong order.

use super::book::lies_between;
use super::check::Reading;
use super::tokens::Kind;
use crate::{Hit, HitClass};

/// What may stand between two names of a list, besides posts and bodies.
const BETWEEN: &str = "、，, 和及与以同志";

pub(super) fn check(reading: &Reading<'_>) -> Vec<Hit> {
    let mut hits = Vec::new();
    let mut list: Vec<(usize, usize, &str)> = Vec::new();
    let mut end = 0;
    for token in &reading.tokens {
        let joined = token.start >= end
            && reading.normal.chars()[end..token.start]
                .iter()
                .all(|&c| char::from_u32(c).is_some_and(|c| BETWEEN.contains(c)));
        if token.start >= end && !joined {
            hits.extend(of_list(reading, &list));
            list.clear();
        }
        if token.kind == Kind::Person && token.start >= end {
            list.push((token.start, token.end, reading.name(*token)));
        }
        end = end.max(token.end);
    }
    hits.extend(of_list(reading, &list));
    hits
}

fn of_list(reading: &Reading<'_>, list: &[(usize, usize, &str)]) -> Option<Hit> {
    reading.names.books.iter().find_map(|book| {
        book.orders
            .iter()
            .filter(|order| lies_between(reading.date, order.from, order.to))
            .find_map(|order| {
                let rank = |name: &str| order.people.iter().position(|person| person == name);
                let ranked: Vec<_> = list
                    .iter()
                    .filter_map(|(start, end, name)| Some((*start, *end, rank(name)?)))
                    .collect();
                let wrong = ranked.windows(2).any(|two| two[0].2 > two[1].2);
                let ((start, _, _), (_, end, _)) = (ranked.first().filter(|_| wrong)?, ranked.last()?);
                let mut right: Vec<usize> = ranked.iter().map(|it| it.2).collect();
                right.sort_unstable();
                let right = right
                    .into_iter()
                    .map(|rank| order.people[rank].as_str())
                    .collect::<Vec<_>>()
                    .join("、");
                let basis = format!("names:{}/{}", book.id, order.title);
                Some(reading.hit(
                    *start..*end,
                    HitClass::Misstatement,
                    (basis, 0.6),
                    vec![right.clone()],
                    |wrong| {
                        format!(
                            "“{wrong}”的先后与“{}”的排名不符，应为{right}，请核对（依据：{}）",
                            order.title, order.source
                        )
                    },
                ))
            })
    })
}

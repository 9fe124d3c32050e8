//! A person with a post that somebody else holds on that day, and a post with a name that is nearly the holder's.

use std::sync::Arc;

use super::book::lies_between;
use super::check::Reading;
use super::tokens::{Kind, Token};
use super::{NameBook, Tenure};
use crate::{Hit, HitClass};

/// Words that make a post one of the past or of another rank.
const OTHER_POST: [&str; 10] = [
    "原", "前", "时任", "曾任", "副", "代", "代理", "历任", "已故", "老",
];

pub(super) fn check(reading: &Reading<'_>) -> Vec<Hit> {
    let posts = reading.tokens.iter().filter(|token| token.kind == Kind::Post);
    posts.filter_map(|post| of_post(reading, *post)).collect()
}

fn of_post(reading: &Reading<'_>, post: Token) -> Option<Hit> {
    let seat = reading
        .tokens
        .iter()
        .find(|it| it.kind == Kind::Seat && it.end == post.start)
        .copied();
    let start = seat.map_or(post.start, |seat| seat.start);
    let told_of_before = |at: usize| {
        let before = reading.before(at, 4);
        OTHER_POST.iter().any(|word| before.ends_with(word))
    };
    if told_of_before(start) || told_of_before(post.start) {
        return None;
    }
    let known = known_post(reading, seat, post)?;
    let holders: Vec<&Tenure> = known
        .iter()
        .map(|(_, it)| *it)
        .filter(|it| lies_between(reading.date, it.from, it.to))
        .collect();
    // Where nobody is known to hold the post on that day, the dictionary is silent.
    let holder = holders.first()?;
    let space = reading.behind(post.end, 1).starts_with(' ');
    let name_start = post.end + usize::from(space);
    let person = reading
        .tokens
        .iter()
        .find(|it| it.kind == Kind::Person && it.start == name_start);
    let right: Vec<String> = holders.iter().map(|it| it.person.clone()).collect();
    let known_as = format!("{}{}", holder.body, holder.post);
    let source = &holder.source;
    let date = reading.date;
    let names = right.join("、");
    match person {
        Some(person) if holders.iter().any(|it| it.person == reading.name(*person)) => None,
        Some(person) => {
            // Without its body a post may be that of any body; then only those speak who once held this one.
            let once_held = known.iter().any(|(_, it)| it.person == reading.name(*person));
            if seat.is_none() && !once_held {
                return None;
            }
            let basis = basis(&known, reading.name(*person));
            Some(reading.hit(
                start..person.end,
                HitClass::Misstatement,
                (basis, 0.7),
                right,
                |wrong| format!("“{wrong}”：{date}的{known_as}是{names}，请核对姓名和职务（依据：{source}）"),
            ))
        }
        None => {
            let (length, nearly) = holders
                .iter()
                .find_map(|it| Some((misspelt(reading, name_start, &it.person)?, *it)))?;
            let basis = basis(&known, &nearly.person);
            let span = name_start..name_start + length;
            let right = vec![nearly.person.clone()];
            Some(
                reading.hit(span, HitClass::Misstatement, (basis, 0.75), right, |wrong| {
                    format!(
                        "“{wrong}”疑为“{}”之误：{date}的{known_as}是{names}，请核对（依据：{source}）",
                        nearly.person
                    )
                }),
            )
        }
    }
}

/// The tenures of that post; none where the text does not say of which body and several have it.
fn known_post<'a>(
    reading: &Reading<'a>,
    seat: Option<Token>,
    post: Token,
) -> Option<Vec<(&'a Arc<NameBook>, &'a Tenure)>> {
    let names = reading.names;
    let title = names.tokens.text(post);
    let of_title = names
        .books
        .iter()
        .flat_map(|book| book.tenures.iter().map(move |it| (book, it)));
    let mut of_title: Vec<_> = of_title.filter(|(_, it)| it.post == title).collect();
    match seat {
        Some(seat) => of_title.retain(|(_, it)| it.body == names.tokens.text(seat)),
        None if of_title.windows(2).any(|two| two[0].1.body != two[1].1.body) => return None,
        // Another body that the dictionary does not know: 邻省省长.
        None if reading
            .before(post.start, 1)
            .chars()
            .any(|c| matches!(c, '省' | '市' | '县' | '区' | '州' | '盟' | '国' | '旗')) =>
        {
            return None;
        }
        None => {}
    }
    (!of_title.is_empty()).then_some(of_title)
}

fn basis(known: &[(&Arc<NameBook>, &Tenure)], person: &str) -> String {
    let book = known.first().map_or("", |(book, _)| book.id.as_str());
    format!("names:{book}/{person}")
}

/// How long the name at `start` is, if it is `right` with one character altered, left out or two exchanged.
fn misspelt(reading: &Reading<'_>, start: usize, right: &str) -> Option<usize> {
    let right: Vec<char> = crate::normal::normal_chars(right);
    let there: Vec<char> = reading.behind(start, right.len()).chars().collect();
    if there.len() == right.len() && there != right {
        let differ: Vec<usize> = (0..right.len()).filter(|at| there[*at] != right[*at]).collect();
        let altered = differ.len() == 1 && (right.len() > 2 || differ == [1]) && is_han(there[differ[0]]);
        let exchanged =
            differ.len() == 2 && there[differ[0]] == right[differ[1]] && there[differ[1]] == right[differ[0]];
        if altered && !begins_a_word(&there, differ[0], reading, start) || exchanged {
            return Some(right.len());
        }
    }
    let shorter = right.len() - 1;
    (right.len() > 2 && there.len() >= shorter && right[0] == there[0])
        .then(|| {
            (1..right.len()).any(|left_out| {
                let rest: Vec<char> = right
                    .iter()
                    .enumerate()
                    .filter(|(at, _)| *at != left_out)
                    .map(|(_, c)| *c)
                    .collect();
                rest == there[..shorter]
            })
        })
        .filter(|shortened| *shortened)
        .map(|_| shorter)
}

/// Does the last, altered character belong to the word behind the name? Then a character is missing, not altered.
fn begins_a_word(there: &[char], altered: usize, reading: &Reading<'_>, start: usize) -> bool {
    let next: Option<char> = reading.behind(start + there.len(), 1).chars().next();
    altered + 1 == there.len()
        && next.is_some_and(|next| crate::words::words().contains(&format!("{}{next}", there[altered])))
}

fn is_han(c: char) -> bool {
    matches!(c, '㐀'..='䶿' | '一'..='鿿' | '\u{20000}'..='\u{3ffff}')
}

//! How much personal data of citizens' messages is hidden, and how much else: measured on made-up messages with marked places.

mod people;

use std::collections::BTreeMap;
use std::ops::Range;

use people::People;
use xunwang_text::privacy::{mask, personal};

/// Times that a template with something to fill in is used.
const TIMES: usize = 6;

/// A message with its marked places.
struct Message {
    text: String,
    marks: Vec<(String, Range<usize>)>,
}

/// Fills a template in.
fn fill(template: &str, people: &mut People) -> Message {
    let mut message = Message {
        text: String::new(),
        marks: Vec::new(),
    };
    let mut rest = template;
    while let Some((before, (mark, behind))) = rest
        .split_once('<')
        .and_then(|(before, after)| Some((before, after.split_once('>')?)))
    {
        message.text.push_str(before);
        let start = message.text.len();
        let kind = match mark.split_once('=') {
            Some((kind, own)) => {
                message.text.push_str(own);
                kind
            }
            None => {
                message.text.push_str(&people.make(mark));
                mark
            }
        };
        // The code of the country says nothing of a person.
        let country = ["+86 ", "86"]
            .iter()
            .find(|code| message.text[start..].starts_with(**code));
        let start = start + country.filter(|_| kind == "mobile").map_or(0, |code| code.len());
        message.marks.push((kind.to_owned(), start..message.text.len()));
        rest = behind;
    }
    message.text.push_str(rest);
    message
}

fn corpus() -> Vec<Message> {
    let mut people = People::new(2_026);
    let lines = |text: &'static str| {
        text.lines()
            .filter(|line| !line.starts_with('#') && !line.is_empty())
    };
    let personal = lines(include_str!("personal.txt")).flat_map(|line| std::iter::repeat_n(line, TIMES));
    let templates: Vec<&str> = personal.chain(lines(include_str!("harmless.txt"))).collect();
    templates
        .into_iter()
        .map(|line| fill(line, &mut people))
        .collect()
}

/// Is everything of the mark hidden that says something: letters and digits?
fn is_hidden(text: &str, mark: &Range<usize>, spans: &[Range<usize>]) -> bool {
    text[mark.clone()].char_indices().all(|(at, sign)| {
        let at = mark.start + at;
        !sign.is_alphanumeric() || spans.iter().any(|span| span.contains(&at))
    })
}

#[test]
fn nearly_everything_personal_is_hidden_and_hardly_anything_else() {
    let corpus = corpus();
    assert!(corpus.len() >= 300, "{} messages", corpus.len());
    let mut found: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let (mut harmless, mut hidden) = (0, 0);
    let mut missed = Vec::new();
    for message in &corpus {
        let spans = personal(&message.text);
        for (kind, mark) in message.marks.iter().filter(|(kind, _)| kind != "office") {
            let (hits, all) = found.entry(kind).or_default();
            *all += 1;
            if is_hidden(&message.text, mark, &spans) {
                *hits += 1;
            } else {
                missed.push(format!("{kind} {} → {}", message.text, mask(&message.text)));
            }
        }
        let mut over = String::new();
        for (at, sign) in message.text.char_indices() {
            if message.marks.iter().any(|(_, mark)| mark.contains(&at)) {
                continue;
            }
            harmless += 1;
            if spans.iter().any(|span| span.contains(&at)) {
                hidden += 1;
                over.push(sign);
            }
        }
        if !over.is_empty() {
            missed.push(format!(
                "遮盖过多 {over} {} → {}",
                message.text,
                mask(&message.text)
            ));
        }
    }
    let share = |kinds: &[&str]| {
        let sum = found.iter().filter(|(kind, _)| kinds.contains(kind));
        let (hits, all) = sum.fold((0, 0), |sum, (_, one)| (sum.0 + one.0, sum.1 + one.1));
        hits as f64 / all as f64
    };
    let report = format!(
        "{} messages, {found:?}, harmless signs {harmless}, of them hidden {hidden}\n{}",
        corpus.len(),
        missed.join("\n")
    );
    let numbers = [
        "mobile", "landline", "identity", "card", "plate", "mail", "account",
    ];
    assert!(
        share(&numbers) >= 0.98,
        "numbers {:.4}\n{report}",
        share(&numbers)
    );
    assert!(share(&["name"]) >= 0.9, "names {:.4}\n{report}", share(&["name"]));
    assert!(
        share(&["address"]) >= 0.9,
        "addresses {:.4}\n{report}",
        share(&["address"])
    );
    assert!(
        (hidden as f64) < 0.01 * harmless as f64,
        "{hidden} of {harmless}\n{report}"
    );
}

#[test]
fn the_quoted_mistake_stays_readable() {
    for message in corpus() {
        if message.marks.is_empty() && message.text.contains('“') {
            assert_eq!(mask(&message.text), message.text);
        }
    }
}

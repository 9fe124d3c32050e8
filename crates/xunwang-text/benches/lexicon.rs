//! The cost of the exact layer: `cargo bench -p xunwang-text --bench lexicon`. The goal is 250 MB/s and 35 µs for a page of
//! 8.1 KB at 100,000 wrong forms, 20 µs at 10,000, normalising included. It is what daachorse took when it was set, over text
//! as it stands: `yardstick` takes the same on this machine, so that the ratio can be told on a slow one.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;
use daachorse::CharwiseDoubleArrayAhoCorasick;
use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use xunwang_text::HitClass;
use xunwang_text::lexicon::{Article, Entry, Lexicon, Matcher, clean_text, seed_lexicons};
use xunwang_text::words::words;

#[expect(
    clippy::print_stderr,
    reason = "the memory belongs to the figures of the bench"
)]
fn main() {
    let matcher = mistyped(100_000, 3);
    eprintln!(
        "100,000 wrong forms: {:.1} MB besides the lexicon",
        matcher.memory() as f64 / 1e6
    );
    divan::main();
}

/// Real prose cut into pages of 8.1 KB at ends of lines.
fn pages() -> Vec<&'static str> {
    let mut pages = Vec::new();
    let mut rest = clean_text();
    while let Some(end) = rest
        .as_bytes()
        .get(8_100..)
        .and_then(|behind| behind.iter().position(|b| *b == b'\n'))
    {
        let (page, behind) = rest.split_at(8_100 + end + 1);
        pages.push(page);
        rest = behind;
    }
    pages
}

/// So many words and pairs of words of ordinary text, each with one character exchanged for another of the word list.
fn lexicon(count: usize, shortest: usize) -> Lexicon {
    let words: Vec<Vec<char>> = words()
        .iter()
        .filter(|word| word.chars().count() >= shortest)
        .map(|word| word.chars().collect())
        .collect();
    let entries = (0..count).map(|number| {
        let first = &words[number * 7 % words.len()];
        let second = &words[number * 13 % words.len()];
        let mut wrong: Vec<char> = if number % 3 == 0 {
            [&first[..], &second[..]].concat()
        } else {
            first.clone()
        };
        let at = number % wrong.len();
        wrong[at] = words[number * 31 % words.len()][0];
        let class = if number % 4 == 0 {
            HitClass::Misstatement
        } else {
            HitClass::Typo
        };
        Entry::new(
            &wrong.iter().collect::<String>(),
            &first.iter().collect::<String>(),
            class,
            "测速",
        )
    });
    Lexicon {
        id: "bench".to_owned(),
        version: String::new(),
        title: String::new(),
        entries: entries.collect(),
    }
}

fn mistyped(count: usize, shortest: usize) -> Matcher {
    Matcher::compile([Arc::new(lexicon(count, shortest))])
}

fn article() -> Article<'static> {
    Article::checked_on(NaiveDate::MIN)
}

fn scan(bencher: Bencher<'_, '_>, matcher: &Matcher) {
    let pages = pages();
    let bytes: usize = pages.iter().map(|page| page.len()).sum();
    bencher.counter(BytesCount::new(bytes)).bench(|| {
        pages
            .iter()
            .map(|page| matcher.scan(black_box(page), &article()).len())
            .sum::<usize>()
    });
}

/// 110 pages a turn: divide the time by that. Forms of three characters and more.
#[divan::bench(args = [10_000, 100_000])]
fn all_pages(bencher: Bencher<'_, '_>, forms: usize) {
    scan(bencher, &mistyped(forms, 3));
}

/// The same forms sought by an automaton of the field, in text that is not normalised and without a look at what stands
/// around a hit.
#[divan::bench]
fn yardstick(bencher: Bencher<'_, '_>) {
    let lexicon = lexicon(100_000, 3);
    let forms: BTreeSet<&str> = lexicon
        .entries
        .iter()
        .flat_map(|entry| entry.wrong.iter().map(|wrong| &**wrong))
        .collect();
    let automaton = CharwiseDoubleArrayAhoCorasick::<u32>::new(forms).expect("distinct forms");
    let pages = pages();
    let bytes: usize = pages.iter().map(|page| page.len()).sum();
    bencher.counter(BytesCount::new(bytes)).bench(|| {
        pages
            .iter()
            .map(|page| automaton.find_overlapping_iter(black_box(page)).count())
            .sum::<usize>()
    });
}

/// The same with forms of two characters made by chance, most of which stand across two words of clean text, so that many
/// places of a page have their words cut.
#[divan::bench]
fn all_pages_with_forms_across_words(bencher: Bencher<'_, '_>) {
    scan(bencher, &mistyped(100_000, 2));
}

#[divan::bench]
fn all_pages_with_the_seeds(bencher: Bencher<'_, '_>) {
    scan(bencher, &Matcher::compile(seed_lexicons().iter().cloned()));
}

#[divan::bench]
fn compile_the_seeds(bencher: Bencher<'_, '_>) {
    let _ = seed_lexicons();
    bencher.bench(|| Matcher::compile(seed_lexicons().iter().cloned()));
}

#[divan::bench]
fn normalise_all_pages(bencher: Bencher<'_, '_>) {
    let pages = pages();
    let bytes: usize = pages.iter().map(|page| page.len()).sum();
    let mut normal = xunwang_text::normal::Normal::default();
    bencher
        .counter(BytesCount::new(bytes))
        .bench_local(|| pages.iter().for_each(|page| normal.refill(black_box(page))));
}

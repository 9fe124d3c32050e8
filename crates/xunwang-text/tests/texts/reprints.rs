//! Reprints (转载) on 36 laws that two publishers printed, and on 200 copies from which something was cut: what is missing is
//! found at its place, and nothing else. Skipped where the texts are not at hand.

use std::ops::Range;

use crate::copies::{self, Chance, Copy, Pair, pairs};
use xunwang_text::reprint::{Comparison, Difference, DifferenceKind, Verdict, compare};

/// The real differences: pair, words of the first, words of the second.
fn truth() -> Vec<(String, &'static str, &'static str)> {
    include_str!("truth.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let fields: Vec<&str> = line.split('\t').collect();
            assert_eq!((fields.len(), fields[1]), (5, "altered"), "{line}");
            (fields[0].to_string(), fields[2], fields[3])
        })
        .collect()
}

#[test]
fn real_pairs_differ_only_in_what_a_person_found() {
    for Pair { id, first, second } in pairs() {
        let truth: Vec<_> = truth().into_iter().filter(|(pair, ..)| *pair == id).collect();
        for (source, local, swapped) in [(&first, &second, false), (&second, &first, true)] {
            let found = compare(source, local);
            assert_eq!(found.len(), truth.len(), "{id}: {found:#?}");
            for (difference, (_, one, other)) in found.iter().zip(&truth) {
                let (of_source, of_local) = if swapped { (other, one) } else { (one, other) };
                assert_eq!(difference.kind, DifferenceKind::Altered, "{difference:#?}");
                assert!(
                    stands_in(source, &difference.source, of_source),
                    "{difference:#?}"
                );
                assert!(stands_in(local, &difference.local, of_local), "{difference:#?}");
            }
        }
    }
}

/// Does a span lie within an occurrence of these words?
fn stands_in(text: &str, span: &Range<usize>, words: &str) -> bool {
    text.match_indices(words)
        .any(|(at, _)| at <= span.start + 12 && span.end <= at + words.len() + 12)
}

#[test]
fn every_cut_is_found_at_its_place_and_nothing_else() {
    let mut chance = Chance::from_seed(20_261_126);
    let pairs = pairs();
    let (mut wrong, mut cuts) = (Vec::new(), 0);
    for number in 0..200 {
        // Paragraphs, articles, sentences, rows of a table, any of the first three.
        let what = number % 5;
        let original = match pairs.get(number % pairs.len().max(1)) {
            _ if what == 3 => copies::table(&mut chance),
            Some(pair) if number % 3 == 0 => pair.second.clone(),
            Some(pair) => pair.first.clone(),
            None => continue,
        };
        let copy = Copy::cut(&original, &mut chance, what);
        cuts += copy.cuts.len();
        let found = compare(&original, &copy.text);
        wrong.extend(
            complaints(&original, &copy, &found)
                .into_iter()
                .map(|complaint| format!("{number}: {complaint}")),
        );
    }
    println!("{cuts} cuts");
    assert!(
        wrong.is_empty(),
        "{} of {cuts} cuts:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn every_cut_is_found_against_the_other_publisher() {
    let mut chance = Chance::from_seed(7);
    let mut wrong = Vec::new();
    let pairs = pairs();
    for (number, pair) in pairs.iter().cycle().take(pairs.len() * 3).enumerate() {
        let (source, original) = if number % 2 == 0 {
            (&pair.first, &pair.second)
        } else {
            (&pair.second, &pair.first)
        };
        let copy = Copy::cut(original, &mut chance, [0, 1, 2, 4][number % 4]);
        let found: Vec<_> = compare(source, &copy.text)
            .into_iter()
            .filter(|difference| difference.kind != DifferenceKind::Altered)
            .collect();
        let missing: String = found
            .iter()
            .map(|difference| copies::bare(&difference.text))
            .collect();
        let cut: String = copy
            .cuts
            .iter()
            .filter_map(|cut| original.get(cut.clone()))
            .map(copies::bare)
            .collect();
        // The two publishers' real differences may lie in what was cut.
        let agreed = |words: String| {
            let truth = truth().into_iter().filter(|(id, ..)| *id == pair.id);
            truth.fold(words, |words, (_, one, other)| words.replace(other, one))
        };
        let (missing, cut) = (agreed(missing), agreed(cut));
        if missing != cut {
            wrong.push(format!("{number} {}: cut\n{cut}\nfound\n{missing}", pair.id));
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}

/// What is wrong with the differences found in a copy.
fn complaints(original: &str, copy: &Copy, found: &[Difference]) -> Vec<String> {
    let mut complaints = Vec::new();
    let letters = |range: Range<usize>| {
        copies::bare(original.get(range).unwrap_or_default())
            .chars()
            .count()
    };
    for cut in &copy.cuts {
        let is_found = found.iter().any(|difference| {
            difference.kind == DifferenceKind::Missing
                && letters(cut.start..difference.source.start.max(cut.start)) == 0
                && letters(difference.source.end.min(cut.end)..cut.end) == 0
        });
        if !is_found {
            complaints.push(format!(
                "not found {cut:?} {:?} in {found:#?}",
                original.get(cut.clone())
            ));
        }
    }
    for difference in found {
        let covered: usize = copy
            .cuts
            .iter()
            .map(|cut| {
                letters(
                    cut.start.max(difference.source.start)
                        ..cut
                            .end
                            .min(difference.source.end)
                            .max(cut.start.max(difference.source.start)),
                )
            })
            .sum();
        if covered != letters(difference.source.clone()) {
            complaints.push(format!("too much {difference:?} cuts {:?}", copy.cuts));
        }
    }
    complaints
}

#[test]
fn altered_words_and_moved_paragraphs_are_found() {
    let mut chance = Chance::from_seed(99);
    let mut wrong = Vec::new();
    let pairs = pairs();
    for (number, pair) in pairs.iter().cycle().take(pairs.len() * 3).enumerate() {
        let Some((local, at)) = Copy::altered(&pair.first, &mut chance) else {
            continue;
        };
        let found = compare(&pair.first, &local);
        let is_right = matches!(&found[..], [one] if one.kind == DifferenceKind::Altered && at <= one.source.start && one.source.start <= at + 12 && one.source.len() <= 30);
        if !is_right {
            wrong.push(format!("altered {number} {}: at {at} {found:#?}", pair.id));
        }
        let (local, moved) = Copy::moved(&pair.first, &mut chance);
        let found = compare(&pair.first, &local);
        // Which of two neighbours moved is a matter of view: all that is reported is a move.
        let is_right = !found.is_empty()
            && found.iter().all(|one| one.kind == DifferenceKind::Moved)
            && found
                .iter()
                .map(|one| copies::bare(&one.text).chars().count())
                .sum::<usize>()
                <= copies::bare(pair.first.get(moved.clone()).unwrap_or_default())
                    .chars()
                    .count()
                    + 6;
        if !is_right {
            wrong.push(format!(
                "moved {number} {}: {:?} {found:#?}",
                pair.id,
                pair.first.get(moved)
            ));
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn laws_are_told_apart() {
    for pair in pairs().windows(2) {
        let [one, next] = pair else { continue };
        let comparison = Comparison::of(&one.first, &next.second);
        assert_eq!(
            (comparison.verdict, comparison.differences.len()),
            (Verdict::Unrelated, 0),
            "{} {}",
            one.id,
            next.id
        );
    }
}

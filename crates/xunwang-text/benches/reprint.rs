//! The cost of a comparison and of the index: `cargo bench -p xunwang-text --bench reprint`.

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use xunwang_text::near::{NearIndex, Signature};
use xunwang_text::reprint::{Comparison, compare};

fn main() {
    divan::main();
}

/// Steps of a linear congruence: the same numbers on every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (self.0 >> 33) as usize % bound
    }
}

/// `letters` of prose out of 2,000 words of two characters, a sentence every nine words, an article every third sentence.
fn prose(letters: usize, chance: &mut Chance) -> String {
    let word = |number: usize| {
        let character = |at: usize| char::from_u32(0x4e00 + (at * 97 % 6000) as u32).unwrap_or('一');
        [character(number), character(number * 31 + 7)]
    };
    let mut text = String::new();
    for n in 0..letters / 2 {
        if n % 27 == 0 {
            text.push_str(&format!("\n第{}条　", n / 27 + 1));
        }
        text.extend(word(chance.below(2000)));
        text.push_str(if n % 9 == 8 { "。" } else { "" });
    }
    text
}

/// A law of 17,000 characters and a copy that lacks three articles and has two words altered.
#[divan::bench]
fn compare_law(bencher: Bencher) {
    let law = prose(17_000, &mut Chance(1));
    let mut lines: Vec<String> = law.lines().map(str::to_string).collect();
    for at in [250, 120, 40] {
        lines.remove(at);
    }
    for at in [90, 200] {
        lines[at] = lines[at].replacen('。', "另行规定。", 1);
    }
    let copy = lines.join("\n");
    assert_eq!(compare(&law, &copy).len(), 5);
    bencher
        .counter(BytesCount::of_str(&law))
        .bench(|| compare(black_box(&law), black_box(&copy)));
}

/// Two texts of 1 MB that have nothing in common.
#[divan::bench(sample_count = 10)]
fn compare_unrelated_megabyte(bencher: Bencher) {
    let (one, other) = (prose(330_000, &mut Chance(1)), prose(330_000, &mut Chance(2)));
    bencher
        .counter(BytesCount::of_str(&one))
        .bench(|| Comparison::of(black_box(&one), black_box(&other)));
}

#[divan::bench]
fn signature_of_law(bencher: Bencher) {
    let law = prose(17_000, &mut Chance(1));
    bencher
        .counter(BytesCount::of_str(&law))
        .bench(|| Signature::of(black_box(&law)));
}

/// A query among a million articles of about 1,000 letters (40 marks each, set phrases among them), of which it finds one.
#[divan::bench]
#[expect(clippy::print_stderr, reason = "a bench says what the index takes")]
fn query_of_a_million(bencher: Bencher) {
    let mut chance = Chance(3);
    let mut index = NearIndex::new();
    let signatures = |chance: &mut Chance| {
        // Two marks of twenty set phrases, as articles of one office share them.
        let phrases = [chance.below(20) as u32 * 7_919, chance.below(20) as u32 * 7_919];
        let own = (0..38).map(|_| chance.below(1 << 30) as u32 * 4 + chance.below(4) as u32);
        Signature::of_marks(phrases.into_iter().chain(own).collect())
    };
    let mut asked = Vec::new();
    let started = std::time::Instant::now();
    for id in 0..1_000_000 {
        let signature = signatures(&mut chance);
        index.insert(id, &signature);
        if id % 10_007 == 0 {
            asked.push((id, signature));
        }
    }
    eprintln!(
        "1,000,000 articles: {} bytes each, inserted at {:.1} µs each",
        index.bytes() / index.len(),
        started.elapsed().as_secs_f64() * 1e6 / index.len() as f64
    );
    let mut next = asked.iter().cycle();
    bencher.bench_local(|| {
        let (id, signature) = next.next().expect("there are signatures");
        let found = index.query(black_box(signature));
        assert_eq!(found.first().map(|near| near.id), Some(*id));
    });
}

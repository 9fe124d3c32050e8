//! Hits and differences as the JSON lines of `xunwang proof`; offsets count characters (Unicode scalar values).

use serde::Serialize;
use serde_json::Value;
use xunwang_domain::finding::Certainty;
use xunwang_text::Hit;
use xunwang_text::reprint::Difference;
use xunwang_text::typo::service::Opinion;

/// Counts characters up to ascending bytes of a text, each stretch once.
#[derive(Debug)]
pub(super) struct Characters<'t> {
    text: &'t str,
    byte: usize,
    characters: usize,
}

impl<'t> Characters<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        Self {
            text,
            byte: 0,
            characters: 0,
        }
    }

    /// The number of characters before a byte.
    pub(super) fn before(&mut self, byte: usize) -> usize {
        if byte < self.byte {
            (self.byte, self.characters) = (0, 0);
        }
        let stretch = self.text.get(self.byte..byte).unwrap_or_default();
        self.characters += stretch.chars().count();
        self.byte += stretch.len();
        self.characters
    }
}

#[derive(Serialize)]
struct HitLine<'a> {
    doc: &'a Value,
    start: usize,
    end: usize,
    wrong: &'a str,
    right: &'a [String],
    class: xunwang_text::HitClass,
    rule: &'a str,
    score: f64,
    status: Certainty,
    message: &'a str,
    basis: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    change: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    place: &'a str,
    #[serde(flatten)]
    second: Option<SecondOpinion<'a>>,
}

/// What an external model thinks of a proposal.
#[derive(Serialize)]
struct SecondOpinion<'a> {
    opinion: &'static str,
    opinion_right: Option<&'a str>,
}

/// What the lines say beside the hits (附注).
#[derive(Clone, Copy, Debug, Default)]
pub struct Said<'a> {
    /// What became of them since another lexicon; may be empty.
    pub change: &'a str,
    /// The second opinion on each hit, in their order; none beyond the end.
    pub opinions: &'a [Option<Opinion>],
}

/// The lines of a text's hits (命中的 JSON 行), in their order. `place` says where a byte stands; it may be empty.
pub fn hit_line<'a>(
    doc: &'a Value,
    text: &'a str,
    hits: impl IntoIterator<Item = &'a Hit>,
    place: impl Fn(usize) -> String,
    said: Said<'_>,
) -> Vec<String> {
    let mut characters = Characters::of(text);
    let line = |(at, hit): (usize, &Hit)| {
        let start = characters.before(hit.span.start);
        let line = HitLine {
            doc,
            start,
            end: characters.before(hit.span.end),
            wrong: &hit.wrong,
            right: &hit.right,
            class: hit.class,
            rule: hit.class.rule(),
            score: (f64::from(hit.score) * 1000.0).round() / 1000.0,
            status: hit.certainty,
            message: &hit.message,
            basis: &hit.basis,
            change: said.change,
            place: &place(hit.span.start),
            second: said.opinions.get(at).and_then(Option::as_ref).map(second),
        };
        serde_json::to_string(&line).expect("plain values serialize")
    };
    hits.into_iter().enumerate().map(line).collect()
}

fn second(opinion: &Opinion) -> SecondOpinion<'_> {
    let (opinion, opinion_right) = match opinion {
        Opinion::Agree => ("agree", None),
        Opinion::Disagree => ("disagree", None),
        Opinion::Other(right) => ("other", Some(right.as_str())),
        Opinion::Silent => ("silent", None),
    };
    SecondOpinion {
        opinion,
        opinion_right,
    }
}

#[derive(Serialize)]
struct DifferenceLine<'a> {
    kind: xunwang_text::reprint::DifferenceKind,
    source_start: usize,
    source_end: usize,
    local_start: usize,
    local_end: usize,
    text: &'a str,
    message: &'a str,
}

/// The lines of a comparison's differences (差异的 JSON 行).
pub fn difference_line(source: &str, local: &str, differences: &[Difference]) -> Vec<String> {
    let (mut source, mut local) = (Characters::of(source), Characters::of(local));
    let line = |difference: &Difference| {
        let source_start = source.before(difference.source.start);
        let local_start = local.before(difference.local.start);
        let line = DifferenceLine {
            kind: difference.kind,
            source_start,
            source_end: source.before(difference.source.end),
            local_start,
            local_end: local.before(difference.local.end),
            text: &difference.text,
            message: &difference.message,
        };
        serde_json::to_string(&line).expect("plain values serialize")
    };
    differences.iter().map(line).collect()
}

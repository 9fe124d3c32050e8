//! Many lexicons made ready, and the one pass that finds their wrong forms in a text.

use std::cell::Cell;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::corpus::neighbours;
use super::judge::{Judged, Place, judge};
use super::report::found;
use super::{Article, Entry, Lexicon, State};
use crate::Hit;
use crate::normal::{Normal, Tight, normal_chars};
use crate::patterns::{Match, Patterns};

/// Lexicons made ready for many texts (匹配器).
///
/// It shares the lexicons that it was made from; besides them it holds about 80 bytes for each wrong form
/// ([`Matcher::memory`]).
#[derive(Clone, Debug)]
pub struct Matcher {
    lexicons: Vec<Arc<Lexicon>>,
    /// All wrong forms, sought in the text as it stands.
    plain: Patterns,
    forms: Vec<Form>,
    /// The forms that are also seen through gaps.
    gapped: Patterns,
    gapped_forms: Vec<Form>,
}

#[derive(Clone, Copy, Debug)]
struct Form {
    lexicon: u32,
    entry: u32,
}

/// A hit, and the reason for which the office allows it (命中与例外).
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The hit.
    pub hit: Hit,
    /// The reason in the allow-list; none where it is not allowed.
    pub allowed: Option<String>,
}

/// A text gives no more hits: what holds more is no article.
const MOST_HITS: usize = 10_000;

/// The text is read in stretches of about this many bytes, cut at ends of lines, so that the buffers stay in the cache.
const STRETCH: usize = 16 * 1024;

/// What a scan needs besides the text.
#[derive(Default)]
struct Buffers {
    normal: Normal,
    tight: Tight,
}

thread_local! {
    static BUFFERS: Cell<Buffers> = Cell::default();
}

impl Matcher {
    /// Makes the entries in force ready. Where a later lexicon knows a wrong form of an earlier one, the later decides,
    /// also by having withdrawn it: so an office overrules what is shipped.
    pub fn compile(lexicons: impl IntoIterator<Item = Arc<Lexicon>>) -> Self {
        Self::of(lexicons.into_iter().collect(), |state| state == State::InForce)
    }

    /// Makes drafts ready too (试用), to see what they would find.
    pub fn compile_with_drafts(lexicons: impl IntoIterator<Item = Arc<Lexicon>>) -> Self {
        Self::of(lexicons.into_iter().collect(), |state| state != State::Withdrawn)
    }

    fn of(lexicons: Vec<Arc<Lexicon>>, wanted: impl Fn(State) -> bool) -> Self {
        let mut known: FxHashSet<Vec<char>> = FxHashSet::default();
        let (mut plain, mut forms, mut gapped, mut gapped_forms) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let several = lexicons.len() > 1;
        for (lexicon_number, lexicon) in lexicons.iter().enumerate().rev() {
            let mut own = Vec::new();
            for (entry_number, entry) in lexicon.entries.iter().enumerate() {
                let form = Form {
                    lexicon: lexicon_number as u32,
                    entry: entry_number as u32,
                };
                for wrong in &entry.wrong {
                    let chars = normal_chars(wrong);
                    if several {
                        if known.contains(&chars) {
                            continue;
                        }
                        own.push(chars.clone());
                    }
                    if !wanted(entry.state) {
                        continue;
                    }
                    if entry.through_gaps {
                        gapped.push(chars.clone());
                        gapped_forms.push(form);
                    }
                    plain.push(chars);
                    forms.push(form);
                }
            }
            known.extend(own);
        }
        Self {
            plain: Patterns::new(plain.iter().map(Vec::as_slice), neighbours),
            gapped: Patterns::new(gapped.iter().map(Vec::as_slice), neighbours),
            lexicons,
            forms,
            gapped_forms,
        }
    }

    /// Finds what stands wrong in `text`, in the order of the text. Hits do not overlap: the longer one counts.
    pub fn scan(&self, text: &str, article: &Article<'_>) -> Vec<Found> {
        let mut all = Vec::new();
        // The buffers serve all texts of a thread: to fetch and give back memory for each takes a fifth of a page's time.
        let mut buffers = BUFFERS.take();
        let mut judged: Vec<Judged<'_>> = Vec::new();
        let mut start = 0;
        while start < text.len() && all.len() < MOST_HITS {
            let end = line_end(text, start + STRETCH);
            let stretch = &text[start..end];
            buffers.normal.refill(stretch);
            judged.clear();
            self.gather(&buffers.normal, &mut buffers.tight, article, &mut judged);
            for judged in longest_first_come(&mut judged) {
                all.extend(found(stretch, start, &buffers.normal, judged, article));
            }
            start = end;
        }
        if buffers.normal.memory() <= 16 * STRETCH {
            BUFFERS.set(buffers);
        }
        all.truncate(MOST_HITS);
        all
    }

    fn gather<'m>(
        &'m self,
        normal: &Normal,
        tight: &mut Tight,
        article: &Article<'_>,
        judged: &mut Vec<Judged<'m>>,
    ) {
        let room = |judged: &Vec<Judged<'_>>| judged.len() < MOST_HITS;
        self.plain.find(normal.chars(), |it| {
            let place = Place {
                normal,
                chars: normal.chars(),
                index: None,
                start: it.start,
                end: it.end,
            };
            if room(judged) {
                judged.extend(self.judge(&self.forms, it, &place, article));
            }
        });
        if self.gapped.longest() == 0 {
            return;
        }
        normal.each_tight(tight, |tight| {
            self.gapped.find(&tight.chars, |it| {
                let index = Some(tight.index.as_slice());
                let place = Place {
                    normal,
                    chars: &tight.chars,
                    index,
                    start: it.start,
                    end: it.end,
                };
                if room(judged) && place.is_hidden() {
                    judged.extend(self.judge(&self.gapped_forms, it, &place, article));
                }
            });
        });
    }

    fn judge(
        &self,
        forms: &[Form],
        it: Match,
        place: &Place<'_>,
        article: &Article<'_>,
    ) -> Option<Judged<'_>> {
        let form = forms[it.pattern];
        let lexicon = &self.lexicons[form.lexicon as usize];
        judge(lexicon, &lexicon.entries[form.entry as usize], place, article)
    }

    /// The entries it was made from, in their order (词条).
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.lexicons.iter().flat_map(|lexicon| &lexicon.entries)
    }

    /// Bytes held besides the lexicons themselves (占用内存).
    pub fn memory(&self) -> usize {
        let forms = self.forms.capacity() + self.gapped_forms.capacity();
        self.plain.memory() + self.gapped.memory() + forms * size_of::<Form>()
    }
}

/// The end of the line in which `from` lies; the end of the text where no line ends.
fn line_end(text: &str, from: usize) -> usize {
    let rest = text.as_bytes().get(from..).unwrap_or_default();
    memchr::memchr(b'\n', rest).map_or(text.len(), |at| from + at + 1)
}

/// Of what overlaps only the first and longest, and of the same place the gravest, in the order of the text. A longer one
/// must not hide a graver one in it.
fn longest_first_come<'j, 'm>(judged: &'j mut Vec<Judged<'m>>) -> impl Iterator<Item = &'j Judged<'m>> {
    judged.sort_by_key(|it| (it.start, std::cmp::Reverse(it.end), it.gravity()));
    let hides: Vec<bool> = judged
        .iter()
        .enumerate()
        .map(|(number, it)| {
            let behind = judged[number + 1..]
                .iter()
                .take_while(|other| other.start < it.end);
            let mut inside = behind.filter(|other| other.end <= it.end);
            inside.any(|other| other.gravity() < it.gravity())
        })
        .collect();
    let mut hides = hides.into_iter();
    judged.retain(|_| hides.next() != Some(true));
    let mut free_from = 0;
    judged.iter().filter(move |it| {
        let free = it.start >= free_from;
        if free {
            free_from = it.end;
        }
        free
    })
}

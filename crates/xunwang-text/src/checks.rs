//! All checks of a text together (文字检查), made ready once for many texts.

use std::collections::BTreeSet;

use xunwang_domain::texts::HitClass;

use crate::lexicon::{Article, Found, Matcher};
use crate::names::Names;
use crate::typo::Typos;
use crate::{Hit, form, privacy};

/// What texts are checked by (检查依据).
#[derive(Debug)]
pub struct Checks {
    /// The lexicons (词库).
    pub lexicons: Matcher,
    /// The dictionaries of names, posts and bodies (姓名、职务、机构).
    pub names: Names,
    /// The statistical check for typing errors; `None`: not asked for.
    pub typos: Option<Typos>,
}

impl Checks {
    /// Finds what stands wrong in a text, in its order. What the allow-list covers is returned with the reason.
    ///
    /// Where several checks speak of the same words, the gravest does; nothing else is said of words that hold personal
    /// data, since it would show them.
    pub fn check(&self, text: &str, article: &Article<'_>) -> Vec<Found> {
        let named = self.names.read(text);
        let people = named.people();
        let article = Article {
            names: &people,
            ..*article
        };
        let mut found = self.lexicons.scan(text, &article);
        let others = privacy::find(text)
            .into_iter()
            .chain(named.check(article.date))
            .chain(form::check(text, article.date))
            .map(|hit| judged(hit, text, &article));
        found.extend(others);
        if let Some(typos) = &self.typos {
            let mut protected = people.clone();
            protected.extend(found.iter().map(|found| found.hit.span.clone()));
            protected.sort_by_key(|span| span.start);
            let typos = typos.check(text, &protected);
            found.extend(typos.into_iter().map(|hit| judged(hit, text, &article)));
        }
        gravest(found)
    }
}

fn judged(hit: Hit, text: &str, article: &Article<'_>) -> Found {
    let allowed = article.allowed(&hit.basis, text, &hit.span);
    Found { hit, allowed }
}

/// The order in which hits on the same words outdo one another.
fn rank(hit: &Hit) -> u8 {
    match hit.class {
        HitClass::Privacy => 0,
        HitClass::Misstatement => 1,
        HitClass::Spam => 2,
        HitClass::Wording => 3,
        HitClass::Typo => 4,
        HitClass::Form => 5,
        HitClass::Reprint => 6,
    }
}

/// Leaves out what a graver hit on the same words says already, and sorts by place.
fn gravest(mut found: Vec<Found>) -> Vec<Found> {
    found.sort_by_key(|found| (rank(&found.hit), found.hit.span.start));
    let mut kept: Vec<Found> = Vec::with_capacity(found.len());
    // The graver ones by their start; those that can overlap begin no farther before than the longest is long.
    let mut by_start: BTreeSet<(usize, usize)> = BTreeSet::new();
    let mut longest = 0;
    for next in found {
        let span = next.hit.span.clone();
        let from = (span.start.saturating_sub(longest), 0);
        let outdone = by_start
            .range(from..(span.end.max(span.start + 1), 0))
            .any(|(_, number)| {
                let graver = &kept[*number].hit;
                let overlap = graver.span.start < span.end && span.start < graver.span.end;
                // A form hit may span a sentence and say another thing of it than that a word in it is wrong.
                overlap && (rank(graver) == 0 || next.hit.class != HitClass::Form || graver.span == span)
            });
        if !outdone {
            by_start.insert((span.start, kept.len()));
            longest = longest.max(span.len());
            kept.push(next);
        }
    }
    kept.sort_by_key(|found| (found.hit.span.start, found.hit.span.end));
    kept
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::lexicon::{Exception, Scope, seed_lexicons};

    fn checks() -> Checks {
        Checks {
            lexicons: Matcher::compile(seed_lexicons().iter().cloned()),
            names: Names::compile([]),
            typos: None,
        }
    }

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2023, 9, 20).unwrap_or_default()
    }

    #[test]
    fn every_layer_speaks_and_each_place_is_named_once() {
        let text = "中华人民共合国成立。会议于2月30日召开。\n姓名：王小明，身份证号码：11010519491231002X。";
        let found = checks().check(text, &Article::checked_on(today()));
        let classes: Vec<_> = found.iter().map(|found| found.hit.class).collect();
        assert_eq!(
            classes,
            [HitClass::Misstatement, HitClass::Form, HitClass::Privacy],
            "{found:?}"
        );
        assert!(found.iter().all(|found| !found.hit.wrong.contains("19491231")));
    }

    #[test]
    fn what_the_office_allows_is_returned_with_the_reason_whatever_check_found_it() {
        let exception = Exception {
            text: "2月30日".to_owned(),
            basis: String::new(),
            scope: Scope::Fleet,
            reason: "引用寓言".to_owned(),
            until: None,
            owner: String::new(),
        };
        let exceptions = [exception];
        let article = Article {
            exceptions: &exceptions,
            ..Article::checked_on(today())
        };
        let found = checks().check("会议于2月30日召开。", &article);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].allowed.as_deref(), Some("引用寓言"));
    }
}

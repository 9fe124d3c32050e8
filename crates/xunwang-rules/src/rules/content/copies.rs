//! What the copies of a text are to one another: published again, moved to a later date, or filed in several channels.

use xunwang_domain::articles::{ArticleCopy, ArticleRepeat};
use xunwang_domain::facts::PageRegion;
use xunwang_domain::targets::Place;

/// Beyond so many days a text that comes again is old news with a new date; before, a slip of the editors. Two months:
/// the longest time in which drafts, corrections and filings in further channels still come. No regulation gives one.
const REDATED_AFTER_DAYS: i64 = 60;

/// What a later copy is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// On purpose: the same day, in another channel; or known from an earlier round only.
    Filed,
    /// The same text again.
    Again,
    /// The same text again under a much later date, or a later date at the same address.
    Redated,
}

/// What a copy is to those before it; the first is the original.
pub(super) fn standing(repeat: &ArticleRepeat, number: usize) -> Standing {
    let (Some(first), Some(copy)) = (repeat.copies.first(), repeat.copies.get(number)) else {
        return Standing::Filed;
    };
    if number == 0 || copy.seen_before.is_some() {
        return Standing::Filed;
    }
    if let (Some(before), Some(date)) = (first.date, copy.date) {
        let days = (date - before).num_days();
        if days > REDATED_AFTER_DAYS || days > 0 && first.seen_before.is_some() && first.url == copy.url {
            return Standing::Redated;
        }
        if days > 0 {
            return Standing::Again;
        }
    }
    if beside(repeat, number) {
        Standing::Again
    } else {
        Standing::Filed
    }
}

/// Does a copy stand in the same channel as one before it?
pub(super) fn beside(repeat: &ArticleRepeat, number: usize) -> bool {
    repeat.copies.get(number).is_some_and(|copy| {
        copy.channel != 0
            && repeat
                .copies
                .iter()
                .take(number)
                .any(|before| before.channel == copy.channel && before.seen_before.is_none())
    })
}

/// The copies of a standing, in address order.
pub(super) fn of_standing(repeat: &ArticleRepeat, wanted: Standing) -> Vec<(usize, &ArticleCopy)> {
    let mut copies: Vec<(usize, &ArticleCopy)> = repeat
        .copies
        .iter()
        .enumerate()
        .filter(|(number, _)| standing(repeat, *number) == wanted)
        .collect();
    copies.sort_by(|(_, a), (_, b)| a.url.cmp(&b.url));
    copies
}

pub(super) fn places(copies: &[(usize, &ArticleCopy)]) -> Vec<Place> {
    copies
        .iter()
        .map(|(_, copy)| Place {
            url: copy.url.clone(),
            region: PageRegion::Body,
            selector: String::new(),
        })
        .collect()
}

/// `《标题》`, or what stands for it where the copies have different titles.
pub(super) fn named(repeat: &ArticleRepeat) -> String {
    if repeat.title.is_empty() {
        "该信息".to_owned()
    } else {
        format!("《{}》", repeat.title)
    }
}

/// How equal two texts are, in words.
pub(super) fn equality(likeness: u32) -> String {
    if likeness >= 100 {
        "正文相同".to_owned()
    } else {
        format!("正文约{likeness}%相同")
    }
}

/// The date of a copy in words.
pub(super) fn day(copy: &ArticleCopy) -> String {
    copy.date
        .map_or_else(|| "未注明日期".to_owned(), |date| date.to_string())
}

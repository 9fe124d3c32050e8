//! An article's publishing date (发布日期): printed near the title it outranks the meta tag, the address is the last resort.

use chrono::NaiveDate;
use url::Url;
use xunwang_domain::facts::{DateSignal, PageRegion, PublishedDate};

use crate::dates::western::label_strength;
use crate::dates::{Found, beside_title, first, in_address, line, may_hold, normalise};
use crate::html::outline::{Gap, Outline, line_of};
use crate::letters::is_letter;
use crate::lists::List;
use crate::regions::Regions;
use crate::text::MainText;

/// A printed date with the strength of the place it stands in.
pub(crate) struct Printed {
    pub(crate) date: PublishedDate,
    /// Does a word such as “发布时间” introduce it?
    pub(crate) labelled: bool,
}

/// Words before a date, strongest first. A date of writing or printing is weaker than one of publishing.
const LABELS: [(&[&str], u8); 4] = [
    (
        &[
            "发布时间",
            "发布日期",
            "发布于",
            "发表时间",
            "公开日期",
            "公开时间",
            "公布日期",
            "公布时间",
            "上网时间",
            "发布",
        ],
        5,
    ),
    (
        &[
            "发文时间",
            "录入时间",
            "添加时间",
            "发文日期",
            "更新时间",
            "更新日期",
            "信息时间",
        ],
        4,
    ),
    (&["时间", "日期"], 3),
    (
        &[
            "成文日期",
            "成文时间",
            "印发日期",
            "生成日期",
            "生效日期",
            "签发日期",
        ],
        1,
    ),
];

/// Words that make the date beside them another one: the visitor's today, an event's, a deadline's.
const OTHER_DATES: [&str; 12] = [
    "今天",
    "今日",
    "现在",
    "截止",
    "会议时间",
    "开始",
    "结束",
    "生日",
    "出生",
    "失效",
    "有效期",
    "废止",
];

/// Finds the date that an article prints.
pub(crate) fn printed(
    outline: &Outline<'_>,
    regions: &Regions,
    lists: &[List<'_>],
    main: &MainText,
) -> Option<Printed> {
    let main_node = outline.node(main.node);
    // The first long paragraph divides the lines under the title from the text.
    let prose = outline
        .texts
        .iter()
        .position(|text| text.raw.len() > 150 && outline.contains(main.node, text.node))
        .map_or(main_node.text_end, |index| index as u32);
    let mut best: Option<(u8, PublishedDate)> = None;
    let mut listed = lists.iter().map(|list| list.text_range(outline)).peekable();
    let mut listed_until = 0;
    let mut before = String::new();
    for (index, text) in outline.texts.iter().enumerate() {
        let at = index as u32;
        while let Some((_, end)) = listed.next_if(|(start, _)| *start <= at) {
            listed_until = listed_until.max(end);
        }
        if at < listed_until
            || text.raw.len() > 300
            || text.node < outline.body
            || in_chrome(regions, text.node)
            || !may_hold(text.raw)
        {
            continue;
        }
        let line = line(text.raw);
        let Some(found) = first(&line, 0) else { continue };
        before.clear();
        // The label may stand in the element before, in the same line of the page.
        let same_line = text.gap != Gap::Line || found.span.0 == 0;
        if same_line
            && let Some(previous) = index
                .checked_sub(1)
                .and_then(|previous| outline.texts.get(previous))
            && previous.raw.len() <= 120
        {
            before.push_str(&normalise(&line_of(std::slice::from_ref(previous), 120)));
        }
        let after = outline
            .texts
            .get(index + 1)
            .filter(|next| next.gap != Gap::Line && next.raw.len() <= 120);
        let after = after.map_or_else(String::new, |next| line_of(std::slice::from_ref(next), 120));
        let mut dates = Some(found);
        while let Some(found) = dates {
            let rank = rank(&line, &found, &before, &after, at < prose);
            if rank > best.as_ref().map_or(0, |(best, _)| *best) {
                let text = line
                    .get(found.span.0..found.span.1)
                    .unwrap_or_default()
                    .to_owned();
                let date = PublishedDate {
                    date: found.date,
                    signal: DateSignal::Article,
                    year_inferred: false,
                    text,
                };
                best = Some((rank, date));
            }
            dates = first(&line, found.span.1);
        }
        if best.as_ref().is_some_and(|(rank, _)| *rank >= 5) {
            break;
        }
    }
    best.map(|(rank, date)| Printed {
        date,
        labelled: rank >= 3,
    })
}

fn in_chrome(regions: &Regions, node: u32) -> bool {
    matches!(
        regions.of(node),
        Some(
            PageRegion::Header
                | PageRegion::Banner
                | PageRegion::Nav
                | PageRegion::Footer
                | PageRegion::Floating
                | PageRegion::Carousel
        )
    )
}

/// How well a date is placed; 0: it is none of publishing.
fn rank(line: &str, found: &Found, before: &str, after: &str, before_prose: bool) -> u8 {
    let left = line.get(..found.span.0).unwrap_or_default();
    let near: String = format!("{before} {left}");
    let tail: String = near
        .chars()
        .rev()
        .take(12)
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .collect();
    if OTHER_DATES.iter().any(|word| tail.contains(word)) {
        return 0;
    }
    let tail = tail.trim_end_matches([' ', ':', '[', '(', '【']);
    for (labels, strength) in LABELS {
        if let Some(label) = labels.iter().find(|label| tail.ends_with(*label)) {
            // “会议时间”, “报名时间” and the like speak of something else.
            let head = tail.get(..tail.len() - label.len()).unwrap_or_default();
            let compound = strength == 3
                && head
                    .chars()
                    .next_back()
                    .is_some_and(|c| is_letter(c) && !c.is_ascii());
            return if compound {
                0
            } else if before_prose || strength >= 4 {
                strength
            } else {
                0
            };
        }
    }
    if let Some(strength) = label_strength(&near) {
        return if before_prose || strength >= 4 {
            strength
        } else {
            0
        };
    }
    if !before_prose {
        return 0;
    }
    // A date alone, or in the line with source, clicks and font size.
    let beside = [
        "来源", "浏览", "点击", "字体", "字号", "阅读", "作者", "编辑", "打印", "访问", "Source", "Author",
        "Views",
    ];
    let spoken = |text: &str| beside.iter().any(|word| text.contains(word));
    let alone = beside_title(line, NaiveDate::MAX).is_some();
    2 * u8::from(alone || line.len() <= 300 && (spoken(line) || spoken(after)))
}

/// The date of publishing: the one that the page shows, else the meta tag's, else the address's; a disagreement is noted (L-06a).
pub(crate) fn published(
    shown: Option<PublishedDate>,
    metas: &[(String, String)],
    url: &Url,
    notes: &mut Vec<String>,
) -> Option<PublishedDate> {
    let meta = metas
        .iter()
        .find(|(name, _)| name == "PubDate")
        .and_then(|(_, content)| {
            let line = normalise(content);
            let found = first(&line, 0)?;
            Some(PublishedDate {
                date: found.date,
                signal: DateSignal::Meta,
                year_inferred: false,
                text: line.trim().to_owned(),
            })
        });
    if let Some(shown) = shown {
        if let Some(meta) = meta.filter(|meta| meta.date != shown.date) {
            notes.push(format!(
                "标签PubDate为{}，与页面所示日期{}不一致",
                meta.date, shown.date
            ));
        }
        return Some(shown);
    }
    meta.or_else(|| {
        let path = url.path();
        in_address(path).map(|date| PublishedDate {
            date,
            signal: DateSignal::Url,
            year_inferred: false,
            text: path.to_owned(),
        })
    })
}

//! What the rules on marks share. A mark stands in the frame of a template, so a template is what lacks it.
//!
//! A template that lacks a mark gives one finding, however many pages it has. Where no template of the site shows the
//! mark, one finding stands for the whole site, so that an officer reads one line and not one a template. A wrong mark
//! gives one finding a wrong value. Pages without any frame belong to no template and are not measured.

use url::Url;
use xunwang_domain::facts::{FrameFacts, PageKind, PageMarks, PageRegion, SiteCase};
use xunwang_domain::finding::{Certainty, RuleCode, normal_address};
use xunwang_domain::standard::{Standard, Trait};
use xunwang_domain::targets::Place;

use crate::defect::{Defect, MOST_PLACES};
use crate::key::TEMPLATE;
use crate::report::{FRAMELESS, NotMeasured, RuleReport};

/// Wrong values of one template beyond these are hostile and not worth a line each.
const MOST_VALUES: usize = 20;

/// How a template stands to a mark (标识情况).
pub(super) enum Sight {
    There,
    Missing,
    /// It seems to be missing, but may stand where we cannot read.
    Doubtful,
    /// Its region comes by script or in a frame.
    Unseen,
    /// It stands there in a language in which the register does not have it.
    Foreign,
}

/// A rule on one mark.
pub(super) struct MarkRule {
    pub(super) code: RuleCode,
    pub(super) region: PageRegion,
    /// What the region lacks, as a verb phrase, e.g. 未列明网站标识码.
    pub(super) lack: &'static str,
}

/// Findings for the templates on which a mark is missing.
pub(super) fn missing(
    rule: &MarkRule,
    sight: impl Fn(&PageMarks) -> Sight,
    case: &SiteCase<'_>,
    standard: &Standard,
) -> RuleReport {
    let mut report = RuleReport::default();
    let (mut certain, mut doubtful) = (Vec::new(), Vec::new());
    let mut is_shown = false;
    for frame in templates(case) {
        match sight(&frame.marks) {
            Sight::There => is_shown = true,
            Sight::Missing => certain.push(frame),
            Sight::Doubtful => doubtful.push(frame),
            Sight::Unseen => report
                .not_measured
                .push(unseen(rule, frame, "由脚本或框架加载，未能检测")),
            Sight::Foreign => {
                report
                    .not_measured
                    .push(unseen(rule, frame, "为外文，与登记的中文名称无法比对，未能检测"))
            }
        }
    }
    let framed: u64 = templates(case).map(|frame| frame.pages).sum();
    let frameless = case.facts.pages.saturating_sub(framed);
    if frameless > 0 {
        report.not_measured.push(NotMeasured {
            rule: rule.code,
            object: case.facts.home.url.to_string(),
            reason: format!("{frameless}{FRAMELESS}"),
            indicator: String::new(),
        });
    }
    for (certainty, lacking) in [(Certainty::Certain, certain), (Certainty::Suspected, doubtful)] {
        if is_shown {
            for frame in lacking {
                let object = format!("{TEMPLATE}{}", described(frame, case));
                report
                    .findings
                    .push(lack(rule, certainty, &object, &[frame], case, standard));
            }
        } else if !lacking.is_empty() {
            let object = if certainty == Certainty::Certain {
                "site"
            } else {
                "site?"
            };
            report
                .findings
                .push(lack(rule, certainty, object, &lacking, case, standard));
        }
    }
    report
}

/// Findings for the wrong values of a mark, each with all templates that carry it.
pub(super) fn wrong(
    rule: &MarkRule,
    values: impl Fn(&PageMarks) -> Vec<WrongMark>,
    case: &SiteCase<'_>,
    standard: &Standard,
) -> RuleReport {
    let mut carriers: std::collections::BTreeMap<WrongMark, Vec<&FrameFacts>> = Default::default();
    for frame in templates(case) {
        for value in values(&frame.marks).into_iter().take(MOST_VALUES) {
            let frames = carriers.entry(value).or_default();
            if !frames.iter().any(|other| other.frame == frame.frame) {
                frames.push(frame);
            }
        }
    }
    let mut report = RuleReport::default();
    for (value, frames) in carriers {
        let (places, pages) = places(&frames, rule.region);
        let defect = Defect {
            rule: rule.code,
            object: &value.value,
            seen: traits(&frames),
            certainty: value.certainty,
            channel: None,
            target: None,
            places,
            places_total: pages,
            excerpt: &value.value,
            message: format!("{}：{}（共{pages}页）", rule.lack, value.problem),
        };
        report.findings.push(defect.finding(case, standard));
    }
    report
}

/// A wrong value of a mark (错误标识).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct WrongMark {
    /// As written.
    pub(super) value: String,
    /// What is wrong with it.
    pub(super) problem: String,
    pub(super) certainty: Certainty,
}

/// A mark of the footer that is text in practice: missing is missing, unless the footer shows not one of these texts
/// but has a picture that nothing describes, for then the whole footer may be that picture.
pub(super) fn footer_text(marks: &PageMarks, is_there: bool) -> Sight {
    let no_text_at_all = marks.site_codes.is_empty()
        && marks.icp.is_empty()
        && marks.police.is_empty()
        && marks.sponsor.is_none();
    match is_there {
        true => Sight::There,
        false if marks.footer_by_script => Sight::Unseen,
        false if no_text_at_all && marks.footer_picture => Sight::Doubtful,
        false => Sight::Missing,
    }
}

/// A description of a template that outlives its signature, which changes with every mark that comes or goes: the home
/// page's, or the kind of its pages and their folder; the first page too where another template fits the same words.
fn described(frame: &FrameFacts, case: &SiteCase<'_>) -> String {
    let own = words(frame, case);
    let alike = templates(case).filter(|other| words(other, case) == own).count();
    match (alike, frame.first_pages.first()) {
        (2.., Some(first)) => format!("{own} {}", normal_address(first)),
        _ => own,
    }
}

fn words(frame: &FrameFacts, case: &SiteCase<'_>) -> String {
    if frame.home {
        return "home".to_owned();
    }
    let kind = match frame.kind {
        PageKind::List => "list",
        PageKind::Article => "article",
        PageKind::Other => "other",
    };
    let folder = |page: &Url| {
        let host = page.host_str().unwrap_or_default();
        let host = host.strip_prefix("www.").unwrap_or(host);
        let home = case.site.home.host_str().unwrap_or_default();
        let is_home_host = host == home.strip_prefix("www.").unwrap_or(home);
        let name = page
            .path()
            .split_once('/')
            .and_then(|(_, rest)| rest.split_once('/'))
            .map_or("", |(folder, _)| folder);
        format!("{} {name}", if is_home_host { "" } else { host })
    };
    let first = frame.first_pages.first().map(folder).unwrap_or_default();
    match frame.first_pages.iter().all(|page| folder(page) == first) {
        true => format!("{kind} {first}"),
        false => kind.to_owned(),
    }
}

fn unseen(rule: &MarkRule, frame: &FrameFacts, why: &str) -> NotMeasured {
    NotMeasured {
        rule: rule.code,
        object: first_page(frame),
        reason: format!("一种页面模板共{}页的{}{why}", frame.pages, rule.region.label()),
        indicator: String::new(),
    }
}

fn first_page(frame: &FrameFacts) -> String {
    frame
        .first_pages
        .first()
        .map(ToString::to_string)
        .unwrap_or_default()
}

fn lack(
    rule: &MarkRule,
    certainty: Certainty,
    object: &str,
    frames: &[&FrameFacts],
    case: &SiteCase<'_>,
    standard: &Standard,
) -> xunwang_domain::finding::Finding {
    let (places, pages) = places(frames, rule.region);
    let region = rule.region.label();
    let message = match (object.starts_with("site"), frames.len()) {
        (true, 1) => format!("全站{pages}页的{region}均{}", rule.lack),
        (true, several) => format!("全站{several}种页面模板共{pages}页的{region}均{}", rule.lack),
        (false, _) => format!("一种页面模板共{pages}页的{region}{}", rule.lack),
    };
    let message = match certainty {
        Certainty::Certain => message,
        Certainty::Suspected => format!("{message}（可能以图片展示，需人工认定）"),
    };
    let excerpt = match rule.region {
        PageRegion::Header => frames.first().map_or("", |frame| &frame.marks.header_text),
        _ => "",
    };
    let defect = Defect {
        rule: rule.code,
        object,
        seen: traits(frames),
        certainty,
        channel: None,
        target: None,
        places,
        places_total: pages,
        excerpt,
        message,
    };
    defect.finding(case, standard)
}

/// The templates of a site; what has no frame is none.
fn templates<'a>(case: &SiteCase<'a>) -> impl Iterator<Item = &'a FrameFacts> {
    case.facts.frames.iter().filter(|frame| frame.frame != 0)
}

fn traits(frames: &[&FrameFacts]) -> Trait {
    Trait {
        home: frames.iter().any(|frame| frame.home),
        ..Trait::default()
    }
}

/// The first pages of all these templates together in address order, and the number of all their pages.
fn places(frames: &[&FrameFacts], region: PageRegion) -> (Vec<Place>, u64) {
    let mut pages: Vec<_> = frames.iter().flat_map(|frame| &frame.first_pages).collect();
    pages.sort();
    pages.dedup();
    let places = pages
        .into_iter()
        .take(MOST_PLACES)
        .map(|url| Place {
            url: url.clone(),
            region,
            selector: String::new(),
        })
        .collect();
    (places, frames.iter().map(|frame| frame.pages).sum())
}

//! The memo to the leader (签报): one page that goes with the circular: what it is, the figures, who fails, who is named and why,
//! what is asked.

use xunwang_domain::circular::{CircularFacts, ProblemObject};

use super::basis::Basis;
use super::words::Words;
use crate::document::{Block, Document, Edition};
use crate::figure::{Counted, Figure, Inspected, object_of};
use crate::templates::Templates;
use crate::wording::{clean, deadline};

/// What an officer decided about naming an object (点名决定).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamingReason {
    /// The object's name.
    pub name: String,
    /// Is it named?
    pub named: bool,
    /// 理由
    pub reason: String,
}

/// Lines of a page (GB/T 9704: 22) and characters of a line (28), one less of each: programs break lines a little differently.
const LINES: usize = 21;
const ACROSS: f64 = 27.0;
/// Objects named in a list at most, and characters of a name.
const MOST: usize = 40;
const LONGEST: usize = 24;

/// Writes the memo of a circular with this title and so many attachments (起草签报). It fits one page whatever the facts hold:
/// lists are cut, and say of how many.
pub fn memo(facts: &CircularFacts, reasons: &[NamingReason], attachments: usize) -> Document {
    let basis = Basis::new(facts, Edition::Confirmed, Templates::standard());
    let title = format!("关于{}检查情况通报的签报", facts.quarter.in_full());
    // Title, a line below it, salutation, two lines above the signature, signature, date.
    let around = 2 + 1 + 1 + 2 + 2;
    let fits = |blocks: &Vec<Block>| around + blocks.iter().map(lines_of).sum::<usize>() <= LINES;
    // Who fails goes before further examples of who is named; one example is always tried.
    let sizes = (0..=MOST)
        .rev()
        .flat_map(|names| [3, 2, 1].map(|examples| (names, examples)));
    let blocks = sizes
        .chain((0..=MOST).rev().map(|names| (names, 0)))
        .map(|size| written(&basis, reasons, attachments, size))
        .find(fits);
    Document {
        edition: Edition::Confirmed,
        title,
        number: None,
        salutation: "领导：".to_owned(),
        blocks: blocks.unwrap_or_else(|| written(&basis, &[], attachments, (0, 0))),
        attachments: Vec::new(),
        signature: short(facts.issuer.trim()),
        issued_on: facts.issued_on,
        imprint: None,
        rate_decimals: facts.rate_decimals,
        notes: Vec::new(),
    }
}

/// The paragraphs, with so many failing objects by name, and so many examples of those that are named in the text.
fn written(
    basis: &Basis<'_>,
    reasons: &[NamingReason],
    attachments: usize,
    (names, examples): (usize, usize),
) -> Vec<Block> {
    let facts = basis.facts;
    let mut blocks = vec![
        paragraph(basis, |words| {
            words
                .say("现将")
                .say(facts.quarter.in_full())
                .say("检查情况通报报请审定。");
        }),
        figures(basis),
        failing(basis, names),
    ];
    blocks.extend(named(basis, reasons, examples));
    blocks.push(asked(basis, attachments));
    blocks
}

fn paragraph<'a>(basis: &Basis<'a>, write: impl FnOnce(&mut Words<'a>)) -> Block {
    let mut words = Words::new(basis);
    write(&mut words);
    words.paragraph()
}

/// “一、检查结果。政府网站在运行529家、检查529家、不合格5家，合格率99.1%；……”
fn figures(basis: &Basis<'_>) -> Block {
    let facts = basis.facts;
    paragraph(basis, |words| {
        words.say("一、检查结果。");
        let mut told = false;
        for (of, name, unit, is_there) in [
            (Inspected::Sites, "政府网站", "家", basis.has_sites()),
            (Inspected::Accounts, "政务新媒体", "个", basis.has_accounts()),
        ] {
            if !is_there {
                continue;
            }
            let count = |of| Figure::Count { area: None, of };
            words.say(if std::mem::replace(&mut told, true) {
                "；"
            } else {
                ""
            });
            words
                .say(format!("{name}在运行"))
                .figure(count(Counted::Running(of)))
                .say(format!("{unit}、检查"))
                .figure(count(Counted::Checked(of)))
                .say(format!("{unit}、不合格"))
                .figure(count(Counted::Failed(of)))
                .say(format!("{unit}，合格率"))
                .figure(Figure::PassRate { area: None, of });
        }
        if let Some(feedback) = facts.feedback.filter(|feedback| feedback.received > 0) {
            words
                .say("；网民留言")
                .figure(Figure::Feedback(crate::figure::FeedbackPart::Received))
                .say("条，办结率")
                .figure(Figure::ClosedRate);
            if feedback.overdue + feedback.closed_late > 0 {
                words.say("，按期办结率").figure(Figure::OnTimeRate);
            }
        }
        words.say("。");
    })
}

/// “二、不合格的5个：甲、乙、丙等5个。”
fn failing(basis: &Basis<'_>, shown: usize) -> Block {
    let mut names: Vec<String> = Vec::new();
    let mut places = Vec::new();
    let mut known = std::collections::BTreeSet::new();
    for (place, problem) in basis.facts.problems.iter().enumerate() {
        let is_object = matches!(problem.object, ProblemObject::Site | ProblemObject::Account);
        if problem.failing && is_object {
            places.push(place);
            if known.insert(object_of(place, problem)) {
                names.push(short(problem.name.trim()));
            }
        }
    }
    paragraph(basis, |words| {
        if places.is_empty() {
            words.say("二、没有不合格的网站和政务新媒体。");
            return;
        }
        words
            .say("二、不合格的有")
            .figure(Figure::Objects(places))
            .say("个");
        let told: Vec<&str> = names.iter().take(shown).map(String::as_str).collect();
        if told.is_empty() {
            words.say("，名单见通报附件。");
        } else if told.len() < names.len() {
            words.say(format!("：{}等，名单见通报附件。", told.join("、")));
        } else {
            words.say(format!("：{}。", told.join("、")));
        }
    })
}

/// “三、正文点名3个：甲（首页不更新）……；另有不点名的：……”
fn named(basis: &Basis<'_>, reasons: &[NamingReason], shown: usize) -> Option<Block> {
    let facts = basis.facts;
    let placed: Vec<usize> = (0..facts.problems.len())
        .filter(|place| facts.problems[*place].named && !facts.problems[*place].name.trim().is_empty())
        .collect();
    if placed.is_empty() && reasons.is_empty() {
        return None;
    }
    Some(paragraph(basis, |words| {
        words
            .say("三、正文点名")
            .figure(Figure::Objects(placed.clone()))
            .say("个");
        let told: Vec<String> = placed
            .iter()
            .take(shown)
            .map(|place| {
                let problem = &facts.problems[*place];
                let own = reasons
                    .iter()
                    .rev()
                    .find(|one| one.named && one.name == problem.name);
                let why = own.map_or_else(|| clean(&problem.text), |one| one.reason.clone());
                format!("{}（{}）", short(problem.name.trim()), short(&why))
            })
            .collect();
        let more = if told.len() < placed.len() && !told.is_empty() {
            "等"
        } else {
            ""
        };
        if !told.is_empty() {
            words.say(format!("：{}{more}", told.join("、")));
        }
        let left: Vec<&NamingReason> = reasons.iter().filter(|one| !one.named).collect();
        if !left.is_empty() {
            words.say("；经研究不点名");
            let told: Vec<String> = left
                .iter()
                .take(shown.min(2))
                .map(|one| format!("{}（{}）", short(&one.name), short(&one.reason)))
                .collect();
            let more = if told.len() < left.len() { "等" } else { "" };
            if told.is_empty() {
                words.say("的理由见办文记录");
            } else {
                words.say(format!("：{}{more}", told.join("、")));
            }
        }
        words.say("。");
    }))
}

fn asked(basis: &Basis<'_>, attachments: usize) -> Block {
    let facts = basis.facts;
    paragraph(basis, |words| {
        words.say("妥否，请批示。同意后编号印发");
        if let Some(day) = facts.rectify_by {
            words.say(format!(
                "，有关单位于{}前报送整改情况",
                deadline(day, facts.issued_on)
            ));
        }
        words.say("；是否在网上公开，请一并批示。附：通报送审稿");
        if attachments > 0 {
            words.say(format!("及附件{attachments}个"));
        }
        words.say("。");
    })
}

/// Lines that a paragraph takes, its indent counted.
fn lines_of(block: &Block) -> usize {
    let Block::Paragraph(spans) = block else { return 1 };
    let words: String = spans.iter().map(crate::document::Span::shown).collect();
    let wide = |letter: char| if letter.is_ascii() { 0.5 } else { 1.0 };
    let width: f64 = 2.0 + words.chars().map(wide).sum::<f64>();
    (width / ACROSS).ceil() as usize
}

/// A name that leaves room for others.
fn short(name: &str) -> String {
    if name.chars().count() <= LONGEST {
        return name.to_owned();
    }
    let kept: String = name.chars().take(LONGEST - 1).collect();
    format!("{kept}…")
}

//! The queue of a round: findings one by one, or gathered by what one decision may settle.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use xunwang_app::office::{GroupedBy, Queue, QueueGroup, WITHHELD, queue, queue_groups, rounds, rule_title};
use xunwang_domain::finding::Level;
use xunwang_domain::review::{FindingId, RoundFinding, Verdict};
use xunwang_domain::round::RoundStage;

use super::queue_filter::{Asked, GROUPINGS};
use super::rounds::id_of as round_of;
use super::source::region_name;
use crate::error::WebError;
use crate::guard::Login;
use crate::view::{Frame, Told, html};
use crate::web::Web;

pub(super) const SECTION: &str = "/review";
/// Findings shown beside the evidence.
pub(super) const SHOWN: u32 = 40;
/// Groups shown.
const GROUPS_SHOWN: u32 = 50;

/// `GET /review`: the queue of the latest round under review.
pub(crate) async fn latest(
    State(web): State<Web>,
    Login(login): Login,
    Query(told): Query<Told>,
) -> Result<Response, WebError> {
    let all = rounds(&web.app, &login.caller).await?;
    let chosen = all.iter().find(|round| Some(round.id) == login.round);
    let under_review = all.iter().find(|round| round.stage == RoundStage::Reviewing);
    match chosen
        .or(under_review)
        .or_else(|| all.iter().find(|round| round.stage == RoundStage::Judged))
    {
        Some(round) => Ok(Redirect::to(&format!("/rounds/{}/review", round.id.0)).into_response()),
        None => html(&NothingPage {
            frame: Frame::new(&login, SECTION, &told),
        }),
    }
}

#[derive(Template)]
#[template(path = "review_nothing.html")]
struct NothingPage {
    frame: Frame,
}

/// A row of chips: where it leads, what it says, whether it is chosen.
struct Chip {
    link: String,
    text: String,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "review.html")]
struct QueuePage {
    frame: Frame,
    round: String,
    title: String,
    groupings: Vec<Chip>,
    /// The group that is opened, and the way back to all.
    opened: Option<Chip>,
    verdicts: Vec<Chip>,
    levels: Vec<Chip>,
    rules: Vec<(String, String, u64)>,
    rows: Vec<Row>,
    /// The groups, where the findings are gathered.
    groups: Option<Vec<Group>>,
    groups_total: u64,
    /// May one decision settle a group?
    settles: bool,
    /// The verdict that is shown, in words.
    chosen: &'static str,
    found: u64,
    filter: String,
}

pub(super) struct Row {
    pub(super) id: String,
    pub(super) rule: String,
    pub(super) site: String,
    message: String,
    level: &'static str,
    tone: &'static str,
    said: String,
    pub(super) is_here: bool,
}

impl Row {
    pub(super) fn of(one: &RoundFinding, here: Option<FindingId>) -> Self {
        let (level, tone) = level_of(one.line.level);
        Self {
            id: one.id.0.to_string(),
            rule: rule_title(&one.line.rule).to_owned(),
            site: one.line.site_name.clone(),
            message: one.line.message.clone(),
            level,
            tone,
            said: one
                .current()
                .and_then(|last| Some(format!("{} {}", last.name, last.verdict?.label())))
                .unwrap_or_default(),
            is_here: here == Some(one.id),
        }
    }
}

pub(crate) fn level_of(level: Level) -> (&'static str, &'static str) {
    match level {
        Level::Veto => ("单项否决", "fails"),
        Level::Deduct => ("扣分", "soon"),
        Level::Advice => ("提示", "plain"),
    }
}

/// `GET /rounds/{round}/review`
pub(crate) async fn list(
    State(web): State<Web>,
    Login(login): Login,
    Path(round): Path<String>,
    Query(asked): Query<Asked>,
    Query(told): Query<Told>,
) -> Result<Response, WebError> {
    let round = round_of(&round)?;
    let queue = queue(&web.app, &login.caller, round, &asked.filter(), SHOWN).await?;
    let mut frame = Frame::new(&login, SECTION, &told);
    if let Some(text) = asked.told() {
        frame.say(text);
    }
    let base = format!("/rounds/{}/review", round.0);
    let (mut groups, mut groups_total) = (None, 0);
    if let Some(by) = asked.grouping() {
        let gathered =
            queue_groups(&web.app, &login.caller, round, &asked.filter(), by, GROUPS_SHOWN).await?;
        let of = |group: &QueueGroup| Group::of(group, &asked, &base);
        groups = Some(gathered.groups.iter().map(of).collect());
        groups_total = gathered.total;
    }
    html(&QueuePage {
        groupings: grouping_chips(&asked, &base),
        opened: (!asked.opened().is_empty()).then(|| Chip {
            link: format!("{base}?{}", asked.closed()),
            text: opened_name(&asked),
            is_chosen: true,
        }),
        groups,
        groups_total,
        settles: matches!(asked.by.as_str(), "object" | "template"),
        chosen: Verdict::of_word(&asked.verdict).map_or("待复核", Verdict::label),
        round: round.0.to_string(),
        title: queue.round.title(),
        verdicts: verdict_chips(&queue, &asked, &base),
        levels: level_chips(&asked, &base),
        rules: queue
            .rules
            .iter()
            .map(|(rule, count)| (rule_title(rule).to_owned(), asked.with("rule", rule), *count))
            .collect(),
        rows: queue.findings.iter().map(|one| Row::of(one, None)).collect(),
        found: queue.found,
        filter: asked.with("", ""),
        frame,
    })
}

/// A group as a line of the queue.
struct Group {
    title: String,
    detail: String,
    /// Its first finding, with the decision set to reach the whole group.
    first: String,
    /// Its findings as a list.
    list: String,
    found: u64,
    all: u64,
}

impl Group {
    fn of(group: &QueueGroup, asked: &Asked, base: &str) -> Self {
        let (title, detail, part, reach) = match &group.what {
            GroupedBy::Rule(rule) => (rule_title(rule).to_owned(), String::new(), ("rule", rule), ""),
            GroupedBy::Site(code, name) => (name.clone(), code.clone(), ("site", code), ""),
            GroupedBy::Object([name, rule, object]) => (
                rule_title(rule).to_owned(),
                object.clone(),
                ("object", name),
                "&reach=object",
            ),
            GroupedBy::Template([name, rule, site, folder], region) => (
                rule_title(rule).to_owned(),
                format!("{site}　{folder}　{}", region.map_or("", region_name)),
                ("template", name),
                "&reach=template",
            ),
            GroupedBy::Withheld(rule) => (
                rule_title(rule).to_owned(),
                WITHHELD.to_owned(),
                ("rule", rule),
                "",
            ),
        };
        let filter = asked.with(part.0, part.1);
        Self {
            title,
            detail,
            first: format!("{base}/first?{filter}{reach}"),
            list: format!("{base}?{filter}"),
            found: group.found,
            all: group.all,
        }
    }
}

/// `GET /rounds/{round}/review/first`: the first finding that answers the filter.
pub(crate) async fn first(
    State(web): State<Web>,
    Login(login): Login,
    Path(round): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let round = round_of(&round)?;
    let queue = queue(&web.app, &login.caller, round, &asked.filter(), 1).await?;
    let path = match queue.findings.first() {
        Some(first) => format!(
            "/findings/{}?{}&reach={}",
            first.id.0,
            asked.with("", ""),
            reach_of(&asked)
        ),
        None => format!("/rounds/{}/review?{}", round.0, asked.closed()),
    };
    Ok(Redirect::to(&path).into_response())
}

/// What a decision may reach, of the words that a form knows.
pub(super) fn reach_of(asked: &Asked) -> &'static str {
    match asked.reach.as_str() {
        "object" => "object",
        "template" => "template",
        "site" => "site",
        _ => "one",
    }
}

/// The group that is opened, in words.
fn opened_name(asked: &Asked) -> String {
    match asked.by.as_str() {
        "rule" => rule_title(asked.opened()).to_owned(),
        "object" | "template" => {
            let (rule, rest) = asked.opened().split_once(' ').unwrap_or((asked.opened(), ""));
            format!("{} {rest}", rule_title(rule))
        }
        _ => asked.opened().to_owned(),
    }
}

fn grouping_chips(asked: &Asked, base: &str) -> Vec<Chip> {
    std::iter::once(("", "逐条"))
        .chain(GROUPINGS)
        .map(|(word, label)| Chip {
            link: format!("{base}?{}", asked.gathered_by(word).with("", "")),
            text: if word.is_empty() {
                label.to_owned()
            } else {
                format!("按{label}")
            },
            is_chosen: asked.by == word,
        })
        .collect()
}

fn verdict_chips(queue: &Queue, asked: &Asked, base: &str) -> Vec<Chip> {
    let count = |word: &str| {
        let found = queue.verdicts.iter().find(|(own, _)| own == word);
        found.map_or(0, |(_, count)| *count)
    };
    let pending = ("", "待复核", count("pending"));
    let others = Verdict::ALL.map(|one| (one.word(), one.label(), count(one.word())));
    std::iter::once(pending)
        .chain(others)
        .map(|(word, label, count)| Chip {
            link: format!("{base}?{}", asked.with("verdict", word)),
            text: format!("{label} {count}"),
            is_chosen: asked.verdict == word,
        })
        .collect()
}

fn level_chips(asked: &Asked, base: &str) -> Vec<Chip> {
    [
        ("", "全部级别"),
        ("veto", "单项否决"),
        ("deduct", "扣分"),
        ("advice", "提示"),
    ]
    .into_iter()
    .map(|(word, label)| Chip {
        link: format!("{base}?{}", asked.with("level", word)),
        text: label.to_owned(),
        is_chosen: asked.level == word,
    })
    .collect()
}

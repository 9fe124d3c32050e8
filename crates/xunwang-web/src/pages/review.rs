//! Review: the queue, the evidence, the decision. Everything works with keys, and without script.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use uuid::Uuid;
use xunwang_app::office::{
    AppError, FindingView, LoggedIn, Queue, QueueFilter, evidence_of, finding_view, queue, rounds, rule_title,
};
use xunwang_domain::finding::{Certainty, Level};
use xunwang_domain::registry::SiteCode;
use xunwang_domain::review::{FindingId, REASONS, RoundFinding, Verdict};
use xunwang_domain::round::RoundStage;

use super::fields::Fields;
use super::rounds::id_of as round_of;
use super::source::{Excerpt, excerpt_of, region_name};
use crate::error::WebError;
use crate::guard::Login;
use crate::moment::minute;
use crate::view::{Frame, Told, html};
use crate::web::Web;

const SECTION: &str = "/review";
/// Findings shown beside the evidence.
const SHOWN: u32 = 40;

/// The filter as it stands in the address.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    verdict: String,
    #[serde(default)]
    rule: String,
    #[serde(default)]
    site: String,
    #[serde(default)]
    level: String,
    /// What the decision before was, and how many findings it settled.
    #[serde(default)]
    did: String,
    #[serde(default)]
    count: String,
    /// The finding that it settled.
    #[serde(default)]
    last: String,
}

impl Asked {
    /// As the hidden fields of a form bring it back.
    pub(super) fn of(fields: &Fields) -> Self {
        let text = |name: &str| fields.text(name).to_owned();
        Self {
            verdict: text("filter_verdict"),
            rule: text("filter_rule"),
            site: text("filter_site"),
            level: text("filter_level"),
            ..Self::default()
        }
    }

    pub(super) fn filter(&self) -> QueueFilter {
        let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        QueueFilter {
            verdict: Verdict::of_word(&self.verdict),
            rule: text(&self.rule),
            site: SiteCode::parse(&self.site).ok(),
            level: match self.level.as_str() {
                "veto" => Some(Level::Veto),
                "deduct" => Some(Level::Deduct),
                "advice" => Some(Level::Advice),
                _ => None,
            },
        }
    }

    /// The same filter, one part of it changed, as it stands in an address.
    pub(super) fn with(&self, name: &str, value: &str) -> String {
        let parts = [
            ("verdict", &self.verdict),
            ("rule", &self.rule),
            ("site", &self.site),
            ("level", &self.level),
        ];
        let mut pairs = form_urlencoded::Serializer::new(String::new());
        for (own, text) in parts {
            let text = if own == name { value } else { text.as_str() };
            if !text.is_empty() {
                pairs.append_pair(own, text);
            }
        }
        pairs.finish()
    }

    fn told(&self) -> Option<String> {
        let verdict = Verdict::of_word(&self.did)?;
        let count: u64 = self.count.parse().ok()?;
        Some(match count {
            1 => format!("已{}。按 U 或“撤销”取消。", verdict.label()),
            several => format!("已{}{several}条。按 U 或“撤销”一并取消。", verdict.label()),
        })
    }
}

/// `GET /review`: the queue of the latest round under review.
pub(crate) async fn latest(
    State(web): State<Web>,
    Login(login): Login,
    Query(told): Query<Told>,
) -> Result<Response, WebError> {
    let all = rounds(&web.app, &login.caller).await?;
    let under_review = all.iter().find(|round| round.stage == RoundStage::Reviewing);
    match under_review.or_else(|| all.iter().find(|round| round.stage == RoundStage::Judged)) {
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
    verdicts: Vec<Chip>,
    levels: Vec<Chip>,
    rules: Vec<(String, String, u64)>,
    rows: Vec<Row>,
    found: u64,
    filter: String,
}

struct Row {
    id: String,
    rule: String,
    site: String,
    message: String,
    level: &'static str,
    tone: &'static str,
    said: String,
    is_here: bool,
}

impl Row {
    fn of(one: &RoundFinding, here: Option<FindingId>) -> Self {
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
    html(&QueuePage {
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

#[derive(Template)]
#[template(path = "finding.html")]
pub(super) struct Page {
    frame: Frame,
    round: String,
    title: String,
    id: String,
    filter: String,
    /// The filter as fields of a form.
    hidden: Vec<(&'static str, String)>,
    found: u64,
    rows: Vec<Row>,
    before: Option<String>,
    next: Option<String>,
    last: Option<String>,
    rule: String,
    rule_code: String,
    indicator: String,
    level: &'static str,
    tone: &'static str,
    certainty: &'static str,
    site: String,
    code: String,
    message: String,
    channel: String,
    excerpt: Option<Excerpt>,
    url: String,
    target: String,
    region: String,
    places: Vec<(String, String)>,
    places_total: u64,
    observed: String,
    first_found: String,
    source: Option<Excerpt>,
    has_record: bool,
    earlier: Vec<(String, String)>,
    reviews: Vec<String>,
    said: String,
    version: u32,
    may_decide: bool,
    can_undo: bool,
    reaches: Vec<(&'static str, &'static str, u64)>,
    reasons: Vec<&'static str>,
    is_text: bool,
    has_address: bool,
    until: String,
}

/// `GET /findings/{finding}`
pub(crate) async fn show(
    State(web): State<Web>,
    Login(login): Login,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    Query(told): Query<Told>,
) -> Result<Response, WebError> {
    let mut frame = Frame::new(&login, SECTION, &told);
    if let Some(text) = asked.told() {
        frame.say(text);
    }
    html(&page(&web, &login, id_of(&id)?, &asked, frame).await?)
}

pub(super) async fn page(
    web: &Web,
    login: &LoggedIn,
    id: FindingId,
    asked: &Asked,
    frame: Frame,
) -> Result<Page, WebError> {
    let filter = asked.filter();
    let view = finding_view(&web.app, &login.caller, id, &filter).await?;
    let queue = queue(&web.app, &login.caller, view.round.id, &filter, SHOWN).await?;
    let line = &view.finding.line;
    let record = evidence_of(&web.app, &login.caller, id).await.ok().flatten();
    let (level, tone) = level_of(line.level);
    let current = view.finding.current();
    let here = queue.findings.iter().position(|one| one.id == id);
    let before = here
        .and_then(|at| at.checked_sub(1))
        .map(|at| queue.findings[at].id.0.to_string());
    Ok(Page {
        frame,
        round: view.round.id.0.to_string(),
        title: view.round.title(),
        id: id.0.to_string(),
        filter: asked.with("", ""),
        hidden: vec![
            ("filter_verdict", asked.verdict.clone()),
            ("filter_rule", asked.rule.clone()),
            ("filter_site", asked.site.clone()),
            ("filter_level", asked.level.clone()),
        ],
        found: queue.found,
        rows: queue.findings.iter().map(|one| Row::of(one, Some(id))).collect(),
        before,
        next: view.next.map(|next| next.0.to_string()),
        last: Uuid::parse_str(&asked.last).ok().map(|last| last.to_string()),
        rule: rule_title(&line.rule).to_owned(),
        rule_code: line.rule.clone(),
        indicator: line.indicator.clone(),
        level,
        tone,
        certainty: match line.certainty {
            Certainty::Certain => "确定",
            Certainty::Suspected => "疑似",
        },
        site: line.site_name.clone(),
        code: line.site_code.to_string(),
        message: line.message.clone(),
        channel: line.channel.clone().unwrap_or_default(),
        excerpt: (!line.excerpt.is_empty()).then(|| Excerpt::marked(&line.excerpt)),
        url: line.url.to_string(),
        target: line.target.as_ref().map(ToString::to_string).unwrap_or_default(),
        region: line.region.map(region_name).unwrap_or_default().to_owned(),
        places: line
            .places
            .iter()
            .skip(1)
            .take(20)
            .map(|place| (place.url.to_string(), region_name(place.region).to_owned()))
            .collect(),
        places_total: line.places_total,
        observed: minute(line.observed_at),
        first_found: line.first_found.map(minute).unwrap_or_default(),
        has_record: record.is_some(),
        source: record.and_then(|record| excerpt_of(line, record.text.as_deref()?)),
        earlier: view
            .earlier
            .iter()
            .map(|(title, one)| {
                let said = one.verdict().map_or("没有结论", Verdict::label);
                (title.clone(), said.to_owned())
            })
            .collect(),
        reviews: view
            .finding
            .reviews
            .iter()
            .map(|one| {
                let said = one.verdict.map_or("撤销", Verdict::label);
                let more = [one.reason.as_str(), one.note.as_str()];
                let more: Vec<_> = more.into_iter().filter(|text| !text.is_empty()).collect();
                format!("{} {} {said}　{}", minute(one.at), one.name, more.join("；"))
            })
            .collect(),
        said: current
            .and_then(|last| Some(last.verdict?.label().to_owned()))
            .unwrap_or_default(),
        can_undo: view.may_decide && current.is_some_and(|last| last.by == login.caller.user.id),
        version: view.finding.version(),
        may_decide: view.may_decide,
        reaches: reaches(&view),
        reasons: REASONS.to_vec(),
        is_text: line.text.is_some(),
        has_address: line.text.is_none() && line.channel.is_none(),
        until: format!("{}-12-31", web.app.now().format("%Y")),
    })
}

fn reaches(view: &FindingView) -> Vec<(&'static str, &'static str, u64)> {
    let all = [
        ("object", "同一对象", view.same_object),
        ("template", "同一模板", view.same_template),
        ("site", "本网站同一规则", view.same_site),
    ];
    all.into_iter().filter(|(.., count)| *count > 0).collect()
}

pub(crate) fn id_of(text: &str) -> Result<FindingId, AppError> {
    Uuid::parse_str(text)
        .map(FindingId)
        .map_err(|_| AppError::NotFound)
}

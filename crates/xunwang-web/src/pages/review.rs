//! One finding: the evidence, and what can be said of it. Everything works with keys, and without script.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use uuid::Uuid;
use xunwang_app::office::{AppError, FindingView, evidence_of, finding_view, queue, rule_title};
use xunwang_domain::finding::Certainty;
use xunwang_domain::review::{FindingId, REASONS, Verdict};

use super::finding_messages::Messages;
use super::queue::{Row, SECTION, SHOWN, level_of, reach_of};
use super::queue_filter::Asked;
use super::source::{Excerpt, excerpt_of, region_name};
use crate::error::WebError;
use crate::guard::{Login, Seat};
use crate::moment::minute;
use crate::view::{Frame, Told, html};
use crate::web::Web;

#[derive(Template)]
#[template(path = "finding.html")]
pub(super) struct Page {
    frame: Frame,
    round: String,
    title: String,
    id: String,
    filter: String,
    /// The filter as fields of a form.
    hidden: Vec<(String, String)>,
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
    /// Where the content is withheld: who may see it.
    withheld: Option<String>,
    can_undo: bool,
    reaches: Vec<(&'static str, &'static str, u64)>,
    /// What the decision reaches unless somebody chooses otherwise.
    reach: &'static str,
    closed: String,
    reasons: Vec<&'static str>,
    is_text: bool,
    has_address: bool,
    until: String,
    messages: Messages,
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
    login: &Seat,
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
        messages: Messages::read(web, login, id).await?,
        round: view.round.id.0.to_string(),
        title: view.round.title(),
        id: id.0.to_string(),
        filter: asked.with("", ""),
        hidden: asked.hidden(),
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
        withheld: view.withheld.as_ref().map(|names| match names.as_slice() {
            [] => "还没有指定人员；请管理员在“人员”中指定".to_owned(),
            names => format!("指定人员：{}", names.join("、")),
        }),
        reaches: reaches(&view),
        reach: reach_of(asked),
        closed: asked.closed(),
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

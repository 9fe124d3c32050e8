//! Versions of the standard: the list, one version as a table.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;
use xunwang_app::office::{
    AppError, StandardChange, VersionView, change_standard, may_edit_standards, new_draft, rule_name,
    standard_in_force, standard_version, standard_versions,
};
use xunwang_domain::standard::{
    Hundredths, Indicator, IndicatorKind, Standard, StandardVersion, VersionState,
};

use super::fields::Fields;
use crate::error::WebError;
use crate::guard::{Login, Seat};
use crate::moment::minute;
use crate::view::{Frame, Told, answered, html};
use crate::web::Web;

#[derive(Template)]
#[template(path = "standards.html")]
struct ListPage {
    frame: Frame,
    rows: Vec<VersionRow>,
    may_edit: bool,
    /// The version that a new draft is offered from.
    current: u32,
}

struct VersionRow {
    number: u32,
    title: String,
    document: String,
    from: String,
    state: &'static str,
    tone: &'static str,
    is_current: bool,
    rows: usize,
    open: usize,
    based_on: Option<u32>,
    note: String,
    made: String,
    by: String,
}

/// The class of a state.
pub(super) fn tone(state: VersionState) -> &'static str {
    match state {
        VersionState::Draft => "soon",
        VersionState::InForce => "fine",
        VersionState::Withdrawn => "plain",
    }
}

fn unconfirmed(standard: &Standard) -> usize {
    let rows = standard.indicators.iter();
    rows.filter(|row| !row.provenance.confirmed).count()
}

/// `GET /standards`
pub(crate) async fn list(
    State(web): State<Web>,
    Login(login): Login,
    Query(told): Query<Told>,
) -> Result<Response, WebError> {
    let frame = Frame::new(&login, "/standards", &told);
    html(&list_page(&web, &login, frame).await?)
}

async fn list_page(web: &Web, login: &Seat, frame: Frame) -> Result<ListPage, WebError> {
    let versions = standard_versions(&web.app, &login.caller).await?;
    let current = standard_in_force(&web.app)
        .await?
        .map_or(0, |version| version.number);
    let row = |version: StandardVersion| VersionRow {
        number: version.number,
        state: version.state.label(),
        tone: tone(version.state),
        is_current: version.number == current,
        rows: version.standard.indicators.len(),
        open: unconfirmed(&version.standard),
        from: version.standard.effective_from.to_string(),
        title: version.standard.title,
        document: version.standard.document,
        based_on: version.based_on,
        note: version.note,
        made: minute(version.made_at),
        by: version.made_by.name,
    };
    Ok(ListPage {
        frame,
        rows: versions.into_iter().map(row).collect(),
        may_edit: may_edit_standards(&login.caller),
        current,
    })
}

/// `POST /standards`: a new draft.
pub(crate) async fn draft(
    State(web): State<Web>,
    Login(login): Login,
    fields: Fields,
) -> Result<Response, WebError> {
    let from = fields.text("from").parse().unwrap_or_default();
    let made = new_draft(&web.app, &login.caller, from, fields.text("note")).await;
    let there = |number| format!("/standards/{number}?note=draft-made");
    answered((&login, "/standards"), made, there, async |frame| {
        list_page(&web, &login, frame).await
    })
    .await
}

#[derive(Template)]
#[template(path = "standard.html")]
struct Page {
    frame: Frame,
    number: u32,
    title: String,
    document: String,
    state: &'static str,
    tone: &'static str,
    is_draft: bool,
    may_edit: bool,
    based_on: Option<u32>,
    note: String,
    made: String,
    ended: String,
    head: Vec<(&'static str, String)>,
    faults: Vec<String>,
    open: usize,
    show: String,
    chips: Vec<(&'static str, &'static str, usize)>,
    parts: Vec<Part>,
}

/// The rows of one kind.
struct Part {
    label: &'static str,
    is_scored: bool,
    rows: usize,
    points: String,
    groups: Vec<Group>,
}

struct Group {
    name: String,
    rows: Vec<Row>,
}

struct Row {
    id: String,
    /// 二级指标, where the group is another.
    title: String,
    wording: String,
    measure: String,
    counted: Vec<String>,
    automation: &'static str,
    points: String,
    confirmed: bool,
    confirmation: String,
    source: String,
    confidence: String,
}

#[derive(Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    show: String,
}

/// `GET /standards/{version}`: all rows; some with `?show=`.
pub(crate) async fn show(
    State(web): State<Web>,
    Login(login): Login,
    Path(number): Path<String>,
    Query(asked): Query<Asked>,
    Query(told): Query<Told>,
) -> Result<Response, WebError> {
    let view = standard_version(&web.app, &login.caller, number_of(&number)?).await?;
    html(&page(Frame::new(&login, "/standards", &told), view, asked.show))
}

fn page(frame: Frame, view: VersionView, show: String) -> Page {
    let version = view.version;
    let standard = &version.standard;
    let of_kind = |kind| standard.indicators.iter().filter(move |row| row.kind == kind);
    let open = unconfirmed(standard);
    let is_shown = |row: &&Indicator| match show.as_str() {
        "unconfirmed" => !row.provenance.confirmed,
        word => IndicatorKind::of_word(word).is_none_or(|kind| row.kind == kind),
    };
    let parts = IndicatorKind::ALL.map(|kind| part(kind, of_kind(kind).filter(is_shown).collect()));
    let mut chips = vec![
        ("", "全部", standard.indicators.len()),
        ("unconfirmed", "未确认", open),
    ];
    chips.extend(IndicatorKind::ALL.map(|kind| (kind.word(), kind.label(), of_kind(kind).count())));
    let is_draft = version.state == VersionState::Draft;
    Page {
        frame,
        number: version.number,
        title: standard.title.clone(),
        document: standard.document.clone(),
        state: version.state.label(),
        tone: tone(version.state),
        is_draft,
        may_edit: view.may_edit,
        based_on: version.based_on,
        made: format!("{} {}", version.made_by.name, minute(version.made_at)),
        ended: version
            .ended
            .as_ref()
            .map(|(hand, at)| format!("{} {}", hand.name, minute(*at)))
            .unwrap_or_default(),
        head: standard
            .head_fields()
            .into_iter()
            .skip(2)
            .filter(|(_, text)| !text.is_empty())
            .collect(),
        faults: if is_draft { standard.faults() } else { Vec::new() },
        open,
        show,
        chips,
        parts: parts.into_iter().filter(|part| part.rows > 0).collect(),
        note: version.note,
    }
}

fn part(kind: IndicatorKind, rows: Vec<&Indicator>) -> Part {
    let mut groups: Vec<Group> = Vec::new();
    let points: i64 = rows
        .iter()
        .filter_map(|row| row.points)
        .map(|points| points.0)
        .sum();
    let count = rows.len();
    for row in rows {
        let name = if row.group.is_empty() {
            &row.title
        } else {
            &row.group
        };
        if groups.last().is_none_or(|group| group.name != *name) {
            groups.push(Group {
                name: name.clone(),
                rows: Vec::new(),
            });
        }
        if let Some(group) = groups.last_mut() {
            group.rows.push(Row::from(row));
        }
    }
    Part {
        label: kind.label(),
        is_scored: kind != IndicatorKind::Veto,
        rows: count,
        points: Hundredths(points).to_string(),
        groups,
    }
}

impl From<&Indicator> for Row {
    fn from(row: &Indicator) -> Self {
        let counted = row.measure.counted().unwrap_or_default();
        Self {
            id: row.id.clone(),
            title: if row.group.is_empty() {
                String::new()
            } else {
                row.title.clone()
            },
            wording: row.wording.clone(),
            measure: row.measure.words(),
            counted: counted.iter().map(|one| one.words(&rule_name)).collect(),
            automation: row.automation.label(),
            points: row.points.map(|points| points.to_string()).unwrap_or_default(),
            confirmed: row.provenance.confirmed,
            confirmation: if row.provenance.confirmed {
                row.provenance.words()
            } else {
                String::new()
            },
            source: row.provenance.source.clone(),
            confidence: row.provenance.confidence.clone(),
        }
    }
}

/// `POST /standards/{version}/enable`
pub(crate) async fn enable(
    State(web): State<Web>,
    Login(login): Login,
    Path(number): Path<String>,
) -> Result<Response, WebError> {
    answer(
        &web,
        &login,
        &number,
        StandardChange::PutInForce,
        "standard-enabled",
    )
    .await
}

/// `POST /standards/{version}/withdraw`
pub(crate) async fn withdraw(
    State(web): State<Web>,
    Login(login): Login,
    Path(number): Path<String>,
) -> Result<Response, WebError> {
    answer(
        &web,
        &login,
        &number,
        StandardChange::Withdraw,
        "standard-withdrawn",
    )
    .await
}

async fn answer(
    web: &Web,
    login: &Seat,
    number: &str,
    change: StandardChange,
    note: &str,
) -> Result<Response, WebError> {
    let number = number_of(number)?;
    let done = change_standard(&web.app, &login.caller, number, change).await;
    let there = |()| format!("/standards/{number}?note={note}");
    answered((login, "/standards"), done, there, async |frame| {
        let view = standard_version(&web.app, &login.caller, number).await?;
        Ok(page(frame, view, String::new()))
    })
    .await
}

/// The number of a version in an address.
pub(super) fn number_of(text: &str) -> Result<u32, AppError> {
    text.parse().map_err(|_| AppError::NotFound)
}

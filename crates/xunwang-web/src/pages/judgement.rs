//! What a round comes to: site by site, with the grounds; a preview until it is judged.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;
use xunwang_app::office::{
    AppError, RoundResult, SiteSummary, judge_round, reopen_round, round_result, score_sheet, site_report,
    site_result,
};
use xunwang_domain::judgement::Judgement;
use xunwang_domain::round::{RoundId, RoundStage};
use xunwang_domain::score::Rows;
use xunwang_report::press::FileKind;

use super::fields::Fields;
use super::files::{attachment, content_type};
use super::rounds::{id_of, site_of};
use super::score_sheet::Sheet;
use crate::error::WebError;
use crate::guard::{Login, Seat};
use crate::moment::minute;
use crate::table::{Cell, Chosen, Column, Table, words};
use crate::view::{Frame, Told, answered, html};
use crate::web::Web;

const SECTION: &str = "/rounds";

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    /// `all`: a preview by unconfirmed rows too.
    #[serde(default)]
    rows: String,
    #[serde(default)]
    judgement: String,
}

#[derive(Template)]
#[template(path = "judgement.html")]
struct Page {
    frame: Frame,
    round: String,
    title: String,
    is_preview: bool,
    with_unconfirmed: bool,
    judged: String,
    standard: String,
    counts: Vec<(&'static str, &'static str, usize)>,
    rate: String,
    table: Table,
    may_judge: bool,
    may_reopen: bool,
}

/// A site of the list with what it comes to.
struct Row {
    code: String,
    name: String,
    area: String,
    judgement: Judgement,
    why: String,
    link: String,
}

/// The columns of the list.
const COLUMNS: [Column<Row>; 5] = [
    words("code", "标识码", |row| {
        Cell::Code(row.code.clone(), row.link.clone())
    }),
    words("name", "网站", |row| Cell::Text(row.name.clone())),
    words("place", "地区或部门", |row| Cell::Text(row.area.clone())),
    words("judgement", "判定", |row: &Row| {
        Cell::State(tone_of(row.judgement), row.judgement.chinese().to_owned())
    })
    .by(|row| row.judgement as u64),
    words("why", "单项否决或未能检测的原因", |row| {
        Cell::Text(row.why.clone())
    }),
];

pub(crate) fn tone_of(judgement: Judgement) -> &'static str {
    match judgement {
        Judgement::Qualified => "fine",
        Judgement::Unqualified => "fails",
        Judgement::NotMeasured => "plain",
    }
}

impl Row {
    fn of(result: &RoundResult, one: &SiteSummary) -> Self {
        let judged = result.judged(one);
        let site = &one.roster.site.site;
        let named = |id: &String| {
            let title = result.standard.indicator(id).map(|it| it.title.as_str());
            format!("{}（{id}）", title.unwrap_or_default())
        };
        let vetoes: Vec<_> = judged.site.vetoes.iter().map(named).collect();
        Self {
            code: site.code.to_string(),
            name: site.name.clone(),
            area: site.area.clone(),
            judgement: judged.site.judgement,
            link: format!(
                "/rounds/{}/judgement/{}{}",
                result.round.id.0,
                site.code,
                if result.with_unconfirmed { "?rows=all" } else { "" }
            ),
            why: match &judged.site.not_measured_reason {
                Some(reason) => reason.clone(),
                None => vetoes.join("、"),
            },
        }
    }
}

/// `GET /rounds/{round}/judgement`
pub(crate) async fn show(
    State(web): State<Web>,
    Login(login): Login,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    Query(told): Query<Told>,
) -> Result<Response, WebError> {
    let frame = Frame::new(&login, SECTION, &told);
    html(&page(&web, &login, id_of(&id)?, &asked, frame).await?)
}

const JUDGEMENTS: [(Judgement, &str); 3] = [
    (Judgement::Unqualified, "不合格"),
    (Judgement::Qualified, "合格"),
    (Judgement::NotMeasured, "未能检测"),
];

async fn page(web: &Web, login: &Seat, id: RoundId, asked: &Asked, frame: Frame) -> Result<Page, WebError> {
    let result = round_result(&web.app, &login.caller, id, asked.rows == "all").await?;
    let count = |wanted: Judgement| {
        let of = result
            .sites
            .iter()
            .filter(|one| result.judged(one).site.judgement == wanted);
        of.count()
    };
    let counts = JUDGEMENTS.map(|(judgement, word)| (judgement.label(), word, count(judgement)));
    let (good, bad) = (count(Judgement::Qualified), count(Judgement::Unqualified));
    let rate = match good + bad {
        0 => "—".to_owned(),
        all => {
            // Exact, rounded half up at the last digit that is shown.
            let tenths = (good * 2000 + all) / (all * 2);
            format!("{}.{}%（{good} / {all}）", tenths / 10, tenths % 10)
        }
    };
    let mut found: Vec<_> = result
        .sites
        .iter()
        .filter(|one| {
            asked.judgement.is_empty() || result.judged(one).site.judgement.label() == asked.judgement
        })
        .collect();
    found.sort_by_key(|one| {
        let judgement = result.judged(one).site.judgement;
        let order = JUDGEMENTS.iter().position(|(it, _)| *it == judgement);
        (order, one.roster.place)
    });
    let rows: Vec<Row> = found.into_iter().map(|one| Row::of(&result, one)).collect();
    let path = format!("/rounds/{}/judgement", id.0);
    let chosen = Chosen::on(login.chooser.uri(), &path, "");
    let is_judged = result.round.stage == RoundStage::Judged;
    Ok(Page {
        frame,
        round: id.0.to_string(),
        title: result.round.title(),
        is_preview: result.is_preview,
        with_unconfirmed: result.with_unconfirmed,
        judged: result
            .round
            .judged
            .as_ref()
            .map(|it| format!("{} {}", it.by, minute(it.at)))
            .unwrap_or_default(),
        standard: format!("{}（第{}版）", result.standard.title, result.round.standard),
        counts: counts.to_vec(),
        rate,
        table: Table::new("逐站判定", &chosen, &COLUMNS, rows),
        may_judge: result.may_manage && result.round.stage == RoundStage::Reviewing,
        may_reopen: result.may_manage && is_judged,
    })
}

#[derive(Template)]
#[template(path = "judgement_site.html")]
struct SitePage {
    frame: Frame,
    round: String,
    title: String,
    row: Row,
    tone: &'static str,
    is_preview: bool,
    counts: Vec<Count>,
    sheets: Vec<Sheet>,
}

struct Count {
    indicator: String,
    title: String,
    wording: String,
    confirmed: u64,
    open: u64,
    state: &'static str,
    tone: &'static str,
}

/// `GET /rounds/{round}/judgement/{code}`
pub(crate) async fn site(
    State(web): State<Web>,
    Login(login): Login,
    Path((id, code)): Path<(String, String)>,
    Query(asked): Query<Asked>,
    Query(told): Query<Told>,
) -> Result<Response, WebError> {
    let id = id_of(&id)?;
    let code = site_of(&code)?;
    let result = site_result(&web.app, &login.caller, id, &code, asked.rows == "all").await?;
    let mut sheets = Vec::new();
    for rows in [Rows::Confirmed, Rows::All] {
        let sheet = score_sheet(&web.app, &login.caller, id, &code, rows).await?;
        sheets.extend(sheet.map(Sheet::from));
    }
    let one = result.sites.first().ok_or(AppError::NotFound)?;
    let counts = result.judged(one).counts.iter().map(|one| {
        let indicator = result.standard.indicator(&one.indicator);
        let (state, tone) = match (one.is_met, one.approved) {
            (true, true) => ("达到否决标准，已审定", "fails"),
            (true, false) => ("达到否决标准，待审定", "soon"),
            (false, _) if one.open > 0 => ("有未决", "soon"),
            (false, _) => ("未达到否决标准", "plain"),
        };
        Count {
            indicator: one.indicator.clone(),
            title: indicator.map(|it| it.title.clone()).unwrap_or_default(),
            wording: indicator.map(|it| it.wording.clone()).unwrap_or_default(),
            confirmed: one.confirmed,
            open: one.open,
            state,
            tone,
        }
    });
    html(&SitePage {
        frame: Frame::new(&login, SECTION, &told),
        round: id.0.to_string(),
        title: result.round.title(),
        is_preview: result.is_preview,
        counts: counts.collect(),
        sheets,
        tone: tone_of(result.judged(one).site.judgement),
        row: Row::of(&result, one),
    })
}

#[derive(Debug, Default, Deserialize)]
pub(crate) struct AskedReport {
    /// `docx`, `html` or `xlsx`; a PDF otherwise.
    #[serde(default)]
    format: String,
}

/// `GET /rounds/{round}/judgement/{code}/report`
pub(crate) async fn report(
    State(web): State<Web>,
    Login(login): Login,
    Path((id, code)): Path<(String, String)>,
    Query(asked): Query<AskedReport>,
) -> Result<Response, WebError> {
    let code = site_of(&code)?;
    let (kind, ending) = match asked.format.as_str() {
        "docx" => (FileKind::Docx, "docx"),
        "html" => (FileKind::Html, "html"),
        "xlsx" => (FileKind::Xlsx, "xlsx"),
        _ => (FileKind::Pdf, "pdf"),
    };
    let bytes = site_report(&web.app, &login.caller, id_of(&id)?, &code, kind).await?;
    let name = format!("{code}检查报告.{ending}");
    Ok(attachment(&name, content_type(ending), bytes))
}

/// `POST /rounds/{round}/judgement`
pub(crate) async fn judge(
    State(web): State<Web>,
    Login(login): Login,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    let id = id_of(&id)?;
    let done = judge_round(&web.app, &login.caller, id).await;
    answer(&web, &login, id, done.map(|_| ()), "judged").await
}

/// `POST /rounds/{round}/judgement/reopen`
pub(crate) async fn reopen(
    State(web): State<Web>,
    Login(login): Login,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, WebError> {
    let id = id_of(&id)?;
    round_result(&web.app, &login.caller, id, false).await?;
    let done = reopen_round(&web.app, &login.caller, id, fields.text("reason")).await;
    answer(&web, &login, id, done, "reopened").await
}

async fn answer(
    web: &Web,
    login: &Seat,
    id: RoundId,
    done: Result<(), AppError>,
    note: &str,
) -> Result<Response, WebError> {
    let there = |()| format!("/rounds/{}/judgement?note={note}", id.0);
    answered((login, SECTION), done, there, async |frame| {
        page(web, login, id, &Asked::default(), frame).await
    })
    .await
}

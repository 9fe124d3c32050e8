//! The ledger of rectification (整改台账): what is late first, filtered, dozens handled at once; and opening it.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use uuid::Uuid;
use xunwang_app::office::{
    AppError, LedgerToOpen, RectifyFigures, RectifyFilter, RectifyRow, RectifyWanted, handle_rectifications,
    ledgers_to_open, open_ledger, rectify_list, visible_ledgers,
};
use xunwang_domain::circular::Rate;
use xunwang_domain::paper::PaperId;
use xunwang_domain::people::Permission;
use xunwang_domain::rectification::{
    RectificationId, RectifyMove, RectifyStage, RetestOutcome, Rung, Standing, Timing,
};

use super::feedback::percent;
use super::fields::Fields;
use crate::error::WebError;
use crate::guard::{Login, Seat};
use crate::view::{Frame, Told, answered, html, mendable, refused};
use crate::web::Web;

pub(super) const SECTION: &str = "/rectifications";
/// Rows of a page.
const SIZE: usize = 50;

#[derive(Template)]
#[template(path = "rectify.html")]
struct Page {
    frame: Frame,
    to_open: Vec<ToOpen>,
    ledgers: Vec<(String, String)>,
    figures: RectifyFigures,
    mended_rate: String,
    is_retesting: bool,
    stages: Vec<(&'static str, &'static str)>,
    standings: Vec<(&'static str, &'static str, u64)>,
    outcomes: Vec<(&'static str, &'static str)>,
    areas: Vec<(String, String, RectifyFigures)>,
    rungs: Vec<(&'static str, &'static str)>,
    asked: Asked,
    rows: Vec<Row>,
    total: usize,
    page: usize,
    pages: usize,
    link: String,
    query: String,
    handles: bool,
    manages: bool,
    may_write_notice: bool,
}

struct ToOpen {
    paper: String,
    title: String,
    number: String,
    due: String,
}

struct Row {
    id: String,
    site: String,
    unit: String,
    what: String,
    title: String,
    is_veto: bool,
    stage: &'static str,
    last_day: String,
    time: String,
    tone: &'static str,
    retest: String,
    retest_tone: &'static str,
    rung: &'static str,
    asks_time: bool,
}

/// What the list is narrowed to.
#[derive(Clone, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    pub(super) ledger: String,
    #[serde(default)]
    pub(super) place: String,
    #[serde(default)]
    pub(super) unit: String,
    #[serde(default)]
    stage: String,
    #[serde(default)]
    standing: String,
    #[serde(default)]
    outcome: String,
    #[serde(default)]
    due: String,
    #[serde(default)]
    time: String,
    #[serde(default)]
    words: String,
    #[serde(default)]
    page: usize,
}

impl Asked {
    /// What the use case is asked for.
    pub(super) fn filter(&self) -> RectifyFilter {
        RectifyFilter {
            paper: Uuid::parse_str(&self.ledger).ok().map(PaperId),
            area: self.place.clone(),
            unit: self.unit.clone(),
            stage: RectifyStage::of_word(&self.stage),
            standing: STANDINGS
                .iter()
                .find(|(word, _)| *word == self.standing)
                .map(|(_, standing)| *standing),
            is_due: !self.due.is_empty(),
            outcome: RetestOutcome::of_word(&self.outcome),
            asks_time: !self.time.is_empty(),
            text: self.words.trim().to_owned(),
        }
    }

    /// The address without the page.
    fn link(&self) -> String {
        let fields = [
            ("ledger", &self.ledger),
            ("place", &self.place),
            ("unit", &self.unit),
            ("stage", &self.stage),
            ("standing", &self.standing),
            ("outcome", &self.outcome),
            ("due", &self.due),
            ("time", &self.time),
            ("words", &self.words),
        ];
        let mut link = form_urlencoded::Serializer::new("/rectifications?".to_owned());
        for (name, value) in fields.into_iter().filter(|(_, value)| !value.is_empty()) {
            link.append_pair(name, value);
        }
        link.finish()
    }
}

/// All ledgers.
const ALL: &str = "all";

const STANDINGS: [(&str, Standing); 4] = [
    ("not_mended", Standing::NotMended),
    ("running", Standing::Running),
    ("unsettled", Standing::Unsettled),
    ("mended", Standing::Mended),
];

/// `GET /rectifications`
pub(crate) async fn list(
    State(web): State<Web>,
    Login(login): Login,
    Query(asked): Query<Asked>,
    Query(told): Query<Told>,
) -> Result<Response, WebError> {
    let frame = Frame::new(&login, SECTION, &told);
    html(&page(&web, &login, asked, frame).await?)
}

async fn page(web: &Web, login: &Seat, mut asked: Asked, frame: Frame) -> Result<Page, WebError> {
    let ledgers = visible_ledgers(&web.app, &login.caller).await?;
    // The latest ledger, where nothing is asked for; what is due is shown of all of them.
    if asked.ledger.is_empty() {
        let latest = ledgers.first().map(|ledger| ledger.paper.0.to_string());
        let latest = latest.filter(|_| asked.filter() == RectifyFilter::default());
        asked.ledger = latest.unwrap_or_else(|| ALL.to_owned());
    }
    let list = rectify_list(&web.app, &login.caller, &asked.filter()).await?;
    let total = list.rows.len();
    let at = asked.page.max(1);
    let figures = list.figures;
    let count = |standing| match standing {
        Standing::NotMended => figures.not_mended,
        Standing::Running => figures.running,
        Standing::Unsettled => figures.unsettled,
        Standing::Mended => figures.mended,
        Standing::Withdrawn => 0,
    };
    let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let may = |permission| login.caller.user.may_somewhere(permission);
    let office = ledgers
        .iter()
        .find(|ledger| ledger.paper.0.to_string() == asked.ledger);
    Ok(Page {
        frame,
        to_open: ledgers_to_open(&web.app, &login.caller)
            .await?
            .into_iter()
            .map(to_open)
            .collect(),
        may_write_notice: (!asked.place.is_empty() || !asked.unit.is_empty())
            && office.is_some_and(|it| login.caller.may(Permission::ManageRectifications, it.office)),
        ledgers: ledgers
            .iter()
            .map(|ledger| {
                let number = ledger.number.clone().unwrap_or_default();
                (
                    ledger.paper.0.to_string(),
                    format!("{} {number}", ledger.quarter.in_full()),
                )
            })
            .collect(),
        mended_rate: percent(Rate {
            part: figures.mended,
            whole: figures.all,
        }),
        figures,
        is_retesting: list.is_retesting,
        stages: RectifyStage::ALL
            .map(|stage| (stage.word(), stage.label()))
            .to_vec(),
        standings: STANDINGS
            .iter()
            .map(|(word, standing)| (*word, standing.label(), count(*standing)))
            .collect(),
        outcomes: [
            RetestOutcome::Fixed,
            RetestOutcome::NotFixed,
            RetestOutcome::NotRetested,
        ]
        .map(|outcome| (outcome.word(), outcome.label()))
        .to_vec(),
        areas: list
            .areas
            .into_iter()
            .map(|(area, figures)| {
                let link = format!("/rectifications?ledger={}&place={}", asked.ledger, encoded(&area));
                (area, link, figures)
            })
            .collect(),
        rungs: Rung::ALL.map(|rung| (rung.word(), rung.label())).to_vec(),
        rows: list
            .rows
            .into_iter()
            .skip((at - 1).saturating_mul(SIZE))
            .take(SIZE)
            .map(row)
            .collect(),
        total,
        page: at,
        pages: total.div_ceil(SIZE).max(1),
        query: asked.link().trim_start_matches("/rectifications").to_owned(),
        link: asked.link(),
        asked,
        handles: may(Permission::HandleRectifications),
        manages: may(Permission::ManageRectifications),
    })
}

fn to_open(one: LedgerToOpen) -> ToOpen {
    ToOpen {
        paper: one.paper.id.0.to_string(),
        title: one.paper.head.title,
        number: one.paper.head.number.unwrap_or_default(),
        due: one.due.to_string(),
    }
}

fn row(row: RectifyRow) -> Row {
    let one = &row.one;
    let (time, tone) = time_of(row.timing, row.standing);
    let (retest, retest_tone) = one.last_retest().map_or((String::new(), "plain"), |retest| {
        let tone = outcome_tone(retest.outcome);
        (retest.outcome.label().to_owned(), tone)
    });
    Row {
        id: one.id.0.to_string(),
        site: one.site_name.clone(),
        unit: one.sponsor.clone(),
        what: shortened(&one.what),
        title: one.title.clone(),
        is_veto: one.is_veto,
        stage: one.stage.label(),
        last_day: row.last_day.to_string(),
        time,
        tone,
        retest,
        retest_tone,
        rung: one.highest_rung().map_or("—", Rung::label),
        asks_time: one.pending_extension().is_some(),
    }
}

/// Whether there is time left, in words, and how urgent that is.
pub(super) fn time_of(timing: Timing, standing: Standing) -> (String, &'static str) {
    match (timing, standing) {
        (Timing::Overdue(_), _) => (timing.words(), "fails"),
        (Timing::Today, _) => (timing.words(), "fails"),
        (Timing::Left(days), _) if days <= 3 => (timing.words(), "soon"),
        (Timing::Left(_), _) => (timing.words(), "plain"),
        (Timing::Stopped, Standing::NotMended) => (standing.label().to_owned(), "fails"),
        (Timing::Stopped, Standing::Mended) => (standing.label().to_owned(), "fine"),
        (Timing::Stopped, _) => (standing.label().to_owned(), "plain"),
    }
}

/// How an outcome looks.
pub(super) fn outcome_tone(outcome: RetestOutcome) -> &'static str {
    match outcome {
        RetestOutcome::Fixed => "fine",
        RetestOutcome::NotFixed => "fails",
        RetestOutcome::NotRetested => "soon",
    }
}

fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(80).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// `POST /rectifications/open`
pub(crate) async fn open(
    State(web): State<Web>,
    Login(login): Login,
    fields: Fields,
) -> Result<Response, WebError> {
    let paper = Uuid::parse_str(fields.text("paper")).map(PaperId);
    let done = match (paper, fields.text("due").parse()) {
        (Err(_), _) => Err(AppError::Refused("请选择要建立整改台账的通报".to_owned())),
        (_, Err(_)) => Err(AppError::Refused("请填写整改期限".to_owned())),
        (Ok(paper), Ok(due)) => open_ledger(&web.app, &login.caller, paper, due)
            .await
            .map(|_| paper),
    };
    let there = |paper: PaperId| format!("/rectifications?ledger={}&note=ledger-opened", paper.0);
    let again = async |frame| page(&web, &login, Asked::default(), frame).await;
    answered((&login, SECTION), done, there, again).await
}

/// `POST /rectifications/bulk`
pub(crate) async fn bulk(
    State(web): State<Web>,
    Login(login): Login,
    Query(asked): Query<Asked>,
    fields: Fields,
) -> Result<Response, WebError> {
    let ids: Vec<RectificationId> = fields
        .all("id")
        .filter_map(|id| Uuid::parse_str(id).ok().map(RectificationId))
        .collect();
    let done = match wanted(&fields) {
        Ok(wanted) => handle_rectifications(&web.app, &login.caller, &ids, wanted).await,
        Err(error) => Err(error),
    };
    match done {
        Ok((done, failed)) => {
            let mut frame = Frame::new(&login, SECTION, &Told::default());
            let mut text = format!("已办理 {done} 件。");
            if !failed.is_empty() {
                text.push_str(&format!("有 {} 件没有办理：{}", failed.len(), failed.join("；")));
            }
            frame.say(text);
            html(&page(&web, &login, asked, frame).await?)
        }
        Err(error) => {
            let frame = Frame::refusing(&login, SECTION, mendable(error)?);
            refused(&page(&web, &login, asked, frame).await?)
        }
    }
}

fn wanted(fields: &Fields) -> Result<RectifyWanted, AppError> {
    let note = fields.text("note").to_owned();
    let (action, more) = fields
        .text("action")
        .split_once(' ')
        .unwrap_or((fields.text("action"), ""));
    let step = match action {
        "sign" => RectifyMove::Sign,
        "ask_retest" => RectifyMove::AskRetest,
        "accept" => RectifyMove::Accept { note },
        "close" => RectifyMove::Close { note },
        "return" => RectifyMove::Return {
            reason: note,
            until: None,
        },
        "grant" => RectifyMove::Grant { note },
        "refuse" => RectifyMove::Refuse { reason: note },
        "escalate" => RectifyMove::Escalate {
            rung: Rung::of_word(more).ok_or_else(|| AppError::Refused("请选择督促方式".to_owned()))?,
            note,
        },
        _ => return Err(AppError::Refused("请选择要办理的动作".to_owned())),
    };
    Ok(RectifyWanted::Do(step))
}

//! Messages of the public (找错留言): what is due first, filtered by state, type and bin, dozens handled at once.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;
use uuid::Uuid;
use xunwang_app::office::{
    AppError, FeedbackWanted, FeedbackWarning, feedback_calendar, feedback_list, feedback_warnings,
    handle_feedback, missing_years, urge_feedback,
};
use xunwang_domain::circular::Rate;
use xunwang_domain::feedback::calendar::Calendar;
use xunwang_domain::feedback::{
    Bin, Feedback, FeedbackId, FeedbackKind, FeedbackMove, FeedbackStage, Tally, day_of,
};
use xunwang_domain::people::Permission;
use xunwang_ports::{FeedbackEntry, FeedbackOrder, FeedbackQuery};

use super::fields::Fields;
use crate::error::WebError;
use crate::guard::{Login, Seat};
use crate::view::{Frame, Told, html, mendable, refused};
use crate::web::Web;

pub(super) const SECTION: &str = "/feedback";
/// Messages on a page.
const SIZE: u64 = 50;

#[derive(Template)]
#[template(path = "feedback.html")]
struct Page {
    frame: Frame,
    tally: Tally,
    closed_rate: String,
    on_time_rate: String,
    stages: Vec<(&'static str, &'static str)>,
    bins: Vec<(&'static str, &'static str, u64)>,
    kinds: Vec<(u16, &'static str)>,
    asked: Asked,
    rows: Vec<Row>,
    total: u64,
    page: u64,
    pages: u64,
    link: String,
    query: String,
    may_manage: bool,
    is_province: bool,
    missing: Vec<i32>,
    warnings: Vec<(&'static str, &'static str, u64)>,
    urged: u64,
}

struct Row {
    id: String,
    number: String,
    site: String,
    body: String,
    kind: &'static str,
    text: String,
    stage: &'static str,
    due: String,
    tone: &'static str,
    received: String,
    is_provisional: bool,
    urges: usize,
}

/// What the list is narrowed to.
#[derive(Clone, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    stage: String,
    #[serde(default)]
    bin: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    site: String,
    #[serde(default)]
    words: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    warn: String,
    #[serde(default)]
    urged: String,
    #[serde(default)]
    order: String,
    #[serde(default)]
    page: u64,
}

impl Asked {
    fn query(&self, calendar: &Calendar, now: DateTime<Utc>) -> FeedbackQuery {
        let day = |text: &str| text.parse::<NaiveDate>().ok();
        let (from, to) = (day(&self.from), day(&self.to));
        let text = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        FeedbackQuery {
            stages: match self.stage.as_str() {
                "todo" => FeedbackStage::ALL
                    .into_iter()
                    .filter(|stage| !stage.is_closed())
                    .collect(),
                word => FeedbackStage::of_word(word).into_iter().collect(),
            },
            bin: Bin::of_word(&self.bin),
            due: FeedbackWarning::of_word(&self.warn).map(|warning| warning.span(calendar, now)),
            is_urged: !self.urged.is_empty(),
            kind: self.kind.parse().ok().map(FeedbackKind),
            site: text(&self.site),
            words: text(&self.words),
            days: (from.is_some() || to.is_some()).then(|| [from.unwrap_or(EARLY), to.unwrap_or(FAR)]),
            ..FeedbackQuery::default()
        }
    }

    /// The address without the page.
    fn link(&self) -> String {
        let fields = [
            ("stage", &self.stage),
            ("bin", &self.bin),
            ("kind", &self.kind),
            ("site", &self.site),
            ("words", &self.words),
            ("from", &self.from),
            ("to", &self.to),
            ("warn", &self.warn),
            ("urged", &self.urged),
            ("order", &self.order),
        ];
        let mut link = form_urlencoded::Serializer::new("/feedback?".to_owned());
        for (name, value) in fields.into_iter().filter(|(_, value)| !value.is_empty()) {
            link.append_pair(name, value);
        }
        link.finish()
    }
}

const EARLY: NaiveDate = NaiveDate::from_ymd_opt(1900, 1, 1).expect("a day");
const FAR: NaiveDate = NaiveDate::from_ymd_opt(9999, 12, 31).expect("a day");

/// `GET /feedback`
pub(crate) async fn list(
    State(web): State<Web>,
    Login(login): Login,
    Query(asked): Query<Asked>,
    Query(told): Query<Told>,
) -> Result<Response, WebError> {
    let frame = Frame::new(&login, SECTION, &told);
    html(&page(&web, &login, asked, frame).await?)
}

async fn page(web: &Web, login: &Seat, asked: Asked, frame: Frame) -> Result<Page, WebError> {
    let order = match asked.order.as_str() {
        "latest" => FeedbackOrder::Latest,
        _ => FeedbackOrder::Due,
    };
    let at = asked.page.max(1);
    let calendar = feedback_calendar(&web.app).await?;
    let now = web.app.now();
    let query = asked.query(&calendar, now);
    let only = query.bin;
    let list = feedback_list(&web.app, &login.caller, query, order, ((at - 1) * SIZE, SIZE)).await?;
    let warnings = feedback_warnings(&web.app, &login.caller, &calendar).await?;
    let tally = list.tally;
    let total = only.map_or(tally.received, |bin| tally.of(bin));
    let root = login.caller.tree.root().map(|root| root.id);
    Ok(Page {
        frame,
        closed_rate: percent(tally.closed_rate()),
        on_time_rate: percent(tally.on_time_rate()),
        stages: FeedbackStage::ALL
            .map(|stage| (stage.word(), stage.label()))
            .to_vec(),
        bins: Bin::ALL
            .into_iter()
            .filter(|bin| *bin != Bin::Undated || tally.undated > 0)
            .map(|bin| (bin.word(), bin.label(), tally.of(bin)))
            .collect(),
        tally,
        kinds: FeedbackKind::all().map(|kind| (kind.0, kind.label())).collect(),
        rows: list
            .rows
            .into_iter()
            .map(|entry| row(login, entry, &calendar, now))
            .collect(),
        total,
        page: at,
        pages: total.div_ceil(SIZE).max(1),
        query: asked.link().trim_start_matches("/feedback").to_owned(),
        link: asked.link(),
        asked,
        may_manage: login.caller.user.may_somewhere(Permission::ManageFeedback),
        is_province: root.is_some_and(|root| login.caller.may(Permission::ImportFeedback, root)),
        missing: missing_years(&calendar, day_of(now)),
        warnings: warnings
            .due
            .into_iter()
            .map(|(warning, count)| (warning.word(), warning.label(), count))
            .collect(),
        urged: warnings.urged,
    })
}

fn row(login: &Seat, (one, body): FeedbackEntry, calendar: &Calendar, now: DateTime<Utc>) -> Row {
    let body = one.holder.or(body);
    let (due, tone) = due_of(&one, calendar, now);
    let mut text: String = one.text.chars().take(60).collect();
    if text.len() < one.text.len() {
        text.push('…');
    }
    Row {
        id: one.id.0.to_string(),
        site: if one.site_name.is_empty() {
            "（未写网站）".to_owned()
        } else {
            one.site_name.clone()
        },
        body: body
            .map(|body| login.caller.tree.full_name(body))
            .unwrap_or_default(),
        kind: one.kind.label(),
        text,
        stage: one.stage.label(),
        due,
        tone,
        received: one.counted_on().map(|day| day.to_string()).unwrap_or_default(),
        is_provisional: one
            .leading_clock()
            .is_some_and(|(_, deadline)| deadline.is_provisional),
        urges: one.urges.len(),
        number: one.number,
    }
}

/// When it is due, in words, and how urgent that is.
pub(super) fn due_of(one: &Feedback, calendar: &Calendar, now: DateTime<Utc>) -> (String, &'static str) {
    let Some((clock, deadline)) = one.leading_clock() else {
        let bin = one.bin(now);
        let tone = match bin {
            Bin::ClosedLate => "soon",
            Bin::Undated => "plain",
            _ => "fine",
        };
        return (bin.label().to_owned(), tone);
    };
    let today = day_of(now);
    if deadline.is_over(now) {
        let days = calendar.working_days(deadline.last, today);
        return (format!("{}逾期{days}个工作日", clock.label()), "fails");
    }
    let left = calendar.working_days(today, deadline.last);
    match left {
        0 => (format!("今天24时前{}", clock.label()), "fails"),
        1 => (
            format!("{}还剩1个工作日（{}）", clock.label(), deadline.last),
            "soon",
        ),
        left => (
            format!("{}还剩{left}个工作日（{}）", clock.label(), deadline.last),
            "plain",
        ),
    }
}

pub(super) fn percent(rate: Rate) -> String {
    if rate.whole == 0 {
        return "—".to_owned();
    }
    let thousandths = (rate.part * 1000 + rate.whole / 2) / rate.whole;
    format!("{}.{}%", thousandths / 10, thousandths % 10)
}

/// `POST /feedback/bulk`
pub(crate) async fn bulk(
    State(web): State<Web>,
    Login(login): Login,
    Query(asked): Query<Asked>,
    fields: Fields,
) -> Result<Response, WebError> {
    let ids: Vec<FeedbackId> = fields
        .all("id")
        .filter_map(|id| Uuid::parse_str(id).ok().map(FeedbackId))
        .collect();
    let note = fields.text("note").to_owned();
    if fields.text("action") == "urge" {
        let done = urge_feedback(&web.app, &login.caller, &ids, &note).await;
        return bulk_done(&web, &login, asked, done).await;
    }
    let wanted = match fields.text("action") {
        "hand_over" => Ok(FeedbackWanted::HandOver(None, note)),
        "approve" => Ok(FeedbackWanted::Do(FeedbackMove::Approve { note })),
        "close" => Ok(FeedbackWanted::Do(FeedbackMove::Close { note })),
        "send_back" => Ok(FeedbackWanted::Do(FeedbackMove::SendBack { reason: note })),
        _ => Err(AppError::Refused("请选择要办理的动作".to_owned())),
    };
    let done = match wanted {
        Ok(wanted) => handle_feedback(&web.app, &login.caller, &ids, &wanted).await,
        Err(error) => Err(error),
    };
    bulk_done(&web, &login, asked, done).await
}

async fn bulk_done(
    web: &Web,
    login: &Seat,
    asked: Asked,
    done: Result<(u64, Vec<String>), AppError>,
) -> Result<Response, WebError> {
    match done {
        Ok((done, failed)) => {
            let mut frame = Frame::new(login, SECTION, &Told::default());
            let mut text = format!("已办理 {done} 条。");
            if !failed.is_empty() {
                text.push_str(&format!("有 {} 条没有办理：{}", failed.len(), failed.join("；")));
            }
            frame.say(text);
            html(&page(web, login, asked, frame).await?)
        }
        Err(error) => {
            let frame = Frame::refusing(login, SECTION, mendable(error)?);
            refused(&page(web, login, asked, frame).await?)
        }
    }
}

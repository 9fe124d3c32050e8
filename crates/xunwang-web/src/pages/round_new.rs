//! A new round.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use chrono::{Days, NaiveDate};
use uuid::Uuid;
use xunwang_app::office::{AppError, NewRound, open_round, standard_in_force, standards_for_rounds};
use xunwang_domain::circular::Quarter;
use xunwang_domain::organization::OrganizationId;
use xunwang_domain::people::Permission;
use xunwang_domain::probe::hour_of;
use xunwang_domain::round::{RoundDates, RoundId, RoundScope};

use super::fields::Fields;
use crate::error::WebError;
use crate::guard::{Login, Seat};
use crate::view::{Frame, Told, answered, html};
use crate::web::Web;

const SECTION: &str = "/rounds";

#[derive(Template)]
#[template(path = "round_new.html")]
struct NewPage {
    frame: Frame,
    branches: Vec<(String, String)>,
    /// Versions in force: number and name.
    standards: Vec<(String, String)>,
    form: Form,
}

/// What the form of a new round holds, as text.
#[derive(Default)]
struct Form {
    branch: String,
    quarter: String,
    roster_day: String,
    from: String,
    to: String,
    message_from: String,
    message_to: String,
    issue_on: String,
    scope: String,
    percent: String,
    seed: String,
    standard: String,
}

impl Form {
    /// What most offices want: the quarter that is on.
    fn usual(today: NaiveDate) -> Self {
        let quarter = Quarter::of(today);
        let last = quarter.last_day();
        let to = last.checked_sub_days(Days::new(15)).unwrap_or(last);
        Self {
            branch: String::new(),
            quarter: quarter.to_string(),
            roster_day: today.to_string(),
            from: quarter.first_day().to_string(),
            to: to.max(today).min(last).to_string(),
            message_from: quarter.first_day().to_string(),
            message_to: to.max(today).min(last).to_string(),
            issue_on: last.to_string(),
            scope: "full".to_owned(),
            percent: "30".to_owned(),
            seed: today.format("%Y%m%d").to_string(),
            standard: String::new(),
        }
    }

    fn of(fields: &Fields) -> Self {
        let text = |name: &str| fields.text(name).trim().to_owned();
        Self {
            branch: text("branch"),
            quarter: text("quarter"),
            roster_day: text("roster_day"),
            from: text("from"),
            to: text("to"),
            message_from: text("message_from"),
            message_to: text("message_to"),
            issue_on: text("issue_on"),
            scope: text("scope"),
            percent: text("percent"),
            seed: text("seed"),
            standard: text("standard"),
        }
    }

    fn read(&self) -> Result<NewRound, AppError> {
        let refused = |text: String| AppError::Refused(text);
        let day = |name: &str, text: &str| {
            text.parse::<NaiveDate>()
                .map_err(|_| refused(format!("{name}“{text}”写法不对，应为 2023-09-15 的样子")))
        };
        let number = |name: &str, text: &str| {
            text.parse::<u64>()
                .map_err(|_| refused(format!("{name}“{text}”应为不带小数的数字")))
        };
        let scope = match self.scope.as_str() {
            "full" => RoundScope::Full,
            "sample" => RoundScope::Sample {
                percent: u32::try_from(number("抽查比例", &self.percent)?).unwrap_or(u32::MAX),
                seed: number("随机种子", &self.seed)?,
            },
            _ => return Err(refused("请选择检查范围".to_owned())),
        };
        Ok(NewRound {
            quarter: self.quarter.parse().map_err(refused)?,
            organization: Uuid::parse_str(&self.branch)
                .map(OrganizationId)
                .map_err(|_| refused("请选择检查哪个地区或部门的网站".to_owned()))?,
            dates: RoundDates {
                roster_day: day("统计口径日", &self.roster_day)?,
                window: [day("采样起始日", &self.from)?, day("采样截止日", &self.to)?],
                message_window: [
                    day("留言统计起始日", &self.message_from)?,
                    day("留言统计截止日", &self.message_to)?,
                ],
                issue_on: day("通报印发日期", &self.issue_on)?,
            },
            scope,
            standard: match self.standard.as_str() {
                "" => None,
                number => Some(
                    number
                        .parse()
                        .map_err(|_| refused("请选择检查指标的版本".to_owned()))?,
                ),
            },
        })
    }
}

/// `GET /rounds/new`
pub(crate) async fn blank(
    State(web): State<Web>,
    Login(login): Login,
    Query(told): Query<Told>,
) -> Result<Response, WebError> {
    let frame = Frame::new(&login, SECTION, &told);
    let form = Form::usual(hour_of(web.app.now()).0);
    html(&new_page(&web, &login, frame, form).await?)
}

async fn new_page(web: &Web, login: &Seat, frame: Frame, mut form: Form) -> Result<NewPage, WebError> {
    let caller = &login.caller;
    let mut branches: Vec<(String, String)> = caller
        .user
        .branches(Permission::ManageRounds)
        .into_iter()
        .map(|id| (id.0.to_string(), caller.tree.full_name(id)))
        .collect();
    branches.sort();
    if form.branch.is_empty()
        && let Some((first, _)) = branches.first()
    {
        form.branch.clone_from(first);
    }
    let current = standard_in_force(&web.app).await?.map(|version| version.number);
    if form.standard.is_empty() {
        form.standard = current.map(|number| number.to_string()).unwrap_or_default();
    }
    let standards = standards_for_rounds(&web.app).await?;
    Ok(NewPage {
        frame,
        branches,
        standards: standards
            .into_iter()
            .map(|version| {
                let now = if Some(version.number) == current {
                    "，现行"
                } else {
                    ""
                };
                let standard = &version.standard;
                let name = format!(
                    "第{}版：{}（{}起施行{now}）",
                    version.number, standard.title, standard.effective_from
                );
                (version.number.to_string(), name)
            })
            .collect(),
        form,
    })
}

/// `POST /rounds`
pub(crate) async fn open(
    State(web): State<Web>,
    Login(login): Login,
    fields: Fields,
) -> Result<Response, WebError> {
    let form = Form::of(&fields);
    let opened = match form.read() {
        Ok(new) => open_round(&web.app, &login.caller, new).await,
        Err(error) => Err(error),
    };
    let there = |id: RoundId| format!("/rounds/{}?note=round-opened", id.0);
    answered((&login, SECTION), opened, there, async |frame| {
        new_page(&web, &login, frame, form).await
    })
    .await
}

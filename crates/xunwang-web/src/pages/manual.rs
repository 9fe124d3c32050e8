//! Checks by hand: the list of a round, and one site's checks.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Multipart, Path, Query, State};
use axum::response::Response;
use xunwang_app::office::{
    AppError, ManualList, NewResult, enter_check, manual_list, picture_of, plan_checks, round_view,
};
use xunwang_domain::manual::{ManualCheck, ManualOutcome};
use xunwang_domain::people::Permission;
use xunwang_domain::probe::hour_of;
use xunwang_domain::registry::SiteCode;
use xunwang_domain::round::{RoundId, RoundStage};
use xunwang_domain::standard::{Hundredths, IndicatorKind};

use super::fields::Fields;
use super::files::{download, parts_of};
use super::rounds::{id_of, site_of};
use crate::error::WebError;
use crate::guard::{Login, Seat};
use crate::moment::minute;
use crate::view::{Frame, Told, answered, html};
use crate::web::Web;

const SECTION: &str = "/rounds";

#[derive(Template)]
#[template(path = "manual.html")]
struct ListPage {
    frame: Frame,
    round: String,
    title: String,
    rows: Vec<(String, String, usize, usize, usize)>,
    total: usize,
    done: usize,
    may_plan: bool,
    seed: String,
}

/// `GET /rounds/{round}/manual`
pub(crate) async fn list(
    State(web): State<Web>,
    Login(login): Login,
    Path(id): Path<String>,
    Query(told): Query<Told>,
) -> Result<Response, WebError> {
    let frame = Frame::new(&login, SECTION, &told);
    html(&list_page(&web, &login, id_of(&id)?, frame).await?)
}

async fn list_page(web: &Web, login: &Seat, id: RoundId, frame: Frame) -> Result<ListPage, WebError> {
    let list = manual_list(&web.app, &login.caller, id, None).await?;
    let mut sites: BTreeMap<&SiteCode, (&str, usize, usize, usize)> = BTreeMap::new();
    for (check, name) in &list.checks {
        let row = sites.entry(&check.site).or_insert((name, 0, 0, 0));
        row.1 += 1;
        row.2 += usize::from(!check.results.is_empty());
        row.3 += usize::from(
            check
                .last()
                .is_some_and(|last| last.outcome == ManualOutcome::Bad),
        );
    }
    let is_done = |(check, _): &&(ManualCheck, String)| !check.results.is_empty();
    Ok(ListPage {
        frame,
        round: id.0.to_string(),
        title: list.round.title(),
        total: list.checks.len(),
        done: list.checks.iter().filter(is_done).count(),
        rows: sites
            .into_iter()
            .map(|(code, (name, all, done, bad))| (code.to_string(), name.to_owned(), all, done, bad))
            .collect(),
        may_plan: list.may_manage && list.checks.is_empty() && list.round.stage != RoundStage::Judged,
        seed: hour_of(web.app.now()).0.format("%Y%m%d").to_string(),
    })
}

/// `POST /rounds/{round}/manual`
pub(crate) async fn plan(
    State(web): State<Web>,
    Login(login): Login,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, WebError> {
    let id = id_of(&id)?;
    round_view(&web.app, &login.caller, id).await?;
    let numbers = (fields.text("percent").parse(), fields.text("seed").parse());
    let done = match numbers {
        (Ok(percent), Ok(seed)) => plan_checks(&web.app, &login.caller, id, (percent, seed)).await,
        _ => Err(AppError::Refused(
            "抽查比例和随机种子应为不带小数的数字".to_owned(),
        )),
    };
    let there = |_| format!("/rounds/{}/manual?note=checks-drawn", id.0);
    answered((&login, SECTION), done, there, async |frame| {
        list_page(&web, &login, id, frame).await
    })
    .await
}

#[derive(Template)]
#[template(path = "manual_site.html")]
struct Page {
    frame: Frame,
    round: String,
    title: String,
    code: String,
    site: String,
    home: String,
    checks: Vec<Check>,
    others: Vec<(String, String)>,
    outcomes: Vec<(&'static str, &'static str)>,
    may_enter: bool,
}

struct Check {
    indicator: String,
    title: String,
    wording: String,
    is_scored: bool,
    state: &'static str,
    tone: &'static str,
    results: Vec<String>,
    picture: Option<String>,
}

/// `GET /rounds/{round}/manual/{code}`
pub(crate) async fn show(
    State(web): State<Web>,
    Login(login): Login,
    Path((id, code)): Path<(String, String)>,
    Query(told): Query<Told>,
) -> Result<Response, WebError> {
    let frame = Frame::new(&login, SECTION, &told);
    html(&page(&web, &login, id_of(&id)?, &site_of(&code)?, frame).await?)
}

async fn page(web: &Web, login: &Seat, id: RoundId, code: &SiteCode, frame: Frame) -> Result<Page, WebError> {
    let view = round_view(&web.app, &login.caller, id).await?;
    let own = view.sites.iter().find(|one| one.roster.site.site.code == *code);
    let own = own.ok_or(AppError::NotFound)?;
    let registered = &own.roster.site;
    let list = manual_list(&web.app, &login.caller, id, Some(code)).await?;
    let known = |indicator: &str| list.checks.iter().any(|(check, _)| check.indicator == indicator);
    let others = list
        .standard
        .indicators
        .iter()
        .filter(|indicator| !known(&indicator.id) && indicator.applies_to(&registered.site))
        .map(|indicator| {
            let text = format!("{} {}：{}", indicator.id, indicator.title, indicator.wording);
            (indicator.id.clone(), text.chars().take(80).collect())
        });
    Ok(Page {
        frame,
        round: id.0.to_string(),
        title: view.round.title(),
        code: code.to_string(),
        site: registered.site.name.clone(),
        home: registered.site.home.to_string(),
        others: others.collect(),
        checks: list
            .checks
            .iter()
            .map(|(check, _)| check_of(&list, check, id))
            .collect(),
        outcomes: ManualOutcome::ALL.map(|one| (one.word(), one.label())).to_vec(),
        may_enter: view.round.must_be_under_review().is_ok()
            && login
                .caller
                .may(Permission::ReviewFindings, registered.organization),
    })
}

fn check_of(list: &ManualList, check: &ManualCheck, id: RoundId) -> Check {
    let indicator = list.standard.indicator(&check.indicator);
    let (state, tone) = match check.last().map(|last| last.outcome) {
        None => ("未做", "plain"),
        Some(outcome @ ManualOutcome::Good) => (outcome.label(), "fine"),
        Some(outcome @ ManualOutcome::Bad) => (outcome.label(), "fails"),
        Some(outcome) => (outcome.label(), "soon"),
    };
    let path = format!(
        "/rounds/{}/manual/{}/{}/picture",
        id.0, check.site, check.indicator
    );
    Check {
        indicator: check.indicator.clone(),
        title: indicator.map(|it| it.title.clone()).unwrap_or_default(),
        wording: indicator.map(|it| it.wording.clone()).unwrap_or_default(),
        is_scored: indicator.is_some_and(|it| it.kind != IndicatorKind::Veto),
        state,
        tone,
        results: check
            .results
            .iter()
            .map(|one| {
                format!(
                    "{} {} {}　{} {}",
                    minute(one.at),
                    one.name,
                    one.outcome.label(),
                    one.note,
                    one.address
                )
            })
            .collect(),
        picture: check.picture().map(|_| path),
    }
}

/// `POST /rounds/{round}/manual/{code}/{indicator}`
pub(crate) async fn enter(
    State(web): State<Web>,
    Login(login): Login,
    Path((id, code, indicator)): Path<(String, String, String)>,
    form: Multipart,
) -> Result<Response, WebError> {
    let (id, code) = (id_of(&id)?, site_of(&code)?);
    manual_list(&web.app, &login.caller, id, Some(&code)).await?;
    let done = match result(form).await {
        Ok((chosen, new)) => {
            // The form for an indicator that is not on the list names it in a field.
            let indicator = if indicator == "other" { chosen } else { indicator };
            enter_check(&web.app, &login.caller, id, (&code, &indicator), new).await
        }
        Err(error) => {
            page(
                &web,
                &login,
                id,
                &code,
                Frame::new(&login, SECTION, &Told::default()),
            )
            .await?;
            Err(error)
        }
    };
    let there = |()| format!("/rounds/{}/manual/{code}?note=check-entered", id.0);
    answered((&login, SECTION), done, there, async |frame| {
        page(&web, &login, id, &code, frame).await
    })
    .await
}

async fn result(form: Multipart) -> Result<(String, NewResult), AppError> {
    let (fields, picture) = parts_of(form).await?;
    let text = |name: &str| fields.get(name).map_or("", String::as_str).trim().to_owned();
    let outcome = ManualOutcome::of_word(&text("outcome"))
        .ok_or_else(|| AppError::Refused("请选择检查结论".to_owned()))?;
    let points = text("points");
    let points = (!points.is_empty())
        .then(|| {
            let wrong = || AppError::Refused(format!("分值“{points}”应为数字，至多两位小数"));
            Hundredths::parse(&points).ok_or_else(wrong)
        })
        .transpose()?;
    let new = NewResult {
        outcome,
        points,
        address: text("address"),
        note: text("note"),
        picture,
    };
    Ok((text("indicator"), new))
}

/// `GET /rounds/{round}/manual/{code}/{indicator}/picture`
pub(crate) async fn picture(
    State(web): State<Web>,
    Login(login): Login,
    Path((id, code, indicator)): Path<(String, String, String)>,
) -> Result<Response, WebError> {
    let (file, bytes) =
        picture_of(&web.app, &login.caller, id_of(&id)?, &site_of(&code)?, &indicator).await?;
    Ok(download(&file, bytes))
}

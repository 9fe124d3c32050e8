//! Opening, changing and closing sites and accounts.

use askama::Template;
use axum::extract::{Multipart, Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use serde::Deserialize;
use uuid::Uuid;
use xunwang_app::office::{
    AppError, FilingView, NewFiling, StepEntry, begin_filing, complete_filing, enter_step, filing,
    filing_hints, filings, proof_of, site_view, withdraw_filing,
};
use xunwang_domain::account::Permit;
use xunwang_domain::filing::{Filed as _, FilingId, FilingKind, FilingObject, FilingState, Wanted};
use xunwang_domain::probe::hour_of;
use xunwang_domain::registry::SiteCode;

use super::fields::Fields;
use super::files::{download, parts_of};
use super::media::media_address;
use crate::error::WebError;
use crate::guard::{Login, Seat};
use crate::moment::minute;
use crate::view::{Frame, Told, answered, html, mendable, refused};
use crate::web::Web;

#[derive(Template)]
#[template(path = "filings.html")]
struct ListPage {
    frame: Frame,
    rows: Vec<Row>,
    only_open: bool,
}

struct Row {
    id: String,
    kind: &'static str,
    name: String,
    link: String,
    reason: String,
    state: &'static str,
    is_open: bool,
    done: usize,
    steps: usize,
    begun: String,
    by: String,
}

impl From<FilingView> for Row {
    fn from(one: FilingView) -> Self {
        let name = one.entry.name().to_owned();
        let filing = one.filing;
        Self {
            id: filing.id.0.to_string(),
            kind: filing.kind.label(),
            name,
            link: address_of(&filing.object),
            state: filing.state.label(),
            is_open: filing.state == FilingState::Open,
            done: filing.done.len(),
            steps: filing.steps().len(),
            begun: minute(filing.begun_at),
            by: filing.begun_by,
            reason: filing.reason,
        }
    }
}

#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    all: String,
}

/// `GET /filings`: those going on; all with `?all=1`.
pub(crate) async fn list(
    State(web): State<Web>,
    Login(login): Login,
    Query(asked): Query<Asked>,
    Query(told): Query<Told>,
) -> Result<Response, WebError> {
    let only_open = asked.all.is_empty();
    let all = filings(&web.app, &login.caller, None).await?;
    let wanted = |one: &FilingView| !only_open || one.filing.state == FilingState::Open;
    html(&ListPage {
        frame: Frame::new(&login, "/filings", &told),
        rows: all.into_iter().filter(wanted).map(Row::from).collect(),
        only_open,
    })
}

#[derive(Template)]
#[template(path = "filing_new.html")]
struct NewPage {
    frame: Frame,
    /// The address of the site.
    link: String,
    code: String,
    name: String,
    home: String,
    status: &'static str,
    kinds: Vec<(&'static str, &'static str)>,
    hints: Vec<String>,
    chosen: String,
    reason: String,
    new_name: String,
    new_home: String,
}

/// What the address fills in: whoever comes from another page has found something out there.
#[derive(Deserialize)]
pub(crate) struct FilledIn {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    home: String,
}

/// `GET /sites/{code}/filings/new`
pub(crate) async fn blank(
    State(web): State<Web>,
    Login(login): Login,
    Path(code): Path<String>,
    Query(filled): Query<FilledIn>,
    Query(told): Query<Told>,
) -> Result<Response, WebError> {
    let frame = Frame::new(&login, "/filings", &told);
    let mut page = new_page(&web, &login, &code, frame).await?;
    page.chosen = filled.kind;
    page.reason = filled.reason.chars().take(500).collect();
    page.new_name = filled.name;
    page.new_home = filled.home;
    html(&page)
}

async fn new_page(web: &Web, login: &Seat, code: &str, frame: Frame) -> Result<NewPage, WebError> {
    let code = SiteCode::parse(code).map_err(|_| AppError::NotFound)?;
    let view = site_view(&web.app, &login.caller, &code, None).await?;
    if !view.may_edit {
        return Err(AppError::Forbidden.into());
    }
    let site = &view.site.site;
    let kinds = FilingKind::ALL.into_iter().filter(|kind| site.fits(*kind));
    Ok(NewPage {
        frame,
        kinds: kinds.map(|kind| (kind.word(), kind.label())).collect(),
        hints: filing_hints(&web.app, &view.site).await?,
        link: format!("/sites/{code}"),
        code: code.to_string(),
        name: site.name.clone(),
        home: site.home.to_string(),
        status: site.status.label(),
        chosen: String::new(),
        reason: String::new(),
        new_name: String::new(),
        new_home: String::new(),
    })
}

/// `POST /sites/{code}/filings`
pub(crate) async fn begin(
    State(web): State<Web>,
    Login(login): Login,
    Path(code): Path<String>,
    fields: Fields,
) -> Result<Response, WebError> {
    let site = SiteCode::parse(&code).map_err(|_| AppError::NotFound)?;
    let begun = match new_filing(site, &fields) {
        Ok(new) => begin_filing(&web.app, &login.caller, new).await,
        Err(error) => {
            // Who may not is not told what is wrong with the form.
            site_view(
                &web.app,
                &login.caller,
                &SiteCode::parse(&code).map_err(|_| AppError::NotFound)?,
                None,
            )
            .await?;
            Err(error)
        }
    };
    match begun {
        Ok(id) => Ok(Redirect::to(&format!("/filings/{}?note=filing-begun", id.0)).into_response()),
        Err(error) => {
            let frame = Frame::refusing(&login, "/filings", mendable(error)?);
            let mut page = new_page(&web, &login, &code, frame).await?;
            fields.text("kind").clone_into(&mut page.chosen);
            fields.text("reason").clone_into(&mut page.reason);
            fields.text("name").clone_into(&mut page.new_name);
            fields.text("home").clone_into(&mut page.new_home);
            refused(&page)
        }
    }
}

fn new_filing(site: SiteCode, fields: &Fields) -> Result<NewFiling, AppError> {
    let kind = FilingKind::of_word(fields.text("kind"))
        .ok_or_else(|| AppError::Refused("请选择办件类别".to_owned()))?;
    let day = |name: &str| {
        let text = fields.text(name);
        let wrong = |_| AppError::Refused(format!("日期“{text}”写法不对，应为 2023-09-15 的样子"));
        (!text.is_empty())
            .then(|| text.parse::<NaiveDate>().map_err(wrong))
            .transpose()
    };
    let text = |name: &str| Some(fields.text(name).trim().to_owned()).filter(|text| !text.is_empty());
    let home = text("home")
        .map(|home| {
            let parsed = home
                .parse::<url::Url>()
                .ok()
                .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
            parsed.ok_or_else(|| {
                AppError::Refused(format!("“{home}”不是网页地址；应以 http:// 或 https:// 开头"))
            })
        })
        .transpose()?;
    let is_change = kind == FilingKind::Change;
    let is_suspension = kind == FilingKind::Suspension;
    Ok(NewFiling {
        object: FilingObject::Site(site),
        kind,
        reason: fields.text("reason").to_owned(),
        wanted: Wanted {
            name: text("name").filter(|_| is_change),
            home: home.filter(|_| is_change),
            from: day("from")?.filter(|_| is_suspension),
            to: day("to")?.filter(|_| is_suspension),
            ..Wanted::default()
        },
    })
}

#[derive(Template)]
#[template(path = "filing.html")]
struct Page {
    frame: Frame,
    id: String,
    kind: &'static str,
    name: String,
    link: String,
    code: String,
    reason: String,
    state: &'static str,
    is_open: bool,
    may_edit: bool,
    wanted: Vec<(&'static str, String)>,
    steps: Vec<StepRow>,
    missing: usize,
    begun: String,
    by: String,
    ended: String,
    today: String,
}

struct StepRow {
    word: &'static str,
    title: &'static str,
    proof: &'static str,
    needs_file: bool,
    is_done: bool,
    text: String,
    on: String,
    file: String,
    by: String,
}

/// `GET /filings/{filing}`
pub(crate) async fn show(
    State(web): State<Web>,
    Login(login): Login,
    Path(id): Path<String>,
    Query(told): Query<Told>,
) -> Result<Response, WebError> {
    let one = filing(&web.app, &login.caller, id_of(&id)?).await?;
    html(&page(&web, Frame::new(&login, "/filings", &told), one))
}

fn page(web: &Web, frame: Frame, one: FilingView) -> Page {
    let name = one.entry.name().to_owned();
    let filing = one.filing;
    let steps = filing.steps().iter().map(|step| {
        let done = filing.done(step.word);
        StepRow {
            word: step.word,
            title: step.title,
            proof: step.proof,
            needs_file: step.needs_file,
            is_done: done.is_some(),
            text: done.map(|done| done.text.clone()).unwrap_or_default(),
            on: done.map(|done| done.on.to_string()).unwrap_or_default(),
            file: done
                .and_then(|done| Some(done.file.as_ref()?.name.clone()))
                .unwrap_or_default(),
            by: done
                .map(|done| format!("{} {}", done.by, minute(done.at)))
                .unwrap_or_default(),
        }
    });
    let wanted = &filing.wanted;
    let days = |(from, to): (NaiveDate, NaiveDate)| format!("{from} 至 {to}");
    let permit = |it: &Permit| format!("{}，至{}", it.reason, it.until);
    let wanted = [
        ("新的名称", wanted.name.clone()),
        ("新的网址", wanted.home.as_ref().map(ToString::to_string)),
        ("新的平台账号", wanted.handle.clone()),
        ("新的认证主体", wanted.certified.clone()),
        ("同平台多号理由", wanted.permit.as_ref().map(permit)),
        ("下线日期", wanted.from.zip(wanted.to).map(days)),
    ];
    Page {
        frame,
        id: filing.id.0.to_string(),
        kind: filing.kind.label(),
        name,
        link: address_of(&filing.object),
        code: match &filing.object {
            FilingObject::Site(code) => code.to_string(),
            FilingObject::Account(code) => code.to_string(),
        },
        state: filing.state.label(),
        is_open: filing.state == FilingState::Open,
        may_edit: one.may_edit,
        wanted: wanted
            .into_iter()
            .filter_map(|(name, text)| Some((name, text?)))
            .collect(),
        steps: steps.collect(),
        missing: filing.missing().len(),
        begun: minute(filing.begun_at),
        ended: filing.ended_at.map(minute).unwrap_or_default(),
        by: filing.begun_by,
        reason: filing.reason,
        today: hour_of(web.app.now()).0.to_string(),
    }
}

/// `POST /filings/{filing}/steps/{step}`
pub(crate) async fn enter(
    State(web): State<Web>,
    Login(login): Login,
    Path((id, step)): Path<(String, String)>,
    form: Multipart,
) -> Result<Response, WebError> {
    let id = id_of(&id)?;
    filing(&web.app, &login.caller, id).await?;
    let entered = match entry(step, form).await {
        Ok(entry) => enter_step(&web.app, &login.caller, id, entry).await,
        Err(error) => Err(error),
    };
    answer(&web, &login, id, entered, "saved").await
}

async fn entry(word: String, form: Multipart) -> Result<StepEntry, AppError> {
    let (fields, file) = parts_of(form).await?;
    let text = |name: &str| fields.get(name).map_or("", String::as_str);
    let wrong = |_| AppError::Refused("请填写办理日期，写成 2023-09-15 的样子".to_owned());
    Ok(StepEntry {
        word,
        on: text("on").parse().map_err(wrong)?,
        text: text("text").to_owned(),
        file,
    })
}

/// `POST /filings/{filing}/complete`
pub(crate) async fn complete(
    State(web): State<Web>,
    Login(login): Login,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    let id = id_of(&id)?;
    let done = complete_filing(&web.app, &login.caller, id).await;
    answer(&web, &login, id, done, "filing-completed").await
}

/// `POST /filings/{filing}/withdraw`
pub(crate) async fn withdraw(
    State(web): State<Web>,
    Login(login): Login,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    let id = id_of(&id)?;
    let done = withdraw_filing(&web.app, &login.caller, id).await;
    answer(&web, &login, id, done, "filing-withdrawn").await
}

async fn answer(
    web: &Web,
    login: &Seat,
    id: FilingId,
    done: Result<(), AppError>,
    note: &str,
) -> Result<Response, WebError> {
    let there = |()| format!("/filings/{}?note={note}", id.0);
    answered((login, "/filings"), done, there, async |frame| {
        let one = filing(&web.app, &login.caller, id).await?;
        Ok(page(web, frame, one))
    })
    .await
}

/// `GET /filings/{filing}/proofs/{step}`: to be kept, never to be shown by the browser as a page of ours.
pub(crate) async fn proof(
    State(web): State<Web>,
    Login(login): Login,
    Path((id, step)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let (file, bytes) = proof_of(&web.app, &login.caller, id_of(&id)?, &step).await?;
    Ok(download(&file, bytes))
}

/// Where the site or account is shown.
fn address_of(object: &FilingObject) -> String {
    match object {
        FilingObject::Site(code) => format!("/sites/{code}"),
        FilingObject::Account(code) => media_address(code),
    }
}

fn id_of(text: &str) -> Result<FilingId, AppError> {
    Uuid::parse_str(text)
        .map(FilingId)
        .map_err(|_| AppError::NotFound)
}

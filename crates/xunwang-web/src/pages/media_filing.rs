//! A filing of a new-media account is begun: opening, change, closing, removal from the platform.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use serde::Deserialize;
use xunwang_app::office::{AppError, NewFiling, begin_filing, media_hints, media_view};
use xunwang_domain::account::{AccountCode, Permit};
use xunwang_domain::filing::{Filed as _, FilingKind, FilingObject, Wanted};

use super::fields::Fields;
use super::media::media_address;
use super::media_account::code_of;
use crate::error::WebError;
use crate::guard::{Login, Seat};
use crate::view::{Frame, Told, html, mendable, refused};
use crate::web::Web;

/// The section of the frame.
const SECTION: &str = "/filings";

#[derive(Template)]
#[template(path = "media_filing_new.html")]
struct Page {
    frame: Frame,
    link: String,
    code: String,
    name: String,
    status: &'static str,
    kinds: Vec<(&'static str, &'static str)>,
    hints: Vec<String>,
    may_change: bool,
    chosen: String,
    reason: String,
    /// What the form has of what is to be changed: name, label, text, what it is now.
    wanted: Vec<(&'static str, &'static str, String, String)>,
    until: String,
}

/// What is asked for in the address.
#[derive(Deserialize)]
pub(crate) struct FilledIn {
    #[serde(default)]
    kind: String,
}

/// `GET /media/{account}/filings/new`
pub(crate) async fn blank(
    State(web): State<Web>,
    Login(login): Login,
    Path(code): Path<String>,
    Query(filled): Query<FilledIn>,
    Query(told): Query<Told>,
) -> Result<Response, WebError> {
    let frame = Frame::new(&login, SECTION, &told);
    let mut page = page(&web, &login, &code_of(&code)?, frame).await?;
    page.chosen = filled.kind;
    html(&page)
}

async fn page(web: &Web, login: &Seat, code: &AccountCode, frame: Frame) -> Result<Page, WebError> {
    let standard = web.standard().await?;
    let view = media_view(&web.app, &login.caller, code, None, &standard).await?;
    if !view.may_edit {
        return Err(AppError::Forbidden.into());
    }
    let account = &view.account.account;
    let kinds = FilingKind::ALL.into_iter().filter(|kind| account.fits(*kind));
    let address = account.address.as_ref().map(ToString::to_string);
    let now = [
        ("name", "新的账号名称", account.name.clone()),
        ("handle", "新的平台账号", account.handle.clone()),
        ("certified", "新的认证主体", account.certified.clone()),
        ("home", "新的账号链接", address.unwrap_or_default()),
        (
            "permit",
            "同平台多号理由（须写明同意的单位）",
            account
                .permit
                .as_ref()
                .map(|it| it.reason.clone())
                .unwrap_or_default(),
        ),
    ];
    Ok(Page {
        frame,
        link: media_address(&account.code),
        code: account.code.to_string(),
        name: account.name.clone(),
        status: account.status.label(),
        kinds: kinds.map(|kind| (kind.word(), kind.label())).collect(),
        hints: media_hints(&web.app, &view.account).await?,
        may_change: account.fits(FilingKind::Change),
        chosen: String::new(),
        reason: String::new(),
        wanted: now
            .into_iter()
            .map(|(name, label, now)| (name, label, String::new(), now))
            .collect(),
        until: String::new(),
    })
}

/// `POST /media/{account}/filings`
pub(crate) async fn begin(
    State(web): State<Web>,
    Login(login): Login,
    Path(code): Path<String>,
    fields: Fields,
) -> Result<Response, WebError> {
    let code = code_of(&code)?;
    let begun = match new_filing(&code, &fields) {
        Ok(new) => begin_filing(&web.app, &login.caller, new).await,
        // Who may not is not told what is wrong with the form.
        Err(error) => {
            page(&web, &login, &code, Frame::new(&login, SECTION, &Told::default())).await?;
            Err(error)
        }
    };
    match begun {
        Ok(id) => Ok(Redirect::to(&format!("/filings/{}?note=filing-begun", id.0)).into_response()),
        Err(error) => {
            let frame = Frame::refusing(&login, SECTION, mendable(error)?);
            let mut page = page(&web, &login, &code, frame).await?;
            fields.text("kind").clone_into(&mut page.chosen);
            fields.text("reason").clone_into(&mut page.reason);
            fields.text("until").clone_into(&mut page.until);
            for (name, _, text, _) in &mut page.wanted {
                fields.text(name).clone_into(text);
            }
            refused(&page)
        }
    }
}

fn new_filing(code: &AccountCode, fields: &Fields) -> Result<NewFiling, AppError> {
    let kind = FilingKind::of_word(fields.text("kind"))
        .ok_or_else(|| AppError::Refused("请选择办件类别".to_owned()))?;
    let text = |name: &str| {
        let text: String = fields.text(name).split_whitespace().collect::<Vec<_>>().join(" ");
        Some(text).filter(|text| !text.is_empty() && kind == FilingKind::Change)
    };
    for name in ["name", "handle", "certified", "permit"] {
        if fields.text(name).chars().count() > 200 {
            return Err(AppError::Refused("填写的内容太长，每项最多200字".to_owned()));
        }
    }
    let home = text("home")
        .map(|home| {
            let url = home.parse::<url::Url>().ok();
            let url = url.filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
            let wrong = || AppError::Refused(format!("“{home}”不是网页地址；应以 http:// 或 https:// 开头"));
            url.ok_or_else(wrong)
        })
        .transpose()?;
    let permit = text("permit")
        .map(|reason| {
            let until = fields.text("until").parse::<NaiveDate>();
            let wrong = |_| AppError::Refused("填写了同平台多号理由，还须填写期限".to_owned());
            until.map(|until| Permit { reason, until }).map_err(wrong)
        })
        .transpose()?;
    Ok(NewFiling {
        object: FilingObject::Account(code.clone()),
        kind,
        reason: fields.text("reason").to_owned(),
        wanted: Wanted {
            name: text("name"),
            handle: text("handle"),
            certified: text("certified"),
            home,
            permit,
            ..Wanted::default()
        },
    })
}

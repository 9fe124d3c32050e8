//! The sources of an account that the program looks at by itself: set up, looked at before their time, taken out. A secret goes in
//! and never comes out.

use axum::extract::{Path, State};
use axum::response::Response;
use chrono::NaiveDate;
use xunwang_app::office::{
    AppError, NewSource, ask_media_source, drop_media_source, fitting_ways, set_media_source,
};
use xunwang_domain::account::MediaAccount;
use xunwang_domain::account::{AccountSource, MediaStatus, SourceWay};
use xunwang_domain::probe::hour_of;

use super::fields::Fields;
use super::media_account::{answer, code_of, must};
use crate::error::WebError;
use crate::guard::Login;
use crate::moment::minute;
use crate::web::Web;

/// A source as the page shows it.
pub(super) struct SourceRow {
    pub(super) word: &'static str,
    pub(super) label: &'static str,
    pub(super) settings: String,
    pub(super) tone: &'static str,
    pub(super) short: &'static str,
    pub(super) state: String,
    pub(super) next: String,
    pub(super) by: String,
}

/// A form with which one may be set up.
pub(super) struct SourceForm {
    pub(super) word: &'static str,
    pub(super) label: &'static str,
    /// Is it there already?
    pub(super) is_set: bool,
    pub(super) app: String,
    pub(super) address: String,
    pub(super) is_complete: bool,
    pub(super) until: String,
}

pub(super) fn rows(sources: &[AccountSource], now: chrono::DateTime<chrono::Utc>) -> Vec<SourceRow> {
    let (today, _) = hour_of(now);
    sources.iter().map(|source| row(source, today, now)).collect()
}

fn row(source: &AccountSource, today: NaiveDate, now: chrono::DateTime<chrono::Utc>) -> SourceRow {
    let all = |is_complete: bool| match is_complete {
        true => "，能看到全部发布内容",
        false => "，不一定能看到全部",
    };
    let settings = match &source.way {
        SourceWay::Wechat { app, is_complete } => format!("AppID {app}{}", all(*is_complete)),
        SourceWay::Weibo => "凭据已加密保存".to_owned(),
        SourceWay::Feed { address, is_complete } => format!("{address}{}", all(*is_complete)),
        SourceWay::WeiboPage { number } => format!("编号 {number}，从不算看到全部"),
    };
    let until = source
        .until
        .map(|day| format!("，授权到{day}"))
        .unwrap_or_default();
    let warning = source.warning(today);
    let (tone, state) = match (&source.last, warning) {
        (_, Some(warning)) => ("soon", warning),
        (None, None) => ("plain", "还没有看过".to_owned()),
        (Some(last), None) => match &last.problem {
            Some(problem) => ("plain", format!("{} {problem}", minute(last.at))),
            None => ("fine", format!("{} 成功", minute(last.at))),
        },
    };
    let next = source.next_at();
    SourceRow {
        word: source.way.word(),
        label: source.way.label(),
        settings: format!("{settings}{until}"),
        tone,
        short: match (tone, source.last.is_some()) {
            ("soon", _) => "请处理",
            ("fine", _) => "正常",
            (_, true) => "没看到",
            (_, false) => "待查看",
        },
        state,
        next: if next <= now {
            "马上".to_owned()
        } else {
            minute(next)
        },
        by: source.set_by.clone(),
    }
}

/// The forms of the ways that fit the account.
pub(super) fn forms(account: &MediaAccount, sources: &[AccountSource]) -> Vec<SourceForm> {
    if !matches!(account.status, MediaStatus::Running | MediaStatus::Retired) {
        return Vec::new();
    }
    let form = |word: &&'static str| {
        let set = sources.iter().find(|source| source.way.word() == *word);
        let mut form = SourceForm {
            word,
            label: match *word {
                "wechat" => "微信公众号授权接口",
                "weibo" => "微博授权接口",
                "weibo-page" => "微博公开页面",
                _ => "订阅源（RSS、Atom、JSON Feed）",
            },
            is_set: set.is_some(),
            app: String::new(),
            address: String::new(),
            is_complete: false,
            until: set
                .and_then(|one| one.until)
                .map(|day| day.to_string())
                .unwrap_or_default(),
        };
        match set.map(|one| &one.way) {
            Some(SourceWay::Wechat { app, is_complete }) => {
                form.app.clone_from(app);
                form.is_complete = *is_complete;
            }
            Some(SourceWay::Feed { address, is_complete }) => {
                form.address = address.to_string();
                form.is_complete = *is_complete;
            }
            Some(SourceWay::WeiboPage { number }) => form.app.clone_from(number),
            _ => {}
        }
        form
    };
    fitting_ways(&account.platform).iter().map(form).collect()
}

/// `POST /media/{account}/sources/{way}`
pub(crate) async fn set(
    State(web): State<Web>,
    Login(login): Login,
    Path((code, way)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, WebError> {
    let code = code_of(&code)?;
    known(&way)?;
    must(&web, &login, &code, |view| view.may_report).await?;
    let until = fields.text("until").trim();
    let until = match until {
        "" => Ok(None),
        text => text.parse().map(Some),
    };
    let done = match until {
        Err(_) => Err(AppError::Refused(
            "授权到期日应为 2026-12-31 的样子，没有到期日的不填".to_owned(),
        )),
        Ok(until) => {
            let new = NewSource {
                way,
                app: fields.text("app").to_owned(),
                secret: fields.text("secret").to_owned(),
                address: fields.text("address").to_owned(),
                is_complete: !fields.text("all").is_empty(),
                until,
            };
            set_media_source(&web.app, &login.caller, &code, new).await
        }
    };
    answer(&web, &login, &code, done, "source-set").await
}

/// `POST /media/{account}/sources/{way}/look`
pub(crate) async fn look(
    State(web): State<Web>,
    Login(login): Login,
    Path((code, way)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let code = code_of(&code)?;
    known(&way)?;
    let done = ask_media_source(&web.app, &login.caller, &code, &way).await;
    answer(&web, &login, &code, done, "source-asked").await
}

/// `POST /media/{account}/sources/{way}/drop`
pub(crate) async fn drop(
    State(web): State<Web>,
    Login(login): Login,
    Path((code, way)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let code = code_of(&code)?;
    known(&way)?;
    let done = drop_media_source(&web.app, &login.caller, &code, &way).await;
    answer(&web, &login, &code, done, "source-dropped").await
}

fn known(way: &str) -> Result<(), AppError> {
    match SourceWay::WORDS.contains(&way) {
        true => Ok(()),
        false => Err(AppError::NotFound),
    }
}

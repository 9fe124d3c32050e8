//! The desk for looking at accounts: one a screen, one key for what was seen, the next one at once; and the page on a telephone that
//! takes the screenshot.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Multipart, Path, Query, State};
use axum::http::HeaderMap;
use axum::http::header::HOST;
use axum::response::{Html, IntoResponse as _, Response};
use chrono::{Days, NaiveDate};
use qrcode::QrCode;
use qrcode::render::svg;
use serde::Deserialize;
use xunwang_app::office::{
    AppError, Glance, keep_glance, media_desk, shot_account, shot_link, shot_there, take_shot,
};
use xunwang_domain::account::{AccountCode, MediaAccount, Platform};
use xunwang_domain::circular::Rate;
use xunwang_domain::people::Permission;
use xunwang_domain::probe::hour_of;

use super::feedback::percent;
use super::files::{SentFile, parts_of};
use super::media::{SECTION, media_address};
use super::media_account::code_of;
use crate::error::WebError;
use crate::guard::{Login, Seat};
use crate::view::{Frame, Told, answered, html, mendable};
use crate::web::Web;

/// Which accounts, and after which.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    platform: String,
    #[serde(default)]
    after: String,
}

#[derive(Template)]
#[template(path = "media_desk.html")]
struct Page {
    frame: Frame,
    platform: String,
    platforms: Vec<(String, usize)>,
    left: usize,
    in_hour: usize,
    today: usize,
    /// How many were compared, and the share that agrees.
    agreement: Option<(usize, String)>,
    account: Option<Account>,
}

struct Account {
    code: String,
    link: String,
    name: String,
    platform: String,
    sponsor: String,
    area: String,
    handle: String,
    address: String,
    /// The code of its address.
    code_svg: String,
    /// The code of the telephone's page.
    shot_svg: String,
    /// Key, day, and how long ago it is.
    days: Vec<(u64, String, String)>,
    today: String,
    query: String,
}

/// `GET /media/desk`
pub(crate) async fn show(
    State(web): State<Web>,
    Login(login): Login,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
    Query(told): Query<Told>,
) -> Result<Response, WebError> {
    let frame = Frame::new(&login, SECTION, &told);
    html(&page(&web, &login, &headers, asked, frame).await?)
}

async fn page(
    web: &Web,
    login: &Seat,
    headers: &HeaderMap,
    asked: Asked,
    frame: Frame,
) -> Result<Page, WebError> {
    let platform = Platform::parse(&asked.platform);
    let after = AccountCode::parse(&asked.after).ok();
    let desk = media_desk(&web.app, &login.caller, platform.as_ref(), after.as_ref()).await?;
    let (compared, agreed) = desk.agreement;
    let account = desk
        .account
        .map(|account| account_of(web, login, headers, account, &asked.platform));
    Ok(Page {
        frame,
        platform: asked.platform,
        platforms: desk
            .platforms
            .iter()
            .map(|(platform, count)| (platform.label().to_owned(), *count))
            .collect(),
        left: desk.left,
        in_hour: desk.in_hour,
        today: desk.today,
        agreement: (compared > 0).then(|| {
            (
                compared,
                percent(Rate {
                    part: agreed as u64,
                    whole: compared as u64,
                }),
            )
        }),
        account: account.transpose()?,
    })
}

fn account_of(
    web: &Web,
    login: &Seat,
    headers: &HeaderMap,
    account: MediaAccount,
    platform: &str,
) -> Result<Account, AppError> {
    let today = hour_of(web.app.now()).0;
    let address = account
        .address
        .as_ref()
        .map(ToString::to_string)
        .unwrap_or_default();
    let secret = shot_link(&web.app, &login.caller, &account.code, &account.name);
    let host = headers
        .get(HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or_default();
    let scheme = if web.settings.behind_proxy {
        "https"
    } else {
        "http"
    };
    let platform: String = form_urlencoded::byte_serialize(platform.as_bytes()).collect();
    Ok(Account {
        link: media_address(&account.code),
        code_svg: if address.is_empty() {
            String::new()
        } else {
            code_of_text(&address)?
        },
        shot_svg: code_of_text(&format!("{scheme}://{host}/shots/{secret}"))?,
        days: (0..10).filter_map(|ago| day_of(today, ago)).collect(),
        today: today.to_string(),
        query: format!("platform={platform}&after={}", account.code),
        code: account.code.to_string(),
        name: account.name,
        platform: account.platform.label().to_owned(),
        sponsor: account.sponsor,
        area: account.area,
        handle: account.handle,
        address,
    })
}

fn day_of(today: NaiveDate, ago: u64) -> Option<(u64, String, String)> {
    let day = today.checked_sub_days(Days::new(ago))?;
    let told = match ago {
        0 => "今天".to_owned(),
        1 => "昨天".to_owned(),
        ago => format!("{ago}天前"),
    };
    Some((ago, day.format("%m-%d").to_string(), told))
}

fn code_of_text(text: &str) -> Result<String, AppError> {
    let code = QrCode::new(text.as_bytes());
    let code = code.map_err(|error| AppError::Refused(format!("二维码：{error}")))?;
    Ok(code.render::<svg::Color<'_>>().min_dimensions(180, 180).build())
}

/// `POST /media/desk/{account}`
pub(crate) async fn keep(
    State(web): State<Web>,
    Login(login): Login,
    headers: HeaderMap,
    Path(code): Path<String>,
    form: Multipart,
) -> Result<Response, WebError> {
    let code = code_of(&code)?;
    // Who may not is not told what is wrong with the form.
    let standard = web.standard().await?;
    let view = xunwang_app::office::media_view(&web.app, &login.caller, &code, None, &standard).await?;
    if !view.may_check {
        return Err(AppError::Forbidden.into());
    }
    let (mut platform, done) = (String::new(), parts_of(form).await);
    let done = match done {
        Ok(parts) => {
            platform = parts.0.get("platform").cloned().unwrap_or_default();
            match glance_of(&web, parts) {
                Ok((glance, interaction, file)) => {
                    keep_glance(&web.app, &login.caller, &code, glance, interaction, file).await
                }
                Err(error) => Err(error),
            }
        }
        Err(error) => Err(error),
    };
    let chosen: String = form_urlencoded::byte_serialize(platform.as_bytes()).collect();
    let there = |()| format!("/media/desk?platform={chosen}&note=glance-kept");
    let again = async |frame| {
        let asked = Asked {
            platform: platform.clone(),
            after: String::new(),
        };
        page(&web, &login, &headers, asked, frame).await
    };
    answered((&login, SECTION), done, there, again).await
}

type Seen = (Glance, Option<bool>, Option<SentFile>);

fn glance_of(
    web: &Web,
    (fields, file): (HashMap<String, String>, Option<SentFile>),
) -> Result<Seen, AppError> {
    let text = |name: &str| fields.get(name).map_or("", String::as_str).trim();
    let today = hour_of(web.app.now()).0;
    let glance = match text("seen") {
        "hidden" => Glance::Hidden,
        "failed" => Glance::Failed,
        "empty" => Glance::Empty,
        "on" => {
            let on = text("on").parse();
            Glance::Newest(on.map_err(|_| AppError::Refused("请填写最近一篇的日期".to_owned()))?)
        }
        ago => {
            let ago = ago.parse().ok().filter(|ago| *ago < 10);
            let day = ago.and_then(|ago| today.checked_sub_days(Days::new(ago)));
            Glance::Newest(day.ok_or_else(|| AppError::Refused("请按键选择看到的情况".to_owned()))?)
        }
    };
    let interaction = match text("interaction") {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    };
    Ok((glance, interaction, file))
}

/// `GET /media/desk/{account}/shot`: whether a picture has come from the telephone.
pub(crate) async fn shot(
    State(web): State<Web>,
    Login(login): Login,
    Path(code): Path<String>,
) -> Result<Response, WebError> {
    let code = code_of(&code)?;
    let standard = web.standard().await?;
    let view = xunwang_app::office::media_view(&web.app, &login.caller, &code, None, &standard).await?;
    if !login
        .caller
        .may(Permission::CheckAccounts, view.account.organization)
    {
        return Err(AppError::Forbidden.into());
    }
    let there = shot_there(&web.app, &login.caller, &code);
    let told = there.map_or_else(
        || "还没有收到手机上传的截图。".to_owned(),
        |(_, length)| {
            format!(
                "已收到手机上传的截图（{} KB），直接按日期键。",
                length.div_ceil(1024)
            )
        },
    );
    Ok(Html(format!("<section>{told}</section>")).into_response())
}

#[derive(Template)]
#[template(path = "media_shot.html")]
struct ShotPage {
    name: String,
    secret: String,
    is_taken: bool,
    wrong: String,
}

/// `GET /shots/{secret}`: on the telephone.
pub(crate) async fn telephone(
    State(web): State<Web>,
    Path(secret): Path<String>,
) -> Result<Response, WebError> {
    let name = shot_account(&web.app, &secret)?;
    html(&ShotPage {
        name,
        secret,
        is_taken: false,
        wrong: String::new(),
    })
}

/// `POST /shots/{secret}`
pub(crate) async fn take(
    State(web): State<Web>,
    Path(secret): Path<String>,
    form: Multipart,
) -> Result<Response, WebError> {
    let name = shot_account(&web.app, &secret)?;
    let taken = match parts_of(form).await {
        Ok((_, file)) => take_shot(&web.app, &secret, file),
        Err(error) => Err(error),
    };
    let wrong = match taken {
        Ok(()) => String::new(),
        Err(error) => mendable(error)?,
    };
    html(&ShotPage {
        name,
        secret,
        is_taken: wrong.is_empty(),
        wrong,
    })
}

//! The own account.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use qrcode::QrCode;
use qrcode::render::svg;
use xunwang_app::office::{
    self, AppError, begin_totp, confirm_totp as confirm, own_sessions, remove_totp as remove,
};

use super::fields::Fields;
use crate::error::WebError;
use crate::guard::{Login, Seat};
use crate::moment::minute;
use crate::view::{Frame, Told, answered, html};
use crate::web::Web;

#[derive(Template)]
#[template(path = "account.html")]
struct Page {
    frame: Frame,
    account: String,
    body: String,
    grants: Vec<(&'static str, String)>,
    has_totp: bool,
    sessions: Vec<OwnSession>,
}

struct OwnSession {
    address: String,
    agent: String,
    began_at: String,
    seen_at: String,
    is_this: bool,
}

#[derive(Template)]
#[template(path = "totp.html")]
struct TotpPage {
    frame: Frame,
    key: String,
    shown_key: String,
    picture: String,
}

async fn page(web: &Web, login: &Seat, frame: Frame) -> Result<Page, WebError> {
    let (sessions, has_totp) = own_sessions(&web.app, login).await?;
    let (user, tree) = (&login.caller.user, &login.caller.tree);
    let sessions = sessions.into_iter().map(|session| OwnSession {
        is_this: session.digest == login.session.digest,
        address: session.address,
        agent: session.agent,
        began_at: minute(session.began_at),
        seen_at: minute(session.seen_at),
    });
    Ok(Page {
        frame,
        account: user.account.clone(),
        body: tree.full_name(user.organization),
        grants: user
            .grants
            .iter()
            .map(|it| (it.role.label(), tree.full_name(it.organization)))
            .collect(),
        has_totp,
        sessions: sessions.collect(),
    })
}

/// `GET /account`
pub(crate) async fn show(
    State(web): State<Web>,
    Login(login): Login,
    Query(told): Query<Told>,
) -> Result<Response, WebError> {
    html(&page(&web, &login, Frame::new(&login, "/account", &told)).await?)
}

async fn answer(
    web: &Web,
    login: &Seat,
    done: Result<(), AppError>,
    note: &str,
) -> Result<Response, WebError> {
    let there = |()| format!("/account?note={note}");
    answered((login, "/account"), done, there, async |frame| {
        page(web, login, frame).await
    })
    .await
}

/// `POST /account/password`
pub(crate) async fn change_password(
    State(web): State<Web>,
    Login(login): Login,
    fields: Fields,
) -> Result<Response, WebError> {
    let (present, new) = (fields.text("present"), fields.text("password"));
    let done = if new == fields.text("again") {
        office::change_password(&web.app, &login, present, new).await
    } else {
        Err(AppError::Refused("两次输入的新密码不一样，没有修改".to_owned()))
    };
    answer(&web, &login, done, "password").await
}

/// `GET /account/totp`
pub(crate) async fn offer_totp(State(web): State<Web>, Login(login): Login) -> Result<Response, WebError> {
    let frame = Frame::new(&login, "/account", &Told::default());
    html(&totp_page(&login, frame, &begin_totp(&web.app)))
}

/// `POST /account/totp`
pub(crate) async fn confirm_totp(
    State(web): State<Web>,
    Login(login): Login,
    fields: Fields,
) -> Result<Response, WebError> {
    let broken = || AppError::Refused("密钥已失效，请重新打开这个页面".to_owned());
    let key = from_hex(fields.text("key")).ok_or_else(broken)?;
    let (code, present) = (fields.text("code"), fields.text("present"));
    let done = confirm(&web.app, &login, &key, code, present).await;
    let there = |()| "/account?note=totp-on".to_owned();
    answered((&login, "/account"), done, there, async |frame| {
        Ok(totp_page(&login, frame, &key))
    })
    .await
}

/// `POST /account/totp/remove`
pub(crate) async fn remove_totp(
    State(web): State<Web>,
    Login(login): Login,
    fields: Fields,
) -> Result<Response, WebError> {
    let done = remove(&web.app, &login, fields.text("present")).await;
    answer(&web, &login, done, "totp-off").await
}

/// `POST /account/sessions/end`
pub(crate) async fn end_sessions(State(web): State<Web>, Login(login): Login) -> Result<Response, WebError> {
    let done = office::end_other_sessions(&web.app, &login).await;
    answer(&web, &login, done, "sessions").await
}

/// The key as authenticator programs read it: a picture, and letters to type.
fn totp_page(login: &Seat, frame: Frame, key: &[u8]) -> TotpPage {
    let letters = office::key_letters(key);
    let account = &login.caller.user.account;
    let address = format!("otpauth://totp/xunwang:{account}?secret={letters}&issuer=xunwang");
    let picture = QrCode::new(address.as_bytes())
        .map(|code| code.render::<svg::Color<'_>>().min_dimensions(200, 200).build())
        .unwrap_or_default();
    let shown: Vec<_> = letters
        .as_bytes()
        .chunks(4)
        .map(|four| String::from_utf8_lossy(four).into_owned())
        .collect();
    TotpPage {
        frame,
        key: key.iter().map(|byte| format!("{byte:02x}")).collect(),
        shown_key: shown.join(" "),
        picture,
    }
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let pairs = text.as_bytes().as_chunks::<2>().0;
    (text.len() == 40).then(|| {
        let pairs = pairs
            .iter()
            .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok());
        pairs.collect()
    })?
}

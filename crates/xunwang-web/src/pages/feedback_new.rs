//! A message that came by telephone, by letter or from another office.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Utc};
use xunwang_app::office::{AppError, NewFeedback, enter_feedback};
use xunwang_domain::feedback::{FeedbackKind, day_of};

use super::feedback::SECTION;
use super::fields::Fields;
use crate::error::WebError;
use crate::guard::Login;
use crate::view::{Frame, Told, html, mendable, refused};
use crate::web::Web;

#[derive(Template)]
#[template(path = "feedback_new.html")]
struct Page {
    frame: Frame,
    kinds: Vec<(u16, &'static str, &'static str)>,
    site_code: String,
    kind: String,
    address: String,
    text: String,
    on: String,
    today: String,
}

impl Page {
    fn new(frame: Frame, now: DateTime<Utc>) -> Self {
        let today = day_of(now).to_string();
        Self {
            frame,
            kinds: FeedbackKind::all()
                .map(|kind| (kind.0, kind.label(), kind.example()))
                .collect(),
            site_code: String::new(),
            kind: String::new(),
            address: String::new(),
            text: String::new(),
            on: today.clone(),
            today,
        }
    }
}

/// `GET /feedback/new`
pub(crate) async fn show(
    State(web): State<Web>,
    Login(login): Login,
    Query(told): Query<Told>,
) -> Result<Response, WebError> {
    html(&Page::new(Frame::new(&login, SECTION, &told), web.app.now()))
}

/// `POST /feedback/new`
pub(crate) async fn save(
    State(web): State<Web>,
    Login(login): Login,
    fields: Fields,
) -> Result<Response, WebError> {
    let done = match new_feedback(&fields, web.app.now()) {
        Ok(new) => enter_feedback(&web.app, &login.caller, new).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(id) => Ok(Redirect::to(&format!("/feedback/{}?note=saved", id.0)).into_response()),
        Err(error) => {
            let mut page = Page::new(Frame::refusing(&login, SECTION, mendable(error)?), web.app.now());
            fields.text("site_code").clone_into(&mut page.site_code);
            fields.text("kind").clone_into(&mut page.kind);
            fields.text("address").clone_into(&mut page.address);
            fields.text("text").clone_into(&mut page.text);
            fields.text("on").clone_into(&mut page.on);
            refused(&page)
        }
    }
}

fn new_feedback(fields: &Fields, now: DateTime<Utc>) -> Result<NewFeedback, AppError> {
    let refuse = |message: &str| AppError::Refused(message.to_owned());
    let day: chrono::NaiveDate = fields.text("on").parse().map_err(|_| refuse("请填写收到日期"))?;
    if day > day_of(now) {
        return Err(refuse("收到日期不能晚于今天"));
    }
    Ok(NewFeedback {
        site_code: fields.text("site_code").to_owned(),
        kind: fields
            .text("kind")
            .parse()
            .map(FeedbackKind)
            .map_err(|_| refuse("请选择问题类型"))?,
        address: fields.text("address").to_owned(),
        text: fields.text("text").to_owned(),
        received_at: if day == day_of(now) {
            now
        } else {
            xunwang_domain::feedback::start_of(day)
        },
    })
}

//! The head of a version: title, document, days, update terms, scoring.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use xunwang_app::office::{AppError, FieldError, HeadForm, StandardChange, VersionView, change_standard};
use xunwang_domain::registry::ChannelKind;

use super::fields::Fields;
use super::standard_row::seen;
use super::standard_row_form::editable;
use super::standards::number_of;
use crate::error::WebError;
use crate::guard::Login;
use crate::view::{Frame, Told, html, mendable, refused};
use crate::web::Web;

#[derive(Template)]
#[template(path = "standard_head.html")]
struct Page {
    frame: Frame,
    number: u32,
    seen: u32,
    form: HeadForm,
    wrong: Vec<FieldError>,
    /// What it says now, where somebody else has changed it.
    now: Vec<(&'static str, String)>,
}

impl Page {
    fn wrong(&self, field: &str) -> Option<&str> {
        let found = self.wrong.iter().find(|one| one.field == field);
        found.map(|one| one.message.as_str())
    }

    /// Number from 1, name and text of the term of each kind of channel.
    fn terms(&self) -> Vec<(String, &'static str, &str)> {
        let kinds = ChannelKind::ALL.iter().zip(&self.form.terms);
        (1..)
            .zip(kinds)
            .map(|(number, (kind, text))| (format!("term{number}"), kind.label(), text.as_str()))
            .collect()
    }
}

fn page(frame: Frame, view: &VersionView, form: HeadForm, sent: Option<u32>) -> Page {
    let version = &view.version;
    let seen = version.head.edits;
    let is_stale = sent.is_some_and(|sent| sent != seen);
    Page {
        frame,
        number: version.number,
        seen,
        form,
        wrong: Vec::new(),
        now: if is_stale {
            version.standard.head_fields()
        } else {
            Vec::new()
        },
    }
}

/// `GET /standards/{version}/head`
pub(crate) async fn form(
    State(web): State<Web>,
    Login(login): Login,
    Path(number): Path<String>,
) -> Result<Response, WebError> {
    let view = editable(&web, &login, &number).await?;
    let form = HeadForm::of(&view.version.head_of());
    let frame = Frame::new(&login, "/standards", &Told::default());
    html(&page(frame, &view, form, None))
}

/// `POST /standards/{version}/head`
pub(crate) async fn save(
    State(web): State<Web>,
    Login(login): Login,
    Path(number): Path<String>,
    fields: Fields,
) -> Result<Response, WebError> {
    editable(&web, &login, &number).await?;
    let form = filled(&fields);
    let seen = seen(&fields);
    let (done, wrong) = match form.read() {
        Ok(head) => {
            let head = Box::new(head);
            let change = StandardChange::EditHead { head, seen };
            let done = change_standard(&web.app, &login.caller, number_of(&number)?, change).await;
            (done, Vec::new())
        }
        Err(wrong) => {
            let message = format!("有{}处填写有误，没有保存；请按各处的提示修改", wrong.len());
            (Err(AppError::Refused(message)), wrong)
        }
    };
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/standards/{number}?note=saved")).into_response()),
        Err(error) => {
            let frame = Frame::refusing(&login, "/standards", mendable(error)?);
            let view = editable(&web, &login, &number).await?;
            let mut page = page(frame, &view, form, Some(seen));
            page.wrong = wrong;
            refused(&page)
        }
    }
}

fn filled(fields: &Fields) -> HeadForm {
    let text = |name: &str| fields.text(name).to_owned();
    HeadForm {
        title: text("title"),
        document: text("document"),
        from: text("from"),
        to: text("to"),
        home: text("home"),
        terms: ["term1", "term2", "term3", "term4", "term5", "term6", "term7"].map(text),
        account: text("account"),
        deduction: text("deduction"),
        bonus: text("bonus"),
        fails: text("fails"),
        bonus_from: text("bonus_from"),
        skips: text("skips"),
        rest: text("rest"),
    }
}

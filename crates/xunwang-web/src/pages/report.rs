//! The public form: one column, one minute, no account; with script it shows what others have said, and works before it is sent.

use askama::Template;
use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use http::request::Parts;
use xunwang_app::office::AppError;
use xunwang_app::office::citizen::{
    AlikeReports, Asking, FormErrors, NotTaken, Submission, TargetSite, Ticket, Written, alike, site_of_form,
    submit,
};
use xunwang_domain::feedback::FeedbackKind;

use super::fields::Fields;
use super::public_list::field;
use super::public_site::PublicSite;
use super::report_body::read;
use super::report_gate::{Visitor, in_words, let_in, may_ask, with_retry};
use crate::error::WebError;
use crate::view::{html, refused};
use crate::web::Web;

/// Kinds that are offered large; the others stand below them.
const LARGE: usize = 6;

#[derive(Template)]
#[template(path = "report.html")]
struct Page {
    site: PublicSite,
    target: Option<TargetSite>,
    ticket: Ticket,
    sent: Submission,
    large: Vec<Choice>,
    others: Vec<Choice>,
    wrong: FormErrors,
    /// What is wrong, for the list above the form: field, message.
    faults: Vec<(&'static str, String)>,
    alike: AlikeReports,
    had_pictures: bool,
}

/// A kind that can be chosen.
struct Choice {
    code: u16,
    label: &'static str,
    example: &'static str,
    is_chosen: bool,
}

impl Page {
    /// The form with what was filled in; what cannot be found out about it is left out.
    async fn of(
        web: &Web,
        visitor: Visitor,
        mut sent: Submission,
        (wrong, had_pictures): (FormErrors, bool),
    ) -> Result<Self, WebError> {
        let target = site_of_form(&web.app, &sent.site_code, &sent.address).await?;
        let written = Written {
            site_code: &sent.site_code,
            kind: sent.kind,
            address: &sent.address,
            text: &sent.text,
        };
        let alike = alike(&web.app, written).await?;
        let ticket = web.app.new_ticket(visitor.network);
        // A ticket that still holds keeps the work that was done for it.
        let keeps = wrong.form.is_none() && !sent.ticket.is_empty();
        let ticket = if keeps {
            Ticket {
                text: sent.ticket.clone(),
                ..ticket
            }
        } else {
            sent.work.clear();
            ticket
        };
        let mut choices: Vec<_> = FeedbackKind::all()
            .map(|kind| Choice {
                code: kind.0,
                label: kind.label(),
                example: kind.example(),
                is_chosen: sent.kind == Some(kind),
            })
            .collect();
        let others = choices.split_off(LARGE);
        let told = [
            ("kind", &wrong.kind),
            ("url", &wrong.address),
            ("text", &wrong.text),
            ("picture", &wrong.pictures),
            ("send", &wrong.form),
        ];
        let faults = told
            .into_iter()
            .filter_map(|(field, message)| Some((field, message.clone()?)));
        Ok(Self {
            site: visitor.site,
            target,
            ticket,
            had_pictures,
            large: choices,
            others,
            faults: faults.collect(),
            wrong,
            alike,
            sent,
        })
    }

    /// What the browser is told of a field.
    fn told(&self, field: &str) -> Option<&str> {
        let found = self.faults.iter().find(|(own, _)| *own == field);
        found.map(|(_, message)| message.as_str())
    }

    fn length(&self) -> usize {
        self.sent.text.chars().count()
    }
}

/// `GET /report?site_code=…&url=…`
pub(crate) async fn show(State(web): State<Web>, parts: Parts) -> Result<Response, WebError> {
    let visitor = match let_in(&web, &parts, Asking::Page).await {
        Ok(visitor) => visitor,
        Err(no) => return Ok(*no),
    };
    let query = parts.uri.query();
    let sent = Submission {
        site_code: field(query, "site_code", 20),
        kind: field(query, "kind", 3).parse().ok().map(FeedbackKind),
        address: field(query, "url", 2000),
        ..Submission::default()
    };
    html(&Page::of(&web, visitor, sent, (FormErrors::default(), false)).await?)
}

/// `POST /report`
pub(crate) async fn send(State(web): State<Web>, request: Request) -> Result<Response, WebError> {
    let (parts, body) = request.into_parts();
    // Before a byte of the form is read.
    let network = match may_ask(&web, &parts, Asking::Send).await {
        Ok(network) => network,
        Err(no) => return Ok(*no),
    };
    let request = Request::from_parts(parts.clone(), body);
    let (sent, pictures) = match read(&web, network, request).await {
        Ok(sent) => sent,
        Err(no) => return Ok(*no),
    };
    let had_pictures = !pictures.is_empty();
    let (wrong, later) = match submit(&web.app, network, &sent, pictures).await {
        Ok(code) => return Ok(Redirect::to(&format!("/report/{code}?new=1")).into_response()),
        Err(NotTaken::Wrong(wrong)) => (*wrong, None),
        Err(NotTaken::Later(seconds)) => {
            let message = format!(
                "您所在的网络提交的留言较多，请{}后再按一次“提交”",
                in_words(seconds)
            );
            (form(message), Some(seconds))
        }
        Err(NotTaken::Failed(AppError::Refused(message))) => (form(message), None),
        Err(NotTaken::Failed(AppError::NotFound)) => {
            return Ok(match let_in(&web, &parts, Asking::Page).await {
                Ok(_) => WebError(AppError::NotFound).into_response(),
                Err(closed) => *closed,
            });
        }
        Err(NotTaken::Failed(error)) => return Err(WebError(error)),
    };
    let visitor = match let_in(&web, &parts, Asking::Page).await {
        Ok(visitor) => visitor,
        Err(no) => return Ok(*no),
    };
    let answer = refused(&Page::of(&web, visitor, sent, (wrong, had_pictures)).await?)?;
    Ok(match later {
        Some(seconds) => with_retry(answer, seconds),
        None => answer,
    })
}

fn form(message: String) -> FormErrors {
    FormErrors {
        form: Some(message),
        ..FormErrors::default()
    }
}

#[derive(Template)]
#[template(path = "report_alike.html")]
struct AlikePart {
    alike: AlikeReports,
}

/// `GET /report/similar?site_code=…&url=…`: the part of the form that shows what is known of the page.
pub(crate) async fn similar(State(web): State<Web>, parts: Parts) -> Result<Response, WebError> {
    if let Err(no) = let_in(&web, &parts, Asking::Page).await {
        return Ok(*no);
    }
    let query = parts.uri.query();
    let [code, address] = [("site_code", 20), ("url", 2000)].map(|(name, most)| field(query, name, most));
    let written = Written {
        site_code: &code,
        address: &address,
        ..Written::default()
    };
    html(&AlikePart {
        alike: alike(&web.app, written).await?,
    })
}

/// `POST /report/similar`: the same with what was written so far, which no address and no log should hold.
pub(crate) async fn similar_to(
    State(web): State<Web>,
    parts: Parts,
    fields: Fields,
) -> Result<Response, WebError> {
    if let Err(no) = let_in(&web, &parts, Asking::Page).await {
        return Ok(*no);
    }
    let written = Written {
        site_code: fields.text("site_code"),
        kind: fields.text("kind").parse().ok().map(FeedbackKind),
        address: fields.text("url"),
        text: fields.text("text"),
    };
    html(&AlikePart {
        alike: alike(&web.app, written).await?,
    })
}

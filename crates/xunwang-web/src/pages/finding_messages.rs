//! The messages of a finding: linked, taken away again.

use axum::extract::{Path, State};
use axum::response::Response;
use xunwang_app::office::{
    MessagesOfFinding, finding_view, link_message, messages_of_finding, unlink_message,
};
use xunwang_domain::feedback::Feedback;
use xunwang_domain::review::FindingId;

use super::feedback_one;
use super::fields::Fields;
use super::queue::SECTION;
use super::queue_filter::Asked;
use super::review::{id_of, page};
use crate::error::WebError;
use crate::guard::{Login, Seat};
use crate::moment::minute;
use crate::view::answered;
use crate::web::Web;

/// What the page of a finding shows of its messages.
pub(super) struct Messages {
    pub(super) linked: Vec<MessageRow>,
    pub(super) proposed: Vec<MessageRow>,
    pub(super) may_link: bool,
}

/// A message beside the finding.
pub(super) struct MessageRow {
    pub(super) id: String,
    pub(super) number: String,
    pub(super) kind: &'static str,
    pub(super) stage: &'static str,
    pub(super) text: String,
    /// Who linked it and when, or why it is proposed.
    pub(super) note: String,
    /// The finding was made from it.
    pub(super) is_origin: bool,
}

impl Messages {
    pub(super) async fn read(web: &Web, login: &Seat, id: FindingId) -> Result<Self, WebError> {
        let MessagesOfFinding {
            linked,
            proposed,
            may_link,
        } = messages_of_finding(&web.app, &login.caller, id).await?;
        let linked = linked.iter().map(|(link, one)| {
            let how = match link.is_origin {
                true => "转为本线索",
                false => "关联",
            };
            let note = format!("{} {} {how}", minute(link.at), link.by.1);
            row(one, note, link.is_origin)
        });
        let proposed = proposed
            .iter()
            .map(|(one, why)| row(one, (*why).to_owned(), false));
        Ok(Self {
            linked: linked.collect(),
            proposed: proposed.collect(),
            may_link,
        })
    }
}

fn row(one: &Feedback, note: String, is_origin: bool) -> MessageRow {
    MessageRow {
        id: one.id.0.to_string(),
        number: one.number.clone(),
        kind: one.kind.label(),
        stage: one.stage.label(),
        text: one.text.chars().take(200).collect(),
        note,
        is_origin,
    }
}

/// `POST /findings/{finding}/messages`
pub(crate) async fn link(
    State(web): State<Web>,
    Login(login): Login,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, WebError> {
    let id = id_of(&id)?;
    let asked = Asked::of(&fields);
    finding_view(&web.app, &login.caller, id, &asked.filter()).await?;
    let done = link_message(&web.app, &login.caller, id, fields.text("number")).await;
    let there = |is_new: bool| {
        let note = if is_new { "message-linked" } else { "nothing" };
        format!("/findings/{}?note={note}&{}", id.0, asked.with("", ""))
    };
    answered((&login, SECTION), done, there, async |frame| {
        page(&web, &login, id, &asked, frame).await
    })
    .await
}

/// `POST /findings/{finding}/messages/{feedback}/unlink`
pub(crate) async fn unlink(
    State(web): State<Web>,
    Login(login): Login,
    Path((id, feedback)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, WebError> {
    let (id, feedback) = (id_of(&id)?, feedback_one::id_of(&feedback)?);
    let asked = Asked::of(&fields);
    finding_view(&web.app, &login.caller, id, &asked.filter()).await?;
    let done = unlink_message(&web.app, &login.caller, id, feedback).await;
    let there = |()| format!("/findings/{}?note=message-unlinked&{}", id.0, asked.with("", ""));
    answered((&login, SECTION), done, there, async |frame| {
        page(&web, &login, id, &asked, frame).await
    })
    .await
}

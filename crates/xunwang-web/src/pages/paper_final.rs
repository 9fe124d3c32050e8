//! The signed finals of an issued circular: handing one in, what was found, settling it.

use askama::Template;
use axum::extract::{Multipart, Path, Query, State};
use axum::response::Response;
use xunwang_app::office::{add_final, finals, settle_final};
use xunwang_domain::paper::{Paper, PaperId, PaperStage};
use xunwang_domain::people::Permission;
use xunwang_domain::signed::SignedFinal;

use super::fields::Fields;
use super::paper::id_of;
use super::papers::SECTION;
use super::site_import::sent_file;
use crate::error::WebError;
use crate::guard::Login;
use crate::moment::minute;
use crate::view::{Frame, Told, answered, html};
use crate::web::Web;

#[derive(Template)]
#[template(path = "paper_final.html")]
struct Page {
    frame: Frame,
    id: String,
    title: String,
    is_issued: bool,
    may_add: bool,
    finals: Vec<Row>,
}

struct Row {
    of: SignedFinal,
    by: String,
    state: &'static str,
    tone: &'static str,
    settled: String,
}

fn row(of: SignedFinal) -> Row {
    let (state, tone) = match &of.settled {
        Some(done) if done.accepted => ("已认可", "fine"),
        Some(_) => ("已退回", "fails"),
        None if of.agrees() => ("全部一致", "fine"),
        None if of.compared == 0 => ("未核对", "soon"),
        None => ("有差异，待办理", "soon"),
    };
    Row {
        by: format!("{} {}", minute(of.at), of.by_name),
        settled: of.settled.as_ref().map_or_else(String::new, |done| {
            let word = if done.accepted { "认可" } else { "退回" };
            format!("{} {}{word}　{}", minute(done.at), done.by, done.reason)
        }),
        state,
        tone,
        of,
    }
}

fn page(login: &crate::guard::Seat, (paper, finals): (Paper, Vec<SignedFinal>), frame: Frame) -> Page {
    let is_issued = paper.stage == PaperStage::Issued;
    Page {
        frame,
        id: paper.id.0.to_string(),
        may_add: is_issued && login.caller.may(Permission::DraftPapers, paper.organization),
        is_issued,
        title: paper.head.title,
        finals: finals.into_iter().rev().map(row).collect(),
    }
}

/// `GET /papers/{paper}/final`
pub(crate) async fn show(
    State(web): State<Web>,
    Login(login): Login,
    Path(id): Path<String>,
    Query(told): Query<Told>,
) -> Result<Response, WebError> {
    let all = finals(&web.app, &login.caller, id_of(&id)?).await?;
    html(&page(&login, all, Frame::new(&login, SECTION, &told)))
}

/// `POST /papers/{paper}/final`
pub(crate) async fn add(
    State(web): State<Web>,
    Login(login): Login,
    Path(id): Path<String>,
    form: Multipart,
) -> Result<Response, WebError> {
    let id = id_of(&id)?;
    let done = match sent_file(form, "请先选择签发件（DOCX、PDF 或 OFD），再点“登记并核对”").await
    {
        Ok((name, bytes)) => add_final(&web.app, &login.caller, id, (&name, bytes)).await,
        Err(error) => Err(error),
    };
    let there = |_| back(id, "final-added");
    let again = async |frame| {
        let all = finals(&web.app, &login.caller, id).await?;
        Ok(page(&login, all, frame))
    };
    answered((&login, SECTION), done, there, again).await
}

/// `POST /papers/{paper}/final/{number}`
pub(crate) async fn settle(
    State(web): State<Web>,
    Login(login): Login,
    Path((id, number)): Path<(String, String)>,
    form: Fields,
) -> Result<Response, WebError> {
    let id = id_of(&id)?;
    let number = number.parse().unwrap_or_default();
    let said = (form.text("do") == "accept", form.text("reason"));
    let done = settle_final(&web.app, &login.caller, id, number, said).await;
    let there = |()| back(id, "paper-moved");
    let again = async |frame| {
        let all = finals(&web.app, &login.caller, id).await?;
        Ok(page(&login, all, frame))
    };
    answered((&login, SECTION), done, there, again).await
}

fn back(id: PaperId, note: &str) -> String {
    format!("/papers/{}/final?note={note}", id.0)
}

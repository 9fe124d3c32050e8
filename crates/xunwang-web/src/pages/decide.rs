//! Decisions on a finding: a verdict, its undoing, an exception.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use xunwang_app::office::{
    AppError, Decision, FindingView, NewException, Reach, decide as decide_on, except_finding, finding_view,
    undo as take_back,
};
use xunwang_domain::people::Permission;
use xunwang_domain::review::{FindingId, REASONS, Verdict};

use super::fields::Fields;
use super::queue_filter::Asked;
use super::review::{id_of, page};
use crate::error::WebError;
use crate::guard::{Login, Seat};
use crate::view::{Frame, mendable, refused};
use crate::web::Web;

const SECTION: &str = "/review";

/// `POST /findings/{finding}`
pub(crate) async fn decide(
    State(web): State<Web>,
    Login(login): Login,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, WebError> {
    let id = id_of(&id)?;
    let asked = Asked::of(&fields);
    let view = finding_view(&web.app, &login.caller, id, &asked.filter()).await?;
    let decided = match decision(&fields) {
        Ok(decision) => decide_on(&web.app, &login.caller, id, decision).await,
        // Who may not decide is not told what is wrong with the form.
        Err(_) if !login.caller.user.may_somewhere(Permission::ReviewFindings) => Err(AppError::Forbidden),
        Err(error) => Err(error),
    };
    match decided {
        Ok(decided) => {
            let did = format!(
                "did={}&count={}&last={}",
                fields.text("verdict"),
                decided.count,
                id.0
            );
            let path = match next_open(&web, &login, &view, &asked).await? {
                Some(next) => format!("/findings/{}?{did}&{}", next.0, asked.with("", "")),
                // A group that is settled leads back to the others.
                None => format!("/rounds/{}/review?{did}&{}", view.round.id.0, asked.closed()),
            };
            Ok(Redirect::to(&path).into_response())
        }
        Err(error) => again(&web, &login, id, &asked, error).await,
    }
}

/// The next of the queue as it is now: a batch may have taken the one that was next before.
async fn next_open(
    web: &Web,
    login: &Seat,
    before: &FindingView,
    asked: &Asked,
) -> Result<Option<FindingId>, WebError> {
    let now = finding_view(&web.app, &login.caller, before.finding.id, &asked.filter()).await?;
    Ok(now.next)
}

async fn again(
    web: &Web,
    login: &Seat,
    id: FindingId,
    asked: &Asked,
    error: AppError,
) -> Result<Response, WebError> {
    let frame = Frame::refusing(login, SECTION, mendable(error)?);
    refused(&page(web, login, id, asked, frame).await?)
}

fn decision(fields: &Fields) -> Result<Decision, AppError> {
    let refused = |text: &str| AppError::Refused(text.to_owned());
    let verdict = Verdict::of_word(fields.text("verdict")).ok_or_else(|| refused("请选择结论"))?;
    let chosen = fields.text("reason").trim();
    // Each verdict has a usual reason, so that one key is enough; none is needed to say that it is so.
    let reason = match (verdict, chosen) {
        (Verdict::Confirmed, _) => "",
        (Verdict::Dismissed, "") => REASONS[0],
        (Verdict::Doubtful, "") => REASONS[5],
        (Verdict::Referred, "") => REASONS[6],
        (_, chosen) => chosen,
    };
    let number = |name: &str| fields.text(name).parse::<u64>().unwrap_or_default();
    let (reach, expected) = match fields.text("reach") {
        "object" => (Reach::Object, number("count_object")),
        "template" => (Reach::Template, number("count_template")),
        "site" => (Reach::Site, number("count_site")),
        _ => (Reach::One, 0),
    };
    Ok(Decision {
        verdict,
        reason: reason.to_owned(),
        note: fields.text("note").to_owned(),
        version: fields
            .text("version")
            .parse()
            .map_err(|_| refused("页面不完整，没有办理；请刷新后再决定"))?,
        reach,
        expected,
    })
}

/// `POST /findings/{finding}/undo`
pub(crate) async fn undo(
    State(web): State<Web>,
    Login(login): Login,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, WebError> {
    let id = id_of(&id)?;
    let asked = Asked::of(&fields);
    match take_back(&web.app, &login.caller, id).await {
        Ok(_) => {
            let path = format!("/findings/{}?note=undone&{}", id.0, asked.with("", ""));
            Ok(Redirect::to(&path).into_response())
        }
        Err(error) => again(&web, &login, id, &asked, error).await,
    }
}

/// `POST /findings/{finding}/exception`
pub(crate) async fn except(
    State(web): State<Web>,
    Login(login): Login,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, WebError> {
    let id = id_of(&id)?;
    let asked = Asked::of(&fields);
    finding_view(&web.app, &login.caller, id, &asked.filter()).await?;
    let done = match fields.text("until").parse() {
        Ok(until) => {
            let new = NewException {
                own_site: fields.text("scope") != "all",
                folder: fields.is_ticked("folder"),
                words: fields.text("words").to_owned(),
                until,
                reason: fields.text("exception_reason").to_owned(),
            };
            except_finding(&web.app, &login.caller, id, new).await
        }
        Err(_) => Err(AppError::Refused(
            "请填写例外的截止日期，写成 2026-12-31 的样子".to_owned(),
        )),
    };
    match done {
        Ok(_) => {
            let path = format!("/findings/{}?note=excepted&{}", id.0, asked.with("", ""));
            Ok(Redirect::to(&path).into_response())
        }
        Err(error) => again(&web, &login, id, &asked, error).await,
    }
}

//! One account of a round: what the rules saw, what people found and said, and the forms to say it.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Multipart, Path, Query, State};
use axum::response::Response;
use xunwang_app::office::{
    AppError, NewFound, adopt_media, decide_media, find_media, media_found_file, media_result,
};
use xunwang_domain::account::{AccountCode, AccountStanding, AccountWord};
use xunwang_domain::finding::Certainty;
use xunwang_domain::people::Permission;
use xunwang_domain::round::{RoundId, RoundStage};

use super::fields::Fields;
use super::files::{SentFile, download, parts_of};
use super::media::media_address;
use super::media_account::code_of;
use super::media_round::{SECTION, result_address, tone_of};
use super::rounds::id_of;
use crate::error::WebError;
use crate::guard::{Login, Seat};
use crate::moment::minute;
use crate::view::{Frame, Told, answered, html};
use crate::web::Web;

#[derive(Template)]
#[template(path = "media_result.html")]
struct Page {
    frame: Frame,
    link: String,
    round: String,
    title: String,
    name: String,
    account: String,
    address: String,
    standing: &'static str,
    tone: &'static str,
    facts: Vec<(&'static str, String)>,
    defects: Vec<Defect>,
    found: Vec<Found>,
    /// When, who, what, why.
    remarks: Vec<(String, String, &'static str, String)>,
    /// Where it is sent, word, name, and whether a reason must be given.
    actions: Vec<(&'static str, &'static str, &'static str, bool)>,
    vetoes: Vec<(String, String)>,
    may_find: bool,
}

/// Indicator, words, who and when, address and name of the screenshot.
type Found = (String, String, String, Option<(String, String)>);

struct Defect {
    rule: String,
    /// Is it for a person to say?
    is_doubt: bool,
    /// May the caller take it for true?
    may_adopt: bool,
    indicator: String,
    message: String,
    excerpt: String,
    target: String,
    seen: String,
}

/// `GET /rounds/{round}/media/{account}`
pub(crate) async fn show(
    State(web): State<Web>,
    Login(login): Login,
    Path((id, code)): Path<(String, String)>,
    Query(told): Query<Told>,
) -> Result<Response, WebError> {
    let frame = Frame::new(&login, SECTION, &told);
    html(&page(&web, &login, (id_of(&id)?, &code_of(&code)?), frame).await?)
}

async fn page(
    web: &Web,
    login: &Seat,
    (id, code): (RoundId, &AccountCode),
    frame: Frame,
) -> Result<Page, WebError> {
    let (round, one, vetoes) = media_result(&web.app, &login.caller, id, code).await?;
    let title_of = |indicator: &str| {
        let veto = vetoes.iter().find(|veto| veto.id == indicator);
        veto.map(|veto| format!("{indicator} {}", veto.title))
            .unwrap_or_default()
    };
    let account = &one.account;
    let standing = one.standing();
    let link = result_address(id, code);
    let is_open = round.stage != RoundStage::Judged;
    let may = |permission| is_open && login.caller.may(permission, one.organization);
    let is_fit = |word: AccountWord| match word {
        AccountWord::Confirm => standing == AccountStanding::Open,
        AccountWord::Dismiss => standing.is_open(),
        AccountWord::Approve => standing == AccountStanding::Unapproved,
        AccountWord::Return => matches!(standing, AccountStanding::Unapproved | AccountStanding::Failed),
        AccountWord::Name => !one.is_named(),
        AccountWord::Unname => one.is_named() && standing == AccountStanding::Failed,
        AccountWord::Renew => false,
    };
    let way_of = |word: AccountWord| match word {
        AccountWord::Confirm | AccountWord::Dismiss => ("review", Permission::ReviewFindings),
        AccountWord::Approve | AccountWord::Return => ("approval", Permission::ApproveVetoes),
        AccountWord::Name | AccountWord::Unname | AccountWord::Renew => ("naming", Permission::ManageRounds),
    };
    let mut facts = vec![
        ("账号编号", account.code.to_string()),
        ("平台", account.platform.label().to_owned()),
        ("地区或部门", account.area.clone()),
        ("主办单位", account.sponsor.clone()),
        ("监测时间点", minute(one.as_of)),
    ];
    if let Some(reason) = &one.reason {
        facts.push(("未能检测的原因", reason.clone()));
    }
    if standing == AccountStanding::Failed {
        facts.push((
            "通报点名",
            if one.is_named() { "点名" } else { "不点名" }.to_owned(),
        ));
    }
    Ok(Page {
        frame,
        round: id.0.to_string(),
        title: round.title(),
        name: account.name.clone(),
        account: media_address(code),
        address: account
            .address
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        standing: standing.label(),
        tone: tone_of(standing),
        facts,
        defects: one
            .defects
            .iter()
            .map(|defect| Defect {
                rule: defect.rule.clone(),
                may_adopt: may(Permission::ReviewFindings)
                    && standing != AccountStanding::Failed
                    && one.doubts().any(|doubt| doubt == defect)
                    && !one
                        .found
                        .iter()
                        .any(|it| it.rule == defect.rule && it.text == defect.message),
                is_doubt: defect.certainty == Certainty::Suspected,
                indicator: title_of(&defect.indicator),
                message: defect.message.clone(),
                excerpt: defect.excerpt.clone(),
                target: defect.target.clone().unwrap_or_default(),
                seen: match defect.observed_at {
                    Some(at) => format!("{}，{}", defect.source, minute(at)),
                    None => "台账".to_owned(),
                },
            })
            .collect(),
        found: one
            .found
            .iter()
            .map(|found| {
                (
                    title_of(&found.indicator),
                    found.text.clone(),
                    format!("{}，{}", found.name, minute(found.at)),
                    found
                        .proof
                        .as_ref()
                        .map(|file| (format!("{link}/files/{}", file.sha256), file.name.clone())),
                )
            })
            .collect(),
        remarks: one
            .remarks
            .iter()
            .rev()
            .map(|it| (minute(it.at), it.name.clone(), it.word.label(), it.reason.clone()))
            .collect(),
        actions: AccountWord::ALL
            .into_iter()
            .filter(|word| is_fit(*word) && may(way_of(*word).1))
            .map(|word| (way_of(word).0, word.word(), word.label(), word.needs_reason()))
            .collect(),
        may_find: may(Permission::ReviewFindings) && standing != AccountStanding::Failed,
        vetoes: vetoes
            .iter()
            .map(|veto| (veto.id.clone(), format!("{} {}", veto.id, veto.wording)))
            .collect(),
        link,
    })
}

/// `POST /rounds/{round}/media/{account}/review`, `…/approval`, `…/naming`: each is another right.
pub(crate) async fn say(
    State(web): State<Web>,
    Login(login): Login,
    Path((id, code)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, WebError> {
    let (id, code) = (id_of(&id)?, code_of(&code)?);
    let own = std::slice::from_ref(&code);
    let done = match AccountWord::of_word(fields.text("word")) {
        Some(word) => decide_media(&web.app, &login.caller, id, own, word, fields.text("reason")).await,
        None => Err(AppError::Refused("请选择要办理的动作".to_owned())),
    };
    let there = |_| format!("{}?note=media-said", result_address(id, &code));
    let again = async |frame| page(&web, &login, (id, &code), frame).await;
    answered((&login, SECTION), done, there, again).await
}

/// `POST /rounds/{round}/media/{account}/found`: a veto that no rule can see.
pub(crate) async fn find(
    State(web): State<Web>,
    Login(login): Login,
    Path((id, code)): Path<(String, String)>,
    form: Multipart,
) -> Result<Response, WebError> {
    let (id, code) = (id_of(&id)?, code_of(&code)?);
    // Who may not is not told what is wrong with the form.
    let (_, one, _) = media_result(&web.app, &login.caller, id, &code).await?;
    if !login.caller.may(Permission::ReviewFindings, one.organization) {
        return Err(AppError::Forbidden.into());
    }
    let done = match parts_of(form).await {
        Ok(parts) => find_media(&web.app, &login.caller, id, &code, found(parts)).await,
        Err(error) => Err(error),
    };
    let there = |()| format!("{}?note=media-said", result_address(id, &code));
    let again = async |frame| page(&web, &login, (id, &code), frame).await;
    answered((&login, SECTION), done, there, again).await
}

/// `POST /rounds/{round}/media/{account}/adopt`: what a rule only suspects is so.
pub(crate) async fn adopt(
    State(web): State<Web>,
    Login(login): Login,
    Path((id, code)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, WebError> {
    let (id, code) = (id_of(&id)?, code_of(&code)?);
    let doubt = (fields.text("rule"), fields.text("message"));
    let done = adopt_media(&web.app, &login.caller, id, &code, doubt).await;
    let there = |()| format!("{}?note=media-said", result_address(id, &code));
    let again = async |frame| page(&web, &login, (id, &code), frame).await;
    answered((&login, SECTION), done, there, again).await
}

fn found((fields, file): (HashMap<String, String>, Option<SentFile>)) -> NewFound {
    let text = |name: &str| fields.get(name).map_or("", String::as_str).to_owned();
    NewFound {
        indicator: text("indicator"),
        text: text("text"),
        file,
    }
}

/// `GET /rounds/{round}/media/{account}/files/{sha256}`
pub(crate) async fn screenshot(
    State(web): State<Web>,
    Login(login): Login,
    Path((id, code, sha256)): Path<(String, String, String)>,
) -> Result<Response, WebError> {
    let found = media_found_file(&web.app, &login.caller, id_of(&id)?, &code_of(&code)?, &sha256).await;
    let (file, bytes) = found?;
    Ok(download(&file, bytes))
}

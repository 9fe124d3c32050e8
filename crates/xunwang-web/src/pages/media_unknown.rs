//! Accounts that are named somewhere and stand in no register: the list, a decision on each, and what a search gave.

use askama::Template;
use axum::extract::{Multipart, Query, State};
use axum::response::Response;
use xunwang_app::office::{AppError, decide_unregistered, import_search, unregistered_accounts};
use xunwang_domain::account::{MentionPlace, Unregistered, UnregisteredWord};
use xunwang_domain::people::Permission;

use super::fields::Fields;
use super::files::parts_of;
use super::media::{SECTION, media_address};
use crate::error::WebError;
use crate::guard::{Login, Seat};
use crate::moment::minute;
use crate::view::{Frame, Told, answered, html, mendable, refused};
use crate::web::Web;

#[derive(Template)]
#[template(path = "media_unknown.html")]
struct Page {
    frame: Frame,
    rows: Vec<Row>,
    open: usize,
    total: usize,
    areas: Vec<String>,
    may_decide: bool,
    may_import: bool,
}

struct Row {
    key: String,
    name: String,
    platform: String,
    told: Vec<String>,
    address: String,
    /// Words and address.
    places: Vec<(String, String)>,
    more: usize,
    seen: String,
    /// Tone and words of what was decided.
    decision: Option<(&'static str, String)>,
}

/// Rows of the page, what is open first.
const SHOWN: usize = 100;
/// Places of a row.
const PLACES: usize = 3;

/// `GET /media/unregistered`
pub(crate) async fn list(
    State(web): State<Web>,
    Login(login): Login,
    Query(told): Query<Told>,
) -> Result<Response, WebError> {
    html(&page(&web, &login, Frame::new(&login, SECTION, &told)).await?)
}

async fn page(web: &Web, login: &Seat, frame: Frame) -> Result<Page, WebError> {
    let found = unregistered_accounts(&web.app, &login.caller).await?;
    let tree = &login.caller.tree;
    Ok(Page {
        frame,
        open: found.iter().filter(|one| one.decision.is_none()).count(),
        total: found.len(),
        rows: found.iter().take(SHOWN).map(row).collect(),
        areas: tree
            .iter()
            .filter(|body| login.caller.may(Permission::EditRegister, body.id))
            .map(|body| body.name.clone())
            .take(1_000)
            .collect(),
        may_decide: login.caller.user.may_somewhere(Permission::EditRegister),
        may_import: login.caller.user.may_somewhere(Permission::EditRegister),
    })
}

fn row(one: &Unregistered) -> Row {
    let mention = &one.mention;
    let told = [("平台ID", &mention.permanent), ("认证主体", &mention.certified)];
    let told = told.iter().filter(|(_, text)| !text.is_empty());
    let place = |(place, _): &(MentionPlace, _)| match place {
        MentionPlace::Site { code } => (format!("网站首页 {code}"), format!("/sites/{code}")),
        MentionPlace::Post { account, title } => {
            (format!("账号 {account}《{title}》"), media_address(account))
        }
        MentionPlace::File { name } => (format!("搜索结果 {name}"), String::new()),
    };
    let is_web = mention.address.starts_with("http://") || mention.address.starts_with("https://");
    Row {
        key: mention.key(),
        name: mention.name.clone(),
        platform: mention.platform.label().to_owned(),
        told: told.map(|(name, text)| format!("{name} {text}")).collect(),
        address: if is_web {
            mention.address.clone()
        } else {
            String::new()
        },
        places: one.places.iter().take(PLACES).map(place).collect(),
        more: one.places.len().saturating_sub(PLACES),
        seen: minute(one.seen_at),
        decision: one.decision.as_ref().map(|it| match it.word {
            UnregisteredWord::Confirmed => (
                "fails",
                format!(
                    "认定未备案（{}）：{}，{}，{}",
                    it.area,
                    it.reason,
                    it.by,
                    minute(it.at)
                ),
            ),
            UnregisteredWord::Dismissed => (
                "plain",
                format!("不是：{}，{}，{}", it.reason, it.by, minute(it.at)),
            ),
        }),
    }
}

/// `POST /media/unregistered`
pub(crate) async fn decide(
    State(web): State<Web>,
    Login(login): Login,
    fields: Fields,
) -> Result<Response, WebError> {
    let word = match fields.text("word") {
        "confirmed" => Ok(UnregisteredWord::Confirmed),
        "dismissed" => Ok(UnregisteredWord::Dismissed),
        _ => Err(AppError::Refused("请选择“认定未备案”或者“不是”".to_owned())),
    };
    let done = match word {
        Ok(word) => {
            let said = (fields.text("reason"), fields.text("area"));
            decide_unregistered(&web.app, &login.caller, fields.text("key"), word, said).await
        }
        Err(error) => Err(error),
    };
    let there = |()| "/media/unregistered?note=saved".to_owned();
    answered((&login, SECTION), done, there, async |frame| {
        page(&web, &login, frame).await
    })
    .await
}

/// `POST /media/unregistered/search`: a file with what a search gave.
pub(crate) async fn import(
    State(web): State<Web>,
    Login(login): Login,
    form: Multipart,
) -> Result<Response, WebError> {
    let file = parts_of(form)
        .await
        .and_then(|(_, file)| file.ok_or_else(|| AppError::Refused("请先选择文件，再点“导入”".to_owned())));
    let done = match &file {
        Ok((name, bytes)) => import_search(&web.app, Some(&login.caller), (name, bytes)).await,
        Err(_) => file.map(|_| (0, 0)),
    };
    match done {
        Ok((found, unknown)) => {
            let mut frame = Frame::new(&login, SECTION, &Told::default());
            frame.say(format!("已导入 {found} 个账号，其中台账里没有的 {unknown} 个。"));
            html(&page(&web, &login, frame).await?)
        }
        Err(error) => refused(&page(&web, &login, Frame::refusing(&login, SECTION, mendable(error)?)).await?),
    }
}

//! A ledger of rectification that comes back filled in (整改台账回收): shown row by row, then entered, all of it or nothing.

use std::collections::HashMap;
use std::sync::PoisonError;

use xunwang_domain::rectification::{Rectification, RectifyAction, RectifyMove, RectifyStage, Reply};
use xunwang_ports::{RectifyQuery, Tx};

use super::checklist::number_of;
use super::feedback_calendar::calendar_of;
use super::rectify_handle::{is_visible, roles, step_of};
use super::rectify_list::today;
use super::rectify_sheet::proof_of;
use super::{App, AppError, Caller};
use crate::registry::{RectifyReply, RegisterErrors, read_rectify_replies};

/// What a ledger that came back would do (台账预览).
#[derive(Clone, Debug, Default)]
pub struct LedgerPreview {
    /// Tells the file from another; empty where nothing can be taken over.
    pub mark: String,
    /// The name of the file.
    pub file: String,
    /// Its rows.
    pub lines: Vec<LedgerLine>,
    /// What is wrong; then nothing can be taken over.
    pub errors: Option<RegisterErrors>,
}

/// A row of a ledger that came back.
#[derive(Clone, Debug)]
pub struct LedgerLine {
    /// The row as a spreadsheet shows it.
    pub row: u32,
    /// The rectification.
    pub one: Rectification,
    /// What becomes of it.
    pub state: LedgerState,
    /// What is said.
    pub said: RectifyReply,
}

/// What becomes of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LedgerState {
    /// 登记
    New,
    /// 已登记过: the same stands there.
    Known,
    /// 没有反馈
    Silent,
}

impl LedgerState {
    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::New => "登记",
            Self::Known => "已登记过",
            Self::Silent => "没有反馈",
        }
    }
}

/// Reads a ledger that came back and says what it would do. Nothing is taken over.
///
/// # Errors
/// The store could not.
pub async fn preview_ledger(
    app: &App,
    caller: &Caller,
    (file, bytes): (&str, Vec<u8>),
) -> Result<LedgerPreview, AppError> {
    let mut preview = LedgerPreview {
        file: file.to_owned(),
        ..LedgerPreview::default()
    };
    match read(file, &bytes).await? {
        Err(errors) => preview.errors = Some(errors),
        Ok(rows) => {
            let mut tx = app.store.read().await?;
            match lines(app, &mut *tx, caller, rows).await? {
                Ok(lines) => preview.lines = lines,
                Err(errors) => preview.errors = Some(errors),
            }
        }
    }
    if preview.lines.iter().any(|line| line.state == LedgerState::New) {
        preview.mark = format!("{}-rectify", app.new_secret().text);
        let mut returns = app.returns.lock().unwrap_or_else(PoisonError::into_inner);
        let mark = (preview.mark.as_str(), 0);
        returns.put(caller.user.id, (file, bytes.into()), mark, app.now());
    }
    Ok(preview)
}

/// Enters the answers that were shown under this mark: all of them, or none. Gives how many were entered.
///
/// # Errors
/// The file is no longer there, or something in it does not fit any more.
pub async fn take_ledger(app: &App, caller: &Caller, mark: &str) -> Result<usize, AppError> {
    let upload = {
        let mut returns = app.returns.lock().unwrap_or_else(PoisonError::into_inner);
        returns.take(caller.user.id, mark, app.now())
    };
    let upload = upload
        .filter(|_| mark.ends_with("-rectify"))
        .ok_or_else(|| AppError::refused("预览已过期或已登记；请重新上传台账"))?;
    let rows = read(&upload.name, &upload.bytes).await?;
    let rows = rows.map_err(|errors| AppError::Refused(errors.to_string()))?;
    let mut tx = app.store.begin().await?;
    let calendar = calendar_of(&mut *tx).await?;
    let lines = lines(app, &mut *tx, caller, rows).await?;
    let lines = lines.map_err(|errors| {
        let first = errors.errors.first().map(ToString::to_string).unwrap_or_default();
        AppError::Refused(format!("预览之后情况有变，没有登记。{first}请重新上传"))
    })?;
    let mut entered = 0;
    for line in lines.into_iter().filter(|line| line.state == LedgerState::New) {
        let reply = RectifyMove::Answer(Box::new(Reply {
            text: line.said.text,
            done_on: line.said.done_on,
            person: line.said.person,
            proof: Vec::new(),
            named_proof: line.said.proof,
            by: caller.user.id,
            name: caller.user.name.clone(),
            at: app.now(),
        }));
        step_of(app, &mut *tx, caller, line.one, reply, &calendar).await?;
        entered += 1;
    }
    tx.commit().await?;
    Ok(entered)
}

type Read = Result<Vec<RectifyReply>, RegisterErrors>;

async fn read(file: &str, bytes: &[u8]) -> Result<Read, AppError> {
    let (file, bytes) = (file.to_owned(), bytes.to_vec());
    let read = tokio::task::spawn_blocking(move || read_rectify_replies(&file, &bytes)).await;
    read.map_err(|_| AppError::refused("文件读不出来；请另存为 XLSX 再试"))
}

/// What each row would do, or everything that does not fit.
async fn lines(
    app: &App,
    tx: &mut dyn Tx,
    caller: &Caller,
    rows: Vec<RectifyReply>,
) -> Result<Result<Vec<LedgerLine>, RegisterErrors>, AppError> {
    let all = tx.rectifications(&RectifyQuery::default()).await?;
    let known: HashMap<String, &Rectification> = all
        .iter()
        .filter(|one| is_visible(caller, one))
        .map(|one| (number_of(&one.problem), one))
        .collect();
    let mut errors = RegisterErrors::default();
    let mut seen: HashMap<String, u32> = HashMap::new();
    let mut lines = Vec::new();
    for said in rows {
        let Some(one) = known.get(&said.id) else {
            let message = "没有这个编号的整改事项，或者不在您的负责范围内；请照下载的台账填写，不要改动编号";
            errors.add_field(said.row, "整改编号", message.to_owned());
            continue;
        };
        if !said.text.is_empty()
            && let Some(before) = seen.insert(said.id.clone(), said.row)
        {
            let message = format!("与第{before}行是同一个问题；请合成一行");
            errors.add_field(said.row, "整改编号", message);
            continue;
        }
        let state = match state_of(app, caller, one, &said) {
            Ok(state) => state,
            Err((field, message)) => {
                errors.add_field(said.row, field, message);
                continue;
            }
        };
        lines.push(LedgerLine {
            row: said.row,
            one: (*one).clone(),
            state,
            said,
        });
    }
    Ok(if errors.total > 0 { Err(errors) } else { Ok(lines) })
}

fn state_of(
    app: &App,
    caller: &Caller,
    one: &Rectification,
    said: &RectifyReply,
) -> Result<LedgerState, (&'static str, String)> {
    if said.text.is_empty() {
        return Ok(LedgerState::Silent);
    }
    let is_same = |reply: &Reply| {
        let same_proof = said.proof == proof_of(reply);
        let same = reply.text == said.text && reply.done_on == said.done_on;
        same && reply.person == said.person && same_proof
    };
    let is_last = one.reply().is_some_and(is_same);
    if is_last && one.stage == RectifyStage::Returned {
        // The sheet went out with what was sent back, and nobody has changed the row since.
        return Ok(LedgerState::Silent);
    }
    if one.replies.iter().any(is_same) {
        return Ok(LedgerState::Known);
    }
    if !roles(caller, one)
        .into_iter()
        .any(|role| one.allows(RectifyAction::Answer, role))
    {
        let message = format!(
            "这一件现为“{}”，不能再反馈；请恢复原来的内容，或删去这一行",
            one.stage.label()
        );
        return Err(("整改措施及结果", message));
    }
    match said.done_on {
        Some(day) if day > today(app) => Err(("完成日期", format!("{day}在今天以后；整改完成以后再填报"))),
        _ => Ok(LedgerState::New),
    }
}

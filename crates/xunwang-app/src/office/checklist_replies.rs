//! A checklist that comes back filled in (核实回复): shown row by row, then entered as objections, all of it or nothing.

use std::collections::{BTreeMap, HashMap};
use std::sync::PoisonError;

use xunwang_domain::problem::{Objection, ObjectionKind};
use xunwang_domain::round::{Round, RoundId};
use xunwang_ports::Tx;

use super::checklist::{id_of, is_late};
use super::problems::{ProblemRow, record};
use super::rounds::managed;
use super::standing::Grounds;
use super::summary::summary;
use super::{App, AppError, Caller};
use crate::registry::{RegisterErrors, ReplyRow, ReplyVerdict, read_replies};

/// What a file of replies would do (回复预览).
#[derive(Clone, Debug)]
pub struct RepliesPreview {
    /// The round.
    pub round: Round,
    /// Tells the file from another; empty where nothing can be taken over.
    pub mark: String,
    /// The name of the file.
    pub file: String,
    /// Its rows.
    pub lines: Vec<ReplyLine>,
    /// What is wrong; then nothing can be taken over.
    pub errors: Option<RegisterErrors>,
    /// Is the term over?
    pub is_late: bool,
}

/// A row of a file of replies.
#[derive(Clone, Debug)]
pub struct ReplyLine {
    /// The row as a spreadsheet shows it.
    pub row: u32,
    /// 网站名称
    pub site_name: String,
    /// Name of the indicator.
    pub title: String,
    /// What becomes of it.
    pub state: ReplyState,
    /// What is entered, where something is.
    pub said: Option<Objection>,
    problem: ProblemRow,
}

/// What becomes of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReplyState {
    /// 登记
    New,
    /// 已登记过: the same reply stands there.
    Known,
    /// 没有回复
    Silent,
}

impl ReplyState {
    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::New => "登记",
            Self::Known => "已登记过",
            Self::Silent => "没有回复",
        }
    }
}

/// Reads a checklist that came back and says what it would do. Nothing is taken over.
///
/// # Errors
/// There is no such round, the caller does not manage it, or it is not under review.
pub async fn preview_replies(
    app: &App,
    caller: &Caller,
    id: RoundId,
    (file, bytes): (&str, Vec<u8>),
) -> Result<RepliesPreview, AppError> {
    let mut tx = app.store.read().await?;
    let round = managed(&mut *tx, caller, id).await?;
    round.must_be_under_review().map_err(AppError::refused)?;
    let mut preview = RepliesPreview {
        is_late: is_late(app, &round),
        round,
        mark: String::new(),
        file: file.to_owned(),
        lines: Vec::new(),
        errors: None,
    };
    match read(file, &bytes).await? {
        Err(errors) => preview.errors = Some(errors),
        Ok(rows) => match lines(app, &mut *tx, caller, id, rows).await? {
            Ok(lines) => preview.lines = lines,
            Err(errors) => preview.errors = Some(errors),
        },
    }
    drop(tx);
    if preview.lines.iter().any(|line| line.state == ReplyState::New) {
        preview.mark = format!("{}-{}", app.new_secret().text, id.0);
        let mut returns = app.returns.lock().unwrap_or_else(PoisonError::into_inner);
        let mark = (preview.mark.as_str(), 0);
        returns.put(caller.user.id, (file, bytes.into()), mark, app.now());
    }
    Ok(preview)
}

/// Enters the replies that were shown under this mark: all of them, or none. Gives how many were entered.
///
/// # Errors
/// The caller may not, the file is no longer there, or something in it does not fit any more.
pub async fn take_replies(app: &App, caller: &Caller, id: RoundId, mark: &str) -> Result<usize, AppError> {
    let upload = {
        let mut returns = app.returns.lock().unwrap_or_else(PoisonError::into_inner);
        returns.take(caller.user.id, mark, app.now())
    };
    let upload = upload
        .filter(|_| mark.ends_with(&id.0.to_string()))
        .ok_or_else(|| AppError::refused("预览已过期或已登记；请重新上传清单"))?;
    let rows = read(&upload.name, &upload.bytes).await?;
    let rows = rows.map_err(|errors| AppError::Refused(errors.to_string()))?;
    let mut tx = app.store.begin().await?;
    let round = managed(&mut *tx, caller, id).await?;
    round.must_be_under_review().map_err(AppError::refused)?;
    let lines = lines(app, &mut *tx, caller, id, rows).await?;
    let lines = lines.map_err(|errors| {
        let first = errors.errors.first().map(ToString::to_string).unwrap_or_default();
        AppError::Refused(format!("预览之后情况有变，没有登记。{first}请重新上传"))
    })?;
    let grounds = Grounds::read(&mut *tx, id, None).await?;
    let mut entered = 0;
    for line in lines.into_iter().filter(|line| line.state == ReplyState::New) {
        let key = &line.problem.key;
        let before = grounds.problem_or_new(&key.site, &key.indicator);
        let mut after = before.clone();
        after.objections.extend(line.said);
        tx.put_problem(&after).await?;
        record(
            app,
            &mut *tx,
            caller,
            "登记核实回复",
            (&before, &after),
            &line.site_name,
        )
        .await?;
        entered += 1;
    }
    tx.commit().await?;
    Ok(entered)
}

type Read = Result<Vec<ReplyRow>, RegisterErrors>;

async fn read(file: &str, bytes: &[u8]) -> Result<Read, AppError> {
    let (file, bytes) = (file.to_owned(), bytes.to_vec());
    let read = tokio::task::spawn_blocking(move || read_replies(&file, &bytes)).await;
    read.map_err(|_| AppError::refused("文件读不出来；请另存为 XLSX 再试"))
}

/// What each row would do, or everything that does not fit.
async fn lines(
    app: &App,
    tx: &mut dyn Tx,
    caller: &Caller,
    id: RoundId,
    rows: Vec<ReplyRow>,
) -> Result<Result<Vec<ReplyLine>, RegisterErrors>, AppError> {
    let summary = summary(app, tx, id).await?;
    let grounds = Grounds::read(tx, id, None).await?;
    let problems: BTreeMap<String, &ProblemRow> = summary
        .sites
        .iter()
        .flat_map(|one| &one.problems)
        .map(|problem| (id_of(problem), problem))
        .collect();
    let mut errors = RegisterErrors::default();
    let mut seen: HashMap<String, u32> = HashMap::new();
    let mut lines = Vec::new();
    for row in rows {
        let Some(problem) = problems.get(&row.id) else {
            let message = "本轮没有这个编号的问题；可能是别的轮次的清单，或者编号被改动，请照下载的清单填写";
            errors.add_field(row.row, "编号", message.to_owned());
            continue;
        };
        if let Some(before) = seen
            .insert(row.id.clone(), row.row)
            .filter(|_| row.verdict.is_some())
        {
            errors.add_field(row.row, "编号", format!("与第{before}行是同一个问题；请合成一行"));
            continue;
        }
        let said = reply(app, caller, &row);
        let standing = grounds.problem_or_new(&problem.key.site, &problem.key.indicator);
        let is_known = |said: &Objection| {
            let same =
                |one: &Objection| one.kind == said.kind && one.text == said.text && one.name == said.name;
            standing.objections.iter().any(same)
        };
        let state = match &said {
            None => ReplyState::Silent,
            Some(said) if is_known(said) => ReplyState::Known,
            Some(said) if said.needs_answer() && standing.waits_for_answer() => {
                let message = "这个问题的上一次异议还没有答复；请先在“问题”栏答复，再登记新的";
                errors.add_field(row.row, "是否属实", message.to_owned());
                continue;
            }
            Some(_) => ReplyState::New,
        };
        lines.push(ReplyLine {
            row: row.row,
            site_name: problem.site_name.clone(),
            title: problem.title.clone(),
            state,
            said,
            problem: (*problem).clone(),
        });
    }
    Ok(if errors.total > 0 { Err(errors) } else { Ok(lines) })
}

fn reply(app: &App, caller: &Caller, row: &ReplyRow) -> Option<Objection> {
    let (kind, lead) = match row.verdict? {
        ReplyVerdict::True => (ObjectionKind::Agreed, ""),
        ReplyVerdict::False => (ObjectionKind::Appeal, ""),
        ReplyVerdict::Partly => (ObjectionKind::Appeal, "部分属实："),
    };
    let mut text = format!("{lead}{}", row.text);
    if text.is_empty() {
        text.push_str("属实");
    }
    if !row.proof.is_empty() {
        text.push_str(&format!("（证明材料：{}）", row.proof));
    }
    Some(Objection {
        kind,
        text,
        proof: None,
        by: caller.user.id,
        name: row.name.clone(),
        at: app.now(),
        answer: None,
    })
}

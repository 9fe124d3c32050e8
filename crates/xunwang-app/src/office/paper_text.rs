//! The text of a paper: its passages, and its earlier versions.

use xunwang_domain::paper::{PaperId, PaperVersion};
use xunwang_report::document::Document;
use xunwang_report::draft::Author;

use super::papers::{open_paper, save, seen_unread, text_of};
use super::{App, AppError, Caller};

/// What is done to a passage (段落操作).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PassageChange {
    /// 修改
    Edit(String),
    /// 在后面增写
    InsertAfter(String),
    /// 删除
    Remove,
    /// 恢复自动生成
    Reset,
    /// 保留修改: settles a conflict.
    Keep,
    /// 说明手工数字的来源: the number, the reason.
    Explain(String, String),
}

/// Changes a passage.
///
/// # Errors
/// The caller may not, the paper was changed meanwhile, or the passage cannot be changed so.
pub async fn change_passage(
    app: &App,
    caller: &Caller,
    id: PaperId,
    shown: u32,
    place: usize,
    change: &PassageChange,
) -> Result<(), AppError> {
    let mut tx = app.store.begin().await?;
    let (before, mut text) = open_paper(&mut *tx, caller, id, shown).await?;
    let author = Author {
        name: caller.user.name.clone(),
        at: app.now(),
    };
    let draft = &mut text.draft;
    let (done, what) = match change {
        PassageChange::Edit(words) => (draft.edit(place, words, author), "修改段落"),
        PassageChange::InsertAfter(words) => (draft.insert_after(place, words, author), "增写段落"),
        PassageChange::Remove => (draft.remove(place, author), "删除段落"),
        PassageChange::Reset => (draft.reset(place), "恢复自动生成"),
        PassageChange::Keep => (draft.keep(place, author), "保留修改"),
        PassageChange::Explain(number, reason) => {
            (draft.explain(place, number, reason, author), "说明手工数字")
        }
    };
    done.map_err(AppError::refused)?;
    save(
        app,
        &mut *tx,
        caller,
        (Some(&before), before.clone()),
        &text,
        what,
    )
    .await?;
    tx.commit().await?;
    Ok(())
}

/// The versions of a paper's text, the latest first.
///
/// # Errors
/// There is none, or the caller may not see it.
pub async fn paper_versions(app: &App, caller: &Caller, id: PaperId) -> Result<Vec<PaperVersion>, AppError> {
    let mut tx = app.store.read().await?;
    seen_unread(&mut *tx, caller, id).await?;
    Ok(tx.paper_versions(id).await?)
}

/// The document as a version had it.
///
/// # Errors
/// There is none, or the caller may not see it.
pub async fn paper_at(app: &App, caller: &Caller, id: PaperId, number: u32) -> Result<Document, AppError> {
    let mut tx = app.store.read().await?;
    seen_unread(&mut *tx, caller, id).await?;
    let text = text_of(&tx.paper_version(id, number).await?.ok_or(AppError::NotFound)?)?;
    Ok(text.draft.document(&text.generated()?, &text.facts))
}

/// Goes back to the text of an earlier version; the data stay those of now, and the versions in between stay too.
///
/// # Errors
/// The caller may not, or there is no such version.
pub async fn restore_version(
    app: &App,
    caller: &Caller,
    id: PaperId,
    shown: u32,
    number: u32,
) -> Result<(), AppError> {
    let mut tx = app.store.begin().await?;
    let (before, mut text) = open_paper(&mut *tx, caller, id, shown).await?;
    let old = text_of(&tx.paper_version(id, number).await?.ok_or(AppError::NotFound)?)?;
    text.draft = old.draft;
    text.draft.regenerate(&text.generated()?);
    let what = format!("恢复第{number}版");
    save(
        app,
        &mut *tx,
        caller,
        (Some(&before), before.clone()),
        &text,
        &what,
    )
    .await?;
    tx.commit().await?;
    Ok(())
}

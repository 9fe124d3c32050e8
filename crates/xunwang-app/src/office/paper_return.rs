//! A draft that was edited in Word or WPS comes back (接收改稿): first shown change by change, then taken over as one version.

use std::sync::{Arc, PoisonError};

use xunwang_domain::paper::{Paper, PaperId};
use xunwang_office::{Item, Manuscript, manuscript};
use xunwang_ports::Tx;
use xunwang_report::document::Document;
use xunwang_report::draft::{Author, Change, Draft, Returned, ReturnedLine, TakenAs, TakenBack};

use super::papers::{Text, open_paper, save, text_of};
use super::{App, AppError, Caller};

/// What a returned file would do (改稿预览).
#[derive(Clone, Debug)]
pub struct ReturnPreview {
    /// The paper.
    pub paper: Paper,
    /// The name of the file.
    pub file: String,
    /// Tells the file from another that is uploaded later; empty where nothing can be taken over.
    pub mark: String,
    /// The version that had been sent out, told by its words.
    pub sent: u32,
    /// What was changed, in the order of the text.
    pub changes: Vec<Change>,
    /// Tracked changes, read as accepted.
    pub tracked: usize,
    /// Comments: who, and what.
    pub comments: Vec<(String, String)>,
    /// Text boxes, which are not read.
    pub boxes: usize,
}

/// Versions that are compared with what came back, the latest first.
const VERSIONS: usize = 40;

/// Reads a file that came back and says what it would do. Nothing is taken over.
///
/// # Errors
/// The caller may not, the file is no DOCX, or has nothing to do with this paper.
pub async fn preview_return(
    app: &App,
    caller: &Caller,
    id: PaperId,
    (file, bytes): (&str, Vec<u8>),
) -> Result<ReturnPreview, AppError> {
    let mut tx = app.store.read().await?;
    let (paper, text) = tx_paper(&mut *tx, caller, id).await?;
    let bytes: Arc<[u8]> = bytes.into();
    let read = read(Arc::clone(&bytes)).await?;
    let (sent, taken) = take(app, &mut *tx, caller, (&paper, &text), &read).await?;
    drop(tx);
    let mut mark = String::new();
    if taken.draft != text.draft {
        mark = format!("{}-{}", app.new_secret().text, id.0);
        let mut returns = app.returns.lock().unwrap_or_else(PoisonError::into_inner);
        let seen = (mark.as_str(), u64::from(paper.version));
        returns.put(caller.user.id, (file, bytes), seen, app.now());
    }
    Ok(ReturnPreview {
        paper,
        file: file.to_owned(),
        mark,
        sent,
        changes: taken.changes,
        tracked: read.tracked,
        comments: read.comments,
        boxes: read.boxes,
    })
}

/// Takes over what was shown under this mark, as one new version.
///
/// # Errors
/// The caller may not, the paper was changed meanwhile, or the file is no longer there.
pub async fn take_return(app: &App, caller: &Caller, id: PaperId, mark: &str) -> Result<(), AppError> {
    let upload = {
        let mut returns = app.returns.lock().unwrap_or_else(PoisonError::into_inner);
        returns.take(caller.user.id, mark, app.now())
    };
    let upload = upload
        .filter(|_| mark.ends_with(&id.0.to_string()))
        .ok_or_else(|| AppError::refused("预览已过期或已接收；请重新上传改稿"))?;
    let read = read(Arc::clone(&upload.bytes)).await?;
    let mut tx = app.store.begin().await?;
    let shown = u32::try_from(upload.before).unwrap_or_default();
    let (before, mut text) = open_paper(&mut *tx, caller, id, shown).await?;
    let (sent, taken) = take(app, &mut *tx, caller, (&before, &text), &read).await?;
    let count = |kind: TakenAs| taken.changes.iter().filter(|one| one.taken == kind).count();
    let kinds = [TakenAs::Edited, TakenAs::Added, TakenAs::Removed, TakenAs::Moved];
    let told: Vec<String> = kinds
        .into_iter()
        .filter(|kind| count(*kind) > 0)
        .map(|kind| format!("{}{}段", kind.label(), count(kind)))
        .collect();
    let what = format!("接收改稿“{}”（据第{sent}版）：{}", upload.name, told.join("、"));
    text.draft = taken.draft;
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

/// A paper that the caller may change, whatever its version.
async fn tx_paper(tx: &mut dyn Tx, caller: &Caller, id: PaperId) -> Result<(Paper, Text), AppError> {
    let (paper, _) = super::papers::seen(tx, caller, id).await?;
    open_paper(tx, caller, id, paper.version).await
}

/// A file with its structure, read off the threads that answer others.
async fn read(bytes: Arc<[u8]>) -> Result<Manuscript, AppError> {
    let read = tokio::task::spawn_blocking(move || manuscript(&bytes)).await;
    read.map_err(|_| AppError::refused("文件读不出来；请用 WPS 或 Word 另存为 .docx 再上传"))?
        .map_err(AppError::refused)
}

async fn take(
    app: &App,
    tx: &mut dyn Tx,
    caller: &Caller,
    (paper, text): (&Paper, &Text),
    read: &Manuscript,
) -> Result<(u32, TakenBack), AppError> {
    let mut returned = returned(read);
    // What stands in the office's template was not written by anybody here.
    if let Some((_, template)) = tx.paper_template(paper.organization).await?
        && let Ok(template) = self::read(template.into()).await
    {
        let head = self::returned(&template);
        returned
            .lines
            .retain(|line| !head.lines.iter().any(|own| own.text == line.text));
        returned.tables.retain(|table| !head.tables.contains(table));
    }
    let (sent, base, document, (same, missing)) = sent_out(tx, paper, text, &returned).await?;
    if same * 4 < missing {
        return Err(AppError::refused(
            "这个文件和本通报的各版底稿几乎没有相同的段落，没有接收；请确认上传的是从本页下载后修改的 DOCX",
        ));
    }
    let author = Author {
        name: caller.user.name.clone(),
        at: app.now(),
    };
    let draft = text.draft.clone();
    let work = move || draft.take_back((&base, &document), &returned, &author);
    let taken = tokio::task::spawn_blocking(work).await;
    let taken = taken.map_err(|_| AppError::refused("改稿比对出错，没有接收；请把修改分几次在网页上办"))?;
    Ok((sent, taken))
}

/// The version that came back most wholly, with how much of it did and did not; of equals the latest.
async fn sent_out(
    tx: &mut dyn Tx,
    paper: &Paper,
    now: &Text,
    returned: &Returned,
) -> Result<(u32, Draft, Document, (usize, usize)), AppError> {
    let printed = |text: &Text| -> Result<Document, AppError> {
        Ok(text.draft.document(&text.generated()?, &text.facts))
    };
    let document = printed(now)?;
    let back = document.came_back(returned);
    let mut best = (paper.version, now.draft.clone(), document, back);
    for number in (1..paper.version).rev().take(VERSIONS) {
        let (same, missing) = best.3;
        if missing == 0 {
            break;
        }
        let Some(old) = tx.paper_version(paper.id, number).await? else {
            continue;
        };
        let old = text_of(&old)?;
        // Data that no longer compose were never sent out.
        let Ok(document) = printed(&old) else { continue };
        let back = document.came_back(returned);
        if back.0 + missing > same + back.1 {
            best = (number, old.draft, document, back);
        }
    }
    Ok(best)
}

fn returned(read: &Manuscript) -> Returned {
    let mut returned = Returned::default();
    for item in &read.items {
        match item {
            Item::Paragraph { text, level } => returned.lines.push(ReturnedLine {
                text: text.clone(),
                level: *level,
            }),
            Item::Table(rows) => returned.tables.push(rows.clone()),
        }
    }
    returned
}

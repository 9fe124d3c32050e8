//! A paper on its way through the office (核稿、签发), and what is sealed when it is issued (封存).

use sha2::{Digest as _, Sha256};
use xunwang_domain::paper::{Paper, PaperId, PaperMove, PaperStage, Seal, SealedFile, is_document_number};
use xunwang_domain::people::Permission;
use xunwang_domain::review::Verdict;
use xunwang_ports::{FindingQuery, Tx};
use xunwang_report::document::Document;
use xunwang_report::documents::memo::{NamingReason, memo};
use xunwang_report::press::FileKind;

use super::paper_accounts::{account_lines, inspected_accounts};
use super::paper_feedback::counted_lines;
use super::paper_template::in_template;
use super::papers::{Text, as_shown, save, seen, view_of};
use super::review::blank;
use super::{App, AppError, Caller};

/// What is sealed beside them: the data, the document with the source of each number, the standard, the evidence.
const SEALED: [&str; 4] = ["facts.json", "document.json", "standard.toml", "evidence.jsonl"];
/// The error reports behind its figures, where the database has them.
const MESSAGES: &str = "messages.jsonl";
/// The accounts behind its figures, where the round inspected them.
const ACCOUNTS: &str = "accounts.jsonl";

/// Brings a paper to its next stage; the number is given with the signature.
///
/// # Errors
/// The caller may not; something keeps it from being issued; the same person would do two of the three things.
pub async fn move_paper(
    app: &App,
    caller: &Caller,
    id: PaperId,
    shown: u32,
    what: PaperMove,
    (note, number): (&str, &str),
) -> Result<(), AppError> {
    let mut tx = app.store.read().await?;
    let (before, text) = seen(&mut *tx, caller, id).await?;
    as_shown(&before, shown)?;
    let permission = match (before.stage, what) {
        (_, PaperMove::Issue) | (PaperStage::Signing, PaperMove::SendBack) => Permission::SignPapers,
        _ => Permission::DraftPapers,
    };
    caller.must(permission, before.organization)?;
    let mut after = before
        .moved(what, note, (caller.user.id, &caller.user.name), app.now())
        .map_err(AppError::refused)?;
    let round = tx.round(before.round).await?.ok_or(AppError::NotFound)?;
    if !matches!(what, PaperMove::SendBack | PaperMove::Drop) {
        let faults = view_of(caller, before.clone(), round.clone(), text.clone())?.faults;
        if let Some(first) = faults.first() {
            return Err(AppError::refused(format!(
                "还有{}项没有办完，不能办理。第一项：{}",
                faults.len(),
                first.message
            )));
        }
    }
    let label = match what {
        PaperMove::Submit => "送核稿",
        PaperMove::Pass => "核稿通过",
        PaperMove::SendBack => "退回修改",
        PaperMove::Issue => "签发",
        PaperMove::Drop => "作废",
    };
    let mut text = text;
    let mut files = Vec::new();
    if what == PaperMove::Issue {
        let number = number.trim();
        if !is_document_number(number) {
            return Err(AppError::refused(
                "请填写发文字号，写成“示办函〔2026〕15号”的样子：六角括号，序号前不加“第”和0",
            ));
        }
        let taken = tx.papers().await?.into_iter().any(|other| {
            other.id != id
                && other.stage == PaperStage::Issued
                && other.head.number.as_deref() == Some(number)
        });
        if taken {
            return Err(AppError::refused(format!("发文字号“{number}”已经用过")));
        }
        after.head.number = Some(number.to_owned());
        text.facts.number = Some(number.to_owned());
        files = sealed_files(app, &mut *tx, &before, &text).await?;
        after.seal = Some(Seal {
            at: app.now(),
            by: caller.user.name.clone(),
            files: files.iter().map(|(name, bytes)| sealed(name, bytes)).collect(),
            public_attachments: Vec::new(),
            is_public: false,
            published_at: None,
        });
    }
    drop(tx);
    let mut tx = app.store.begin().await?;
    let (now, _) = seen(&mut *tx, caller, id).await?;
    as_shown(&now, shown)?;
    for (name, bytes) in &files {
        tx.add_paper_file(id, name, bytes).await?;
    }
    save(app, &mut *tx, caller, (Some(&before), after), &text, label).await?;
    tx.commit().await?;
    Ok(())
}

fn sealed(name: &str, bytes: &[u8]) -> SealedFile {
    let digest = Sha256::digest(bytes);
    SealedFile {
        name: name.to_owned(),
        sha256: digest.iter().map(|byte| format!("{byte:02x}")).collect(),
        bytes: bytes.len() as u64,
    }
}

async fn sealed_files(
    app: &App,
    tx: &mut dyn Tx,
    paper: &Paper,
    text: &Text,
) -> Result<Vec<(String, Vec<u8>)>, AppError> {
    let document = text.draft.document(&text.generated()?, &text.facts);
    let round = tx.round(paper.round).await?.ok_or(AppError::NotFound)?;
    let version = tx
        .standard_version(round.standard)
        .await?
        .ok_or(AppError::NotFound)?;
    let pretty = |value: serde_json::Result<Vec<u8>>| value.expect("plain values serialize");
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for kind in FileKind::ALL {
        files.push((kind.name().to_owned(), print(app, &document, kind).await?));
    }
    let data = [
        pretty(serde_json::to_vec_pretty(&text.facts)),
        pretty(serde_json::to_vec_pretty(&document)),
        xunwang_rules::standard_toml(&version.standard).into_bytes(),
        evidence_lines(tx, paper).await?,
    ];
    files.extend(SEALED.iter().map(|name| (*name).to_owned()).zip(data));
    if let Some((_, results)) = inspected_accounts(tx, paper.round).await? {
        files.push((ACCOUNTS.to_owned(), account_lines(&results)));
    }
    if !text.messages.is_empty() {
        files.push((MESSAGES.to_owned(), counted_lines(&text.messages)));
    }
    Ok(files)
}

/// The evidence of every confirmed finding that counts for a veto: where it is kept, and its digest.
async fn evidence_lines(tx: &mut dyn Tx, paper: &Paper) -> Result<Vec<u8>, AppError> {
    let query = FindingQuery {
        verdict: Some(Some(Verdict::Confirmed)),
        level: Some(xunwang_domain::finding::Level::Veto),
        ..blank(paper.round)
    };
    let mut lines = Vec::new();
    let findings = tx.findings(&query, u32::MAX).await?;
    for finding in findings
        .iter()
        .filter(|one| !xunwang_rules::is_confidential(&one.line.rule))
    {
        let line = serde_json::json!({
            "finding": finding.id.0, "site_code": finding.line.site_code, "rule": finding.line.rule,
            "indicator": finding.line.indicator, "evidence": finding.line.evidence,
        });
        lines.extend(line.to_string().into_bytes());
        lines.push(b'\n');
    }
    Ok(lines)
}

/// A file of a document: typesetting takes a core for a while, off the threads that answer others.
pub(super) async fn print(app: &App, document: &Document, kind: FileKind) -> Result<Vec<u8>, AppError> {
    let Some(press) = app.press() else {
        return Err(AppError::refused("这个程序没有装排版部分，不能生成文件"));
    };
    let document = document.clone();
    let printed = tokio::task::spawn_blocking(move || press.print(&document, kind)).await;
    printed
        .map_err(|error| AppError::refused(format!("生成文件时出错（{error}）；文稿已保存，请再试一次")))?
        .map_err(AppError::refused)
}

/// A file of a paper: as it was issued, or as it would be now, with its mark as a draft.
///
/// # Errors
/// There is none, or the caller may not see it.
pub async fn paper_file(app: &App, caller: &Caller, id: PaperId, name: &str) -> Result<Vec<u8>, AppError> {
    let mut tx = app.store.read().await?;
    let (paper, text) = seen(&mut *tx, caller, id).await?;
    let of_memo = match name {
        "memo.docx" => Some(FileKind::Docx),
        "memo.pdf" => Some(FileKind::Pdf),
        _ => None,
    };
    if let Some(kind) = of_memo {
        let memo = memo_of(&mut *tx, &paper, &text).await?;
        drop(tx);
        return print(app, &memo, kind).await;
    }
    if name == "office.docx" {
        let document = text.draft.document(&text.generated()?, &text.facts);
        return in_template(app, &mut *tx, &paper, document).await;
    }
    if paper.stage == PaperStage::Issued {
        return tx.paper_file(id, name).await?.ok_or(AppError::NotFound);
    }
    drop(tx);
    let kind = FileKind::of_name(name).ok_or(AppError::NotFound)?;
    let document = text.draft.document(&text.generated()?, &text.facts);
    print(app, &document, kind).await
}

/// The memo that goes to the leader with a paper: from the same data, with who is named and why.
async fn memo_of(tx: &mut dyn Tx, paper: &Paper, text: &Text) -> Result<Document, AppError> {
    let attachments = text.generated()?.attachments.len();
    let mut reasons = Vec::new();
    for said in &paper.naming {
        let is_last = paper.naming_of(&said.site, &said.rule) == Some(said);
        if let Some(site) = tx.site(&said.site).await?.filter(|_| is_last) {
            reasons.push(NamingReason {
                name: site.site.name,
                named: said.named,
                reason: said.reason.clone(),
            });
        }
    }
    Ok(memo(&text.facts, &reasons, attachments))
}

/// Puts an issued paper on the public page with these of its attachments, or takes it off.
///
/// # Errors
/// The caller may not, it was not issued, or has no such attachment.
pub async fn publish(
    app: &App,
    caller: &Caller,
    id: PaperId,
    shown: u32,
    (is_public, mut attachments): (bool, Vec<usize>),
) -> Result<(), AppError> {
    let mut tx = app.store.begin().await?;
    let (before, text) = seen(&mut *tx, caller, id).await?;
    caller.must(Permission::DraftPapers, before.organization)?;
    as_shown(&before, shown)?;
    let mut after = before.clone();
    let seal = after
        .seal
        .as_mut()
        .ok_or_else(|| AppError::refused("还没有签发，不能公开"))?;
    let all = text.generated()?.attachments.len();
    if attachments.iter().any(|number| !(1..=all).contains(number)) {
        return Err(AppError::refused("没有这个附件，请重新打开本页"));
    }
    attachments.sort_unstable();
    attachments.dedup();
    seal.is_public = is_public;
    seal.published_at = is_public.then(|| app.now());
    seal.public_attachments = attachments;
    let what = if is_public {
        "公开通报"
    } else {
        "撤下公开的通报"
    };
    // As it was sealed, to the letter, whichever version wrote it.
    let (_, kept) = tx.paper(id).await?.ok_or(AppError::NotFound)?;
    tx.put_paper(&after, &kept).await?;
    let object = ("paper", id.0.to_string(), after.head.title.as_str());
    let change = (super::caller::value(&before), super::caller::value(&after));
    tx.record(&caller.event(app, what, object, change)).await?;
    tx.commit().await?;
    Ok(())
}

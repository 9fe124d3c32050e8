//! The signed final comes back (签发件): kept beside what was sealed, its numbers and names compared, its differences settled.

use std::collections::BTreeSet;
use std::sync::Arc;

use sha2::{Digest as _, Sha256};
use xunwang_domain::circular::CircularFacts;
use xunwang_domain::paper::{Paper, PaperId, PaperStage, SealedFile};
use xunwang_domain::people::Permission;
use xunwang_domain::signed::{FinalDifference, Settlement, SignedFinal};
use xunwang_office::{Kind, Paper as OfficePaper};
use xunwang_ports::Tx;
use xunwang_report::document::Document;
use xunwang_report::{SignedKind, check_signed};

use super::caller::value;
use super::papers::seen;
use super::summary::summary;
use super::{App, AppError, Caller};

/// Differences that are kept of a final; so many are another document.
const KEPT: usize = 500;
/// Finals of one paper.
const MOST: usize = 20;

/// The signed finals of a paper, with the paper.
///
/// # Errors
/// There is none, or the caller may not see it.
pub async fn finals(app: &App, caller: &Caller, id: PaperId) -> Result<(Paper, Vec<SignedFinal>), AppError> {
    let mut tx = app.store.read().await?;
    let (paper, _) = seen(&mut *tx, caller, id).await?;
    let finals = tx.finals(id).await?;
    Ok((paper, finals))
}

/// Keeps a signed final and compares it with what was sealed.
///
/// # Errors
/// The caller may not, the paper was not issued, or the file is none of the three kinds.
pub async fn add_final(
    app: &App,
    caller: &Caller,
    id: PaperId,
    (name, bytes): (&str, Vec<u8>),
) -> Result<SignedFinal, AppError> {
    let mut tx = app.store.read().await?;
    let (paper, text) = issued(&mut *tx, caller, id).await?;
    let summary = summary(app, &mut *tx, paper.round).await?;
    let sites = summary.sites.iter().map(|one| &one.roster.site.site);
    let of_sites = sites.flat_map(|site| [&site.name, &site.sponsor, &site.area]);
    let names = names_of(&text.facts, of_sites.map(String::as_str));
    let document = text.draft.document(&text.generated()?, &text.facts);
    drop(tx);
    let bytes: Arc<[u8]> = bytes.into();
    let of_file = Arc::clone(&bytes);
    let compared = tokio::task::spawn_blocking(move || compare(&of_file, &document, &names)).await;
    let (ending, found) =
        compared.map_err(|_| AppError::refused("文件读不出来，没有登记；请另存后重新上传"))??;
    let mut tx = app.store.begin().await?;
    let (paper, _) = issued(&mut *tx, caller, id).await?;
    let before = tx.finals(id).await?;
    if before.len() >= MOST {
        return Err(AppError::refused(format!("一份通报最多登记{MOST}个签发件")));
    }
    let number = before.last().map_or(1, |last| last.number + 1);
    let name: String = name
        .rsplit(['/', '\\'])
        .next()
        .unwrap_or_default()
        .chars()
        .filter(|letter| !letter.is_control())
        .take(120)
        .collect();
    let digest = Sha256::digest(&bytes);
    let signed = SignedFinal {
        number,
        name,
        file: SealedFile {
            name: format!("final-{number}.{ending}"),
            sha256: digest.iter().map(|byte| format!("{byte:02x}")).collect(),
            bytes: bytes.len() as u64,
        },
        by: caller.user.id,
        by_name: caller.user.name.clone(),
        at: app.now(),
        unmeasured: found.unmeasured,
        compared: found.compared,
        differences: found.differences,
        settled: None,
    };
    if before.iter().any(|one| one.file.sha256 == signed.file.sha256) {
        return Err(AppError::refused("这个文件已经登记过，没有再登记"));
    }
    tx.add_paper_file(id, &signed.file.name, &bytes).await?;
    put(app, &mut *tx, caller, "登记签发件", (&paper, None, &signed)).await?;
    tx.commit().await?;
    Ok(signed)
}

/// Accepts a final with its differences, or sends it back; with a reason, once.
///
/// # Errors
/// The caller may not, no reason is given, or it was settled already.
pub async fn settle_final(
    app: &App,
    caller: &Caller,
    id: PaperId,
    number: u32,
    (accepted, reason): (bool, &str),
) -> Result<(), AppError> {
    let reason = reason.trim();
    let mut tx = app.store.begin().await?;
    let (paper, _) = issued(&mut *tx, caller, id).await?;
    let mut all = tx.finals(id).await?.into_iter();
    let before = all
        .find(|one| one.number == number)
        .ok_or_else(|| AppError::refused("没有这个签发件，请重新打开本页"))?;
    if let Some(done) = &before.settled {
        return Err(AppError::refused(format!("这个签发件已由{}办理", done.by)));
    }
    let needs_reason = !accepted || !before.agrees();
    if (needs_reason && reason.is_empty()) || reason.chars().count() > 500 {
        return Err(AppError::refused(
            "有差异、没有核对到或者退回的，请写明理由（500字以内）",
        ));
    }
    let after = SignedFinal {
        settled: Some(Settlement {
            accepted,
            reason: reason.to_owned(),
            by: caller.user.name.clone(),
            at: app.now(),
        }),
        ..before.clone()
    };
    let what = if accepted {
        "认可签发件"
    } else {
        "退回签发件"
    };
    put(app, &mut *tx, caller, what, (&paper, Some(&before), &after)).await?;
    tx.commit().await?;
    Ok(())
}

async fn put(
    app: &App,
    tx: &mut dyn Tx,
    caller: &Caller,
    what: &str,
    (paper, before, after): (&Paper, Option<&SignedFinal>, &SignedFinal),
) -> Result<(), AppError> {
    tx.put_final(paper.id, after).await?;
    let object = ("paper", paper.id.0.to_string(), paper.head.title.as_str());
    let change = (before.and_then(value), value(after));
    tx.record(&caller.event(app, what, object, change)).await?;
    Ok(())
}

async fn issued(
    tx: &mut dyn Tx,
    caller: &Caller,
    id: PaperId,
) -> Result<(Paper, super::papers::Text), AppError> {
    let (paper, text) = seen(tx, caller, id).await?;
    caller.must(Permission::DraftPapers, paper.organization)?;
    if paper.stage != PaperStage::Issued {
        return Err(AppError::refused(
            "签发以后才能登记签发件；现在还没有可以核对的封存文本",
        ));
    }
    Ok((paper, text))
}

#[derive(Default)]
struct Compared {
    compared: u64,
    unmeasured: Vec<String>,
    differences: Vec<FinalDifference>,
}

/// The ending of the file's kind, and what came of comparing it.
fn compare(
    bytes: &[u8],
    document: &Document,
    names: &[String],
) -> Result<(&'static str, Compared), AppError> {
    let wrong = || AppError::refused("签发件应为 DOCX、PDF 或 OFD 文件，内容须与扩展名相符");
    let kind = xunwang_office::tell(bytes).map_err(|_| wrong())?;
    let ending = match kind {
        Kind::Docx => "docx",
        Kind::Pdf => "pdf",
        Kind::Ofd => "ofd",
        _ => return Err(wrong()),
    };
    let mut found = Compared::default();
    match xunwang_office::read(bytes) {
        // Kept all the same: it was signed, whatever can be read of it.
        Err(refusal) => found.unmeasured.push(refusal.to_string()),
        Ok(read) if read.text.trim().is_empty() => {
            found.unmeasured.extend(read.unread);
            if found.unmeasured.is_empty() {
                found.unmeasured.push("文件里没有文字，可能是扫描件".to_owned());
            }
        }
        Ok(read) => {
            let check = check_signed(document, names, &read.text);
            found.compared = check.compared as u64;
            found.differences = check
                .differences
                .iter()
                .take(KEPT)
                .map(|one| told(one, &read))
                .collect();
            let rest = check.differences.len().saturating_sub(KEPT);
            if rest > 0 {
                found
                    .unmeasured
                    .push(format!("差异过多，另有{rest}处没有列出；可能不是这份通报"));
            }
            found.unmeasured.extend(read.unread);
        }
    }
    Ok((ending, found))
}

fn told(one: &xunwang_report::SignedDifference, read: &OfficePaper) -> FinalDifference {
    let kind = match one.kind {
        SignedKind::Changed => "不一致",
        SignedKind::Missing => "没有找到",
        SignedKind::Added => "多出",
    };
    FinalDifference {
        kind: kind.to_owned(),
        place: read.place_of(one.at).map(ToString::to_string).unwrap_or_default(),
        context: one.context.clone(),
        expected: one.expected.clone(),
        found: one.found.clone(),
    }
}

/// Every name that could stand in a circular: areas in full and short, units, sites, accounts.
fn names_of<'a>(facts: &'a CircularFacts, of_sites: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut names: BTreeSet<&str> = of_sites.collect();
    names.extend(facts.areas.iter().map(|area| area.name.as_str()));
    for problem in &facts.problems {
        names.extend([problem.area.as_str(), &problem.name, &problem.unit]);
    }
    names.extend(facts.unregistered.iter().map(|one| one.name.as_str()));
    let short: Vec<&str> = facts
        .areas
        .iter()
        .filter_map(|area| area.name.strip_suffix(['市', '州', '县', '区']))
        .filter(|short| short.chars().count() > 1)
        .collect();
    names.extend(short);
    names
        .iter()
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .collect()
}

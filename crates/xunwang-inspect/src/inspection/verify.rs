//! Every digest and every count once more (校验): differences in Chinese, none when all is well.

use std::collections::{BTreeMap, HashMap};

use anyhow::Result;
use xunwang_domain::finding::EvidenceRef;
use xunwang_domain::judgement::Judgement;
use xunwang_domain::visit::{RowKind, Visit};
use xunwang_ports::{EvidenceStore, Store};
use xunwang_warc::{BodyDigest, WarcError, record_with_length};

use super::outcome::SiteOutcome;

/// As much of an evidence file is read at a time.
const WINDOW: u64 = 4 << 20;
/// No record is longer.
const LONGEST_RECORD: u64 = 96 << 20;

/// Recomputes the digest of every body in the evidence files, and compares them with what each look has noted and with
/// what each finding points to.
///
/// # Errors
/// The store failed; damaged evidence is a difference, not an error.
pub async fn verify_evidence(store: &dyn Store, evidence: &dyn EvidenceStore) -> Result<Vec<String>> {
    let mut differences = Vec::new();
    let visits = store.read().await?.visits().await?;
    let mut pointed: HashMap<String, Vec<EvidenceRef>> = HashMap::new();
    for visit in &visits {
        for kind in [RowKind::Finding, RowKind::Exempted] {
            for line in store.read().await?.rows(visit.number, kind).await? {
                if let Some(found) = serde_json::from_str::<PointsTo>(&line)?.evidence {
                    pointed.entry(found.file.clone()).or_default().push(found);
                }
            }
        }
    }
    for visit in &visits {
        if visit.evidence_length == 0 {
            continue;
        }
        let digests = match read_digests(evidence, visit, &mut differences).await {
            Ok(digests) => digests,
            Err(error) => {
                differences.push(format!("{}：不能读取（{error}）", visit.file));
                continue;
            }
        };
        for look in store.read().await?.looks(visit.number).await? {
            let Some(place) = look.record else { continue };
            let noted = place
                .digest
                .map(|digest| BodyDigest(digest).label())
                .unwrap_or_default();
            check(
                &digests,
                &visit.file,
                place.offset,
                &look.url,
                &noted,
                &mut differences,
            );
        }
        for found in pointed.remove(&visit.file).unwrap_or_default() {
            check(
                &digests,
                &found.file,
                found.offset,
                &found.url,
                &found.digest,
                &mut differences,
            );
        }
    }
    differences.extend(
        pointed
            .into_keys()
            .map(|file| format!("{file}：问题所指的证据文件不存在")),
    );
    Ok(differences)
}

#[derive(serde::Deserialize)]
struct PointsTo {
    evidence: Option<EvidenceRef>,
}

fn check(
    digests: &BTreeMap<u64, String>,
    file: &str,
    offset: u64,
    url: &str,
    noted: &str,
    differences: &mut Vec<String>,
) {
    match digests.get(&offset) {
        None => differences.push(format!("{file}：第{offset}字节处没有 {url} 的记录")),
        Some(found) if found != noted => {
            differences.push(format!("{file}：{url} 的摘要与登记的不符"));
        }
        Some(_) => {}
    }
}

/// The digest of each record of a file, by offset; bodies are digested anew.
async fn read_digests(
    evidence: &dyn EvidenceStore,
    visit: &Visit,
    differences: &mut Vec<String>,
) -> Result<BTreeMap<u64, String>> {
    let mut digests = BTreeMap::new();
    let mut offset = 0;
    let mut window = WINDOW;
    while offset < visit.evidence_length {
        let bytes = evidence
            .read(&visit.file, offset, window.min(visit.evidence_length - offset))
            .await?;
        let mut used = 0usize;
        while let Some(rest) = bytes.get(used..).filter(|rest| !rest.is_empty()) {
            let (record, length) = match record_with_length(rest) {
                Ok(read) => read,
                Err(error) => {
                    let cut =
                        error == WarcError::Gzip && offset + (bytes.len() as u64) < visit.evidence_length;
                    if cut && (used > 0 || window < LONGEST_RECORD) {
                        break;
                    }
                    differences.push(format!(
                        "{}：第{}字节处的记录：{error}",
                        visit.file,
                        offset + used as u64
                    ));
                    return Ok(digests);
                }
            };
            let position = offset + used as u64;
            if let Err(error) = record.check_digest() {
                differences.push(format!("{}：{}：{error}", visit.file, record.uri()));
            }
            digests.insert(
                position,
                record.field("WARC-Payload-Digest").unwrap_or_default().to_owned(),
            );
            used += usize::try_from(length)?;
        }
        if bytes.is_empty() {
            differences.push(format!(
                "{}：文件短于登记的{}字节",
                visit.file, visit.evidence_length
            ));
            break;
        }
        window = if used == 0 { LONGEST_RECORD } else { WINDOW };
        offset += used as u64;
    }
    Ok(digests)
}

/// Recounts each site's findings from its rows, and checks that its judgement fits them.
///
/// # Errors
/// The store failed.
pub async fn verify_outcomes(store: &dyn Store, outcomes: &[SiteOutcome]) -> Result<Vec<String>> {
    #[derive(serde::Deserialize)]
    struct Counted {
        rule: String,
        status: String,
        indicator: String,
    }
    let mut differences = Vec::new();
    for (number, outcome) in (1..).zip(outcomes) {
        let code = &outcome.judgement.site_code;
        let mut counts: BTreeMap<String, [u64; 2]> = BTreeMap::new();
        let mut indicators = std::collections::BTreeSet::new();
        for line in store.read().await?.rows(number, RowKind::Finding).await? {
            let finding: Counted = serde_json::from_str(&line)?;
            let suspected = finding.status == "suspected";
            counts.entry(finding.rule).or_default()[usize::from(suspected)] += 1;
            if !suspected {
                indicators.insert(finding.indicator);
            }
        }
        let exempted = store.read().await?.rows(number, RowKind::Exempted).await?.len() as u64;
        if exempted != outcome.exceptions.values().map(|one| one.held).sum::<u64>() {
            differences.push(format!("{code}：按例外不计的问题数与逐条清点的不符"));
        }
        if counts != outcome.findings {
            differences.push(format!("{code}：问题数与逐条清点的不符"));
        }
        if outcome
            .judgement
            .vetoes
            .iter()
            .any(|veto| !indicators.contains(veto))
        {
            differences.push(format!("{code}：单项否决没有对应的问题"));
        }
        let unqualified = outcome.judgement.judgement == Judgement::Unqualified;
        if unqualified == outcome.judgement.vetoes.is_empty() {
            differences.push(format!("{code}：判定与单项否决不一致"));
        }
    }
    Ok(differences)
}

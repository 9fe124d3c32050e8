//! `xunwang verify`: every digest and every printed number of a result folder, or of a folder of documents, once more.

mod listed;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;
use xunwang_app::inspection::{
    Counts, Plan, RunSummary, exception_outcomes, read_outcomes, verify_evidence, verify_outcomes,
    write_changes, write_channels, write_exempted, write_findings, write_links, write_sites,
};
use xunwang_domain::circular::CircularFacts;
use xunwang_domain::paper::{Seal, SealedFile};
use xunwang_domain::signed::SignedFinal;
use xunwang_ports::Store;
use xunwang_report::document::{Document, Edition};
use xunwang_report::templates::Templates;
use xunwang_report::verify::{Files, verify_document, verify_with};
use xunwang_store::EvidenceFolder;

use super::export::{DOCUMENT, FINALS, SEAL};
use super::inspection::{EXEMPTED, comparison, open_store, plan_facts};
use super::manifest::{MANIFEST, stays_within};
use super::{Failure, documents, read_input};
use crate::console;
use crate::folder::digest_of;

/// 重算结果文件夹中的全部摘要和数字
#[derive(Args)]
#[command(after_help = "示例：\n  xunwang verify 2023年第三季度\n有不一致时逐条列出，退出码为 1。")]
pub(crate) struct Arguments {
    /// 结果文件夹
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

pub(crate) async fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let folder = &arguments.folder;
    if !folder.is_dir() {
        return Err(Failure::WrongInput(format!("{} 不是文件夹", folder.display())));
    }
    if folder.join(MANIFEST).exists() {
        return told(&listed::verify_listed(folder)?);
    }
    if !folder.join(documents::FACTS).exists() {
        return Err(Failure::WrongInput(format!(
            "{} 不是结果文件夹，也没有文稿清单 {MANIFEST}，或检查尚未完成",
            folder.display()
        )));
    }
    let inspected = folder.join("run.json").exists();
    let mut differences = verify_documents(folder, inspected)?;
    if inspected {
        differences.extend(verify_inspection(folder).await?);
    }
    told(&differences)
}

fn told(differences: &[String]) -> Result<ExitCode, Failure> {
    if differences.is_empty() {
        console::say("全部摘要和数字均一致。");
        return Ok(ExitCode::SUCCESS);
    }
    console::say(&format!("发现 {} 处不一致：", differences.len()));
    for difference in differences {
        console::say(&format!("  {difference}"));
    }
    Ok(ExitCode::from(1))
}

/// The printed numbers against the facts.
fn verify_documents(folder: &Path, inspected: bool) -> Result<Vec<String>, Failure> {
    let facts = read_facts(folder)?;
    let read = |name: &str| read_input(&folder.join(name), "通报文件");
    let [docx, pdf, html, xlsx] = documents::FILES;
    let [docx, pdf, html, xlsx] = [read(docx)?, read(pdf)?, read(html)?, read(xlsx)?];
    let edition = if inspected {
        Edition::Provisional
    } else {
        Edition::Confirmed
    };
    let files = Files {
        html: &html,
        docx: &docx,
        xlsx: &xlsx,
        pdf: &pdf,
    };
    if folder.join(DOCUMENT).exists() {
        let json = read_input(&folder.join(DOCUMENT), "封存的文稿")?;
        let document: Document =
            serde_json::from_slice(&json).map_err(|error| Failure::Failed(format!("{DOCUMENT}：{error}")))?;
        let mut differences: Vec<String> = verify_document(&document, &facts, files)
            .iter()
            .map(ToString::to_string)
            .collect();
        differences.extend(verify_seal(folder)?);
        return Ok(differences);
    }
    let own = if folder.join(documents::TEMPLATES).exists() {
        let toml = read_input(&folder.join(documents::TEMPLATES), "文稿模板")?;
        Some(documents::read_templates(&toml)?)
    } else {
        None
    };
    let templates = own.as_ref().unwrap_or_else(|| Templates::standard());
    Ok(verify_with(&facts, edition, templates, files)
        .iter()
        .map(ToString::to_string)
        .collect())
}

/// Each sealed file against its digest, and each signed final against its own.
fn verify_seal(folder: &Path) -> Result<Vec<String>, Failure> {
    let json = read_input(&folder.join(SEAL), "封存清单")?;
    let seal: Seal =
        serde_json::from_slice(&json).map_err(|error| Failure::Failed(format!("{SEAL}：{error}")))?;
    let mut differences = digests_differ(folder, &seal.files, "签发时");
    let mut finals: Vec<SealedFile> = Vec::new();
    if folder.join(FINALS).exists() {
        let json = read_input(&folder.join(FINALS), "签发件清单")?;
        let all: Vec<SignedFinal> =
            serde_json::from_slice(&json).map_err(|error| Failure::Failed(format!("{FINALS}：{error}")))?;
        finals.extend(all.into_iter().map(|one| one.file));
    }
    differences.extend(digests_differ(folder, &finals, "登记签发件时"));
    for entry in std::fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.starts_with("final-") && finals.iter().all(|file| file.name != name) {
            differences.push(format!("{name}：没有登记在{FINALS}中"));
        }
    }
    Ok(differences)
}

fn digests_differ(folder: &Path, files: &[SealedFile], when: &str) -> Vec<String> {
    let differs = |file: &SealedFile| {
        if !stays_within(&file.name) {
            return Some(format!("{}：不在本文件夹中", file.name));
        }
        match digest_of(&folder.join(&file.name)) {
            Ok(digest) if digest.trim_start_matches("sha256:") == file.sha256 => None,
            Ok(_) => Some(format!("{}：内容与{when}不同", file.name)),
            Err(error) => Some(format!("{}：不能读取（{error}）", file.name)),
        }
    };
    files.iter().filter_map(differs).collect()
}

fn read_facts(folder: &Path) -> Result<CircularFacts, Failure> {
    let json = read_input(&folder.join(documents::FACTS), "通报数据")?;
    CircularFacts::from_json(&json).map_err(|error| Failure::Failed(format!("{}：{error}", documents::FACTS)))
}

/// Rows, counts and digests against the store, and the store against its evidence.
async fn verify_inspection(folder: &Path) -> Result<Vec<String>, Failure> {
    let json = read_input(&folder.join("run.json"), "检查记录")?;
    let summary: RunSummary = serde_json::from_slice(&json).context("run.json 不能读取")?;
    if !folder.join("xunwang.db").exists() {
        return Err(Failure::Failed(
            "结果文件夹中没有数据库 xunwang.db，无法校验".to_owned(),
        ));
    }
    let store = open_store(folder, None).await?;
    let mut differences = Vec::new();
    for (name, noted) in &summary.digests {
        match digest_of(&folder.join(name)) {
            Ok(digest) if digest == *noted => {}
            Ok(_) => differences.push(format!("{name}：内容与检查完成时不同")),
            Err(error) => differences.push(format!("{name}：不能读取（{error}）")),
        }
    }
    let outcomes = read_outcomes(&store).await?;
    let round = async { store.read().await?.run().await }
        .await
        .map_err(anyhow::Error::from)?;
    let plan: Plan =
        serde_json::from_str(&round.context("数据库中没有检查轮次")?.plan).context("检查计划不能读取")?;
    let has_changes = summary.previous.is_some();
    differences.extend(verify_rows(folder, &store, &plan, &outcomes, has_changes).await?);
    differences.extend(verify_outcomes(&store, &outcomes).await?);
    if Counts::of(&outcomes) != summary.counts {
        differences.push("run.json：数量与逐行清点的不符".to_owned());
    }
    if exception_outcomes(&plan, summary.windows.as_of, &outcomes) != summary.exceptions {
        differences.push("run.json：例外清单的执行情况与逐条清点的不符".to_owned());
    }
    if comparison(&plan, &outcomes) != summary.previous {
        differences.push("run.json：与上一次相比的变化数与逐行清点的不符".to_owned());
    }
    if plan_facts(&plan, summary.windows.as_of, &outcomes) != read_facts(folder)? {
        differences.push(format!("{}：与各网站的检查结果不符", documents::FACTS));
    }
    differences.extend(verify_evidence(&store, &EvidenceFolder::new(folder)).await?);
    Ok(differences)
}

/// The rows of each file, written once more from the store.
async fn verify_rows(
    folder: &Path,
    store: &dyn Store,
    plan: &Plan,
    outcomes: &[xunwang_app::inspection::SiteOutcome],
    has_changes: bool,
) -> Result<Vec<String>, Failure> {
    let mut again: Vec<(&str, Vec<u8>)> = vec![
        ("findings.jsonl", vec![]),
        ("channels.csv", vec![]),
        ("links.csv", vec![]),
        ("sites.csv", vec![]),
    ];
    write_findings(store, &mut again[0].1).await?;
    write_channels(store, &mut again[1].1).await?;
    write_links(store, &mut again[2].1).await?;
    write_sites(outcomes, &mut again[3].1)?;
    if !plan.exceptions.is_empty() {
        let mut exempted = Vec::new();
        write_exempted(store, &mut exempted).await?;
        again.push((EXEMPTED, exempted));
    }
    if has_changes {
        let mut changes: Vec<u8> = Vec::new();
        write_changes(store, &mut changes).await?;
        again.push(("changes.csv", changes));
    }
    let mut differences = Vec::new();
    for (name, expected) in &again {
        let present = std::fs::read(folder.join(name)).unwrap_or_default();
        let (present, expected) = (
            String::from_utf8_lossy(&present),
            String::from_utf8_lossy(expected),
        );
        let mut lines = present.lines().zip(expected.lines());
        if let Some(place) = lines.position(|(present, expected)| present != expected) {
            differences.push(format!("{name}：第{}行与数据库不符", place + 1));
        } else if present.lines().count() != expected.lines().count() {
            differences.push(format!("{name}：行数与数据库不符"));
        }
    }
    Ok(differences)
}

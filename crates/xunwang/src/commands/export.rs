//! `xunwang export`: what the office has issued, as files that `verify` reads.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use xunwang_domain::paper::{Paper, PaperStage};
use xunwang_ports::Store;
use xunwang_store::SqliteStore;

use super::Failure;
use crate::console;

/// The document with the source of each number.
pub(crate) const DOCUMENT: &str = "document.json";
/// When and by whom it was signed, and the digest of each file.
pub(crate) const SEAL: &str = "seal.json";

/// 导出：把办公数据中已印发的文稿写成文件
#[derive(Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// 一轮检查已印发的通报（文件、数据、指标、证据清单），每份一个文件夹，可用 verify 核验
    #[command(
        after_help = "示例：\n  xunwang export reports --data /srv/xunwang --round 2026Q3 --out 三季度通报\n  xunwang verify 三季度通报/示办函〔2026〕15号"
    )]
    Reports(Reports),
}

#[derive(Args)]
struct Reports {
    /// 办公数据文件夹
    #[arg(long, value_name = "DIR", default_value = "xunwang-data")]
    data: PathBuf,
    /// 检查轮次：编号，或写成 2026Q3 的季度
    #[arg(long, value_name = "ID")]
    round: String,
    /// 写到哪个文件夹，须为空或不存在
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

pub(crate) async fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    let What::Reports(wanted) = arguments.what;
    let path = wanted.data.join("xunwang.db");
    if !path.exists() {
        return Err(Failure::WrongInput(format!(
            "{} 不是办公数据文件夹（没有 xunwang.db）；请用 --data 指定 serve 用的文件夹",
            wanted.data.display()
        )));
    }
    if std::fs::read_dir(&wanted.out).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(Failure::WrongInput(format!(
            "{} 中已有其他文件；请用 --out 另指定一个文件夹",
            wanted.out.display()
        )));
    }
    let store = SqliteStore::open(&path)
        .await
        .map_err(|error| Failure::Failed(format!("数据库 {} 打不开：{error}", path.display())))?;
    let mut tx = store.read().await.map_err(anyhow::Error::from)?;
    let is_wanted = |paper: &Paper| {
        paper.stage == PaperStage::Issued
            && (paper.round.0.to_string() == wanted.round || paper.quarter.to_string() == wanted.round)
    };
    let issued: Vec<Paper> = tx
        .papers()
        .await
        .map_err(anyhow::Error::from)?
        .into_iter()
        .filter(is_wanted)
        .collect();
    if issued.is_empty() {
        return Err(Failure::WrongInput(format!(
            "轮次“{}”没有已印发的通报；轮次写编号，或写成 2026Q3 的样子",
            wanted.round
        )));
    }
    for paper in &issued {
        let Some(seal) = &paper.seal else { continue };
        // A number that was signed has no character that a path would take for more than a name.
        let name = paper
            .head
            .number
            .as_deref()
            .unwrap_or("无文号")
            .replace(['/', '\\'], "-");
        let folder = wanted.out.join(&name);
        let failed =
            |error: std::io::Error| Failure::Failed(format!("不能写入 {}：{error}", folder.display()));
        std::fs::create_dir_all(&folder).map_err(failed)?;
        for file in &seal.files {
            let bytes = tx
                .paper_file(paper.id, &file.name)
                .await
                .map_err(anyhow::Error::from)?
                .ok_or_else(|| {
                    Failure::Failed(format!("{name}：封存的 {} 不见了，数据库可能被改动", file.name))
                })?;
            std::fs::write(folder.join(&file.name), bytes).map_err(failed)?;
        }
        let json = serde_json::to_vec_pretty(seal).map_err(anyhow::Error::from)?;
        std::fs::write(folder.join(SEAL), json).map_err(failed)?;
        console::say(&format!("{}：{}", folder.display(), paper.head.title));
    }
    Ok(ExitCode::SUCCESS)
}

//! What the office has issued (已印发的通报): each circular in a folder of its own, as `verify` reads it.

use std::path::Path;

use xunwang_domain::paper::{Paper, PaperStage};
use xunwang_ports::Store;

use super::super::Failure;
use super::SEAL;
use crate::console;

/// Writes the issued circulars of a round; returns how many there are.
pub(super) async fn write(store: &dyn Store, round: &str, out: &Path) -> Result<usize, Failure> {
    let mut tx = store.read().await.map_err(anyhow::Error::from)?;
    let is_wanted = |paper: &Paper| {
        paper.stage == PaperStage::Issued
            && (paper.round.0.to_string() == round || paper.quarter.to_string() == round)
    };
    let issued: Vec<Paper> = tx
        .papers()
        .await
        .map_err(anyhow::Error::from)?
        .into_iter()
        .filter(is_wanted)
        .collect();
    for paper in &issued {
        let Some(seal) = &paper.seal else { continue };
        // A number that was signed has no character that a path would take for more than a name.
        let name = super::file_name(paper.head.number.as_deref().unwrap_or("无文号"));
        let folder = out.join(&name);
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
    Ok(issued.len())
}

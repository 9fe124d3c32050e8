//! What the office has issued (已印发的通报): each circular in a folder of its own, as `verify` reads it.

use std::path::Path;

use xunwang_domain::paper::{Paper, PaperStage};
use xunwang_ports::Store;

use super::super::Failure;
use super::{FINALS, SEAL};
use crate::console;

/// Writes the issued circulars of a round, each with its signed finals; returns their folders.
pub(super) async fn write(store: &dyn Store, round: &str, out: &Path) -> Result<Vec<String>, Failure> {
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
    let mut folders = Vec::new();
    for paper in &issued {
        let Some(seal) = &paper.seal else { continue };
        // A number that was signed has no character that a path would take for more than a name.
        let name = super::file_name(paper.head.number.as_deref().unwrap_or("无文号"));
        let folder = out.join(&name);
        let failed =
            |error: std::io::Error| Failure::Failed(format!("不能写入 {}：{error}", folder.display()));
        std::fs::create_dir_all(&folder).map_err(failed)?;
        // Finals that were sent back are none; those that nobody has settled yet say so in their list.
        let mut finals = tx.finals(paper.id).await.map_err(anyhow::Error::from)?;
        finals.retain(|one| one.settled.as_ref().is_none_or(|settled| settled.accepted));
        let of_finals = finals.iter().map(|one| &one.file);
        for file in seal.files.iter().chain(of_finals) {
            let bytes = tx
                .paper_file(paper.id, &file.name)
                .await
                .map_err(anyhow::Error::from)?
                .ok_or_else(|| {
                    Failure::Failed(format!("{name}：封存的 {} 不见了，数据库可能被改动", file.name))
                })?;
            std::fs::write(folder.join(&file.name), bytes).map_err(failed)?;
        }
        if !finals.is_empty() {
            let json = serde_json::to_vec_pretty(&finals).map_err(anyhow::Error::from)?;
            std::fs::write(folder.join(FINALS), json).map_err(failed)?;
        }
        let json = serde_json::to_vec_pretty(seal).map_err(anyhow::Error::from)?;
        std::fs::write(folder.join(SEAL), json).map_err(failed)?;
        let with = match finals.len() {
            0 => String::new(),
            number => format!("（附签发件{number}个）"),
        };
        console::say(&format!("{}：{}{with}", folder.display(), paper.head.title));
        folders.push(name);
    }
    Ok(folders)
}

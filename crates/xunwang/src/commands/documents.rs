//! The circular and its attachments as files (通报文件).

use xunwang_domain::circular::CircularFacts;
use xunwang_report::document::{Document, Edition};
use xunwang_report::documents::circular::compose;
use xunwang_report::render;

use super::Failure;
use crate::console;
use crate::folder::ResultFolder;

/// The circular's files in a result folder.
pub(crate) const FILES: [&str; 4] = ["circular.docx", "circular.pdf", "circular.html", "annexes.xlsx"];
/// The facts behind it.
pub(crate) const FACTS: &str = "facts.json";

/// Rendered, not yet written.
pub(crate) struct Rendered {
    files: [Vec<u8>; 4],
    /// What the officer should look at before the document goes out.
    notes: Vec<String>,
}

/// Composes and renders; nothing is written where the facts contradict themselves.
pub(crate) fn render_all(facts: &CircularFacts, edition: Edition) -> Result<Rendered, Failure> {
    let document: Document = compose(facts, edition).map_err(|contradictions| {
        let lines: Vec<String> = contradictions.iter().map(|one| format!("  {one}")).collect();
        Failure::WrongInput(format!("数据自相矛盾，未写入任何内容：\n{}", lines.join("\n")))
    })?;
    let failed =
        |error: xunwang_report::render::RenderError| Failure::Failed(format!("生成通报失败：{error}"));
    Ok(Rendered {
        files: [
            render::docx(&document).map_err(failed)?,
            render::pdf(&document).map_err(failed)?,
            render::html(&document).map_err(failed)?,
            render::xlsx(&document).map_err(failed)?,
        ],
        notes: document.notes,
    })
}

/// Writes the circular, its attachments and the facts behind them, and says what to look at.
pub(crate) fn write_all(
    folder: &mut ResultFolder,
    facts: &CircularFacts,
    rendered: &Rendered,
) -> Result<(), Failure> {
    for (name, bytes) in FILES.iter().zip(&rendered.files) {
        folder.write(name, bytes)?;
    }
    let json = serde_json::to_vec_pretty(facts).map_err(anyhow::Error::from)?;
    folder.write(FACTS, &json)?;
    for note in &rendered.notes {
        console::note(&format!("请留意：{note}"));
    }
    Ok(())
}

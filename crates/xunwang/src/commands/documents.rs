//! The circular and its attachments as files (通报文件).

use xunwang_domain::circular::{CircularFacts, Contradiction};
use xunwang_report::document::{Document, Edition};
use xunwang_report::documents::circular::compose_with;
use xunwang_report::render;
use xunwang_report::templates::Templates;

use super::Failure;
use crate::console;
use crate::folder::ResultFolder;

/// The circular's files in a result folder.
pub(crate) const FILES: [&str; 4] = ["circular.docx", "circular.pdf", "circular.html", "annexes.xlsx"];
/// The facts behind it.
pub(crate) const FACTS: &str = "facts.json";

/// The office's own templates that the circular was written in, where it has any.
pub(crate) const TEMPLATES: &str = "templates.toml";

/// Rendered, not yet written.
pub(crate) struct Rendered {
    files: [Vec<u8>; 4],
    /// What the officer should look at before the document goes out.
    notes: Vec<String>,
}

/// Composes and renders; nothing is written where the facts contradict themselves.
pub(crate) fn render_all(facts: &CircularFacts, edition: Edition) -> Result<Rendered, Failure> {
    render(&draft(facts, edition, Templates::standard())?)
}

/// The text, checked against the facts.
pub(crate) fn draft(
    facts: &CircularFacts,
    edition: Edition,
    templates: &Templates,
) -> Result<Document, Failure> {
    compose_with(facts, edition, templates).map_err(|contradictions| {
        Failure::WrongInput(format!(
            "数据自相矛盾，未写入任何内容：\n{}",
            lines(&contradictions)
        ))
    })
}

/// An office's templates; everything that is wrong with them is named.
pub(crate) fn read_templates(toml: &[u8]) -> Result<Templates, Failure> {
    let text =
        std::str::from_utf8(toml).map_err(|_| Failure::WrongInput("模板文件不是UTF-8编码".to_owned()))?;
    Templates::from_toml(text)
        .map_err(|wrong| Failure::WrongInput(format!("模板有误，未写入任何内容：\n{}", lines(&wrong))))
}

fn lines(wrong: &[Contradiction]) -> String {
    let lines: Vec<String> = wrong.iter().map(|one| format!("  {one}")).collect();
    lines.join("\n")
}

/// The four files.
pub(crate) fn render(document: &Document) -> Result<Rendered, Failure> {
    Ok(Rendered {
        files: four_files(document)?,
        notes: document.notes.clone(),
    })
}

/// DOCX, PDF, HTML and XLSX of any document.
pub(crate) fn four_files(document: &Document) -> Result<[Vec<u8>; 4], Failure> {
    let failed =
        |error: xunwang_report::render::RenderError| Failure::Failed(format!("生成文稿失败：{error}"));
    Ok([
        render::docx(document).map_err(failed)?,
        render::pdf(document).map_err(failed)?,
        render::html(document).map_err(failed)?,
        render::xlsx(document).map_err(failed)?,
    ])
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

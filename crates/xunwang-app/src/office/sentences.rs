//! The office's own sentences (文稿模板): changed one by one, shown in a circular before they are kept, every version kept.

use xunwang_domain::paper::{Paper, PaperStage};
use xunwang_domain::people::Permission;
use xunwang_domain::template_version::TemplateVersion;
use xunwang_ports::Tx;
use xunwang_report::document::{Block, Document};
use xunwang_report::templates::{OwnTemplates, RequirementRow};

use super::papers::{composed, current_templates, lines, text_of};
use super::{App, AppError, Caller};

/// A sentence is no longer, in characters.
const LONGEST: usize = 2000;
/// Requirements that a circular has room for.
const MOST: usize = 200;
/// Passages of a preview.
const SHOWN: usize = 40;

/// The templates as their pages show them (模板详情).
#[derive(Clone, Debug)]
pub struct TemplateView {
    /// The number of the latest version; 0 where there is none.
    pub version: u32,
    /// What the office has changed.
    pub own: OwnTemplates,
    /// All versions, the latest first.
    pub versions: Vec<TemplateVersion>,
    /// May the caller change them?
    pub may_edit: bool,
}

/// A change of the templates (模板修改).
#[derive(Clone, Debug)]
pub enum TemplateChange {
    /// A sentence; `None`: the standard one again.
    Sentence(String, Option<String>),
    /// A requirement at its place.
    Requirement(usize, RequirementRow),
    /// A new one behind that place.
    AddRequirement(usize, RequirementRow),
    /// That one goes.
    RemoveRequirement(usize),
    /// All requirements as they come with the program.
    StandardRequirements,
    /// A file in place of all.
    File(String),
    /// A version as it was.
    Restore(u32),
}

/// What a change would make of a circular (模板预览).
#[derive(Clone, Debug)]
pub struct TemplatePreview {
    /// The circular it is shown on; none where there is none yet.
    pub title: Option<String>,
    /// The passages that become others: before and after; empty where one is new or goes.
    pub passages: Vec<(String, String)>,
}

/// The templates of the office.
///
/// # Errors
/// The store could not.
pub async fn template_view(app: &App, caller: &Caller) -> Result<TemplateView, AppError> {
    let mut tx = app.store.read().await?;
    let versions = tx.template_versions().await?;
    let latest = versions.first();
    Ok(TemplateView {
        version: latest.map_or(0, |latest| latest.number),
        own: read(latest.map_or("", |latest| latest.text.as_str()))?,
        may_edit: may_edit(caller),
        versions,
    })
}

fn may_edit(caller: &Caller) -> bool {
    let root = caller.tree.root();
    root.is_some_and(|root| caller.may(Permission::EditTemplates, root.id))
}

fn read(text: &str) -> Result<OwnTemplates, AppError> {
    OwnTemplates::read(text).map_err(|one| AppError::refused(one.to_string()))
}

/// What the change would make of the latest circular that the caller may see.
///
/// # Errors
/// There is something wrong with the change: its place and its cure are named.
pub async fn preview_templates(
    app: &App,
    caller: &Caller,
    change: &TemplateChange,
) -> Result<TemplatePreview, AppError> {
    let mut tx = app.store.read().await?;
    let text = current_templates(&mut *tx).await?;
    let (after, _) = changed(&mut *tx, read(&text)?, change).await?;
    let papers = tx.papers().await?;
    let is_shown = |paper: &&Paper| {
        paper.stage != PaperStage::Dropped && caller.may(Permission::ViewPapers, paper.organization)
    };
    let Some(paper) = papers.iter().find(is_shown) else {
        return Ok(TemplatePreview {
            title: None,
            passages: Vec::new(),
        });
    };
    let (paper, draft) = tx.paper(paper.id).await?.ok_or(AppError::NotFound)?;
    let facts = text_of(&draft)?.facts;
    let before = passages(&composed(&facts, &text)?);
    let after = passages(&composed(&facts, &after.to_toml())?);
    Ok(TemplatePreview {
        title: Some(paper.head.title),
        passages: differences(&before, &after),
    })
}

fn passages(document: &Document) -> Vec<String> {
    let text = |block: &Block| match block {
        Block::Heading { text, .. } => Some(text.clone()),
        Block::Paragraph(spans) => Some(spans.iter().map(|span| span.shown()).collect()),
        Block::Chart(_) | Block::Table(_) => None,
    };
    document.blocks.iter().filter_map(text).collect()
}

/// Passages that are not the same, in the order of the later text. The same ones at both ends are left out.
fn differences(before: &[String], after: &[String]) -> Vec<(String, String)> {
    let same = |(left, right): &(&String, &String)| left == right;
    let head = before.iter().zip(after).take_while(same).count();
    let (before, after) = (&before[head..], &after[head..]);
    let tail = before
        .iter()
        .rev()
        .zip(after.iter().rev())
        .take_while(same)
        .count();
    let (before, after) = (&before[..before.len() - tail], &after[..after.len() - tail]);
    let one = |side: &[String], place: usize| side.get(place).cloned().unwrap_or_default();
    (0..before.len().max(after.len()))
        .map(|place| (one(before, place), one(after, place)))
        .filter(|(left, right)| left != right)
        .take(SHOWN)
        .collect()
}

/// Changes the templates: a new version. What is drafted from then on, or drafted again, speaks so.
///
/// # Errors
/// The caller may not, somebody else has changed them since version `shown`, or there is something wrong with the change.
pub async fn change_templates(
    app: &App,
    caller: &Caller,
    shown: u32,
    change: &TemplateChange,
) -> Result<u32, AppError> {
    if !may_edit(caller) {
        return Err(AppError::Forbidden);
    }
    let mut tx = app.store.begin().await?;
    let latest = tx.templates().await?;
    let number = latest.as_ref().map_or(0, |latest| latest.number);
    if number != shown {
        return Err(AppError::refused(
            "模板刚被别人修改，这次没有保存；请看过现在的模板再改",
        ));
    }
    let before = latest.map(|latest| latest.text).unwrap_or_default();
    let (after, what) = changed(&mut *tx, read(&before)?, change).await?;
    let version = TemplateVersion {
        number: number + 1,
        what,
        by: caller.user.name.clone(),
        at: app.now(),
        text: after.to_toml(),
    };
    if version.text == before {
        return Err(AppError::refused("没有变化，未作修改"));
    }
    tx.add_template_version(&version).await?;
    let object = ("template", version.number.to_string(), version.what.as_str());
    let change = (Some(before.into()), Some(version.text.clone().into()));
    tx.record(&caller.event(app, "修改文稿模板", object, change))
        .await?;
    tx.commit().await?;
    Ok(version.number)
}

/// The templates with the change, checked, and what it is called.
async fn changed(
    tx: &mut dyn Tx,
    mut own: OwnTemplates,
    change: &TemplateChange,
) -> Result<(OwnTemplates, String), AppError> {
    let gone = || AppError::refused("没有这一句；请重新打开本页");
    let what = match change {
        TemplateChange::Sentence(key, text) => {
            if text.as_deref().is_some_and(|text| text.trim().is_empty()) {
                return Err(AppError::refused("内容为空，请填写；要用回原句请点“恢复标准”"));
            }
            if text.as_deref().is_some_and(|text| text.chars().count() > LONGEST) {
                return Err(AppError::refused(format!("一句最多{LONGEST}字")));
            }
            if !own.change(key, text.as_deref()) {
                return Err(gone());
            }
            format!("{}：{key}", if text.is_some() { "改句" } else { "恢复标准" })
        }
        TemplateChange::StandardRequirements => {
            own.set_requirements(OwnTemplates::default().requirements());
            "工作要求恢复标准".to_owned()
        }
        TemplateChange::File(text) => {
            own = read(text)?;
            "上传模板文件".to_owned()
        }
        TemplateChange::Restore(number) => {
            let versions = tx.template_versions().await?;
            let version = versions
                .iter()
                .find(|one| one.number == *number)
                .ok_or_else(gone)?;
            own = read(&version.text)?;
            format!("恢复第{number}版")
        }
        TemplateChange::Requirement(place, _)
        | TemplateChange::AddRequirement(place, _)
        | TemplateChange::RemoveRequirement(place) => {
            let mut rows = own.requirements();
            if *place >= rows.len() {
                return Err(gone());
            }
            let what = match change {
                TemplateChange::Requirement(_, row) => {
                    rows[*place] = row.clone();
                    "改"
                }
                TemplateChange::AddRequirement(_, row) => {
                    rows.insert(place + 1, row.clone());
                    "加"
                }
                _ => {
                    rows.remove(*place);
                    "删"
                }
            };
            if rows.len() > MOST || rows.iter().any(|row| row.text.chars().count() > LONGEST) {
                return Err(AppError::refused(format!(
                    "工作要求最多{MOST}句，一句最多{LONGEST}字"
                )));
            }
            if rows.iter().any(|row| row.text.trim().is_empty()) {
                return Err(AppError::refused("内容为空，请填写；不要这一句请点“删去”"));
            }
            own.set_requirements(rows);
            format!("工作要求{what}第{}句", place + 1)
        }
    };
    own.templates()
        .map_err(|found| AppError::refused(lines(&found)))?;
    Ok((own, what))
}

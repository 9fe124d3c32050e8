//! The office's own DOCX template (本单位模板): put in once, then every draft of the office can go out in it.

use std::sync::Arc;

use xunwang_domain::paper::{Paper, PaperId, PaperTemplate};
use xunwang_domain::people::Permission;
use xunwang_ports::Tx;
use xunwang_report::document::Document;

use super::caller::value;
use super::papers::seen;
use super::{App, AppError, Caller};

/// Takes a template for the office that a paper is of, instead of the one before.
///
/// # Errors
/// The caller may not, or the file does not do as a template: what is missing is named.
pub async fn put_template(
    app: &App,
    caller: &Caller,
    id: PaperId,
    (name, bytes): (&str, Vec<u8>),
) -> Result<(), AppError> {
    let press = app
        .press()
        .ok_or_else(|| AppError::refused("这个程序没有装排版部分，不能使用模板"))?;
    let bytes: Arc<[u8]> = bytes.into();
    let looked_at = Arc::clone(&bytes);
    let fit = tokio::task::spawn_blocking(move || press.check_template(&looked_at)).await;
    fit.map_err(|_| AppError::refused("模板读不出来；请在 WPS 或 Word 里另存后再上传"))?
        .map_err(AppError::refused)?;
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let template = PaperTemplate {
        name: name
            .chars()
            .filter(|letter| !letter.is_control())
            .take(120)
            .collect(),
        by: caller.user.name.clone(),
        at: app.now(),
    };
    change(app, caller, id, Some((&template, &bytes))).await
}

/// Takes the template away: drafts go out in the form of the standard again.
///
/// # Errors
/// The caller may not, or there is none.
pub async fn remove_template(app: &App, caller: &Caller, id: PaperId) -> Result<(), AppError> {
    change(app, caller, id, None).await
}

async fn change(
    app: &App,
    caller: &Caller,
    id: PaperId,
    template: Option<(&PaperTemplate, &[u8])>,
) -> Result<(), AppError> {
    let mut tx = app.store.begin().await?;
    let (paper, _) = seen(&mut *tx, caller, id).await?;
    caller.must(Permission::DraftPapers, paper.organization)?;
    let before = tx.paper_template(paper.organization).await?;
    if before.is_none() && template.is_none() {
        return Err(AppError::refused("现在没有本单位模板，请重新打开本页"));
    }
    tx.put_paper_template(paper.organization, template).await?;
    let what = if template.is_some() {
        "上传公文模板"
    } else {
        "撤下公文模板"
    };
    let body = caller.tree.get(paper.organization);
    let title = body.map_or("", |body| body.name.as_str());
    let object = ("organization", paper.organization.0.to_string(), title);
    let after = template.and_then(|(template, _)| value(template));
    let before = before.and_then(|(template, _)| value(&template));
    tx.record(&caller.event(app, what, object, (before, after)))
        .await?;
    tx.commit().await?;
    Ok(())
}

/// The document in the template of the paper's office.
pub(super) async fn in_template(
    app: &App,
    tx: &mut dyn Tx,
    paper: &Paper,
    document: Document,
) -> Result<Vec<u8>, AppError> {
    let kept = tx.paper_template(paper.organization).await?;
    let (_, template) = kept.ok_or_else(|| AppError::refused("还没有上传本单位模板"))?;
    let press = app
        .press()
        .ok_or_else(|| AppError::refused("这个程序没有装排版部分，不能生成文件"))?;
    let printed = tokio::task::spawn_blocking(move || press.print_in(&document, &template)).await;
    printed
        .map_err(|error| AppError::refused(format!("套用模板时出错（{error}）；请改用不套模板的 DOCX")))?
        .map_err(AppError::refused)
}

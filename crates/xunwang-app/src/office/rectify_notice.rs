//! The notice of rectification as a file (整改通知书文件): what of the ledger is open, to one unit or one area.

use xunwang_domain::feedback::day_of;
use xunwang_domain::people::Permission;
use xunwang_domain::report::{Head, Notice, NoticeProblem};
use xunwang_report::document::Edition;
use xunwang_report::documents::compose;
use xunwang_report::press::FileKind;

use super::paper_issue::print;
use super::rectify_list::{RectifyFilter, RectifyRow, rectify_list};
use super::{App, AppError, Caller};

/// The notice to the unit that the filter names, or to its area, of everything that is open there.
///
/// # Errors
/// The caller may not, no recipient is named, nothing is open, or the program has no typesetting.
pub async fn rectify_notice(
    app: &App,
    caller: &Caller,
    filter: &RectifyFilter,
    kind: FileKind,
) -> Result<Vec<u8>, AppError> {
    if filter.paper.is_none() {
        return Err(AppError::refused("请先选定通报，再生成整改通知书"));
    }
    let ledgers = app.store.read().await?.ledgers().await?;
    let ledger = ledgers
        .into_iter()
        .find(|ledger| Some(ledger.paper) == filter.paper)
        .filter(|ledger| caller.may(Permission::ViewRectifications, ledger.office))
        .ok_or(AppError::NotFound)?;
    caller.must(Permission::ManageRectifications, ledger.office)?;
    let recipient = [&filter.unit, &filter.area]
        .into_iter()
        .find(|name| !name.is_empty());
    let recipient = recipient
        .cloned()
        .ok_or_else(|| AppError::refused("请先选定主办单位或者地区，再生成整改通知书"))?;
    let list = rectify_list(app, caller, filter).await?;
    let open: Vec<&RectifyRow> = list
        .rows
        .iter()
        .filter(|row| row.one.stage.is_with_unit())
        .collect();
    let Some(deadline) = open.iter().map(|row| row.last_day).max() else {
        return Err(AppError::refused("没有需要整改的问题，不必发整改通知书"));
    };
    let today = day_of(app.now());
    if deadline <= today {
        return Err(AppError::Refused(format!(
            "整改期限{deadline}已到，通知书的期限须在成文日期以后；请先退回并改定期限"
        )));
    }
    let issuer = caller.tree.get(ledger.office);
    let notice = Notice {
        head: Head {
            title: None,
            issuer: issuer.map_or_else(String::new, |body| body.name.clone()),
            number: None,
            issued_on: today,
            rate_decimals: 1,
        },
        round: ledger.quarter.in_full(),
        recipient,
        deadline,
        problems: open.into_iter().map(problem).collect(),
    };
    let document = compose(&notice, Edition::Confirmed).map_err(|found| {
        let list: Vec<String> = found.iter().map(ToString::to_string).collect();
        AppError::refused(format!("整改通知书的数据自相矛盾：{}", list.join("；")))
    })?;
    print(app, &document, kind).await
}

fn problem(row: &RectifyRow) -> NoticeProblem {
    let one = &row.one;
    let mut what = one.what.clone();
    if !one.elsewhere.is_empty() {
        what.push_str(&format!("（另请一并检查{}处）", one.elsewhere.len()));
    }
    NoticeProblem {
        code: one.problem.site.to_string(),
        site: one.site_name.clone(),
        sponsor: one.sponsor.clone(),
        url: one.places.first().cloned().unwrap_or_default(),
        what,
        basis: one.basis.clone(),
        failing: one.is_veto,
        places: one.findings.max(1),
        evidence: one.id.0.simple().to_string().chars().take(8).collect(),
    }
}

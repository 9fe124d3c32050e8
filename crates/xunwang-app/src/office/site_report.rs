//! The report on one site as a file (网站检查报告文件), for who may see the site in its round.

use xunwang_domain::people::Permission;
use xunwang_domain::probe::hour_of;
use xunwang_domain::registry::{Site, SiteCode};
use xunwang_domain::report::{ReportedSite, ScoreRow, Scored};
use xunwang_domain::round::RoundId;
use xunwang_domain::score::{LineStanding, ScoreLine, ScoreSheet};
use xunwang_domain::standard::IndicatorKind;
use xunwang_report::document::Edition;
use xunwang_report::documents::compose;
use xunwang_report::press::FileKind;

use super::paper_issue::print;
use super::problems::open_to;
use super::round_report::RoundReports;
use super::{App, AppError, Caller};

/// The report on one site of a round as a file, for whoever may see the site in it, and for its unit once it was asked what it
/// objects to; a draft until the round is judged.
///
/// # Errors
/// There is no such site in the round, the caller may not see it, or the program has no typesetting.
pub async fn site_report(
    app: &App,
    caller: &Caller,
    id: RoundId,
    code: &SiteCode,
    kind: FileKind,
) -> Result<Vec<u8>, AppError> {
    let mut tx = app.store.read().await?;
    open_to(&mut *tx, caller, id).await?;
    let row = tx.roster_site(id, code).await?.ok_or(AppError::NotFound)?;
    drop(tx);
    if !row.site.counts() || !caller.may(Permission::ViewProblems, row.site.site.organization) {
        return Err(AppError::NotFound);
    }
    let today = hour_of(app.now()).0;
    let reports = RoundReports::read(app, id, Some(code), today).await?;
    let report = reports.site(app, code).await?;
    let edition = if reports.is_judged() {
        Edition::Confirmed
    } else {
        Edition::Provisional
    };
    let document = compose(&report, edition).map_err(|found| {
        let list: Vec<String> = found.iter().map(ToString::to_string).collect();
        AppError::refused(format!("检查报告的数据自相矛盾：{}", list.join("；")))
    })?;
    print(app, &document, kind).await
}

/// The site as its report names it.
pub(super) fn reported(site: &Site) -> ReportedSite {
    ReportedSite {
        code: site.code.to_string(),
        name: site.name.clone(),
        home: site.home.to_string(),
        area: site.area.clone(),
        supervisor: site.supervisor.clone(),
        sponsor: site.sponsor.clone(),
        category: site.category.label().to_owned(),
    }
}

/// The score sheet as the report prints it.
pub(super) fn scored(sheet: ScoreSheet) -> Scored {
    let line = |line: ScoreLine| {
        let sign = if line.kind == IndicatorKind::Bonus {
            "+"
        } else {
            "−"
        };
        let is_known = matches!(line.standing, LineStanding::Counted | LineStanding::Manual);
        ScoreRow {
            group: line.group,
            title: line.title,
            points: line.points.map(|points| points.to_string()),
            amount: is_known.then(|| format!("{sign}{}", line.amount)),
            note: line.explanation,
        }
    };
    Scored {
        total: sheet.total.map(|total| total.to_string()),
        reason: [sheet.reason, sheet.bonus_reason]
            .iter()
            .map(|why| why.trim().trim_end_matches('。'))
            .filter(|why| !why.is_empty())
            .collect::<Vec<_>>()
            .join("；"),
        lines: sheet.lines.into_iter().map(line).collect(),
    }
}

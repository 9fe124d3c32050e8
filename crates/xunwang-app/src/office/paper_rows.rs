//! The rows behind a number of a paper (数字的出处): every printed figure can be followed to what it counts.

use std::collections::BTreeMap;

use xunwang_domain::account::{AccountResult, AccountStanding};
use xunwang_domain::circular::{HistoryFacts, PraiseFacts, StreakQuarter};
use xunwang_domain::feedback::Bin;
use xunwang_domain::judgement::Judgement;
use xunwang_domain::paper::{Paper, PaperId};
use xunwang_domain::registry::{Site, SiteCode};
use xunwang_report::document::{Block, Cell, Document, Span};
use xunwang_report::figure::{Counted, FeedbackPart, Figure, Figured, Inspected, Value};

use super::paper_accounts::inspected_accounts;
use super::paper_facts::issued_before;
use super::papers::{PaperView, paper_view};
use super::summary::{SiteSummary, summary};
use super::{App, AppError, Caller};

/// What a number counts (出处).
#[derive(Clone, Debug)]
pub struct RowsBehind {
    /// The paper.
    pub view: PaperView,
    /// The number as it is printed.
    pub shown: String,
    /// How it is computed, a Chinese phrase.
    pub how: String,
    /// What it counts.
    pub rows: Vec<BehindRow>,
}

/// A row behind a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BehindRow {
    /// What it is.
    pub name: String,
    /// 地区或部门
    pub area: String,
    /// What is said of it.
    pub detail: String,
    /// Its own page; empty where it has none.
    pub link: String,
}

/// The rows behind the number of this key.
///
/// # Errors
/// The caller may not see the paper, or it has no such number.
pub async fn rows_behind(app: &App, caller: &Caller, id: PaperId, key: &str) -> Result<RowsBehind, AppError> {
    let view = paper_view(app, caller, id).await?;
    let figure = figures(&view.document)
        .find(|figure| figure.source.to_string() == key)
        .cloned()
        .ok_or(AppError::NotFound)?;
    let mut tx = app.store.read().await?;
    let summary = summary(app, &mut *tx, view.paper.round).await?;
    let sites: Vec<&SiteSummary> = summary
        .sites
        .iter()
        .map(AsRef::as_ref)
        .filter(|one| one.roster.counts())
        .collect();
    let issued = issued_before(&mut *tx, &view.paper).await?;
    let accounts = inspected_accounts(&mut *tx, view.paper.round).await?;
    let accounts = accounts.map(|(_, results)| results).unwrap_or_default();
    let how = match figure.value {
        Value::Count(count) if matches!(figure.source, Figure::Streak(_)) => {
            format!("每个地区连续{count}个季度")
        }
        Value::Rate(rate) => format!("{} ÷ {}", rate.part, rate.whole),
        Value::Count(count) => format!("共{count}项"),
        Value::Points(_) => "与上一季度合格率相差的百分点".to_owned(),
    };
    Ok(RowsBehind {
        rows: match &figure.source {
            Figure::Streak(places) => streaks(&view, places, &issued),
            source => rows(&view, source, (&sites, &accounts)),
        },
        shown: figure.shown,
        how,
        view,
    })
}

/// The codes of the sites that a paper tells of, by area and name.
///
/// # Errors
/// The store could not.
pub async fn site_codes(
    app: &App,
    view: &PaperView,
) -> Result<BTreeMap<(String, String), SiteCode>, AppError> {
    let mut tx = app.store.read().await?;
    let summary = summary(app, &mut *tx, view.paper.round).await?;
    let sites = summary.sites.iter().map(|one| &one.roster.site.site);
    Ok(sites
        .map(|site| ((site.area.clone(), site.name.clone()), site.code.clone()))
        .collect())
}

/// Every figure of a document, text and tables.
fn figures(document: &Document) -> impl Iterator<Item = &Figured> {
    let spans = document.blocks.iter().flat_map(|block| match block {
        Block::Paragraph(spans) => spans.as_slice(),
        _ => &[],
    });
    let told = spans.filter_map(|span| match span {
        Span::Figure(figure) => Some(figure),
        _ => None,
    });
    let cells = document
        .attachments
        .iter()
        .flat_map(|one| one.table.rows.iter().flatten());
    let listed = cells.filter_map(|cell| match cell {
        Cell::Figure(figure) => Some(figure),
        _ => None,
    });
    told.chain(listed)
}

fn rows(
    view: &PaperView,
    figure: &Figure,
    (sites, accounts): (&[&SiteSummary], &[AccountResult]),
) -> Vec<BehindRow> {
    let facts = &view.facts;
    let name = |area: Option<usize>| {
        area.and_then(|index| facts.areas.get(index))
            .map(|it| it.name.as_str())
    };
    let of_sites = |area: Option<usize>, keep: &dyn Fn(Judgement) -> bool| {
        let own = sites.iter().filter(|one| {
            let is_there = name(area).is_none_or(|name| one.roster.site.site.area == name);
            is_there && keep(one.judged.site.judgement)
        });
        own.map(|one| site_row(view, one)).collect::<Vec<_>>()
    };
    let measured = |judgement| judgement != Judgement::NotMeasured;
    let of_accounts = |area: Option<usize>, platform: &str, keep: &dyn Fn(AccountStanding) -> bool| {
        let own = accounts.iter().filter(|one| {
            name(area).is_none_or(|name| one.account.area == name)
                && (platform.is_empty() || one.account.platform.label() == platform)
                && keep(one.standing())
        });
        own.map(|one| account_row(view, one)).collect::<Vec<_>>()
    };
    let decided = |it| matches!(it, AccountStanding::Passed | AccountStanding::Failed);
    let are_ours = view.paper.head.feedback.is_none() && !view.messages.is_empty();
    match figure {
        Figure::Count { area, of } => match of {
            Counted::Running(Inspected::Sites) => of_sites(*area, &|_| true),
            Counted::Checked(Inspected::Sites) => of_sites(*area, &measured),
            Counted::Unmeasured(Inspected::Sites) => of_sites(*area, &|it| !measured(it)),
            Counted::Passed(Inspected::Sites) => of_sites(*area, &|it| it == Judgement::Qualified),
            Counted::Failed(Inspected::Sites) => of_sites(*area, &|it| it == Judgement::Unqualified),
            _ if accounts.is_empty() => areas(view, *area),
            Counted::Checked(Inspected::Accounts) => of_accounts(*area, "", &decided),
            Counted::Unmeasured(Inspected::Accounts) => of_accounts(*area, "", &|it| !decided(it)),
            Counted::Passed(Inspected::Accounts) => {
                of_accounts(*area, "", &|it| it == AccountStanding::Passed)
            }
            Counted::Failed(Inspected::Accounts) => {
                of_accounts(*area, "", &|it| it == AccountStanding::Failed)
            }
            // Those that run, inspected or not, are counted in the register.
            _ => areas(view, *area),
        },
        Figure::PassRate {
            area,
            of: Inspected::Accounts,
        } if !accounts.is_empty() => of_accounts(*area, "", &decided),
        Figure::PassRate {
            area,
            of: Inspected::Sites,
        } => of_sites(*area, &measured),
        Figure::CheckedShare(Inspected::Sites) => of_sites(None, &|_| true),
        Figure::PassRate { area, .. } => areas(view, *area),
        Figure::AreaShare { area, .. } => areas(view, Some(*area)),
        Figure::QualifiedCities | Figure::CheckedShare(_) | Figure::PlatformRate { .. } => areas(view, None),
        Figure::Platform { area, .. } => areas(view, *area),
        Figure::Objects(places) => places
            .iter()
            .filter_map(|place| facts.problems.get(*place))
            .map(|problem| BehindRow {
                name: problem.name.clone(),
                area: problem.area.clone(),
                detail: problem.text.clone(),
                link: format!("/rounds/{}/problems", view.paper.round.0),
            })
            .collect(),
        Figure::Recheck(_) => facts
            .recheck
            .iter()
            .flat_map(|recheck| &recheck.not_mended)
            .map(|object| BehindRow {
                name: object.name.clone(),
                area: object.area.clone(),
                detail: "仍未整改".to_owned(),
                link: String::new(),
            })
            .collect(),
        Figure::Feedback(part) if are_ours => messages(view, sites, *part),
        Figure::ClosedRate | Figure::OnTimeRate if are_ours => messages(view, sites, FeedbackPart::Received),
        Figure::Feedback(_) | Figure::ClosedRate | Figure::OnTimeRate => {
            facts.feedback.map(feedback).unwrap_or_default()
        }
        Figure::PastRate { quarter, .. } | Figure::PastOnTime { quarter } => {
            facts.history.get(*quarter).map(past).into_iter().collect()
        }
        Figure::RateChange(_) => facts.history.last().map(past).into_iter().collect(),
        _ => vec![BehindRow {
            name: "补充数据".to_owned(),
            area: String::new(),
            detail: "来自随文稿补充的数据文件，系统内没有明细".to_owned(),
            link: format!("/papers/{}/data", view.paper.id.0),
        }],
    }
}

/// Each quarter of each area: what the circular of that quarter printed, and the way to it.
fn streaks(view: &PaperView, places: &[usize], issued: &[Paper]) -> Vec<BehindRow> {
    let praised = places.iter().filter_map(|place| view.facts.praise.get(*place));
    let row = |praise: &PraiseFacts, quarter: &StreakQuarter| {
        let accounts = match quarter.accounts {
            0 => String::new(),
            number => format!("，政务新媒体{number}个"),
        };
        let number = quarter.number.as_deref().unwrap_or("本次通报");
        let paper = issued.iter().find(|paper| paper.quarter == quarter.quarter);
        let paper = paper.unwrap_or(&view.paper);
        BehindRow {
            name: quarter.quarter.in_full(),
            area: praise.area.clone(),
            detail: format!("检查网站{}个{accounts}，全部合格（{number}）", quarter.sites),
            link: format!("/papers/{}", paper.id.0),
        }
    };
    praised
        .flat_map(|praise| praise.streak.iter().map(move |quarter| row(praise, quarter)))
        .collect()
}

fn account_row(view: &PaperView, one: &AccountResult) -> BehindRow {
    let account = &one.account;
    let mut detail = format!("{}：{}", account.platform.label(), one.standing().label());
    let why = one
        .reason
        .iter()
        .cloned()
        .chain(one.defects.iter().map(|it| it.message.clone()));
    let why: Vec<String> = why.chain(one.found.iter().map(|it| it.text.clone())).collect();
    if one.standing() != AccountStanding::Passed && !why.is_empty() {
        detail.push_str(&format!("（{}）", why.join("；")));
    }
    let code: String = url::form_urlencoded::byte_serialize(account.code.as_str().as_bytes()).collect();
    BehindRow {
        name: account.name.clone(),
        area: account.area.clone(),
        detail,
        link: format!("/rounds/{}/media/{code}", view.paper.round.0),
    }
}

fn site_row(view: &PaperView, one: &SiteSummary) -> BehindRow {
    let site = &one.roster.site.site;
    let judged = &one.judged.site;
    let titles: Vec<&str> = one
        .problems
        .iter()
        .filter(|problem| judged.vetoes.contains(&problem.key.indicator))
        .map(|problem| problem.title.as_str())
        .collect();
    let why = judged
        .not_measured_reason
        .clone()
        .unwrap_or_else(|| titles.join("、"));
    let mut detail = judged.judgement.chinese().to_owned();
    if !why.is_empty() {
        detail.push_str(&format!("：{why}"));
    }
    BehindRow {
        name: site.name.clone(),
        area: site.area.clone(),
        detail,
        link: format!("/rounds/{}/judgement/{}", view.paper.round.0, site.code),
    }
}

fn areas(view: &PaperView, only: Option<usize>) -> Vec<BehindRow> {
    let all = view.facts.areas.iter().enumerate();
    let own = all.filter(|(index, _)| only.is_none_or(|only| only == *index));
    own.map(|(_, area)| BehindRow {
        name: area.name.clone(),
        area: area.name.clone(),
        detail: format!(
            "网站：运行{}，检查{}，不合格{}；账号：运行{}，检查{}，不合格{}",
            area.sites_running,
            area.sites_checked,
            area.sites_failed,
            area.accounts_running,
            area.accounts_checked,
            area.accounts_failed
        ),
        link: String::new(),
    })
    .collect()
}

/// What an earlier circular printed.
fn past(history: &HistoryFacts) -> BehindRow {
    let on_time = match history.feedback {
        Some(it) => format!("；收到留言{}条，按期办结{}条", it.received, it.closed_on_time),
        None => String::new(),
    };
    BehindRow {
        name: history.quarter.in_full(),
        area: String::new(),
        detail: format!(
            "检查网站{}个，不合格{}个；检查政务新媒体{}个，不合格{}个{on_time}",
            history.sites_checked, history.sites_failed, history.accounts_checked, history.accounts_failed
        ),
        link: String::new(),
    }
}

/// The messages that were counted, with their bins.
fn messages(view: &PaperView, sites: &[&SiteSummary], part: FeedbackPart) -> Vec<BehindRow> {
    let known: BTreeMap<&str, &Site> = sites
        .iter()
        .map(|one| (one.roster.site.site.code.as_str(), &one.roster.site.site))
        .collect();
    let is_in = |bin| match part {
        FeedbackPart::Received => bin != Bin::Undated,
        FeedbackPart::Closed => matches!(bin, Bin::ClosedOnTime | Bin::ClosedLate),
        FeedbackPart::ClosedLate => bin == Bin::ClosedLate,
        FeedbackPart::Open => bin == Bin::Open,
        FeedbackPart::Overdue => bin == Bin::Overdue,
    };
    let counted = view.messages.iter().filter(|message| is_in(message.bin));
    counted
        .map(|message| {
            let site = known.get(message.site.as_str());
            let name = site.map_or(message.site.as_str(), |site| site.name.as_str());
            BehindRow {
                name: message.number.clone(),
                area: site.map(|site| site.area.clone()).unwrap_or_default(),
                detail: format!("{}　{name}", message.bin.label()),
                link: format!("/feedback/{}", message.id.0),
            }
        })
        .collect()
}

fn feedback(it: xunwang_domain::circular::FeedbackFacts) -> Vec<BehindRow> {
    let parts = [
        ("收到", it.received),
        ("按期办结", it.closed_on_time),
        ("超期办结", it.closed_late),
        ("在办未到期", it.open),
        ("逾期未办结", it.overdue),
    ];
    parts
        .map(|(name, count)| BehindRow {
            name: name.to_owned(),
            area: String::new(),
            detail: format!("{count}条"),
            link: String::new(),
        })
        .to_vec()
}

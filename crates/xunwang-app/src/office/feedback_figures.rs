//! How messages were handled, in figures (办理统计): by status, type, place and site, each with the same four bins.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;
use xunwang_domain::feedback::{FeedbackKind, Tally};
use xunwang_domain::organization::OrganizationId;
use xunwang_ports::{FeedbackBy, FeedbackQuery};

use super::{App, AppError, Caller};

/// The figures of a group (一组的统计).
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Figures {
    /// The bins.
    #[serde(flatten)]
    pub tally: Tally,
    /// Closed on time ÷ (closed + open overdue), 0 to 1; none where nothing is due.
    pub on_time_rate: Option<f64>,
    /// Closed ÷ received.
    pub closed_rate: Option<f64>,
}

impl From<Tally> for Figures {
    fn from(tally: Tally) -> Self {
        let number = |rate: xunwang_domain::circular::Rate| {
            (rate.whole > 0).then(|| rate.part as f64 / rate.whole as f64)
        };
        Self {
            tally,
            on_time_rate: number(tally.on_time_rate()),
            closed_rate: number(tally.closed_rate()),
        }
    }
}

/// All figures of a window (留言统计).
#[derive(Clone, Debug, Default, Serialize)]
pub struct FeedbackFigures {
    /// All of it.
    #[serde(flatten)]
    pub all: Figures,
    /// By the platform's status, or our state.
    pub by_status: BTreeMap<String, Figures>,
    /// By the code of the type.
    pub by_type: BTreeMap<String, Figures>,
    /// By the short name of the province.
    pub by_area: BTreeMap<String, Figures>,
    /// By 网站标识码.
    pub by_site: BTreeMap<String, Figures>,
}

/// The figures of these days (办理统计), of one province or of all.
///
/// # Errors
/// The store could not.
pub async fn feedback_figures(
    app: &App,
    (from, to): (Option<NaiveDate>, Option<NaiveDate>),
    region: Option<&str>,
) -> Result<FeedbackFigures, AppError> {
    let days = (from.is_some() || to.is_some()).then(|| [from.unwrap_or(EARLIEST), to.unwrap_or(LATEST)]);
    let query = FeedbackQuery {
        days,
        region: region.map(str::to_owned),
        ..FeedbackQuery::default()
    };
    let mut tx = app.store.read().await?;
    let now = app.now();
    let mut groups = Vec::new();
    for by in [
        FeedbackBy::Status,
        FeedbackBy::Kind,
        FeedbackBy::Region,
        FeedbackBy::Site,
    ] {
        let counted = tx.count_feedback(&query, by, now).await?;
        let group: BTreeMap<String, Figures> = counted
            .into_iter()
            .map(|(name, tally)| (name, tally.into()))
            .collect();
        groups.push(group);
    }
    let all = tx.count_feedback(&query, FeedbackBy::Nothing, now).await?;
    let all = all.first().map(|(_, tally)| *tally).unwrap_or_default();
    let mut groups = groups.into_iter();
    let mut next = || groups.next().unwrap_or_default();
    Ok(FeedbackFigures {
        all: all.into(),
        by_status: next(),
        by_type: next(),
        by_area: next(),
        by_site: next(),
    })
}

/// A line of the figures (统计行).
#[derive(Clone, Debug)]
pub struct FiguresRow {
    /// What the line is of.
    pub name: String,
    /// The messages behind it.
    pub link: String,
    /// Its bins.
    pub tally: Tally,
}

/// Lines of a table; the rest are in the export.
const MOST_ROWS: usize = 100;

/// The figures of what the caller may see (办理统计表): all, by area, by body, by type, by site.
///
/// # Errors
/// The caller may see no messages, or the store could not.
pub async fn feedback_tables(
    app: &App,
    caller: &Caller,
    (from, to): (Option<NaiveDate>, Option<NaiveDate>),
) -> Result<Vec<(&'static str, Vec<FiguresRow>)>, AppError> {
    let days = (from.is_some() || to.is_some()).then(|| [from.unwrap_or(EARLIEST), to.unwrap_or(LATEST)]);
    let query = super::feedback_list::narrowed(
        caller,
        FeedbackQuery {
            days,
            ..FeedbackQuery::default()
        },
    )?;
    let mut window = String::new();
    for (name, day) in [("from", from), ("to", to)] {
        if let Some(day) = day {
            window.push_str(&format!("&{name}={day}"));
        }
    }
    let now = app.now();
    let mut tx = app.store.read().await?;
    let all = tx.count_feedback(&query, FeedbackBy::Nothing, now).await?;
    let row = |name: String, link: String, tally| FiguresRow { name, link, tally };
    let total = all
        .into_iter()
        .map(|(_, tally)| row("合计".to_owned(), String::new(), tally));
    let bodies = tx.count_feedback(&query, FeedbackBy::Body, now).await?;
    let mut areas: BTreeMap<String, Tally> = BTreeMap::new();
    let mut units = Vec::new();
    for (hex, tally) in bodies {
        let body = uuid::Uuid::parse_str(&hex).ok().map(OrganizationId);
        let known = body.filter(|body| caller.tree.get(*body).is_some());
        let name = known.map_or("不在台账的网站".to_owned(), |body| {
            caller.tree.full_name(body)
        });
        let area = name.split('／').next().unwrap_or_default().to_owned();
        areas.entry(area).or_default().merge(tally);
        units.push(row(name, String::new(), tally));
    }
    let kinds = tx.count_feedback(&query, FeedbackBy::Kind, now).await?;
    let kinds = kinds.into_iter().map(|(code, tally)| {
        let kind = FeedbackKind::parse(&code).unwrap_or(FeedbackKind::OTHER);
        row(
            kind.label().to_owned(),
            format!("/feedback?kind={}{window}", kind.0),
            tally,
        )
    });
    let register = tx.known_sites().await?;
    let registered = register
        .iter()
        .map(|one| (one.site.code.as_str(), &one.site.name));
    let names: BTreeMap<&str, &String> = registered.collect();
    let sites = tx.count_feedback(&query, FeedbackBy::Site, now).await?;
    let sites = sites
        .into_iter()
        .map(|(code, tally)| match names.get(code.as_str()) {
            Some(name) => row((*name).clone(), format!("/feedback?site={code}{window}"), tally),
            None if code.is_empty() => row("（没有标识码）".to_owned(), String::new(), tally),
            None => row(code.clone(), format!("/feedback?site={code}{window}"), tally),
        });
    let areas = areas
        .into_iter()
        .map(|(name, tally)| row(name, String::new(), tally));
    let most = |rows: Vec<FiguresRow>| {
        let mut rows = rows;
        rows.sort_by_key(|row| std::cmp::Reverse(row.tally.received));
        rows.truncate(MOST_ROWS);
        rows
    };
    Ok(vec![
        ("全部", total.collect()),
        ("地区或部门", most(areas.collect())),
        ("主办单位", most(units)),
        ("问题类型", most(kinds.collect())),
        ("网站", most(sites.collect())),
    ])
}

const EARLIEST: NaiveDate = NaiveDate::from_ymd_opt(1900, 1, 1).expect("a day");
const LATEST: NaiveDate = NaiveDate::from_ymd_opt(9999, 12, 31).expect("a day");

//! The ledger as people read it (整改台账): what is due first, how many are in which state, what is late.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use xunwang_domain::feedback::day_of;
use xunwang_domain::paper::PaperId;
use xunwang_domain::people::Permission;
use xunwang_domain::rectification::{Ledger, Rectification, RectifyStage, RetestOutcome, Standing, Timing};
use xunwang_ports::RectifyQuery;

use super::feedback_calendar::calendar_of;
use super::rectify_handle::is_visible;
use super::{App, AppError, Caller};

/// Reminders begin so many working days before the last day.
pub(super) const SOON: u32 = 3;

/// What of a ledger is to be shown (整改筛选); what is empty does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RectifyFilter {
    /// Of this circular.
    pub paper: Option<PaperId>,
    /// 地区或部门
    pub area: String,
    /// 主办单位
    pub unit: String,
    /// 环节
    pub stage: Option<RectifyStage>,
    /// As the next circular would tell of it.
    pub standing: Option<Standing>,
    /// Only what is late, or due within three working days.
    pub is_due: bool,
    /// Only what the last re-test found to be so.
    pub outcome: Option<RetestOutcome>,
    /// Only where somebody waits for a decision on more time.
    pub asks_time: bool,
    /// Words of the site's name, the unit or the problem.
    pub text: String,
}

/// A row of the ledger.
#[derive(Clone, Debug)]
pub struct RectifyRow {
    /// The rectification.
    pub one: Rectification,
    /// The last day, a day off moved to the next working day.
    pub last_day: NaiveDate,
    /// Whether there is time left.
    pub timing: Timing,
    /// As what the next circular would tell of it now.
    pub standing: Standing,
}

/// How many are in which state (整改情况统计).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RectifyFigures {
    /// All that count: what was withdrawn does not.
    pub all: u64,
    /// 已整改
    pub mended: u64,
    /// 仍未整改
    pub not_mended: u64,
    /// 已反馈未审定
    pub unsettled: u64,
    /// 未到期
    pub running: u64,
    /// Late now, whoever has it.
    pub overdue: u64,
}

/// The ledger (整改台账).
#[derive(Clone, Debug)]
pub struct RectifyList {
    /// What was asked for, late things first.
    pub rows: Vec<RectifyRow>,
    /// Of everything that the caller may see of the ledger, whatever was asked for.
    pub figures: RectifyFigures,
    /// 地区或部门, of the same, with its figures.
    pub areas: BTreeMap<String, RectifyFigures>,
    /// Is a run of re-tests going on?
    pub is_retesting: bool,
}

impl RectifyFigures {
    /// Counts one.
    pub(super) fn add(&mut self, standing: Standing, timing: Timing) {
        match standing {
            Standing::Withdrawn => return,
            Standing::Mended => self.mended += 1,
            Standing::NotMended => self.not_mended += 1,
            Standing::Unsettled => self.unsettled += 1,
            Standing::Running => self.running += 1,
        }
        self.all += 1;
        self.overdue += u64::from(matches!(timing, Timing::Overdue(_)));
    }
}

impl RectifyRow {
    /// Is it late, or due soon?
    pub fn is_due(&self) -> bool {
        is_due(self.timing)
    }
}

/// Is it late, or due soon?
pub(super) fn is_due(timing: Timing) -> bool {
    match timing {
        Timing::Overdue(_) | Timing::Today => true,
        Timing::Left(days) => days <= SOON,
        Timing::Stopped => false,
    }
}

impl RectifyFilter {
    fn takes(&self, row: &RectifyRow) -> bool {
        let one = &row.one;
        let has_words = |text: &str| text.contains(self.text.trim());
        (self.area.is_empty() || one.area == self.area)
            && (self.unit.is_empty() || one.sponsor == self.unit)
            && self.stage.is_none_or(|stage| one.stage == stage)
            && self.standing.is_none_or(|standing| row.standing == standing)
            && (!self.is_due || row.is_due())
            && self
                .outcome
                .is_none_or(|outcome| one.last_retest().is_some_and(|it| it.outcome == outcome))
            && (!self.asks_time || one.pending_extension().is_some())
            && [&one.site_name, &one.sponsor, &one.title, &one.what]
                .into_iter()
                .any(|text| has_words(text))
    }
}

/// The ledgers of which the caller may see something, the latest first.
///
/// # Errors
/// The store could not.
pub async fn visible_ledgers(app: &App, caller: &Caller) -> Result<Vec<Ledger>, AppError> {
    let mut tx = app.store.read().await?;
    let ledgers = tx.ledgers().await?;
    let may_see = |ledger: &Ledger| {
        caller.may(Permission::ViewRectifications, ledger.office)
            || caller
                .user
                .branches(Permission::ViewRectifications)
                .into_iter()
                .any(|branch| caller.tree.holds(ledger.office, branch))
    };
    Ok(ledgers.into_iter().filter(may_see).collect())
}

/// The ledger, as far as the caller may see it and has chosen to look at.
///
/// # Errors
/// The caller may see none at all, or the store could not.
pub async fn rectify_list(
    app: &App,
    caller: &Caller,
    filter: &RectifyFilter,
) -> Result<RectifyList, AppError> {
    if !caller.user.may_somewhere(Permission::ViewRectifications) {
        return Err(AppError::Forbidden);
    }
    let mut tx = app.store.read().await?;
    let calendar = calendar_of(&mut *tx).await?;
    let query = RectifyQuery {
        paper: filter.paper,
        ..RectifyQuery::default()
    };
    let now = app.now();
    let mut list = RectifyList {
        rows: Vec::new(),
        figures: RectifyFigures::default(),
        areas: BTreeMap::new(),
        is_retesting: !tx.open_retests().await?.is_empty(),
    };
    for one in tx.rectifications(&query).await? {
        if !is_visible(caller, &one) || !caller.looks_at(one.body) {
            continue;
        }
        let row = RectifyRow {
            last_day: one.deadline(&calendar).last,
            timing: one.timing(now, &calendar),
            standing: one.standing(now, &calendar),
            one,
        };
        list.figures.add(row.standing, row.timing);
        let area = list.areas.entry(row.one.area.clone()).or_default();
        area.add(row.standing, row.timing);
        if filter.takes(&row) {
            list.rows.push(row);
        }
    }
    // Late things first, the latest of them at the top; what waits for the office before what waits for nobody.
    list.rows.sort_by_key(|row| {
        let late = match row.timing {
            Timing::Overdue(days) => (0, u32::MAX - days),
            Timing::Today => (1, 0),
            Timing::Left(days) => (2, days),
            Timing::Stopped if !row.one.stage.is_over() => (3, 0),
            Timing::Stopped => (4, 0),
        };
        (late, !row.one.is_veto)
    });
    Ok(list)
}

/// The day of now in China.
pub(super) fn today(app: &App) -> NaiveDate {
    day_of(app.now())
}

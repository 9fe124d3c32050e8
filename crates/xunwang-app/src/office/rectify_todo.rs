//! What waits for somebody of the ledgers of rectification (整改待办): reminders before and on the last day, and what waits for a
//! decision.

use chrono::NaiveDate;
use xunwang_domain::people::Permission;
use xunwang_domain::rectification::{RectifyStage, Timing};
use xunwang_ports::{RectifyQuery, Tx};

use super::feedback_calendar::calendar_of;
use super::rectify_list::{SOON, is_due};
use super::todo::Todo;
use super::{App, AppError, Caller};

/// Something to do: how much, and the earliest last day.
#[derive(Default)]
struct Waiting {
    count: u64,
    until: Option<NaiveDate>,
}

impl Waiting {
    fn add(&mut self, day: NaiveDate) {
        self.count += 1;
        self.until = Some(self.until.map_or(day, |until| until.min(day)));
    }
}

/// What waits for the caller.
pub(super) async fn rectify_todos(
    app: &App,
    tx: &mut dyn Tx,
    caller: &Caller,
) -> Result<Vec<Todo>, AppError> {
    let rights = [Permission::HandleRectifications, Permission::ManageRectifications];
    if !rights.iter().any(|right| caller.user.may_somewhere(*right)) {
        return Ok(Vec::new());
    }
    let query = RectifyQuery {
        is_open: true,
        ..RectifyQuery::default()
    };
    let calendar = calendar_of(tx).await?;
    let (mut late, mut soon, mut sign) = (Waiting::default(), Waiting::default(), Waiting::default());
    let (mut accept, mut close, mut time) = (0, 0, 0);
    for one in tx.rectifications(&query).await? {
        if !caller.looks_at(one.body) {
            continue;
        }
        let timing = one.timing(app.now(), &calendar);
        let last = one.deadline(&calendar).last;
        if caller.may(Permission::HandleRectifications, one.body) {
            match timing {
                Timing::Overdue(_) => late.add(last),
                timing if is_due(timing) => soon.add(last),
                _ if one.stage == RectifyStage::Issued => sign.add(last),
                _ => {}
            }
        }
        let manages = caller.may(Permission::ManageRectifications, one.body);
        accept += u64::from(manages && one.stage == RectifyStage::Retested);
        if caller.may(Permission::ManageRectifications, one.office) {
            close += u64::from(one.stage == RectifyStage::Accepted);
            time += u64::from(one.pending_extension().is_some());
        }
    }
    let due_soon = format!("整改事项{SOON}个工作日以内到期");
    let all = [
        ("整改事项逾期", late.count, late.until, "?due=1"),
        (due_soon.as_str(), soon.count, soon.until, "?due=1"),
        ("整改通知待签收", sign.count, sign.until, "?stage=issued"),
        ("整改待审核", accept, None, "?stage=retested"),
        ("整改待销号", close, None, "?stage=accepted"),
        ("整改延期申请待批准", time, None, "?time=1"),
    ];
    let shown = all.into_iter().filter(|(_, count, ..)| *count > 0);
    Ok(shown
        .map(|(text, count, until, link)| Todo {
            text: text.to_owned(),
            count,
            until,
            link: format!("/rectifications{link}"),
        })
        .collect())
}

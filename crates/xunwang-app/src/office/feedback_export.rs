//! Messages as a table (导出留言): what is printed holds no personal data, and no cell becomes a formula.

use std::collections::HashSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use xunwang_domain::feedback::{Bin, Feedback, FeedbackId, FeedbackStage, day_of, region_of, status_label};
use xunwang_domain::organization::Organizations;
use xunwang_ports::{FeedbackOrder, FeedbackQuery, Store};
use xunwang_text::privacy::mask;

use super::{App, AppError, Caller};

/// The columns (列), in order.
pub const FEEDBACK_EXPORT_COLUMNS: [&str; 22] = [
    "编号",
    "来源",
    "网站标识码",
    "网站名称",
    "地区或部门",
    "问题类型",
    "办理状态",
    "环节",
    "提交日期",
    "转办期限",
    "办结期限",
    "期限暂定",
    "转办日期",
    "办结日期",
    "归类",
    "责任单位",
    "公布日期",
    "问题网址",
    "问题描述",
    "办理结论",
    "办理结果",
    "驳回原因",
];

/// Rows at a time.
const AT_ONCE: u64 = 1_000;

/// The rows of a query, page after page (逐页导出): never all of them at once, and no transaction open while somebody slow takes them.
pub struct FeedbackExport {
    store: Arc<dyn Store>,
    tree: Organizations,
    query: FeedbackQuery,
    now: DateTime<Utc>,
    skip: u64,
    /// Those of the page before: what came in meanwhile moves them down.
    before: HashSet<FeedbackId>,
    written: u64,
}

impl FeedbackExport {
    /// Begins. Without a caller, the command line reads all.
    ///
    /// # Errors
    /// The caller may see no messages, or the store could not.
    pub async fn begin(app: &App, caller: Option<&Caller>, query: FeedbackQuery) -> Result<Self, AppError> {
        let query = match caller {
            Some(caller) => super::feedback_list::narrowed(caller, query)?,
            None => query,
        };
        let mut tx = app.store.read().await?;
        let tree = Organizations::new(tx.organizations().await?);
        Ok(Self {
            store: Arc::clone(&app.store),
            tree,
            query,
            now: app.now(),
            skip: 0,
            before: HashSet::new(),
            written: 0,
        })
    }

    /// The next rows; none where all have been had.
    ///
    /// # Errors
    /// The store could not.
    pub async fn next(&mut self) -> Result<Option<Vec<[String; 22]>>, AppError> {
        let mut tx = self.store.read().await?;
        let page = (self.skip, AT_ONCE);
        let some = tx
            .feedbacks(&self.query, FeedbackOrder::Latest, page, self.now)
            .await?;
        drop(tx);
        if some.is_empty() {
            return Ok(None);
        }
        self.skip += some.len() as u64;
        let new = some.iter().filter(|(one, _)| !self.before.contains(&one.id));
        let rows: Vec<_> = new
            .map(|(one, body)| {
                let body = body.map(|body| self.tree.full_name(body)).unwrap_or_default();
                row(one, body, one.bin(self.now))
            })
            .collect();
        self.before = some.iter().map(|(one, _)| one.id).collect();
        self.written += rows.len() as u64;
        Ok(Some(rows))
    }

    /// How many rows it has given.
    pub fn written(&self) -> u64 {
        self.written
    }
}

fn row(one: &Feedback, body: String, bin: Bin) -> [String; 22] {
    let mirror = one.mirror.as_ref();
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let (outcome, answer) = match (one.answer(), mirror) {
        (Some(answer), _) => (answer.outcome.label().to_owned(), mask(&answer.text)),
        (None, Some(mirror)) => (String::new(), mask(&mirror.answer)),
        (None, None) => (String::new(), String::new()),
    };
    let refused = match (&one.refusal, mirror) {
        (Some((kind, reason)), _) => format!("{}：{}", kind.label(), mask(reason)),
        (None, Some(mirror)) => mask(&mirror.refused_for),
        (None, None) => String::new(),
    };
    let status = mirror.map_or(one.stage.label(), |mirror| status_label(&mirror.status));
    let provisional = one
        .clocks
        .map(|clocks| clocks.hand_over.is_provisional || clocks.close.is_provisional);
    [
        one.number.clone(),
        one.source.label().to_owned(),
        one.site_code.clone(),
        one.site_name.clone(),
        region_of(&one.site_code).to_owned(),
        one.kind.label().to_owned(),
        status.to_owned(),
        one.stage.label().to_owned(),
        day(one.received_on()),
        day(one.clocks.map(|clocks| clocks.hand_over.last)),
        day(one.clocks.map(|clocks| clocks.close.last)),
        provisional.map_or(String::new(), |is| if is { "是" } else { "否" }.to_owned()),
        day(one.handed_over_at.map(day_of)),
        day(one
            .closings
            .last()
            .filter(|_| one.is_over())
            .map(|closing| day_of(closing.at))),
        bin.label().to_owned(),
        body,
        day(mirror.and_then(|mirror| mirror.published_on)),
        mask(&one.address),
        mask(&one.text),
        outcome,
        answer,
        refused,
    ]
    .map(harmless)
}

/// Spreadsheets take a text that begins so for a formula.
fn harmless(text: String) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text
    }
}

/// The table of moves (状态转换表), each combination of state, action and role with where it leads, `-` where it is refused.
pub fn feedback_moves() -> impl Iterator<Item = [&'static str; 4]> {
    xunwang_domain::feedback::moves().map(|(stage, action, role, to)| {
        [
            stage.word(),
            action.word(),
            role.word(),
            to.map_or("-", FeedbackStage::word),
        ]
    })
}

//! Taking over records of the national platform (导入留言): all files or nothing, and twice is once.

use std::collections::HashMap;

use xunwang_domain::feedback::{Feedback, FeedbackId, Terms};
use xunwang_domain::organization::OrganizationId;
use xunwang_domain::people::{Actor, Permission};
use xunwang_ports::{FeedbackEntry, Tx};

use super::caller::{event, value};
use super::feedback_calendar::calendar_of;
use super::feedback_looks::{named_address, plan_looks};
use super::{App, AppError, Caller};
use crate::feedback::{Taken, take};
use crate::registry::{FeedbackRow, read_feedback};

/// What an import did (导入情况).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct FeedbackImport {
    /// Records in the files.
    pub records: u64,
    /// 新增
    pub new: u64,
    /// 更新
    pub changed: u64,
    /// 未变
    pub same: u64,
    /// Of the new ones, of sites that are not in the register.
    pub unregistered: u64,
}

/// Records at a time.
const AT_ONCE: usize = 2_000;

/// Takes files over, by name and bytes (导入留言文件). Without a caller it is the command line that does it.
///
/// # Errors
/// The caller may not, or a file is wrong: everything that is, by file, row and field; nothing has been written then.
pub async fn import_feedback(
    app: &App,
    caller: Option<&Caller>,
    files: Vec<(String, Vec<u8>)>,
) -> Result<FeedbackImport, AppError> {
    if let Some(caller) = caller {
        must_be_province(caller)?;
    }
    let mut rows = Vec::new();
    let mut wrong = Vec::new();
    for (name, bytes) in &files {
        match read_feedback(name, bytes) {
            Ok(read) => rows.extend(read),
            Err(errors) if files.len() == 1 => wrong.push(errors.to_string()),
            Err(errors) => wrong.push(format!("{name}：\n{errors}")),
        }
    }
    if !wrong.is_empty() {
        return Err(AppError::Refused(wrong.join("\n")));
    }
    drop(files);
    let mut tx = app.store.begin().await?;
    let sites = tx.sites().await?;
    let bodies: HashMap<String, OrganizationId> = sites
        .into_iter()
        .map(|one| (one.site.code.as_str().to_owned(), one.organization))
        .collect();
    let calendar = calendar_of(&mut *tx).await?;
    let by = caller.map_or("命令行导入", |caller| caller.user.name.as_str());
    let mut done = FeedbackImport::default();
    let mut open = Vec::new();
    for chunk in rows.chunks(AT_ONCE) {
        let mut batch = Batch::read(&mut *tx, chunk).await?;
        for row in chunk {
            let earlier = batch.take(&row.number);
            let had_address = earlier.as_ref().is_some_and(|one| !one.address.is_empty());
            let id = || FeedbackId(app.new_id());
            let (one, taken, hidden) = take(row, earlier, id, (app.now(), by), (Terms::default(), &calendar));
            done.records += 1;
            match taken {
                Taken::New => done.new += 1,
                Taken::Changed => done.changed += 1,
                Taken::Same => done.same += 1,
            }
            let body = bodies.get(&one.site_code).copied();
            done.unregistered += u64::from(taken == Taken::New && body.is_none());
            if let Some(text) = hidden {
                tx.put_private(one.id, &text).await?;
            }
            // The list may come without the address, and the detail with it later.
            let is_told = taken != Taken::Same && !had_address && named_address(&one).is_some();
            if is_told && !one.is_over() {
                open.push(one.id);
            }
            batch.keep(one, body, taken != Taken::Same);
        }
        tx.put_feedback(&batch.changed()).await?;
        plan_looks(&mut *tx, std::mem::take(&mut open), app.now()).await?;
    }
    let actor = caller.map_or_else(
        || Actor {
            user: None,
            name: by.to_owned(),
            address: String::new(),
        },
        Caller::actor,
    );
    let object = ("feedback", String::new(), "网民留言");
    tx.record(&event(app, actor, "导入留言", object, (None, value(&done))))
        .await?;
    tx.commit().await?;
    Ok(done)
}

/// Only who answers for the whole may do it.
pub(super) fn must_be_province(caller: &Caller) -> Result<(), AppError> {
    let root = caller.tree.root().ok_or(AppError::Forbidden)?.id;
    caller.must(Permission::ImportFeedback, root)
}

/// The messages of a piece of a file, as they are and as they become.
struct Batch {
    known: HashMap<String, FeedbackEntry>,
    order: Vec<String>,
}

impl Batch {
    async fn read(tx: &mut dyn Tx, rows: &[FeedbackRow]) -> Result<Self, AppError> {
        let numbers: Vec<&str> = rows.iter().map(|row| row.number.as_str()).collect();
        Ok(Self {
            known: tx.feedback_of(&numbers).await?,
            order: Vec::new(),
        })
    }

    fn take(&mut self, number: &str) -> Option<Feedback> {
        self.known.remove(number).map(|(one, _)| one)
    }

    fn keep(&mut self, one: Feedback, body: Option<OrganizationId>, is_changed: bool) {
        if is_changed {
            self.order.push(one.number.clone());
        }
        self.known.insert(one.number.clone(), (one, body));
    }

    fn changed(mut self) -> Vec<FeedbackEntry> {
        let order = std::mem::take(&mut self.order);
        order
            .iter()
            .filter_map(|number| self.known.remove(number))
            .collect()
    }
}

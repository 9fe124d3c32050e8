//! The one who writes citizens' messages down (受理): what came while the last ones were written is written together, so that
//! no sender waits for more than two commits, and a code is given only for what is kept.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use tokio::sync::oneshot;
use xunwang_domain::feedback::{Feedback, day_of};
use xunwang_domain::filing::ProofFile;
use xunwang_domain::organization::OrganizationId;
use xunwang_ports::{FeedbackEntry, Tx};

use super::super::feedback_looks::plan_looks;
use super::super::{App, AppError};
use super::terms::terms_and_calendar;

/// Messages of one commit.
const AT_ONCE: usize = 500;
/// Messages that wait; more than the disk writes in some seconds.
const MOST_WAITING: usize = 5_000;

/// A message on its way into the store (待存留言).
pub(super) struct Waiting {
    feedback: Feedback,
    body: Option<OrganizationId>,
    private: Option<String>,
    files: Vec<(ProofFile, Vec<u8>)>,
    ticket: u64,
    done: Option<oneshot::Sender<Result<String, Arc<AppError>>>>,
}

impl Waiting {
    /// A message without a code, the body that answers for its site, the text as it was written, its pictures.
    pub(super) fn new(
        feedback: Feedback,
        body: Option<OrganizationId>,
        private: Option<String>,
        files: Vec<(ProofFile, Vec<u8>)>,
    ) -> Self {
        Self {
            feedback,
            body,
            private,
            files,
            ticket: 0,
            done: None,
        }
    }
}

/// Keeps a message; its code. From here on it is written down even where nobody waits for the answer.
pub(super) async fn take_in(app: &App, mut waiting: Waiting, ticket: u64) -> Result<String, AppError> {
    let (sender, answer) = oneshot::channel();
    waiting.ticket = ticket;
    waiting.done = Some(sender);
    let is_full = {
        let mut queue = app.citizens.queue.lock().map_err(|_| failed())?;
        let is_full = queue.len() >= MOST_WAITING;
        if !is_full {
            queue.push_back(waiting);
        }
        is_full
    };
    if is_full {
        app.citizens.spent.end(ticket, None);
        return Err(failed());
    }
    tokio::spawn(write_down(app.clone()));
    let answer = answer.await.map_err(|_| failed())?;
    answer.map_err(|error| AppError::Refused(error.to_string()))
}

fn failed() -> AppError {
    AppError::refused("提交的人太多，这条留言没有保存。请过几分钟再提交")
}

/// Writes down what waits, unless whoever was before has done so.
async fn write_down(app: App) {
    let _turn = app.citizens.writing.lock().await;
    let mut batch: Vec<Waiting> = match app.citizens.queue.lock() {
        Ok(mut queue) => {
            let count = queue.len().min(AT_ONCE);
            queue.drain(..count).collect()
        }
        Err(_) => return,
    };
    if batch.is_empty() {
        return;
    }
    let written = write(&app, &mut batch).await.map_err(Arc::new);
    if let Err(error) = &written {
        tracing::error!(%error, count = batch.len(), "citizens' messages");
    }
    for one in batch {
        let number = written.as_ref().ok().map(|()| one.feedback.number.as_str());
        app.citizens.spent.end(one.ticket, number);
        if let Some(done) = one.done {
            // Whoever has gone away finds it all the same, by sending the form again.
            let _ = done.send(written.clone().map(|()| one.feedback.number));
        }
    }
}

async fn write(app: &App, batch: &mut [Waiting]) -> Result<(), AppError> {
    let mut tx = app.store.begin().await?;
    let (terms, calendar) = terms_and_calendar(&mut *tx).await?;
    give_codes(app, &mut *tx, batch).await?;
    for one in batch.iter_mut() {
        one.feedback.set_clocks(terms, &calendar);
        for (file, bytes) in &one.files {
            tx.put_proof(&file.sha256, bytes).await?;
        }
    }
    let entries: Vec<FeedbackEntry> = batch.iter().map(|one| (one.feedback.clone(), one.body)).collect();
    tx.put_feedback(&entries).await?;
    plan_looks(&mut *tx, entries.iter().map(|(one, _)| one.id), app.now()).await?;
    for one in &*batch {
        if let Some(private) = &one.private {
            tx.put_private(one.feedback.id, private).await?;
        }
    }
    Ok(tx.commit().await?)
}

/// Codes that nobody has yet: a code that came twice would put one message in the place of another.
async fn give_codes(app: &App, tx: &mut dyn Tx, batch: &mut [Waiting]) -> Result<(), AppError> {
    let mut given = BTreeSet::new();
    for _ in 0..8 {
        for one in batch.iter_mut().filter(|one| one.feedback.number.is_empty()) {
            let received = one.feedback.received_at.unwrap_or_else(|| app.now());
            let code = std::iter::repeat_with(|| new_code(app, received)).find(|code| !given.contains(code));
            one.feedback.number = code.unwrap_or_default();
            given.insert(one.feedback.number.clone());
        }
        let numbers: Vec<&str> = given.iter().map(String::as_str).collect();
        let taken = tx.feedback_of(&numbers).await?;
        if taken.is_empty() {
            return Ok(());
        }
        for one in batch.iter_mut() {
            if taken.contains_key(&one.feedback.number) {
                given.remove(&one.feedback.number);
                one.feedback.number.clear();
            }
        }
    }
    Err(failed())
}

/// The citizen's code (ZR-03): the day in China, and eight hexadecimal digits of chance.
fn new_code(app: &App, received: DateTime<Utc>) -> String {
    let chance = u32::from_be_bytes(app.chance::<4>());
    format!("{}{chance:08x}", day_of(received).format("%Y%m%d"))
}

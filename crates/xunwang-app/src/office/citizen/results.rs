//! What the public may read of all messages (办理结果公开, ZH-10): those that are closed, with the answer. What was not accepted is
//! told to its sender only, and no code is shown.

use chrono::NaiveDate;
use xunwang_domain::feedback::{Feedback, day_of};
use xunwang_ports::ResultQuery;
use xunwang_text::privacy::mask;

use super::super::{App, AppError};
use super::message::PublicAnswer;
use super::switch::must_be_open;

/// No more are counted.
const MOST: u64 = 10_000;

/// A result (办理结果).
#[derive(Clone, Debug)]
pub struct PublicResult {
    /// 网站名称; empty: of no registered site.
    pub site_name: String,
    /// 问题类型
    pub kind: &'static str,
    /// 问题网址
    pub address: String,
    /// 问题描述
    pub text: String,
    /// The day of receipt.
    pub received_on: Option<NaiveDate>,
    /// The day on which it was closed.
    pub closed_on: Option<NaiveDate>,
    /// The answer.
    pub answer: Option<PublicAnswer>,
}

/// A page of results (结果一页).
#[derive(Clone, Debug)]
pub struct PublicResults {
    /// Those on the page.
    pub rows: Vec<PublicResult>,
    /// How many there are.
    pub total: u64,
    /// There are more than are counted.
    pub is_more: bool,
}

/// Results, the last closed first: so many from the `skip`th on.
///
/// # Errors
/// The form is closed, or the store could not.
pub async fn public_results(
    app: &App,
    query: &ResultQuery,
    (skip, limit): (u64, u64),
) -> Result<PublicResults, AppError> {
    let mut tx = app.store.read().await?;
    must_be_open(&mut *tx).await?;
    let counted = tx.count_results(query, MOST + 1).await?;
    let rows = tx.results(query, (skip.min(MOST), limit)).await?;
    Ok(PublicResults {
        rows: rows.iter().map(|(feedback, _)| shown(feedback)).collect(),
        total: counted.min(MOST),
        is_more: counted > MOST,
    })
}

fn shown(feedback: &Feedback) -> PublicResult {
    PublicResult {
        site_name: feedback.site_name.clone(),
        kind: feedback.kind.label(),
        address: mask(&feedback.address),
        text: mask(&feedback.text),
        received_on: feedback.received_on(),
        closed_on: feedback.closings.last().map(|closing| day_of(closing.at)),
        answer: feedback.answer().map(PublicAnswer::of),
    }
}

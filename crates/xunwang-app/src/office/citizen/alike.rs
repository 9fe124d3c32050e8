//! What is known of the same defect already (相近的留言), while somebody fills in the form: how many have reported the page, how far
//! that is, and what was answered. What others wrote is nobody's business: of them only what the office publishes is shown.

use std::collections::BTreeMap;

use chrono::{NaiveDate, TimeDelta};
use xunwang_domain::feedback::{Feedback, FeedbackKind, FeedbackStage, day_of};
use xunwang_ports::{FeedbackOrder, FeedbackQuery};
use xunwang_text::privacy::mask;

use super::super::{App, AppError};
use super::message::PublicAnswer;
use super::rules::{LONGEST_TEXT, SHORTEST_TEXT};
use super::submission::site_of_form;
use super::switch::must_be_open;
use crate::feedback::{AddressKey, MessageSketch, SimilarReason, complaint_address, similar};

/// Messages of the page that are looked at, the latest ones.
const LOOKED_AT: u64 = 200;
/// Messages of the site whose words are compared, the latest ones: somebody is writing meanwhile.
const COMPARED: u64 = 100;
/// Messages that are shown.
const SHOWN: usize = 3;
/// Closed longer ago, it is another matter.
const RECENT: TimeDelta = TimeDelta::days(90);

/// What is filled in so far (已填内容).
#[derive(Clone, Copy, Debug, Default)]
pub struct Written<'a> {
    /// 网站标识码, as the link said it.
    pub site_code: &'a str,
    /// 问题类型
    pub kind: Option<FeedbackKind>,
    /// 问题网址
    pub address: &'a str,
    /// 问题描述
    pub text: &'a str,
}

/// What is known already (相近的留言).
#[derive(Clone, Debug, Default)]
pub struct AlikeReports {
    /// How many messages there are about the page.
    pub of_page: usize,
    /// The likeliest of all that are like it.
    pub rows: Vec<Alike>,
}

/// A message about the same (相近的一条), without a word of who wrote it.
#[derive(Clone, Debug)]
pub struct Alike {
    /// 问题类型
    pub kind: &'static str,
    /// When it was received.
    pub received_on: Option<NaiveDate>,
    /// What is the same.
    pub reason: &'static str,
    /// Is it closed?
    pub is_closed: bool,
    /// What was answered, where that is published.
    pub answer: Option<PublicAnswer>,
}

/// Messages about the same defect, the likeliest first.
///
/// # Errors
/// The form is closed, or the store could not.
pub async fn alike(app: &App, written: Written<'_>) -> Result<AlikeReports, AppError> {
    let text: String = written.text.trim().chars().take(LONGEST_TEXT).collect();
    let says = text.chars().count() >= SHORTEST_TEXT;
    let page = complaint_address(written.address).map(|url| AddressKey::of(&url));
    if page.is_none() && !says {
        return Ok(AlikeReports::default());
    }
    // One reader at a time: whoever holds one and waits for another may wait for ever.
    let site = site_of_form(app, written.site_code, written.address).await?;
    let mut tx = app.store.read().await?;
    must_be_open(&mut *tx).await?;
    let now = app.now();
    let since = day_of(now - RECENT * 2);
    let code = site.map(|site| site.code.to_string()).unwrap_or_default();
    let mut of_page: Vec<Feedback> = Vec::new();
    if let Some(page) = &page {
        // The database picks by host and path, so that only what may be alike is read.
        let part = format!("{}{}", page.host, page.path);
        let latest = tx.messages_at(&code, &part, since, LOOKED_AT).await?;
        let is_of_page = |one: &Feedback| {
            let key = complaint_address(&one.address).map(|url| AddressKey::of(&url));
            key.as_ref() == Some(page)
        };
        of_page = latest
            .into_iter()
            .map(|(one, _)| one)
            .filter(is_of_page)
            .collect();
    }
    let mut of_site = Vec::new();
    // Of no registered site nothing is known but the address.
    if says && !code.is_empty() {
        let query = FeedbackQuery {
            site: Some(code.clone()),
            days: Some([since, day_of(now)]),
            ..FeedbackQuery::default()
        };
        of_site = tx
            .feedbacks(&query, FeedbackOrder::Latest, (0, COMPARED), now)
            .await?;
    }
    drop(tx);
    let is_told = |one: &Feedback| {
        let is_recent = one
            .closings
            .last()
            .is_none_or(|closing| now - closing.at < RECENT);
        // Why it was not accepted is told to its sender only.
        is_recent && one.stage != FeedbackStage::ClosedRefused
    };
    of_page.retain(is_told);
    let count = of_page.len();
    let mut all: BTreeMap<String, Feedback> = of_site
        .into_iter()
        .map(|(one, _)| one)
        .filter(|one| is_told(one))
        .map(|one| (one.number.clone(), one))
        .collect();
    let order: Vec<String> = of_page.iter().map(|one| one.number.clone()).collect();
    all.extend(of_page.into_iter().map(|one| (one.number.clone(), one)));
    all.retain(|_, one| one.stage != FeedbackStage::ClosedMerged);
    let mut rows = Vec::new();
    if says {
        let new = sketch("", &code, written.kind, (written.address, &text));
        let others: Vec<MessageSketch> = all.values().map(|one| sketch_of(one, &code)).collect();
        for found in similar(&new, &others) {
            if let Some(one) = all.remove(&found.id) {
                rows.push(shown(&one, word_of(found.reason)));
            }
        }
    }
    // Then the others about the page, the latest first.
    let others = order.iter().filter_map(|number| all.remove(number));
    rows.extend(others.map(|one| shown(&one, word_of(SimilarReason::SamePage))));
    rows.truncate(SHOWN);
    Ok(AlikeReports { of_page: count, rows })
}

fn sketch(id: &str, site: &str, kind: Option<FeedbackKind>, (address, text): (&str, &str)) -> MessageSketch {
    let kind = kind.and_then(|kind| u8::try_from(kind.0).ok()).unwrap_or(u8::MAX);
    // What is kept is masked: compared as it is kept.
    MessageSketch::of(id, site, kind, &mask(address), &mask(text))
}

fn sketch_of(one: &Feedback, site: &str) -> MessageSketch {
    let kind = u8::try_from(one.kind.0).unwrap_or(u8::MAX);
    MessageSketch::of(&one.number, site, kind, &one.address, &one.text)
}

fn word_of(reason: SimilarReason) -> &'static str {
    match reason {
        SimilarReason::SameQuote => "同一处错误",
        SimilarReason::SameWords => "描述相近",
        SimilarReason::SameAddress => "同一网页、同类问题",
        SimilarReason::SamePage => "同一网页",
    }
}

fn shown(one: &Feedback, reason: &'static str) -> Alike {
    let is_closed = one.is_over();
    Alike {
        kind: one.kind.label(),
        received_on: one.received_on(),
        reason,
        is_closed,
        answer: is_closed.then(|| published(one)).flatten(),
    }
}

/// The answer that everybody may read: of messages received here the one they were closed with, of the platform's what it has published.
fn published(one: &Feedback) -> Option<PublicAnswer> {
    if one.is_national() {
        let mirror = one
            .mirror
            .as_ref()
            .filter(|mirror| mirror.published_on.is_some())?;
        return (!mirror.answer.is_empty()).then(|| PublicAnswer {
            outcome: "国家平台已公布",
            text: mask(&mirror.answer),
            reason: String::new(),
        });
    }
    let closing = one
        .closings
        .last()
        .filter(|closing| closing.stage == FeedbackStage::Closed)?;
    let mut answers = one.answers.iter().rev();
    answers
        .find(|answer| answer.at <= closing.at)
        .map(PublicAnswer::of)
}

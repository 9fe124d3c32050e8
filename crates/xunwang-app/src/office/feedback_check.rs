//! What the machine says of an answer (机器核对, F-72), for the reviewer: its words when it is sent up, the page when somebody asks.

use std::time::Duration;

use serde::Serialize;
use xunwang_domain::exchange::TargetClass;
use xunwang_domain::feedback::{Answer, Feedback, FeedbackId, KeptLook, LookMoment, Opinion, Outcome};
use xunwang_domain::organization::OrganizationId;
use xunwang_ports::{FeedbackOrder, FeedbackQuery, Tx};
use xunwang_text::answer::{AnswerCase, EarlierAnswer, Outcome as Said};

use super::feedback_handle::seen;
use super::feedback_looks::{keep_exchange, kept, named_address};
use super::{App, AppError, Caller};
use crate::feedback::{AnswerCheck, Evidence, check_answer, look_again, said as words_of, unmeasured_reason};

/// Earlier messages of the same unit whose answers are compared.
const EARLIER: u64 = 100;
/// Between two looks at a page that does not open.
const PAUSE: Duration = Duration::from_secs(3);

/// What is said of the words of an answer as it is sent up.
pub(super) async fn words_checked(
    app: &App,
    tx: &mut dyn Tx,
    one: &Feedback,
    body: Option<OrganizationId>,
    answer: &Answer,
) -> Result<Vec<Opinion>, AppError> {
    let earlier = earlier_of(app, tx, one, body).await?;
    let told = told(&earlier);
    let doubts = xunwang_text::answer::check(&case(one, answer, &told));
    Ok(opinions(AnswerCheck {
        doubts,
        ..AnswerCheck::default()
    }))
}

/// Looks at the page again and says what follows for the latest answer, against the page as it was when the message came
/// (再次访问网页核对). Both are kept, and what follows with the answer.
///
/// # Errors
/// The caller has nothing to do with the message, there is no answer, or this process asks no network.
pub async fn recheck_answer(app: &App, caller: &Caller, id: FeedbackId) -> Result<(), AppError> {
    let (one, body, earlier, looks, is_pending) = {
        let mut tx = app.store.read().await?;
        let (one, body) = seen(&mut *tx, caller, id).await?;
        super::feedback_handle::must_handle(caller, &one, body)?;
        let earlier = earlier_of(app, &mut *tx, &one, body).await?;
        let looks = tx.kept_looks(id).await?;
        let is_pending = tx.pending_look(id).await?.is_some();
        (one, body, earlier, looks, is_pending)
    };
    let Some(answer) = one.answer().cloned() else {
        return Err(AppError::refused("还没有答复，没有可以核对的内容"));
    };
    let fetcher = app
        .fetcher()
        .ok_or_else(|| AppError::refused("本系统没有开启网络访问，不能再次访问网页"))?;
    let now = match named_address(&one) {
        // Without a transaction: a page may take a minute.
        Some(Ok(address)) => Some(look_again(&*fetcher, &address, PAUSE).await),
        _ => None,
    };
    let kept_now = match &now {
        Some(looked) => {
            let evidence = keep_exchange(app, &looked.exchange).await?;
            Some(kept(app, id, LookMoment::Answer, looked, &evidence))
        }
        None => None,
    };
    let receipt = looks.iter().find(|look| look.moment == LookMoment::Receipt);
    let before = receipt.and_then(|look| look.page.as_ref());
    let now = now.map(|looked| looked.page);
    let told = told(&earlier);
    let mut checked = check_answer(
        &case(&one, &answer, &told),
        &Evidence {
            received: one.received_at.unwrap_or(answer.at),
            before: before.filter(|page| !page.is_unmeasured()),
            now: now.as_ref(),
            named: &[],
        },
    );
    if now.is_some() {
        checked.unverified.extend(not_before(receipt, is_pending));
    }
    let mut said = opinions(checked);
    let digests = [before, now.as_ref()].into_iter().flatten();
    let digests: Vec<String> = digests.map(|page| page.digest.clone()).collect();
    for opinion in &mut said {
        opinion.evidence.clone_from(&digests);
    }
    let mut tx = app.store.begin().await?;
    let (mut latest, _) = tx.feedback(id).await?.ok_or(AppError::NotFound)?;
    let is_same = latest.answers.len() == one.answers.len();
    if let Some(last) = latest.answers.last_mut().filter(|_| is_same) {
        last.opinions = said;
    }
    if let Some(look) = &kept_now {
        tx.add_look(look).await?;
    }
    let object = ("feedback", one.number.clone(), one.site_name.as_str());
    tx.record(&caller.event(app, "再次访问网页核对答复", object, (None, None)))
        .await?;
    tx.put_feedback(&[(latest, body)]).await?;
    tx.commit().await?;
    Ok(())
}

/// That before and after could not be compared, and why: nobody's fault.
fn not_before(receipt: Option<&KeptLook>, is_pending: bool) -> Option<String> {
    let why = match receipt {
        Some(KeptLook { page: Some(page), .. }) if page.is_unmeasured() => match page.state.class {
            TargetClass::NotMeasured => unmeasured_reason(page).to_owned(),
            _ => format!("网站返回{}", words_of(page)),
        },
        Some(KeptLook { page: Some(_), .. }) => return None,
        Some(look) => look.why_not.clone(),
        None if is_pending => "网页还在排队留存".to_owned(),
        None => return None,
    };
    Some(format!(
        "受理时的网页未能留存（{why}），前后不能比较，不作为疑点。"
    ))
}

/// Messages of the same unit that were answered before, the oldest first.
async fn earlier_of(
    app: &App,
    tx: &mut dyn Tx,
    one: &Feedback,
    body: Option<OrganizationId>,
) -> Result<Vec<Feedback>, AppError> {
    let Some(body) = one.holder.or(body) else {
        return Ok(Vec::new());
    };
    let query = FeedbackQuery {
        bodies: Some(vec![body]),
        ..FeedbackQuery::default()
    };
    let some = tx
        .feedbacks(&query, FeedbackOrder::Latest, (0, EARLIER), app.now())
        .await?;
    let others = some.into_iter().rev().map(|(other, _)| other);
    Ok(others
        .filter(|other| other.id != one.id && other.answer().is_some())
        .collect())
}

fn told(earlier: &[Feedback]) -> Vec<EarlierAnswer<'_>> {
    let told = earlier.iter().filter_map(|other| {
        Some(EarlierAnswer {
            id: &other.number,
            address: Some(other.address.as_str()).filter(|address| !address.is_empty()),
            description: &other.text,
            answer: &other.answer()?.text,
        })
    });
    told.collect()
}

fn case<'a>(one: &'a Feedback, answer: &'a Answer, earlier: &'a [EarlierAnswer<'a>]) -> AnswerCase<'a> {
    AnswerCase {
        kind: u8::try_from(one.kind.0).unwrap_or(u8::MAX),
        description: &one.text,
        address: Some(one.address.as_str()).filter(|address| !address.is_empty()),
        answer: &answer.text,
        outcome: match answer.outcome {
            Outcome::Mended => Said::Fixed,
            Outcome::NotDefect => Said::NotDefect,
        },
        earlier,
    }
}

fn opinions(check: AnswerCheck) -> Vec<Opinion> {
    let opinion = |word: String, is_doubt, text: String, [before, after]: [Option<String>; 2]| Opinion {
        word,
        is_doubt,
        text,
        evidence: Vec::new(),
        before: before.unwrap_or_default(),
        after: after.unwrap_or_default(),
    };
    let doubts = check.doubts.into_iter().map(|one| {
        opinion(
            word_of(&one.kind),
            Some(true),
            one.message,
            [one.before, one.after],
        )
    });
    let verified = check.verified.into_iter().map(|one| {
        opinion(
            "verified".to_owned(),
            Some(false),
            one.message,
            [one.before, one.after],
        )
    });
    let unverified = check
        .unverified
        .into_iter()
        .map(|text| opinion("unverified".to_owned(), None, text, [None, None]));
    doubts.chain(verified).chain(unverified).collect()
}

fn word_of(kind: &impl Serialize) -> String {
    serde_json::to_value(kind)
        .ok()
        .and_then(|word| word.as_str().map(str::to_owned))
        .unwrap_or_default()
}

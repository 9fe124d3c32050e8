//! A record of the national platform becomes, or changes, a message (镜像国家平台记录).

use chrono::{DateTime, Utc};
use xunwang_domain::feedback::calendar::Calendar;
use xunwang_domain::feedback::{
    Closing, Feedback, FeedbackId, FeedbackSource, Mirror, Terms, WrittenStep, day_of, start_of,
};
use xunwang_text::privacy::mask;

use crate::registry::FeedbackRow;

/// What an import made of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// 新增
    New,
    /// 更新
    Changed,
    /// 未变
    Same,
}

/// The message after the record, and the text as it was written where that holds personal data.
///
/// What a file does not say stays as it was: list, detail and table complete one another in any order.
pub fn take(
    row: &FeedbackRow,
    earlier: Option<Feedback>,
    id: impl FnOnce() -> FeedbackId,
    (now, by): (DateTime<Utc>, &str),
    (terms, calendar): (Terms, &Calendar),
) -> (Feedback, Taken, Option<String>) {
    let is_new = earlier.is_none();
    let mut one =
        earlier.unwrap_or_else(|| Feedback::blank(id(), row.number.clone(), FeedbackSource::National));
    let before = one.clone();
    let text = mask(&row.text);
    let hidden = (text != row.text && one.text != text).then(|| row.text.clone());
    put(&mut one.site_code, &row.site_code);
    put(&mut one.site_name, &row.site_name);
    put(&mut one.address, &mask(&row.address));
    put(&mut one.text, &text);
    one.kind = row.kind.unwrap_or(one.kind);
    one.received_at = precise(one.received_at, row.received_at);
    if one.is_national() {
        let mut mirror = one.mirror.take().unwrap_or_default();
        let was = mirror.clone();
        put(&mut mirror.status, &row.status);
        put(&mut mirror.unit, &row.unit);
        put(&mut mirror.answer, &mask(&row.answer));
        put(&mut mirror.refused_for, &mask(&row.refused_for));
        mirror.published_on = row.published_on.or(mirror.published_on);
        mirror.closed_on = row.closed_on.or(mirror.closed_on);
        keep_version(&mut mirror, was);
        follow(&mut one, &mirror);
        one.mirror = Some(mirror);
    }
    one.set_clocks(terms, calendar);
    if is_new {
        return (one, Taken::New, hidden);
    }
    if one == before {
        return (one, Taken::Same, hidden);
    }
    one.steps.push(WrittenStep {
        action: None,
        role: None,
        to: one.stage,
        holder: one.holder,
        note: "导入的记录有变化".to_owned(),
        by: None,
        name: by.to_owned(),
        at: now,
    });
    (one, Taken::Changed, hidden)
}

fn put(place: &mut String, text: &str) {
    if !text.is_empty() && place != text {
        text.clone_into(place);
    }
}

/// A day with a time is more than the day alone.
fn precise(earlier: Option<DateTime<Utc>>, now: Option<DateTime<Utc>>) -> Option<DateTime<Utc>> {
    match (earlier, now) {
        (Some(earlier), Some(now)) if start_of(day_of(now)) == now && day_of(earlier) == day_of(now) => {
            Some(earlier)
        }
        (earlier, now) => now.or(earlier),
    }
}

/// An answer or a state that changes is a new version of the record; what only becomes complete is not.
fn keep_version(mirror: &mut Mirror, mut was: Mirror) {
    let has_changed = |before: &str, after: &str| !before.is_empty() && before != after;
    if has_changed(&was.status, &mirror.status) || has_changed(&was.answer, &mirror.answer) {
        was.earlier.clear();
        mirror.earlier.push(was);
    }
}

/// Our state follows the platform's: there it is closed or taken up again.
fn follow(one: &mut Feedback, mirror: &Mirror) {
    let Some(stage) = mirror.stage() else { return };
    if !stage.is_closed() {
        one.closings.clear();
        if one.stage.is_closed() || one.steps.is_empty() {
            one.stage = stage;
        }
        return;
    }
    one.stage = stage;
    let closing = mirror.closed_on.map(|day| Closing {
        at: start_of(day),
        stage,
    });
    one.closings = closing.into_iter().collect();
}

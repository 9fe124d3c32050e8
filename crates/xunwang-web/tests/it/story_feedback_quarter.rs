//! A thousand messages from September to New Year, with 中秋, 国庆, make-up days and a notice that comes late: every term and every
//! bin against a second computation that knows nothing of the first.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike as _, NaiveDate, TimeDelta, Utc, Weekday};
use xunwang_app::office::{
    AnswerText, Caller, FeedbackWanted, NewFeedback, draft_answer, enter_calendar, enter_feedback,
    feedback_figures, feedback_view, handle_feedback, send_answer,
};
use xunwang_domain::feedback::calendar::{CalendarDay, CalendarYear};
use xunwang_domain::feedback::{FeedbackId, FeedbackKind, FeedbackMove, FeedbackStage, Outcome, RefusalKind};

use super::harness::Office;
use super::story_feedback::office;

/// Days as the notices have them, read once more from the files and put into a plain list of worked days.
struct Worked(Vec<NaiveDate>);

impl Worked {
    fn new(with_next_year: bool) -> Self {
        let file: serde_json::Value =
            serde_json::from_str(include_str!("../../../xunwang-app/data/holidays/2026.json")).unwrap();
        let mut special: BTreeMap<NaiveDate, bool> = BTreeMap::new();
        for day in file["days"].as_array().unwrap() {
            let date = day["date"].as_str().unwrap().parse().unwrap();
            special.insert(date, day["isOffDay"].as_bool().unwrap());
        }
        special.insert(date("2027-01-01"), true);
        if with_next_year {
            special.insert(date("2027-01-04"), true);
            special.insert(date("2027-01-09"), false);
        }
        let mut days = Vec::new();
        let mut day = date("2026-09-01");
        while day < date("2027-03-01") {
            let is_weekend = [Weekday::Sat, Weekday::Sun].contains(&day.weekday());
            if !*special.get(&day).unwrap_or(&is_weekend) {
                days.push(day);
            }
            day += TimeDelta::days(1);
        }
        Self(days)
    }

    fn term(&self, from: NaiveDate, count: usize, pause: Option<(NaiveDate, NaiveDate)>) -> NaiveDate {
        let left = self.0.iter().filter(|day| **day > from);
        let mut left = left.filter(|day| pause.is_none_or(|(first, last)| **day < first || **day > last));
        *left.nth(count - 1).unwrap()
    }
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// That day in China at so many hours.
fn at(day: NaiveDate, hour: i64) -> DateTime<Utc> {
    day.and_hms_opt(0, 0, 0).unwrap().and_utc() + TimeDelta::hours(hour - 8)
}

/// What is still to be done to a message, the next one last.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Do {
    HandOver,
    Refuse,
    Merge,
    Return,
    Transfer,
    Pause,
    Grant,
    Answer,
    AnswerNoDefect,
    Approve,
    SendBack,
    FinalBack,
    Close,
    Reopen,
}

const SCRIPTS: [&[Do]; 10] = {
    use Do::*;
    [
        &[HandOver, Answer, Approve, Close],
        &[HandOver, AnswerNoDefect, Approve, Close],
        &[Refuse],
        &[HandOver, Merge],
        &[HandOver, Return, HandOver, Answer, Approve, Close],
        &[HandOver, Transfer, Answer, SendBack, Answer, Approve, Close],
        &[HandOver, Pause, Grant, Answer, Approve, Close],
        &[HandOver, Answer, Approve, FinalBack, Answer, Approve, Close],
        &[HandOver, Answer, Approve, Close, Reopen, Answer, Approve, Close],
        &[HandOver, Answer, Approve],
    ]
};

/// What the test knows of a message.
struct Told {
    id: FeedbackId,
    received: NaiveDate,
    left: Vec<Do>,
    next_on: NaiveDate,
    closings: Vec<NaiveDate>,
    reopenings: Vec<NaiveDate>,
    pause: Option<(NaiveDate, NaiveDate)>,
    merged_into: Option<usize>,
    is_closed: bool,
}

struct Dice(u64);

impl Dice {
    fn of(&mut self, faces: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % faces
    }
}

struct People {
    wang: Caller,
    zhao: Caller,
    fang: Caller,
    an: Caller,
    bo: Caller,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_messages_keep_their_terms_over_holidays_and_into_an_unpublished_year() {
    let office = office().await;
    let people = People {
        wang: office.caller("wang").await,
        zhao: office.caller("zhao").await,
        fang: office.caller("fang").await,
        an: office.caller("anna").await,
        bo: office.caller("boyu").await,
    };
    let mut dice = Dice(2026);
    let mut arrivals: BTreeMap<NaiveDate, u64> = BTreeMap::new();
    for _ in 0..1_000 {
        *arrivals
            .entry(date("2026-09-14") + TimeDelta::days(dice.of(109).cast_signed()))
            .or_default() += 1;
    }
    let mut told: Vec<Told> = Vec::new();
    let mut day = date("2026-09-14");
    let mut refused = 0;
    while day <= date("2027-01-20") {
        set(&office, at(day, 10));
        for place in 0..told.len() {
            if told[place].next_on <= day && !told[place].left.is_empty() {
                refused += u32::from(!act(&office, &people, &mut told, place, day).await);
                told[place].next_on = day + TimeDelta::days(1 + (dice.of(10) / 7 * dice.of(4)).cast_signed());
            }
        }
        set(&office, at(day, 23));
        for _ in 0..arrivals.get(&day).copied().unwrap_or_default() {
            let script = SCRIPTS[if dice.of(3) > 0 { 0 } else { dice.of(10) as usize }];
            let id = enter(&office, &people.wang, day, told.len()).await;
            told.push(Told {
                id,
                received: day,
                left: script.iter().rev().copied().collect(),
                next_on: day + TimeDelta::days(1 + (dice.of(10) / 7 * dice.of(4)).cast_signed()),
                closings: Vec::new(),
                reopenings: Vec::new(),
                pause: None,
                merged_into: None,
                is_closed: false,
            });
        }
        if day == date("2026-12-31") {
            check(&office, &told, day, &Worked::new(false), &people.wang).await;
            let changed = enter_calendar(&office.app, &people.wang, notice()).await.unwrap();
            assert!(changed > 0, "the notice moved no term");
        }
        day += TimeDelta::days(1);
    }
    assert_eq!(told.len(), 1_000);
    assert_eq!(refused, 0, "steps that the table has were refused");
    let closed = check(
        &office,
        &told,
        date("2027-01-20"),
        &Worked::new(true),
        &people.wang,
    )
    .await;
    assert!(
        closed[0] > 200 && closed[1] > 100 && closed[3] > 10,
        "on time, late, open, overdue: {closed:?}"
    );
}

fn notice() -> CalendarYear {
    let day = |text: &str, is_off| CalendarDay {
        name: "元旦".to_owned(),
        date: date(text),
        is_off,
    };
    CalendarYear {
        year: 2027,
        papers: vec!["https://www.example.gov.cn/2027.htm".to_owned()],
        days: vec![
            day("2027-01-01", true),
            day("2027-01-04", true),
            day("2027-01-09", false),
        ],
    }
}

fn set(office: &Office, moment: DateTime<Utc>) {
    office.clock.forward(moment - office.app.now());
}

async fn enter(office: &Office, wang: &Caller, day: NaiveDate, number: usize) -> FeedbackId {
    let new = NewFeedback {
        site_code: ["9901000001", "9901000002"][number % 2].to_owned(),
        kind: FeedbackKind([0, 1, 2, 4, 10][number % 5]),
        address: format!("http://www.jiangkou.example/{number}.html"),
        text: format!("第{number}条：页面有错误，请改正"),
        received_at: at(day, (number % 24) as i64).min(office.app.now()),
    };
    enter_feedback(&office.app, wang, new).await.unwrap()
}

/// Does the next thing; whether it was allowed.
async fn act(office: &Office, people: &People, told: &mut [Told], place: usize, day: NaiveDate) -> bool {
    let app = &office.app;
    let (id, next) = (told[place].id, told[place].left.pop().unwrap());
    let reason = || "核对后需要这样办理".to_owned();
    let wanted = match next {
        Do::Answer | Do::AnswerNoDefect => {
            let answer = AnswerText {
                outcome: if next == Do::Answer {
                    Outcome::Mended
                } else {
                    Outcome::NotDefect
                },
                text: "经核实情况属实，已于当日改正。".to_owned(),
                reason: "原文如此".to_owned(),
                file: (next == Do::AnswerNoDefect).then(|| ("截图.pdf".to_owned(), b"%PDF-1.7".to_vec())),
            };
            draft_answer(app, &people.an, id, answer).await.unwrap();
            return send_answer(app, &people.bo, id).await.is_ok();
        }
        Do::HandOver => (&people.wang, FeedbackWanted::HandOver(None, String::new())),
        Do::Refuse => {
            let kind = RefusalKind::OutOfScope;
            (
                &people.wang,
                FeedbackWanted::Do(FeedbackMove::Refuse {
                    kind,
                    reason: reason(),
                }),
            )
        }
        Do::Merge => {
            let open = |other: &usize| {
                *other != place
                    && told[*other].merged_into.is_none()
                    && told[*other].left.len() > 1
                    && !told[*other].left.contains(&Do::Merge)
                    && !told[*other].left.contains(&Do::Refuse)
                    && !told[*other].is_closed
                    && told[*other].reopenings.is_empty()
            };
            let Some(other) = (0..told.len()).find(open) else {
                return true;
            };
            told[place].merged_into = Some(other);
            let number = feedback_view(app, &people.wang, told[other].id)
                .await
                .unwrap()
                .feedback
                .number;
            (&people.wang, FeedbackWanted::Merge(number))
        }
        Do::Return => (
            &people.an,
            FeedbackWanted::Do(FeedbackMove::Return { reason: reason() }),
        ),
        Do::Transfer => {
            let to = feedback_view(app, &people.fang, id).await.unwrap().targets[0].0;
            (
                &people.fang,
                FeedbackWanted::Do(FeedbackMove::Transfer { to, reason: reason() }),
            )
        }
        Do::Pause => {
            let late = told[place].received + TimeDelta::days(20) < day || {
                let view = feedback_view(app, &people.an, id).await.unwrap();
                view.feedback
                    .clocks
                    .unwrap()
                    .close
                    .is_over(app.now() + TimeDelta::days(1))
            };
            if late {
                told[place].left.pop();
                return true;
            }
            told[place].pause = Some((day, day + TimeDelta::days(9)));
            let to = day + TimeDelta::days(9);
            // Granted on the same day, by another.
            let asked = FeedbackWanted::Do(FeedbackMove::Pause { to, reason: reason() });
            let done = handle_feedback(app, &people.an, &[id], &asked).await;
            told[place].left.pop();
            let grant = FeedbackWanted::Do(FeedbackMove::Approve { note: String::new() });
            return done.is_ok() && handle_feedback(app, &people.zhao, &[id], &grant).await.is_ok();
        }
        Do::Grant => unreachable!("granted with the request"),
        Do::Approve => (
            &people.fang,
            FeedbackWanted::Do(FeedbackMove::Approve { note: String::new() }),
        ),
        Do::SendBack => (
            &people.fang,
            FeedbackWanted::Do(FeedbackMove::SendBack { reason: reason() }),
        ),
        Do::FinalBack => (
            &people.wang,
            FeedbackWanted::Do(FeedbackMove::SendBack { reason: reason() }),
        ),
        Do::Close => (
            &people.wang,
            FeedbackWanted::Do(FeedbackMove::Close { note: String::new() }),
        ),
        Do::Reopen => (
            &people.zhao,
            FeedbackWanted::Do(FeedbackMove::Reopen { reason: reason() }),
        ),
    };
    let done = handle_feedback(app, wanted.0, &[id], &wanted.1).await;
    if done.is_err() {
        return false;
    }
    match next {
        Do::Close | Do::Refuse => {
            told[place].closings.push(day);
            told[place].is_closed = true;
            for other in told.iter_mut().filter(|other| other.merged_into == Some(place)) {
                if !other.is_closed {
                    other.closings.push(day);
                    other.is_closed = true;
                }
            }
        }
        Do::Reopen => {
            told[place].reopenings.push(day);
            told[place].is_closed = false;
        }
        _ => {}
    }
    true
}

/// Every term and every bin, worked out once more; the bins in the order on time, late, open, overdue.
async fn check(office: &Office, told: &[Told], today: NaiveDate, worked: &Worked, wang: &Caller) -> [u64; 4] {
    let mut bins = [0_u64; 4];
    for one in told {
        let feedback = feedback_view(&office.app, wang, one.id).await.unwrap().feedback;
        let clocks = feedback.clocks.unwrap();
        assert_eq!(
            clocks.hand_over.last,
            worked.term(one.received, 1, None),
            "{}",
            feedback.number
        );
        let starts = std::iter::once(one.received).chain(one.reopenings.iter().copied());
        let terms: Vec<_> = starts.map(|start| worked.term(start, 3, one.pause)).collect();
        assert_eq!(
            clocks.close.last,
            *terms.last().unwrap(),
            "{} {:?}",
            feedback.number,
            one.pause
        );
        let is_late = one
            .closings
            .iter()
            .zip(&terms)
            .any(|(closed, term)| closed > term);
        let bin = match (one.is_closed, is_late) {
            (true, false) => 0,
            (true, true) => 1,
            (false, false) if today <= *terms.last().unwrap() => 2,
            (false, _) => 3,
        };
        bins[bin] += 1;
        if one.is_closed && one.merged_into.is_none() {
            assert!(feedback.stage == FeedbackStage::ClosedRefused || feedback.answer().is_some());
        }
    }
    let tally = feedback_figures(&office.app, (None, None), None)
        .await
        .unwrap()
        .all
        .tally;
    assert_eq!(
        [tally.closed_on_time, tally.closed_late, tally.open, tally.overdue],
        bins,
        "{today}"
    );
    assert_eq!(tally.received, told.len() as u64);
    bins
}

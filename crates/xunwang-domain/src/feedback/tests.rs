//! What the table forbids, nobody reaches; what was written, nobody loses; and no rate grows without an answer.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::calendar::{Calendar, CalendarDay, CalendarYear};
use super::*;
use crate::filing::ProofFile;
use crate::organization::OrganizationId;
use crate::people::UserId;

fn moment(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn calendar() -> Calendar {
    let day = |date: &str, is_off| CalendarDay {
        name: "国庆节".to_owned(),
        date: date.parse().unwrap(),
        is_off,
    };
    let off = [
        "09-29", "09-30", "10-01", "10-02", "10-03", "10-04", "10-05", "10-06",
    ];
    let mut days: Vec<_> = off.iter().map(|it| day(&format!("2023-{it}"), true)).collect();
    days.extend(["2023-10-07", "2023-10-08"].map(|it| day(it, false)));
    let year = |year, days: Vec<CalendarDay>| CalendarYear {
        year,
        papers: vec!["https://www.example.gov.cn/".to_owned(); usize::from(!days.is_empty())],
        days,
    };
    Calendar::new([year(2023, days), year(2024, Vec::new())])
}

fn message(received: &str) -> Feedback {
    let mut message = Feedback {
        site_code: "9901000001".to_owned(),
        site_name: "青川市政府网".to_owned(),
        kind: FeedbackKind(4),
        address: "http://www.qingchuan.example/a.html".to_owned(),
        text: "“截止”误写为“截至”".to_owned(),
        received_at: Some(moment(received)),
        ..Feedback::blank(
            FeedbackId(Uuid::from_u128(1)),
            "20230928cf84a8a0".to_owned(),
            FeedbackSource::Form,
        )
    };
    message.set_clocks(Terms::default(), &calendar());
    message
}

#[test]
fn make_up_days_count_and_days_off_do_not() {
    let clocks = |at: &str| message(at).clocks.unwrap();
    // Thursday before the holiday: Saturday the 7th and Sunday the 8th are worked.
    let thursday = clocks("2023-09-28T02:00:00Z");
    assert_eq!(thursday.hand_over.last.to_string(), "2023-10-07");
    assert_eq!(thursday.close.last.to_string(), "2023-10-09");
    assert_eq!(thursday.close.end(), moment("2023-10-09T16:00:00Z"));
    // 15:59:59 UTC is still the 28th in China, a second later it is the 29th: that day is off, so nothing changes.
    assert_eq!(clocks("2023-09-28T15:59:59Z"), thursday);
    assert_eq!(clocks("2023-09-28T16:00:00Z"), thursday);
    assert_eq!(
        clocks("2023-10-07T16:00:00Z").hand_over.last.to_string(),
        "2023-10-09"
    );
    // Into a year of which nothing is published.
    let new_year = clocks("2023-12-28T02:00:00Z");
    assert_eq!(
        new_year.hand_over,
        Deadline {
            last: "2023-12-29".parse().unwrap(),
            is_provisional: false
        }
    );
    assert_eq!(
        new_year.close,
        Deadline {
            last: "2024-01-03".parse().unwrap(),
            is_provisional: true
        }
    );
}

/// A generator of numbers, the same on every machine.
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

fn some_move(dice: &mut Dice, doer: &Doer) -> FeedbackMove {
    let text = |dice: &mut Dice| ["", "理", "已核实，情况属实"][dice.of(3) as usize].to_owned();
    let body = |dice: &mut Dice| OrganizationId(Uuid::from_u128(u128::from(dice.of(3))));
    let file = ProofFile {
        name: "截图.png".to_owned(),
        sha256: "00".repeat(32),
        length: 1,
    };
    match dice.of(12) {
        0 => FeedbackMove::HandOver {
            to: body(dice),
            note: text(dice),
        },
        1 => FeedbackMove::Refuse {
            kind: RefusalKind::OutOfScope,
            reason: text(dice),
        },
        2 => FeedbackMove::Merge {
            into: FeedbackId(Uuid::from_u128(u128::from(dice.of(3)))),
            is_closed: dice.of(2) == 0,
        },
        3 | 4 => FeedbackMove::Answer(Box::new(Answer {
            outcome: [Outcome::Mended, Outcome::NotDefect][dice.of(2) as usize],
            text: text(dice),
            reason: text(dice),
            evidence: (0..dice.of(2))
                .map(|_| Attachment {
                    file: file.clone(),
                    note: String::new(),
                })
                .collect(),
            drafted_by: (doer.user.unwrap_or(UserId(Uuid::nil())), doer.name.clone()),
            sent_by: (doer.user.unwrap_or(UserId(Uuid::nil())), doer.name.clone()),
            at: doer.at,
            opinions: Vec::new(),
        })),
        5 => FeedbackMove::Return { reason: text(dice) },
        6 => FeedbackMove::Transfer {
            to: body(dice),
            reason: text(dice),
        },
        7 => FeedbackMove::Pause {
            to: day_of(doer.at) + TimeDelta::days(dice.of(80).cast_signed() - 5),
            reason: text(dice),
        },
        8 => FeedbackMove::Approve { note: text(dice) },
        9 => FeedbackMove::SendBack { reason: text(dice) },
        10 => FeedbackMove::Close { note: text(dice) },
        _ => FeedbackMove::Reopen { reason: text(dice) },
    }
}

fn is_on_time(message: &Feedback, now: DateTime<Utc>) -> bool {
    message.bin(now) == Bin::ClosedOnTime
}

#[test]
fn no_sequence_of_actions_breaks_the_table_loses_a_version_or_betters_the_rate_without_an_answer() {
    let (calendar, terms) = (calendar(), Terms::default());
    let mut dice = Dice(7);
    let (mut done, mut refused, mut reached) = (0, 0, std::collections::BTreeSet::new());
    for _ in 0..20_000 {
        let mut now = moment("2023-09-25T00:00:00Z") + TimeDelta::minutes(dice.of(20_000).cast_signed());
        let mut message = message(&now.to_rfc3339());
        for _ in 0..14 {
            now += TimeDelta::minutes(dice.of(3_000).cast_signed());
            // Half of the time whatever comes, else something that the table has.
            let mut tries = if dice.of(2) == 0 { 40 } else { 1 };
            let (step, doer) = loop {
                let role = FeedbackRole::ALL[dice.of(4) as usize];
                let number = dice.of(3);
                let doer = Doer {
                    role,
                    user: (role != FeedbackRole::Citizen)
                        .then(|| UserId(Uuid::from_u128(u128::from(number)))),
                    name: format!("{}{number}", role.label()),
                    at: now,
                };
                let step = some_move(&mut dice, &doer);
                tries -= 1;
                if tries == 0 || message.allows(step.action(), role) {
                    break (step, doer);
                }
            };
            let role = doer.role;
            let action = step.action();
            let before = message.clone();
            let was = before.bin(now);
            match before.after(step, &doer, terms, &calendar) {
                Ok(after) => {
                    done += 1;
                    let expected = next_stage(before.stage, action, role).expect("the table has it");
                    assert_eq!(after.stage, expected, "{action:?} by {role:?}");
                    assert!(
                        after.steps.len() == before.steps.len() + 1 && after.steps.starts_with(&before.steps)
                    );
                    assert!(after.answers.starts_with(&before.answers), "an answer was lost");
                    assert!(
                        after.reopenings.starts_with(&before.reopenings),
                        "a reopening was lost"
                    );
                    assert!(
                        after
                            .reopenings
                            .iter()
                            .filter(|it| it.role == FeedbackRole::Citizen)
                            .count()
                            <= 1
                    );
                    let now_on_time = is_on_time(&after, now);
                    if now_on_time && !is_on_time(&before, now) {
                        let says_why = match after.stage {
                            FeedbackStage::Closed => {
                                let last = |it| after.steps.iter().rposition(|step| step.action == Some(it));
                                last(FeedbackAction::Answer) > last(FeedbackAction::Reopen)
                            }
                            FeedbackStage::ClosedRefused => {
                                after.refusal.as_ref().is_some_and(|it| it.1.chars().count() > 1)
                            }
                            FeedbackStage::ClosedMerged => after.merged_into.is_some(),
                            _ => false,
                        };
                        assert!(says_why, "closed without an answer: {after:?}");
                    }
                    assert!(
                        !matches!(was, Bin::Overdue | Bin::ClosedLate)
                            || matches!(after.bin(now), Bin::Overdue | Bin::ClosedLate),
                        "{action:?} made a late message better: {was:?} to {:?}",
                        after.bin(now)
                    );
                    reached.insert(after.stage);
                    message = after;
                }
                Err(_) => refused += 1,
            }
        }
    }
    assert_eq!(reached.len(), FeedbackStage::ALL.len(), "every state was reached");
    assert!(
        done > 20_000 && refused > 20_000,
        "{done} done, {refused} refused"
    );
}

#[test]
fn urging_moves_nothing_and_is_kept() {
    let doer = |role, at: &str| Doer {
        role,
        user: Some(UserId(Uuid::from_u128(7))),
        name: "王某".to_owned(),
        at: moment(at),
    };
    let to = Some(OrganizationId(Uuid::from_u128(1)));
    let province = doer(FeedbackRole::Province, "2023-10-09T02:00:00Z");
    let received = message("2023-10-08T02:00:00Z");
    let early = received.urged(to, "请抓紧办理", &province);
    assert_eq!(
        early,
        Err(UrgeError::NotNow(FeedbackStage::Received, FeedbackRole::Province))
    );
    let handling = Feedback {
        stage: FeedbackStage::Handling,
        ..received
    };
    let urged = handling.urged(to, " 请抓紧办理 ", &province).unwrap();
    assert_eq!((urged.stage, urged.clocks), (handling.stage, handling.clocks));
    assert_eq!(
        (urged.urges[0].text.as_str(), urged.steps[0].note.as_str()),
        ("请抓紧办理", "催办：请抓紧办理")
    );
    // Once a day and role: at midnight in China it is another day.
    let later = doer(FeedbackRole::Province, "2023-10-09T15:59:59Z");
    assert_eq!(urged.urged(to, "请抓紧办理", &later), Err(UrgeError::Again));
    let tomorrow = doer(FeedbackRole::Province, "2023-10-09T16:00:00Z");
    assert_eq!(urged.urged(to, "请抓紧办理", &tomorrow).unwrap().urges.len(), 2);
    let area = doer(FeedbackRole::Area, "2023-10-09T03:00:00Z");
    assert_eq!(urged.urged(to, "请抓紧办理", &area).unwrap().urges.len(), 2);
    let unit = doer(FeedbackRole::Unit, "2023-10-09T03:00:00Z");
    assert!(urged.urged(to, "请抓紧办理", &unit).is_err());
    assert_eq!(handling.urged(to, "催", &province), Err(UrgeError::Text));
    let answered = Feedback {
        stage: FeedbackStage::Answered,
        ..handling
    };
    assert!(answered.may_urge(FeedbackRole::Province) && !answered.may_urge(FeedbackRole::Area));
}

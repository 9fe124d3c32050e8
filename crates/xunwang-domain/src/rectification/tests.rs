//! What the table forbids, nobody reaches; what was written, nobody loses; and nothing is closed that was not seen to be mended.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use uuid::Uuid;

use super::*;
use crate::circular::Quarter;
use crate::feedback::calendar::{Calendar, CalendarDay, CalendarYear};
use crate::filing::ProofFile;
use crate::organization::OrganizationId;
use crate::paper::PaperId;
use crate::people::UserId;
use crate::problem::ProblemKey;
use crate::registry::SiteCode;
use crate::review::FindingId;
use crate::round::RoundId;

fn moment(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// October 2026: off from the 1st to the 7th, Saturday the 10th is worked.
fn calendar() -> Calendar {
    let mut days: Vec<CalendarDay> = (1..=7)
        .map(|number| CalendarDay {
            name: "国庆节".to_owned(),
            date: NaiveDate::from_ymd_opt(2026, 10, number).unwrap(),
            is_off: true,
        })
        .collect();
    days.push(CalendarDay {
        name: "国庆节".to_owned(),
        date: day("2026-10-10"),
        is_off: false,
    });
    Calendar::new([CalendarYear {
        year: 2026,
        papers: vec!["https://www.example.gov.cn/".to_owned()],
        days,
    }])
}

fn rectification(due: &str) -> Rectification {
    let problem = ProblemKey {
        round: RoundId(Uuid::from_u128(7)),
        site: SiteCode::parse("9901000001").unwrap(),
        indicator: "WV4-1".to_owned(),
    };
    Rectification {
        id: RectificationId::new(&problem),
        problem,
        paper: PaperId(Uuid::from_u128(8)),
        office: OrganizationId(Uuid::from_u128(1)),
        body: OrganizationId(Uuid::from_u128(2)),
        quarter: "2026Q3".parse::<Quarter>().unwrap(),
        area: "青川市".to_owned(),
        site_name: "青川市政府网".to_owned(),
        sponsor: "青川市政府办公室".to_owned(),
        title: "栏目不更新".to_owned(),
        basis: String::new(),
        is_veto: true,
        what: "栏目“通知公告”超过6个月未更新".to_owned(),
        places: vec!["http://www.qingchuan.example/tzgg/".to_owned()],
        findings: 1,
        stage: RectifyStage::Issued,
        due: day(due),
        first_due: day(due),
        replies: Vec::new(),
        retests: Vec::new(),
        retest_asked: None,
        extensions: Vec::new(),
        rungs: Vec::new(),
        elsewhere: Vec::new(),
        steps: Vec::new(),
    }
}

fn doer(role: RectifyRole, number: u128, at: DateTime<Utc>) -> RectifyDoer {
    RectifyDoer {
        role,
        user: (role != RectifyRole::Machine).then(|| UserId(Uuid::from_u128(number))),
        name: format!("{}{number}", role.label()),
        at,
    }
}

fn reply(text: &str, doer: &RectifyDoer) -> RectifyMove {
    RectifyMove::Answer(Box::new(Reply {
        text: text.to_owned(),
        done_on: None,
        person: String::new(),
        proof: vec![ProofFile {
            name: "截图.png".to_owned(),
            sha256: "00".repeat(32),
            length: 1,
        }],
        named_proof: String::new(),
        by: doer.user.unwrap_or(UserId(Uuid::nil())),
        name: doer.name.clone(),
        at: doer.at,
    }))
}

fn machine_retest(outcome: RetestOutcome, at: DateTime<Utc>) -> Retest {
    let left = RetestedFinding {
        finding: FindingId(Uuid::from_u128(3)),
        what: "链接失效".to_owned(),
        url: "http://www.qingchuan.example/".to_owned(),
        outcome,
        reason: "网站打不开".to_owned(),
    };
    let left = if outcome == RetestOutcome::Fixed {
        Vec::new()
    } else {
        vec![left]
    };
    Retest::of_findings(RetestId(Uuid::from_u128(9)), 1, left, at)
}

#[test]
fn a_term_ends_on_a_working_day_and_is_counted_in_working_days() {
    let calendar = calendar();
    let one = rectification("2026-10-03");
    assert_eq!(
        one.deadline(&calendar).last,
        day("2026-10-08"),
        "moved past the days off"
    );
    let timing = |at: &str| one.timing(moment(at), &calendar);
    assert_eq!(timing("2026-09-28T02:00:00Z"), Timing::Left(3));
    assert_eq!(timing("2026-10-07T15:59:59Z"), Timing::Left(1));
    assert_eq!(timing("2026-10-07T16:00:00Z"), Timing::Today);
    assert_eq!(timing("2026-10-08T16:00:00Z"), Timing::Overdue(1));
    // Saturday the 10th is worked, Sunday is not.
    assert_eq!(timing("2026-10-11T02:00:00Z"), Timing::Overdue(2));
    assert_eq!(
        one.standing(moment("2026-10-08T15:59:59Z"), &calendar),
        Standing::Running
    );
    assert_eq!(
        one.standing(moment("2026-10-08T16:00:00Z"), &calendar),
        Standing::NotMended
    );
    let next_year = rectification("2027-01-01").deadline(&calendar);
    assert!(next_year.is_provisional && next_year.last == day("2027-01-04"));
}

#[test]
fn what_one_finding_shows_decides_for_the_problem() {
    let of = |fixed, outcomes: &[RetestOutcome]| {
        let left = outcomes.iter().map(|outcome| RetestedFinding {
            finding: FindingId(Uuid::nil()),
            what: String::new(),
            url: String::new(),
            outcome: *outcome,
            reason: "首页拒绝连接".to_owned(),
        });
        Retest::of_findings(RetestId(Uuid::nil()), fixed, left.collect(), DateTime::UNIX_EPOCH)
    };
    use RetestOutcome::{Fixed, NotFixed, NotRetested};
    assert_eq!(of(3, &[]).outcome, Fixed);
    assert_eq!(of(3, &[NotRetested]).outcome, NotRetested);
    assert_eq!(of(3, &[NotRetested]).reason, "首页拒绝连接");
    assert_eq!(of(0, &[NotRetested, NotFixed]).outcome, NotFixed);
    assert!(of(0, &[]).outcome == NotRetested && of(0, &[]).reason.contains("人工复查"));
}

#[test]
fn a_false_answer_is_not_accepted_and_what_could_not_be_seen_is_not_held_against_the_unit() {
    let calendar = calendar();
    let at = moment("2026-10-12T02:00:00Z");
    let unit = doer(RectifyRole::Unit, 5, at);
    let answered = rectification("2026-10-20")
        .after(reply("已整改", &unit), &unit, &calendar)
        .unwrap();
    let office = |hour| doer(RectifyRole::Office, 6, at + TimeDelta::hours(hour));
    let accept = || RectifyMove::Accept { note: String::new() };
    let late = moment("2026-10-21T02:00:00Z");
    for (outcome, standing) in [
        (RetestOutcome::NotFixed, Standing::NotMended),
        (RetestOutcome::NotRetested, Standing::Unsettled),
        (RetestOutcome::Fixed, Standing::Unsettled),
    ] {
        let machine = doer(RectifyRole::Machine, 0, at + TimeDelta::hours(1));
        let retest = machine_retest(outcome, machine.at);
        let seen = answered
            .after(RectifyMove::Retest(Box::new(retest)), &machine, &calendar)
            .unwrap();
        assert_eq!(seen.stage, RectifyStage::Retested);
        assert_eq!(seen.standing(late, &calendar), standing, "{outcome:?}");
        let accepted = seen.after(accept(), &office(2), &calendar);
        assert_eq!(accepted.is_ok(), outcome == RetestOutcome::Fixed, "{outcome:?}");
        if outcome != RetestOutcome::Fixed {
            // A person looks where the machine could not, and another accepts.
            let by_hand = |looked: &RectifyDoer| {
                RectifyMove::Retest(Box::new(Retest {
                    run: None,
                    by: Some((looked.user.unwrap(), looked.name.clone())),
                    reason: "用浏览器打开，栏目有10月的信息".to_owned(),
                    ..machine_retest(RetestOutcome::Fixed, looked.at)
                }))
            };
            let seen = seen.after(by_hand(&office(3)), &office(3), &calendar).unwrap();
            let own = seen.after(accept(), &office(4), &calendar).unwrap_err();
            assert_eq!(own, RectifyError::SamePerson("复查人", "审核人"));
            let other = doer(RectifyRole::Office, 7, at + TimeDelta::hours(4));
            assert!(seen.after(accept(), &other, &calendar).is_ok());
        }
    }
    // Answered anew while the machine was looking: what it saw says nothing of it.
    let machine = doer(RectifyRole::Machine, 0, at + TimeDelta::hours(1));
    let early = RectifyMove::Retest(Box::new(machine_retest(
        RetestOutcome::Fixed,
        at - TimeDelta::hours(1),
    )));
    assert_eq!(
        answered.after(early, &machine, &calendar).unwrap_err(),
        RectifyError::Overtaken
    );
}

#[test]
fn more_time_is_asked_for_in_time_and_granted_by_another() {
    let calendar = calendar();
    let one = rectification("2026-10-20");
    let ask = |until: &str| RectifyMove::Extend {
        until: day(until),
        reason: "需更换供应商".to_owned(),
    };
    let unit = doer(RectifyRole::Unit, 5, moment("2026-10-20T10:00:00Z"));
    let late = doer(RectifyRole::Unit, 5, moment("2026-10-20T16:00:00Z"));
    assert_eq!(
        one.after(ask("2026-10-30"), &late, &calendar).unwrap_err(),
        RectifyError::ExtensionLate(day("2026-10-20"))
    );
    assert!(one.after(ask("2026-10-20"), &unit, &calendar).is_err());
    let asked = one.after(ask("2026-10-31"), &unit, &calendar).unwrap();
    assert!(
        asked.after(ask("2026-11-02"), &unit, &calendar).is_err(),
        "one at a time"
    );
    let next_day = moment("2026-10-21T02:00:00Z");
    assert_eq!(
        asked.standing(next_day, &calendar),
        Standing::NotMended,
        "not granted yet"
    );
    let grant = || RectifyMove::Grant { note: String::new() };
    assert!(
        asked
            .after(grant(), &doer(RectifyRole::Area, 9, next_day), &calendar)
            .is_err()
    );
    let granted = asked
        .after(grant(), &doer(RectifyRole::Office, 6, next_day), &calendar)
        .unwrap();
    // The last day of October is a Saturday.
    assert_eq!(granted.deadline(&calendar).last, day("2026-11-02"));
    assert_eq!(granted.standing(next_day, &calendar), Standing::Running);
    assert_eq!(granted.first_due, day("2026-10-20"));
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

fn some_move(dice: &mut Dice, doer: &RectifyDoer) -> RectifyMove {
    let text = |dice: &mut Dice| ["", "理", "已核实，情况属实"][dice.of(3) as usize].to_owned();
    let some_day =
        |dice: &mut Dice| crate::feedback::day_of(doer.at) + TimeDelta::days(dice.of(120).cast_signed() - 10);
    let outcome = |dice: &mut Dice| {
        [
            RetestOutcome::Fixed,
            RetestOutcome::NotFixed,
            RetestOutcome::NotRetested,
        ][dice.of(3) as usize]
    };
    match dice.of(15) {
        0 => RectifyMove::Sign,
        1 | 2 => reply(&text(dice), doer),
        3 => RectifyMove::AskRetest,
        4 | 5 => {
            let earlier = TimeDelta::minutes(dice.of(3_000).cast_signed());
            let mut retest = machine_retest(outcome(dice), doer.at);
            if doer.role == RectifyRole::Machine {
                retest.at -= earlier;
            } else {
                retest.run = None;
                retest.reason = text(dice);
                retest.by = doer.user.map(|user| (user, doer.name.clone()));
            }
            RectifyMove::Retest(Box::new(retest))
        }
        6 => RectifyMove::Accept { note: text(dice) },
        7 => RectifyMove::Return {
            reason: text(dice),
            until: (dice.of(2) == 0).then(|| some_day(dice)),
        },
        8 => RectifyMove::Close { note: text(dice) },
        9 => RectifyMove::Reopen {
            reason: text(dice),
            until: some_day(dice),
        },
        10 => RectifyMove::Withdraw { reason: text(dice) },
        11 => RectifyMove::Extend {
            until: some_day(dice),
            reason: text(dice),
        },
        12 => RectifyMove::Grant { note: text(dice) },
        13 => RectifyMove::Refuse { reason: text(dice) },
        _ if dice.of(2) == 0 => RectifyMove::AskToCheck(vec![Elsewhere {
            site_code: "9901000002".to_owned(),
            site_name: "云岭市政府网".to_owned(),
            url: format!("http://www.yunling.example/{}", dice.of(4)),
            what: "链接失效".to_owned(),
        }]),
        _ => RectifyMove::Escalate {
            rung: Rung::ALL[dice.of(5) as usize],
            note: text(dice),
        },
    }
}

#[test]
fn no_sequence_of_actions_breaks_the_table_loses_a_version_or_closes_what_was_not_seen_to_be_mended() {
    let calendar = calendar();
    let mut dice = Dice(11);
    let (mut done, mut refused) = (0, 0);
    let (mut reached, mut used) = (BTreeSet::new(), BTreeSet::new());
    for _ in 0..8_000 {
        let mut now = moment("2026-09-25T00:00:00Z") + TimeDelta::minutes(dice.of(20_000).cast_signed());
        let mut one = rectification("2026-10-20");
        for _ in 0..16 {
            now += TimeDelta::minutes(dice.of(3_000).cast_signed());
            // Half of the time whatever comes, else something that the table has.
            let mut tries = if dice.of(2) == 0 { 40 } else { 1 };
            let (step, doer) = loop {
                let role = RectifyRole::ALL[dice.of(4) as usize];
                let doer = doer(role, u128::from(dice.of(3)) + 1, now);
                let step = some_move(&mut dice, &doer);
                tries -= 1;
                if tries == 0 || one.allows(step.action(), role) {
                    break (step, doer);
                }
            };
            let (role, action) = (doer.role, step.action());
            let before = one.clone();
            let Ok(after) = before.after(step, &doer, &calendar) else {
                refused += 1;
                continue;
            };
            done += 1;
            used.insert((action, role));
            let expected = next_rectify_stage(before.stage, action, role).expect("the table has it");
            assert_eq!(after.stage, expected, "{action:?} by {role:?}");
            assert!(after.steps.len() == before.steps.len() + 1 && after.steps.starts_with(&before.steps));
            assert!(after.replies.starts_with(&before.replies), "an answer was lost");
            assert!(after.retests.starts_with(&before.retests), "a re-test was lost");
            assert!(after.rungs.starts_with(&before.rungs), "a rung was lost");
            assert!(after.elsewhere.starts_with(&before.elsewhere));
            let asked = |one: &Rectification| {
                let all = one.extensions.iter();
                all.map(|it| (it.until, it.reason.clone(), it.by, it.at))
                    .collect::<Vec<_>>()
            };
            assert!(
                asked(&after).starts_with(&asked(&before)),
                "an extension was lost"
            );
            for (old, new) in before.extensions.iter().zip(&after.extensions) {
                assert!(old.granted.is_none() || old == new, "a decision was changed");
            }
            assert!(
                after
                    .extensions
                    .iter()
                    .filter(|one| one.granted.is_none())
                    .count()
                    <= 1
            );
            let is_open = |one: &Rectification| one.pending_extension().is_some();
            assert!(after.stage.is_with_unit() || !is_open(&after));
            if matches!(after.stage, RectifyStage::Accepted | RectifyStage::Closed) {
                let seen = after.retest_of_reply().expect("looked at after the last answer");
                assert_eq!(
                    seen.outcome,
                    RetestOutcome::Fixed,
                    "not seen to be mended: {after:?}"
                );
                let author = after.reply().unwrap().by;
                assert_ne!(
                    Some(author),
                    doer.user.filter(|_| action == RectifyAction::Accept)
                );
            }
            // Only the office gives time.
            assert!(after.due == before.due || role == RectifyRole::Office);
            if before.standing(now, &calendar) == Standing::NotMended
                && after.standing(now, &calendar) != Standing::NotMended
            {
                let is_said = matches!(
                    action,
                    RectifyAction::Answer
                        | RectifyAction::Retest
                        | RectifyAction::Grant
                        | RectifyAction::Return
                        | RectifyAction::Accept
                        | RectifyAction::Withdraw
                );
                assert!(is_said, "{action:?} made it better");
            }
            reached.insert(after.stage);
            one = after;
        }
    }
    assert_eq!(reached.len(), RectifyStage::ALL.len(), "every state was reached");
    let allowed: BTreeSet<_> = rectify_moves()
        .filter(|(.., to)| to.is_some())
        .map(|(_, action, role, _)| (action, role))
        .collect();
    assert_eq!(
        used, allowed,
        "everything that the table has was done, and nothing else"
    );
    assert!(done > 20_000 && refused > 5_000, "{done} done, {refused} refused");
}

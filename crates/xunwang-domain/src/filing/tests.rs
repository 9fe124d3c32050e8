//! Filings from their beginning to their end.

use super::*;
use crate::registry::{Site, SiteCategory, SiteStatus};

fn site(status: SiteStatus) -> Site {
    Site {
        code: SiteCode::parse("9901000001").unwrap(),
        name: "江口市教育局网站".to_owned(),
        home: "http://jyj.jiangkou.example/".parse().unwrap(),
        area: "江口市".to_owned(),
        supervisor: String::new(),
        sponsor: "江口市教育局".to_owned(),
        category: SiteCategory::Department,
        status,
        public_service: true,
        channels: Vec::new(),
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn at(text: &str) -> DateTime<Utc> {
    format!("{text}T02:00:00Z").parse().unwrap()
}

fn filing(kind: FilingKind, wanted: Wanted) -> Filing {
    Filing {
        id: FilingId(Uuid::nil()),
        object: site(SiteStatus::Running).object(),
        kind,
        reason: "机构改革".to_owned(),
        wanted,
        state: FilingState::Open,
        done: Vec::new(),
        begun_at: at("2026-10-01"),
        begun_by: "王某".to_owned(),
        ended_at: None,
    }
}

fn done(word: &str, on: &str) -> StepDone {
    StepDone {
        word: word.to_owned(),
        text: "示例办函〔2026〕3号".to_owned(),
        on: day(on),
        file: Some(ProofFile {
            name: "批复.pdf".to_owned(),
            sha256: String::new(),
            length: 1,
        }),
        at: at(on),
        by: "王某".to_owned(),
    }
}

fn all_done(mut filing: Filing, on: &str) -> Filing {
    for step in filing.steps() {
        filing = filing.enter(done(step.word, on), day("2026-12-31")).unwrap();
    }
    filing
}

fn away(from: &str, to: &str) -> Wanted {
    Wanted {
        from: Some(day(from)),
        to: Some(day(to)),
        ..Wanted::default()
    }
}

#[test]
fn a_site_opens_when_every_step_is_proved() {
    let opening = filing(FilingKind::Opening, Wanted::default());
    assert_eq!(
        opening
            .clone()
            .begin(&site(SiteStatus::Running), &[])
            .unwrap_err()
            .to_string(),
        "网站现为“正常运行”，不能办理开设"
    );
    let opening = opening.begin(&site(SiteStatus::Opening), &[]).unwrap();
    let mut unproved = done("security", "2026-10-02");
    unproved.file = None;
    assert!(matches!(
        opening.clone().enter(unproved, day("2026-10-03")),
        Err(FilingError::NoFile(..))
    ));
    assert_eq!(
        opening
            .clone()
            .enter(done("consent", "2026-10-09"), day("2026-10-03")),
        Err(FilingError::Future)
    );
    assert_eq!(
        opening
            .clone()
            .enter(done("nothing", "2026-10-01"), day("2026-10-03")),
        Err(FilingError::NoStep)
    );
    let early = opening
        .clone()
        .complete(&site(SiteStatus::Opening), at("2026-10-04"), day("2026-10-04"));
    assert!(matches!(early, Err(FilingError::Missing(_))));
    let (ended, opened) = all_done(opening, "2026-10-02")
        .complete(&site(SiteStatus::Opening), at("2026-10-04"), day("2026-10-04"))
        .unwrap();
    assert_eq!(
        (ended.state, opened.status),
        (FilingState::Completed, SiteStatus::Running)
    );
    assert_eq!(ended.withdraw(at("2026-10-05")), Err(FilingError::Ended));
}

#[test]
fn a_site_is_away_once_a_year_for_thirty_days_at_most() {
    let running = site(SiteStatus::Running);
    let begin = |from, to, earlier: &[Filing]| {
        filing(FilingKind::Suspension, away(from, to)).begin(&running, earlier)
    };
    assert_eq!(
        begin("2026-10-01", "2026-10-31", &[]),
        Err(FilingError::TooLong(31))
    );
    assert_eq!(begin("2026-10-02", "2026-10-01", &[]), Err(FilingError::Days));
    let first = all_done(begin("2026-10-01", "2026-10-30", &[]).unwrap(), "2026-09-28");
    let open = std::slice::from_ref(&first);
    assert_eq!(begin("2026-11-01", "2026-11-02", open), Err(FilingError::Busy));
    let (first, suspended) = first
        .complete(&running, at("2026-10-01"), day("2026-10-01"))
        .unwrap();
    assert_eq!(suspended.status, SiteStatus::Suspended);
    let earlier = [first];
    assert_eq!(
        begin("2026-12-01", "2026-12-02", &earlier),
        Err(FilingError::Twice(2026))
    );
    assert!(begin("2027-01-02", "2027-01-05", &earlier).is_ok());
}

#[test]
fn a_site_closes_thirty_days_after_its_notice() {
    let running = site(SiteStatus::Running);
    let closing = all_done(filing(FilingKind::Retirement, Wanted::default()), "2026-10-01");
    let complete = |on| closing.clone().complete(&running, at(on), day(on));
    assert_eq!(
        complete("2026-10-30").unwrap_err(),
        FilingError::Notice(day("2026-10-01"), day("2026-10-31"))
    );
    assert_eq!(complete("2026-10-31").unwrap().1.status, SiteStatus::Retired);
}

#[test]
fn a_change_changes_something_and_only_that() {
    let running = site(SiteStatus::Running);
    let change = |name: &str| Wanted {
        name: Some(name.to_owned()),
        ..Wanted::default()
    };
    let same = filing(FilingKind::Change, change("江口市教育局网站")).begin(&running, &[]);
    assert_eq!(same, Err(FilingError::Nothing));
    let renamed = filing(FilingKind::Change, change("江口市教育体育局网站"))
        .begin(&running, &[])
        .unwrap();
    let (_, after) = all_done(renamed, "2026-10-01")
        .complete(&running, at("2026-10-02"), day("2026-10-02"))
        .unwrap();
    assert_eq!(
        (after.name.as_str(), after.home.clone()),
        ("江口市教育体育局网站", running.home)
    );
}

#[test]
fn a_step_is_corrected_and_keeps_its_file() {
    let closing = filing(FilingKind::Retirement, Wanted::default());
    let closing = closing
        .enter(done("approval", "2026-10-01"), day("2026-10-02"))
        .unwrap();
    let mut again = done("approval", "2026-09-30");
    (again.file, again.text) = (None, "示例办函〔2026〕4号".to_owned());
    let closing = closing.enter(again, day("2026-10-02")).unwrap();
    assert_eq!(closing.done.len(), 1);
    assert!(closing.done[0].file.is_some() && closing.done[0].text.contains("4号"));
}

#[test]
fn a_filing_that_was_kept_before_accounts_had_any_is_read_as_it_was() {
    let kept = r#"{"id":"00000000-0000-0000-0000-000000000000","site":"9901000001","kind":"retirement","reason":"机构改革",
        "wanted":{},"state":"open","done":[],"begun_at":"2026-10-01T02:00:00Z","begun_by":"王某"}"#;
    let read: Filing = serde_json::from_str(kept).unwrap();
    assert_eq!(read, filing(FilingKind::Retirement, Wanted::default()));
    let again = serde_json::to_value(&read).unwrap();
    assert_eq!(again["site"], "9901000001");
}

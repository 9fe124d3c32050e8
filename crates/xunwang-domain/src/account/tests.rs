//! Accounts recognised, overlapping, opened and closed.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::*;
use crate::filing::{
    Filed as _, Filing, FilingError, FilingId, FilingKind, FilingState, ProofFile, StepDone, Wanted,
};

pub(crate) fn account(code: &str) -> MediaAccount {
    MediaAccount {
        code: AccountCode::parse(code).unwrap(),
        name: "江口发布".to_owned(),
        platform: Platform::WechatOfficial,
        permanent: "gh_0001".to_owned(),
        handle: "jiangkoufabu".to_owned(),
        certified: "江口市人民政府办公室".to_owned(),
        sponsor: "江口市人民政府办公室".to_owned(),
        supervisor: "示例省人民政府办公厅".to_owned(),
        area: "江口市".to_owned(),
        address: None,
        opened_on: None,
        status: MediaStatus::Running,
        removal_proof: String::new(),
        permit: None,
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn at(text: &str) -> DateTime<Utc> {
    format!("{text}T02:00:00Z").parse().unwrap()
}

#[test]
fn a_code_is_what_an_address_can_hold() {
    for (text, code) in [
        (" Ａ-0001 ", "A-0001"),
        ("公众号12", "公众号12"),
        ("0007", "0007"),
    ] {
        assert_eq!(AccountCode::parse(text).unwrap().as_str(), code);
    }
    for wrong in ["", "a b", "a/b", "..", "<b>", &"a".repeat(65)] {
        assert!(AccountCode::parse(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn platforms_are_known_by_the_names_that_offices_use() {
    for (text, name) in [
        ("微信公众号（订阅号）", "微信订阅号"),
        ("视频号", "微信视频号"),
        ("微博", "新浪微博"),
        ("ＡＰＰ", "移动客户端(APP)"),
        ("南方+", "南方号"),
        ("企鹅号", "企鹅号"),
    ] {
        let platform = Platform::parse(text).unwrap();
        assert_eq!(platform.label(), name);
        let json = serde_json::to_string(&platform).unwrap();
        assert_eq!(serde_json::from_str::<Platform>(&json).unwrap(), platform);
    }
    assert!(Platform::parse("企鹅号").unwrap().is_other());
    assert_eq!(Platform::parse("  "), None);
    for known in Platform::known() {
        assert_eq!(Platform::parse(known.label()).unwrap(), known);
    }
}

#[test]
fn all_three_of_an_identity_are_compared() {
    let registered = account("A1");
    let seen = |permanent: &str, handle: &str, name: &str| {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let seen = IdentitySeen {
            permanent: some(permanent),
            handle: some(handle),
            name: some(name),
            certified: None,
        };
        compare_identity(&registered, &seen)
    };
    let verdict = |permanent, handle, name| seen(permanent, handle, name).0;
    assert_eq!(
        verdict("gh_0001", "jiangkoufabu", "江口发布"),
        IdentityVerdict::Same
    );
    assert_eq!(
        verdict("gh_0001", "jkfb2026", "江口发布"),
        IdentityVerdict::Renamed
    );
    assert_eq!(verdict("gh_0001", "", "江口政务"), IdentityVerdict::Renamed);
    // The handle was given up, and somebody else took it with the same name.
    assert_eq!(
        verdict("gh_0666", "jiangkoufabu", "江口发布"),
        IdentityVerdict::Stranger
    );
    assert_eq!(verdict("", "jiangkoufabu", "江口发布"), IdentityVerdict::Same);
    assert_eq!(verdict("", "jiangkoufabu", "江口美食"), IdentityVerdict::Unsure);
    assert_eq!(verdict("", "", ""), IdentityVerdict::NotShown);
    let (_, differences) = seen("gh_0001", "jkfb2026", "江口政务");
    let fields: Vec<_> = differences.iter().map(|it| it.field.as_str()).collect();
    assert_eq!(fields, ["平台账号", "账号名称"]);
    // Without a permanent id in the register, one that is seen proves nothing.
    let unknown = MediaAccount {
        permanent: String::new(),
        ..account("A1")
    };
    let stranger = IdentitySeen {
        permanent: Some("gh_0666".to_owned()),
        name: Some("江口美食".to_owned()),
        ..IdentitySeen::default()
    };
    assert_eq!(compare_identity(&unknown, &stranger).0, IdentityVerdict::Unsure);
}

#[test]
fn one_body_has_one_account_on_a_platform_unless_it_may_have_more() {
    let subscription = account("A1");
    let service = MediaAccount {
        platform: Platform::WechatService,
        permanent: "gh_0002".to_owned(),
        ..account("A2")
    };
    let weibo = MediaAccount {
        platform: Platform::Weibo,
        ..account("A3")
    };
    let closed = MediaAccount {
        status: MediaStatus::Retired,
        permanent: "gh_0004".to_owned(),
        ..account("A4")
    };
    let all = [subscription, service, weibo, closed];
    let found = overlaps(&all, day("2026-11-26"));
    let named: Vec<_> = found
        .iter()
        .map(|it| (it.account.code.as_str(), it.kind, it.others[0].code.as_str()))
        .collect();
    assert_eq!(
        named,
        [
            ("A1", OverlapKind::SeveralOfBody, "A2"),
            ("A2", OverlapKind::SeveralOfBody, "A1")
        ]
    );
    let mut permitted = all.clone();
    permitted[1].permit = Some(Permit {
        reason: "办事服务专用，示例办函〔2026〕3号".to_owned(),
        until: day("2026-12-31"),
    });
    assert!(overlaps(&permitted, day("2026-12-31")).is_empty());
    assert_eq!(overlaps(&permitted, day("2027-01-01")).len(), 2, "a permit ends");
}

#[test]
fn an_account_that_is_registered_twice_is_one_overlap_and_not_two() {
    let twice = [account("A1"), account("A2")];
    let found = overlaps(&twice, day("2026-11-26"));
    assert_eq!(found.len(), 2);
    assert!(found.iter().all(|it| it.kind == OverlapKind::Twice));
}

fn filing(kind: FilingKind, wanted: Wanted) -> Filing {
    Filing {
        id: FilingId(Uuid::nil()),
        object: account("A1").object(),
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
        text: "注销通知编号0012".to_owned(),
        on: day(on),
        file: Some(ProofFile {
            name: "通知.png".to_owned(),
            sha256: String::new(),
            length: 1,
        }),
        at: at(on),
        by: "王某".to_owned(),
    }
}

fn entered(mut filing: Filing, steps: &[(&str, &str)]) -> Filing {
    for (word, on) in steps {
        filing = filing.enter(done(word, on), day("2026-12-31")).unwrap();
    }
    filing
}

#[test]
fn an_account_is_closed_first_and_removed_only_when_the_platform_has_done_so() {
    let running = account("A1");
    assert_eq!(
        filing(FilingKind::Cancellation, Wanted::default())
            .begin(&running, &[])
            .unwrap_err()
            .to_string(),
        "账号现为“正常运行”，不能办理注销"
    );
    let closing = filing(FilingKind::Retirement, Wanted::default())
        .begin(&running, &[])
        .unwrap();
    let closing = entered(closing, &[("approval", "2026-10-02"), ("notice", "2026-10-02")]);
    let (_, retired) = closing
        .complete(&running, at("2026-10-03"), day("2026-10-03"))
        .unwrap();
    assert_eq!(
        (retired.status, retired.removal_proof.as_str()),
        (MediaStatus::Retired, "")
    );

    let removal = filing(FilingKind::Cancellation, Wanted::default())
        .begin(&retired, &[])
        .unwrap();
    let mut unproved = done("removed", "2026-10-20");
    unproved.file = None;
    assert!(matches!(
        removal.clone().enter(unproved, day("2026-10-21")),
        Err(FilingError::NoFile(..))
    ));
    let early = [
        ("request", "2026-10-10"),
        ("removed", "2026-10-09"),
        ("report", "2026-10-21"),
    ];
    let early = entered(removal.clone(), &early).complete(&retired, at("2026-10-21"), day("2026-10-21"));
    assert!(matches!(early, Err(FilingError::RemovedBefore(..))));
    let steps = [
        ("request", "2026-10-10"),
        ("removed", "2026-10-20"),
        ("report", "2026-10-21"),
    ];
    let removal = entered(removal, &steps);
    assert_eq!(
        must_be_gone(&removal, Some(day("2026-10-21"))),
        Err(FilingError::SeenAfter(day("2026-10-20"), day("2026-10-21")))
    );
    assert_eq!(must_be_gone(&removal, Some(day("2026-10-20"))), Ok(()));
    let (_, gone) = removal
        .complete(&retired, at("2026-10-21"), day("2026-10-21"))
        .unwrap();
    assert_eq!(gone.status, MediaStatus::Cancelled);
    assert_eq!(gone.removal_proof, "2026-10-20 注销通知编号0012");
    assert!(
        gone.fits(FilingKind::Cancellation),
        "what came back is removed once more"
    );
}

#[test]
fn a_change_changes_what_it_names_and_a_filing_of_another_account_does_not_fit() {
    let wanted = Wanted {
        handle: Some("jkfb2026".to_owned()),
        ..Wanted::default()
    };
    let running = account("A1");
    let nothing = filing(FilingKind::Change, Wanted::default()).begin(&running, &[]);
    assert_eq!(nothing, Err(FilingError::Nothing));
    assert!(
        filing(FilingKind::Change, wanted.clone())
            .begin(&account("A2"), &[])
            .is_err()
    );
    let change = filing(FilingKind::Change, wanted).begin(&running, &[]).unwrap();
    let steps = [
        ("approval", "2026-10-02"),
        ("platform", "2026-10-03"),
        ("notice", "2026-10-03"),
    ];
    let (_, after) = entered(change, &steps)
        .complete(&running, at("2026-10-04"), day("2026-10-04"))
        .unwrap();
    let changes = running.changes(&after);
    assert_eq!(changes.len(), 1);
    assert_eq!((changes[0].field, &*changes[0].after), ("平台账号", "jkfb2026"));
}

//! Moves of a version: refused or done, and never half.

use uuid::Uuid;

use super::*;
use crate::people::UserId;
use crate::standard::{
    Automation, Counted, Hundredths, Indicator, IndicatorKind, Measure, Provenance, RowChange, Scope, Term,
    Threshold, compare,
};

fn hand(number: u128, name: &str) -> Hand {
    Hand {
        user: Some(UserId(Uuid::from_u128(number))),
        name: name.to_owned(),
    }
}

fn li() -> Hand {
    hand(1, "李某")
}

fn wang() -> Hand {
    hand(2, "王某")
}

fn now() -> DateTime<Utc> {
    "2026-11-26T01:00:00Z".parse().unwrap()
}

fn today() -> NaiveDate {
    "2026-11-26".parse().unwrap()
}

fn row(id: &str) -> Indicator {
    Indicator {
        id: id.to_owned(),
        group: String::new(),
        title: "栏目不更新".to_owned(),
        wording: "空白栏目数量超过(含)5个".to_owned(),
        kind: IndicatorKind::Veto,
        automation: Automation::Automatic,
        scope: Scope::All,
        window: None,
        points: None,
        measure: Measure::Count {
            of: vec![Counted {
                rule: "channel-blank".to_owned(),
                channels: Vec::new(),
                first_level: None,
                home: None,
                points: None,
            }],
            threshold: Threshold::parse("超过(含)5").unwrap(),
        },
        provenance: Provenance {
            source: "示例".to_owned(),
            confidence: "A".to_owned(),
            confirmed: true,
            confirmed_by: "多方互证".to_owned(),
            confirmed_on: None,
            document: String::new(),
        },
    }
}

fn first() -> StandardVersion {
    let standard = Standard {
        id: "example".to_owned(),
        title: "检查指标".to_owned(),
        document: "示例函〔2026〕1号".to_owned(),
        effective_from: today(),
        effective_to: None,
        terms: Terms::new(Term::Days(14), Vec::new()),
        scoring: None,
        indicators: vec![row("WV4-2"), row("WV4-3")],
    };
    StandardVersion::seed(standard, now())
}

fn draft() -> StandardVersion {
    first().draft(2, "核对附件".to_owned(), li(), now())
}

fn reworded() -> Indicator {
    Indicator {
        wording: "空白栏目数量超过(含)6个".to_owned(),
        ..row("WV4-3")
    }
}

#[test]
fn what_is_in_force_or_withdrawn_never_changes_again() {
    let fixed = |version: StandardVersion| {
        let moves = [
            version.clone().edit_row(reworded(), 0, li(), now()),
            version.clone().add_row(row("WV9"), li(), now()),
            version.clone().remove_row("WV4-3", 0, li(), now()),
            version.clone().confirm_row("WV4-3", 0, "附件", &li(), today()),
            version.clone().unconfirm_row("WV4-3", 0, &li()),
            version.clone().edit_head(version.head_of(), 0, li(), now()),
            version.clone().put_in_force(li(), now()),
            version.clone().withdraw(li(), now()),
        ];
        moves
            .into_iter()
            .all(|done| matches!(done, Err(VersionError::Fixed(_, _))))
    };
    assert!(fixed(first()));
    assert!(fixed(draft().put_in_force(li(), now()).unwrap()));
    assert!(fixed(draft().withdraw(li(), now()).unwrap()));
}

#[test]
fn a_changed_row_has_to_be_confirmed_by_somebody_else() {
    let changed = draft().edit_row(reworded(), 0, li(), now()).unwrap();
    assert!(!changed.standard.indicators[1].provenance.confirmed);
    assert!(
        changed.standard.indicators[0].provenance.confirmed,
        "the others stay"
    );
    let confirm = |by: &Hand, document: &str| changed.clone().confirm_row("WV4-3", 1, document, by, today());
    assert_eq!(confirm(&li(), "附件第3页"), Err(VersionError::SamePerson));
    assert_eq!(confirm(&wang(), "  "), Err(VersionError::NoDocument));
    let program = Hand {
        user: None,
        name: "系统".to_owned(),
    };
    assert_eq!(confirm(&program, "附件第3页"), Err(VersionError::SamePerson));
    let confirmed = confirm(&wang(), "附件第3页").unwrap();
    assert_eq!(
        confirmed.standard.indicators[1].provenance.words(),
        "已确认：王某，2026-11-26，依据附件第3页"
    );
    // Who made the draft from it and did not change the row is still the one who wrote it.
    let next = confirmed.put_in_force(li(), now()).unwrap();
    let next = next.draft(3, String::new(), wang(), now());
    let open = next.unconfirm_row("WV4-3", 2, &wang()).unwrap();
    assert_eq!(
        open.confirm_row("WV4-3", 3, "附件", &li(), today()),
        Err(VersionError::SamePerson)
    );
}

#[test]
fn of_two_who_change_the_same_row_the_second_is_told() {
    let changed = draft().edit_row(reworded(), 0, li(), now()).unwrap();
    let theirs = Indicator {
        title: "栏目".to_owned(),
        ..row("WV4-3")
    };
    assert_eq!(
        changed.clone().edit_row(theirs.clone(), 0, wang(), now()),
        Err(VersionError::Changed("李某".to_owned()))
    );
    let other = Indicator {
        id: "WV4-2".to_owned(),
        ..theirs
    };
    assert!(
        changed.clone().edit_row(other, 0, wang(), now()).is_ok(),
        "another row"
    );
    // What is confirmed is what was seen.
    assert_eq!(
        changed.clone().confirm_row("WV4-3", 0, "附件", &wang(), today()),
        Err(VersionError::Changed("李某".to_owned()))
    );
    // A row that went and came again is not the one that was seen.
    let again = changed.remove_row("WV4-3", 1, li(), now()).unwrap();
    assert_eq!(
        again.clone().edit_row(reworded(), 1, wang(), now()),
        Err(VersionError::NoRow("WV4-3".to_owned()))
    );
    let again = again.add_row(row("WV4-3"), li(), now()).unwrap();
    assert!(matches!(
        again.edit_row(reworded(), 1, wang(), now()),
        Err(VersionError::Changed(_))
    ));
}

#[test]
fn nonsense_is_not_taken_and_nothing_has_changed() {
    assert_eq!(
        draft().edit_row(row("WV4-3"), 0, li(), now()),
        Err(VersionError::Nothing)
    );
    assert_eq!(
        draft().add_row(row("WV4-3"), li(), now()),
        Err(VersionError::Taken("WV4-3".to_owned()))
    );
    let wrong = Indicator {
        points: Some(Hundredths::whole(5)),
        ..row("WV9")
    };
    let refused = draft().add_row(wrong, li(), now()).unwrap_err();
    assert!(refused.to_string().contains("单项否决，没有分值"), "{refused}");
    let empty = ["WV4-2", "WV4-3"].iter().fold(draft(), |version, id| {
        version.remove_row(id, 0, li(), now()).unwrap()
    });
    let refused = empty.put_in_force(li(), now()).unwrap_err();
    assert!(refused.to_string().contains("没有任何指标"), "{refused}");
    let pointless = Indicator {
        kind: IndicatorKind::Deduction,
        ..reworded()
    };
    let version = draft().edit_row(pointless, 0, li(), now()).unwrap();
    let refused = version
        .confirm_row("WV4-3", 1, "附件", &wang(), today())
        .unwrap_err();
    assert!(refused.to_string().contains("没有分值"), "{refused}");
}

#[test]
fn versions_are_compared_field_by_field() {
    let after = draft()
        .edit_row(reworded(), 0, li(), now())
        .and_then(|version| version.remove_row("WV4-2", 0, li(), now()))
        .and_then(|version| version.add_row(row("WV9"), li(), now()))
        .unwrap();
    let head = Head {
        terms: Terms::new(Term::Days(7), Vec::new()),
        ..after.head_of()
    };
    let after = after.edit_head(head, 0, li(), now()).unwrap();
    let difference = compare(&first().standard, &after.standard);
    assert_eq!(difference.head.len(), 1);
    assert_eq!(
        (difference.head[0].field, difference.head[0].after.as_str()),
        ("首页更新期限", "7天")
    );
    let rows: Vec<_> = difference
        .rows
        .iter()
        .map(|difference| match &difference.change {
            RowChange::Added => format!("{} 新增", difference.row.id),
            RowChange::Removed => format!("{} 删去", difference.row.id),
            RowChange::Changed(fields) => {
                let fields: Vec<_> = fields.iter().map(|change| change.field).collect();
                format!("{} {}", difference.row.id, fields.join("、"))
            }
        })
        .collect();
    assert_eq!(rows, ["WV4-3 评分细则、核对确认", "WV9 新增", "WV4-2 删去"]);
    assert!(compare(&after.standard, &after.standard).is_empty());
    let json = serde_json::to_string(&after).unwrap();
    assert_eq!(serde_json::from_str::<StandardVersion>(&json).unwrap(), after);
    assert_eq!(after.standard.id, "example-v2");
    assert_eq!(
        after.draft(13, String::new(), li(), now()).standard.id,
        "example-v13"
    );
}

//! Who stands behind a failing account, and what is decided anew.

use uuid::Uuid;

use super::*;
use crate::account::tests::account;

fn result(machine: Judgement) -> AccountResult {
    AccountResult {
        round: RoundId(Uuid::nil()),
        account: account("A-1"),
        organization: OrganizationId(Uuid::nil()),
        why: RosterReason::Full,
        as_of: DateTime::UNIX_EPOCH,
        machine,
        vetoes: Vec::from_iter((machine == Judgement::Unqualified).then(|| "NV2-1".to_owned())),
        reason: (machine == Judgement::NotMeasured).then(|| "没有任何观测".to_owned()),
        defects: Vec::new(),
        found: Vec::new(),
        remarks: Vec::new(),
    }
}

/// The same, with a veto that a rule only suspects.
fn doubtful(machine: Judgement) -> AccountResult {
    let defect = AccountDefect {
        rule: "account-misstatement".to_owned(),
        indicator: "NV1-1".to_owned(),
        level: Level::Veto,
        certainty: Certainty::Suspected,
        target: None,
        message: "“共合国”应为“共和国”".to_owned(),
        excerpt: String::new(),
        source: String::new(),
        observed_at: None,
    };
    AccountResult {
        defects: vec![defect],
        ..result(machine)
    }
}

fn said(word: AccountWord, person: u128) -> AccountRemark {
    AccountRemark {
        word,
        reason: "已经核对截图".to_owned(),
        by: Some(UserId(Uuid::from_u128(person))),
        name: format!("{person}号"),
        at: DateTime::UNIX_EPOCH,
    }
}

#[test]
fn whatever_is_said_two_people_stand_behind_a_failing_account() {
    let words = AccountWord::ALL.into_iter().chain([AccountWord::Renew]);
    let words: Vec<AccountWord> = words.collect();
    let kinds = words.len() * 2;
    for sequence in 0..kinds.pow(4) {
        for machine in [
            Judgement::Qualified,
            Judgement::NotMeasured,
            Judgement::Unqualified,
        ] {
            for (mut one, is_doubtful) in [(result(machine), false), (doubtful(machine), true)] {
                let mut rest = sequence;
                for _ in 0..4 {
                    let (word, person) = (words[rest % words.len()], (rest / words.len() % 2) as u128);
                    rest /= kinds;
                    let before = one.remarks.len();
                    let taken = one.say(said(word, person)).is_ok();
                    assert_eq!(one.remarks.len(), before + usize::from(taken));
                }
                let standing = one.standing();
                match machine {
                    Judgement::Qualified if !is_doubtful => assert_eq!(standing, AccountStanding::Passed),
                    Judgement::NotMeasured if !is_doubtful => {
                        assert_eq!(standing, AccountStanding::NotMeasured)
                    }
                    _ if standing == AccountStanding::Failed => {
                        let last = |word| one.remarks.iter().rev().find(|it| it.word == word).unwrap();
                        let (confirmed, approved) = (last(AccountWord::Confirm), last(AccountWord::Approve));
                        assert_ne!(confirmed.by, approved.by, "{:?}", one.remarks);
                    }
                    // Nobody passes who was not seen.
                    Judgement::NotMeasured => assert_ne!(standing, AccountStanding::Passed),
                    _ => {}
                }
            }
        }
    }
}

#[test]
fn what_was_seen_anew_is_decided_anew() {
    let mut one = result(Judgement::Unqualified);
    one.say(said(AccountWord::Confirm, 1)).unwrap();
    one.say(said(AccountWord::Approve, 2)).unwrap();
    let same = one.clone().renewed(result(Judgement::Unqualified), "监测");
    assert_eq!(same.standing(), AccountStanding::Failed);
    // It passed meanwhile, and then failed again: nobody has decided on that.
    let passed = one.renewed(result(Judgement::Qualified), "监测");
    assert_eq!(passed.standing(), AccountStanding::Passed);
    let again = passed.renewed(result(Judgement::Unqualified), "监测");
    assert_eq!(again.standing(), AccountStanding::Open);
    assert_eq!(again.remarks.len(), 4);
}

#[test]
fn what_a_rule_only_suspects_waits_for_a_person_and_counts_when_two_agree() {
    for (machine, faultless) in [
        (Judgement::Qualified, AccountStanding::Passed),
        (Judgement::NotMeasured, AccountStanding::NotMeasured),
    ] {
        let mut one = doubtful(machine);
        assert_eq!(one.standing(), AccountStanding::Open);
        one.say(said(AccountWord::Confirm, 1)).unwrap();
        assert_eq!(
            (one.all_vetoes(), one.found[0].rule.as_str()),
            (vec!["NV1-1"], "account-misstatement")
        );
        assert!(one.say(said(AccountWord::Approve, 1)).is_err());
        let mut sent_back = one.clone();
        sent_back.say(said(AccountWord::Return, 2)).unwrap();
        assert_eq!(sent_back.standing(), AccountStanding::Open);
        sent_back.say(said(AccountWord::Dismiss, 1)).unwrap();
        assert_eq!(sent_back.standing(), faultless);
        one.say(said(AccountWord::Approve, 2)).unwrap();
        assert_eq!(one.standing(), AccountStanding::Failed);
        let mut dismissed = doubtful(machine);
        dismissed.say(said(AccountWord::Dismiss, 1)).unwrap();
        assert_eq!(dismissed.standing(), faultless);
    }
}

#[test]
fn what_is_suspected_is_adopted_beside_what_is_certain_once() {
    let mut one = doubtful(Judgement::Unqualified);
    let message = one.defects[0].message.clone();
    let who = (UserId(Uuid::from_u128(1)), "1号");
    let doubt = ("account-misstatement", message.as_str());
    one.say(said(AccountWord::Confirm, 1)).unwrap();
    assert_eq!(one.all_vetoes(), ["NV2-1"]);
    assert!(
        one.adopt(("account-stale", &message), who, DateTime::UNIX_EPOCH)
            .is_err()
    );
    one.adopt(doubt, who, DateTime::UNIX_EPOCH).unwrap();
    assert!(one.adopt(doubt, who, DateTime::UNIX_EPOCH).is_err());
    assert_eq!(one.all_vetoes(), ["NV2-1", "NV1-1"]);
    assert!(one.say(said(AccountWord::Approve, 1)).is_err(), "the same person");
    one.say(said(AccountWord::Approve, 2)).unwrap();
    assert_eq!(one.standing(), AccountStanding::Failed);
}

#[test]
fn a_person_may_find_what_no_rule_sees() {
    let mut one = result(Judgement::NotMeasured);
    let proof = ProofFile {
        name: "截图.png".to_owned(),
        sha256: "0".repeat(64),
        length: 3,
    };
    let found = AccountFound {
        indicator: "NV1-1".to_owned(),
        text: "头条文章出现严重表述错误".to_owned(),
        rule: String::new(),
        proof: Some(proof),
        by: UserId(Uuid::from_u128(1)),
        name: "1号".to_owned(),
        at: DateTime::UNIX_EPOCH,
    };
    one.find(found).unwrap();
    assert_eq!(
        (one.standing(), one.all_vetoes()),
        (AccountStanding::Unapproved, vec!["NV1-1"])
    );
    assert!(one.say(said(AccountWord::Approve, 1)).is_err());
    one.say(said(AccountWord::Approve, 2)).unwrap();
    assert_eq!(one.standing(), AccountStanding::Failed);
}

//! Roles and how far they reach.

use super::*;
use crate::organization::{Organization, OrganizationKind};

#[test]
fn a_role_reaches_its_branch_and_no_further() {
    let id = |number| OrganizationId(Uuid::from_u128(number));
    let body = |number, parent: Option<u128>| Organization {
        id: id(number),
        parent: parent.map(id),
        name: String::new(),
        kind: OrganizationKind::Area,
    };
    let tree = Organizations::new(vec![
        body(1, None),
        body(2, Some(1)),
        body(3, Some(2)),
        body(4, Some(1)),
    ]);
    let mut user = User {
        id: UserId(Uuid::nil()),
        account: "li".to_owned(),
        name: "李某".to_owned(),
        organization: id(2),
        grants: BTreeSet::from([Grant {
            role: Role::Supervisor,
            organization: id(2),
        }]),
        disabled: false,
    };
    assert!(user.may(Permission::EditRegister, id(3), &tree));
    assert!(!user.may(Permission::EditRegister, id(4), &tree));
    assert!(!user.may(Permission::EditRegister, id(1), &tree));
    assert!(!user.may(Permission::ManagePeople, id(3), &tree));
    user.disabled = true;
    assert!(!user.may(Permission::EditRegister, id(3), &tree));
}

#[test]
fn passwords_that_are_guessed_first_are_refused() {
    let refused = |password: &str| check_password(password, "zhangsan").unwrap_err();
    assert_eq!(refused("Aa1!"), PasswordError::Short);
    assert_eq!(refused("Zhangsan2026!"), PasswordError::Account);
    assert_eq!(refused("Password!2026"), PasswordError::Common);
    assert_eq!(refused("Aaaaaaaaaa1!"), PasswordError::Common);
    assert_eq!(refused("lowercaseonly"), PasswordError::Plain);
    assert_eq!(refused(&"Aa1!".repeat(40)), PasswordError::Long);
    for good in ["River7Stone!", "correct horse battery", "青川河边有七只白鹭Ab1"] {
        assert_eq!(check_password(good, "zhangsan"), Ok(()), "{good}");
    }
}

#[test]
fn guessing_locks_for_longer_and_longer() {
    let now: DateTime<Utc> = "2026-11-26T08:00:00Z".parse().unwrap();
    let mut lockout = Lockout::default();
    for _ in 0..4 {
        lockout = lockout.failed(now);
    }
    assert!(!lockout.is_locked(now));
    lockout = lockout.failed(now);
    assert!(
        lockout.is_locked(now + TimeDelta::minutes(14)) && !lockout.is_locked(now + TimeDelta::minutes(15))
    );
    lockout = lockout.failed(now);
    assert!(lockout.is_locked(now + TimeDelta::minutes(29)));
    for _ in 0..100 {
        lockout = lockout.failed(now);
    }
    assert!(!lockout.is_locked(now + TimeDelta::days(1)));
}

#[test]
fn account_names_have_one_spelling() {
    assert_eq!(parse_account(" Li.Ming ").unwrap(), "li.ming");
    for wrong in ["", "ab", "1abc", "李明明", "a b c", &"a".repeat(33)] {
        assert!(parse_account(wrong).is_err(), "{wrong}");
    }
}

//! A person and the program looked at the same account within a day (抽样复查): do they say the same of its newest post?

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::AccountCode;

/// Two looks at an account within a day (抽样复查).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoubleCheck {
    /// The account.
    pub account: AccountCode,
    /// When the person looked.
    pub at: DateTime<Utc>,
    /// 姓名
    pub by: String,
    /// The source by which the program saw all posts.
    pub source: String,
    /// The day on which it looked.
    pub seen_on: NaiveDate,
    /// The day of the newest post, as the program saw it.
    pub machine: NaiveDate,
    /// As the person did.
    pub person: NaiveDate,
}

impl DoubleCheck {
    /// Do they say the same? A post of the day of the look, or later, may have come between the two.
    pub fn agrees(&self) -> bool {
        self.machine == self.person || self.person >= self.seen_on
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_post_that_came_between_the_two_looks_is_no_contradiction() {
        let check = |machine: &str, person: &str| DoubleCheck {
            account: AccountCode::parse("A1").unwrap(),
            at: DateTime::UNIX_EPOCH,
            by: String::new(),
            source: String::new(),
            seen_on: "2023-09-14".parse().unwrap(),
            machine: machine.parse().unwrap(),
            person: person.parse().unwrap(),
        };
        assert!(check("2023-09-10", "2023-09-10").agrees());
        assert!(check("2023-09-10", "2023-09-14").agrees() && check("2023-09-10", "2023-09-15").agrees());
        assert!(
            !check("2023-09-10", "2023-09-13").agrees(),
            "the program did not see it"
        );
        assert!(!check("2023-09-13", "2023-09-10").agrees(), "the person did not");
    }
}

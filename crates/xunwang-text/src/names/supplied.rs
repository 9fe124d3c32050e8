//! What ships: state bodies and areas that were renamed, and a fictional sample of people.

use std::sync::{Arc, LazyLock};

use super::{NameBook, Tenure};
use crate::table::tabbed;

/// Departments of the State Council and areas that were renamed or abolished (国家机构沿革和行政区划变更).
///
/// The last day of each is half a year or more after the decision, since plates and seals change late.
pub fn national_bodies() -> Arc<NameBook> {
    static BOOK: LazyLock<Arc<NameBook>> = LazyLock::new(|| {
        let (header, rows) = tabbed(include_str!("../../data/names/bodies.tsv"));
        // A fault in a table of ours leaves it out; a test holds that there is none.
        let bodies = NameBook::bodies_from_rows(&header, &rows).unwrap_or_default();
        Arc::new(NameBook {
            id: "national-bodies".to_owned(),
            version: "2026-11-26".to_owned(),
            title: "国家机构沿革和行政区划变更".to_owned(),
            bodies,
            ..NameBook::default()
        })
    });
    Arc::clone(&BOOK)
}

/// A fictional dictionary that shows how the office fills its own (示例词典).
pub fn sample() -> NameBook {
    let tenure = |person: &str, post: &str, from: (i32, u32, u32), to: Option<(i32, u32, u32)>| Tenure {
        person: person.to_owned(),
        post: post.to_owned(),
        body: "示例省".to_owned(),
        from: chrono::NaiveDate::from_ymd_opt(from.0, from.1, from.2),
        to: to.and_then(|(year, month, day)| chrono::NaiveDate::from_ymd_opt(year, month, day)),
        source: "示例省人民代表大会公告（虚构）".to_owned(),
    };
    NameBook {
        id: "sample".to_owned(),
        version: "1".to_owned(),
        title: "示例省姓名职务词典（虚构）".to_owned(),
        tenures: vec![
            tenure("甘青川", "省长", (2018, 1, 30), Some((2023, 1, 14))),
            tenure("云岭松", "省长", (2023, 1, 15), None),
            tenure("云岭松", "副省长", (2019, 5, 6), Some((2023, 1, 14))),
            tenure("江砚", "副省长", (2021, 3, 2), None),
        ],
        bodies: Vec::new(),
        orders: vec![super::Order {
            title: "示例省人民政府领导".to_owned(),
            people: vec!["云岭松".to_owned(), "江砚".to_owned()],
            from: chrono::NaiveDate::from_ymd_opt(2023, 1, 15),
            to: None,
            source: "示例省人民政府领导分工（虚构）".to_owned(),
        }],
    }
}

#[cfg(test)]
mod tests {
    use super::{NameBook, national_bodies};
    use crate::table::{TableRefusal, tabbed};

    #[test]
    fn the_table_of_bodies_is_read_whole() -> Result<(), TableRefusal> {
        let (header, rows) = tabbed(include_str!("../../data/names/bodies.tsv"));
        let bodies = NameBook::bodies_from_rows(&header, &rows)?;
        assert!(bodies.len() > 100 && bodies.iter().all(|body| body.to.is_some()));
        assert_eq!(national_bodies().bodies, bodies);
        Ok(())
    }
}

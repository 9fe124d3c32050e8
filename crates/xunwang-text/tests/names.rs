//! People, posts and bodies, decided by the date of the article.

use std::sync::Arc;

use chrono::NaiveDate;
use xunwang_domain::finding::Certainty;
use xunwang_text::names::{NameBook, Names, national_bodies, sample};
use xunwang_text::table::Row;
use xunwang_text::{Hit, HitClass};

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn check(text: &str, date: NaiveDate) -> Vec<Hit> {
    Names::compile([Arc::new(sample()), national_bodies()]).check(text, Some(date))
}

#[track_caller]
fn one(text: &str, date: NaiveDate, wrong: &str, right: &str) {
    let hits = check(text, date);
    assert_eq!(hits.len(), 1, "{text}: {hits:?}");
    let hit = &hits[0];
    assert_eq!((hit.wrong.as_str(), &text[hit.span.clone()]), (wrong, wrong));
    assert_eq!(hit.right, [right]);
    assert_eq!(hit.certainty, Certainty::Suspected);
    assert!(hit.message.contains("依据"), "{}", hit.message);
}

#[track_caller]
fn none(text: &str, date: NaiveDate) {
    let hits = check(text, date);
    assert!(hits.is_empty(), "{text}: {hits:?}");
}

#[test]
fn a_post_belongs_to_its_holder_on_the_day_of_the_article() {
    none("示例省省长甘青川出席会议", day(2022, 6, 1));
    none("示例省省长云岭松出席会议", day(2023, 6, 1));
    one(
        "示例省省长甘青川出席会议",
        day(2023, 6, 1),
        "示例省省长甘青川",
        "云岭松",
    );
    one("省长云岭松出席会议", day(2022, 6, 1), "省长云岭松", "甘青川");
}

#[test]
fn former_posts_other_ranks_and_other_places_are_legal() {
    for text in [
        "原示例省省长甘青川出席会议",
        "时任示例省省长甘青川出席会议",
        "示例省原省长甘青川出席会议",
        "邻省省长甘青川出席会议",
        "示例省副省长江砚出席会议",
        "示例省省长办公会议召开",
        "云岭松、江砚出席会议",
    ] {
        none(text, day(2023, 6, 1));
    }
    assert!(
        Names::compile([Arc::new(sample())])
            .check("示例省省长甘青川", None)
            .is_empty(),
        "no date, no word"
    );
}

#[test]
fn a_misspelt_name_behind_its_post_is_found() {
    one("示例省省长云岭淞强调", day(2023, 6, 1), "云岭淞", "云岭松");
    one("示例省省长云松岭强调", day(2023, 6, 1), "云松岭", "云岭松");
    one("示例省省长云松强调", day(2023, 6, 1), "云松", "云岭松");
    none("示例省省长林海强调", day(2023, 6, 1));
}

#[test]
fn leaders_are_named_in_their_order() {
    one(
        "江砚、云岭松出席会议",
        day(2023, 6, 1),
        "江砚、云岭松",
        "云岭松、江砚",
    );
    one(
        "副省长江砚，省长云岭松出席会议",
        day(2023, 6, 1),
        "江砚，省长云岭松",
        "云岭松、江砚",
    );
    none("江砚主持会议，云岭松讲话", day(2023, 6, 1));
    none("江砚、云岭松出席会议", day(2022, 6, 1));
}

#[test]
fn bodies_are_known_by_the_name_of_the_day() {
    one(
        "按照国家工商行政管理总局要求",
        day(2022, 1, 1),
        "国家工商行政管理总局",
        "国家市场监督管理总局",
    );
    one(
        "前往北京市崇文区调研",
        day(2020, 1, 1),
        "北京市崇文区",
        "北京市东城区",
    );
    one("报农业部备案", day(2020, 1, 1), "农业部", "农业农村部");
    for text in [
        "原国家工商行政管理总局要求",
        "国家工商行政管理总局令第90号",
        "《国家工商行政管理总局关于商标的通知》",
        "国家工商行政管理总局与有关部门职责整合，组建国家市场监督管理总局",
        "农业部门和文化部门负责人",
        "某国文化部来访",
        "农业农村部印发通知",
    ] {
        none(text, day(2022, 1, 1));
    }
    none("按照国家工商行政管理总局要求", day(2017, 1, 1));
}

#[test]
fn known_people_are_protected() {
    let text = "会上，云岭松同志和江砚同志";
    let spans = Names::compile([Arc::new(sample())]).people(text);
    assert_eq!(
        spans.iter().map(|span| &text[span.clone()]).collect::<Vec<_>>(),
        ["云岭松", "江砚"]
    );
    assert_eq!(HitClass::Typo.label(), "错别字");
}

fn rows(cells: &[&[&str]]) -> (Vec<String>, Vec<Row>) {
    let own = |row: &[&str]| row.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
    let rows = cells[1..]
        .iter()
        .zip(2..)
        .map(|(row, number)| Row {
            number,
            cells: own(row),
        })
        .collect();
    (own(cells[0]), rows)
}

#[test]
fn tables_come_back_as_they_went_and_faults_are_named() {
    let book = sample();
    let again = |table: Vec<Vec<String>>| {
        let rows = table[1..]
            .iter()
            .zip(2..)
            .map(|(cells, number)| Row {
                number,
                cells: cells.clone(),
            })
            .collect::<Vec<_>>();
        (table[0].clone(), rows)
    };
    let (header, lines) = again(book.tenures_to_rows());
    assert_eq!(
        NameBook::tenures_from_rows(&header, &lines).unwrap(),
        book.tenures
    );
    let (header, lines) = again(book.orders_to_rows());
    assert_eq!(NameBook::orders_from_rows(&header, &lines).unwrap(), book.orders);
    let (header, lines) = again(national_bodies().bodies_to_rows());
    assert_eq!(
        NameBook::bodies_from_rows(&header, &lines).unwrap(),
        national_bodies().bodies
    );
    assert_eq!(NameBook::from_json(&book.to_json()).unwrap(), book);

    let (header, lines) = rows(&[
        &["姓名", "职务", "单位", "任职日期", "离任日期", "依据"],
        &["江 砚", "副省长", "示例省", "2023/1/15", "2022年1月1日", ""],
    ]);
    let refusal = NameBook::tenures_from_rows(&header, &lines)
        .unwrap_err()
        .to_string();
    assert!(
        refusal.contains("第2行“依据”：没有填写")
            && refusal.contains("第2行“离任日期”")
            && refusal.contains("共2处错误"),
        "{refusal}"
    );
    let (header, lines) = rows(&[&["姓名", "单位"], &["江砚", "示例省"]]);
    let refusal = NameBook::tenures_from_rows(&header, &lines)
        .unwrap_err()
        .to_string();
    assert!(refusal.contains("表头“职务”：缺少这一列"), "{refusal}");
}

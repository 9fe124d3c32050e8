//! The forms: every row of the seed through its form, and what is said of wrong fields.

use xunwang_domain::standard::{Head, Measure};

use super::*;

fn seed() -> xunwang_domain::standard::Standard {
    xunwang_rules::guobanmihan_2019_19()
}

fn form(id: &str) -> RowForm {
    RowForm::of(seed().indicator(id).unwrap())
}

/// `字段：说明` of every field that is refused.
fn refused(form: &RowForm) -> Vec<String> {
    let wrong = form.read().unwrap_err();
    wrong
        .into_iter()
        .map(|one| format!("{}：{}", one.field, one.message))
        .collect()
}

#[test]
fn every_row_of_the_seed_comes_through_its_form_as_it_was() {
    for row in &seed().indicators {
        let mut unconfirmed = row.clone();
        unconfirmed.provenance.confirmed = false;
        unconfirmed.provenance.confirmed_by.clear();
        assert_eq!(RowForm::of(row).read().as_ref(), Ok(&unconfirmed), "{}", row.id);
    }
    let rules = countable_rules();
    assert!(rules.iter().all(|(code, name)| code != name), "{rules:?}");
}

#[test]
fn wrong_fields_say_what_to_write_instead() {
    let veto = form("WV4-3");
    let with = |change: &dyn Fn(&mut RowForm)| {
        let mut form = veto.clone();
        change(&mut form);
        refused(&form).join("\n")
    };
    for threshold in [
        "超过(含)-1",
        "超过(含)",
        "大于5",
        "5",
        "",
        "超过(含)99999999999",
        "超过(含)5.001",
    ] {
        let said = with(&|form| form.threshold = threshold.to_owned());
        assert!(said.starts_with("threshold：阈值“"), "{threshold}：{said}");
        assert!(said.contains("请写成 超过(含)5 或 少于5"), "{said}");
    }
    let long = with(&|form| form.wording = "空".repeat(3400));
    assert_eq!(long, "wording：评分细则最多1000字，现为3400字");
    for (change, said) in [
        (
            Box::new(|form: &mut RowForm| form.points = "5".to_owned()) as Box<dyn Fn(&mut RowForm)>,
            "points：单项否决没有分值",
        ),
        (
            Box::new(|form| form.by = "each".to_owned()),
            "by：单项否决不能逐个计分",
        ),
        (Box::new(|form| form.by = "sql".to_owned()), "by：请选择计算方式"),
        (Box::new(|form| form.kind = String::new()), "kind：请选择性质"),
        (Box::new(|form| form.id = "../WV".to_owned()), "id：编号应为"),
        (
            Box::new(|form| form.window = "两周".to_owned()),
            "window：期限“两周”看不懂",
        ),
        (
            Box::new(|form| form.title = " \n ".to_owned()),
            "title：请填写二级指标",
        ),
        (
            Box::new(|form| form.wording = "空白\u{0}栏目".to_owned()),
            "wording：评分细则含有不可见的控制字符",
        ),
        (
            Box::new(|form| form.confidence = "Z".to_owned()),
            "confidence：请选择可信度",
        ),
        (Box::new(|form| form.counted.clear()), "rule1：请至少选择一条规则"),
        (
            Box::new(|form| form.counted[0].rule = "channel-blanc".to_owned()),
            "rule1：请选择规则",
        ),
        (
            Box::new(|form| form.counted[0].channels = "新闻".to_owned()),
            "channels1：不认识的栏目类别“新闻”，可填：动态要闻、",
        ),
        (
            Box::new(|form| form.counted = vec![form.counted[0].clone(); 41]),
            "rule1：计数对象最多40条",
        ),
    ] {
        let got = with(&change);
        assert!(got.contains(said), "{said}：{got}");
    }
    let share = RowForm {
        by: "share".to_owned(),
        threshold: "超过(含)101%".to_owned(),
        ..veto.clone()
    };
    assert_eq!(refused(&share), ["threshold：比例不能超过100%"]);
    let mut priced = form("P-22");
    priced.counted[1].points = "-1".to_owned();
    assert!(refused(&priced)[0].starts_with("each2：分值“-1”看不懂"));
    priced.counted[1].points = String::new();
    assert_eq!(refused(&priced), ["each2：逐个计分的，请填写每个的分值"]);
    priced.points = "0".to_owned();
    assert_eq!(refused(&priced).len(), 2, "all that is wrong at once");
}

#[test]
fn an_empty_line_counts_nothing_and_a_person_needs_no_rule() {
    let mut form = form("WV4-1");
    form.counted.insert(1, CountedForm::default());
    let row = form.read().unwrap();
    assert_eq!(row.measure.counted().unwrap().len(), 2);
    form.by = "manual".to_owned();
    assert_eq!(form.read().unwrap().measure, Measure::Manual);
}

#[test]
fn a_head_comes_through_its_form_and_says_what_is_wrong() {
    let standard = seed();
    let head = Head {
        title: standard.title,
        document: standard.document,
        effective_from: standard.effective_from,
        effective_to: None,
        terms: standard.terms,
        scoring: standard.scoring,
    };
    let form = HeadForm::of(&head);
    assert_eq!(form.read(), Ok(head.clone()));
    let wrong = HeadForm {
        to: "2018-01-01".to_owned(),
        home: "半月".to_owned(),
        rest: "101".to_owned(),
        fails: "60".to_owned(),
        ..form.clone()
    };
    let fields: Vec<String> = wrong
        .read()
        .unwrap_err()
        .into_iter()
        .map(|one| one.field)
        .collect();
    assert_eq!(fields, ["to", "home", "fails", "rest"]);
    let vetoes_only = HeadForm {
        deduction: String::new(),
        bonus: String::new(),
        fails: String::new(),
        bonus_from: String::new(),
        skips: String::new(),
        rest: String::new(),
        ..form.clone()
    };
    assert_eq!(vetoes_only.read().unwrap().scoring, None);
    let half = HeadForm {
        skips: String::new(),
        ..form
    };
    assert_eq!(half.read().unwrap_err()[0].field, "rest");
}

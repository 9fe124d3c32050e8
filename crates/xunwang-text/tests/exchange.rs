//! Lexicons in and out: JSON of every version, tables, and the warnings before an entry goes into force.

use std::sync::Arc;

use chrono::NaiveDate;
use xunwang_domain::finding::Certainty;
use xunwang_text::HitClass;
use xunwang_text::lexicon::{Entry, FileRefusal, Lexicon, State, WarningKind, seed_lexicons, warnings};
use xunwang_text::table::Row;

fn full_entry() -> Entry {
    Entry {
        id: "7".to_owned(),
        wrong: vec!["帐号".to_owned(), "帐户".to_owned()],
        right: vec!["账号".to_owned(), "账户".to_owned()],
        certainty: Certainty::Certain,
        whole_word: false,
        through_gaps: true,
        near: vec!["银行".to_owned()],
        not_near: vec!["原文".to_owned()],
        window: 0,
        unless_inside: vec!["老帐号簿".to_owned()],
        from: NaiveDate::from_ymd_opt(2020, 1, 1),
        to: NaiveDate::from_ymd_opt(2030, 12, 31),
        owner: "示例省政府办公厅".to_owned(),
        state: State::Draft,
        note: "试用".to_owned(),
        ..Entry::new("帐号", "账号", HitClass::Wording, "《现代汉语词典》")
    }
}

fn lexicon(entries: Vec<Entry>) -> Lexicon {
    Lexicon {
        id: "own".to_owned(),
        version: "3".to_owned(),
        title: "本单位词库".to_owned(),
        entries,
    }
}

fn read(table: &[Vec<String>]) -> Result<Lexicon, String> {
    let rows: Vec<Row> = table[1..]
        .iter()
        .zip(2..)
        .map(|(cells, number)| Row {
            number,
            cells: cells.clone(),
        })
        .collect();
    Lexicon::from_rows(("own", "3", "本单位词库"), &table[0], &rows).map_err(|refusal| refusal.to_string())
}

fn table(lines: &[&str]) -> Vec<Vec<String>> {
    lines
        .iter()
        .map(|line| line.split('\t').map(str::to_owned).collect())
        .collect()
}

#[test]
fn json_and_tables_come_back_as_they_went() {
    let own = lexicon(vec![
        full_entry(),
        Entry::new("烈土", "烈士", HitClass::Misstatement, "通报"),
    ]);
    assert_eq!(Lexicon::from_json(&own.to_json()).unwrap(), own);
    assert_eq!(read(&own.to_rows()).unwrap(), own);
    for seed in seed_lexicons() {
        assert_eq!(Lexicon::from_json(&seed.to_json()).unwrap(), **seed);
    }
}

#[test]
fn a_file_of_the_first_form_is_read_for_ever() {
    let lexicon = Lexicon::from_json(include_str!("lexicon_files/format-1.json")).unwrap();
    assert_eq!(lexicon.entries.len(), 2);
    assert_eq!(lexicon.entries[0].right, ["中国人民"]);
    assert_eq!(lexicon.entries[1].window, 20);
    assert_eq!(lexicon.entries[1].state, State::InForce);
}

#[test]
fn files_that_cannot_be_right_are_refused() {
    assert!(matches!(Lexicon::from_json("{"), Err(FileRefusal::Unreadable(_))));
    assert_eq!(
        Lexicon::from_json(r#"{"format": 99}"#),
        Err(FileRefusal::TooNew(99))
    );
    let twice = lexicon(vec![full_entry(), full_entry()]).to_json();
    assert!(
        Lexicon::from_json(&twice)
            .unwrap_err()
            .to_string()
            .contains("编号重复")
    );
    let single = lexicon(vec![Entry::new("囯", "国", HitClass::Typo, "")]).to_json();
    assert!(
        Lexicon::from_json(&single)
            .unwrap_err()
            .to_string()
            .contains("2至60个字")
    );
}

#[test]
fn every_wrong_cell_is_named_and_nothing_is_taken() {
    let refusal = read(&table(&[
        "错误写法\t正确写法\t类别\t生效日期\t状态\t依据",
        "烈土\t烈士\t严重表述错误\t\t\t通报",
        "烈土\t烈士\t错字\t2018-13-01\t试行\t",
        "甲\t乙\t错别字\t\t\t测试",
        "中國\t中国\t错别字\t\t\t测试",
        "入民\t\t错别字\t\t\t测试",
    ]))
    .unwrap_err();
    for fault in [
        "第3行“编号”：编号“烈土”与第2行相同",
        "第3行“类别”：“错字”不是类别",
        "第3行“生效日期”：“2018-13-01”不是日期",
        "第3行“状态”：“试行”不是状态",
        "第3行“依据”：没有填写",
        "第4行“错误写法”",
        "第5行“正确写法”",
        "第6行“正确写法”：错别字须填正确写法",
        "未导入任何内容",
    ] {
        assert!(refusal.contains(fault), "{fault}\n{refusal}");
    }
    assert!(
        read(&table(&["错词\t类型", "烈土\t错别字"]))
            .unwrap_err()
            .contains("表头“依据”：缺少这一列")
    );
}

fn kinds(entries: Vec<Entry>) -> Vec<(String, WarningKind, Vec<String>)> {
    let found = warnings(&[Arc::new(lexicon(entries))]);
    found
        .into_iter()
        .map(|it| (it.entry, it.kind, it.words))
        .collect()
}

#[test]
fn doubtful_entries_are_warned_of() {
    let typo = |id: &str, wrong: &str, right: &str| Entry {
        id: id.to_owned(),
        ..Entry::new(wrong, right, HitClass::Typo, "测试")
    };
    let found = kinds(vec![
        typo("一", "烈土", "烈士"),
        typo("二", "烈土", "烈士"),
        typo("三", "烈土", "壮士"),
        typo("四", "烈仕", "烈土"),
        Entry {
            whole_word: false,
            ..typo("五", "口交", "路口")
        },
        typo("六", "规定", "规矩"),
        Entry {
            whole_word: false,
            ..typo("七", "等甲国", "等甲国和地区")
        },
    ]);
    let of = |id: &str| {
        found
            .iter()
            .filter(|it| it.0 == id)
            .map(|it| it.1)
            .collect::<Vec<_>>()
    };
    assert_eq!(of("二"), [WarningKind::Duplicate]);
    assert_eq!(of("三"), [WarningKind::Conflict]);
    assert_eq!(of("四"), [WarningKind::Contradiction]);
    assert!(of("五").contains(&WarningKind::OrdinaryWord));
    assert_eq!(of("六"), [WarningKind::OrdinaryWord, WarningKind::CleanText]);
    assert_eq!(of("七"), [WarningKind::InsideRight]);
    assert!(of("一").is_empty());
}

/// Word lists hold common slips too: a seed may be such a word itself, but hits inside no other word and no clean text.
#[test]
fn the_seeds_hit_no_ordinary_word_but_themselves() {
    let seeds = seed_lexicons();
    let forms: Vec<&str> = seeds
        .iter()
        .flat_map(|it| &it.entries)
        .flat_map(|it| &it.wrong)
        .map(String::as_str)
        .collect();
    for warning in warnings(seeds) {
        assert_eq!(warning.kind, WarningKind::OrdinaryWord, "{warning:?}");
        let other = warning
            .words
            .iter()
            .find(|word| !forms.contains(&word.as_str()) && *word != "大部份");
        assert_eq!(other, None, "{warning:?}");
    }
}

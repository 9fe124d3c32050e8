//! Lexicons and dictionaries that the office keeps itself: looked through, written out, changed, compared.

use serde_json::Value;

use super::harness::{run, run_expecting, word};

fn lines(output: &std::process::Output) -> Vec<Value> {
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

const TABLE: &str = "错误写法,正确写法,类别,把握,依据,状态\n\
布署,部署,错别字,确定,市里的规范用语表,启用\n\
人民,群众,不规范表述,疑似,试验,启用\n\
=1+1,二,不规范表述,疑似,试验,草稿\n";

#[test]
fn a_lexicon_goes_out_and_comes_back_the_same_and_conflicts_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("自有.csv"), TABLE).unwrap();
    let said = run_expecting(0, &["lexicon", "check", word(&path("自有.csv"))]);
    for expected in [
        "“人民”：会命中常用词",
        "会命中正确的公文",
        "“布署”：“布署”与",
        "读入3条",
    ] {
        assert!(said.contains(expected), "{expected}：{said}");
    }
    // CSV to XLSX to JSON to XLSX: nothing is lost on the way.
    for (from, to) in [
        ("自有.csv", "一.xlsx"),
        ("一.xlsx", "二.json"),
        ("二.json", "三.xlsx"),
    ] {
        run_expecting(
            0,
            &["lexicon", "export", word(&path(from)), "--out", word(&path(to))],
        );
    }
    let said = run_expecting(
        0,
        &["lexicon", "diff", word(&path("一.xlsx")), word(&path("三.xlsx"))],
    );
    assert_eq!(said.trim(), "新增0，删去0，修改0");
    let refused = run_expecting(
        2,
        &["lexicon", "export", "seed-spam", "--out", word(&path("一.xlsx"))],
    );
    assert!(refused.contains("不覆盖"), "{refused}");

    let changed = TABLE
        .replace("确定,市里的", "疑似,市里的")
        .replace("人民,群众", "人名,群众");
    std::fs::write(path("新.csv"), changed).unwrap();
    let output = run(&[
        "lexicon",
        "diff",
        word(&path("一.xlsx")),
        word(&path("新.csv")),
        "--json",
    ]);
    let kinds: Vec<_> = lines(&output)
        .iter()
        .map(|line| {
            format!(
                "{} {}",
                line["change"].as_str().unwrap(),
                line["key"].as_str().unwrap()
            )
        })
        .collect();
    assert_eq!(kinds, ["changed 布署", "added 人名", "gone 人民"]);
    assert_eq!(lines(&output)[0]["fields"][0]["after"], "疑似");

    // What ships is no doubt of itself, nor is a copy of it that came back.
    run_expecting(
        0,
        &[
            "lexicon",
            "export",
            "seed-wording",
            "--out",
            word(&path("内置.xlsx")),
        ],
    );
    for lexicon in ["seed-wording", word(&path("内置.xlsx"))] {
        let said = run_expecting(0, &["lexicon", "check", lexicon]);
        assert!(said.contains("没有发现疑点"), "{said}");
    }
    std::fs::write(path("别的.json"), "{\"id\": \"x\"}").unwrap();
    let refused = run_expecting(2, &["lexicon", "check", word(&path("别的.json"))]);
    assert!(
        refused.contains("到第1行第11列为止内容与导出的格式不符"),
        "{refused}"
    );

    std::fs::write(path("错.csv"), "错误写法,类别,依据\n布署,,试验\n").unwrap();
    let refused = run_expecting(2, &["lexicon", "check", word(&path("错.csv"))]);
    assert!(refused.contains("第2行“类别”"), "{refused}");
}

#[test]
fn a_dictionary_of_names_is_kept_the_same_way() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    run_expecting(0, &["names", "export", "sample", "--out", word(&path("样.xlsx"))]);
    run_expecting(
        0,
        &[
            "names",
            "export",
            word(&path("样.xlsx")),
            "--out",
            word(&path("样.json")),
        ],
    );
    let said = run_expecting(0, &["names", "diff", word(&path("样.xlsx")), "sample"]);
    assert_eq!(said.trim(), "新增0，删去0，修改0");
    assert!(run_expecting(0, &["names", "check", word(&path("样.json"))]).contains("没有发现疑点"));

    let json = std::fs::read_to_string(path("样.json")).unwrap();
    std::fs::write(
        path("新.json"),
        json.replace("\"to\": \"2023-01-14\"", "\"to\": \"2024-01-14\""),
    )
    .unwrap();
    let said = run_expecting(0, &["names", "check", word(&path("新.json"))]);
    assert!(said.contains("示例省省长的日期重叠"), "{said}");
    let said = run_expecting(
        0,
        &["names", "diff", word(&path("样.json")), word(&path("新.json"))],
    );
    assert!(
        said.contains("修改任职“甘青川 示例省 省长”：离任日期“2023-01-14”→“2024-01-14”"),
        "{said}"
    );
}

//! Texts checked before they are published, as an editor or a script runs it.

use std::io::Write as _;
use std::process::Stdio;

use serde_json::Value;

use super::harness::{command, run, run_expecting, word};

/// The lines of `proof` for a text on standard input.
fn proof(text: &str, words: &[&str]) -> Vec<Value> {
    let mut child = command(&[&["proof", "-"], words].concat())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "hits are no failure");
    lines(&output.stdout)
}

fn lines(bytes: &[u8]) -> Vec<Value> {
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn offsets_count_characters_and_every_class_is_there() {
    let text =
        "中华人民共合国成立。\n会议于2023年2月30日召开。\n姓名：王小明，身份证号码：11010519491231002X。\n";
    let hits = proof(text, &["--no-typos"]);
    let of = |class: &str| {
        hits.iter()
            .find(|hit| hit["class"] == class)
            .unwrap_or(&Value::Null)
    };
    let characters: Vec<char> = text.chars().collect();
    let words = |hit: &Value| -> String {
        let at = |key: &str| hit[key].as_u64().unwrap() as usize;
        characters[at("start")..at("end")].iter().collect()
    };
    assert_eq!(words(of("misstatement")), "中华人民共合国");
    assert_eq!(of("misstatement")["right"][0], "中华人民共和国");
    assert_eq!(of("misstatement")["rule"], "misstatement-severe");
    assert!(words(of("form")).contains("2月30日"));
    assert_eq!(words(of("privacy")), "11010519491231002X");
    assert!(
        !hits.iter().any(|hit| hit.to_string().contains("19491231")),
        "personal data is masked"
    );
    assert!(hits.iter().all(|hit| hit["doc"] == "-"));
}

#[test]
fn every_line_may_be_a_document_of_its_own() {
    let hits = proof(
        "青川市召开会议。\n党的十九大以来，烈土陵园修缮一新。\n",
        &["--lines", "--no-typos"],
    );
    assert_eq!(hits.len(), 1, "{hits:?}");
    assert_eq!(hits[0]["doc"], 2);
    assert!(hits[0]["wrong"].as_str().unwrap().contains("烈土"));
}

#[test]
fn typing_errors_no_lexicon_lists_are_proposed() {
    let hits = proof("违反本法规定，构成犯罪的，衣法追究刑事责任。", &[]);
    assert_eq!(hits.len(), 1, "{hits:?}");
    assert_eq!(
        (&hits[0]["class"], &hits[0]["status"]),
        (&"typo".into(), &"suspected".into())
    );
    assert!(hits[0]["right"][0].as_str().unwrap().contains('依'));
    assert_eq!(
        proof("违反本法规定，构成犯罪的，衣法追究刑事责任。", &["--no-typos"]),
        [] as [Value; 0]
    );
}

#[test]
fn the_lexicon_of_an_office_is_used_and_a_wrong_one_is_refused_by_row() {
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("稿件.txt");
    std::fs::write(&text, "青川市推进林长改格工作。").unwrap();
    let lexicon = folder.path().join("词库.csv");
    std::fs::write(
        &lexicon,
        "错误写法,正确写法,类别,依据\n改格,改革,错别字,本单位常见\n",
    )
    .unwrap();
    let output = run(&["proof", word(&text), "--no-typos", "--lexicon", word(&lexicon)]);
    let hits = lines(&output.stdout);
    assert!(
        hits.iter()
            .any(|hit| hit["wrong"] == "改格" && hit["doc"] == word(&text)),
        "{hits:?}"
    );
    std::fs::write(&lexicon, "错误写法,正确写法,类别,依据\n改格,改革,,\n").unwrap();
    let said = run_expecting(2, &["proof", word(&text), "--lexicon", word(&lexicon)]);
    assert!(
        said.contains("第2行") && said.contains("类别") && said.contains("依据"),
        "{said}"
    );
}

#[test]
fn a_page_is_marked_and_a_folder_tells_what_it_could_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("页.html");
    std::fs::write(
        &page,
        "<html><head><title>公告</title></head><body><p>中华人民共合国&lt;b&gt;</p></body></html>",
    )
    .unwrap();
    let (out, text) = (folder.path().join("校对.htm"), folder.path().join("文字.out"));
    run_expecting(
        0,
        &[
            "proof",
            word(&page),
            "--format",
            "html",
            "--out",
            word(&out),
            "--text",
            word(&text),
        ],
    );
    let marked = std::fs::read_to_string(&out).unwrap();
    assert!(marked.contains("<mark") && marked.contains("&lt;b&gt;") && !marked.contains("<b>"));
    assert_eq!(std::fs::read_to_string(&text).unwrap(), "公告\n中华人民共合国<b>");

    let before = std::fs::read(&page).unwrap();
    for option in ["--out", "--text"] {
        let said = run_expecting(
            2,
            &["proof", word(&page), "--format", "html", option, word(&page)],
        );
        assert!(said.contains(option), "{said}");
    }
    assert_eq!(
        std::fs::read(&page).unwrap(),
        before,
        "a manuscript is never written over"
    );

    let mixed = folder.path().join("稿件");
    std::fs::create_dir(&mixed).unwrap();
    std::fs::write(mixed.join("a.txt"), "烈土陵园").unwrap();
    std::fs::write(mixed.join("b.png"), b"\x89PNG\r\n\x1a\n").unwrap();
    std::os::unix::fs::symlink(&page, mixed.join("c.html")).unwrap();
    std::fs::create_dir_all((0..40).fold(mixed.clone(), |path, _| path.join("d"))).unwrap();
    let said = run_expecting(3, &["proof", word(&mixed), "--no-typos"]);
    for expected in ["烈土", "b.png", "c.html 是指向别处的链接", "层数过多"] {
        assert!(said.contains(expected), "{expected}：{said}");
    }
    run_expecting(2, &["proof", word(&mixed.join("b.png"))]);
    run_expecting(2, &["proof", word(&mixed.join("没有.txt"))]);
    let nowhere = mixed.join("没有/校对.htm");
    let said = run_expecting(
        1,
        &["proof", word(&page), "--format", "html", "--out", word(&nowhere)],
    );
    assert!(said.contains("上级文件夹不存在"), "{said}");
    let copy = folder.path().join("批注.docx");
    let said = run_expecting(
        2,
        &["proof", word(&page), "--format", "docx", "--out", word(&copy)],
    );
    assert!(said.contains("不是 DOCX，写不进批注") && !copy.exists(), "{said}");
}

#[test]
fn a_reprint_is_compared_with_its_source() {
    let folder = tempfile::tempdir().unwrap();
    let (source, local) = (folder.path().join("原文.txt"), folder.path().join("转载.html"));
    let paragraphs = [
        "各县（市、区）人民政府，市政府各部门：为进一步做好防汛救灾工作，现将有关事项通知如下。",
        "一、切实提高思想认识，严格落实防汛责任制，确保人民群众生命财产安全。",
        "二、加强监测预警，水务、气象、应急等部门要及时会商研判，发布预警信息。",
        "三、严格值班值守，落实领导带班和二十四小时值班制度，重大情况及时报告。",
    ];
    std::fs::write(&source, paragraphs.join("\n")).unwrap();
    let page = |kept: &[&str]| {
        format!(
            "<html><body><div><p>{}</p></div></body></html>",
            kept.join("</p><p>")
        )
    };
    std::fs::write(&local, page(&paragraphs)).unwrap();
    let same = run(&["proof", "--source", word(&source), word(&local)]);
    assert_eq!((same.status.code(), same.stdout.len()), (Some(0), 0));
    std::fs::write(&local, page(&[paragraphs[0], paragraphs[1], paragraphs[3]])).unwrap();
    let cut = lines(&run(&["proof", "--source", word(&source), word(&local)]).stdout);
    assert_eq!(cut.len(), 1, "{cut:?}");
    assert_eq!(cut[0]["kind"], "missing");
    assert!(cut[0]["text"].as_str().unwrap().contains("加强监测预警"));
}

#[test]
fn what_an_inspection_stored_is_checked_again_and_only_the_difference_of_lexicons_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("演示");
    run_expecting(0, &["demo", "--no-serve", "--out", word(&out)]);
    let lexicon = |name: &str, wrong: &str| {
        let path = folder.path().join(name);
        let table = format!("错误写法,正确写法,类别,依据\n{wrong},青川,不规范表述,本市地名\n");
        std::fs::write(&path, table).unwrap();
        path
    };
    let (old, new) = (lexicon("旧.csv", "云岭市"), lexicon("新.csv", "示例省"));
    let output = run(&[
        "proof",
        word(&out),
        "--no-typos",
        "--before",
        word(&old),
        "--lexicon",
        word(&new),
    ]);
    let changed = lines(&output.stdout);
    let of = |change: &str| {
        changed
            .iter()
            .filter(|line| line["change"] == change)
            .collect::<Vec<_>>()
    };
    assert!(
        of("added")
            .iter()
            .all(|line| line["wrong"].as_str().unwrap().contains("示例省"))
    );
    assert!(
        of("gone")
            .iter()
            .all(|line| line["wrong"].as_str().unwrap().contains("云岭市"))
    );
    assert!(!of("added").is_empty() && !of("gone").is_empty());
    assert!(
        changed
            .iter()
            .all(|line| line["doc"].as_str().unwrap().starts_with("http"))
    );
    let same = run(&[
        "proof",
        word(&out),
        "--no-typos",
        "--before",
        word(&new),
        "--lexicon",
        word(&new),
    ]);
    // Some pages of the fleet come by script, and are told as not measured.
    assert_eq!((same.status.code(), same.stdout.len()), (Some(3), 0));
}

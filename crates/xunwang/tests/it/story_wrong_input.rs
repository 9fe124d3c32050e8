//! Wrong input: a Chinese sentence that names the place and the cure, exit code 2, nothing written.

use super::harness::{run_expecting, word};

#[test]
fn a_wrong_register_names_its_rows_and_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let register = folder.path().join("台账.csv");
    std::fs::write(
        &register,
        "网站标识码,网站名称,首页网址,地区或部门\n\
         44010000,青川市人民政府,http://www.qingchuan.example/,青川市\n\
         4401000002,青川市教育局,不是网址,青川市\n\
         ,青川市水务局,http://swj.qingchuan.example/,青川市\n",
    )
    .unwrap();
    let out = folder.path().join("结果");
    let said = run_expecting(2, &["inspect", word(&register), "--out", word(&out)]);
    for words in ["第2行", "第3行", "第4行", "网站标识码", "首页网址"] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert!(!out.exists());
}

#[test]
fn wrong_use_is_told_in_chinese() {
    let folder = tempfile::tempdir().unwrap();
    let register = folder.path().join("台账.csv");
    std::fs::write(
        &register,
        "网站标识码,网站名称,首页网址,地区或部门\n4401000001,青川,http://a.example/,青川市\n",
    )
    .unwrap();
    let register = word(&register);
    let out = folder.path().join("结果");
    let out = word(&out);
    for (words, told) in [
        (vec!["inspect", register], "--out"),
        (
            vec!["inspect", register, "--out", out, "--as-of", "昨天"],
            "2023-09-15",
        ),
        (vec!["inspect", register, "--out", out, "--rate", "0"], "--rate"),
        (
            vec!["inspect", register, "--out", out, "--only", "no-such-rule"],
            "homepage-stale",
        ),
        (
            vec!["inspect", register, "--out", out, "--standard", "2015"],
            "guobanmihan-2019-19",
        ),
        (vec!["inspect", register, "--out", out, "--hosts", "没有"], "没有"),
        (vec!["inspect", "没有.csv", "--out", out], "文件不存在"),
        (vec!["inspect", register, "--out", register], "文件夹"),
        (
            vec!["inspect", register, "--out", out, "--previous", "没有这个文件夹"],
            "--previous",
        ),
        (
            vec![
                "inspect",
                register,
                "--out",
                out,
                "--from",
                "2023-09-02",
                "--to",
                "2023-09-01",
            ],
            "--from",
        ),
        (
            vec!["inspect", register, "--out", out, "--db", "postgres://x/y"],
            "sqlite",
        ),
        (vec!["publish"], "publish"),
        (vec!["verify", out], "文件夹"),
    ] {
        let said = run_expecting(2, &words);
        assert!(said.contains(told), "{words:?}: {said}");
        assert!(
            said.chars()
                .any(|character| ('\u{4e00}'..='\u{9fff}').contains(&character)),
            "{said}"
        );
    }
    assert!(!std::path::Path::new(out).join("run.json").exists());
}

#[test]
fn a_folder_with_other_files_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let register = folder.path().join("台账.csv");
    std::fs::write(
        &register,
        "网站标识码,网站名称,首页网址,地区或部门\n4401000001,青川,http://a.example/,青川市\n",
    )
    .unwrap();
    let out = folder.path().join("别的");
    std::fs::create_dir(&out).unwrap();
    std::fs::write(out.join("要紧的.txt"), "要紧").unwrap();
    run_expecting(2, &["inspect", word(&register), "--out", word(&out)]);
    run_expecting(2, &["demo", "--no-serve", "--out", word(&out)]);
    assert_eq!(std::fs::read_dir(&out).unwrap().count(), 1);
}

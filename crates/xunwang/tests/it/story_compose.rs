//! The circular from given facts: the figures of the reference circular, and facts that contradict themselves.

use super::harness::{run_expecting, word};

const FACTS: &str = include_str!("../../../xunwang-report/tests/fixtures/reference-facts.json");

#[test]
fn the_reference_figures_come_out_as_printed() {
    let folder = tempfile::tempdir().unwrap();
    let facts = folder.path().join("facts.json");
    std::fs::write(&facts, FACTS).unwrap();
    let out = folder.path().join("通报");
    run_expecting(0, &["compose", word(&facts), "--out", word(&out)]);
    let html = std::fs::read_to_string(out.join("circular.html")).unwrap();
    let mut text = String::new();
    let mut inside = false;
    for character in html.chars() {
        match character {
            '<' => inside = true,
            '>' => inside = false,
            other if !inside => text.push(other),
            _ => {}
        }
    }
    for words in [
        "529家",
        "99.1%",
        "等17个地级以上市合格率均达100%",
        "712条",
        "办结率达100%",
        "3177个",
        "99.8%",
    ] {
        assert!(text.contains(words), "{words}");
    }
    run_expecting(0, &["verify", word(&out)]);
    std::fs::write(out.join("circular.html"), html.replace("99.1%", "99.2%")).unwrap();
    run_expecting(1, &["verify", word(&out)]);
}

#[test]
fn facts_that_contradict_themselves_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let facts = folder.path().join("facts.json");
    let mut value: serde_json::Value = serde_json::from_str(FACTS).unwrap();
    value["feedback"]["received"] = 713.into();
    std::fs::write(&facts, value.to_string()).unwrap();
    let out = folder.path().join("通报");
    let said = run_expecting(2, &["compose", word(&facts), "--out", word(&out)]);
    assert!(said.contains("713"), "{said}");
    assert!(!out.exists());
    std::fs::write(&facts, "{\"title\": ").unwrap();
    run_expecting(2, &["compose", word(&facts), "--out", word(&out)]);
}

#[test]
fn an_office_writes_in_its_own_sentences() {
    let folder = tempfile::tempdir().unwrap();
    let (facts, own, out) = (
        folder.path().join("facts.json"),
        folder.path().join("模板.toml"),
        folder.path().join("通报"),
    );
    std::fs::write(&facts, FACTS).unwrap();
    let standard = run_expecting(0, &["compose", "--print-templates"]);
    assert!(standard.contains("[phrases]") && standard.contains("sites_complete = "));
    std::fs::write(
        &own,
        standard.replace(
            "总体合格率为{areas.sites.pass_rate}",
            "合格率{areas.sites.pass_rate}",
        ),
    )
    .unwrap();
    let shown = run_expecting(
        0,
        &["compose", word(&facts), "--templates", word(&own), "--preview"],
    );
    assert!(
        shown.contains("进行了全覆盖检查，合格率99.1%，广州、深圳、珠海"),
        "{shown}"
    );
    run_expecting(
        0,
        &[
            "compose",
            word(&facts),
            "--templates",
            word(&own),
            "--out",
            word(&out),
        ],
    );
    run_expecting(0, &["verify", word(&out)]);
    // Without the templates the same files would not follow from the facts.
    run_expecting(0, &["compose", word(&facts), "--out", word(&out)]);
    assert!(!out.join("templates.toml").exists());
    run_expecting(0, &["verify", word(&out)]);

    std::fs::write(&own, "[phrases]\nsites_none = \"{quartal}没有网站。\"\n").unwrap();
    let other = folder.path().join("另一份");
    let said = run_expecting(
        2,
        &[
            "compose",
            word(&facts),
            "--templates",
            word(&own),
            "--out",
            word(&other),
        ],
    );
    assert!(said.contains("phrases.sites_none：不认识占位{quartal}"), "{said}");
    assert!(!other.exists());
}

/// Every kind of document comes from a file of values; what is wrong with one is named, and nothing is written.
#[test]
fn the_other_documents_come_from_their_values() {
    let fixtures = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../xunwang-report/tests/fixtures/documents"
    );
    let folder = tempfile::tempdir().unwrap();
    for kind in [
        "site",
        "area",
        "notice",
        "reminder",
        "digest",
        "feedback",
        "supervision-year",
        "work-year",
        "assessment",
    ] {
        let facts = format!("{fixtures}/{kind}.json");
        let out = folder.path().join(kind);
        run_expecting(
            0,
            &["compose", "--kind", kind, "--facts", &facts, "--out", word(&out)],
        );
        for ending in ["docx", "pdf", "html", "xlsx"] {
            assert!(out.join(format!("{kind}.{ending}")).is_file(), "{kind}.{ending}");
        }
        assert!(out.join("facts.json").is_file());
    }
    let shown = run_expecting(
        0,
        &[
            "compose",
            "--kind",
            "digest",
            &format!("{fixtures}/digest.json"),
            "--preview",
        ],
    );
    assert!(shown.contains("可用率为99.4%"), "{shown}");

    let wrong = folder.path().join("错.json");
    let text = std::fs::read_to_string(format!("{fixtures}/digest.json")).unwrap();
    std::fs::write(&wrong, text.replacen("\"mended\"", "\"mendet\"", 1)).unwrap();
    let out = folder.path().join("没有");
    let said = run_expecting(
        2,
        &["compose", "--kind", "digest", word(&wrong), "--out", word(&out)],
    );
    assert!(said.contains("不认识的项“mendet”") && !out.exists(), "{said}");
    let said = run_expecting(
        2,
        &["compose", "--kind", "letter", word(&wrong), "--out", word(&out)],
    );
    assert!(said.contains("supervision-year"), "{said}");
}

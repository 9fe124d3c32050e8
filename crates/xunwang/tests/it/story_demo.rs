//! The demo from fleet to circular, what other programs make of its files, and what `verify` makes of a changed one.

use std::path::Path;
use std::process::Command;

use super::harness::{findings, run_expecting, word};

#[test]
fn the_demo_ends_with_a_circular_that_can_be_verified() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("演示");
    let said = run_expecting(0, &["demo", "--no-serve", "--out", word(&out)]);
    assert!(
        said.contains("检查网站 40 个：合格 34，不合格 4，未能检测 2"),
        "{said}"
    );
    for name in [
        "findings.jsonl",
        "sites.csv",
        "channels.csv",
        "links.csv",
        "run.json",
        "circular.docx",
    ] {
        assert!(
            out.join(name).metadata().is_ok_and(|file| file.len() > 0),
            "{name}"
        );
    }
    assert!(findings(&out).len() > 200);
    run_expecting(0, &["verify", word(&out)]);

    other_programs_read_the_evidence(&out);
    libreoffice_opens_the_document(&out);

    let changes: [(&str, &str, &str); 4] = [
        ("circular.html", "89.5%", "98.5%"),
        ("sites.csv", ",unqualified,", ",qualified,"),
        ("findings.jsonl", "\"certain\"", "\"suspected\""),
        ("run.json", "\"qualified\": 34", "\"qualified\": 35"),
    ];
    for (name, from, to) in changes {
        let path = out.join(name);
        let original = std::fs::read_to_string(&path).unwrap();
        assert!(original.contains(from), "{name} says {from}");
        std::fs::write(&path, original.replacen(from, to, 1)).unwrap();
        let said = run_expecting(1, &["verify", word(&out)]);
        assert!(said.contains(name) || said.contains("HTML"), "{name}: {said}");
        std::fs::write(&path, original).unwrap();
    }
    run_expecting(0, &["verify", word(&out)]);
    let finished = run_expecting(2, &["inspect", "没有.csv", "--out", word(&out)]);
    assert!(finished.contains("没有.csv"), "{finished}");
}

/// `warcio` recomputes every digest.
fn other_programs_read_the_evidence(out: &Path) {
    let files: Vec<_> = std::fs::read_dir(out.join("evidence"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert!(files.len() > 30);
    match Command::new("warcio").arg("check").args(&files).output() {
        Err(_) => skipped("warcio"),
        Ok(output) => assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stdout)
        ),
    }
}

/// LibreOffice makes a PDF of the DOCX, with the same words.
fn libreoffice_opens_the_document(out: &Path) {
    let profile = format!("-env:UserInstallation=file://{}", out.join("profile").display());
    let converted = Command::new("soffice")
        .args([
            &profile,
            "--headless",
            "--convert-to",
            "pdf:writer_pdf_Export",
            "--outdir",
        ])
        .arg(out.join("converted"))
        .arg(out.join("circular.docx"))
        .output();
    match converted {
        Err(_) => return skipped("soffice"),
        Ok(output) => assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        ),
    }
    let text = Command::new("pdftotext")
        .arg(out.join("converted/circular.pdf"))
        .arg("-")
        .output();
    let Ok(text) = text else {
        return skipped("pdftotext");
    };
    let text: String = String::from_utf8_lossy(&text.stdout).split_whitespace().collect();
    for words in [
        "机器检查初稿，未经人工复核",
        "总体合格率为89.5%",
        "检查发现存在突出问题的政府网站名单",
    ] {
        assert!(text.contains(words), "{words}");
    }
}

#[expect(clippy::print_stderr, reason = "a test that skips says so")]
fn skipped(program: &str) {
    eprintln!("skipped: {program} is not installed (cargo xtask test installs it)");
}

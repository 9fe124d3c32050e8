//! `cargo xtask eval-text`: how good the check for typing errors is, beside published figures.
//!
//! Sets: sentences with known answers (`../shared/data/text`), clean law texts (`../shared/data/reprints`). Nothing of the check was
//! set on them; what it was set on says `crates/xunwang-text/data/typo/README.md`.

use std::path::{Path, PathBuf};
use std::time::Instant;

use xunwang_text::typo::{DEFAULT_THRESHOLD, Figures, Tally, Typos, WORD_MODEL_PATHS};

use crate::Failure;
use crate::command::root;
use crate::tidy::{files_below, read};

const CONVENTIONS: &str = "\
口径（按句）：
  纠正：采纳全部建议后，整句与正确句完全一致才算对；检出：改动的字恰好是错字才算对。
  宽：有错句改得不对只算漏，不计入准确率（pycorrector 公布的数字用此口径）；严：凡改动过的句子都计入准确率。
  误报：在干净文本上提出的建议，每万字（不计空白）几处。";

/// Model, F1 of correction on SIGHAN-15 and on EC-LAW in the loose convention, speed as its authors state it.
const PUBLISHED: &[(&str, &str, &str, &str)] = &[
    (
        "KenLM（pycorrector）",
        "0.31",
        "0.38",
        "9 句/秒，CPU，模型 2.8 GB",
    ),
    ("MacBERT", "0.83", "0.16", "224 句/秒，GPU"),
    ("ERNIE-CSC", "0.84", "0.34", "114 句/秒，GPU"),
    ("T5", "0.78", "0.32", "214 句/秒，GPU"),
    ("ChatGLM3-6B", "0.66", "0.44", "3 句/秒，GPU"),
    ("Qwen2.5-1.5B", "0.30", "0.78", "6 句/秒，GPU"),
    ("Qwen2.5-7B", "0.49", "0.98", "3 句/秒，GPU"),
    ("Qwen3-4B（CEC3）", "0.63", "0.94", "5 句/秒，GPU V100"),
];

/// `eval-text`: all sets, with and without the installed word model.
pub(crate) fn run(words: &[&str]) -> Result<(), Failure> {
    match words {
        [] => evaluate(),
        ["clean", folder] => clean(Path::new(folder)),
        ["prose"] => crate::clean_prose::run(),
        _ => Err("用法：cargo xtask eval-text [prose | clean 干净文本文件夹]".to_owned()),
    }
}

fn evaluate() -> Result<(), Failure> {
    let data = root().join("../shared/data");
    if !data.join("text").is_dir() || !data.join("reprints").is_dir() {
        println!("没有 {}，跳过评测", data.display());
        return Ok(());
    }
    println!("{CONVENTIONS}\n");
    let sides = [
        texts(&data.join("reprints"), "txt")?,
        texts(&data.join("reprints"), "md")?,
    ];
    for (name, check) in checks()? {
        println!("== {name}，默认门槛 {DEFAULT_THRESHOLD}");
        for set in ["ec-law", "sighan15"] {
            sentences(&check, set, &read(&data.join(format!("text/{set}-test.tsv")))?);
        }
        for (side, texts) in sides.iter().enumerate() {
            let accused = Accused::count(&check, texts);
            println!("   法律文本 {} 面：{accused}", ["a", "b"][side]);
        }
    }
    println!("\n== 公布的数字（纠正 F1，宽口径）");
    for (model, sighan, law, speed) in PUBLISHED {
        println!("   EC-LAW {law}   SIGHAN-15 {sighan}   {model}，{speed}");
    }
    Ok(())
}

/// False alarms of several thresholds on clean texts of one's own: how the default was set.
fn clean(folder: &Path) -> Result<(), Failure> {
    let texts = texts(folder, "txt")?;
    for (name, check) in checks()? {
        println!("== {name}");
        let mut check = check;
        for threshold in [0.8, 0.9, 0.95, 0.98] {
            check = check.threshold(threshold);
            println!("   门槛 {threshold}：{}", Accused::count(&check, &texts));
        }
    }
    Ok(())
}

/// The check as it is installed, and as it is without the package.
pub(crate) fn checks() -> Result<Vec<(&'static str, Typos)>, Failure> {
    let mut checks = vec![("只用内置字模型", Typos::bundled())];
    match WORD_MODEL_PATHS.iter().find(|path| Path::new(path).is_file()) {
        Some(path) => {
            let bytes = std::fs::read(path).map_err(|error| format!("不能读 {path}：{error}"))?;
            let check = Typos::with_words(bytes).map_err(|reason| format!("{path}：{reason}"))?;
            checks.push(("内置字模型与 libime 词模型", check));
        }
        None => println!("没有安装词模型（软件包 libime-data-language-model），只评测内置字模型"),
    }
    Ok(checks)
}

/// The texts of a folder, in order of name.
pub(crate) fn texts(folder: &Path, ending: &str) -> Result<Vec<String>, Failure> {
    let mut files: Vec<PathBuf> = files_below(folder)?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == ending));
    files.sort();
    files.iter().map(|file| read(file)).collect()
}

fn sentences(check: &Typos, set: &str, table: &str) {
    let (mut found, mut mended) = (Tally::default(), Tally::default());
    let start = Instant::now();
    for (given, wanted) in table.lines().filter_map(|line| line.split_once('\t')) {
        let proposed = check.corrected(given);
        found.detection(given, wanted, &proposed);
        mended.correction(given, wanted, &proposed);
    }
    let seconds = start.elapsed().as_secs_f64();
    let count = mended.right + mended.amiss + mended.missed + mended.accused + mended.clean;
    println!("   {set}：{count} 句，{:.0} 句/秒", count as f64 / seconds);
    for (task, tally) in [("检出", found), ("纠正", mended)] {
        println!(
            "      {task}  宽 {}  严 {}",
            shown(tally.loose()),
            shown(tally.strict())
        );
    }
}

fn shown(figures: Figures) -> String {
    format!(
        "P {:.3} R {:.3} F1 {:.3}",
        figures.precision, figures.recall, figures.f1
    )
}

/// Proposals in clean texts.
struct Accused {
    hits: usize,
    characters: usize,
    bytes: usize,
    seconds: f64,
}

impl Accused {
    fn count(check: &Typos, texts: &[String]) -> Self {
        let start = Instant::now();
        let hits = texts.iter().map(|text| check.check(text, &[]).len()).sum();
        Self {
            hits,
            characters: texts
                .iter()
                .flat_map(|text| text.chars())
                .filter(|one| !one.is_whitespace())
                .count(),
            bytes: texts.iter().map(String::len).sum(),
            seconds: start.elapsed().as_secs_f64(),
        }
    }
}

impl std::fmt::Display for Accused {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let rate = self.hits as f64 * 10_000.0 / self.characters.max(1) as f64;
        let speed = self.bytes as f64 / 1000.0 / self.seconds.max(1e-9);
        write!(
            out,
            "{} 字中 {} 处建议，每万字 {rate:.2} 处；{speed:.0} KB/秒",
            self.characters, self.hits
        )
    }
}

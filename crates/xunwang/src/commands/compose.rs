//! `xunwang compose`: the circular from given facts.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use xunwang_domain::circular::CircularFacts;
use xunwang_report::document::{Document, Edition};
use xunwang_report::documents::{Kind, KindError};
use xunwang_report::templates::{STANDARD, Templates};

use super::manifest::{Listed, MANIFEST, Manifest};
use super::{Failure, documents, read_input};
use crate::console;
use crate::folder::ResultFolder;

/// 由给定的数据形成通报及附件，或其他文稿
#[derive(Args)]
#[command(after_help = "\
示例：
  xunwang compose facts.json --out 通报
  xunwang compose --print-templates > 模板.toml
  xunwang compose facts.json --templates 模板.toml --preview
  xunwang compose --kind notice --facts 数据.json --out 通知书
文种：circular 通报、site 网站检查报告、area 地区检查报告、notice 整改通知书、reminder 提示单、digest 日报周报月报、
feedback 找错办理情况、supervision-year 监管年度报表、work-year 工作年度报表、assessment 年度考核台账。
模板只写要改的句子，其余用标准的；不认识的占位逐处指出。")]
pub(crate) struct Arguments {
    /// 通报或其他文稿的数据（FACTS.json）
    #[arg(value_name = "FACTS.json", required_unless_present_any = ["print_templates", "facts"])]
    given: Option<PathBuf>,
    /// 文稿数据，与直接写文件名相同
    #[arg(long, value_name = "FILE", conflicts_with = "given")]
    facts: Option<PathBuf>,
    /// 文种
    #[arg(long, value_name = "KIND", default_value = "circular", value_parser = kind)]
    kind: Wanted,
    /// 结果文件夹
    #[arg(long, value_name = "DIR", required_unless_present_any = ["print_templates", "preview"])]
    out: Option<PathBuf>,
    /// 本单位的文稿模板
    #[arg(long, value_name = "FILE")]
    templates: Option<PathBuf>,
    /// 只显示正文，不写文件
    #[arg(long, conflicts_with = "out")]
    preview: bool,
    /// 显示标准模板，供修改
    #[arg(long, conflicts_with_all = ["given", "facts", "out", "templates", "preview"])]
    print_templates: bool,
}

/// The circular, or another kind of document.
#[derive(Clone, Copy)]
enum Wanted {
    Circular,
    Other(Kind),
}

fn kind(word: &str) -> Result<Wanted, String> {
    if word == "circular" {
        return Ok(Wanted::Circular);
    }
    let names: Vec<&str> = Kind::ALL.map(Kind::word).to_vec();
    let unknown = || format!("没有这个文种，可写 circular、{}", names.join("、"));
    Kind::of_word(word).map(Wanted::Other).ok_or_else(unknown)
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let Some(path) = arguments.given.as_ref().or(arguments.facts.as_ref()) else {
        console::say(STANDARD.trim_end());
        return Ok(ExitCode::SUCCESS);
    };
    if let Wanted::Other(kind) = arguments.kind {
        return other(arguments, kind, path);
    }
    let json = read_input(path, "通报数据")?;
    let facts = CircularFacts::from_json(&json)
        .map_err(|error| Failure::WrongInput(format!("{}：{error}", path.display())))?;
    let toml = match &arguments.templates {
        Some(path) => Some(read_input(path, "文稿模板")?),
        None => None,
    };
    let own = match &toml {
        Some(toml) => Some(documents::read_templates(toml)?),
        None => None,
    };
    let templates = own.as_ref().unwrap_or_else(|| Templates::standard());
    let document = documents::draft(&facts, Edition::Confirmed, templates)?;
    let Some(out) = &arguments.out else {
        console::say(document.plain_text().trim_end());
        return Ok(ExitCode::SUCCESS);
    };
    let rendered = documents::render(&document)?;
    let mut folder = ResultFolder::open(out)?;
    documents::write_all(&mut folder, &facts, &rendered)?;
    // What an earlier run was written in is not what this one is.
    match &toml {
        Some(toml) => folder.write(documents::TEMPLATES, toml)?,
        None => folder.remove(documents::TEMPLATES)?,
    }
    folder.remove(MANIFEST)?;
    for name in documents::FILES {
        console::say(&format!("已写入 {}", out.join(name).display()));
    }
    Ok(ExitCode::SUCCESS)
}

/// A document other than the circular: its four files and the values behind it.
fn other(arguments: &Arguments, kind: Kind, path: &Path) -> Result<ExitCode, Failure> {
    if arguments.templates.is_some() {
        return Err(Failure::WrongInput(
            "只有通报有文稿模板；其他文种请去掉 --templates".to_owned(),
        ));
    }
    let json = read_input(path, "文稿数据")?;
    let wrong = |error: KindError| Failure::WrongInput(format!("{}：{error}", path.display()));
    let document: Document = kind.compose(&json, Edition::Confirmed).map_err(wrong)?;
    let Some(out) = &arguments.out else {
        console::say(document.plain_text().trim_end());
        return Ok(ExitCode::SUCCESS);
    };
    let files = documents::four_files(&document)?;
    let mut folder = ResultFolder::open(out)?;
    for (ending, bytes) in ["docx", "pdf", "html", "xlsx"].into_iter().zip(&files) {
        let name = format!("{}.{ending}", kind.word());
        folder.write(&name, bytes)?;
        console::say(&format!("已写入 {}", out.join(name).display()));
    }
    folder.write(documents::FACTS, &json)?;
    let listed = Listed {
        kind: kind.word().to_owned(),
        values: documents::FACTS.to_owned(),
        files: std::mem::take(&mut folder.digests),
    };
    Manifest::of(Edition::Confirmed, vec![listed]).write(out, &[], Vec::new())?;
    for note in &document.notes {
        console::note(&format!("请留意：{note}"));
    }
    Ok(ExitCode::SUCCESS)
}

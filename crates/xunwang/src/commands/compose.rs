//! `xunwang compose`: the circular from given facts.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use xunwang_domain::circular::CircularFacts;
use xunwang_report::document::Edition;
use xunwang_report::templates::{STANDARD, Templates};

use super::{Failure, documents, read_input};
use crate::console;
use crate::folder::ResultFolder;

/// 由给定的数据形成通报及附件
#[derive(Args)]
#[command(after_help = "\
示例：
  xunwang compose facts.json --out 通报
  xunwang compose --print-templates > 模板.toml
  xunwang compose facts.json --templates 模板.toml --preview
模板只写要改的句子，其余用标准的；不认识的占位逐处指出。")]
pub(crate) struct Arguments {
    /// 通报数据（FACTS.json）
    #[arg(value_name = "FACTS.json", required_unless_present = "print_templates")]
    facts: Option<PathBuf>,
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
    #[arg(long, conflicts_with_all = ["facts", "out", "templates", "preview"])]
    print_templates: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let Some(path) = &arguments.facts else {
        console::say(STANDARD.trim_end());
        return Ok(ExitCode::SUCCESS);
    };
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
    for name in documents::FILES {
        console::say(&format!("已写入 {}", out.join(name).display()));
    }
    Ok(ExitCode::SUCCESS)
}

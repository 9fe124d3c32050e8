//! `xunwang compose`: the circular from given facts.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use xunwang_domain::circular::CircularFacts;
use xunwang_report::document::Edition;

use super::{Failure, documents, read_input};
use crate::console;
use crate::folder::ResultFolder;

/// 由给定的数据形成通报及附件
#[derive(Args)]
#[command(after_help = "示例：\n  xunwang compose facts.json --out 通报")]
pub(crate) struct Arguments {
    /// 通报数据（FACTS.json）
    #[arg(value_name = "FACTS.json")]
    facts: PathBuf,
    /// 结果文件夹
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let json = read_input(&arguments.facts, "通报数据")?;
    let facts = CircularFacts::from_json(&json)
        .map_err(|error| Failure::WrongInput(format!("{}：{error}", arguments.facts.display())))?;
    let rendered = documents::render_all(&facts, Edition::Confirmed)?;
    let mut folder = ResultFolder::open(&arguments.out)?;
    documents::write_all(&mut folder, &facts, &rendered)?;
    for name in documents::FILES {
        console::say(&format!("已写入 {}", arguments.out.join(name).display()));
    }
    Ok(ExitCode::SUCCESS)
}

//! Messages as a CSV file, and the table of moves as TSV.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use xunwang_app::office::{FEEDBACK_EXPORT_COLUMNS, FeedbackExport, feedback_moves};
use xunwang_ports::FeedbackQuery;

use super::super::feedback::{Database, failed};
use super::super::{Failure, write_output};
use crate::console;

/// Where to, and from which database.
#[derive(Args)]
pub(super) struct Arguments {
    /// 写到哪个文件
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    database: Database,
}

/// Where to.
#[derive(Args)]
pub(super) struct Moves {
    /// 写到哪个文件
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

pub(super) async fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let app = arguments.database.open(false).await?;
    // A file that is half written is none: the rows go beside it first.
    let beside = arguments.out.with_extension("part");
    write_output(&beside, b"")?;
    let mut file = csv::Writer::from_path(&beside).map_err(anyhow::Error::from)?;
    file.write_record(FEEDBACK_EXPORT_COLUMNS)
        .map_err(anyhow::Error::from)?;
    let mut export = FeedbackExport::begin(&app, None, FeedbackQuery::default())
        .await
        .map_err(failed)?;
    while let Some(rows) = export.next().await.map_err(failed)? {
        for row in rows {
            file.write_record(row).map_err(anyhow::Error::from)?;
        }
    }
    let written = export.written();
    file.flush()?;
    drop(file);
    std::fs::rename(&beside, &arguments.out)?;
    console::say(&format!("已导出 {written} 条留言：{}", arguments.out.display()));
    Ok(ExitCode::SUCCESS)
}

pub(super) fn moves(arguments: &Moves) -> Result<ExitCode, Failure> {
    let rows = feedback_moves().map(|row| row.join("\t") + "\n");
    let table: String = std::iter::once("state\taction\trole\tto\n".to_owned())
        .chain(rows)
        .collect();
    write_output(&arguments.out, table.as_bytes())?;
    console::say(&format!("已导出状态转换表：{}", arguments.out.display()));
    Ok(ExitCode::SUCCESS)
}

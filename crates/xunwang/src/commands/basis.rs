//! `xunwang lexicon` and `xunwang names`: what texts are checked by, looked through, written out and compared.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Subcommand};
use xunwang_app::proof::{
    ChangeKind, TableChange, lexicon_workbook, names_workbook, read_lexicon, read_names, table_changes,
};
use xunwang_text::lexicon::{Lexicon, Warning, seed_lexicons, warnings};
use xunwang_text::names::{NameBook, name_warnings, national_bodies, sample};

use super::{Failure, read_input, write_output};
use crate::console;

/// 词库：核查、导出、比较
#[derive(Args)]
#[command(after_help = "示例：
  xunwang lexicon check 本单位词库.xlsx
  xunwang lexicon export 本单位词库.json --out 本单位词库.xlsx
  xunwang lexicon export seed-terms --out 内置名称提法.xlsx
  xunwang lexicon diff 旧词库.xlsx 新词库.xlsx")]
pub(crate) struct LexiconArguments {
    #[command(subcommand)]
    action: Action,
}

/// 姓名职务词典：核查、导出、比较
#[derive(Args)]
#[command(after_help = "示例：
  xunwang names export sample --out 姓名职务词典模板.xlsx
  xunwang names check 姓名职务词典.xlsx
  xunwang names export 姓名职务词典.xlsx --out 姓名职务词典.json
  xunwang names diff 旧词典.xlsx 新词典.xlsx")]
pub(crate) struct NamesArguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
#[command(
    disable_help_subcommand = true,
    subcommand_help_heading = "操作",
    subcommand_value_name = "操作"
)]
enum Action {
    /// 核查：能否读入，有无重复、冲突，会不会命中常用词和正确的公文
    Check {
        /// 待核查的文件（JSON、XLSX、XLS、CSV），可写多个，按先后合用
        #[arg(value_name = "FILE", required = true)]
        files: Vec<PathBuf>,
        /// 每条一行 JSON
        #[arg(long)]
        json: bool,
    },
    /// 导出：写成 XLSX 或 JSON，改后可再读入
    Export {
        /// 要导出的文件，或内置的编号（词库 seed-terms、seed-wording、seed-typos、seed-spam；词典 national-bodies、sample）
        #[arg(value_name = "FILE|编号")]
        source: PathBuf,
        /// 写到这个文件，扩展名 .xlsx 或 .json 决定格式；已有的文件不覆盖
        #[arg(long, value_name = "PATH")]
        out: PathBuf,
    },
    /// 比较两版：新增、删去和修改的条目
    Diff {
        /// 旧版
        #[arg(value_name = "OLD")]
        old: PathBuf,
        /// 新版
        #[arg(value_name = "NEW")]
        new: PathBuf,
        /// 每条一行 JSON
        #[arg(long)]
        json: bool,
    },
}

pub(crate) fn lexicon(arguments: &LexiconArguments) -> Result<ExitCode, Failure> {
    match &arguments.action {
        Action::Check { files, json } => check_lexicons(files, *json)?,
        Action::Export { source, out } => {
            let lexicon = lexicon_of(source)?;
            write_out(
                out,
                lexicon.entries.len(),
                "条",
                || lexicon_workbook(&lexicon),
                || lexicon.to_json(),
            )?;
        }
        Action::Diff { old, new, json } => {
            let (old, new) = (lexicon_of(old)?, lexicon_of(new)?);
            // The number of an entry, the first column, tells which belong together.
            tell_changes(
                &[("", table_changes(&old.to_rows(), &new.to_rows(), &[0]))],
                *json,
            );
        }
    }
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn names(arguments: &NamesArguments) -> Result<ExitCode, Failure> {
    match &arguments.action {
        Action::Check { files, json } => {
            for path in files {
                check_names(path, *json)?;
            }
        }
        Action::Export { source, out } => {
            let book = names_of(source)?;
            let count = book.tenures.len() + book.bodies.len() + book.orders.len();
            write_out(out, count, "行", || names_workbook(&book), || book.to_json())?;
        }
        Action::Diff { old, new, json } => {
            let (old, new) = (names_of(old)?, names_of(new)?);
            let changes = [
                (
                    "任职",
                    table_changes(&old.tenures_to_rows(), &new.tenures_to_rows(), &[0, 2, 1]),
                ),
                (
                    "机构",
                    table_changes(&old.bodies_to_rows(), &new.bodies_to_rows(), &[0]),
                ),
                (
                    "排序",
                    table_changes(&old.orders_to_rows(), &new.orders_to_rows(), &[0]),
                ),
            ];
            tell_changes(&changes, *json);
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// A lexicon by its file, or one that ships by its number.
fn lexicon_of(source: &Path) -> Result<Lexicon, Failure> {
    let id = source.to_string_lossy();
    if let Some(lexicon) = seed_lexicons().iter().find(|lexicon| lexicon.id == id) {
        return Ok(lexicon.as_ref().clone());
    }
    let bytes = read_input(source, "词库")?;
    read_lexicon(&id, &bytes).map_err(|error| Failure::WrongInput(format!("{id}：{error}")))
}

fn names_of(source: &Path) -> Result<NameBook, Failure> {
    let id = source.to_string_lossy();
    let shipped = [national_bodies().as_ref().clone(), sample()];
    if let Some(book) = shipped.into_iter().find(|book| book.id == id) {
        return Ok(book);
    }
    let bytes = read_input(source, "姓名职务词典")?;
    read_names(&id, &bytes).map_err(|error| Failure::WrongInput(format!("{id}：{error}")))
}

/// What the lexicons make doubtful together with those that ship, and what those do not already. A changed copy of one that
/// ships is looked through in its stead.
fn check_lexicons(files: &[PathBuf], json: bool) -> Result<(), Failure> {
    let mut lexicons: Vec<Arc<Lexicon>> = seed_lexicons().to_vec();
    let known = warnings(&lexicons);
    let mut entries = 0;
    for path in files {
        let lexicon = Arc::new(lexicon_of(path)?);
        entries += lexicon.entries.len();
        let mut shipped = lexicons.iter_mut().take(seed_lexicons().len());
        match shipped.find(|shipped| shipped.id == lexicon.id) {
            Some(shipped) => *shipped = lexicon,
            None => lexicons.push(lexicon),
        }
    }
    let found: Vec<Warning> = warnings(&lexicons)
        .into_iter()
        .filter(|warning| !known.contains(warning))
        .collect();
    for warning in &found {
        if json {
            let line = serde_json::json!({
                "lexicon": warning.lexicon, "entry": warning.entry, "kind": warning.kind,
                "message": warning.message, "words": warning.words,
            });
            console::say(&line.to_string());
        } else {
            let places = match warning.words.is_empty() {
                true => String::new(),
                false => format!("（{}）", warning.words.join("、")),
            };
            console::say(&format!("“{}”：{}{places}", warning.entry, warning.message));
        }
    }
    console::note(&format!("读入{entries}条，{}", doubts(found.len())));
    Ok(())
}

fn check_names(path: &Path, json: bool) -> Result<(), Failure> {
    let book = names_of(path)?;
    let found = name_warnings(&book);
    for warning in &found {
        if json {
            let line = serde_json::json!({ "about": warning.about, "message": warning.message });
            console::say(&line.to_string());
        } else {
            console::say(&format!("“{}”：{}", warning.about, warning.message));
        }
    }
    console::note(&format!(
        "读入任职{}行、机构{}行、排序{}行，{}",
        book.tenures.len(),
        book.bodies.len(),
        book.orders.len(),
        doubts(found.len())
    ));
    Ok(())
}

fn doubts(count: usize) -> String {
    match count {
        0 => "没有发现疑点".to_owned(),
        count => format!("{count}处疑点，请逐条看过再启用"),
    }
}

/// Writes a file whose ending says its form.
fn write_out(
    out: &Path,
    count: usize,
    counter: &str,
    workbook: impl FnOnce() -> Result<Vec<u8>, String>,
    json: impl FnOnce() -> String,
) -> Result<(), Failure> {
    let ending = out.extension().map(|ending| ending.to_ascii_lowercase());
    let bytes = match ending.as_deref().and_then(|ending| ending.to_str()) {
        Some("xlsx") => workbook().map_err(Failure::WrongInput)?,
        Some("json") => json().into_bytes(),
        _ => {
            let message = format!("--out {}：扩展名应为 .xlsx 或 .json", out.display());
            return Err(Failure::WrongInput(message));
        }
    };
    if out.exists() {
        let message = format!("{} 已存在，不覆盖；请换一个文件名", out.display());
        return Err(Failure::WrongInput(message));
    }
    write_output(out, &bytes)?;
    console::note(&format!("已写出{count}{counter}：{}", out.display()));
    Ok(())
}

fn tell_changes(tables: &[(&str, Vec<TableChange>)], json: bool) {
    let mut counts = [0; 3];
    for (table, changes) in tables {
        for change in changes {
            let (place, word) = match change.change {
                ChangeKind::Added => (0, "新增"),
                ChangeKind::Gone => (1, "删去"),
                ChangeKind::Changed => (2, "修改"),
            };
            counts[place] += 1;
            if json {
                let mut line = serde_json::json!(change);
                if !table.is_empty() {
                    line["table"] = (*table).into();
                }
                console::say(&line.to_string());
                continue;
            }
            let fields: Vec<String> = change
                .fields
                .iter()
                .filter(|_| change.change == ChangeKind::Changed)
                .map(|field| format!("{}“{}”→“{}”", field.field, field.before, field.after))
                .collect();
            let fields = if fields.is_empty() {
                String::new()
            } else {
                format!("：{}", fields.join("；"))
            };
            console::say(&format!("{word}{table}“{}”{fields}", change.key));
        }
    }
    let [added, gone, changed] = counts;
    console::note(&format!("新增{added}，删去{gone}，修改{changed}"));
}

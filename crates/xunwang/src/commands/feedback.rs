//! `xunwang feedback`: records of the national platform taken over, and how messages were handled.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use chrono::NaiveDate;
use clap::{Args, Subcommand};
use xunwang_app::office::{App, AppError, FeedbackFigures, Figures, feedback_figures, import_feedback};
use xunwang_domain::feedback::{FeedbackKind, FeedbackStage, status_label};
use xunwang_ports::{SystemChance, SystemClock};
use xunwang_store::{DataFolders, SqliteStore};

use super::{Failure, read_input};
use crate::console;
use crate::moment::parse_day;
use crate::table::Table;

/// 找错留言：导入国家平台的记录，统计办理情况
#[derive(Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// 导入国家平台的列表、明细 JSON，或 CSV、XLSX 表格；同一记录再次导入只更新，不重复
    #[command(
        after_help = "示例：\n  xunwang feedback import 列表.json 明细.jsonl --data /srv/xunwang\n  xunwang feedback import 三季度留言.xlsx\n表格的列：编号、网站标识码、网站名称、问题类型、办理状态、公布日期、问题网址、问题描述、提交日期、办理单位、办理日期、办理结果、驳回原因。\n任何一个文件有错误时，什么都不写入，退出码为 2。留言中的个人信息先遮蔽再入库。"
    )]
    Import(Import),
    /// 统计：收到、按期办结、超期办结、在办未到期、逾期未办结，按状态、类型、省份、网站分组
    #[command(
        after_help = "示例：\n  xunwang feedback stats --from 2023-07-01 --to 2023-09-19 --area 广东\n  xunwang feedback stats --json"
    )]
    Stats(Stats),
}

/// Whose database.
#[derive(Args)]
pub(crate) struct Database {
    /// 办公数据文件夹，其中的 xunwang.db 是数据库
    #[arg(long, value_name = "DIR", default_value = "xunwang-data")]
    data: PathBuf,
    /// 另指定数据库，写成 sqlite:路径
    #[arg(long, value_name = "URL")]
    db: Option<String>,
}

#[derive(Args)]
struct Import {
    /// 要导入的文件
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    database: Database,
}

#[derive(Args)]
struct Stats {
    /// 收到日期不早于这一天；收到日期不明的按公布日期
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    from: Option<NaiveDate>,
    /// 收到日期不晚于这一天
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    to: Option<NaiveDate>,
    /// 只统计这个省份（如“广东”“国务院部门”）
    #[arg(long, value_name = "NAME")]
    area: Option<String>,
    /// 以 JSON 输出
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    database: Database,
}

pub(crate) async fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    match arguments.action {
        Action::Import(wanted) => import(wanted).await,
        Action::Stats(wanted) => stats(wanted).await,
    }
}

impl Database {
    /// The application over it; made where it is not there and `may_be_new`.
    pub(crate) async fn open(&self, may_be_new: bool) -> Result<App, Failure> {
        let path = match &self.db {
            None => self.data.join("xunwang.db"),
            Some(url) => PathBuf::from(
                url.strip_prefix("sqlite:")
                    .map(|rest| rest.trim_start_matches("//"))
                    .ok_or_else(|| {
                        Failure::WrongInput(format!(
                            "数据库“{url}”不能使用；请写成 sqlite:路径，例如 sqlite:/srv/xunwang/xunwang.db"
                        ))
                    })?,
            ),
        };
        if !path.exists() && !may_be_new {
            return Err(Failure::WrongInput(format!(
                "没有数据库 {}；请用 --data 指定导入时用的文件夹",
                path.display()
            )));
        }
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).map_err(|error| {
                Failure::WrongInput(format!("文件夹 {} 不能使用：{error}", folder.display()))
            })?;
        }
        let store = SqliteStore::open_office(&path)
            .await
            .map_err(|error| Failure::Failed(format!("数据库 {} 打不开：{error}", path.display())))?;
        Ok(App::new(
            Arc::new(store),
            Arc::new(DataFolders::new(&self.data)),
            Arc::new(SystemClock),
            Arc::new(SystemChance),
        ))
    }
}

/// What a use case refused is wrong input.
pub(crate) fn failed(error: AppError) -> Failure {
    match error {
        AppError::Refused(message) => Failure::WrongInput(message),
        other => Failure::Failed(other.to_string()),
    }
}

async fn import(wanted: Import) -> Result<ExitCode, Failure> {
    let mut files = Vec::new();
    for path in &wanted.files {
        let bytes = read_input(path, "留言文件")?;
        files.push((path.display().to_string(), bytes));
    }
    let app = wanted.database.open(true).await?;
    let done = import_feedback(&app, None, files).await.map_err(failed)?;
    console::say(&format!(
        "读入 {} 条：新增 {} 条，更新 {} 条，未变 {} 条。",
        done.records, done.new, done.changed, done.same
    ));
    if done.unregistered > 0 {
        console::note(&format!(
            "新增的留言中有 {} 条的网站不在台账里，由省级主管处理。",
            done.unregistered
        ));
    }
    Ok(ExitCode::SUCCESS)
}

async fn stats(wanted: Stats) -> Result<ExitCode, Failure> {
    if let (Some(from), Some(to)) = (wanted.from, wanted.to)
        && from > to
    {
        return Err(Failure::WrongInput("--from 晚于 --to；请对调".to_owned()));
    }
    let app = wanted.database.open(false).await?;
    let figures = feedback_figures(&app, (wanted.from, wanted.to), wanted.area.as_deref())
        .await
        .map_err(failed)?;
    if wanted.json {
        let json = serde_json::to_string_pretty(&figures).map_err(anyhow::Error::from)?;
        console::say(&json);
    } else {
        print(&figures);
    }
    Ok(ExitCode::SUCCESS)
}

fn print(figures: &FeedbackFigures) {
    let head = |first| {
        Table::new([
            first,
            "收到",
            "按期办结",
            "超期办结",
            "在办未到期",
            "逾期未办结",
            "日期不全",
            "办结率",
            "按期办结率",
        ])
    };
    let rate =
        |rate: Option<f64>| rate.map_or_else(|| "—".to_owned(), |rate| format!("{:.1}%", rate * 100.0));
    let row = |name: &str, figures: &Figures| {
        let tally = figures.tally;
        let counts = [
            tally.received,
            tally.closed_on_time,
            tally.closed_late,
            tally.open,
            tally.overdue,
            tally.undated,
        ];
        std::iter::once(name.to_owned())
            .chain(counts.map(|count| count.to_string()))
            .chain([rate(figures.closed_rate), rate(figures.on_time_rate)])
            .collect::<Vec<_>>()
    };
    let mut table = head("全部");
    table.add(row("合计", &figures.all));
    console::say(&table.to_string());
    let kind = |code: &str| FeedbackKind::parse(code).map_or(code.to_owned(), |kind| kind.label().to_owned());
    let status = |word: &str| match FeedbackStage::of_word(word) {
        Some(stage) => stage.label().to_owned(),
        None => status_label(word).to_owned(),
    };
    let print =
        |title, group: &std::collections::BTreeMap<String, Figures>, name: &dyn Fn(&str) -> String| {
            let mut table = head(title);
            let mut rows: Vec<_> = group.iter().collect();
            rows.sort_by_key(|(_, figures)| std::cmp::Reverse(figures.tally.received));
            for (key, figures) in rows.iter().take(SHOWN) {
                table.add(row(&name(key), figures));
            }
            console::say(&table.to_string());
            if rows.len() > SHOWN {
                console::note(&format!(
                    "（只列出留言最多的 {SHOWN} 个，共 {} 个；全部见 --json）\n",
                    rows.len()
                ));
            }
        };
    print("办理状态", &figures.by_status, &status);
    print("问题类型", &figures.by_type, &kind);
    print("省份", &figures.by_area, &|name| name.to_owned());
    print("网站标识码", &figures.by_site, &|code| {
        if code.is_empty() { "（无）" } else { code }.to_owned()
    });
}

/// Rows of a group on the terminal.
const SHOWN: usize = 40;

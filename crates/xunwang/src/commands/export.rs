//! `xunwang export`: what the office has issued, as files that `verify` reads, and the reports and notices of a round.

mod between;
mod feedback;
mod index;
mod issued;
mod notices;
mod printer;
mod reports;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Subcommand};
use xunwang_app::office::App;
use xunwang_domain::round::{Round, RoundId};
use xunwang_ports::{Store, SystemChance, SystemClock};
use xunwang_report::document::Edition;
use xunwang_store::{DataFolders, SqliteStore};

use super::Failure;

/// The document with the source of each number.
pub(crate) const DOCUMENT: &str = "document.json";
/// When and by whom it was signed, and the digest of each file.
pub(crate) const SEAL: &str = "seal.json";
/// The signed finals beside them: who handed each in, its digest, what was otherwise in it.
pub(crate) const FINALS: &str = "finals.json";

/// 导出：把办公数据中的通报、检查报告、整改通知书写成文件
#[derive(Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// 一轮检查的报告：每个网站、每个地区各一份，有目录；已印发的通报（附签发件）每份一个文件夹；整个文件夹可用 verify 核验
    #[command(
        after_help = "示例：\n  xunwang export reports --data /srv/xunwang --round 2026Q3 --out 三季度 --format pdf,docx\n  xunwang verify 三季度\n没有判定的轮次，报告每页印有“机器检查初稿，未经人工复核”。敏感线索的内容不写入任何报告。"
    )]
    Reports(Wanted),
    /// 一轮检查中不合格网站的整改通知书：每个主办单位、每个地区各一份
    #[command(
        after_help = "示例：\n  xunwang export notices --data /srv/xunwang --round 2026Q3 --deadline 2026-10-20 --out 整改通知书"
    )]
    Notices(notices::Arguments),
    /// 最近一次巡查的提示单：达到或接近单项否决标准的网站，每个主办单位一份
    Reminders(between::Reminders),
    /// 监管日报、周报、月报：可用性、预警、问题变化
    #[command(
        after_help = "示例：\n  xunwang export digest --kind week --day 2026-09-27 --out 周报 --format pdf,docx"
    )]
    Digest(between::Wanted),
    /// “我为政府网站找错”留言办理情况：一段时间收到的留言，分地区的办理数字，集中反映的问题
    #[command(
        after_help = "示例：\n  xunwang export feedback-summary --from 2026-07-01 --to 2026-09-15 --out 找错情况 --format pdf,docx"
    )]
    FeedbackSummary(between::Messages),
    /// 找错留言：一条一行，CSV；个人信息已遮蔽
    #[command(after_help = "示例：\n  xunwang export feedback --data /srv/xunwang --out 留言.csv")]
    Feedback(feedback::Arguments),
    /// 找错留言的状态转换表：哪个环节、哪个动作、哪个角色，转到哪里；“-”为不允许
    #[command(after_help = "示例：\n  xunwang export feedback-moves --out 状态转换表.tsv")]
    FeedbackMoves(feedback::Moves),
}

/// Of which round, and where to.
#[derive(Args)]
struct Wanted {
    /// 检查轮次：编号，或写成 2026Q3 的季度
    #[arg(long, value_name = "ID")]
    round: String,
    #[command(flatten)]
    target: Target,
}

/// From which office, and where to.
#[derive(Args)]
struct Target {
    /// 办公数据文件夹
    #[arg(long, value_name = "DIR", default_value = "xunwang-data")]
    data: PathBuf,
    /// 写到哪个文件夹，须为空或不存在
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// 文件格式，逗号分隔：pdf、docx、html、xlsx、json（文稿数据）
    #[arg(long, value_name = "LIST", value_delimiter = ',', default_value = "pdf")]
    format: Vec<printer::Format>,
}

pub(crate) async fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    match arguments.what {
        What::Reports(wanted) => reports::run(&wanted).await,
        What::Notices(arguments) => notices::run(&arguments).await,
        What::Reminders(arguments) => between::reminders(&arguments).await,
        What::Digest(arguments) => between::digest(&arguments).await,
        What::FeedbackSummary(arguments) => between::messages(&arguments).await,
        What::Feedback(arguments) => feedback::run(&arguments).await,
        What::FeedbackMoves(arguments) => feedback::moves(&arguments),
    }
}

/// The office's database, once data folder and target have been looked at; nothing is written yet.
async fn opened(wanted: &Target) -> Result<(App, Arc<dyn Store>), Failure> {
    let path = wanted.data.join("xunwang.db");
    if !path.exists() {
        return Err(Failure::WrongInput(format!(
            "{} 不是办公数据文件夹（没有 xunwang.db）；请用 --data 指定 serve 用的文件夹",
            wanted.data.display()
        )));
    }
    if std::fs::read_dir(&wanted.out).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(Failure::WrongInput(format!(
            "{} 中已有其他文件；请用 --out 另指定一个文件夹",
            wanted.out.display()
        )));
    }
    let store = SqliteStore::open_office(&path)
        .await
        .map_err(|error| Failure::Failed(format!("数据库 {} 打不开：{error}", path.display())))?;
    let store: Arc<dyn Store> = Arc::new(store);
    let app = App::new(
        Arc::clone(&store),
        Arc::new(DataFolders::new(&wanted.data)),
        Arc::new(SystemClock),
        Arc::new(SystemChance),
    );
    Ok((app, store))
}

/// The round that is meant; none where there is no such round.
async fn round_of(store: &dyn Store, name: &str) -> Result<Option<RoundId>, Failure> {
    let mut tx = store.read().await.map_err(anyhow::Error::from)?;
    let is_meant = |round: &Round| round.id.0.to_string() == name || round.quarter.to_string() == name;
    let rounds = tx.rounds().await.map_err(anyhow::Error::from)?;
    let meant: Vec<Round> = rounds.into_iter().filter(is_meant).collect();
    match meant.as_slice() {
        [] => Ok(None),
        [one] => Ok(Some(one.id)),
        several => {
            let list: Vec<String> = several
                .iter()
                .map(|round| format!("  {}　{}", round.id.0, round.title()))
                .collect();
            Err(Failure::WrongInput(format!(
                "“{name}”有{}个轮次，请用 --round 写编号：\n{}",
                several.len(),
                list.join("\n")
            )))
        }
    }
}

/// A draft until the round has been judged.
fn edition(is_judged: bool) -> Edition {
    if is_judged {
        Edition::Confirmed
    } else {
        Edition::Provisional
    }
}

/// A name that every file system takes: no separators, no wildcards, of bounded length.
fn file_name(name: &str) -> String {
    let is_bad = |letter: char| letter.is_control() || r#"/\:*?"<>|"#.contains(letter);
    let clean = name.trim().chars().take(60);
    let clean: String = clean
        .map(|letter| if is_bad(letter) { '-' } else { letter })
        .collect();
    match clean.trim_matches(['.', ' ']) {
        "" => "无名".to_owned(),
        name => name.to_owned(),
    }
}

fn made(folder: &Path) -> Result<(), Failure> {
    std::fs::create_dir_all(folder)
        .map_err(|error| Failure::Failed(format!("不能建立 {}：{error}", folder.display())))
}

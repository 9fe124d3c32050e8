//! `xunwang media`: new-media accounts and what was seen of them taken over, inspected, given back.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use clap::{Args, Subcommand};
use xunwang_app::office::{
    MediaFiles, MediaInspection, MediaQuestion, MenuVisit, NamedFile, TextSupply, all_unregistered,
    import_media_files, import_search, import_tool, inspect_media, media_rows,
};
use xunwang_domain::account::{Unregistered, UnregisteredWord};
use xunwang_domain::judgement::Judgement;
use xunwang_fetch::FetchSettings;
use xunwang_sheet::SheetRows;

use super::feedback::{Database, failed};
use super::inspect::{parse_rate, read_hosts};
use super::inspection::standard;
use super::office::fetcher;
use super::text_checks::{Typing, read_checks};
use super::{Failure, read_input, write_output};
use crate::console;
use crate::folder::ResultFolder;
use crate::moment;

/// 政务新媒体：导入账号和观测，检查，导出账号台账
#[derive(Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// 导入账号台账、观测、发布内容和菜单（XLSX、XLS、CSV）；再次导入只更新，不重复
    #[command(
        after_help = "示例：\n  xunwang media import --accounts 新媒体台账.xlsx --data /srv/xunwang\n  xunwang media import --accounts 账号.csv --observations 观测.csv --posts 发布1.csv 发布2.csv --menus 菜单.csv\n列名：\n  账号：账号编号、账号名称、平台、平台ID、平台账号、认证主体、主办单位、主管单位、地区或部门、账号链接、开设日期、状态、注销凭证、同平台多号理由、同平台多号期限\n  观测：账号编号、来源、观测时间、结果（成功、失败、授权过期、隐藏）、全量（是、否）、平台ID、平台账号、账号名称、认证主体、互动功能（有、无、空）\n  发布：账号编号、来源、标题、正文、链接、发布时间、内容编号、删除\n  菜单：账号编号、菜单、链接\n  搜索结果：平台、账号名称、平台ID、认证主体、链接\n任何一个文件有错误时，什么都不写入，退出码为 2。写为注销而没有注销凭证的，按“关停”登记。没有写时区的时间是北京时间。"
    )]
    Import(Import),
    /// 检查全部账号，写出 accounts.csv 和 findings.jsonl；看不到的一律记为未能检测
    #[command(
        after_help = "示例：\n  xunwang media inspect --as-of 2023-09-15 --out 新媒体结果 --data /srv/xunwang\n公众号菜单中的网址逐个访问。有账号未能检测时，退出码为 3。"
    )]
    Inspect(Box<Inspect>),
    /// 导出账号台账（扩展名为 .xlsx 或 .csv），可以再次导入
    #[command(after_help = "示例：\n  xunwang media export --out 新媒体台账.xlsx --data /srv/xunwang")]
    Export(Export),
}

#[derive(Args)]
struct Import {
    /// 账号台账
    #[arg(long, value_name = "FILE", required_unless_present_any = ["observations", "posts", "menus", "search", "tool"])]
    accounts: Option<PathBuf>,
    /// 观测
    #[arg(long, value_name = "FILE", num_args = 1..)]
    observations: Vec<PathBuf>,
    /// 发布内容
    #[arg(long, value_name = "FILE", num_args = 1..)]
    posts: Vec<PathBuf>,
    /// 菜单
    #[arg(long, value_name = "FILE", num_args = 1..)]
    menus: Vec<PathBuf>,
    /// 在平台上按单位名称搜索的结果：找出没有登记的账号
    #[arg(long, value_name = "FILE", num_args = 1..)]
    search: Vec<PathBuf>,
    /// 平台工具导出的发布内容（XLSX、XLS、CSV、JSON），列按 --mapping 对应
    #[arg(long, value_name = "FILE", num_args = 1.., requires = "mapping")]
    tool: Vec<PathBuf>,
    /// 对应关系的名称，在网页“导入平台工具导出”中设置
    #[arg(long, value_name = "NAME")]
    mapping: Option<String>,
    #[command(flatten)]
    database: Database,
}

#[derive(Args)]
struct Inspect {
    /// 监测时间点；只写日期时指当日24时
    #[arg(long, value_name = "DATE", value_parser = moment::parse_moment)]
    as_of: DateTime<Utc>,
    /// 结果文件夹
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// 主机表，每行“主机 IP:端口”，代替域名解析
    #[arg(long, value_name = "FILE")]
    hosts: Option<PathBuf>,
    /// 检查指标的编号
    #[arg(long, value_name = "ID", default_value = "guobanmihan-2019-19")]
    standard: String,
    /// 打不开的菜单链接复查的间隔秒数，0 为立即
    #[arg(long, value_name = "S", default_value_t = 60)]
    second_look: u64,
    /// 每台主机每秒最多请求数
    #[arg(long, value_name = "R", default_value = "5", value_parser = parse_rate)]
    rate: f64,
    #[command(flatten)]
    database: Database,
}

#[derive(Args)]
struct Export {
    /// 写到哪个文件
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    database: Database,
}

pub(crate) async fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    match arguments.action {
        Action::Import(wanted) => import(wanted).await,
        Action::Inspect(wanted) => inspect(*wanted).await,
        Action::Export(wanted) => export(wanted).await,
    }
}

async fn import(wanted: Import) -> Result<ExitCode, Failure> {
    let read = |path: &PathBuf, what: &str| -> Result<NamedFile, Failure> {
        Ok((path.display().to_string(), read_input(path, what)?))
    };
    let all = |paths: &[PathBuf], what: &str| -> Result<Vec<NamedFile>, Failure> {
        paths.iter().map(|path| read(path, what)).collect()
    };
    let files = MediaFiles {
        accounts: wanted
            .accounts
            .as_ref()
            .map(|path| read(path, "账号台账"))
            .transpose()?,
        observations: all(&wanted.observations, "观测文件")?,
        posts: all(&wanted.posts, "发布内容文件")?,
        menus: all(&wanted.menus, "菜单文件")?,
    };
    let searched = all(&wanted.search, "搜索结果")?;
    let app = wanted.database.open(true).await?;
    let done = import_media_files(&app, files).await.map_err(failed)?;
    for (name, bytes) in all(&wanted.tool, "平台工具导出")? {
        let mapping = wanted.mapping.as_deref().unwrap_or_default();
        let taken = import_tool(&app, (&name, bytes), mapping).await.map_err(failed)?;
        console::say(&format!(
            "{name}：{} 个账号，新增 {} 篇，有改动 {} 篇，未变 {} 篇；台账里没有的账号 {} 个，没有导入。",
            taken.accounts, taken.posts.new, taken.posts.changed, taken.posts.same, taken.unknown_total
        ));
    }
    for (name, bytes) in &searched {
        let (found, unknown) = import_search(&app, None, (name, bytes)).await.map_err(failed)?;
        console::say(&format!(
            "{name}：{found} 个账号，其中台账里没有的 {unknown} 个，请在网页“疑似未备案”中核实。"
        ));
    }
    if let Some(accounts) = &done.accounts {
        for note in &accounts.notes {
            console::note(note);
        }
        console::say(&format!(
            "账号：新增 {} 个，修改 {} 个，未变 {} 个。",
            accounts.added, accounts.changed, accounts.unchanged
        ));
    }
    console::say(&format!(
        "观测 {} 条；发布内容：新增 {} 条，有改动 {} 条，未变 {} 条；菜单 {} 个账号。",
        done.observations, done.posts.new, done.posts.changed, done.posts.same, done.menus
    ));
    Ok(ExitCode::SUCCESS)
}

async fn inspect(wanted: Inspect) -> Result<ExitCode, Failure> {
    let standard = standard(&wanted.standard)?;
    let settings = FetchSettings {
        rate_per_host: wanted.rate,
        hosts: read_hosts(wanted.hosts.as_deref())?,
        ..FetchSettings::default()
    };
    let fetcher = fetcher(settings)?;
    let app = wanted.database.open(false).await?;
    let (checks, basis) = read_checks(&[], &[], Typing::Unchecked)?;
    let texts = TextSupply {
        checks: Arc::new(checks),
        originals: Arc::default(),
        basis,
    };
    let asked = MediaQuestion {
        as_of: wanted.as_of,
        since: wanted.as_of - TimeDelta::days(92),
        standard: &standard,
        only: None,
        visit: Some(MenuVisit {
            fetcher: &*fetcher,
            second_look: Duration::from_secs(wanted.second_look),
        }),
        texts: Some(&texts),
    };
    let done = inspect_media(&app, asked).await.map_err(failed)?;
    if done.judged.is_empty() {
        return Err(Failure::WrongInput(
            "台账里没有正常运行的账号；请先用 media import 导入".to_owned(),
        ));
    }
    let unknown = all_unregistered(&app).await.map_err(failed)?;
    write(&done, &unknown, &wanted.out)?;
    let count = |wanted: Judgement| {
        let all = done.judged.iter();
        all.filter(|(_, judged)| judged.judgement == wanted).count()
    };
    let unmeasured = count(Judgement::NotMeasured);
    console::say(&format!(
        "正常运行的账号 {} 个：合格 {} 个，不合格 {} 个，未能检测 {unmeasured} 个。结果在 {}。",
        done.judged.len(),
        count(Judgement::Qualified),
        count(Judgement::Unqualified),
        wanted.out.display()
    ));
    Ok(match unmeasured {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::from(3),
    })
}

fn write(done: &MediaInspection, unknown: &[Unregistered], out: &std::path::Path) -> Result<(), Failure> {
    let mut folder = ResultFolder::open(out)?;
    let mut table = csv::Writer::from_writer(Vec::new());
    let head = [
        "account_id",
        "name",
        "platform",
        "area",
        "judgement",
        "vetoes",
        "not_measured_reason",
    ];
    table.write_record(head).map_err(anyhow::Error::from)?;
    for (account, judged) in &done.judged {
        let row = [
            account.code.as_str(),
            &account.name,
            account.platform.label(),
            &account.area,
            judged.judgement.label(),
            &judged.vetoes.join(";"),
            judged.not_measured_reason.as_deref().unwrap_or_default(),
        ];
        table.write_record(row).map_err(anyhow::Error::from)?;
    }
    let table = table.into_inner();
    let table = table.map_err(|error| Failure::Failed(error.to_string()))?;
    let mut findings = folder.begin("findings.jsonl")?;
    for finding in &done.findings {
        serde_json::to_writer(&mut findings, finding).map_err(anyhow::Error::from)?;
        findings.write_all(b"\n")?;
    }
    let open = unknown.iter().filter(|one| {
        let word = one.decision.as_ref().map(|it| it.word);
        word != Some(UnregisteredWord::Dismissed)
    });
    for one in open {
        let places: Vec<String> = one.places.iter().map(|(place, _)| place.key()).collect();
        let line = serde_json::json!({
            "rule": "account-unregistered", "indicator": "", "level": "advice", "status": "suspected",
            "account_id": "", "account_name": one.mention.name, "platform": one.mention.platform.label(),
            "message": format!("台账里没有这个账号，出现在{}处", places.len()), "excerpt": places.join("；"),
            "source": "", "observed_at": one.seen_at,
        });
        serde_json::to_writer(&mut findings, &line).map_err(anyhow::Error::from)?;
        findings.write_all(b"\n")?;
    }
    folder.finish(findings)?;
    folder.write("accounts.csv", &table)?;
    Ok(())
}

async fn export(wanted: Export) -> Result<ExitCode, Failure> {
    let ending = wanted.out.extension().and_then(|ending| ending.to_str());
    let is_xlsx = match ending.map(str::to_ascii_lowercase).as_deref() {
        Some("xlsx") => true,
        Some("csv") => false,
        _ => {
            return Err(Failure::WrongInput("--out 的扩展名应为 .xlsx 或 .csv".to_owned()));
        }
    };
    let app = wanted.database.open(false).await?;
    let rows = media_rows(&app).await.map_err(failed)?;
    let bytes = if is_xlsx {
        let sheet = SheetRows {
            name: "新媒体台账",
            rows: &rows,
        };
        xunwang_sheet::write(&[sheet]).map_err(|error| Failure::Failed(error.to_string()))?
    } else {
        let mut writer = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
        for row in &rows {
            writer.write_record(row).map_err(anyhow::Error::from)?;
        }
        let written = writer.into_inner();
        written.map_err(|error| Failure::Failed(error.to_string()))?
    };
    write_output(&wanted.out, &bytes)?;
    console::say(&format!(
        "已导出 {} 个账号：{}",
        rows.len().saturating_sub(1),
        wanted.out.display()
    ));
    Ok(ExitCode::SUCCESS)
}

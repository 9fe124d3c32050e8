//! `xunwang inspect`: one pass over all sites of a register.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};
use clap::{Args, ValueEnum};
use xunwang_app::inspection::{Earlier, EarlierRound, Plan};
use xunwang_app::registry::{RegisterImport, read_exceptions, read_register};
use xunwang_app::visit::TextChecks;
use xunwang_domain::circular::CircularFacts;
use xunwang_domain::exceptions::Exception;
use xunwang_domain::registry::SiteStatus;
use xunwang_fetch::{FetchSettings, Hosts, Robots, Roots};
use xunwang_store::EvidenceFolder;

use super::certificates::certificates_of_pem;
use super::inspection::{Order, execute, open_store};
use super::text_checks::{Checking, Typing, read_checks, read_originals};
use super::{Failure, read_input};
use crate::{console, moment};

/// 按台账检查全部网站
#[derive(Args)]
#[command(after_help = "示例：
  xunwang inspect 台账.xlsx --out 2023年第三季度 --as-of 2023-09-15
  xunwang inspect 台账.csv --channels 栏目.csv --out 结果 --facts 留言和新媒体.json
  xunwang inspect 台账.xlsx --out 结果 --exceptions 例外清单.xlsx
  xunwang inspect 台账.xlsx --out 第四季度 --previous 第三季度
  xunwang inspect 台账.xlsx --out 结果 --lexicon 本单位词库.xlsx --names 任职.xlsx
中断后用同样的命令继续，已采集的网页不再请求。")]
pub(crate) struct Arguments {
    /// 台账（CSV 或 XLSX）
    #[arg(value_name = "REGISTER")]
    register: PathBuf,
    /// 结果文件夹
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// 栏目表（CSV 或 XLSX）；XLSX 台账可改用名为“栏目”的工作表
    #[arg(long, value_name = "FILE")]
    channels: Option<PathBuf>,
    /// 例外清单（CSV 或 XLSX）；XLSX 台账可改用名为“例外清单”的工作表；对象可写引号中的词语
    #[arg(long, value_name = "FILE")]
    exceptions: Option<PathBuf>,
    /// 监测时间点，默认为现在；只写日期时指当日24时
    #[arg(long, value_name = "DATE", value_parser = moment::parse_moment)]
    as_of: Option<DateTime<Utc>>,
    /// 检查采样起始日，默认为本季度第一天
    #[arg(long, value_name = "DATE", value_parser = moment::parse_day)]
    from: Option<NaiveDate>,
    /// 检查采样截止日，默认为监测时间点当日
    #[arg(long, value_name = "DATE", value_parser = moment::parse_day)]
    to: Option<NaiveDate>,
    /// 检查指标的编号
    #[arg(long, value_name = "ID", default_value = "guobanmihan-2019-19")]
    standard: String,
    /// 留言和政务新媒体的数据（FACTS.json）
    #[arg(long, value_name = "FILE")]
    facts: Option<PathBuf>,
    /// 上一次检查的结果文件夹：与之比较，未变的网页不再重读
    #[arg(long, value_name = "DIR")]
    previous: Option<PathBuf>,
    /// 主机表，每行“主机 IP:端口”，代替域名解析
    #[arg(long, value_name = "FILE")]
    hosts: Option<PathBuf>,
    /// 受信任的根证书（PEM），用于自建证书机构
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
    /// 数据库，默认为结果文件夹中的 xunwang.db
    #[arg(long, value_name = "URL")]
    db: Option<String>,
    /// 失效目标复查的间隔秒数，0 为立即
    #[arg(long, value_name = "S", default_value_t = 60)]
    second_look: u64,
    /// robots.txt：只记录，或遵守
    #[arg(long, value_name = "record|obey", default_value = "record")]
    robots: RobotsChoice,
    /// 每个网站最多采集的网页数
    #[arg(long, value_name = "N", default_value_t = 20_000, value_parser = clap::value_parser!(u64).range(1..))]
    max_pages: u64,
    /// 每台主机每秒最多请求数（inf 为不限，仅用于测试）
    #[arg(long, value_name = "R", default_value = "5", value_parser = parse_rate)]
    rate: f64,
    /// 同时进行的请求总数
    #[arg(long, value_name = "N", default_value_t = 256, value_parser = clap::value_parser!(u64).range(1..=4096))]
    concurrency: u64,
    /// 请求失败后最多重试次数
    #[arg(long, value_name = "N", default_value_t = 2)]
    retries: u32,
    /// 是否用浏览器渲染网页；本版本不带浏览器，需要渲染的网页列为未能检测
    #[arg(long, value_name = "auto|never|always", default_value = "auto")]
    browser: BrowserChoice,
    /// 只用这些规则，以逗号分隔；这样的检查不留网页记忆，以后的 --previous 不能用它省时
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    only: Option<Vec<String>>,
    /// 本单位的词库（JSON、XLSX、CSV），可写多个；与内置词库不同时以本单位的为准
    #[arg(long, value_name = "FILE", num_args = 1)]
    lexicon: Vec<PathBuf>,
    /// 姓名职务词典（JSON，或有“任职”“机构”“排序”工作表的 XLSX），可写多个
    #[arg(long, value_name = "FILE", num_args = 1)]
    names: Vec<PathBuf>,
    /// 另用语言模型找词库之外的错别字；较慢，默认不用
    #[arg(long)]
    typos: bool,
    /// 词语模型（libime 的 zh_CN.lm）；不写时用系统已安装的
    #[arg(long, value_name = "FILE", requires = "typos")]
    model: Option<PathBuf>,
    /// 原文：文件夹、文件或另一次检查的结果文件夹，可写多个；转载其中文件的文章逐段比对
    #[arg(long, value_name = "PATH", num_args = 1)]
    sources: Vec<PathBuf>,
    /// 不检查文字
    #[arg(long, conflicts_with_all = ["lexicon", "names", "typos", "sources"])]
    no_texts: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum RobotsChoice {
    Record,
    Obey,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum BrowserChoice {
    Auto,
    Never,
    Always,
}

pub(crate) fn parse_rate(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(rate) if rate > 0.0 => Ok(rate),
        _ => Err("应为大于0的数".to_owned()),
    }
}

pub(crate) async fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    let mut plan = read_plan(&arguments)?;
    let checks = read_text_checks(&arguments, &mut plan)?;
    let fetch = FetchSettings {
        rate_per_host: arguments.rate,
        concurrency: usize::try_from(arguments.concurrency).unwrap_or(256),
        retries: arguments.retries,
        robots: match arguments.robots {
            RobotsChoice::Record => Robots::Record,
            RobotsChoice::Obey => Robots::Obey,
        },
        hosts: read_hosts(arguments.hosts.as_deref())?,
        root_certificates: match &arguments.ca {
            Some(path) => Roots::MozillaAnd(certificates_of_pem(&read_input(path, "根证书文件")?)?),
            None => Roots::Mozilla,
        },
        ..FetchSettings::default()
    };
    let previous = match &arguments.previous {
        Some(folder) => {
            let (previous, round) = open_previous(folder, &arguments.out).await?;
            plan.previous = Some(round);
            Some(previous)
        }
        None => None,
    };
    let order = Order {
        plan,
        checks,
        previous,
        fetch,
        second_look: Duration::from_secs(arguments.second_look),
        out: arguments.out,
        database: arguments.db,
    };
    let done = execute(order).await?;
    console::say(&done.summary());
    Ok(if done.summary.counts.not_measured > 0 {
        ExitCode::from(3)
    } else {
        ExitCode::SUCCESS
    })
}

/// Reads everything the user named, before anything is written.
fn read_plan(arguments: &Arguments) -> Result<Plan, Failure> {
    if arguments.browser == BrowserChoice::Always {
        return Err(Failure::WrongInput(
            "本版本不带浏览器渲染；请用 --browser auto 或 never".to_owned(),
        ));
    }
    if let (Some(from), Some(to)) = (arguments.from, arguments.to)
        && from > to
    {
        return Err(Failure::WrongInput(format!(
            "采样起始日 {from} 晚于截止日 {to}；请检查 --from 和 --to"
        )));
    }
    if let Some(only) = &arguments.only
        && let Some(unknown) = only.iter().find(|code| xunwang_rules::rule(code).is_none())
    {
        let known: Vec<_> = xunwang_rules::RULES.iter().map(|rule| rule.code.0).collect();
        return Err(Failure::WrongInput(format!(
            "没有规则“{unknown}”；可用的规则：{}",
            known.join("、")
        )));
    }
    let standard = super::inspection::standard(&arguments.standard)?;
    let bytes = read_input(&arguments.register, "台账")?;
    let channels = match &arguments.channels {
        Some(path) => Some((path.display().to_string(), read_input(path, "栏目表")?)),
        None => None,
    };
    let channels = channels
        .as_ref()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()));
    let register = read_register(&arguments.register.display().to_string(), &bytes, channels)
        .map_err(|errors| Failure::WrongInput(errors.to_string()))?;
    let (exceptions, more_notes) = read_exception_list(arguments, &register)?;
    let given = match &arguments.facts {
        Some(path) => Some(
            CircularFacts::from_json(&read_input(path, "通报数据")?)
                .map_err(|error| Failure::WrongInput(format!("{}：{error}", path.display())))?,
        ),
        None => None,
    };
    let (running, others): (Vec<_>, Vec<_>) = register
        .sites
        .into_iter()
        .partition(|site| site.status == SiteStatus::Running);
    if running.is_empty() {
        return Err(Failure::WrongInput(
            "台账中没有正常运行的网站，没有可检查的对象".to_owned(),
        ));
    }
    Ok(Plan {
        sites: running,
        outside_roster: others
            .iter()
            .map(|site| (site.code.to_string(), site.status.label().to_owned()))
            .collect(),
        exceptions,
        notes: [register.notes, more_notes].concat(),
        as_of: arguments.as_of,
        window: [arguments.from, arguments.to],
        standard: standard.id,
        only: arguments.only.clone(),
        texts: None,
        max_pages: arguments.max_pages,
        obey_robots: matches!(arguments.robots, RobotsChoice::Obey),
        given,
        previous: None,
        retest: None,
    })
}

/// The checks of texts, written down in the plan; none where no rule needs them.
fn read_text_checks(arguments: &Arguments, plan: &mut Plan) -> Result<Option<Checking>, Failure> {
    let only = plan.only_codes();
    if arguments.no_texts || !TextChecks::are_wanted(only.as_deref()) {
        return Ok(None);
    }
    let typing = if arguments.typos {
        Typing::Checked(arguments.model.as_deref())
    } else {
        Typing::Unchecked
    };
    let (checks, mut basis) = read_checks(&arguments.lexicon, &arguments.names, typing)?;
    let originals = read_originals(&arguments.sources)?;
    basis.originals = (!originals.is_empty()).then(|| originals.part());
    plan.texts = Some(basis);
    Ok(Some(Checking {
        checks: Arc::new(checks),
        originals: Arc::new(originals),
    }))
}

/// The exceptions, of the register's own sheet or of the file named, with the notes of the latter.
fn read_exception_list(
    arguments: &Arguments,
    register: &RegisterImport,
) -> Result<(Vec<Exception>, Vec<String>), Failure> {
    let Some(path) = &arguments.exceptions else {
        return Ok((register.exceptions.clone(), Vec::new()));
    };
    if !register.exceptions.is_empty() {
        return Err(Failure::WrongInput(
            "台账中已有工作表“例外清单”，又另给了 --exceptions 文件；请只保留其中一个".to_owned(),
        ));
    }
    let bytes = read_input(path, "例外清单")?;
    let read = read_exceptions(&path.display().to_string(), &bytes, &register.sites)
        .map_err(|errors| Failure::WrongInput(errors.to_string()))?;
    Ok((read.exceptions, read.notes))
}

/// Opens the result folder of a round that was finished earlier; nothing in it is changed.
async fn open_previous(folder: &Path, out: &Path) -> Result<(Earlier, EarlierRound), Failure> {
    let wrong = |why: &str| Failure::WrongInput(format!("--previous {}：{why}", folder.display()));
    if !folder.join("xunwang.db").is_file() {
        return Err(wrong(
            "不是检查的结果文件夹（没有 xunwang.db）；请指明上一次检查的结果文件夹",
        ));
    }
    let real = |path: &Path| std::fs::canonicalize(path).ok();
    if real(folder) == real(out) {
        return Err(wrong("与 --out 是同一个文件夹；请为这一次检查另选一个结果文件夹"));
    }
    let earlier = Earlier {
        store: Arc::new(open_store(folder, None).await?),
        evidence: Arc::new(EvidenceFolder::new(folder)),
    };
    let round = earlier.round().await.map_err(|error| wrong(&error.to_string()))?;
    let round = round.ok_or_else(|| wrong("其中的检查尚未完成；请先用原来的命令把它做完"))?;
    Ok((earlier, round))
}

pub(crate) fn read_hosts(path: Option<&std::path::Path>) -> Result<Option<Hosts>, Failure> {
    let Some(path) = path else {
        return Ok(None);
    };
    let bytes = read_input(path, "主机表")?;
    let wrong = |why: String| Failure::WrongInput(format!("主机表 {}：{why}", path.display()));
    let text = String::from_utf8(bytes).map_err(|_| wrong("不是 UTF-8 文本，请另存为 UTF-8".to_owned()))?;
    Ok(Some(
        Hosts::parse(&text).map_err(|error| wrong(error.to_string()))?,
    ))
}

//! `xunwang serve`: the web application in one process, on an embedded database.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use clap::Args;
use url::Url;
use xunwang_app::office::{App, KEPT, MediaWatch, TextSupply, Watch, offer_set_up};
use xunwang_fetch::{FetchSettings, Hosts, PlatformAsker, PlatformSettings};
use xunwang_media::{Places, Platforms};
use xunwang_web::WebSettings;

use super::Failure;
use super::inspect::{parse_rate, read_hosts};
use super::office::{Office, Work, bind, collector, fetcher};
use super::text_checks::{Typing, read_checks};
use crate::console;

/// 办公：打开网页应用，管理台账、人员和权限
#[derive(Args)]
#[command(
    after_help = "示例：\n  xunwang serve\n  xunwang serve --data /srv/xunwang --listen 10.0.0.5:8080\n\n首次使用时打印一个只能用一次的设置地址。程序本身只说 HTTP：请只在本机或内网使用，\n或在前面放一台提供 HTTPS 的服务器，并加 --behind-proxy。"
)]
pub(crate) struct Arguments {
    /// 监听的地址和端口
    #[arg(long, value_name = "地址:端口", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// 数据文件夹，没有则新建
    #[arg(long, value_name = "DIR", default_value = "xunwang-data")]
    data: PathBuf,
    /// 前面有提供 HTTPS 的服务器：Cookie 只经 HTTPS 发送，来访地址取自 X-Forwarded-For 的最后一个
    #[arg(long)]
    behind_proxy: bool,
    /// 只开网页，不定时探测、巡查网站，不查看账号
    #[arg(long)]
    no_watch: bool,
    /// 对照地址：本单位网络正常时总能打开的网址，可写多次。网站打不开而对照也打不开时算本方故障，不计入；不写则以台账中另外三个网站对照
    #[arg(long, value_name = "网址")]
    control: Vec<Url>,
    /// 采集一轮时，失效目标复查的间隔秒数
    #[arg(long, value_name = "S", default_value_t = 60)]
    second_look: u64,
    /// 每台主机每秒最多请求数（inf 为不限，仅用于测试）
    #[arg(long, value_name = "R", default_value = "5", value_parser = parse_rate)]
    rate: f64,
    /// 采集一轮时，每个网站最多采集的网页数
    #[arg(long, value_name = "N", default_value_t = 20_000, value_parser = clap::value_parser!(u64).range(1..))]
    max_pages: u64,
    /// 每日巡查时，每个网站最多看的网页数（首页、栏目及其相邻网页；每周六看全站）
    #[arg(long, value_name = "N", default_value_t = 150, value_parser = clap::value_parser!(u64).range(1..))]
    patrol_pages: u64,
    /// 每次探测的记录保留多少天，到期每天清理一次
    #[arg(long, value_name = "DAYS", default_value_t = KEPT, value_parser = clap::value_parser!(u32).range(30..=36_500))]
    keep_probes: u32,
    /// 主机文件：每行“主机 地址:端口”，代替域名解析
    #[arg(long, value_name = "FILE")]
    hosts: Option<PathBuf>,
}

pub(crate) async fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    // The port first: nothing is made where the program cannot run.
    let listener = bind(arguments.listen).await?;
    let mut office = Office::open(&arguments.data).await?;
    let asked = FetchSettings {
        hosts: read_hosts(arguments.hosts.as_deref())?,
        ..FetchSettings::default()
    };
    office.app = office.app.with_fetcher(fetcher(asked)?);
    let address = listener.local_addr().context("监听地址")?;
    match offer_set_up(&office.app).await.context("数据库")? {
        Some(token) => {
            console::say("首次使用，请打开（只能用一次，七天内有效）：");
            console::say(&format!("http://{address}/setup?token={token}"));
        }
        None => console::say(&format!("巡网已启动：http://{address}/")),
    }
    let work = work(arguments, &office)?;
    office.run(listener, work).await?;
    Ok(ExitCode::SUCCESS)
}

/// Texts are checked by the lexicons that the program carries.
fn work(arguments: &Arguments, office: &Office) -> Result<Work, Failure> {
    let hosts = read_hosts(arguments.hosts.as_deref())?;
    // The watch tries once: a visit that fails is what it counts.
    let once = FetchSettings {
        retries: 0,
        hosts: hosts.clone(),
        ..FetchSettings::default()
    };
    let watch = match arguments.no_watch {
        true => None,
        false => Some(
            Watch::new(office.app.clone(), fetcher(once)?, arguments.control.clone())
                .keeping(arguments.keep_probes),
        ),
    };
    let media = match arguments.no_watch {
        true => None,
        false => Some(media_watch(&office.app, hosts.clone())?),
    };
    let fetch = FetchSettings {
        rate_per_host: arguments.rate,
        hosts,
        ..FetchSettings::default()
    };
    let (checks, basis) = read_checks(&[], &[], Typing::Unchecked)?;
    let texts = TextSupply {
        checks: Arc::new(checks),
        originals: Arc::default(),
        basis,
    };
    let second_look = Duration::from_secs(arguments.second_look);
    let collector = collector(&office.app, fetch, second_look, arguments.max_pages, texts)?;
    Ok(Work {
        settings: WebSettings {
            behind_proxy: arguments.behind_proxy,
        },
        watch,
        media,
        collector: match arguments.no_watch {
            true => collector,
            false => collector.patrolling(arguments.patrol_pages),
        },
    })
}

/// Looks at accounts by the sources that their owners have set up.
fn media_watch(app: &App, hosts: Option<Hosts>) -> Result<MediaWatch, Failure> {
    let feeds = FetchSettings {
        hosts: hosts.clone(),
        ..FetchSettings::default()
    };
    let asked = PlatformSettings {
        hosts,
        ..PlatformSettings::default()
    };
    let client = PlatformAsker::new(asked).map_err(Failure::Failed)?;
    let looker = Platforms::new(Arc::new(client), fetcher(feeds)?, Places::public());
    Ok(MediaWatch::new(app.clone(), Arc::new(looker)))
}

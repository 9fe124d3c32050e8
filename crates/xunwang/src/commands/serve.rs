//! `xunwang serve`: the web application in one process, on an embedded database.

use std::fs::{File, TryLockError};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use clap::Args;
use tokio::net::TcpListener;
use url::Url;
use xunwang_app::office::{
    App, CollectSettings, Collector, KEPT, TextSupply, Watch, offer_set_up, provide_standard,
};
use xunwang_fetch::{FetchSettings, PoliteFetcher};
use xunwang_ports::{SystemChance, SystemClock};
use xunwang_report::press::OwnPress;
use xunwang_store::{DataFolders, SqliteStore};
use xunwang_web::{Web, WebSettings, router};

use super::inspect::{parse_rate, read_hosts};
use super::inspection::active_sites;
use super::text_checks::{Typing, read_checks};
use super::{Failure, stop};
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
    /// 只开网页，不定时探测、巡查网站
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
    let folder = &arguments.data;
    let unusable = |error: std::io::Error| {
        Failure::WrongInput(format!(
            "数据文件夹 {} 不能使用（{error}）；请检查路径和写入权限，或用 --data 另指定一个",
            folder.display()
        ))
    };
    // The port first: nothing is made where the program cannot run.
    let listener = TcpListener::bind(arguments.listen).await.map_err(|error| {
        Failure::WrongInput(format!(
            "不能监听 {}（{error}）；端口可能已被占用，请用 --listen 另指定一个，例如 --listen 127.0.0.1:8081",
            arguments.listen
        ))
    })?;
    std::fs::create_dir_all(folder).map_err(unusable)?;
    private(folder).map_err(unusable)?;
    let _lock = lock(folder)?;
    let path = folder.join("xunwang.db");
    let store = SqliteStore::open(&path)
        .await
        .map_err(|error| Failure::Failed(format!("数据库 {} 打不开：{error}", path.display())))?;
    let app = App::new(
        Arc::new(store),
        Arc::new(DataFolders::new(folder)),
        Arc::new(SystemClock),
        Arc::new(SystemChance),
    );
    let app = app.with_press(Arc::new(OwnPress));
    provide_standard(&app).await.context("检查指标")?;
    let address = listener.local_addr().context("监听地址")?;
    match offer_set_up(&app).await.context("数据库")? {
        Some(token) => {
            console::say("首次使用，请打开（只能用一次，七天内有效）：");
            console::say(&format!("http://{address}/setup?token={token}"));
        }
        None => console::say(&format!("巡网已启动：http://{address}/")),
    }
    console::note("按 Ctrl-C 停止。");
    let watch = (!arguments.no_watch)
        .then(|| watch(arguments, &app))
        .transpose()?;
    let watching = watch.map(|watch| tokio::spawn(watch.run()));
    let collector = Arc::new(collector(arguments, &app)?);
    let collecting = tokio::spawn({
        let collector = Arc::clone(&collector);
        async move { collector.run().await }
    });
    let settings = WebSettings {
        behind_proxy: arguments.behind_proxy,
    };
    let standard = Arc::new(xunwang_rules::guobanmihan_2019_19());
    let service =
        router(Web::new(app, settings, standard)).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service)
        .with_graceful_shutdown(stop::wait_for_signal())
        .await
        .context("网页服务")?;
    if let Some(watching) = watching {
        watching.abort();
    }
    // What is in flight is finished and kept; the next start goes on from there.
    collector.stop();
    let _ = tokio::time::timeout(Duration::from_secs(30), collecting).await;
    console::note("已停止，数据都已保存。");
    Ok(ExitCode::SUCCESS)
}

/// The collector of rounds, which checks texts by the lexicons that the program carries.
fn collector(arguments: &Arguments, app: &App) -> Result<Collector, Failure> {
    let fetch = FetchSettings {
        rate_per_host: arguments.rate,
        hosts: read_hosts(arguments.hosts.as_deref())?,
        ..FetchSettings::default()
    };
    let settings = CollectSettings {
        second_look: Duration::from_secs(arguments.second_look),
        max_pages: arguments.max_pages,
        in_flight_per_site: fetch.in_flight_per_host,
        active_sites: active_sites(&fetch),
        software: format!("Xunwang/{}", env!("CARGO_PKG_VERSION")),
    };
    let (checks, basis) = read_checks(&[], &[], Typing::Unchecked)?;
    let texts = TextSupply {
        checks: Arc::new(checks),
        originals: Arc::default(),
        basis,
    };
    let fetcher = PoliteFetcher::new(fetch).map_err(|error| Failure::Failed(error.to_string()))?;
    let collector = Collector::new(app.clone(), Arc::new(fetcher), settings, Some(texts));
    Ok(match arguments.no_watch {
        true => collector,
        false => collector.patrolling(arguments.patrol_pages),
    })
}

/// The watch: one try a visit, since a visit that fails is what it counts.
fn watch(arguments: &Arguments, app: &App) -> Result<Watch, Failure> {
    let settings = FetchSettings {
        retries: 0,
        hosts: read_hosts(arguments.hosts.as_deref())?,
        ..FetchSettings::default()
    };
    let fetcher = PoliteFetcher::new(settings).map_err(|error| Failure::Failed(error.to_string()))?;
    Ok(Watch::new(app.clone(), Arc::new(fetcher), arguments.control.clone()).keeping(arguments.keep_probes))
}

/// Two programs on one folder would probe each site twice: the first holds the folder for as long as it lives, and the system
/// gives it free however it ends.
fn lock(folder: &Path) -> Result<File, Failure> {
    let path = folder.join("serve.lock");
    let unusable = |error: std::io::Error| {
        Failure::WrongInput(format!(
            "锁文件 {} 不能使用（{error}）；请检查写入权限",
            path.display()
        ))
    };
    let file = File::create(&path).map_err(unusable)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Failure::WrongInput(format!(
            "数据文件夹 {} 正由另一个 xunwang serve 使用；请先停止它，或用 --data 另指定一个文件夹",
            folder.display()
        ))),
        // Some network file systems know no locks: better to stop than to run twice.
        Err(TryLockError::Error(error)) => Err(unusable(error)),
    }
}

/// The database holds names and the digests of passwords: nobody else on the machine reads it.
fn private(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))
}

//! `xunwang demo`: the whole line on a fleet of fictional sites that the program serves to itself.

mod office;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use chrono::NaiveDate;
use clap::Args;
use tokio::net::TcpListener;
use xunwang_app::inspection::Plan;
use xunwang_app::office::{TextSupply, Watch};
use xunwang_app::registry::read_register;
use xunwang_app::visit::Originals;
use xunwang_domain::circular::CircularFacts;
use xunwang_domain::registry::SiteStatus;
use xunwang_fetch::{FetchSettings, Hosts, Roots};
use xunwang_fleet::{Fleet, FleetOptions, FleetServer, ServeOptions};
use xunwang_web::WebSettings;

use super::certificates::certificates_of_pem;
use super::inspection::{Done, Order, execute};
use super::office::{Office, Work, bind, collector, fetcher, is_in_use};
use super::text_checks::{Checking, Typing, read_checks};
use super::{Failure, stop};
use crate::{console, moment};

/// 检查内置的虚构站群，判定并形成通报，再打开网页应用
#[derive(Args)]
#[command(
    after_help = "示例：\n  xunwang demo\n  xunwang demo --listen 127.0.0.1:9000\n  xunwang demo --out 演示 --no-serve\n\n在同一文件夹再次运行，会清空上次的演示，从头开始。"
)]
pub(crate) struct Arguments {
    /// 结果文件夹
    #[arg(long, value_name = "DIR", default_value = "demo")]
    out: PathBuf,
    /// 形成通报后即结束，不打开网页
    #[arg(long)]
    no_serve: bool,
    /// 网页应用监听的地址和端口；不写则为 127.0.0.1:8080，已被占用时依次后移
    #[arg(long, value_name = "地址:端口", conflicts_with = "no_serve")]
    listen: Option<SocketAddr>,
}

/// The demo's monitoring point: fixed, so that every run tells the same story.
const AS_OF: &str = "2026-09-15";
/// First day of the sampling window.
const FROM: &str = "2026-07-01";
const ISSUED_ON: &str = "2026-09-21";
/// Pages a site at most.
const MAX_PAGES: u64 = 20_000;
/// Marks a folder that the demo may clear.
const MARKER: &str = ".xunwang-demo";
/// The data folder of the demo's office, within the result folder.
const OFFICE: &str = "office";
/// The port of the contract, and as many behind it.
const PORTS: std::ops::Range<u16> = 8080..8100;

pub(crate) async fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    let day: NaiveDate = AS_OF.parse().context("演示日期")?;
    let fleet = Arc::new(Fleet::generate(FleetOptions::demo(day)));
    // The port first: nothing is cleared or made where the program cannot go on to the end.
    let listener = match arguments.no_serve {
        true => None,
        false => Some(listen(arguments.listen).await?),
    };
    prepare_folder(&arguments.out)?;
    let server = FleetServer::start(Arc::clone(&fleet), ServeOptions::default())
        .await
        .context("无法启动演示站群")?;
    console::note(&format!(
        "演示站群：示例省 {} 个虚构网站，{} 个网页，由本程序在本机提供；不访问网络。",
        fleet.manifest().sites.len(),
        fleet.page_count()
    ));
    console::note(
        "访问强度：每台主机不限速、同时 4 次，失效目标立即复查（正式检查为每秒 5 次、同时 2 次，60 秒后复查）。",
    );
    let texts = texts(&fleet)?;
    let order = Order {
        plan: Plan {
            texts: Some(texts.basis.clone()),
            ..plan(&fleet)?
        },
        checks: Some(Checking {
            checks: Arc::clone(&texts.checks),
            originals: Arc::clone(&texts.originals),
        }),
        previous: None,
        fetch: fetch_settings(&server)?,
        second_look: Duration::ZERO,
        out: arguments.out.clone(),
        database: None,
    };
    let done = execute(order).await?;
    console::say(&done.table());
    console::say(&done.summary());
    if let Some(listener) = listener {
        // The sites stay open for the probes and collections of the office.
        let ended = open_office(&arguments.out, &fleet, &server, &done, texts, listener).await;
        server.stop().await;
        ended?;
    } else {
        server.stop().await;
    }
    Ok(ExitCode::SUCCESS)
}

/// Hands the inspection over to an office, and keeps it open until the program is asked to stop.
async fn open_office(
    out: &Path,
    fleet: &Fleet,
    server: &FleetServer,
    done: &Done,
    texts: TextSupply,
    listener: TcpListener,
) -> Result<(), Failure> {
    let data = out.join(OFFICE);
    let office = Office::open(&data).await?;
    let fetch = fetch_settings(server)?;
    let watch = Watch::new(office.app.clone(), fetcher(fetch.clone())?, Vec::new());
    let collector = collector(&office.app, fetch, Duration::ZERO, MAX_PAGES, texts)?;
    let quarterly = office::Quarterly {
        fleet,
        outcomes: &done.outcomes,
        window: [FROM, AS_OF].map(|day| day.parse().expect("a day of this file")),
        issue_on: ISSUED_ON.parse().expect("a day of this file"),
    };
    let password = tokio::select! {
        made = office::furnish(&office, &data, &quarterly, &collector) => made?,
        () = stop::wait_for_signal() => {
            return Err(Failure::Failed("已停止；通报已写好，网页应用没有打开".to_owned()));
        }
    };
    let address = listener.local_addr().context("监听地址")?;
    console::say(&format!("\n网页应用已打开：http://{address}/"));
    console::say(&format!("各角色都可登录，密码都是：{password}（只显示这一次）"));
    console::say(&office::staff_table());
    console::say("检查发现的线索已转入第三季度检查轮次，等待复核；数据只在本机。");
    let work = Work {
        settings: WebSettings::default(),
        watch: Some(watch),
        media: None,
        collector,
    };
    office.run(listener, work).await
}

/// The way out: to the fleet's own sites only, as fast as they answer.
fn fetch_settings(server: &FleetServer) -> Result<FetchSettings, Failure> {
    Ok(FetchSettings {
        rate_per_host: f64::INFINITY,
        in_flight_per_host: 4,
        in_flight_per_address: 256,
        retries: 0,
        hosts: Some(Hosts::parse(&server.hosts_file()).map_err(|error| anyhow::anyhow!("{error}"))?),
        root_certificates: Roots::MozillaAnd(certificates_of_pem(server.authority_pem().as_bytes())?),
        ..FetchSettings::default()
    })
}

/// Texts are checked by the lexicons that the program carries, reprints by the originals of the fleet.
fn texts(fleet: &Fleet) -> Result<TextSupply, Failure> {
    let (checks, mut basis) = read_checks(&[], &[], Typing::Unchecked)?;
    let mut originals = Originals::default();
    for original in fleet.originals() {
        originals.add(&original.title, "", None, &original.text);
    }
    basis.originals = Some(originals.part());
    Ok(TextSupply {
        checks: Arc::new(checks),
        originals: Arc::new(originals),
        basis,
    })
}

/// The address that was asked for, or else the first port of the contract's that is free.
async fn listen(asked: Option<SocketAddr>) -> Result<TcpListener, Failure> {
    if let Some(asked) = asked {
        return bind(asked).await;
    }
    let local = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    for port in PORTS {
        match TcpListener::bind(local(port)).await {
            Ok(listener) => {
                if port != PORTS.start {
                    console::note(&format!("端口 {} 已被占用，改用 {port}。", PORTS.start));
                }
                return Ok(listener);
            }
            Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {}
            Err(_) => break,
        }
    }
    bind(local(0)).await
}

fn plan(fleet: &Fleet) -> Result<Plan, Failure> {
    let channels = fleet.channels_csv();
    let register = read_register(
        "register.csv",
        fleet.register_csv().as_bytes(),
        Some(("channels.csv", channels.as_bytes())),
    )
    .map_err(|errors| Failure::Failed(errors.to_string()))?;
    let (running, others): (Vec<_>, Vec<_>) = register
        .sites
        .into_iter()
        .partition(|site| site.status == SiteStatus::Running);
    Ok(Plan {
        sites: running,
        outside_roster: others
            .iter()
            .map(|site| (site.code.to_string(), site.status.label().to_owned()))
            .collect(),
        exceptions: register.exceptions,
        notes: register.notes,
        as_of: Some(moment::parse_moment(AS_OF).map_err(Failure::Failed)?),
        window: [None, None],
        standard: xunwang_rules::guobanmihan_2019_19().id,
        only: None,
        texts: None,
        max_pages: MAX_PAGES,
        obey_robots: false,
        given: Some(given_facts(fleet)?),
        previous: None,
        retest: None,
    })
}

/// Messages and accounts of the fleet, under the name of a fictional office.
fn given_facts(fleet: &Fleet) -> Result<CircularFacts, Failure> {
    let mut given = xunwang_fleet::fictional_facts(fleet);
    let head = serde_json::json!({
        "title": "示例省人民政府办公厅关于2026年第三季度全省政府网站与政务新媒体检查情况的通报",
        "issuer": "示例省人民政府办公厅",
        "number": null,
        "issued_on": ISSUED_ON,
        "rectify_by": "2026-10-20",
        "sampling_window": [FROM, AS_OF],
        "rate_decimals": 1,
        "city_list_style": "leading",
    });
    if let (Some(given), Some(head)) = (given.as_object_mut(), head.as_object()) {
        given.extend(head.clone());
    }
    Ok(CircularFacts::from_json(given.to_string().as_bytes()).map_err(|error| anyhow::anyhow!("{error}"))?)
}

/// A finished demo is cleared, an interrupted one goes on; any other folder with contents is left alone.
fn prepare_folder(out: &Path) -> Result<(), Failure> {
    let marked = out.join(MARKER).exists();
    let used = std::fs::read_dir(out).is_ok_and(|mut entries| entries.next().is_some());
    if used && !marked {
        return Err(Failure::WrongInput(format!(
            "{} 中已有其他文件；请用 --out 另选一个文件夹",
            out.display()
        )));
    }
    if is_in_use(&out.join(OFFICE)) {
        return Err(Failure::WrongInput(format!(
            "{} 中的演示正在运行；请先停止它，或用 --out 另选一个文件夹",
            out.display()
        )));
    }
    if marked && out.join("run.json").exists() {
        std::fs::remove_dir_all(out).with_context(|| format!("无法清空上次的演示 {}", out.display()))?;
    }
    std::fs::create_dir_all(out).with_context(|| format!("无法建立结果文件夹 {}", out.display()))?;
    std::fs::write(out.join(MARKER), "").with_context(|| format!("无法写入 {}", out.display()))?;
    Ok(())
}

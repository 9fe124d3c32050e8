//! `xunwang demo`: the whole line on a fleet of fictional sites that the program serves to itself.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use chrono::NaiveDate;
use clap::Args;
use xunwang_app::inspection::Plan;
use xunwang_app::registry::read_register;
use xunwang_app::visit::Originals;
use xunwang_domain::circular::CircularFacts;
use xunwang_domain::registry::SiteStatus;
use xunwang_fetch::{FetchSettings, Hosts, Roots};
use xunwang_fleet::{Fleet, FleetOptions, FleetServer, ServeOptions};

use super::certificates::certificates_of_pem;
use super::inspection::{Order, execute};
use super::text_checks::{Checking, Typing, read_checks};
use super::{Failure, serve_folder};
use crate::{console, moment};

/// 检查内置的虚构站群，判定并形成通报
#[derive(Args)]
#[command(after_help = "示例：\n  xunwang demo\n  xunwang demo --out 演示 --no-serve")]
pub(crate) struct Arguments {
    /// 结果文件夹
    #[arg(long, value_name = "DIR", default_value = "demo")]
    out: PathBuf,
    /// 形成通报后即结束，不打开网页
    #[arg(long)]
    no_serve: bool,
}

/// The demo's monitoring point: fixed, so that every run tells the same story.
const AS_OF: &str = "2026-09-15";
/// Marks a folder that the demo may clear.
const MARKER: &str = ".xunwang-demo";
/// Where the result is shown.
const SHOWN_AT: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 8080);

pub(crate) async fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    let day: NaiveDate = AS_OF.parse().context("演示日期")?;
    let fleet = Arc::new(Fleet::generate(FleetOptions::demo(day)));
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
    let (checks, mut basis) = read_checks(&[], &[], Typing::Unchecked)?;
    let mut originals = Originals::default();
    for original in fleet.originals() {
        originals.add(&original.title, "", None, &original.text);
    }
    basis.originals = Some(originals.part());
    let order = Order {
        plan: Plan {
            texts: Some(basis),
            ..plan(&fleet)?
        },
        checks: Some(Checking {
            checks: Arc::new(checks),
            originals: Arc::new(originals),
        }),
        previous: None,
        fetch: FetchSettings {
            rate_per_host: f64::INFINITY,
            in_flight_per_host: 4,
            in_flight_per_address: 256,
            retries: 0,
            hosts: Some(Hosts::parse(&server.hosts_file()).map_err(|error| anyhow::anyhow!("{error}"))?),
            root_certificates: Roots::MozillaAnd(certificates_of_pem(server.authority_pem().as_bytes())?),
            ..FetchSettings::default()
        },
        second_look: Duration::ZERO,
        out: arguments.out.clone(),
        database: None,
    };
    let done = execute(order).await?;
    server.stop().await;
    console::say(&done.table());
    console::say(&done.summary());
    if !arguments.no_serve {
        show(&arguments.out).await?;
    }
    Ok(ExitCode::SUCCESS)
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
        max_pages: 20_000,
        obey_robots: false,
        given: Some(given_facts(fleet)?),
        previous: None,
    })
}

/// Messages and accounts of the fleet, under the name of a fictional office.
fn given_facts(fleet: &Fleet) -> Result<CircularFacts, Failure> {
    let mut given = xunwang_fleet::fictional_facts(fleet);
    let head = serde_json::json!({
        "title": "示例省人民政府办公厅关于2026年第三季度全省政府网站与政务新媒体检查情况的通报",
        "issuer": "示例省人民政府办公厅",
        "number": null,
        "issued_on": "2026-09-21",
        "rectify_by": "2026-10-20",
        "sampling_window": ["2026-07-01", AS_OF],
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
    if marked && out.join("run.json").exists() {
        std::fs::remove_dir_all(out).with_context(|| format!("无法清空上次的演示 {}", out.display()))?;
    }
    std::fs::create_dir_all(out).with_context(|| format!("无法建立结果文件夹 {}", out.display()))?;
    std::fs::write(out.join(MARKER), "").with_context(|| format!("无法写入 {}", out.display()))?;
    Ok(())
}

async fn show(out: &Path) -> Result<(), Failure> {
    let listener = serve_folder::listen(SHOWN_AT).await.context("无法打开网页服务")?;
    let address = listener.local_addr().context("无法打开网页服务")?;
    console::say(&format!(
        "在浏览器中查看通报：http://{address}/circular.html （按 Ctrl-C 结束）"
    ));
    serve_folder::serve(listener, out.to_owned())
        .await
        .context("网页服务中断")?;
    Ok(())
}

//! A fleet that is served, and an office that knows its register: a quarter begins.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use chrono::{NaiveDate, TimeDelta};
use http::StatusCode;
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;
use tokio::net::TcpListener;
use xunwang_app::office::{CollectSettings, Collector, Watch};
use xunwang_domain::people::Role;
use xunwang_fetch::{FetchSettings, Hosts, PoliteFetcher, Roots};
use xunwang_fleet::{Fleet, FleetOptions, FleetServer, ServeOptions, Style};

use super::harness::{Browser, Office};

/// The fleet's monitoring day: eight days after the story begins.
const AS_OF: &str = "2026-12-03";

/// A fleet that is served, and an office that knows its register.
pub(crate) struct Quarter {
    pub(crate) office: Office,
    pub(crate) fleet: Arc<Fleet>,
    server: FleetServer,
}

impl Quarter {
    pub(crate) async fn begun(sites: usize) -> Self {
        let as_of: NaiveDate = AS_OF.parse().unwrap();
        let options = FleetOptions {
            sites,
            pages_per_site: 40,
            style: Style::Demo,
            ..FleetOptions::demo(as_of)
        };
        let fleet = Arc::new(Fleet::generate(options));
        let server = FleetServer::start(Arc::clone(&fleet), ServeOptions::default())
            .await
            .unwrap();
        let office = Office::set_up().await;
        let root = office.body("示例省人民政府办公厅").await;
        for (account, role) in [
            ("wang", Role::Supervisor),
            ("qian", Role::Supervisor),
            ("liwei", Role::Reviewer),
            ("zhao", Role::Reviewer),
            ("shen", Role::Approver),
            ("shenji", Role::Auditor),
        ] {
            office.person(account, role, root).await;
        }
        office.import("wang", &fleet.register_csv()).await;
        Self {
            office,
            fleet,
            server,
        }
    }

    fn fetcher(&self) -> Arc<PoliteFetcher> {
        let authority = CertificateDer::from_pem_slice(self.server.authority_pem().as_bytes()).unwrap();
        let settings = FetchSettings {
            rate_per_host: f64::INFINITY,
            in_flight_per_host: 4,
            in_flight_per_address: 256,
            retries: 0,
            hosts: Some(Hosts::parse(&self.server.hosts_file()).unwrap()),
            root_certificates: Roots::MozillaAnd(vec![authority.to_vec()]),
            ..FetchSettings::default()
        };
        Arc::new(PoliteFetcher::new(settings).unwrap())
    }

    pub(crate) fn collector(&self) -> Collector {
        let settings = CollectSettings {
            second_look: Duration::ZERO,
            max_pages: 20_000,
            in_flight_per_site: 4,
            active_sites: 16,
            software: "Xunwang/test".to_owned(),
        };
        Collector::new(self.office.app.clone(), self.fetcher(), settings, None)
    }

    /// A week of hourly probes: `down` of the sites, by their place, in `hour`; our own line in others.
    pub(crate) async fn week(&self, down: impl Fn(u32) -> Vec<usize>, outage: impl Fn(u32) -> bool) {
        let states: Down = Arc::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let service = Router::new().fallback(answer).with_state(Arc::clone(&states));
        tokio::spawn(async move { axum::serve(listener, service).await });
        let truth = self.fleet.manifest();
        let home = |home: &String| url::Url::parse(home).unwrap().host_str().unwrap().to_owned();
        let hosts: Vec<String> = truth.sites.iter().map(|site| home(&site.home)).collect();
        let mut file = format!("control.example {address}\n");
        for host in &hosts {
            file.push_str(&format!("{host} {address}\n"));
        }
        let settings = FetchSettings {
            hosts: Some(Hosts::parse(&file).unwrap()),
            rate_per_host: f64::INFINITY,
            in_flight_per_address: 64,
            retries: 0,
            ..FetchSettings::default()
        };
        let fetcher = Arc::new(PoliteFetcher::new(settings).unwrap());
        let control = "http://control.example/".parse().unwrap();
        let watch = Watch::new(self.office.app.clone(), fetcher, vec![control]);
        // From nine in the morning to midnight, then seven whole days; late in each hour, when its probe is due.
        self.office.clock.forward(TimeDelta::minutes(-10));
        for hour in 0..15 + 168 {
            let in_week = u32::try_from(hour - 15).ok();
            let mut out: Vec<String> = in_week
                .map(&down)
                .unwrap_or_default()
                .into_iter()
                .map(|at| hosts[at].clone())
                .collect();
            if in_week.is_some_and(&outage) {
                out.clone_from(&hosts);
                out.push("control.example".to_owned());
            }
            *states.lock().unwrap() = out;
            self.office.clock.forward(TimeDelta::minutes(60));
            watch.probe_due().await.unwrap();
        }
    }

    /// Opens a round for all sites and collects it.
    pub(crate) async fn collected(&self) -> String {
        let mut wang = self.office.session("wang").await;
        let round = open_round(&self.office, &mut wang).await;
        let begun = wang.post(&format!("/rounds/{round}/collect"), &[]).await;
        assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text);
        assert_eq!(self.collector().collect_due().await.unwrap(), 1);
        round
    }
}

type Down = Arc<Mutex<Vec<String>>>;

async fn answer(State(down): State<Down>, headers: http::HeaderMap) -> (StatusCode, &'static str) {
    let host = headers["host"].to_str().unwrap();
    let name = host.split(':').next().unwrap();
    if down.lock().unwrap().iter().any(|one| one == name) {
        return (StatusCode::SERVICE_UNAVAILABLE, "");
    }
    (StatusCode::OK, "<html><title>首页</title></html>")
}

pub(crate) async fn open_round(office: &Office, wang: &mut Browser) -> String {
    let branch = office.body("示例省人民政府办公厅").await.0.to_string();
    let opened = wang
        .post(
            "/rounds",
            &[
                ("branch", &branch),
                ("quarter", "2026Q4"),
                ("roster_day", "2026-11-30"),
                ("from", "2026-10-01"),
                ("to", "2026-12-15"),
                ("message_from", "2026-10-01"),
                ("message_to", "2026-12-19"),
                ("issue_on", "2026-12-21"),
                ("scope", "full"),
            ],
        )
        .await;
    assert_eq!(opened.status, StatusCode::SEE_OTHER, "{}", opened.text);
    let location = opened.location().to_owned();
    location["/rounds/".len()..location.find('?').unwrap()].to_owned()
}

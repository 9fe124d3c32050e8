//! A fleet, served, and an inspection of it with the real adapters.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;
use xunwang_app::inspection::{
    ChangeRow, Changes, Counts, Earlier, InspectEnd, InspectError, Outside, Plan, inspect, read_outcomes,
    verify_evidence, write_changes, write_findings,
};
use xunwang_app::office::TextSupply;
use xunwang_app::registry::read_register;
use xunwang_app::visit::{BasisPart, InspectSettings, Originals, Progress, Stop, TextBasis, TextChecks};
use xunwang_domain::registry::Site;
use xunwang_fetch::{FetchSettings, Hosts, PoliteFetcher, Roots};
use xunwang_fleet::{Fleet, FleetOptions, FleetServer, ServeOptions};
use xunwang_ports::SystemClock;
use xunwang_store::{EvidenceFolder, SqliteStore};
use xunwang_text::Checks;
use xunwang_text::lexicon::{Matcher, seed_lexicons};
use xunwang_text::names::{Names, national_bodies};

/// A fleet that is being served.
pub(crate) struct Served {
    pub(crate) fleet: Arc<Fleet>,
    pub(crate) server: FleetServer,
}

/// Serves a fleet.
pub(crate) async fn serve(options: FleetOptions) -> Served {
    serve_fleet(Fleet::generate(options)).await
}

/// Serves a fleet that is made.
pub(crate) async fn serve_fleet(fleet: Fleet) -> Served {
    let fleet = Arc::new(fleet);
    let server = FleetServer::start(Arc::clone(&fleet), ServeOptions::default())
        .await
        .unwrap();
    Served { fleet, server }
}

impl Served {
    /// The plan for its register.
    pub(crate) fn plan(&self) -> Plan {
        let channels = self.fleet.channels_csv();
        let register = self.fleet.register_csv();
        let read = read_register(
            "台账.csv",
            register.as_bytes(),
            Some(("栏目.csv", channels.as_bytes())),
        )
        .unwrap();
        let as_of = self
            .fleet
            .options()
            .as_of
            .and_hms_opt(15, 59, 59)
            .unwrap()
            .and_utc();
        plan_for(read.sites, as_of)
    }

    /// Inspects into a folder, or goes on there; `stop` may be asked from outside.
    pub(crate) async fn inspect(&self, folder: &Path, stop: Arc<Stop>) -> Result<InspectEnd, InspectError> {
        self.inspect_after(folder, None, stop).await
    }

    /// Inspects once more, with the folder of the round before.
    pub(crate) async fn inspect_after(
        &self,
        folder: &Path,
        previous: Option<&Path>,
        stop: Arc<Stop>,
    ) -> Result<InspectEnd, InspectError> {
        let mut plan = self.plan();
        let originals = self.originals();
        if let Some(basis) = &mut plan.texts {
            basis.originals = Some(originals.part());
        }
        let given = Given {
            previous,
            originals,
            second_look: Duration::ZERO,
        };
        inspect_with(folder, &plan, self.fetch(), given, stop).await
    }

    /// The documents that its sites reprint.
    fn originals(&self) -> Originals {
        let mut originals = Originals::default();
        for original in self.fleet.originals() {
            assert!(originals.add(&original.title, "", None, &original.text));
        }
        originals
    }

    /// How its hosts are reached.
    pub(crate) fn fetch(&self) -> FetchSettings {
        FetchSettings {
            rate_per_host: f64::INFINITY,
            in_flight_per_host: 4,
            in_flight_per_address: 256,
            retries: 0,
            hosts: Some(Hosts::parse(&self.server.hosts_file()).unwrap()),
            root_certificates: Roots::MozillaAnd(vec![authority(&self.server)]),
            ..FetchSettings::default()
        }
    }

    /// How many requests all hosts were sent.
    pub(crate) fn requests(&self) -> u64 {
        self.server.statistics().values().map(|host| host.requests).sum()
    }
}

/// Inspects until the time is over, then everything is dropped in the middle of what it does, as a kill would; true
/// where it came to its end. The runtime of its own is gone, with every task, before this returns.
pub(crate) fn for_a_while(served: &Served, folder: &Path, previous: Option<&Path>, time: Duration) -> bool {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let running = served.inspect_after(folder, previous, Arc::default());
        tokio::time::timeout(time, running).await.is_ok()
    })
}

/// Inspects by a plan into a folder, or goes on there.
pub(crate) async fn inspect_into(
    folder: &Path,
    plan: &Plan,
    fetch: FetchSettings,
    stop: Arc<Stop>,
) -> Result<InspectEnd, InspectError> {
    inspect_with(folder, plan, fetch, Given::default(), stop).await
}

/// The same with a second look that waits.
pub(crate) async fn inspect_patiently(
    folder: &Path,
    plan: &Plan,
    fetch: FetchSettings,
    second_look: Duration,
    stop: Arc<Stop>,
) -> Result<InspectEnd, InspectError> {
    let given = Given {
        second_look,
        ..Given::default()
    };
    inspect_with(folder, plan, fetch, given, stop).await
}

/// What an inspection is given beside its plan.
#[derive(Default)]
struct Given<'a> {
    previous: Option<&'a Path>,
    originals: Originals,
    second_look: Duration,
}

async fn inspect_with(
    folder: &Path,
    plan: &Plan,
    fetch: FetchSettings,
    given: Given<'_>,
    stop: Arc<Stop>,
) -> Result<InspectEnd, InspectError> {
    let settings = InspectSettings {
        as_of: plan.as_of.unwrap(),
        second_look: given.second_look,
        max_pages: plan.max_pages,
        in_flight_per_site: fetch.in_flight_per_host,
        active_sites: 16,
        only: plan.only_codes(),
        ahead: None,
        texts: text_checks(plan, given.originals),
        standard: xunwang_rules::guobanmihan_2019_19(),
        software: "Xunwang/test".to_owned(),
    };
    let outside = Outside {
        store: Arc::new(SqliteStore::open(&folder.join("xunwang.db")).await.unwrap()),
        evidence: Arc::new(EvidenceFolder::new(folder)),
        fetcher: Arc::new(PoliteFetcher::new(fetch).unwrap()),
        clock: Arc::new(SystemClock),
        previous: match given.previous {
            Some(folder) => Some(Earlier {
                store: Arc::new(SqliteStore::open(&folder.join("xunwang.db")).await.unwrap()),
                evidence: Arc::new(EvidenceFolder::new(folder)),
            }),
            None => None,
        },
    };
    inspect(&outside, plan, settings, Arc::new(Progress::default()), stop).await
}

/// What the bundled lexicons and dictionaries find, for whoever reads texts.
pub(crate) fn text_supply() -> TextSupply {
    let checks = Checks {
        lexicons: Matcher::compile(seed_lexicons().iter().cloned()),
        names: Names::compile([national_bodies()]),
        typos: None,
    };
    TextSupply {
        checks: Arc::new(checks),
        originals: Arc::default(),
        basis: text_basis(),
    }
}

/// The bundled lexicons and dictionaries.
fn text_basis() -> TextBasis {
    TextBasis {
        lexicons: seed_lexicons()
            .iter()
            .map(|it| BasisPart::of_lexicon(it))
            .collect(),
        names: vec![BasisPart::of_names(&national_bodies())],
        typos: None,
        originals: None,
    }
}

/// The checks of a plan: the bundled ones, and whatever lexicons it names beside.
fn text_checks(plan: &Plan, originals: Originals) -> Option<Arc<TextChecks>> {
    let today = plan.as_of?.date_naive();
    TextChecks::new(
        text_supply().checks,
        Arc::new(originals),
        plan.texts.as_ref()?,
        today,
        None,
    )
    .map(Arc::new)
}

/// A plan for one site without registered channels.
pub(crate) fn one_site(home: &str) -> Plan {
    let register =
        format!("网站标识码,网站名称,首页网址,地区或部门\n9901000001,青川市人民政府门户网站,{home},青川市\n");
    let read = read_register("台账.csv", register.as_bytes(), None).unwrap();
    plan_for(read.sites, "2026-09-15T15:59:59Z".parse().unwrap())
}

fn plan_for(sites: Vec<Site>, as_of: DateTime<Utc>) -> Plan {
    Plan {
        sites,
        outside_roster: Vec::new(),
        exceptions: Vec::new(),
        notes: Vec::new(),
        as_of: Some(as_of),
        window: [None, None],
        standard: "guobanmihan-2019-19".to_owned(),
        only: None,
        texts: Some(text_basis()),
        max_pages: 20_000,
        obey_robots: false,
        given: None,
        previous: None,
        retest: None,
    }
}

/// The findings of a folder, one line each, without the moment and the place of the evidence.
pub(crate) async fn findings(folder: &Path) -> BTreeSet<String> {
    let store = SqliteStore::open(&folder.join("xunwang.db")).await.unwrap();
    let mut lines = Vec::new();
    write_findings(&store, &mut lines).await.unwrap();
    let text = String::from_utf8(lines).unwrap();
    let plain = |line: &str| {
        let mut finding: serde_json::Value = serde_json::from_str(line).unwrap();
        for field in ["observed_at", "evidence"] {
            finding.as_object_mut().unwrap().remove(field);
        }
        finding.to_string()
    };
    let set: BTreeSet<String> = text.lines().map(plain).collect();
    assert_eq!(set.len(), text.lines().count(), "no finding stands twice");
    set
}

/// The rows of changes.csv of a folder, as change, rule and page, and the counts.
pub(crate) async fn changes(folder: &Path) -> (Vec<(String, String, String)>, Changes) {
    let store = SqliteStore::open(&folder.join("xunwang.db")).await.unwrap();
    let mut bytes = Vec::new();
    write_changes(&store, &mut bytes).await.unwrap();
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let row = |row: Result<ChangeRow, csv::Error>| {
        let row = row.unwrap();
        let place = if row.target.is_empty() {
            row.url
        } else {
            row.target
        };
        (row.change, row.rule, place)
    };
    let rows = reader.deserialize().map(row).collect();
    let outcomes = read_outcomes(&store).await.unwrap();
    (rows, Changes::of(&outcomes).unwrap())
}

/// Pages of a folder, and how many of them had not changed.
pub(crate) async fn pages(folder: &Path) -> [u64; 2] {
    let store = SqliteStore::open(&folder.join("xunwang.db")).await.unwrap();
    let outcomes = read_outcomes(&store).await.unwrap();
    let counts = Counts::of(&outcomes);
    [counts.pages, counts.pages_unchanged]
}

/// What `verify` says of the evidence of a folder.
pub(crate) async fn differences(folder: &Path) -> Vec<String> {
    let store = SqliteStore::open(&folder.join("xunwang.db")).await.unwrap();
    verify_evidence(&store, &EvidenceFolder::new(folder))
        .await
        .unwrap()
}

/// Code and judgement of every site of a folder.
pub(crate) async fn judgements(folder: &Path) -> Vec<(String, &'static str)> {
    let store = SqliteStore::open(&folder.join("xunwang.db")).await.unwrap();
    let outcomes = read_outcomes(&store).await.unwrap();
    let judged = outcomes.iter().map(|outcome| &outcome.judgement);
    judged
        .map(|judged| (judged.site_code.to_string(), judged.judgement.label()))
        .collect()
}

/// The authority that signs the fleet's good certificates.
fn authority(server: &FleetServer) -> Vec<u8> {
    CertificateDer::from_pem_slice(server.authority_pem().as_bytes())
        .unwrap()
        .to_vec()
}

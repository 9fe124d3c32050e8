//! Rectifications as they stand in the database, and a few small sites that can be mended, for tests that are about what
//! becomes of confirmed problems.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use http::{HeaderMap, StatusCode, Uri};
use tokio::net::TcpListener;
use uuid::Uuid;
use xunwang_app::office::{App, CollectSettings, Collector, TextSupply};
use xunwang_app::visit::{BasisPart, TextBasis};
use xunwang_domain::filing::ProofFile;
use xunwang_domain::paper::PaperId;
use xunwang_domain::people::UserId;
use xunwang_domain::problem::ProblemKey;
use xunwang_domain::rectification::{
    Ledger, Rectification, RectificationId, RectifyStage, Reply, Retest, RetestOutcome,
};
use xunwang_domain::registry::SiteCode;
use xunwang_domain::review::{Review, Verdict};
use xunwang_domain::round::{Judged, RosterReason, RosterSite, RoundDates, RoundId, RoundStage};
use xunwang_fetch::{FetchSettings, Hosts, PoliteFetcher};
use xunwang_ports::{Clock as _, FindingQuery};
use xunwang_text::Checks;
use xunwang_text::lexicon::{Matcher, seed_lexicons};
use xunwang_text::names::{Names, national_bodies};

use super::harness::Office;
use super::judged::put_judgement;
use super::rounds::round;
use super::story_feedback::PICTURE;

const SITES: [&str; 2] = ["9901000001", "9902000001"];

fn key(number: usize) -> ProblemKey {
    ProblemKey {
        round: super::rounds::id(number),
        site: SiteCode::parse(SITES[number]).unwrap(),
        indicator: "WV3".to_owned(),
    }
}

/// The rectification of an area.
pub(crate) fn of_area(number: usize) -> RectificationId {
    RectificationId::new(&key(number))
}

/// A rectification of 江口市, answered with a picture, and one of 云岭市.
pub(crate) async fn put_both(office: &Office) {
    let now = office.clock.now();
    let root = office.body("示例省人民政府办公厅").await;
    let mut tx = office.store.begin().await.unwrap();
    tx.put_proof(PICTURE, b"\xff\xd8\xff").await.unwrap();
    for number in 0..2 {
        let paper = PaperId(Uuid::from_u128(0xBEEF_0000 + number as u128));
        let due = now.date_naive() + chrono::Days::new(20);
        tx.put_ledger(&Ledger {
            paper,
            round: super::rounds::id(number),
            office: root,
            quarter: "2026Q4".parse().unwrap(),
            number: Some("示办函〔2026〕12号".to_owned()),
            issued_on: now.date_naive(),
            due,
            opened_at: now,
            opened_by: "王某".to_owned(),
        })
        .await
        .unwrap();
        let site = tx.site(&key(number).site).await.unwrap().unwrap();
        let file = ProofFile {
            name: "截图.jpg".to_owned(),
            sha256: PICTURE.to_owned(),
            length: 3,
        };
        let one = Rectification {
            id: of_area(number),
            problem: key(number),
            paper,
            office: root,
            body: site.organization,
            quarter: "2026Q4".parse().unwrap(),
            area: site.site.area.clone(),
            site_name: site.site.name.clone(),
            sponsor: site.site.sponsor.clone(),
            title: "首页不更新".to_owned(),
            basis: "监测时间点前2周内，首页栏目无信息更新".to_owned(),
            is_veto: true,
            what: "首页最近一次更新为2026-06-01".to_owned(),
            places: vec![site.site.home.to_string()],
            findings: 1,
            stage: RectifyStage::Retested,
            due,
            first_due: due,
            replies: vec![Reply {
                text: "已恢复首页更新".to_owned(),
                done_on: None,
                person: "江某".to_owned(),
                proof: vec![file],
                named_proof: String::new(),
                by: UserId(Uuid::nil()),
                name: "江某".to_owned(),
                at: now,
            }],
            retests: vec![Retest {
                run: None,
                outcome: RetestOutcome::NotRetested,
                fixed: 0,
                open: 0,
                unknown: 1,
                left: Vec::new(),
                reason: "首页打开超时".to_owned(),
                by: None,
                at: now,
            }],
            retest_asked: None,
            extensions: Vec::new(),
            rungs: Vec::new(),
            elsewhere: Vec::new(),
            steps: Vec::new(),
        };
        tx.put_rectifications(&[one]).await.unwrap();
    }
    tx.commit().await.unwrap();
}

/// How a small site stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Face {
    /// Its home page links to a page that is not there.
    Broken,
    /// It does not.
    Mended,
    /// It answers nothing but errors.
    Down,
}

/// What the server of small sites has seen.
#[derive(Default)]
struct Town {
    faces: HashMap<String, Face>,
    /// Requests by host and path.
    asked: HashMap<(String, String), u64>,
    in_flight: HashMap<String, usize>,
    most_of_host: usize,
    most: usize,
}

/// A request that is being answered; it ends with whoever asked, too.
struct InFlight(Arc<Mutex<Town>>, String);

impl Drop for InFlight {
    fn drop(&mut self) {
        if let Some(own) = self.0.lock().unwrap().in_flight.get_mut(&self.1) {
            *own -= 1;
        }
    }
}

/// So many of them are looked at together.
pub(crate) const ACTIVE_SITES: usize = 16;

/// A server of small sites, each by its name below `example`.
#[derive(Clone)]
pub(crate) struct Sites {
    town: Arc<Mutex<Town>>,
    hosts: String,
}

impl Sites {
    /// Serves these, all of them broken.
    pub(crate) async fn served(names: impl IntoIterator<Item = String>) -> Self {
        let names: Vec<String> = names.into_iter().map(|name| format!("{name}.example")).collect();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let hosts = names.iter().map(|name| format!("{name} {address}\n")).collect();
        let faces = names.into_iter().map(|name| (name, Face::Broken)).collect();
        let town = Arc::new(Mutex::new(Town {
            faces,
            ..Town::default()
        }));
        let service = Router::new().fallback(answer).with_state(Arc::clone(&town));
        tokio::spawn(async move { axum::serve(listener, service).await });
        Self { town, hosts }
    }

    /// Sites that another process serves, by the lines of its hosts.
    pub(crate) fn elsewhere(hosts: String) -> Self {
        let town = Arc::default();
        Self { town, hosts }
    }

    /// Where they are: the lines of a hosts file.
    pub(crate) fn hosts(&self) -> &str {
        &self.hosts
    }

    /// How a site stands from now on.
    pub(crate) fn put(&self, name: &str, face: Face) {
        let mut town = self.town.lock().unwrap();
        town.faces.insert(format!("{name}.example"), face);
    }

    /// Requests since the last time this was asked.
    pub(crate) fn requests(&self) -> u64 {
        let mut town = self.town.lock().unwrap();
        let asked = std::mem::take(&mut town.asked);
        asked.into_values().sum()
    }

    /// How often an address of a site was asked for.
    pub(crate) fn asked(&self, name: &str, path: &str) -> u64 {
        let town = self.town.lock().unwrap();
        let key = (format!("{name}.example"), path.to_owned());
        town.asked.get(&key).copied().unwrap_or_default()
    }

    /// As many requests were in flight at once: to one site, and to all together, which stand at one address.
    pub(crate) fn most_in_flight(&self) -> (usize, usize) {
        let town = self.town.lock().unwrap();
        (town.most_of_host, town.most)
    }

    /// Waits until what a killed collector had asked for is over here too.
    pub(crate) async fn quiet(&self) {
        while self.town.lock().unwrap().in_flight.values().any(|own| *own > 0) {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    /// A collector that reaches them, with the manners of a real one but for the rate.
    pub(crate) fn collector(&self, app: App) -> Collector {
        self.collector_by(app, None)
    }

    /// The same, which reads texts by the bundled lexicons.
    pub(crate) fn reading_collector(&self, app: App) -> Collector {
        let lexicons = seed_lexicons();
        let checks = Checks {
            lexicons: Matcher::compile(lexicons.iter().cloned()),
            names: Names::compile([national_bodies()]),
            typos: None,
        };
        let texts = TextSupply {
            checks: Arc::new(checks),
            originals: Arc::default(),
            basis: TextBasis {
                lexicons: lexicons.iter().map(|it| BasisPart::of_lexicon(it)).collect(),
                names: vec![BasisPart::of_names(&national_bodies())],
                typos: None,
                originals: None,
            },
        };
        self.collector_by(app, Some(texts))
    }

    fn collector_by(&self, app: App, texts: Option<TextSupply>) -> Collector {
        let settings = FetchSettings {
            hosts: Some(Hosts::parse(&self.hosts).unwrap()),
            rate_per_host: f64::INFINITY,
            in_flight_per_host: 2,
            in_flight_per_address: 6,
            retries: 0,
            head_limit: Duration::from_secs(10),
            ..FetchSettings::default()
        };
        let collect = CollectSettings {
            second_look: Duration::ZERO,
            max_pages: 200,
            in_flight_per_site: 2,
            active_sites: ACTIVE_SITES,
            software: "Xunwang/test".to_owned(),
        };
        Collector::new(
            app,
            Arc::new(PoliteFetcher::new(settings).unwrap()),
            collect,
            texts,
        )
    }
}

async fn answer(State(town): State<Arc<Mutex<Town>>>, headers: HeaderMap, uri: Uri) -> Response {
    let host = headers["host"].to_str().unwrap();
    let name = host.split(':').next().unwrap().to_owned();
    let face = {
        let mut town = town.lock().unwrap();
        *town
            .asked
            .entry((name.clone(), uri.path().to_owned()))
            .or_default() += 1;
        let own = town.in_flight.entry(name.clone()).or_default();
        *own += 1;
        let own = *own;
        town.most_of_host = town.most_of_host.max(own);
        let all = town.in_flight.values().sum();
        town.most = town.most.max(all);
        town.faces.get(&name).copied()
    };
    let in_flight = InFlight(Arc::clone(&town), name.clone());
    // Long enough that requests at the same time are seen to be.
    tokio::time::sleep(Duration::from_millis(2)).await;
    drop(in_flight);
    let special = match face {
        Some(Face::Broken) => "<li><a href=\"/zt/gone.html\">专题专栏</a></li>",
        Some(Face::Mended) => "",
        Some(Face::Down) | None => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
    };
    let list = "<ul><li><a href=\"/xw/1.html\">示例省召开全省政务公开工作会议</a><span>2026-11-20</span></li>\
                <li><a href=\"/xw/2.html\">关于做好冬季安全生产工作的通知</a><span>2026-11-18</span></li></ul>";
    let page = |title: &str, body: String| {
        let text = format!(
            "<html><head><title>{title}</title></head><body><div class=\"header\"><h1>{name}</h1><ul class=\"nav\">\
             <li><a href=\"/\">首页</a></li><li><a href=\"/xw/\">要闻动态</a></li>{special}</ul></div>\
             <div class=\"main\">{body}</div><div class=\"footer\">主办单位：{name}</div></body></html>"
        );
        Html(text).into_response()
    };
    match uri.path() {
        "/" => page("首页", list.to_owned()),
        "/xw/" => page("要闻动态", list.to_owned()),
        "/xw/1.html" | "/xw/2.html" => page(
            "要闻",
            "<p>会议强调，要做好政务公开各项工作，及时回应社会关切。发布日期：2026-11-20</p>".to_owned(),
        ),
        _ => (StatusCode::NOT_FOUND, "not here").into_response(),
    }
}

/// A round of all running sites, really collected; everything that was found is confirmed, and it is judged.
pub(crate) async fn collected_round(office: &Office, sites: &Sites, number: u128, quarter: &str) -> RoundId {
    let id = planned_round(office, number, quarter, RoundStage::Collecting).await;
    assert_eq!(
        sites.collector(office.app.clone()).collect_due().await.unwrap(),
        1
    );
    confirm_all(office, id).await;
    id
}

/// A round of all running sites.
pub(crate) async fn planned_round(
    office: &Office,
    number: u128,
    quarter: &str,
    stage: RoundStage,
) -> RoundId {
    let now = office.clock.now();
    let id = RoundId(Uuid::from_u128(number));
    let root = office.body("示例省人民政府办公厅").await;
    let mut new = round(id, root, now);
    new.quarter = quarter.parse().unwrap();
    let last = new.quarter.last_day();
    new.dates = RoundDates {
        roster_day: last,
        window: [new.quarter.first_day(), last],
        message_window: [new.quarter.first_day(), last],
        issue_on: last + chrono::Days::new(6),
    };
    new.stage = stage;
    if stage == RoundStage::Collecting {
        new.collected_at = None;
        new.objections = None;
    }
    let mut tx = office.store.begin().await.unwrap();
    tx.put_round(&new).await.unwrap();
    let roster: Vec<RosterSite> = (1..)
        .zip(tx.sites().await.unwrap())
        .map(|(place, site)| RosterSite {
            place,
            site,
            why: RosterReason::Full,
            addition: None,
            removal: None,
        })
        .collect();
    tx.put_roster(id, &roster).await.unwrap();
    tx.commit().await.unwrap();
    id
}

/// Confirms what was found of broken links, and judges every site well: what is on the ledger need not be a veto.
pub(crate) async fn confirm_all(office: &Office, id: RoundId) {
    let now = office.clock.now();
    let mut tx = office.store.begin().await.unwrap();
    let query = FindingQuery {
        round: id,
        sites: None,
        verdict: None,
        rule: Some("link-dead".to_owned()),
        indicator: None,
        level: None,
        object_group: None,
        template_group: None,
        after: None,
    };
    for mut finding in tx.findings(&query, 10_000).await.unwrap() {
        finding.reviews.push(Review {
            verdict: Some(Verdict::Confirmed),
            reason: String::new(),
            note: String::new(),
            by: UserId(Uuid::nil()),
            name: "李某".to_owned(),
            at: now,
            batch: None,
        });
        tx.put_reviews(&finding).await.unwrap();
    }
    for row in tx.roster(id).await.unwrap() {
        put_judgement(&mut *tx, id, &row.site.site.site.code, false).await;
    }
    let mut round = tx.round(id).await.unwrap().unwrap();
    round.stage = RoundStage::Judged;
    round.judged = Some(Judged {
        at: now,
        by: "王某".to_owned(),
    });
    tx.put_round(&round).await.unwrap();
    tx.commit().await.unwrap();
}

//! Five hundred problems are looked at again in one run, killed fifty times: nothing is lost, nothing is looked at twice without
//! need, and the sites hardly feel it.

use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use uuid::Uuid;
use xunwang_app::office::{
    App, NewReply, RectifyFilter, RectifyWanted, handle_rectifications, open_ledger, rectify_list,
};
use xunwang_domain::finding::{DefectObject, FindingKey, RuleCode};
use xunwang_domain::paper::{Paper, PaperForm, PaperHead, PaperId, PaperStage};
use xunwang_domain::people::{Role, UserId};
use xunwang_domain::rectification::{RectificationId, RectifyStage, RetestOutcome};
use xunwang_domain::review::{FindingId, RoundFinding};
use xunwang_domain::round::{RoundId, RoundStage};
use xunwang_ports::{Clock as _, RectifyQuery, SystemChance};
use xunwang_store::DataFolders;

use super::harness::{Office, SetClock, open};
use super::rectified::{ACTIVE_SITES, Face, Sites, confirm_all, planned_round};
use super::rounds::line;

const PROBLEMS: usize = 500;
const KILLS: usize = 50;
/// The last kills come when so many problems stand in the records.
const RECORDS: [usize; 4] = [1, 120, 250, 430];

fn name(at: usize) -> String {
    format!("s{at:03}")
}

fn code(at: usize) -> String {
    format!("99{:08}", at + 1)
}

/// An office with one confirmed broken link at each of its sites, all of them answered for; every third is really mended, and
/// every hundredth is down.
async fn answered() -> (Office, Sites) {
    let office = Office::set_up().await;
    let root = office.body("示例省人民政府办公厅").await;
    office.person("wang", Role::Supervisor, root).await;
    let mut register = "网站标识码,网站名称,首页网址,地区或部门,主办单位,网站类别,运行状态\n".to_owned();
    for at in 0..PROBLEMS {
        let home = format!("http://{}.example/", name(at));
        register.push_str(&format!(
            "{},第{at}号网站,{home},江口市,第{at}号单位,部门网站,正常运行\n",
            code(at)
        ));
    }
    office.import("wang", &register).await;
    let sites = Sites::served((0..PROBLEMS).map(name)).await;
    for at in 0..PROBLEMS {
        match at {
            at if at % 100 == 99 => sites.put(&name(at), Face::Down),
            at if at % 3 == 0 => sites.put(&name(at), Face::Mended),
            _ => {}
        }
    }
    let round = planned_round(&office, 801, "2026Q3", RoundStage::Judged).await;
    put_findings(&office, round).await;
    confirm_all(&office, round).await;
    let paper = put_paper(&office, round).await;
    let wang = office.caller("wang").await;
    let due = "2026-12-21".parse().unwrap();
    assert_eq!(
        open_ledger(&office.app, &wang, paper, due).await.unwrap(),
        PROBLEMS
    );
    let list = rectify_list(&office.app, &wang, &RectifyFilter::default())
        .await
        .unwrap();
    let ids: Vec<RectificationId> = list.rows.iter().map(|row| row.one.id).collect();
    let reply = RectifyWanted::Answer(NewReply {
        text: "失效链接已经去除".to_owned(),
        person: "江某".to_owned(),
        ..NewReply::default()
    });
    let (done, refused) = handle_rectifications(&office.app, &wang, &ids, reply)
        .await
        .unwrap();
    assert_eq!((done, refused.len()), (PROBLEMS as u64, 0));
    (office, sites)
}

async fn put_findings(office: &Office, round: RoundId) {
    let findings: Vec<RoundFinding> = (0..PROBLEMS)
        .map(|at| {
            let (code, home) = (code(at), format!("http://{}.example/", name(at)));
            let target = format!("{home}zt/gone.html");
            let site = code.parse_code();
            let object = DefectObject::Address(&target.parse().unwrap()).into_key(&site);
            let mut line = line(&object, "link-dead", ("P-22", "deduct"), &code, &target);
            line.url = home.parse().unwrap();
            RoundFinding {
                id: FindingId::new(round, &line.key),
                round,
                place: at as u64 + 1,
                line,
                reviews: Vec::new(),
            }
        })
        .collect();
    let mut tx = office.store.begin().await.unwrap();
    tx.add_findings(&findings).await.unwrap();
    tx.commit().await.unwrap();
}

/// A code and a key, as short as the test reads.
trait Parsed {
    fn parse_code(&self) -> xunwang_domain::registry::SiteCode;
}

impl Parsed for String {
    fn parse_code(&self) -> xunwang_domain::registry::SiteCode {
        xunwang_domain::registry::SiteCode::parse(self).unwrap()
    }
}

trait Keyed {
    fn into_key(self, site: &xunwang_domain::registry::SiteCode) -> String;
}

impl Keyed for DefectObject<'_> {
    fn into_key(self, site: &xunwang_domain::registry::SiteCode) -> String {
        FindingKey::new(RuleCode("link-dead"), site, self).to_string()
    }
}

async fn put_paper(office: &Office, round: RoundId) -> PaperId {
    let id = PaperId(Uuid::from_u128(0xCAFE));
    let now = office.clock.now();
    let root = office.body("示例省人民政府办公厅").await;
    let day = |text: &str| text.parse().unwrap();
    let paper = Paper {
        id,
        round,
        organization: root,
        quarter: "2026Q3".parse().unwrap(),
        head: PaperHead {
            title: "关于2026年第三季度全省政府网站检查情况的通报".to_owned(),
            issuer: "示例省人民政府办公厅".to_owned(),
            number: Some("示办函〔2026〕80号".to_owned()),
            issued_on: day("2026-11-20"),
            rectify_by: Some(day("2026-12-21")),
            message_window: [day("2026-07-01"), day("2026-09-30")],
            feedback: None,
            feedback_reason: String::new(),
            rate_decimals: 1,
            city_list_style: xunwang_domain::circular::CityListStyle::default(),
            form: PaperForm::default(),
        },
        stage: PaperStage::Issued,
        steps: Vec::new(),
        naming: Vec::new(),
        given: None,
        corrects: None,
        made_at: now,
        made_by: UserId(Uuid::nil()),
        made_name: "王某".to_owned(),
        version: 1,
        drawn_from: now,
        seal: None,
    };
    let mut tx = office.store.begin().await.unwrap();
    tx.put_paper(&paper, "{}").await.unwrap();
    tx.commit().await.unwrap();
    id
}

/// Where the process that is killed finds the office, and what time it is there.
const FOLDER: &str = "XUNWANG_RETEST_FOLDER";
const NOW: &str = "XUNWANG_RETEST_NOW";

/// Looks again at what waits in this folder: what the process does that is killed below.
async fn looks_again(folder: &Path) {
    let clock = SetClock::at(std::env::var(NOW).unwrap().parse().unwrap());
    let app = App::new(
        open(folder).await,
        Arc::new(DataFolders::new(folder)),
        Arc::new(clock),
        Arc::new(SystemChance),
    );
    let hosts = std::fs::read_to_string(folder.join("hosts.txt")).unwrap();
    std::fs::write(folder.join("begun"), "").unwrap();
    Sites::elsewhere(hosts).collector(app).retest_due().await.unwrap();
}

/// The test below runs this one as the process that it kills.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn undisturbed_each_home_page_is_asked_for_once() {
    if let Ok(folder) = std::env::var(FOLDER) {
        return looks_again(Path::new(&folder)).await;
    }
    let (office, sites) = answered().await;
    let collector = sites.collector(office.app.clone());
    assert_eq!(collector.retest_due().await.unwrap(), PROBLEMS);
    assert_eq!(taken_over(&office).await, PROBLEMS);
    for at in (0..PROBLEMS).filter(|at| at % 100 != 99) {
        assert_eq!(sites.asked(&name(at), "/"), 1, "{}", name(at));
    }
}

/// Starts the process, and waits until it is at it.
async fn begun(office: &Office) -> Child {
    let folder = office.folder.path();
    let _ = std::fs::remove_file(folder.join("begun"));
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "story_rectify_kill::undisturbed_each_home_page_is_asked_for_once",
        ])
        .env(FOLDER, folder)
        .env(NOW, office.clock.now().to_rfc3339())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    while !folder.join("begun").exists() {
        let ended = child.try_wait().unwrap();
        assert!(ended.is_none(), "it ended before it began: {ended:?}");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    child
}

/// Kills it as `kill -9` does, in the middle of what it does.
async fn killed(mut child: Child, sites: &Sites) {
    child.kill().unwrap();
    let status = child.wait().unwrap();
    assert_eq!(status.signal(), Some(9), "it had not ended by itself: {status}");
    sites.quiet().await;
}

/// How many problems have been looked at again, as the records say.
async fn taken_over(office: &Office) -> usize {
    let mut tx = office.store.read().await.unwrap();
    let all = tx.rectifications(&RectifyQuery::default()).await.unwrap();
    all.iter().filter(|one| !one.retests.is_empty()).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_hundred_problems_are_looked_at_again_however_often_it_is_killed() {
    let (office, sites) = answered().await;
    std::fs::write(office.folder.path().join("hosts.txt"), sites.hosts()).unwrap();
    // While it fetches, and while what it saw is written into the records.
    for at in 0..KILLS - RECORDS.len() {
        let child = begun(&office).await;
        tokio::time::sleep(Duration::from_millis([40, 140, 90, 220, 20][at % 5])).await;
        killed(child, &sites).await;
    }
    assert_eq!(taken_over(&office).await, 0, "it has not come to its end");
    for least in RECORDS {
        let child = begun(&office).await;
        while taken_over(&office).await < least {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        killed(child, &sites).await;
    }
    let open = office.store.read().await.unwrap().open_retests().await.unwrap();
    assert_eq!(open.len(), 1);
    sites.collector(office.app.clone()).retest_due().await.unwrap();

    let wang = office.caller("wang").await;
    let list = rectify_list(&office.app, &wang, &RectifyFilter::default())
        .await
        .unwrap();
    assert_eq!(list.rows.len(), PROBLEMS);
    for row in &list.rows {
        let one = &row.one;
        assert_eq!(one.stage, RectifyStage::Retested, "{}", one.site_name);
        assert_eq!(one.retests.len(), 1, "{}", one.site_name);
        let stages: Vec<_> = one.steps.iter().map(|step| step.to).collect();
        let all = [
            RectifyStage::Issued,
            RectifyStage::Answered,
            RectifyStage::Retested,
        ];
        assert_eq!(stages, all, "no state was left out");
        let at: usize = one.problem.site.as_str()[2..].parse::<usize>().unwrap() - 1;
        let expected = match at {
            at if at % 100 == 99 => RetestOutcome::NotRetested,
            at if at % 3 == 0 => RetestOutcome::Fixed,
            _ => RetestOutcome::NotFixed,
        };
        assert_eq!(one.retests[0].outcome, expected, "{at} {:?}", one.retests[0]);
    }
    assert!(!list.is_retesting);
    // A site that was being looked at when it was killed is looked at again, and no other.
    let up = (0..PROBLEMS).filter(|at| at % 100 != 99);
    let asked: u64 = up.map(|at| sites.asked(&name(at), "/")).sum();
    let most = PROBLEMS + KILLS * ACTIVE_SITES;
    assert!(asked <= most as u64, "{asked} home pages were asked for");
    let (of_host, of_address) = sites.most_in_flight();
    assert!(of_host <= 2, "{of_host} requests at once to one site");
    assert!(of_address <= 6, "{of_address} requests at once to one address");
    // Once more: there is nothing to do, and nobody is asked.
    sites.requests();
    assert_eq!(sites.collector(office.app.clone()).retest_due().await.unwrap(), 0);
    assert_eq!(sites.requests(), 0);
}

//! Every page, as every role, on a desk and on a phone, in a real browser: nothing complains, nothing sticks out, everything
//! is reached by keyboard, and axe-core finds no serious fault. The pictures, one of each page as whoever sees most of it, are
//! left in `target/screenshots`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

use chrono::TimeDelta;
use http::{Method, StatusCode, header};
use xunwang_app::office::{give_link, offer_set_up};
use xunwang_domain::exchange::Phases;
use xunwang_domain::mismatch::HomeLook;
use xunwang_domain::people::{Permission, Role};
use xunwang_domain::probe::{Probe, ProbeState};
use xunwang_domain::registry::SiteCode;
use xunwang_ports::Clock as _;
use xunwang_web::{Access, routes};

use super::chromium::{Chromium, Tab, Visit};
use super::harness::Office;
use super::matrix::{furnished, places};
use super::story_register::REGISTER;

/// Without it, pictures show boxes for characters.
const FONT: &str = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc";
/// A desk and a phone.
pub(crate) const SIZES: [(u32, u32); 2] = [(1440, 900), (390, 844)];
/// Bytes of a page with its style and script.
const MOST_BYTES: u64 = 150 * 1024;
/// Fields and links that are gone through by keyboard on a page.
const STEPS: usize = 25;
/// What lists look like when they are filtered, paged or empty, and what is not there.
const MORE: [(&str, &str); 10] = [
    (
        "sites-filtered",
        "/sites?q=%E6%95%99%E8%82%B2&status=%E6%AD%A3%E5%B8%B8%E8%BF%90%E8%A1%8C",
    ),
    ("sites-second-page", "/sites?page=2"),
    ("sites-none", "/sites?q=%E6%B2%A1%E6%9C%89"),
    ("watch-veto", "/watch?standing=veto"),
    ("filings-all", "/filings?all=1"),
    ("sites-columns", "/sites?sort=-name&col=name&col=service"),
    ("template-sentence", "/templates/sentence?key=phrases.sites_rate"),
    ("template-requirement", "/templates/sentence?key=requirements.2"),
    ("templates-none", "/templates?only=own"),
    ("nothing", "/nothing/here"),
];

/// A page as one person sees it.
#[derive(Clone)]
pub(crate) struct Case {
    /// The role, or `nobody`.
    pub(crate) who: &'static str,
    /// Name of its picture.
    pub(crate) name: String,
    pub(crate) url: String,
    pub(crate) status: StatusCode,
    /// Is it looked at closely? Of all who may see a page, whoever sees most of it.
    pub(crate) closely: bool,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_is_well_for_every_role_on_desk_and_phone() {
    let axe = axe();
    assert!(
        Path::new(FONT).is_file(),
        "没有 {FONT}：请用 cargo xtask test，它会装上"
    );
    let office = furnished().await;
    fill(&office).await;
    let blank = Office::blank().await;
    let (origin, blank_origin) = (
        format!("http://{}", office.listen().await),
        format!("http://{}", blank.listen().await),
    );
    let mut cookies = vec![("nobody", None)];
    let mut cases = Vec::new();
    for role in Role::ALL {
        let browser = office.session(&format!("root.{}", role.word())).await;
        let cookie = browser.cookie.clone().unwrap();
        let (_, secret) = cookie.split_once('=').unwrap();
        cookies.push((role.word(), Some(secret.to_owned())));
    }
    for (path, name, access) in addresses(&office).await {
        cases.extend(seen(&office, &origin, (&path, &name), access).await);
    }
    // The page that says “不行” is one page, whatever was asked for; which it is was asked for above.
    let mut refused = BTreeSet::new();
    cases.retain(|case| case.closely || case.status != StatusCode::FORBIDDEN || refused.insert(case.who));
    let token = offer_set_up(&blank.app).await.unwrap().unwrap();
    cases.push(Case {
        who: "nobody",
        name: "setup".to_owned(),
        url: format!("{blank_origin}/setup?token={token}"),
        status: StatusCode::OK,
        closely: true,
    });

    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("screenshots");
    let _ = std::fs::remove_dir_all(&folder);
    let all = cases.len() * SIZES.len();
    let look = move || {
        let chromium = Chromium::start();
        let mut jobs: Vec<_> = cookies
            .into_iter()
            .flat_map(|who| SIZES.map(|size| (who.clone(), size)))
            .collect();
        jobs.reverse();
        let (jobs, found) = (Mutex::new(jobs), Mutex::new((0, Vec::new())));
        // Two tabs at work, each on a core.
        std::thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    let next = || jobs.lock().unwrap().pop();
                    while let Some(((who, secret), size)) = next() {
                        let cookie = secret
                            .as_deref()
                            .map(|secret| (origin.as_str(), "xunwang", secret));
                        let tab = chromium.tab(cookie);
                        tab.resize(size.0, size.1);
                        tab.prefer("light");
                        for case in cases.iter().filter(|case| case.who == who) {
                            let picture = picture_of(&folder, case, size.0);
                            let wrong = look_at(&tab, case, size.0, &axe, &picture);
                            let mut found = found.lock().unwrap();
                            found.0 += 1;
                            found.1.extend(wrong);
                        }
                    }
                });
            }
        });
        found.into_inner().unwrap()
    };
    let (looked_at, wrong) = tokio::task::spawn_blocking(look).await.unwrap();
    assert!(wrong.is_empty(), "{} 处：\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(looked_at, all);
    assert!(all > 200, "{all}");
}

/// More than one page of sites, a week of probes in every state, somebody of every role who reaches all of it.
pub(crate) async fn fill(office: &Office) {
    let mut register = REGISTER.to_owned();
    for number in 3..70 {
        let status = ["正常运行", "临时下线", "正常运行", "关停", "开设中"][number % 5];
        register.push_str(&format!(
            "99010{number:05},江口市第{number}教育服务中心网站,http://s{number}.jiangkou.example/,江口市,\
             江口市第{number}教育服务中心,部门网站,{status}\n"
        ));
    }
    office.import("wang", &register).await;
    let now = office.clock.now();
    let codes = ["9901000001", "9901000002", "9902000001", "9901000005"];
    let probe = |hour: i64, number: usize| Probe {
        site: SiteCode::parse(codes[number]).unwrap(),
        at: now - TimeDelta::minutes(hour * 60 + 7),
        state: ProbeState::ALL[(hour as usize * (number + 1) / 5) % ProbeState::ALL.len()],
        status: "503".to_owned(),
        phases: Phases::default(),
    };
    let probes: Vec<_> = (0..168)
        .flat_map(|hour| [0, 1, 2, 3].map(|number| probe(hour, number)))
        .collect();
    let mut looks = Vec::new();
    for days in [0, 1] {
        let look = |site: &str, url: &str, title: &str| HomeLook {
            site: SiteCode::parse(site).unwrap(),
            at: now - TimeDelta::days(days),
            state: ProbeState::Up,
            url: url.parse().unwrap(),
            title: title.to_owned(),
            site_name: String::new(),
            codes: Vec::new(),
            links: 40,
            is_notice: false,
            accounts: Vec::new(),
        };
        looks.push(look(
            "9901000001",
            "http://new.jiangkou.example/index.html",
            "江口市人民政府",
        ));
        looks.push(look(
            "9901000002",
            "http://jyj.jiangkou.example/",
            "江口市教育体育局",
        ));
    }
    let mut tx = office.store.begin().await.unwrap();
    tx.add_probes(&probes).await.unwrap();
    tx.add_home_looks(&looks).await.unwrap();
    tx.commit().await.unwrap();
    let mut wang = office.session("wang").await;
    let view = [
        ("q", "教育"),
        ("status", "正常运行"),
        ("name", "在运行的教育网站"),
        ("shared", "1"),
    ];
    wang.post("/sites/views", &view).await;
    let root = office.body("示例省人民政府办公厅").await;
    for role in Role::ALL {
        office.person(&format!("root.{}", role.word()), role, root).await;
    }
}

/// Every address that shows something, from the table of routes, with the name of its picture.
async fn addresses(office: &Office) -> Vec<(String, String, Access)> {
    let mut addresses = Vec::new();
    for route in routes() {
        let is_page = !matches!(route.access, Access::Asset);
        if route.method == Method::GET && is_page {
            let [place, _] = places(office, route.path).await;
            addresses.push((place, name_of(route.path), route.access));
        }
    }
    let target = office.user("target.jiang").await;
    let link = give_link(&office.app, &office.caller("chen").await, target).await;
    let link = format!("/password/{}", link.unwrap());
    addresses.push((link, "password".to_owned(), Access::Anybody));
    let all = routes();
    let access_of = |path: &str| {
        let page = path.split('?').next();
        let route = all
            .iter()
            .find(|route| route.method == Method::GET && Some(route.path) == page);
        route.map_or(Access::LoggedIn, |route| route.access)
    };
    let more = MORE.map(|(name, path)| (path.to_owned(), name.to_owned(), access_of(path)));
    addresses.extend(more);
    // A circular that is public.
    let root = office.body("示例省人民政府办公厅").await;
    for (account, role) in [("qian", Role::Supervisor), ("shen", Role::Approver)] {
        office.person(account, role, root).await;
    }
    let (paper, open) = super::story_public::published(office).await;
    let access = Access::Needs(Permission::ViewPapers);
    addresses.push((paper, "paper-issued".to_owned(), access));
    addresses.push((open, "open-public".to_owned(), Access::Anybody));
    let found = "/open?q=%E5%90%88%E6%A0%BC".to_owned();
    addresses.push((found, "open-found".to_owned(), Access::Anybody));
    // The queue, gathered in each way.
    let review = format!("/rounds/{}/review", super::rounds::id(0).0);
    for by in ["rule", "site", "object", "template"] {
        let access = Access::Needs(Permission::ViewRounds);
        addresses.push((format!("{review}?by={by}"), format!("queue-by-{by}"), access));
    }
    addresses
}

fn name_of(path: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric();
    let words: Vec<_> = path
        .split(|c| !plain(c))
        .filter(|word| !word.is_empty())
        .collect();
    if words.is_empty() {
        "index".to_owned()
    } else {
        words.join("-")
    }
}

/// A page as all see it. The application itself says first what there is: files to keep are no pages.
async fn seen(office: &Office, origin: &str, (path, name): (&str, &str), access: Access) -> Vec<Case> {
    let case = |who, status, closely| Case {
        who,
        name: name.to_owned(),
        url: format!("{origin}{path}"),
        status,
        closely,
    };
    if matches!(access, Access::Anybody | Access::SetUp) {
        let answer = office.browser().get(path).await;
        let kind = answer.headers.get(header::CONTENT_TYPE);
        if answer.status.is_success() && !kind.unwrap().to_str().unwrap().starts_with("text/html") {
            // Files and feeds are no pages.
            return Vec::new();
        }
        let status = answer.status;
        let status = if status.is_redirection() {
            StatusCode::OK
        } else {
            status
        };
        return vec![case("nobody", status, true)];
    }
    let (mut cases, mut longest) = (Vec::new(), 0);
    for role in Role::ALL {
        let mut browser = office.session(&format!("root.{}", role.word())).await;
        let mut answer = browser.get(path).await;
        if answer.status.is_redirection() {
            // The browser follows, and shows what it comes to.
            answer = browser.get(answer.location()).await;
        }
        let kind = answer.headers[header::CONTENT_TYPE].to_str().unwrap();
        if !kind.starts_with("text/html") {
            assert_eq!(answer.status, StatusCode::OK, "{path}");
            continue;
        }
        if !answer.text.starts_with("<!DOCTYPE html>") {
            // A live part is fetched into a page that is looked at itself.
            assert!(answer.text.starts_with("<section"), "{path}");
            continue;
        }
        let may = match access {
            Access::Needs(permission) => role.may(permission),
            _ => true,
        };
        assert_eq!(answer.status != StatusCode::FORBIDDEN, may, "{path} {role:?}");
        cases.push((case(role.word(), answer.status, false), answer.bytes.len()));
    }
    longest = cases.iter().map(|(_, length)| *length).max().unwrap_or(longest);
    if let Some((most, _)) = cases.iter_mut().find(|(_, length)| *length == longest) {
        most.closely = true;
    }
    cases.into_iter().map(|(case, _)| case).collect()
}

pub(crate) fn picture_of(folder: &Path, case: &Case, width: u32) -> PathBuf {
    let file = format!("{}.png", case.name);
    folder.join(case.who).join(width.to_string()).join(file)
}

/// What is wrong with a page.
fn look_at(tab: &Tab, case: &Case, width: u32, axe: &str, picture: &Path) -> Vec<String> {
    let visit = tab.open(&case.url);
    judge(tab, &visit, case, (width, axe, picture))
}

/// What is wrong with the page that is open.
pub(crate) fn judge(
    tab: &Tab,
    visit: &Visit,
    case: &Case,
    (width, axe, picture): (u32, &str, &Path),
) -> Vec<String> {
    let mut wrong = Vec::new();
    if visit.status != u64::from(case.status.as_u16()) {
        wrong.push(format!("返回码 {}，应为 {}", visit.status, case.status));
    }
    wrong.extend(visit.complaints.iter().map(|text| format!("控制台：{text}")));
    let origin = &case.url[..case.url[7..].find('/').map_or(case.url.len(), |at| at + 8)];
    let foreign = |url: &&String| !url.starts_with(origin) && !url.starts_with("data:");
    let foreign = visit.requests.iter().filter(foreign);
    wrong.extend(foreign.map(|url| format!("请求了别处：{url}")));
    if visit.bytes > MOST_BYTES {
        wrong.push(format!("{} 字节，太大", visit.bytes));
    }
    let across = tab
        .value("document.documentElement.scrollWidth")
        .as_u64()
        .unwrap();
    if across > u64::from(width) {
        wrong.push(format!("宽 {across} 像素，超出窗口"));
    }
    if case.closely {
        tab.keep_picture(picture);
        tab.value(&format!("{axe}; true"));
        wrong.extend(faults(tab, &[]));
        // Keys and colours are those of the desk on a phone too.
        if width > 720 {
            wrong.extend(by_keyboard(tab));
            tab.prefer("dark");
            let colours = faults(tab, &["color-contrast"]);
            wrong.extend(colours.into_iter().map(|fault| format!("深色：{fault}")));
            tab.prefer("light");
        }
    }
    let place = format!("{} {width} {}", case.who, case.url);
    wrong.into_iter().map(|text| format!("{place}：{text}")).collect()
}

/// Goes through the page by keyboard: what is reached must show that it is.
fn by_keyboard(tab: &Tab) -> Vec<String> {
    let mut wrong = Vec::new();
    for step in 0..STEPS {
        tab.press_tab();
        let unseen = tab.value(
            "(() => { const it = document.activeElement; if (!it || it === document.body) return null; \
             const style = getComputedStyle(it), box = it.getBoundingClientRect(); \
             const shows = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 && box.width > 0; \
             return shows ? '' : it.outerHTML.slice(0, 120); })()",
        );
        match unseen.as_str() {
            None if step == 0 => wrong.push("键盘进不去".to_owned()),
            None => break,
            Some("") => {}
            Some(element) => wrong.push(format!("看不出键盘焦点：{element}")),
        }
    }
    wrong
}

/// Serious faults by axe-core; of some of its rules only, where they are named.
fn faults(tab: &Tab, rules: &[&str]) -> Vec<String> {
    let only = if rules.is_empty() {
        String::new()
    } else {
        format!("runOnly: {rules:?}, ")
    };
    let found = tab.value(&format!(
        "axe.run(document, {{ {only}resultTypes: ['violations'] }}).then(found => found.violations \
         .filter(it => it.impact === 'serious' || it.impact === 'critical') \
         .map(it => `${{it.id}}（${{it.impact}}，${{it.nodes.length}}处）：${{it.nodes[0].html.slice(0, 160)}} ` \
         + it.nodes[0].failureSummary.slice(0, 200)))",
    ));
    serde_json::from_value(found).unwrap()
}

/// The script of axe-core, from the Python package that brings it.
pub(crate) fn axe() -> String {
    const PACKAGE: &str = "axe_playwright_python";
    let find =
        format!("import importlib.util as u; print(u.find_spec('{PACKAGE}').submodule_search_locations[0])");
    let own = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("xtask-python/bin/python");
    let folder = [PathBuf::from("python3"), own].into_iter().find_map(|python| {
        let output = Command::new(python).args(["-c", &find]).output().ok()?;
        output
            .status
            .success()
            .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    });
    let folder = folder.unwrap_or_else(|| panic!("没有 {PACKAGE}：请用 cargo xtask test，它会装上"));
    std::fs::read_to_string(Path::new(&folder).join("axe.min.js")).unwrap()
}

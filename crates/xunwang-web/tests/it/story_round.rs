//! A quarter through the real application: register, a week of probes, collection from a real fleet, review by two people,
//! approval, objection, the gate, the judgement.

use std::collections::BTreeMap;
use std::time::Duration;

use http::StatusCode;
use xunwang_domain::people::Role;
use xunwang_domain::round::RoundId;
use xunwang_domain::standard::{Measure, Threshold};
use xunwang_fleet::Judgement;

use super::harness::{Answer, Browser, Office};
use super::quarter::{Quarter, open_round};

fn done(answer: &Answer) {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
}

/// Decides on the finding at this address, with what its page shows.
async fn decide(browser: &mut Browser, path: &str, verdict: &str, reach: &str) -> Answer {
    let page = browser.get(path).await.text;
    let field = |name: &str| {
        let mark = format!("name=\"{name}\" value=\"");
        page.find(&mark).map(|at| {
            let rest = &page[at + mark.len()..];
            rest[..rest.find('"').unwrap()].to_owned()
        })
    };
    let version = field("version").unwrap_or_else(|| panic!("{page}"));
    let count = field(&format!("count_{reach}")).unwrap_or_default();
    let count_name = format!("count_{reach}");
    browser
        .post(
            path.split('?').next().unwrap(),
            &[
                ("verdict", verdict),
                ("version", &version),
                ("reach", reach),
                (&count_name, &count),
            ],
        )
        .await
}

/// The addresses of the findings that a list shows.
fn findings(page: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = page;
    while let Some(at) = rest.find("href=\"/findings/") {
        rest = &rest[at + 6..];
        let end = rest.find(['?', '"']).unwrap();
        let path = rest[..end].to_owned();
        if !found.contains(&path) {
            found.push(path);
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quarter_from_the_register_to_the_judgement() {
    let quarter = Quarter::begun(8).await;
    let office = &quarter.office;
    // The last site fails ten times in the week (6.1 % of 164), the one before eight times (4.9 %); four hours our own line is down.
    let (failing, flapping) = (7, 6);
    quarter
        .week(
            |hour| {
                let mut down = Vec::new();
                if hour % 15 == 3 && hour / 15 < 10 {
                    down.push(failing);
                }
                if hour % 20 == 7 && hour / 20 < 8 {
                    down.push(flapping);
                }
                down
            },
            |hour| (50..54).contains(&hour),
        )
        .await;
    let round = quarter.collected().await;
    let mut wang = office.session("wang").await;
    let page = wang.get(&format!("/rounds/{round}")).await.text;
    assert!(page.contains("复核中") && page.contains("监测时间点"), "{page}");

    // Everything that could be a veto is confirmed by 李, site by site and rule by rule.
    let (mut li, mut zhao) = (office.session("liwei").await, office.session("zhao").await);
    let queue = format!("/rounds/{round}/review?level=veto");
    let first = findings(&li.get(&queue).await.text)[0].clone();
    done(&decide(&mut li, &first, "confirmed", "one").await);
    // 赵 has opened the page before and is told of it.
    let stale = [("verdict", "dismissed"), ("version", "0"), ("reach", "one")];
    let told = zhao.post(&first, &stale).await;
    assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        told.text.contains("liwei某 刚刚已作出结论“认定”"),
        "{}",
        told.text
    );
    // Taken back by its author and nobody else, then confirmed again.
    assert_eq!(
        zhao.post(&format!("{first}/undo"), &[]).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    done(&li.post(&format!("{first}/undo"), &[]).await);
    while let Some(next) = findings(&li.get(&queue).await.text).first() {
        done(&decide(&mut li, next, "confirmed", "site").await);
    }
    // What is left of a portal's deductions is dismissed, each rule at once at its site.
    let queue = format!("/rounds/{round}/review?level=deduct");
    while let Some(next) = findings(&zhao.get(&queue).await.text).first() {
        done(&decide(&mut zhao, next, "dismissed", "site").await);
    }

    // Who confirmed does not approve, and nothing is judged before.
    let refused = wang.post(&format!("/rounds/{round}/judgement"), &[]).await;
    assert!(refused.text.contains("项未决，不能判定"), "{}", refused.text);
    let mut shen = office.session("shen").await;
    let list = shen.get(&format!("/rounds/{round}/problems")).await.text;
    let met: Vec<String> = list
        .match_indices("达到否决标准，待审定")
        .map(|(at, _)| {
            let row = &list[list[..at].rfind("<tr>").unwrap()..at];
            let link = &row[row.find("href=\"").unwrap() + 6..];
            link[..link.find('"').unwrap()].to_owned()
        })
        .collect();
    assert!(!met.is_empty(), "{list}");
    for problem in &met {
        let page = shen.get(problem).await;
        let mark = page.between("name=\"mark\" value=\"", "\"").to_owned();
        let answer = shen
            .post(
                &format!("{problem}/approve"),
                &[("agreed", "yes"), ("mark", &mark)],
            )
            .await;
        done(&answer);
    }
    let desk = shen.get("/").await.text;
    assert!(desk.contains("现在没有等您办的事"), "all is approved: {desk}");
    let of_probes = met.iter().filter(|problem| problem.ends_with("/WV2")).count();
    assert_eq!(of_probes, 1, "6.1 % is the veto, 4.9 % is not: {met:?}");

    // The body that runs the failing site is asked, objects, and is answered.
    let truth = quarter.fleet.manifest();
    let failing = &truth.sites[failing];
    let body = body_of(office, &failing.site_code).await;
    office.person("yun", Role::Operator, body).await;
    let mut yun = office.session("yun").await;
    assert_eq!(
        yun.get(&format!("/rounds/{round}/problems")).await.status,
        StatusCode::NOT_FOUND,
        "nothing is shown before the body is asked"
    );
    done(
        &wang
            .post(&format!("/rounds/{round}/objections"), &[("until", "2026-12-10")])
            .await,
    );
    let desk = yun.get("/").await.text;
    assert!(
        desk.contains("请核实本单位网站的问题") && desk.contains("2026-12-10 前"),
        "{desk}"
    );
    let own = yun.get("/problems").await;
    let own = yun.get(own.location()).await.text;
    assert!(own.contains(&failing.site_name), "{own}");
    assert!(
        truth.sites[..7]
            .iter()
            .all(|other| !own.contains(&other.site_name)),
        "only its own: {own}"
    );
    let problem = format!("/rounds/{round}/problems/{}/WV2", failing.site_code);
    let fields = [("kind", "appeal"), ("text", "当日机房停电检修，已提前公告。")];
    let proof = Some(("停电通知.pdf", &b"%PDF-1.7 notice"[..]));
    let objected = yun.entry(&format!("{problem}/object"), &fields, proof).await;
    done(&objected);
    let refused = wang.post(&format!("/rounds/{round}/judgement"), &[]).await;
    assert!(refused.text.contains("项未决"), "an objection waits");
    assert!(wang.get(&problem).await.text.contains("停电通知.pdf"));
    let answer = [("accepted", "no"), ("text", "停电不在例外之列。")];
    done(&wang.post(&format!("{problem}/answer"), &answer).await);

    settle_all(&mut wang, &round).await;
    done(&wang.post(&format!("/rounds/{round}/judgement"), &[]).await);

    // What comes out is what was planted.
    let mut expected: BTreeMap<&str, &str> = BTreeMap::new();
    for site in &truth.sites {
        let word = match site.judgement {
            Judgement::Qualified => "合格",
            Judgement::Unqualified => "不合格",
            Judgement::NotMeasured => "未能检测",
        };
        expected.insert(&site.site_code, word);
    }
    expected.insert(&failing.site_code, "不合格");
    let result = wang.get(&format!("/rounds/{round}/judgement")).await.text;
    for (code, word) in &expected {
        let at = result.find(&format!("/judgement/{code}\"")).unwrap();
        let row = &result[at..at + result[at..].find("</tr>").unwrap()];
        assert!(row.contains(&format!(">{word}<")), "{code} {word}：{row}");
    }
    let site = wang
        .get(&format!("/rounds/{round}/judgement/{}", failing.site_code))
        .await
        .text;
    assert!(
        site.contains("WV2") && site.contains("达到否决标准，已审定"),
        "{site}"
    );

    // A portal without a veto has its score sheet: official rows, and a preview that says it is one.
    let qualified = expected.iter().find(|(_, word)| **word == "合格").unwrap().0;
    let site = wang
        .get(&format!("/rounds/{round}/judgement/{qualified}"))
        .await
        .text;
    assert!(
        site.contains("<h2>评分表</h2>") && site.contains("不能用于通报"),
        "{site}"
    );

    // The report on the failing site says what its page says, and has the days of its channels.
    let report = format!("/rounds/{round}/judgement/{}/report", failing.site_code);
    let said = wang.get(&format!("{report}?format=html")).await.text;
    for words in [
        failing.site_name.as_str(),
        "检查结论：不合格。",
        "栏目更新情况",
        "政府网站标识码",
    ] {
        assert!(said.contains(words), "{words}\n{said}");
    }
    let row = said.split("<th scope=\"row\">站点无法访问</th>").nth(1).unwrap();
    let row = row.split("</tr>").next().unwrap();
    assert!(row.contains(">触及<"), "{row}");
    assert!(!said.contains("机器检查初稿"), "the round is judged");
    let pdf = wang.get(&report).await;
    assert_eq!(pdf.status, StatusCode::OK);
    assert!(pdf.text.starts_with("%PDF-"));
    // Its own unit has it too, and of no other site.
    assert_eq!(yun.get(&report).await.status, StatusCode::OK);
    let foreign = yun
        .get(&format!("/rounds/{round}/judgement/{qualified}/report"))
        .await
        .status;
    assert_eq!(foreign, StatusCode::NOT_FOUND);

    // Under the same version all is alike; under one that asks for a hundred stale channels a veto falls.
    let same = wang.get(&format!("/rounds/{round}/rejudge?version=1")).await.text;
    assert!(same.contains("8 个网站的判定都相同"), "{same}");
    let mut tx = office.store.begin().await.unwrap();
    let mut other = tx.standard_version(1).await.unwrap().unwrap();
    other.number = 2;
    let row = other
        .standard
        .indicators
        .iter_mut()
        .find(|row| row.id == "WV4-1")
        .unwrap();
    let Measure::Count { threshold, .. } = &mut row.measure else {
        panic!("WV4-1 counts");
    };
    *threshold = Threshold::parse("超过(含)100").unwrap();
    tx.put_standard_version(&other).await.unwrap();
    tx.commit().await.unwrap();
    let stale = met.iter().find(|problem| problem.ends_with("/WV4-1")).unwrap();
    let code = stale.split('/').nth(4).unwrap();
    let page = wang.get(&format!("/rounds/{round}/rejudge?version=2")).await.text;
    let row = &page[page
        .find(&format!("/judgement/{code}\""))
        .unwrap_or_else(|| panic!("{page}"))..];
    let row = &row[..row.find("</tr>").unwrap()];
    assert!(row.contains("WV4-1") && row.contains(">不合格<"), "{row}");

    // What is judged stands.
    let late = [("verdict", "dismissed"), ("version", "3"), ("reach", "one")];
    let refused = li.post(&first, &late).await;
    assert!(refused.text.contains("已经判定，不能再改"), "{}", refused.text);
    let mut shenji = office.session("shenji").await;
    let trail = shenji.get("/audit/check").await.text;
    assert!(trail.contains("核验通过"), "{trail}");
}

async fn body_of(office: &Office, code: &str) -> xunwang_domain::organization::OrganizationId {
    let code = xunwang_domain::registry::SiteCode::parse(code).unwrap();
    let chen = office.caller("chen").await;
    xunwang_app::office::site_view(&office.app, &chen, &code, None)
        .await
        .unwrap()
        .site
        .organization
}

/// Settles what is open, kind by kind, all at once: a person has looked at what the machine could not see, as at the sites
/// that speak only HTTPS, which the server of the probes does not.
pub(crate) async fn settle_all(wang: &mut Browser, round: &str) {
    for _ in 0..8 {
        let path = format!("/rounds/{round}/gate");
        let page = wang.get(&path).await;
        let Some(at) = page.text.find("name=\"all\" value=\"") else {
            assert!(page.text.contains("没有未决事项"), "{}", page.text);
            return;
        };
        let kind = page.text[at + 18..].split('"').next().unwrap().to_owned();
        let before = &page.text[..at];
        let count = &before[before.rfind("name=\"count\" value=\"").unwrap() + 20..];
        let count = count.split('"').next().unwrap().to_owned();
        let fields = [
            ("all", kind.as_str()),
            ("count", count.as_str()),
            ("settled", if kind == "未能检测" { "looked" } else { "left" }),
            ("reason", "已人工打开网站核实"),
        ];
        done(&wang.post(&path, &fields).await);
    }
    panic!("未决事项没有减少");
}

/// A collection that is broken off goes on where it stood, and nothing comes twice.
#[tokio::test(flavor = "multi_thread")]
async fn a_collection_that_is_broken_off_goes_on() {
    let quarter = Quarter::begun(6).await;
    let mut wang = quarter.office.session("wang").await;
    let round = open_round(&quarter.office, &mut wang).await;
    done(&wang.post(&format!("/rounds/{round}/collect"), &[]).await);
    let mut tries = 0;
    for millis in [60, 150, 300, 600, 60_000] {
        let collector = quarter.collector();
        let run = collector.collect_due();
        tries += 1;
        if let Ok(done) = tokio::time::timeout(Duration::from_millis(millis), run).await {
            assert_eq!(done.unwrap(), 1);
            break;
        }
    }
    assert!(tries > 1, "it was broken off at least once");
    let id = RoundId(uuid::Uuid::parse_str(&round).unwrap());
    let caller = quarter.office.caller("wang").await;
    let once = counts(&quarter, &caller, id).await;
    // A second office collects the same fleet without a break.
    let other = Quarter::begun(6).await;
    let calm = other.collected().await;
    let calm = RoundId(uuid::Uuid::parse_str(&calm).unwrap());
    let caller = other.office.caller("wang").await;
    assert_eq!(once, counts(&other, &caller, calm).await);
}

async fn counts(
    quarter: &Quarter,
    caller: &xunwang_app::office::Caller,
    round: RoundId,
) -> (u64, Vec<(String, u64)>) {
    let filter = xunwang_app::office::QueueFilter::default();
    let queue = xunwang_app::office::queue(&quarter.office.app, caller, round, &filter, 1)
        .await
        .unwrap();
    (queue.found, queue.rules)
}

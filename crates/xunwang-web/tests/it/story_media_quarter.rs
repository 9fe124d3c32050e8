//! A quarter of 3,177 accounts: interfaces, feeds, exports every week, people at the desk; an authorisation that ends, a platform that
//! hides, a handle that a stranger took, an account that came back. The second half of the circular is compared with what the test
//! itself knows of each account.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::{DateTime, TimeDelta, Utc};
use http::StatusCode;
use xunwang_app::office::{
    Glance, MediaFiles, MediaResultFilter, NewSource, import_media_files, keep_glance, media_results,
    paper_view, set_media_source,
};
use xunwang_domain::account::{AccountCode, AccountStanding};
use xunwang_domain::circular::ProblemObject;
use xunwang_domain::paper::PaperId;
use xunwang_domain::people::Role;
use xunwang_ports::Clock as _;

use super::harness::Office;
use super::judged::judged_round;
use super::platforms::{Hosted, Hosting};
use super::rectified::Sites;
use super::story_paper::{Sheet, begin, staffed, strip};

const WHOLE: &str = "示例省人民政府办公厅";
const COUNT: usize = 3_177;
const AREAS: [&str; 3] = ["江口市", "云岭市", "滨河市"];
const PNG: &[u8] = b"\x89PNG\r\n\x1a\nscreenshot";

/// By what an account is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// The interface of WeChat.
    Wechat,
    /// That of Weibo; whether it can be spoken with, a person says.
    Weibo,
    /// Weibo's page for visitors.
    Page,
    /// Exported every week.
    Export,
    /// By a handle that somebody else has taken.
    Stranger,
    /// By nothing.
    Nothing,
}

fn platform(number: usize) -> &'static str {
    match number % 10 {
        0..=4 => "微信公众号",
        5 | 6 => "新浪微博",
        7 => "今日头条",
        8 => "抖音",
        _ => "快手",
    }
}

fn way(number: usize) -> Way {
    match number {
        15 => Way::Stranger,
        16 => Way::Page,
        3_000..3_030 => Way::Nothing,
        0..40 if number % 10 < 5 => Way::Wechat,
        0..40 if number % 10 < 7 => Way::Weibo,
        _ => Way::Export,
    }
}

/// What the test itself knows of each account at the end of the quarter.
fn expected(number: usize) -> AccountStanding {
    match number {
        // Its owner has withdrawn the authorisation; a stranger has its handle; the platform hides it.
        3 | 15 | 16 => AccountStanding::NotMeasured,
        // Silent since the beginning of December, by the interface, by exports, and as people saw.
        4 | 2_001..=2_003 | 3_015..3_020 => AccountStanding::Failed,
        // Nobody has looked at these.
        3_020..3_030 => AccountStanding::NotMeasured,
        // A post with a misstatement.
        3_100 => AccountStanding::Failed,
        _ => AccountStanding::Passed,
    }
}

fn is_silent(number: usize) -> bool {
    matches!(number, 4 | 2_001..=2_003)
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// When an account publishes: every third day, in the morning.
fn days(number: usize) -> Vec<DateTime<Utc>> {
    let first = at("2026-11-10T01:00:00Z") + TimeDelta::hours(i64::try_from(number % 72).unwrap());
    let end = if is_silent(number) {
        at("2026-12-02T00:00:00Z")
    } else {
        at("2026-12-28T00:00:00Z")
    };
    (0..)
        .map(|step| first + TimeDelta::days(3 * step))
        .take_while(|day| *day < end)
        .collect()
}

fn app_id(number: usize) -> String {
    format!("wx{number:016}")
}

fn register() -> String {
    let mut text = "账号编号,账号名称,平台,平台ID,平台账号,主办单位,地区或部门,状态,注销凭证\n".to_owned();
    for number in 0..COUNT {
        let area = AREAS[number % AREAS.len()];
        let _ = writeln!(
            text,
            "N{number:04},青川{number},{},{},h{number},{area}第{number}单位,{area},正常运行,",
            platform(number),
            100_000 + number
        );
    }
    text.push_str("N9999,旧青川,快手,199999,h9999,江口市旧单位,江口市,注销,2026-08-01 平台通知\n");
    text
}

/// What the platforms' tools export in a week; on the last day also what people saw of interaction, and of an account that came back.
fn export(office: &Office, since: DateTime<Utc>, is_last: bool) -> (String, String) {
    let now = office.clock.now();
    let told = |at: DateTime<Utc>| at.format("%Y-%m-%dT%H:%M:%SZ").to_string();
    let mut looks = "账号编号,来源,观测时间,结果,全量,平台ID,账号名称,认证主体,互动功能\n".to_owned();
    let mut posts = "账号编号,来源,标题,正文,链接,发布时间\n".to_owned();
    for number in 0..COUNT {
        let code = format!("N{number:04}");
        let (id, name) = match way(number) {
            Way::Stranger => (999_999, "某某商城".to_owned()),
            Way::Export => (100_000 + number, format!("青川{number}")),
            Way::Weibo if is_last => {
                let _ = writeln!(looks, "{code},人工核查,{},成功,否,,,,有", told(now));
                // By its old handle a stranger is found.
                if number == 5 {
                    let _ = writeln!(
                        looks,
                        "{code},平台工具导出,{},成功,是,999998,青川5,,有",
                        told(now)
                    );
                }
                continue;
            }
            _ => continue,
        };
        let _ = writeln!(looks, "{code},平台工具导出,{},成功,是,{id},{name},,有", told(now));
        for day in days(number).into_iter().filter(|day| *day > since && *day <= now) {
            let body = match (number, day > at("2026-12-10T00:00:00Z")) {
                (3_100, true) => "庆祝中华人民共合国成立",
                _ => "全市召开政务公开工作会议",
            };
            let seconds = day.timestamp();
            let _ = writeln!(
                posts,
                "{code},平台工具导出,要闻{seconds},{body},https://a.example/{number}/{seconds},{}",
                told(day)
            );
        }
    }
    if is_last {
        let _ = writeln!(looks, "N9999,公开页面,{},成功,否,199999,旧青川,,", told(now));
    }
    (looks, posts)
}

async fn import(office: &Office, accounts: &str, (looks, posts): (String, String)) {
    let file = |name: &str, text: String| (name.to_owned(), text.into_bytes());
    let files = MediaFiles {
        accounts: (!accounts.is_empty()).then(|| file("账号.csv", accounts.to_owned())),
        observations: vec![file("观测.csv", looks)],
        posts: vec![file("发布.csv", posts)],
        menus: Vec::new(),
    };
    import_media_files(&office.app, files).await.unwrap();
}

/// The platforms have these accounts, and their owners have authorised us.
async fn host(office: &Office, platforms: &Hosting) {
    let wang = office.caller("wang").await;
    for number in 0..40 {
        let mut new = NewSource {
            is_complete: true,
            ..NewSource::default()
        };
        let hosted = Hosted {
            secret: format!("secret-{number}"),
            number: (100_000 + number).to_string(),
            // One has another name by now.
            name: if number == 5 {
                "青川五号".to_owned()
            } else {
                format!("青川{number}")
            },
            posts: days(number)
                .into_iter()
                .map(|day| (day, format!("要闻{}", day.timestamp())))
                .collect(),
            is_hidden: number == 16,
            ..Hosted::default()
        };
        match way(number) {
            Way::Wechat => {
                "wechat".clone_into(&mut new.way);
                new.app = app_id(number);
                new.secret.clone_from(&hosted.secret);
                platforms.wechat(&app_id(number), hosted);
            }
            Way::Weibo => {
                "weibo".clone_into(&mut new.way);
                new.secret.clone_from(&hosted.secret);
                platforms.weibo(hosted);
            }
            Way::Page => {
                "weibo-page".clone_into(&mut new.way);
                platforms.weibo(hosted);
            }
            _ => continue,
        }
        let code = AccountCode::parse(&format!("N{number:04}")).unwrap();
        set_media_source(&office.app, &wang, &code, new).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_thousand_accounts_through_a_quarter_into_the_circular() {
    let office = staffed().await;
    let root = office.body(WHOLE).await;
    office.person("liwei", Role::Reviewer, root).await;
    let platforms = Hosting::beside(&office).await;
    let watch = platforms.watch(&office);
    let mut since = at("2026-11-01T00:00:00Z");
    import(&office, &register(), export(&office, since, false)).await;
    host(&office, &platforms).await;
    for week in 0..5 {
        assert!(watch.look_due().await.unwrap() > 20, "week {week}");
        since = office.clock.now();
        office.clock.forward(if week == 4 {
            TimeDelta::days(4)
        } else {
            TimeDelta::days(7)
        });
        if week == 2 {
            let withdrawn = Hosted {
                is_withdrawn: true,
                ..Hosted::default()
            };
            platforms.wechat(&app_id(3), withdrawn);
        }
        if week < 4 {
            import(&office, "", export(&office, since, false)).await;
        }
    }
    // The last day: 2026-12-28, ten o'clock.
    assert_eq!(office.clock.now(), at("2026-12-28T01:00:00Z"));
    watch.look_due().await.unwrap();
    import(&office, "", export(&office, since, true)).await;
    let li = office.caller("liwei").await;
    for number in 3_000..3_020 {
        let code = AccountCode::parse(&format!("N{number}")).unwrap();
        let day = if number < 3_015 {
            "2026-12-26"
        } else {
            "2026-12-01"
        };
        let glance = Glance::Newest(day.parse().unwrap());
        let file = Some(("截图.png".to_owned(), PNG.to_vec()));
        keep_glance(&office.app, &li, &code, glance, Some(true), file)
            .await
            .unwrap();
    }

    // The round: the program inspects, two people decide, somebody answers for what nobody saw.
    let round = judged_round(&office, 401, (WHOLE, "2026Q4"), &[]).await;
    let path = format!("/rounds/{}", round.0);
    let mut wang = office.session("wang").await;
    let reason = [("reason", "补充检查政务新媒体")];
    let reopened = wang.post(&format!("{path}/judgement/reopen"), &reason).await;
    assert_eq!(
        reopened.status,
        StatusCode::SEE_OTHER,
        "{}",
        strip(&reopened.text)
    );
    let asked = wang.post(&format!("{path}/media"), &[("scope", "full")]).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", strip(&asked.text));
    let collector = Sites::served([]).await.reading_collector(office.app.clone());
    assert_eq!(collector.media_due().await.unwrap(), 1);
    let caller = office.caller("wang").await;
    let standing = |one: AccountStanding| MediaResultFilter {
        standing: Some(one),
        ..MediaResultFilter::default()
    };
    let open = media_results(&office.app, &caller, round, &standing(AccountStanding::Open))
        .await
        .unwrap();
    let codes: Vec<String> = open.rows.iter().map(|one| one.account.code.to_string()).collect();
    let failing: Vec<String> = (0..COUNT)
        .filter(|number| expected(*number) == AccountStanding::Failed)
        .map(|number| format!("N{number:04}"))
        .collect();
    let mut sorted = codes.clone();
    sorted.sort();
    assert_eq!(sorted, failing);
    let doubtful = open
        .rows
        .iter()
        .find(|one| one.account.code.as_str() == "N3100")
        .unwrap();
    assert!(
        doubtful.doubts().next().unwrap().message.contains("共合国"),
        "{doubtful:?}"
    );
    let mut forms: Vec<(&str, &str)> = codes.iter().map(|code| ("id", code.as_str())).collect();
    forms.push(("note", ""));
    for (account, action) in [("liwei", "confirm"), ("shen", "approve")] {
        let mut browser = office.session(account).await;
        forms.push(("action", action));
        let done = browser.post(&format!("{path}/media/bulk"), &forms).await;
        assert!(
            strip(&done.text).contains(&format!("已办理 {} 个账号", codes.len())),
            "{}",
            strip(&done.text)
        );
        forms.pop();
    }
    let unmeasured = (0..COUNT)
        .filter(|it| expected(*it) == AccountStanding::NotMeasured)
        .count();
    let reason = ("reason", "平台不开放，主办单位未授权，已多次联系");
    let mut wang = office.session("wang").await;
    let accepted = wang
        .post(
            &format!("{path}/media/accept"),
            &[("count", &unmeasured.to_string()), reason],
        )
        .await;
    assert_eq!(
        accepted.status,
        StatusCode::SEE_OTHER,
        "{}",
        strip(&accepted.text)
    );
    let page = strip(
        &wang
            .get(&format!("{path}/media?standing=not_measured"))
            .await
            .text,
    );
    for why in ["授权已过期", "平台隐藏了发布内容", "不是本账号", "没有任何观测"] {
        assert!(page.contains(why), "{why}：{page}");
    }
    let judged = wang.post(&format!("{path}/judgement"), &[]).await;
    assert_eq!(judged.status, StatusCode::SEE_OTHER, "{}", strip(&judged.text));

    // The second half of the circular, against what the test knows.
    let paper = begin(&office, round).await;
    let id = PaperId(paper.rsplit('/').next().unwrap().parse().unwrap());
    let view = paper_view(&office.app, &caller, id).await.unwrap();
    for area in AREAS {
        let own = || (0..COUNT).filter(move |number| AREAS[number % AREAS.len()] == area);
        let count = |wanted| own().filter(|number| expected(*number) == wanted).count() as u64;
        let (passed, failed) = (count(AccountStanding::Passed), count(AccountStanding::Failed));
        let facts = view.facts.areas.iter().find(|one| one.name == area).unwrap();
        assert_eq!(
            (
                facts.accounts_running,
                facts.accounts_checked,
                facts.accounts_failed
            ),
            (own().count() as u64, passed + failed, failed),
            "{area}"
        );
        let mut platforms: BTreeMap<&str, (u64, u64, u64)> = BTreeMap::new();
        for number in own() {
            let counts = platforms.entry(platform(number)).or_default();
            counts.0 += 1;
            counts.1 += u64::from(expected(number) != AccountStanding::NotMeasured);
            counts.2 += u64::from(expected(number) == AccountStanding::Failed);
        }
        for (name, counts) in platforms {
            let told = &facts.platforms[name];
            assert_eq!((told.running, told.checked, told.failed), counts, "{area} {name}");
        }
    }
    let problems = view.facts.problems.iter();
    let named = problems.filter(|it| it.object == ProblemObject::Account);
    assert_eq!(named.count(), failing.len());
    let mut sheet = Sheet::of(&office, "wang", &paper).await;
    let plain = sheet.plain().await;
    let checked = COUNT - unmeasured;
    assert!(
        plain.contains("3177个") && plain.contains(&format!("{checked}个")),
        "{plain}"
    );
    assert!(
        plain.contains("青川3100") && plain.contains("出现严重表述错误"),
        "{plain}"
    );
    assert!(
        plain.contains("青川4") && plain.contains("监测时间点前2周内无更新"),
        "{plain}"
    );

    // The account that came back is told of, and stands outside every denominator.
    let line = wang.get("/media/N9999").await.text;
    assert!(strip(&line).contains("注销") && strip(&line).contains("公开页面"));
    let week = strip(&office.session("wang").await.get("/media/week").await.text);
    assert!(
        week.contains("旧青川") && week.contains("台账登记为“注销”，公开页面于2026-12-28仍看到"),
        "{week}"
    );
    // And the one whose handle a stranger took is measured by its number, under its new name.
    let renamed = strip(&wang.get("/media/N0005").await.text);
    assert!(
        renamed.contains("已改名") && renamed.contains("不是本账号"),
        "{renamed}"
    );
}

//! A quarter of new-media accounts: mixed sources, an authorisation that ended, a platform that hides, a handle that a stranger took,
//! an account that came back. What was not seen is not measured, and twice imported is once.

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use xunwang_app::office::{
    App, AppError, MediaFiles, MediaInspection, MediaQuestion, MediaTaken, MenuVisit, import_media_files,
    inspect_media,
};
use xunwang_domain::account::{AccountJudgement, MediaAccount};
use xunwang_domain::judgement::Judgement;
use xunwang_fetch::{FetchSettings, Hosts, PoliteFetcher};
use xunwang_ports::{Clock, Store, SystemChance};
use xunwang_store::{DataFolders, SqliteStore};

use super::answers::serve;

struct Still(DateTime<Utc>);

impl Clock for Still {
    fn now(&self) -> DateTime<Utc> {
        self.0
    }
}

struct Office {
    app: App,
    store: Arc<dyn Store>,
    _folder: tempfile::TempDir,
}

async fn office() -> Office {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&folder.path().join("xunwang.db"))
        .await
        .unwrap();
    let store: Arc<dyn Store> = Arc::new(store);
    let now = "2023-09-16T01:00:00Z".parse().unwrap();
    let app = App::new(
        Arc::clone(&store),
        Arc::new(DataFolders::new(folder.path())),
        Arc::new(Still(now)),
        Arc::new(SystemChance),
    );
    Office {
        app,
        store,
        _folder: folder,
    }
}

fn as_of() -> DateTime<Utc> {
    "2023-09-15T16:00:00Z".parse().unwrap()
}

const ACCOUNTS: &str =
    "账号编号,账号名称,平台,平台ID,平台账号,认证主体,主办单位,主管单位,地区或部门,开设日期,状态,注销凭证\n";
const OBSERVATIONS: &str = "账号编号,来源,观测时间,结果,全量,平台ID,账号名称,认证主体,互动功能\n";
const POSTS: &str = "账号编号,来源,标题,正文,链接,发布时间\n";

fn files(accounts: &str, observations: &str, posts: &str, menus: &str) -> MediaFiles {
    let named = |name: &str, head: &str, rows: &str| (name.to_owned(), format!("{head}{rows}").into_bytes());
    let some = |name: &str, head: &str, rows: &str| match rows.is_empty() {
        true => Vec::new(),
        false => vec![named(name, head, rows)],
    };
    MediaFiles {
        accounts: (!accounts.is_empty()).then(|| named("账号.csv", ACCOUNTS, accounts)),
        observations: some("观测.csv", OBSERVATIONS, observations),
        posts: some("发布.csv", POSTS, posts),
        menus: some("菜单.csv", "账号编号,菜单,链接\n", menus),
    }
}

async fn import(office: &Office, files: MediaFiles) -> MediaTaken {
    import_media_files(&office.app, files).await.unwrap()
}

async fn inspect(office: &Office, menus: Option<MenuVisit<'_>>) -> MediaInspection {
    let standard = xunwang_rules::guobanmihan_2019_19();
    let asked = MediaQuestion {
        as_of: as_of(),
        since: as_of() - TimeDelta::days(92),
        standard: &standard,
        only: None,
        visit: menus,
        texts: Some(&super::harness::text_supply()),
    };
    inspect_media(&office.app, asked).await.unwrap()
}

fn told(done: &MediaInspection) -> Vec<String> {
    let line = |(account, judged): &(MediaAccount, AccountJudgement)| {
        let reason = judged.not_measured_reason.as_deref().unwrap_or_default();
        let vetoes = judged.vetoes.join(";");
        format!("{} {} {vetoes}{reason}", account.code, judged.judgement.label())
    };
    done.judged.iter().map(line).collect()
}

const MIXED: &str = "\
A1,江口发布,微信公众号,gh_1,jkfb,,江口市人民政府办公室,,江口市,,正常运行,
A2,江口教育,新浪微博,2002,jkjy,,江口市教育局,,江口市,,正常运行,
A3,江口水利,抖音,3003,jksl,,江口市水利局,,江口市,,正常运行,
A4,江口交通,今日头条,4004,jkjt,,江口市交通运输局,,江口市,,正常运行,
A5,江口住建,百家号,5005,jkzj,,江口市住房和城乡建设局,,江口市,,正常运行,
A6,江口民政,快手,6006,jkmz,,江口市民政局,,江口市,,注销,平台通知2023-07-01
A7,江口商务,人民号,7007,jksw,,江口市商务局,,江口市,,正常运行,
A8,江口文旅,新浪微博,8008,jkwl,,江口市文化和旅游局,,江口市,,正常运行,
";
const SEEN: &str = "\
A1,微信授权接口,2023-09-15 10:00,成功,是,gh_1,江口发布,,有
A2,微博授权接口,2023-09-15T10:00:00+08:00,成功,是,2002,江口教育,,有
A3,平台授权接口,2023-09-15 10:00,授权过期,是,,,,
A4,公开页面,2023-09-15 10:00,隐藏,否,,,,
A5,平台导出,2023-09-15 10:00,成功,是,9999,江口住建,,有
A6,公开页面,2023-09-15 10:00,成功,否,6006,江口民政,,
A7,人工核查,2023-09-15 10:00,成功,是,7007,江口商务,,无
A8,微博授权接口,2023-09-15 10:00,成功,是,8008,江口文旅,,有
";
const SHOWN: &str = "\
A1,微信授权接口,防汛通知,,http://mp.weixin.qq.com/s?__biz=B&mid=1&idx=1&scene=3,2023-09-14 08:00
A2,微博授权接口,开学,,https://weibo.com/2002/1,2023-08-20 08:00
A3,平台授权接口,旧闻,,http://a.example/3,2023-06-01 08:00
A5,平台导出,别人的,,http://a.example/5,2023-06-01 08:00
A7,人工核查,招商,,,2023-09-10 08:00
A7,公开页面,以后的,,http://a.example/7,2023-09-20 08:00
";

#[tokio::test]
async fn what_was_not_seen_is_not_measured_whatever_else_is_known() {
    let office = office().await;
    let done = import(&office, files(MIXED, SEEN, SHOWN, "")).await;
    assert_eq!(done.accounts.as_ref().unwrap().added, 8);
    assert_eq!((done.observations, done.posts.new), (8, 6));
    let inspected = inspect(&office, None).await;
    assert_eq!(
        told(&inspected),
        [
            "A1 qualified ",
            "A2 unqualified NV2-1",
            "A3 not_measured “内容不更新”未能检测：账号授权已过期（平台授权接口）",
            "A4 not_measured “内容不更新”未能检测：平台隐藏了发布内容（公开页面）",
            "A5 not_measured “内容不更新”未能检测：看到的账号不是本账号（平台ID登记为“5005”，看到的是“9999”）",
            "A7 unqualified NV3-1",
            "A8 not_measured “内容不更新”未能检测：能看到全部发布内容的来源没有看到监测时间点以前的任何内容（微博授权接口）",
        ]
    );
    let certain = |rule: &str| -> Vec<&str> {
        let own = inspected.findings.iter().filter(|it| it.rule.0 == rule);
        own.map(|it| it.account.as_str()).collect()
    };
    assert_eq!(certain("account-stale"), ["A2"]);
    assert_eq!(certain("account-interaction-missing"), ["A7"]);
    assert_eq!(certain("account-not-cancelled"), ["A6"], "it came back");
    let line = serde_json::to_value(&inspected.findings[0]).unwrap();
    assert!(line["account_id"].is_string() && line["status"].is_string());
}

#[tokio::test]
async fn twice_imported_is_once_and_one_wrong_row_keeps_all_out() {
    let office = office().await;
    import(&office, files(MIXED, SEEN, SHOWN, "A1,首页,http://a.example/\n")).await;
    let again = import(&office, files(MIXED, SEEN, SHOWN, "A1,首页,http://a.example/\n")).await;
    let accounts = again.accounts.as_ref().unwrap();
    assert_eq!((accounts.added, accounts.changed, accounts.unchanged), (0, 0, 8));
    assert_eq!(
        (again.posts.new, again.posts.changed, again.posts.same),
        (0, 0, 6)
    );
    let inspected = told(&inspect(&office, None).await);

    let wrong_posts =
        "A9,接口,没有这个账号,,http://a.example/9,2023-09-01\nA1,接口,标题,,http://a.example/1,前天\n,,,,,\n";
    let accounts = "A9x,江口新号,抖音,,,,江口市新局,,江口市,,正常运行,\n";
    let refused = import_media_files(&office.app, files(accounts, "", wrong_posts, ""))
        .await
        .unwrap_err();
    assert!(matches!(refused, AppError::Refused(_)), "{refused}");
    let message = refused.to_string();
    assert!(
        message.contains("发布.csv") && message.contains("第2行“账号编号”：新媒体台账里没有“A9”"),
        "{message}"
    );
    assert!(message.contains("第3行“发布时间”：“前天”不是时间"), "{message}");
    let accounts = office.store.read().await.unwrap().media_accounts().await.unwrap();
    assert_eq!(
        accounts.len(),
        8,
        "the account of the same import is not there either"
    );
    assert_eq!(told(&inspect(&office, None).await), inspected);
    let late = "A1,接口,2023-09-17 10:00,成功,是,,,,\n";
    let refused = import_media_files(&office.app, files("", late, "", ""))
        .await
        .unwrap_err();
    assert!(refused.to_string().contains("晚于现在"), "{refused}");
}

#[tokio::test]
async fn a_file_without_a_column_leaves_what_it_does_not_say() {
    let office = office().await;
    import(&office, files(MIXED, "", "", "")).await;
    let short = "账号编号,账号名称,平台,地区或部门\nA1,江口政务,微信公众号,江口市\nA6,江口民政,快手,江口市\n";
    let named = ("账号.csv".to_owned(), short.as_bytes().to_vec());
    let files = MediaFiles {
        accounts: Some(named),
        ..MediaFiles::default()
    };
    let done = import(&office, files).await;
    assert_eq!(done.accounts.unwrap().changed, 1);
    let mut tx = office.store.read().await.unwrap();
    let accounts = tx.media_accounts().await.unwrap();
    let first = &accounts[0].account;
    assert_eq!(
        (first.name.as_str(), first.permanent.as_str()),
        ("江口政务", "gh_1")
    );
    let gone = &accounts[5].account;
    assert_eq!(
        (gone.status.label(), gone.removal_proof.as_str()),
        ("注销", "平台通知2023-07-01")
    );
}

#[tokio::test]
async fn every_menu_leaf_is_visited_and_what_answers_the_second_time_is_not_dead() {
    let tried = Arc::new(AtomicU32::new(0));
    let address = serve(move |_: &str, path: &str| {
        let html = "text/html; charset=utf-8";
        match path {
            "/gone" => (404, html, "没有".to_owned()),
            "/shy" if tried.fetch_add(1, Ordering::Relaxed) == 0 => (503, html, String::new()),
            _ => (200, html, "<html><body>办事</body></html>".to_owned()),
        }
    })
    .await;
    let office = office().await;
    let menus = "A1,服务/办理,http://menu.example/gone\nA1,服务/指南,http://menu.example/well\nA1,服务/预约,http://menu.example/shy\n\
        A1,小程序,\nA2,别处,http://elsewhere.example/\n";
    import(&office, files(MIXED, SEEN, SHOWN, menus)).await;
    let settings = FetchSettings {
        hosts: Some(Hosts::parse(&format!("menu.example {address}")).unwrap()),
        rate_per_host: f64::INFINITY,
        retries: 0,
        ..FetchSettings::default()
    };
    let fetcher = PoliteFetcher::new(settings).unwrap();
    let visit = MenuVisit {
        fetcher: &fetcher,
        second_look: Duration::ZERO,
    };
    let done = inspect(&office, Some(visit)).await;
    let dead: Vec<_> = done
        .findings
        .iter()
        .filter(|it| it.rule.0 == "account-menu-dead")
        .collect();
    assert_eq!(dead.len(), 1);
    assert_eq!(dead[0].target.as_deref(), Some("http://menu.example/gone"));
    let open: Vec<&str> = done
        .not_measured
        .iter()
        .filter(|(_, open)| open.rule.0 == "account-menu-dead" && open.object.contains(' '))
        .map(|(code, _)| code.as_str())
        .collect();
    assert_eq!(open, ["A2"], "a name that --hosts does not know is not visited");
}

#[tokio::test]
async fn posts_are_read_for_misstatements_and_applications_are_sought_where_they_are_said_to_be() {
    let address = serve(|_: &str, path: &str| match path {
        "/old.apk" => (404, "text/html", "没有".to_owned()),
        _ => (200, "text/html", "<html><body>应用</body></html>".to_owned()),
    })
    .await;
    let office = office().await;
    let apps = "\
账号编号,账号名称,平台,平台ID,主办单位,地区或部门,账号链接,状态
P1,江口通,APP,com.jiangkou,江口市政务服务局,江口市,http://app.example/old.apk,正常运行
P2,江口办事,APP,com.jkbs,江口市大数据局,江口市,http://app.example/new.apk,正常运行
";
    let register = MediaFiles {
        accounts: Some(("应用.csv".to_owned(), apps.as_bytes().to_vec())),
        ..MediaFiles::default()
    };
    import(&office, files(MIXED, SEEN, SHOWN, "")).await;
    import(&office, register).await;
    let wrong = "\
A1,微信授权接口,纪念活动,庆祝中华人民共合国成立。,http://mp.weixin.qq.com/s/w1,2023-09-12 08:00
A1,平台导出,纪念活动,庆祝中华人民共合国成立。,http://mp.weixin.qq.com/s/w1,2023-09-12 08:00
A1,微信授权接口,辨析,不得写成“中华人民共合国”。,http://mp.weixin.qq.com/s/w2,2023-09-12 09:00
A2,微博授权接口,旧文,庆祝中华人民共合国成立。,https://weibo.com/2002/0,2023-05-12 08:00
A5,平台导出,别人的,庆祝中华人民共合国成立。,http://a.example/51,2023-09-12 08:00
A7,人工核查,防汛提示,汛期已到，请广大市民注意防汛安全，远离河道、水库、低洼地带，遇有险情及时拨打电话报告，不要冒险涉水。,http://a.example/71,2023-09-03 08:00
A7,人工核查,防汛提示,汛期已到，请广大市民注意防汛安全，远离河道、水库、低洼地带，遇有险情及时拨打电话报告，不要冒险涉水。,http://a.example/72,2023-09-06 08:00
A7,人工核查,天气预报,多云,http://a.example/73,2023-09-06 08:00
A7,人工核查,天气预报,多云,http://a.example/74,2023-09-07 08:00
";
    import(&office, files("", "", wrong, "")).await;
    let settings = FetchSettings {
        hosts: Some(Hosts::parse(&format!("app.example {address}")).unwrap()),
        rate_per_host: f64::INFINITY,
        retries: 0,
        ..FetchSettings::default()
    };
    let fetcher = PoliteFetcher::new(settings).unwrap();
    let visit = MenuVisit {
        fetcher: &fetcher,
        second_look: Duration::ZERO,
    };
    let done = inspect(&office, Some(visit)).await;
    let told = |rule: &str| -> Vec<String> {
        let own = done.findings.iter().filter(|it| it.rule.0 == rule);
        own.map(|it| {
            format!(
                "{} {} {:?} {}",
                it.account, it.indicator, it.certainty, it.message
            )
        })
        .collect()
    };
    // Of one post that two sources have shown; quoted, too old and a stranger's are none.
    let found = told("account-misstatement");
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].starts_with("A1 NV1-1 Suspected 2023-09-12发布的《纪念活动》：")
            && found[0].contains("共和国"),
        "{found:?}"
    );
    assert_eq!(
        told("app-unavailable"),
        ["P1 NV2-2 Certain 登记的下载地址打不开（404）"]
    );
    assert_eq!(
        told("article-duplicate"),
        ["A7  Suspected 《防汛提示》自2023-09-03起相同的内容发布了2次"]
    );
    // A doubt decides nothing by itself.
    let first = done.judged.iter().find(|(one, _)| one.code.as_str() == "A1");
    assert_eq!(first.unwrap().1.judgement, Judgement::Qualified);
}

#[tokio::test]
async fn three_thousand_accounts_are_imported_and_inspected() {
    let office = office().await;
    let (mut accounts, mut seen, mut posts) = (String::new(), String::new(), String::new());
    for number in 0..3_177 {
        let _ = writeln!(
            accounts,
            "N{number:04},账号{number},抖音,{number},h{number},,单位{number},,第{}市,,正常运行,",
            number % 21
        );
        // Every tenth one's authorisation has ended.
        let outcome = if number % 10 == 0 {
            "授权过期"
        } else {
            "成功"
        };
        let _ = writeln!(
            seen,
            "N{number:04},平台授权接口,2023-09-15 10:00,{outcome},是,{number},账号{number},,有"
        );
        for day in 1..=5 {
            let _ = writeln!(
                posts,
                "N{number:04},平台授权接口,标题{day},,http://a.example/{number}/{day},2023-08-{day:02} 08:00"
            );
        }
        // And every seventh one published in time.
        if number % 7 == 0 {
            let _ = writeln!(
                posts,
                "N{number:04},平台授权接口,新,,http://a.example/{number}/new,2023-09-10 08:00"
            );
        }
    }
    let done = import(&office, files(&accounts, &seen, &posts, "")).await;
    assert_eq!(done.posts.new, 5 * 3_177 + 454);
    let again = import(&office, files(&accounts, &seen, &posts, "")).await;
    assert_eq!((again.posts.new, again.accounts.unwrap().unchanged), (0, 3_177));
    let inspected = inspect(&office, None).await;
    let count = |wanted| {
        inspected
            .judged
            .iter()
            .filter(|(_, it)| it.judgement == wanted)
            .count()
    };
    // Old posts of an authorisation that has ended decide nothing; a new one shows that there was an update, and interaction stays open.
    assert_eq!(count(Judgement::NotMeasured), 318);
    assert_eq!(
        count(Judgement::Unqualified),
        (0..3_177).filter(|it| it % 10 != 0 && it % 7 != 0).count()
    );
    assert_eq!(inspected.judged.len(), 3_177);
}

//! An error report from the first look to the second: the page is mended in between, or not, and the check says which.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chrono::{DateTime, Utc};
use url::Url;
use xunwang_app::feedback::{AnswerCheck, Evidence, PageLook, check_answer, look_again};
use xunwang_domain::exchange::TargetClass;
use xunwang_fetch::{FetchSettings, Hosts, PoliteFetcher};
use xunwang_text::answer::{AnswerCase, DoubtKind, Outcome};

use super::answers::{Answer, serve};

const HTML: &str = "text/html; charset=utf-8";

/// The site before and after somebody worked on it.
fn answer(path: &str, mended: bool) -> Answer {
    let page = |body: &str| {
        let menu: String = (0..8)
            .map(|number| format!("<li><a href=\"/c{number}/\">栏目{number}</a></li>"))
            .collect();
        format!(
            "<html><head><title>青川市人民政府</title></head><body><ul class=\"nav\">{menu}</ul>{body}</body></html>"
        )
    };
    let article = |words: &str| {
        page(&format!(
            "<div class=\"article\"><h1>关于办理社会保险的通知</h1><p>发布时间：2023-09-01</p><p>各参保单位：请使用单位{words}登录系统，\
             于本月底前完成申报，逾期不予受理。</p><p>办理中遇到问题的，可到云岭区政务服务中心咨询，窗口周一至周五开放。</p></div>"
        ))
    };
    let list = |days: [&str; 4]| {
        let items: String = days
            .iter()
            .enumerate()
            .map(|(number, day)| format!("<li><a href=\"/t/{number}.html\">青川市关于第{number}项工作的通知公告</a><span>{day}</span></li>"))
            .collect();
        page(&format!("<div class=\"list\"><ul>{items}</ul></div>"))
    };
    match (path, mended) {
        ("/typo.html", false) => (200, HTML, article("帐号")),
        ("/typo.html", true) => (200, HTML, article("账号")),
        ("/list/", true) => (
            200,
            HTML,
            list(["2023-09-18", "2023-03-01", "2023-02-01", "2023-01-05"]),
        ),
        ("/list/", false) => (
            200,
            HTML,
            list(["2023-03-01", "2023-02-01", "2023-01-05", "2022-12-01"]),
        ),
        ("/dead.html", true) => (200, HTML, article("账户")),
        ("/guarded.html", _) => (
            412,
            HTML,
            "<script>document.cookie='a';location.reload()</script>".to_owned(),
        ),
        _ => (
            404,
            HTML,
            "<html><head><title>404</title></head><body>页面不存在</body></html>".to_owned(),
        ),
    }
}

struct Site {
    fetcher: PoliteFetcher,
    mended: Arc<AtomicBool>,
}

impl Site {
    async fn start() -> Self {
        let mended = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&mended);
        let address = serve(move |_, path| answer(path, seen.load(Ordering::Relaxed))).await;
        let hosts = format!("www.qingchuan.example {address}\n");
        let settings = FetchSettings {
            rate_per_host: f64::INFINITY,
            retries: 0,
            hosts: Some(Hosts::parse(&hosts).unwrap()),
            ..FetchSettings::default()
        };
        Self {
            fetcher: PoliteFetcher::new(settings).unwrap(),
            mended,
        }
    }

    async fn look(&self, address: &str) -> PageLook {
        look_again(&self.fetcher, &Url::parse(address).unwrap(), Duration::ZERO)
            .await
            .page
    }

    /// Checks an answer with the look at receipt and, after the site was mended or not, the look now.
    async fn check(
        &self,
        path: &str,
        mend: bool,
        kind: u8,
        description: &str,
        answer: &str,
        outcome: Outcome,
    ) -> AnswerCheck {
        let address = format!("http://www.qingchuan.example{path}");
        self.mended.store(false, Ordering::Relaxed);
        let before = self.look(&address).await;
        self.mended.store(mend, Ordering::Relaxed);
        let now = self.look(&address).await;
        let case = AnswerCase {
            kind,
            description,
            address: Some(&address),
            answer,
            outcome,
            earlier: &[],
        };
        let received: DateTime<Utc> = "2023-09-15T02:00:00Z".parse().unwrap();
        check_answer(
            &case,
            &Evidence {
                received,
                before: Some(&before),
                now: Some(&now),
                named: &[],
            },
        )
    }
}

fn kinds(check: &AnswerCheck) -> Vec<DoubtKind> {
    check.doubts.iter().map(|doubt| doubt.kind).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mended_page_and_one_that_is_said_to_be_are_told_apart() {
    let site = Site::start().await;
    let typo = "第一段“帐号”应为“账号”";
    let said = "经核实，文中“帐号”已修改为“账号”，感谢您的监督。";

    let check = site
        .check("/typo.html", true, 4, typo, said, Outcome::Fixed)
        .await;
    assert_eq!((kinds(&check), check.unverified.len()), (vec![], 0), "{check:?}");
    let note = &check.verified[0];
    assert_eq!(note.message, "引用的错误文字“帐号”已不在页面，页面上写作“账号”。");
    assert!(
        note.before.as_ref().unwrap().contains("单位帐号登录")
            && note.after.as_ref().unwrap().contains("单位账号登录")
    );

    let check = site
        .check("/typo.html", false, 4, typo, said, Outcome::Fixed)
        .await;
    assert_eq!(kinds(&check), [DoubtKind::StillThere]);
    assert_eq!(
        check.doubts[0].message,
        "答复称已修改，但引用的错误文字“帐号”仍在页面上（1处）。"
    );
    assert!(check.doubts[0].after.as_ref().unwrap().contains("单位帐号登录"));

    // Which of the two is wrong is seen on the page at receipt.
    let check = site
        .check("/typo.html", true, 4, "“帐号”→“账号”", said, Outcome::Fixed)
        .await;
    assert!(check.doubts.is_empty() && check.verified.len() == 1, "{check:?}");

    let said = "经核实，第一段的办理时间与印发的文件不一致，现已修改，感谢您的监督和指正。";
    let check = site
        .check(
            "/typo.html",
            false,
            2,
            "第一段的办理时间不对",
            said,
            Outcome::Fixed,
        )
        .await;
    assert_eq!(kinds(&check), [DoubtKind::Unchanged]);
    let check = site
        .check(
            "/typo.html",
            true,
            2,
            "第一段的办理时间不对",
            said,
            Outcome::Fixed,
        )
        .await;
    assert!(
        check.doubts.is_empty() && check.verified[0].message.contains("有改动"),
        "{check:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dead_page_and_a_stale_channel_are_looked_at_and_what_cannot_be_seen_is_no_doubt() {
    let site = Site::start().await;
    let dead = "社会保险申报通知这个页面打不开";
    let said = "您好，社会保险申报通知页面因系统迁移丢失，已修复，现可正常访问，感谢您的监督。";

    let check = site
        .check("/dead.html", false, 0, dead, said, Outcome::Fixed)
        .await;
    assert_eq!(kinds(&check), [DoubtKind::StillDead], "{check:?}");
    assert_eq!(
        check.doubts[0].message,
        "答复称可以访问，先后访问2次都打不开（404、404）。"
    );
    let check = site
        .check("/dead.html", true, 0, dead, said, Outcome::Fixed)
        .await;
    assert!(
        check.doubts.is_empty()
            && check.verified[0].message == "受理时打不开（404、404），现在可以访问（200）。",
        "{check:?}"
    );
    let gone = "社会保险申报通知已过期，页面已于9月15日撤下，相关链接已一并删除。";
    let check = site
        .check("/dead.html", false, 0, dead, gone, Outcome::Fixed)
        .await;
    assert!(
        check.doubts.is_empty() && check.verified[0].message.contains("相符"),
        "{check:?}"
    );
    let check = site
        .check("/dead.html", true, 10, dead, said, Outcome::Fixed)
        .await;
    assert_eq!(check.unverified, ["页面可以打开；功能是否可用须人工试用。"]);

    let stale = "通知公告栏目半年没有更新";
    let said = "经核实，通知公告栏目已补充发布信息，今后按月更新。";
    let check = site.check("/list/", false, 1, stale, said, Outcome::Fixed).await;
    assert_eq!(kinds(&check), [DoubtKind::NotUpdated], "{check:?}");
    assert_eq!(
        check.doubts[0].message,
        "按“属实已改”办结，但页面最新日期仍是2023-03-01，早于受理日2023-09-15。"
    );
    let check = site.check("/list/", true, 1, stale, said, Outcome::Fixed).await;
    assert!(
        check.doubts.is_empty() && check.verified[0].message.contains("2023-09-18"),
        "{check:?}"
    );

    let check = site
        .check("/guarded.html", false, 0, dead, said_alive(), Outcome::Fixed)
        .await;
    assert!(
        check.doubts.is_empty() && check.unverified[0].contains("未能核实"),
        "{check:?}"
    );
    // Not in the hosts file: our own resolver does not know it.
    let look = site.look("http://elsewhere.example/").await;
    assert_eq!(
        (look.state.status.as_str(), look.state.class),
        ("ours", TargetClass::NotMeasured)
    );
}

fn said_alive() -> &'static str {
    "社会保险申报通知页面经测试可正常访问，请更换浏览器后重试。"
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn private_addresses_are_refused_and_never_held_against_the_unit() {
    let fetcher = PoliteFetcher::new(FetchSettings {
        retries: 0,
        ..FetchSettings::default()
    })
    .unwrap();
    for address in [
        "http://127.0.0.1/admin",
        "http://192.168.1.1/",
        "http://169.254.169.254/latest/",
    ] {
        let url = Url::parse(address).unwrap();
        let looked = look_again(&fetcher, &url, Duration::ZERO).await;
        assert_eq!(looked.page.state.status, "forbidden", "{address}");
        let case = AnswerCase {
            kind: 0,
            description: "内网页面打不开",
            address: Some(address),
            answer: "内网页面经测试可正常访问，请更换浏览器后重试，谢谢。",
            outcome: Outcome::NotDefect,
            earlier: &[],
        };
        let received: DateTime<Utc> = "2023-09-15T02:00:00Z".parse().unwrap();
        let check = check_answer(
            &case,
            &Evidence {
                received,
                before: None,
                now: Some(&looked.page),
                named: &[],
            },
        );
        assert!(
            check
                .doubts
                .iter()
                .all(|doubt| doubt.kind != DoubtKind::StillDead)
        );
        assert_eq!(
            check.unverified,
            ["再次访问时网址指向内部网络，不予访问，未能核实，不作为疑点。"]
        );
    }
}

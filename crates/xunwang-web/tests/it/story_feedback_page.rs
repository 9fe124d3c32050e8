//! The page of a message as it was when the message came: kept in the background, and compared with what is there when the answer
//! is checked. What could not be seen is said, and held against nobody.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::response::Html;
use chrono::TimeDelta;
use http::{StatusCode, Uri};
use tokio::net::TcpListener;
use xunwang_app::office::{Watch, recheck_answer};
use xunwang_domain::feedback::FeedbackId;
use xunwang_domain::people::Role;
use xunwang_ports::Fetcher;

use super::harness::{Browser, Office, fetcher_of};
use super::story_feedback::office;

/// What the sites answer, by path, and what they were asked for; the rules for robots aside, which are asked for once.
#[derive(Clone, Default)]
pub(crate) struct Pages(Arc<Mutex<Kept>>);

/// Status and page by path; what was asked for.
type Kept = (HashMap<String, (StatusCode, String)>, Vec<String>);

impl Pages {
    /// From now on this path answers so.
    pub(crate) fn say(&self, path: &str, status: StatusCode, words: &str) {
        let menu: String = (0..8)
            .map(|number| format!("<li><a href=\"/c{number}/\">栏目{number}</a></li>"))
            .collect();
        let page = format!(
            "<html><head><title>江口市人民政府</title></head><body><ul class=\"nav\">{menu}</ul><div class=\"article\">\
             <h1>关于申报工作的通知</h1><p>发布时间：2026-11-20</p><p>{words}</p><p>办理中遇到问题的，可到政务服务中心咨询，窗口周一至周五\
             开放。</p></div></body></html>"
        );
        let mut kept = self.0.lock().unwrap();
        kept.0.insert(path.to_owned(), (status, page));
    }

    pub(crate) fn asked(&self) -> Vec<String> {
        let mut asked = self.0.lock().unwrap().1.clone();
        asked.retain(|path| path != "/robots.txt");
        asked
    }
}

async fn answer(State(pages): State<Pages>, uri: Uri) -> (StatusCode, Html<String>) {
    let mut kept = pages.0.lock().unwrap();
    kept.1.push(uri.path().to_owned());
    let found = kept.0.get(uri.path()).cloned();
    let (status, page) = found.unwrap_or((StatusCode::NOT_FOUND, "没有这个页面".to_owned()));
    (status, Html(page))
}

/// Sites on loopback, and what asks them.
pub(crate) async fn sites() -> (Pages, Arc<dyn Fetcher>) {
    let pages = Pages::default();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let service = Router::new().fallback(answer).with_state(pages.clone());
    tokio::spawn(async move { axum::serve(listener, service).await });
    let names = ["www.jiangkou", "jyj.jiangkou", "www.yunling", "elsewhere"];
    (pages, fetcher_of(&names, address))
}

/// Enters a message; its address in the office.
pub(crate) async fn entered(browser: &mut Browser, (kind, address, text): (&str, &str, &str)) -> String {
    let fields = [
        ("site_code", "9901000001"),
        ("kind", kind),
        ("address", address),
        ("text", text),
        ("on", "2026-11-26"),
    ];
    let saved = browser.post("/feedback/new", &fields).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    saved.location().split('?').next().unwrap().to_owned()
}

/// The unit answers that it is mended.
async fn answered(office: &Office, message: &str, text: &str) {
    let mut wang = office.session("wang").await;
    let handed = wang.post(&format!("{message}/steps/hand_over"), &[]).await;
    assert_eq!(handed.status, StatusCode::SEE_OTHER, "{}", handed.text);
    let fields = [("outcome", "mended"), ("text", text)];
    let mut anna = office.session("anna").await;
    anna.entry(&format!("{message}/draft"), &fields, None).await;
    let mut boyu = office.session("boyu").await;
    let sent = boyu.post(&format!("{message}/send"), &[]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
}

/// Somebody has the page looked at again; the message's page then.
async fn rechecked(office: &Office, fetcher: &Arc<dyn Fetcher>, message: &str) -> String {
    let app = office.app.clone().with_fetcher(Arc::clone(fetcher));
    let id = message.rsplit('/').next().unwrap();
    let id = FeedbackId(uuid::Uuid::parse_str(id).unwrap());
    recheck_answer(&app, &office.caller("fang").await, id)
        .await
        .unwrap();
    office.session("fang").await.get(message).await.text
}

const ARTICLE: &str = "http://www.jiangkou.example/a.html";
const SLIP: &str = "“截止”应为“截至”，请改正";

#[tokio::test]
async fn what_stood_there_when_the_message_came_is_compared_with_what_stands_there_now() {
    let office = office().await;
    let (pages, fetcher) = sites().await;
    let watch = Watch::new(office.app.clone(), Arc::clone(&fetcher), Vec::new());
    let wrong = "截止11月底，各单位应当完成申报，逾期不予受理。";
    pages.say("/a.html", StatusCode::OK, wrong);
    let mut wang = office.session("wang").await;
    let message = entered(&mut wang, ("4", ARTICLE, SLIP)).await;
    assert!(wang.get(&message).await.text.contains("正在排队留存"));
    assert_eq!(watch.look_at_complaints().await.unwrap(), 1);
    assert_eq!(watch.look_at_complaints().await.unwrap(), 0, "once");
    assert_eq!(pages.asked(), ["/a.html"]);
    let page = wang.get(&message).await;
    assert!(page.text.contains("已留存（200）"), "{}", page.text);

    // What was kept: for those who handle the message, and as it came.
    let look = format!(
        "{message}/looks/{}",
        page.between(&format!("{message}/looks/"), "\"")
    );
    let mut anna = office.session("anna").await;
    let kept = anna.get(&look).await;
    assert!(
        kept.text.contains("截止11月底") && kept.text.contains("与存档一致"),
        "{}",
        kept.text
    );
    office
        .person("yun", Role::Operator, office.body("云岭市").await)
        .await;
    let foreign = office.session("yun").await.get(&look).await.status;
    assert_eq!(foreign, StatusCode::NOT_FOUND);
    office
        .person("hua", Role::Reviewer, office.body("江口市").await)
        .await;
    let reviewer = office.session("hua").await.get(&look).await.status;
    assert_eq!(reviewer, StatusCode::FORBIDDEN);

    // Answered, but not mended; then mended.
    answered(&office, &message, "已于11月26日将正文第二段改正为“截至”。").await;
    let not_yet = rechecked(&office, &fetcher, &message).await;
    assert!(
        not_yet.contains("答复称已修改，但引用的错误文字“截止”仍在页面上（1处）")
            && not_yet.contains("受理时：")
            && not_yet.contains("核对时："),
        "{not_yet}"
    );
    pages.say("/a.html", StatusCode::OK, &wrong.replace("截止", "截至"));
    let mended = rechecked(&office, &fetcher, &message).await;
    assert!(
        mended.contains("引用的错误文字“截止”已不在页面，页面上写作“截至”"),
        "{mended}"
    );
    let before = mended
        .split("受理时：")
        .nth(1)
        .unwrap()
        .split('<')
        .next()
        .unwrap();
    let after = mended
        .split("核对时：")
        .nth(1)
        .unwrap()
        .split('<')
        .next()
        .unwrap();
    assert!(
        before.contains("截止11月底") && after.contains("截至11月底"),
        "{before} {after}"
    );
    assert!(!mended.contains("未能留存") && mended.matches("看留存的网页").count() == 3);
}

#[tokio::test]
async fn a_page_that_failed_is_looked_at_once_more_later_and_only_then_was_dead() {
    let office = office().await;
    let (pages, fetcher) = sites().await;
    let watch = Watch::new(office.app.clone(), Arc::clone(&fetcher), Vec::new());
    let mut wang = office.session("wang").await;
    let dead = "http://www.jiangkou.example/dead.html";
    let message = entered(&mut wang, ("0", dead, "这个页面打不开")).await;
    assert_eq!(watch.look_at_complaints().await.unwrap(), 0);
    assert!(wang.get(&message).await.text.contains("正在排队留存"));
    assert_eq!(watch.look_at_complaints().await.unwrap(), 0, "later");
    assert_eq!(pages.asked().len(), 1);
    office.clock.forward(TimeDelta::minutes(10));
    assert_eq!(watch.look_at_complaints().await.unwrap(), 1);
    let page = wang.get(&message).await.text;
    assert!(page.contains("打不开：先后访问2次（404、404）"), "{page}");
    office.clock.forward(TimeDelta::minutes(10));
    assert_eq!(watch.look_at_complaints().await.unwrap(), 0);
    assert_eq!(pages.asked().len(), 2, "two looks and no more");

    answered(&office, &message, "经核实，页面已于11月26日恢复访问。").await;
    pages.say("/dead.html", StatusCode::OK, "各单位应当完成申报。");
    let page = rechecked(&office, &fetcher, &message).await;
    assert!(
        page.contains("受理时打不开（404、404），现在可以访问（200）"),
        "{page}"
    );
}

#[tokio::test]
async fn what_could_not_be_seen_is_said_and_accuses_nobody() {
    let office = office().await;
    let (pages, fetcher) = sites().await;
    let watch = Watch::new(office.app.clone(), Arc::clone(&fetcher), Vec::new());
    let mut wang = office.session("wang").await;
    pages.say("/guarded.html", StatusCode::PRECONDITION_FAILED, "请稍候");
    let guarded = entered(&mut wang, ("4", "http://www.jiangkou.example/guarded.html", SLIP)).await;
    let foreign = entered(&mut wang, ("4", "http://elsewhere.example/a.html", SLIP)).await;
    let named = entered(
        &mut wang,
        (
            "4",
            "http://www.jiangkou.example/q?name=%E5%BC%A0%E4%B8%89&tel=13812345678",
            SLIP,
        ),
    )
    .await;
    // A sister of the site, and another site of the register.
    let sister = entered(&mut wang, ("4", "http://x.jiangkou.example/a.html", SLIP)).await;
    let other = entered(&mut wang, ("4", "http://www.yunling.example/a.html", SLIP)).await;
    pages.say("/a.html", StatusCode::OK, "截止11月底。");
    watch.look_at_complaints().await.unwrap();
    office.clock.forward(TimeDelta::minutes(10));
    watch.look_at_complaints().await.unwrap();
    for (message, told) in [
        (&guarded, "未能检测：网站要求用浏览器验证"),
        (&foreign, "未能检测：网址不属于台账里的网站，不予访问"),
        (&named, "未能检测：网址里的个人信息已遮蔽，不能再访问"),
        (&sister, "未能检测：本单位的网络或域名解析有故障"),
        (&other, "已留存（200）"),
    ] {
        let page = wang.get(message).await.text;
        assert!(page.contains(told), "{told}：{page}");
    }
    let mut asked = pages.asked();
    asked.sort();
    assert_eq!(asked, ["/a.html", "/guarded.html", "/guarded.html"]);

    answered(&office, &guarded, "已于11月26日将正文第二段改正为“截至”。").await;
    pages.say("/guarded.html", StatusCode::OK, "截至11月底。");
    let page = rechecked(&office, &fetcher, &guarded).await;
    assert!(
        page.contains("受理时的网页未能留存（网站要求用浏览器验证），前后不能比较，不作为疑点"),
        "{page}"
    );
    assert!(page.contains("已不在页面") && !page.contains(">存疑<"), "{page}");
}

const IMPORTED: &str = "编号,网站标识码,问题类型,办理状态,问题网址,问题描述,提交日期,办理日期
2026110100000001,9901000001,4,1,http://www.jiangkou.example/old.html,“截止”应为“截至”,2026-11-01,2026-11-03
2026112500000001,9901000001,4,办理中,http://www.jiangkou.example/new.html,“截止”应为“截至”,2026-11-25,
2026112500000002,9901000001,4,办理中,http://www.jiangkou.example/new.html,“截止”应为“截至”,2026-11-25,
";

#[tokio::test]
async fn of_imported_messages_the_open_ones_are_looked_at_and_one_page_once() {
    let office = office().await;
    let (pages, fetcher) = sites().await;
    let watch = Watch::new(office.app.clone(), fetcher, Vec::new());
    pages.say("/new.html", StatusCode::OK, "截止11月底。");
    pages.say("/old.html", StatusCode::OK, "截止10月底。");
    let mut wang = office.session("wang").await;
    let done = wang
        .upload("/feedback/import", "留言.csv", IMPORTED.as_bytes())
        .await;
    assert!(done.text.contains("新增 3 条"), "{}", done.text);
    assert_eq!(watch.look_at_complaints().await.unwrap(), 2);
    assert_eq!(pages.asked(), ["/new.html"]);
    // Once more is nothing new.
    wang.upload("/feedback/import", "留言.csv", IMPORTED.as_bytes())
        .await;
    assert_eq!(watch.look_at_complaints().await.unwrap(), 0);
    // Whoever sends many addresses does not make us ask for all of them at once.
    for number in 0..30 {
        let address = format!("http://www.jiangkou.example/{number}.html");
        pages.say(&format!("/{number}.html"), StatusCode::OK, "截止11月底。");
        entered(&mut wang, ("4", &address, SLIP)).await;
    }
    assert_eq!(watch.look_at_complaints().await.unwrap(), 20);
    assert_eq!(watch.look_at_complaints().await.unwrap(), 10);
    // What waited too long says nothing of the day on which it came.
    let late = entered(&mut wang, ("4", "http://www.jiangkou.example/late.html", SLIP)).await;
    office.clock.forward(TimeDelta::days(3));
    watch.look_at_complaints().await.unwrap();
    let page = office.session("wang").await.get(&late).await.text;
    assert!(page.contains("未能及时查看"), "{page}");
    assert!(!pages.asked().contains(&"/late.html".to_owned()));
}

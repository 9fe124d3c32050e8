//! Links that answer well and lead wrong: told from those that lead right, and told again by a resumed run.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use expect_test::expect;
use xunwang_app::inspection::{InspectEnd, LinkRow, write_findings, write_links};
use xunwang_app::visit::Stop;
use xunwang_fetch::{FetchSettings, Hosts};
use xunwang_store::SqliteStore;

use super::answers::serve;
use super::harness::{findings, inspect_into, one_site};

const SITE: &str = "www.qingchuan.example";
const OUTSIDE: [&str; 6] = [
    "hijack.example",
    "parked.example",
    "news.example",
    "jyj.example",
    "fgw.example",
    "u.jd.com",
];

/// Pages of the site in one template.
fn page(title: &str, main: &str) -> String {
    format!(
        r#"<html><head><title>{title}</title></head><body><div class="header"><h1>青川市人民政府</h1></div>
        <div class="nav"><a href="/">首页</a></div><div class="main">{main}</div>
        <div class="footer">主办单位：青川市人民政府办公室</div></body></html>"#
    )
}

fn outside(title: &str, keywords: &str, text: &str) -> String {
    format!(
        r#"<html><head><title>{title}</title><meta name="keywords" content="{keywords}"></head>
        <body><p>{text}</p></body></html>"#
    )
}

/// Status, type and body of what stands at an address; of the site's own host, what is not there is “away” with a good
/// code.
fn answer(host: &str, path: &str) -> (u16, &'static str, String) {
    const HTML: &str = "text/html; charset=utf-8";
    let long = "青川市今年的秋收工作进展顺利，各镇街道组织机手和农户抢抓晴好天气。".repeat(20);
    let html = |text: String| (200, HTML, text);
    match (host, path) {
        (SITE, "/") => html(page("青川市人民政府", HOME)),
        (SITE, "/a.html" | "/a.html?print=1") => html(page(
            "秋收",
            &format!("<p>{long}<a href='#fujian'>见附件</a><a href='?print=1'>打印</a></p>"),
        )),
        (SITE, "/files/cut.xlsx") => (200, "application/octet-stream", "PK\u{3}\u{4} half".to_owned()),
        (SITE, "/removed/20190101.html") => (302, HTML, String::new()),
        (SITE, "/zg404.html") => html(page(
            "404页面不存在问题整改情况",
            &format!("<p>页面不存在：{long}</p>"),
        )),
        (SITE, "/search?q=1") => html(page("搜索", "<p>没有结果：页面不存在</p>")),
        (SITE, "/gone/20231.html") => html(page("错误提示", "<p>对不起，您访问的页面不存在！</p>")),
        (SITE, "/short.html") => html(page("通讯录", "<p>办公室电话：0999-8000000</p>")),
        (SITE, "/bszn.html") => html(page("指南", r#"<h2 id="cailiao">材料</h2><p>两份</p>"#)),
        (SITE, "/files/good.pdf") => (200, "application/pdf", "%PDF-1.7 …".to_owned()),
        (SITE, "/files/bad.pdf") => html(page("出错", "<p>文件读取出错</p>")),
        (SITE, "/files/empty.docx") => (200, "application/octet-stream", String::new()),
        (SITE, path) if path.starts_with("/none") => (404, HTML, "<p>404</p>".to_owned()),
        (SITE, _) => html(page("提示", "<p>您要找的内容飞走了，请从首页重新进入</p>")),
        ("hijack.example", _) => html(outside("澳门新葡京_官网", "澳门新葡京,百家乐", "欢迎")),
        ("parked.example", _) => html(outside(
            "parked.example",
            "",
            "parked.example 该域名正在出售，请联系",
        )),
        ("news.example", _) => html(outside(
            "打击网络赌博专题",
            "赌博",
            "警方捣毁百家乐、老虎机赌博窝点",
        )),
        ("jyj.example", _) => html(outside("青川市教育局", "", "教育新闻")),
        ("fgw.example", _) => html(outside("青川市发展和改革委员会", "", "项目")),
        _ => html(outside("商城", "", "商品")),
    }
}

const HOME: &str = r##"<ul><li><a href="/a.html">秋收</a></li><li><a href="/zg404.html">整改</a></li>
<li><a href="/gone/20231.html">旧文</a></li><li><a href="/gone/20232.html">更旧的文</a></li><li><a href="/short.html">电话</a></li></ul>
<p><a href="/search?q=1">搜索</a><a href="/bszn.html#cailiao">材料</a><a href="/bszn.html#quxiao">取消</a>
<a href="/bszn.html#top">顶部</a><a href="/files/good.pdf">甲</a><a href="/files/bad.pdf">乙</a>
<a href="/files/empty.docx">丙</a><a href="/files/cut.xlsx">戊</a><a href="/removed/20190101.html">己</a><img src="/img/blank.gif" data-original="/none.jpg">
<b onclick="window.open('/none.html')">丁</b></p>
<div class="footer"><a href="http://hijack.example/">合作单位</a><a href="http://parked.example/">旅游协会</a>
<a href="http://news.example/">专题</a><a href="http://jyj.example/">青川市财政局</a>
<a href="http://jyj.example/">市教育局</a><a href="http://fgw.example/">青川市发改委</a>
<a href="http://u.jd.com/x">特产</a></div>"##;

async fn run(folder: &Path, address: &str, stop: Arc<Stop>) -> InspectEnd {
    let mut hosts: String = OUTSIDE.iter().map(|host| format!("{host} {address}\n")).collect();
    hosts += &format!("{SITE} {address}\n");
    let fetch = FetchSettings {
        rate_per_host: f64::INFINITY,
        in_flight_per_host: 2,
        in_flight_per_address: 8,
        retries: 0,
        hosts: Some(Hosts::parse(&hosts).unwrap()),
        ..FetchSettings::default()
    };
    let plan = one_site(&format!("http://{SITE}/"));
    let running = inspect_into(folder, &plan, fetch, stop);
    tokio::time::timeout(Duration::from_secs(60), running)
        .await
        .expect("in time")
        .unwrap()
}

/// What the rules on links say: rule, how sure, target, message.
fn told(findings: &std::collections::BTreeSet<String>) -> String {
    let mut lines: Vec<String> = findings
        .iter()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .filter(|finding| !finding["target"].is_null())
        .map(|finding| {
            let text = |name: &str| finding[name].as_str().unwrap_or_default().to_owned();
            let (rule, status) = (text("rule"), text("status"));
            format!("{rule} {status} {} | {}", text("target"), text("message"))
        })
        .collect();
    lines.sort();
    lines.join("\n")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_answers_well_and_leads_wrong_is_told() {
    let address = serve(answer).await;
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(
        run(folder.path(), &address, Arc::new(Stop::default())).await,
        InspectEnd::Complete
    );
    let whole = findings(folder.path()).await;
    expect![[r#"
        attachment-dead certain http://www.qingchuan.example/files/bad.pdf | 附件失效（不是所称的文件，2次查看均如此）：首页导航
        attachment-dead certain http://www.qingchuan.example/files/cut.xlsx | 附件失效（文件不完整，2次查看均如此）：首页导航
        attachment-dead certain http://www.qingchuan.example/files/empty.docx | 附件失效（空文件，2次查看均如此）：首页导航
        fragment-dead suspected http://www.qingchuan.example/a.html#fujian | 链接指向的页面没有“#fujian”这一处：内页正文
        fragment-dead suspected http://www.qingchuan.example/bszn.html#quxiao | 链接指向的页面没有“#quxiao”这一处：首页导航
        image-dead certain http://www.qingchuan.example/none.jpg | 图片失效（404，2次查看均如此）：首页导航
        link-advert suspected http://u.jd.com/x | 链接指向商业广告（u.jd.com）：首页底部功能区
        link-dead certain http://www.qingchuan.example/none.html | 链接失效（404，2次查看均如此）：首页导航
        link-hijacked certain http://hijack.example/ | 外部链接打开后为赌博内容（标题“澳门新葡京_官网”）：首页底部功能区
        link-hijacked suspected http://parked.example/ | 外部链接打开后为域名出售或停放页面（标题“parked.example”）：首页底部功能区
        link-mismatch suspected http://jyj.example/ | “青川市财政局”的链接打开的是“青川市教育局”：首页底部功能区
        link-soft-404 certain http://www.qingchuan.example/gone/20231.html | 链接打开后提示页面不存在（返回码正常）：首页导航
        link-soft-404 suspected http://www.qingchuan.example/gone/20232.html | 链接打开后提示页面不存在（返回码正常）：首页导航
        link-soft-404 suspected http://www.qingchuan.example/removed/20190101.html | 链接打开后转到了网站首页，原页面可能已不存在（返回码正常）：首页导航"#]].assert_eq(&told(&whole));

    let store = SqliteStore::open(&folder.path().join("xunwang.db"))
        .await
        .unwrap();
    let mut lines = Vec::new();
    write_findings(&store, &mut lines).await.unwrap();
    for line in String::from_utf8(lines).unwrap().lines() {
        let finding: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(finding["evidence"]["offset"].is_u64(), "no evidence: {line}");
    }
    let mut rows = Vec::new();
    write_links(&store, &mut rows).await.unwrap();
    let mut states: Vec<String> = csv::Reader::from_reader(&rows[..])
        .deserialize::<LinkRow>()
        .map(|row| row.unwrap())
        .map(|row| format!("{} {} {} {}", row.target, row.status, row.class, row.attempts))
        .collect();
    states.sort();
    expect![[r#"
        http://hijack.example/ gambling danger 1
        http://parked.example/ parked danger 1
        http://www.qingchuan.example/files/bad.pdf not-a-file broken 2
        http://www.qingchuan.example/files/cut.xlsx cut-off broken 2
        http://www.qingchuan.example/files/empty.docx empty broken 2
        http://www.qingchuan.example/gone/20231.html soft-404 broken 2
        http://www.qingchuan.example/gone/20232.html soft-404 caution 1
        http://www.qingchuan.example/none.html 404 broken 2
        http://www.qingchuan.example/none.jpg 404 broken 2
        http://www.qingchuan.example/removed/20190101.html to-home caution 1"#]]
    .assert_eq(&states.join("\n"));

    for pause in [5, 20, 40, 80] {
        let broken_off = tempfile::tempdir().unwrap();
        let stop = Arc::new(Stop::default());
        let asked = Arc::clone(&stop);
        tokio::spawn(async move {
            tokio::time::sleep(Duration::from_millis(pause)).await;
            asked.ask();
        });
        run(broken_off.path(), &address, stop).await;
        let again = findings(broken_off.path()).await;
        if again.is_empty() {
            run(broken_off.path(), &address, Arc::new(Stop::default())).await;
        }
        assert_eq!(
            told(&findings(broken_off.path()).await),
            told(&whole),
            "stopped after {pause} ms"
        );
    }
}

//! The register against reality: real home pages that have moved, been renamed, fallen silent or gone on after closing.

use axum::Router;
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use chrono::TimeDelta;
use http::{HeaderMap, StatusCode};
use tokio::net::TcpListener;
use xunwang_app::office::Watch;
use xunwang_domain::people::Role;

use super::harness::{Office, fetcher_of};

const REGISTER: &str = "\
网站标识码,网站名称,首页网址,地区或部门,主办单位,网站类别,运行状态
9901000001,江口市教育局网站,http://renamed.example/,江口市,江口市教育局,部门网站,正常运行
9901000002,江口市水务局网站,http://moved.example/,江口市,江口市水务局,部门网站,正常运行
9901000003,江口市档案局网站,http://down.example/,江口市,江口市档案局,部门网站,正常运行
9901000004,江口市粮食局网站,http://closed.example/,江口市,江口市粮食局,部门网站,关停
9901000005,江口市统计局网站,http://good.example/,江口市,江口市统计局,部门网站,正常运行
9901000006,江口市审计局网站,http://guarded.example/,江口市,江口市审计局,部门网站,正常运行
9902000001,云岭市林业局网站,http://coded.example/,云岭市,云岭市林业局,部门网站,正常运行
9902000002,云岭市林业局资料网站,http://second.example/,云岭市,云岭市林业局,部门网站,正常运行
";

fn page(title: &str, foot: &str) -> Response {
    let links: String = (0..30)
        .map(|n| format!("<a href=\"/{n}.html\">第{n}条信息</a>"))
        .collect();
    Html(format!(
        "<html><head><title>{title}</title></head><body><div class=\"main\">{links}</div>\
         <div class=\"footer\">{foot}</div></body></html>"
    ))
    .into_response()
}

async fn answer(headers: HeaderMap) -> Response {
    let host = headers["host"].to_str().unwrap();
    match host.split('.').next().unwrap() {
        "renamed" => page("江口市教育体育局门户网站", ""),
        "moved" => Redirect::permanent("http://slj.example/index.html").into_response(),
        "slj" => page("江口市水务局", ""),
        "down" => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        "closed" => page("江口市粮食局", ""),
        "guarded" => (StatusCode::PRECONDITION_FAILED, "请完成验证").into_response(),
        "coded" => page("云岭市林业局", "网站标识码：9902000099"),
        "second" => page("云岭市林业局资料网", "网站标识码：9902000002"),
        _ => page("江口市统计局", ""),
    }
}

async fn begun() -> (Office, Watch) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, Router::new().fallback(answer)).await });
    let office = Office::set_up().await;
    let root = office.body("示例省人民政府办公厅").await;
    office.person("wang", Role::Supervisor, root).await;
    office.import("wang", REGISTER).await;
    let names = [
        "renamed", "moved", "slj", "down", "closed", "good", "guarded", "coded", "second",
    ];
    let fetcher = fetcher_of(&names, address);
    let watch = Watch::new(office.app.clone(), fetcher, Vec::new());
    (office, watch)
}

/// Lets hours go by, with a probe an hour and a look a day.
async fn hours(office: &Office, watch: &Watch, count: u32) -> usize {
    let mut looks = 0;
    for _ in 0..count {
        for _ in 0..4 {
            office.clock.forward(TimeDelta::minutes(15));
            watch.probe_due().await.unwrap();
        }
        looks += watch.look_at_homes().await.unwrap();
    }
    looks
}

#[tokio::test]
async fn what_is_seen_on_two_days_is_listed_with_what_to_do() {
    let (office, watch) = begun().await;
    assert_eq!(hours(&office, &watch, 20).await, 8, "one look a day and site");
    let site = office.session("wang").await.get("/sites/9902000001").await.text;
    assert!(site.contains("首页所见") && site.contains("9902000099"), "{site}");
    let first = wang_sees(&office).await;
    for quiet in ["名称不符", "首页转到别处", "标识码不符", "停而未停", "长期打不开"]
    {
        assert!(!first.contains(quiet), "{quiet} after one day");
    }
    hours(&office, &watch, 60).await;
    let mut wang = office.session("wang").await;
    let page = wang_sees(&office).await;
    let row = |code: &str, kind: &str| {
        let mark = format!("<small>{code}</small>");
        let rows = page.split("<tr>");
        let found: Vec<_> = rows
            .filter(|row| row.contains(&mark) && row.contains(kind))
            .collect();
        assert_eq!(found.len(), 1, "{code} {kind}：{page}");
        found[0].to_owned()
    };
    assert!(row("9901000001", "名称不符").contains("江口市教育体育局"));
    assert!(row("9901000002", "首页转到别处").contains("http://slj.example/index.html"));
    assert!(row("9901000003", "长期打不开").contains("三天内每次都打不开"));
    assert!(row("9901000004", "停而未停").contains("照常打开"));
    assert!(row("9902000001", "标识码不符").contains("9902000099"));
    assert!(row("9902000001", "一单位多网站").contains("9902000002"));
    row("9902000002", "一单位多网站");
    assert!(page.contains("共 7 处") && !page.contains("9901000005") && !page.contains("9901000006"));

    // The filing comes with what was seen.
    let renamed = row("9901000001", "名称不符");
    let start = renamed.find("/sites/9901000001/filings/new?").unwrap();
    let link = &renamed[start..start + renamed[start..].find('"').unwrap()];
    let form = wang.get(&link.replace("&#38;", "&")).await.text;
    assert!(
        form.contains("value=\"change\" selected") && form.contains("value=\"江口市教育体育局\""),
        "{form}"
    );
    let moved = wang.get("/mismatches?kind=moved").await.text;
    assert!(moved.contains("9901000002") && !moved.contains("9901000001<"));
}

async fn wang_sees(office: &Office) -> String {
    office.session("wang").await.get("/mismatches").await.text
}

#[tokio::test]
async fn an_explanation_silences_until_its_day_or_until_something_else_is_seen() {
    let (office, watch) = begun().await;
    let jiangkou = office.body("江口市").await;
    office.person("jiang", Role::Supervisor, jiangkou).await;
    hours(&office, &watch, 1).await;
    let mut wang = office.session("wang").await;
    let explain = |site: &'static str, until: &'static str| {
        [
            ("site", site),
            ("kind", "several-of-body"),
            ("reason", "省里已批准保留"),
            ("until", until),
        ]
    };
    for (site, until, words) in [
        ("9902000001", "2026-11-01", "有效期应在今天至一年之内"),
        ("9902000001", "昨天", "请在要说明的一行填写"),
        ("9901000005", "2026-12-05", "没有不一致"),
    ] {
        let refused = wang.post("/mismatches/explain", &explain(site, until)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text.contains(words), "{}", refused.text);
    }
    let mut jiang = office.session("jiang").await;
    let foreign = jiang
        .post("/mismatches/explain", &explain("9902000001", "2026-12-05"))
        .await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    assert!(!jiang.get("/mismatches").await.text.contains("9902000001"));

    let done = wang
        .post("/mismatches/explain", &explain("9902000001", "2026-11-28"))
        .await;
    assert_eq!(done.location(), "/mismatches?note=explained", "{}", done.text);
    let page = wang.get("/mismatches").await.text;
    assert!(page.contains("共 1 处") && page.contains("省里已批准保留") && page.contains("wang某"));
    office.clock.forward(TimeDelta::days(3));
    assert!(wang_sees(&office).await.contains("共 2 处"), "the day is over");
}

#[tokio::test]
async fn a_national_export_is_compared_on_three_sides_and_changes_nothing() {
    let (office, watch) = begun().await;
    hours(&office, &watch, 1).await;
    let export = "\
网站标识码,网站名称,首页网址,地区或部门,主办单位
9901000001,江口市教育体育局网站,http://renamed.example/,江口市,江口市教育局
9901000005,江口市统计局网站,http://good.example/,江口市,江口市统计局
9903000001,青川市人民政府门户网站,http://www.qingchuan.example/,青川市,青川市人民政府办公室
";
    let mut wang = office.session("wang").await;
    let page = wang
        .upload("/mismatches/compare", "导出.csv", export.as_bytes())
        .await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let row = page.between("<td>网站名称</td>", "</tr>");
    assert!(
        row.contains("江口市教育体育局网站</td>") && row.contains("江口市教育局网站</td>"),
        "{row}"
    );
    assert!(row.contains("江口市教育体育局门户网站"), "what was seen: {row}");
    let panel = |number: usize, name: &str| format!("<div class=\"big\">{number}</div>{name}");
    for (number, name) in [
        (1, "内容不同"),
        (1, "只在全国系统"),
        (6, "只在本台账"),
        (1, "一致"),
    ] {
        assert!(page.text.contains(&panel(number, name)), "{name}：{}", page.text);
    }
    // The export has no column of categories or states: it says nothing of them.
    assert!(!page.text.contains("<td>网站类别</td>") && !page.text.contains("<td>运行状态</td>"));
    assert!(
        wang.get("/sites/9901000001")
            .await
            .text
            .contains("<h1>江口市教育局网站</h1>")
    );
    let wrong = wang
        .upload("/mismatches/compare", "导出.csv", "网站标识码\n99X\n".as_bytes())
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
}

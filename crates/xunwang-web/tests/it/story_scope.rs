//! The round and the area chosen at the top hold from page to page; the work-desk shows the round; lists are sorted.

use http::{Request, StatusCode, header};
use xunwang_domain::people::Role;
use xunwang_domain::round::RoundId;

use super::harness::{Answer, Browser, Office};
use super::judged::judged_round;

const REGISTER: &str = "\
网站标识码,网站名称,首页网址,地区或部门,主办单位,网站类别,运行状态
9901000001,江口市人民政府门户网站,http://www.jiangkou.example/,江口市,江口市人民政府办公室,门户网站,正常运行
9901000002,江口市教育局网站,http://jyj.jiangkou.example/,江口市,江口市教育局,部门网站,正常运行
9902000001,云岭市人民政府门户网站,http://www.yunling.example/,云岭市,云岭市人民政府办公室,门户网站,正常运行
9900000009,示例省财政厅网站,http://czt.example/,示例省财政厅,示例省财政厅,部门网站,正常运行
";

async fn office() -> (Office, [RoundId; 2]) {
    let office = Office::set_up().await;
    let root = office.body("示例省人民政府办公厅").await;
    office.person("wang", Role::Supervisor, root).await;
    office.import("wang", REGISTER).await;
    let whole = "示例省人民政府办公厅";
    let earlier = judged_round(&office, 1, (whole, "2026Q2"), &["9901000001", "9902000001"]).await;
    let later = judged_round(&office, 2, (whole, "2026Q3"), &["9901000002"]).await;
    (office, [earlier, later])
}

/// A page opened from another one, as a browser asks for it.
async fn open(browser: &mut Browser, page: &str, from: &str) -> Answer {
    let request = Request::get(page)
        .header(header::ACCEPT, "text/html,application/xhtml+xml")
        .header(header::REFERER, format!("http://xunwang.test{from}"));
    browser
        .send(request.body(axum::body::Body::empty()).unwrap())
        .await
}

#[tokio::test]
async fn what_was_chosen_at_the_top_goes_along_and_stands_in_the_address() {
    let (office, [earlier, later]) = office().await;
    let jiangkou = office.body("江口市").await.0;
    let mut wang = office.session("wang").await;

    // The choice is offered on every page, for the list that is open.
    let sites = wang.get("/sites?q=网站&page=2&note=saved").await.text;
    let form = &sites[sites.find("<form class=\"chooser\"").unwrap()..sites.find("退出").unwrap()];
    assert!(
        form.contains("action=\"/sites\"") && form.contains("name=\"q\" value=\"网站\""),
        "{form}"
    );
    assert!(form.contains("2026年第三季度") && form.contains("江口市") && !form.contains("name=\"page\""));
    assert!(!form.contains("name=\"note\""));

    // A list shows what was chosen; the next page gets it from the one before.
    let narrowed = wang.get(&format!("/sites?area={jiangkou}")).await.text;
    assert!(narrowed.contains("9901000002") && !narrowed.contains("9902000001"));
    assert!(narrowed.contains(&format!("<option value=\"{jiangkou}\" selected>")));
    let from = format!("/sites?area={jiangkou}");
    for page in ["/watch", "/patrols", "/mismatches", "/filings", "/"] {
        let answer = open(&mut wang, page, &from).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{page}");
        assert_eq!(answer.location(), format!("{page}?area={jiangkou}"));
        assert_eq!(wang.get(answer.location()).await.status, StatusCode::OK);
    }
    let watch = wang.get(&format!("/watch?area={jiangkou}")).await.text;
    assert!(watch.contains("江口市教育局网站") && !watch.contains("云岭市人民政府门户网站"));

    // “All” is a choice too, and other sites' pages say nothing.
    let all = open(&mut wang, "/sites?area=", &from).await;
    assert!(all.status == StatusCode::OK && all.text.contains("9902000001"));
    let request = Request::get("/sites")
        .header(header::ACCEPT, "text/html")
        .header(header::REFERER, format!("http://elsewhere.test/?area={jiangkou}"));
    let foreign = wang.send(request.body(axum::body::Body::empty()).unwrap()).await;
    assert_eq!(foreign.status, StatusCode::OK);

    // A round's own page leads to the same page of the round that was chosen.
    let [earlier, later] = [earlier, later].map(|round| round.0);
    let chosen = open(
        &mut wang,
        &format!("/rounds/{later}/problems?round={earlier}&area={jiangkou}"),
        "/",
    )
    .await;
    assert_eq!(
        chosen.location(),
        format!("/rounds/{earlier}/problems?area={jiangkou}")
    );
    let deep = open(
        &mut wang,
        &format!("/rounds/{later}/judgement/9901000001?round={earlier}"),
        "/",
    )
    .await;
    assert_eq!(deep.location(), format!("/rounds/{earlier}/judgement"));
    let problems = wang.get(chosen.location()).await.text;
    assert!(!problems.contains(">最近一轮<") && sites.contains(">最近一轮<"));
    assert!(problems.contains("9901000001/WV3") && !problems.contains("9902000001/WV3"));
    let section = open(&mut wang, "/problems", &format!("/rounds/{earlier}/problems")).await;
    assert_eq!(section.location(), format!("/problems?round={earlier}"));
    let section = wang.get(section.location()).await;
    assert_eq!(section.location(), format!("/rounds/{earlier}/problems"));
    let judged = wang
        .get(&format!("/rounds/{later}/judgement?area={jiangkou}"))
        .await
        .text;
    assert!(judged.contains("50.0%（1 / 2）"), "{judged}");

    // What is no number of anything changes nothing, and a part of a page is never sent elsewhere.
    assert_eq!(
        open(&mut wang, "/sites?area=x", "/?area=%3Cb%3E").await.status,
        StatusCode::OK
    );
    let request = Request::get("/watch")
        .header(header::ACCEPT, "text/html")
        .header("hx-request", "true")
        .header(header::REFERER, format!("http://xunwang.test{from}"));
    let part = wang.send(request.body(axum::body::Body::empty()).unwrap()).await;
    assert_eq!(part.status, StatusCode::OK);
}

#[tokio::test]
async fn nobody_sees_more_by_choosing_another_area() {
    let (office, _) = office().await;
    let [jiangkou, yunling] = [office.body("江口市").await, office.body("云岭市").await];
    office.person("jiang", Role::Supervisor, jiangkou).await;
    let mut jiang = office.session("jiang").await;
    let list = jiang.get(&format!("/sites?area={}", yunling.0)).await.text;
    assert!(!list.contains("9902000001") && !list.contains("云岭市"), "{list}");
    assert!(!jiang.get("/sites").await.text.contains(&yunling.0.to_string()));
    let desk = jiang.get(&format!("/?area={}", yunling.0)).await.text;
    assert!(!desk.contains("云岭市"));
}

#[tokio::test]
async fn the_work_desk_shows_the_round_at_a_glance() {
    let (office, [earlier, later]) = office().await;
    let jiangkou = office.body("江口市").await.0;
    let mut wang = office.session("wang").await;
    let desk = wang.get("/").await.text;
    let path = format!("/rounds/{}", later.0);
    assert!(desk.contains("2026年第三季度"), "{desk}");
    assert!(desk.contains(&format!("<a href=\"{path}\">4 / 4</a>")));
    assert!(
        desk.contains("<dt>合格率</dt><dd>75%</dd>") || desk.contains("75.0%"),
        "{desk}"
    );
    // A tile a place with shape, rate and number; departments together.
    let tiles = &desk[desk.find("class=\"tiles\"").unwrap()..];
    let tile = &tiles[tiles.find(&format!("{path}/judgement?area={jiangkou}")).unwrap()..];
    let tile = &tile[..tile.find("</li>").unwrap()];
    assert!(
        tile.contains("✕") && tile.contains("江口市") && tile.contains("2 个中 1 个不合格"),
        "{tile}"
    );
    assert!(tiles.contains("云岭市") && tiles.contains("1 个全部合格") && tiles.contains("本级和部门"));
    // What is wrong most, and the quarters before as a line with its table.
    assert!(desk.contains(&format!("{path}/problems?indicator=WV3")));
    assert!(desk.contains("<svg") && desk.contains("2026年第二季度") && desk.contains("2 / 4"));
    let listed = wang.get(&format!("{path}/problems?indicator=WV3")).await.text;
    assert!(listed.contains("✕</a>") && listed.contains("9901000002/WV3"));

    let before = wang
        .get(&format!("/?round={}&area={jiangkou}", earlier.0))
        .await
        .text;
    assert!(before.contains(&format!("<a href=\"/rounds/{}\">2 / 2</a>", earlier.0)));
    assert!(!before.contains("云岭市人民政府") && before.contains("1 / 2"));
}

#[tokio::test]
async fn a_list_is_sorted_and_exported_as_it_is_shown() {
    let (office, [earlier, _]) = office().await;
    let mut wang = office.session("wang").await;
    let places = |text: &str, names: [&str; 4]| names.map(|name| text.find(name).unwrap_or(0));
    let names = [
        "江口市人民政府门户网站",
        "江口市教育局网站",
        "示例省财政厅网站",
        "云岭市人民政府门户网站",
    ];

    // 江口市教 (jiào) comes before 江口市人 (rén) by pinyin, not by code point.
    let page = wang.get("/sites?sort=name").await.text;
    assert!(page.contains("aria-sort=\"ascending\"") && page.contains("sort=-name"));
    let [government, school, finance, yunling] = places(&page, names);
    assert!(school < government && government < finance && finance < yunling);
    let page = wang.get("/sites?sort=-name").await.text;
    let [government, school, finance, yunling] = places(&page, names);
    assert!(page.contains("aria-sort=\"descending\""));
    assert!(yunling < finance && finance < government && government < school);

    // Columns are chosen, and the export has these, in this order.
    let page = wang.get("/sites?col=name&col=service&sort=-name").await.text;
    assert!(
        page.contains("对外服务") && !page.contains("http://czt.example/") && page.contains("恢复默认列")
    );
    let csv = wang.get("/sites.csv?col=name&col=service&sort=-name").await.text;
    let lines: Vec<_> = csv.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines[0], "网站名称,对外服务");
    assert!(lines[1].starts_with("云岭市") && lines.len() == 5, "{csv}");
    // What nobody knows is not an error.
    assert_eq!(
        wang.get("/sites?sort=nothing&col=nothing&page=-3").await.status,
        StatusCode::OK
    );

    for path in ["problems", "judgement"] {
        let path = format!("/rounds/{}/{path}?sort=-site&col=site", earlier.0);
        assert_eq!(wang.get(&path).await.status, StatusCode::OK, "{path}");
    }
    let watch = wang.get("/watch?sort=name").await.text;
    let [government, school, ..] = places(&watch, names);
    assert!(school < government);
}

//! Accounts that stand in no register: named on home pages, in posts, in what a search gave; a person decides, the circular tells.

use http::StatusCode;
use xunwang_app::office::{MediaFiles, Watch, import_media_files, paper_view};
use xunwang_domain::paper::PaperId;
use xunwang_domain::people::Role;

use super::harness::{Office, fetcher_at};
use super::judged::judged_round;
use super::platforms::Hosting;
use super::story_paper::{begin, staffed, strip};

const ACCOUNTS: &str = "\
账号编号,账号名称,平台,平台ID,主办单位,地区或部门,状态
JK-1,江口发布,微信订阅号,gh_1,江口市人民政府办公室,江口市,正常运行
YL-1,云岭发布,微信公众号,gh_9,云岭市人民政府办公室,云岭市,正常运行
";
const POSTS: &str = "\
账号编号,来源,标题,正文,发布时间
JK-1,平台授权接口,便民提示,请关注微信公众号“江口医保”和官方微信公众号“江口发布”。,2026-11-20 09:00
JK-1,平台授权接口,再次提示,请关注微信公众号“江口医保”。,2026-11-21 09:00
YL-1,平台授权接口,活动预告,抖音号：云岭文旅，转发有礼。,2026-11-20 09:00
";
const SEARCH: &str = "\
平台,账号名称,平台ID,认证主体
微信公众号,江口医保,gh_77,江口市医疗保障局
微信公众号,江口政务,gh_1,江口市人民政府办公室
新浪微博,江口美食,,某某文化传播公司
";

async fn office() -> Office {
    let office = staffed().await;
    let file = |name: &str, text: &str| (name.to_owned(), text.as_bytes().to_vec());
    let files = MediaFiles {
        accounts: Some(file("账号.csv", ACCOUNTS)),
        posts: vec![file("发布.csv", POSTS)],
        ..MediaFiles::default()
    };
    import_media_files(&office.app, files).await.unwrap();
    office
}

#[tokio::test]
async fn what_is_named_is_proposed_and_what_a_person_confirms_stands_in_the_circular() {
    let office = office().await;
    let mut wang = office.session("wang").await;
    let page = strip(&wang.get("/media/unregistered").await.text);
    assert!(page.contains("共 2 个，待核实 2 个"), "{page}");
    assert!(
        page.contains("江口医保") && page.contains("云岭文旅") && page.contains("便民提示"),
        "{page}"
    );
    let wrong = wang
        .upload(
            "/media/unregistered/search",
            "搜索.csv",
            "平台,名字\n微博,a\n".as_bytes(),
        )
        .await;
    assert!(strip(&wrong.text).contains("账号名称"), "{}", strip(&wrong.text));
    let done = wang
        .upload("/media/unregistered/search", "搜索.csv", SEARCH.as_bytes())
        .await;
    let told = strip(&done.text);
    assert!(told.contains("已导入 3 个账号，其中台账里没有的 2 个"), "{told}");
    assert!(
        told.contains("江口市医疗保障局") && told.contains("gh_77"),
        "{told}"
    );
    // An area sees what its own accounts name, and decides on that.
    let area = office.body("云岭市").await;
    office.person("yun", Role::Supervisor, area).await;
    let mut yun = office.session("yun").await;
    let own = strip(&yun.get("/media/unregistered").await.text);
    assert!(own.contains("云岭文旅") && !own.contains("江口医保"), "{own}");
    let foreign = [
        ("key", "微信公众号 江口医保"),
        ("word", "dismissed"),
        ("reason", "不是"),
    ];
    assert_eq!(
        yun.post("/media/unregistered", &foreign).await.status,
        StatusCode::FORBIDDEN
    );

    for (word, reason, area, why) in [
        ("confirmed", "", "江口市", "请写明理由"),
        ("confirmed", "已核实", "不存在市", "须与单位名录中的名称一致"),
        ("", "已核实", "江口市", "请选择"),
    ] {
        let fields = [
            ("key", "微信公众号 江口医保"),
            ("word", word),
            ("reason", reason),
            ("area", area),
        ];
        let refused = wang.post("/media/unregistered", &fields).await;
        assert!(
            strip(&refused.text).contains(why),
            "{why}：{}",
            strip(&refused.text)
        );
    }
    let confirmed = [
        ("key", "微信公众号 江口医保"),
        ("word", "confirmed"),
        ("reason", "认证主体是市医保局，电话核实"),
        ("area", "江口市"),
    ];
    let done = wang.post("/media/unregistered", &confirmed).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", strip(&done.text));
    let dismissed = [
        ("key", "新浪微博 江口美食"),
        ("word", "dismissed"),
        ("reason", "企业账号"),
    ];
    assert_eq!(
        wang.post("/media/unregistered", &dismissed).await.status,
        StatusCode::SEE_OTHER
    );
    let page = strip(&wang.get("/media/unregistered").await.text);
    assert!(
        page.contains("待核实 1 个") && page.contains("认定未备案（江口市）"),
        "{page}"
    );

    let round = judged_round(&office, 501, ("示例省人民政府办公厅", "2026Q4"), &[]).await;
    let paper = begin(&office, round).await;
    let id = PaperId(paper.rsplit('/').next().unwrap().parse().unwrap());
    let view = paper_view(&office.app, &office.caller("wang").await, id)
        .await
        .unwrap();
    let told: Vec<_> = view
        .facts
        .unregistered
        .iter()
        .map(|it| (it.area.as_str(), it.name.as_str()))
        .collect();
    assert_eq!(told, [("江口市", "江口医保")]);
    // Registered since, it is no longer proposed.
    let added = "账号编号,账号名称,平台,平台ID,地区或部门\nJK-9,江口医保,微信公众号,gh_77,江口市\n";
    let files = MediaFiles {
        accounts: Some(("补.csv".to_owned(), added.as_bytes().to_vec())),
        ..MediaFiles::default()
    };
    import_media_files(&office.app, files).await.unwrap();
    assert!(!strip(&wang.get("/media/unregistered").await.text).contains("江口医保"));
}

#[tokio::test]
async fn the_foot_of_a_home_page_names_accounts_once_a_day() {
    let office = office().await;
    let platforms = Hosting::beside(&office).await;
    platforms.article(
        "/",
        "<html><head><title>江口市人民政府</title></head><body><p>要闻</p><div class=\"footer\">官方微信公众号：江口发布　新浪微博：@江口市政府 \
         <img src=\"/a.png\" alt=\"微信视频号：江口看点\"></div></body></html>",
    );
    let watch = Watch::new(office.app.clone(), fetcher_at(platforms.hosts()), Vec::new());
    office.clock.forward(chrono::TimeDelta::hours(3));
    assert!(watch.look_at_homes().await.unwrap() > 0);
    let page = strip(&office.session("wang").await.get("/media/unregistered").await.text);
    assert!(
        page.contains("江口市政府") && page.contains("江口看点") && page.contains("网站首页 9901000001"),
        "{page}"
    );
}

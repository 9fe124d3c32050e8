//! The week of the accounts: what each body should see to, before the inspection finds it.

use chrono::TimeDelta;
use http::StatusCode;
use xunwang_app::office::{MediaFiles, import_media_files};
use xunwang_domain::people::Role;

use super::harness::{Office, fetcher_at};
use super::platforms::Hosting;
use super::story_paper::{staffed, strip};

const ACCOUNTS: &str = "\
账号编号,账号名称,平台,平台ID,主办单位,地区或部门,状态
JK-1,江口发布,微信公众号,gh_1,江口市人民政府办公室,江口市,正常运行
JK-2,江口教育,新浪微博,2002,江口市教育局,江口市,正常运行
JK-3,江口公安,新浪微博,2003,江口市公安局,江口市,正常运行
JK-4,江口档案,快手,2004,江口市档案局,江口市,正常运行
JK-5,江口旧号,快手,2005,江口市档案局,江口市,关停
YL-1,云岭发布,抖音,3003,云岭市人民政府办公室,云岭市,正常运行
";
const LOOKS: &str = "\
账号编号,来源,观测时间,结果,全量,平台ID,账号名称,认证主体,互动功能
JK-1,平台授权接口,2026-11-26 08:30,成功,是,gh_1,江口发布,,有
JK-2,平台授权接口,2026-11-26 08:30,成功,是,2002,江口教育,,有
JK-3,平台授权接口,2026-11-26 08:30,成功,是,9999,江口公安,,有
JK-5,公开页面,2026-11-26 08:30,成功,否,2005,江口旧号,,
";
const POSTS: &str = "\
账号编号,来源,标题,发布时间
JK-1,平台授权接口,要闻,2026-11-25 09:00
JK-1,平台工具导出,要闻,2026-11-25 09:00
JK-1,平台授权接口,要闻二,2026-11-24 09:00
JK-2,平台授权接口,开学第一课,2026-11-01 09:00
YL-1,平台工具导出,要闻,2026-11-13 09:00
";
const MENUS: &str = "\
账号编号,菜单,链接
JK-1,服务/办理,http://www.jiangkou.example/gone
JK-1,服务/指南,http://www.jiangkou.example/
JK-1,小程序,
";

async fn office() -> Office {
    let office = staffed().await;
    let file = |name: &str, text: &str| (name.to_owned(), text.as_bytes().to_vec());
    let files = MediaFiles {
        accounts: Some(file("账号.csv", ACCOUNTS)),
        observations: vec![file("观测.csv", LOOKS)],
        posts: vec![file("发布.csv", POSTS)],
        menus: vec![file("菜单.csv", MENUS)],
    };
    import_media_files(&office.app, files).await.unwrap();
    let area = office.body("江口市").await;
    office.person("jiang", Role::Operator, area).await;
    office
}

#[tokio::test]
async fn each_body_is_told_what_to_see_to_on_its_own_accounts() {
    let office = office().await;
    let mut jiang = office.session("jiang").await;
    let week = strip(&jiang.get("/media/week").await.text);
    assert!(
        week.contains("2026-11-20 至 2026-11-26") && week.contains("4正常运行的账号"),
        "{week}"
    );
    assert!(
        week.contains("4需要处理") && week.contains("3其中已超过期限"),
        "{week}"
    );
    for told in [
        "看到的最近发布是2026-11-01，已超过更新期限11天",
        "平台授权接口看到的不是本账号",
        "七天内没有任何观测",
        "还没有看到过发布内容",
        "台账登记为“关停”，公开页面于2026-11-26仍看到这个账号",
    ] {
        assert!(week.contains(told), "{told}：{week}");
    }
    assert!(!week.contains("江口发布") && !week.contains("云岭发布"), "{week}");
    let all = strip(&jiang.get("/media/week?all=1").await.text);
    assert!(
        all.contains("江口发布") && all.contains("2026-11-2512"),
        "two posts, one day ago: {all}"
    );
    let file = jiang.get("/media/week.xlsx").await;
    assert_eq!(file.status, StatusCode::OK);
    // His desk says so, and leads there.
    let desk = jiang.get("/").await.text;
    assert!(
        desk.contains("政务新媒体看到的最近发布已超过更新期限") && desk.contains("href=\"/media/week\""),
        "{}",
        strip(&desk)
    );
    let province = strip(&office.session("wang").await.get("/media/week").await.text);
    assert!(
        province.contains("云岭发布") && province.contains("还剩1天到更新期限"),
        "{province}"
    );
}

#[tokio::test]
async fn menus_are_visited_once_a_week_and_what_is_dead_is_told() {
    let office = office().await;
    let platforms = Hosting::beside(&office).await;
    platforms.article("/", "<html><body>办事</body></html>");
    let app = office.app.clone().with_fetcher(fetcher_at(platforms.hosts()));
    let watch = platforms.watch_of(app);
    assert_eq!(watch.visit_menus(std::time::Duration::ZERO).await.unwrap(), 2);
    assert_eq!(watch.visit_menus(std::time::Duration::ZERO).await.unwrap(), 0);
    office.clock.forward(TimeDelta::minutes(6));
    let mut jiang = office.session("jiang").await;
    let account = strip(&jiang.get("/media/JK-1").await.text);
    assert!(
        account.contains("打不开（404") && account.contains("能打开") && account.contains("请在手机上查看"),
        "{account}"
    );
    let week = strip(&jiang.get("/media/week").await.text);
    assert!(
        week.contains("菜单“服务/办理”打不开（404，2026-11-26）"),
        "{week}"
    );
    office.clock.forward(TimeDelta::days(7));
    assert_eq!(watch.visit_menus(std::time::Duration::ZERO).await.unwrap(), 2);
}

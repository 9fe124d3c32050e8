//! Exports of platform tools: columns of any name assigned once, kept under a name, used again; JSON too.

use http::StatusCode;
use xunwang_app::office::{MediaFiles, import_media_files, import_tool};
use xunwang_domain::account::{AccountCode, SourceKind};

use super::harness::Office;
use super::story_paper::{staffed, strip};

const ACCOUNTS: &str = "\
账号编号,账号名称,平台,平台ID,平台账号,主办单位,地区或部门,状态
JK-1,江口发布,微信公众号,gh_1,jkfb,江口市人民政府办公室,江口市,正常运行
JK-2,江口发布,新浪微博,2002,jkfb2,江口市人民政府办公室,江口市,正常运行
YL-1,云岭发布,微信公众号,gh_9,ylfb,云岭市人民政府办公室,云岭市,正常运行
";
const EXPORT: &str = "\
公众号导出报表,,,,
公众号,文章标题,文章链接,发布时间,阅读数
江口发布,全市政务公开工作会议召开,https://mp.weixin.qq.com/s/a1,2026-11-24 09:00,100
江口发布,便民提示,https://mp.weixin.qq.com/s/a2,1732500000,50
云岭发布,旅游提示,https://mp.weixin.qq.com/s/b1,2026/11/20 8:00,7
某某商城,新品上市,https://mp.weixin.qq.com/s/c1,2026-11-24 09:00,9
";
const JSON: &str = r#"{"code":0,"data":{"list":[
    {"user":{"idstr":"2002","screen_name":"江口发布"},"id":501,"text":"今日开放日","created_at":"Tue Nov 24 09:00:00 +0800 2026"},
    {"user":{"idstr":"9999","screen_name":"江口发布"},"id":502,"text":"别人的","created_at":"Tue Nov 24 09:00:00 +0800 2026"},
    {"user":{"idstr":"2002","screen_name":"江口发布"},"id":503,"text":"再来一条","created_at":"Wed Nov 25 09:00:00 +0800 2026"}]}}"#;

async fn office() -> Office {
    let office = staffed().await;
    let files = MediaFiles {
        accounts: Some(("账号.csv".to_owned(), ACCOUNTS.as_bytes().to_vec())),
        ..MediaFiles::default()
    };
    import_media_files(&office.app, files).await.unwrap();
    office
}

async fn posts(office: &Office, code: &str) -> Vec<(String, String)> {
    let code = AccountCode::parse(code).unwrap();
    let mut tx = office.store.read().await.unwrap();
    let posts = tx.posts_of(&code, 100).await.unwrap();
    posts
        .into_iter()
        .map(|kept| (kept.source, kept.post.title))
        .collect()
}

#[tokio::test]
async fn columns_are_assigned_once_and_the_next_export_needs_no_assigning() {
    let office = office().await;
    let mut wang = office.session("wang").await;
    let preview = wang.upload("/media/tool", "导出.csv", EXPORT.as_bytes()).await;
    assert_eq!(preview.status, StatusCode::OK, "{}", strip(&preview.text));
    // What the head suggests is chosen already, with what stands in the column.
    for chosen in [
        "<option value=\"公众号\" selected>公众号（江口发布）",
        "<option value=\"发布时间\" selected>",
    ] {
        assert!(preview.text.contains(chosen), "{chosen}：{}", preview.text);
    }
    let mark = preview.between("name=\"mark\" value=\"", "\"").to_owned();
    let mut fields = vec![
        ("mark", mark.as_str()),
        ("name", "公众号"),
        ("title", "文章标题"),
        ("address", "文章链接"),
        ("all", "1"),
        ("name_of", "工具甲"),
    ];
    let missing = wang.post("/media/tool/confirm", &fields).await;
    assert!(
        strip(&missing.text).contains("请指定哪一列是发布时间"),
        "{}",
        strip(&missing.text)
    );
    fields.push(("published_at", "阅读数"));
    let wrong = wang.post("/media/tool/confirm", &fields).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        strip(&wrong.text).contains("第3行“发布时间”：“100”不是时间"),
        "{}",
        strip(&wrong.text)
    );
    // What was chosen is there still, to be chosen otherwise without uploading once more.
    assert!(
        wrong.text.contains("<option value=\"阅读数\" selected>") && wrong.text.contains(&mark),
        "{}",
        strip(&wrong.text)
    );
    assert!(posts(&office, "JK-1").await.is_empty(), "nothing was written");
    fields.pop();
    fields.push(("published_at", "发布时间"));
    // Two accounts bear the name: which is meant, the platform says.
    let ambiguous = wang.post("/media/tool/confirm", &fields).await;
    assert!(
        strip(&ambiguous.text).contains("已导入 1 个账号") && strip(&ambiguous.text).contains("重名"),
        "{}",
        strip(&ambiguous.text)
    );
    let again = wang.post("/media/tool/confirm", &fields).await;
    assert!(
        strip(&again.text).contains("已过期（保留半小时）或者已经导入"),
        "{}",
        strip(&again.text)
    );
    let preview = wang.upload("/media/tool", "导出.csv", EXPORT.as_bytes()).await;
    assert!(
        preview.text.contains("<option value=\"工具甲\">"),
        "it is kept: {}",
        preview.text
    );
    let mark = preview.between("name=\"mark\" value=\"", "\"").to_owned();
    fields[0] = ("mark", mark.as_str());
    fields.push(("platform", "微信公众号"));
    let done = wang.post("/media/tool/confirm", &fields).await;
    let told = strip(&done.text);
    assert!(
        told.contains("已导入 2 个账号：新增 2 篇，有改动 0 篇，没有变化 1 篇"),
        "{told}"
    );
    assert!(
        told.contains("1 个账号在台账里没有") && told.contains("某某商城"),
        "{told}"
    );
    let source = "平台工具导出（工具甲）".to_owned();
    assert_eq!(
        posts(&office, "JK-1").await,
        [
            (source.clone(), "全市政务公开工作会议召开".to_owned()),
            (source.clone(), "便民提示".to_owned())
        ]
    );
    let code = AccountCode::parse("JK-1").unwrap();
    let looks = office
        .store
        .read()
        .await
        .unwrap()
        .observations_of(&code, 10)
        .await
        .unwrap();
    assert!(looks[0].kind() == SourceKind::Export && looks[0].sees_all);
    // The command line uses what was kept, and the same file changes nothing.
    let same = import_tool(&office.app, ("导出.csv", EXPORT.as_bytes().to_vec()), "工具甲")
        .await
        .unwrap();
    assert_eq!((same.posts.new, same.posts.same), (0, 3));
    let unknown = import_tool(&office.app, ("导出.csv", EXPORT.as_bytes().to_vec()), "工具乙")
        .await
        .unwrap_err();
    assert!(unknown.to_string().contains("已保存的有：工具甲"), "{unknown}");
}

#[tokio::test]
async fn json_of_a_tool_is_read_by_its_paths_and_a_stranger_s_posts_are_nobody_s() {
    let office = office().await;
    let mut wang = office.session("wang").await;
    let preview = wang.upload("/media/tool", "微博.json", JSON.as_bytes()).await;
    assert!(
        preview.text.contains("<option value=\"user.idstr\" selected>"),
        "{}",
        strip(&preview.text)
    );
    let mark = preview.between("name=\"mark\" value=\"", "\"").to_owned();
    let fields = [
        ("mark", mark.as_str()),
        ("permanent", "user.idstr"),
        ("name", "user.screen_name"),
        ("text", "text"),
        ("post_id", "id"),
        ("published_at", "created_at"),
        ("platform", "新浪微博"),
        ("name_of", "微博导出"),
    ];
    let done = wang.post("/media/tool/confirm", &fields).await;
    let told = strip(&done.text);
    assert!(
        told.contains("已导入 1 个账号：新增 2 篇") && told.contains("1 个账号在台账里没有"),
        "{told}"
    );
    for (name, file) in [("a.json", "{\"a\":1}"), ("a.json", "[1,2"), ("a.csv", "")] {
        let refused = wang.upload("/media/tool", name, file.as_bytes()).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{name} {file}");
    }
}

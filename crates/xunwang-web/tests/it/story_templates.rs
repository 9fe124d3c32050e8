//! The office's own sentences: changed, shown in a circular before they are kept, and every version kept.

use http::StatusCode;
use xunwang_domain::people::Role;

use super::harness::{Browser, Office};
use super::judged::judged_round;
use super::story_paper::{begin, staffed, strip};

/// A sentence's form, sent with what stands in it.
async fn send(browser: &mut Browser, key: &str, more: &[(&str, &str)]) -> (StatusCode, String) {
    let page = browser.get(&format!("/templates/sentence?key={key}")).await;
    let version = page.between("name=\"version\" value=\"", "\"").to_owned();
    let mut fields = vec![("version", version.as_str()), ("key", key)];
    fields.extend(more);
    let answer = browser.post("/templates/sentence", &fields).await;
    (answer.status, strip(&answer.text))
}

async fn office() -> (Office, String, Browser) {
    let office = staffed().await;
    let whole = ("示例省人民政府办公厅", "2026Q3");
    let round = judged_round(&office, 601, whole, &["9901000001"]).await;
    let path = begin(&office, round).await;
    let wang = office.session("wang").await;
    (office, path, wang)
}

#[tokio::test]
async fn a_sentence_is_previewed_kept_and_used_by_what_is_drafted_again() {
    let (_office, path, mut wang) = office().await;
    let text = "本季度总体合格率为{areas.sites.pass_rate}{rounded}{change}{cities}";
    let list = strip(&wang.get("/templates").await.text);
    assert!(list.contains("现在全部是标准句子") && list.contains("总体合格率为{areas.sites.pass_rate}"));

    // A place that nothing fills is refused with its name, whatever button was pressed.
    for button in ["preview", "save"] {
        let wrong = [("do", button), ("text", "合格率{多少}")];
        let (status, told) = send(&mut wang, "phrases.sites_rate", &wrong).await;
        assert!(
            status == StatusCode::UNPROCESSABLE_ENTITY && told.contains("{多少}"),
            "{told}"
        );
    }
    let (status, told) = send(&mut wang, "phrases.sites_rate", &[("do", "save"), ("text", " ")]).await;
    assert!(
        status == StatusCode::UNPROCESSABLE_ENTITY && told.contains("内容为空"),
        "{told}"
    );

    // The preview shows the passage before and after, and keeps nothing.
    let (status, told) = send(
        &mut wang,
        "phrases.sites_rate",
        &[("do", "preview"), ("text", text)],
    )
    .await;
    assert_eq!(status, StatusCode::OK);
    assert!(
        told.contains("预览") && told.contains("，总体合格率为") && told.contains("，本季度总体合格率为"),
        "{told}"
    );
    assert!(strip(&wang.get("/templates").await.text).contains("现在全部是标准句子"));
    let unused = [("do", "preview"), ("text", "未收到留言。")];
    let (_, told) = send(&mut wang, "phrases.feedback_none", &unused).await;
    assert!(told.contains("没有用到这一句"), "{told}");

    let (status, _) = send(&mut wang, "phrases.sites_rate", &[("do", "save"), ("text", text)]).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    // A paper on its way stays as it is until it is drafted again.
    assert!(!strip(&wang.get(&path).await.text).contains("本季度总体合格率为"));
    let version = wang.get(&path).await.between("第 ", " 版").to_owned();
    let again = wang
        .post(&format!("{path}/redraft"), &[("version", &version)])
        .await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.text);
    assert!(strip(&wang.get(&path).await.text).contains("本季度总体合格率为"));

    // Standard again; the earlier version is one key away; an older window is told.
    let (status, _) = send(
        &mut wang,
        "phrases.sites_rate",
        &[("do", "standard"), ("text", "x")],
    )
    .await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert!(strip(&wang.get("/templates").await.text).contains("现在全部是标准句子"));
    let restored = wang
        .post("/templates", &[("version", "2"), ("restore", "1")])
        .await;
    assert_eq!(restored.status, StatusCode::SEE_OTHER, "{}", restored.text);
    assert!(
        wang.get("/templates?only=own")
            .await
            .text
            .contains("本季度总体合格率为")
    );
    let late = wang
        .post("/templates", &[("version", "2"), ("restore", "2")])
        .await;
    assert!(late.text.contains("刚被别人修改"));
}

#[tokio::test]
async fn requirements_are_changed_added_and_left_out() {
    let (_office, _, mut wang) = office().await;
    let list = wang.get("/templates").await.text;
    let count = list.matches("key=requirements.").count();
    let row = [
        ("part", "1"),
        ("when", "links"),
        ("text", "要逐一核对外部链接。"),
        ("do", "add"),
    ];
    assert_eq!(
        send(&mut wang, "requirements.2", &row).await.0,
        StatusCode::SEE_OTHER
    );
    let list = wang.get("/templates").await.text;
    assert_eq!(list.matches("key=requirements.").count(), count + 1);
    let place = &list[list.find("要逐一核对外部链接。").unwrap()..];
    let place = &place[..place.find("</tr>").unwrap()];
    assert!(
        place.contains("requirements.3") && place.contains("已改"),
        "{place}"
    );
    let page = wang.get("/templates/sentence?key=requirements.3").await.text;
    assert!(page.contains("name=\"when\" value=\"links\" checked"), "{page}");

    let wrong = [("part", "1"), ("when", "天气"), ("text", "要。"), ("do", "save")];
    let (status, told) = send(&mut wang, "requirements.3", &wrong).await;
    assert!(
        status == StatusCode::UNPROCESSABLE_ENTITY && told.contains("天气"),
        "{told}"
    );
    assert_eq!(
        send(&mut wang, "requirements.3", &[("do", "remove")]).await.0,
        StatusCode::SEE_OTHER
    );
    assert!(strip(&wang.get("/templates").await.text).contains("现在全部是标准句子"));
}

#[tokio::test]
async fn a_file_replaces_all_and_only_who_drafts_for_the_whole_office_may() {
    let (office, _, mut wang) = office().await;
    let file = "[wordings]\nlink-dead = \"有打不开的链接\"\n";
    let page = wang.get("/templates").await;
    let version = page.between("name=\"version\" value=\"", "\"").to_owned();
    let fields = [("version", version.as_str())];
    let done = wang
        .entry("/templates/file", &fields, Some(("a.toml", file.as_bytes())))
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    assert!(wang.get("/templates/file").await.text.contains("有打不开的链接"));
    let fields = [("version", "1")];
    for (bad, says) in [
        (&b"[wordings]\nlink-dead = \n"[..], "第2行"),
        (b"[phrases]\nnothing = \"a\"\n", "没有这个名称的句子"),
        (b"\xff\xfe", "UTF-8"),
        (b"[lacks]\nlinks = \" \"\n", "内容为空"),
    ] {
        let refused = wang
            .entry("/templates/file", &fields, Some(("a.toml", bad)))
            .await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text.contains(says), "{says}：{}", strip(&refused.text));
    }
    assert!(wang.get("/templates/file").await.text.contains("有打不开的链接"));

    let jiangkou = office.body("江口市").await;
    office.person("jiang", Role::Supervisor, jiangkou).await;
    let mut jiang = office.session("jiang").await;
    let seen = jiang.get("/templates/sentence?key=wordings.link-dead").await;
    assert!(seen.status == StatusCode::OK && !seen.text.contains("value=\"save\""));
    let (status, _) = send(&mut jiang, "wordings.link-dead", &[("do", "save"), ("text", "x")]).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
}

//! What the public form says of like messages while somebody writes one.

use chrono::TimeDelta;
use http::{StatusCode, header};

use super::citizen::{Citizen, HERE, THERE, close, code_of, open_form, staffed};

#[tokio::test]
async fn what_is_known_of_the_same_defect_is_told_while_one_writes_and_nobody_elses_words() {
    let office = staffed().await;
    open_form(&office).await;
    let mut citizen = Citizen::of(&office, HERE);
    let search = "政策文件库里的检索功能输入关键字以后没有任何反应，李老师也试过";
    let mut codes = Vec::new();
    for (kind, url, text) in [
        (
            "4",
            "http://www.jiangkou.example/a.html",
            "第二段“截止”误写为“截至”，请改正",
        ),
        (
            "0",
            "http://www.jiangkou.example/a.html",
            "附件怎么也下载不了，点了没反应",
        ),
        ("10", "http://www.jiangkou.example/wjk/", search),
    ] {
        let (form, ticket) = citizen.form().await;
        let form = form
            .worked(&ticket)
            .with("kind", kind)
            .with("url", url)
            .with("text", text);
        codes.push(code_of(&citizen.submit(&form).await));
    }
    let mut stranger = Citizen::of(&office, THERE);
    let site = ("site_code", "9901000001");
    // By the page alone: how many, of which kind, how far.
    let page = ("url", "http://jiangkou.example/a.html");
    let told = stranger.alike(&[site, page]).await.text;
    assert!(
        told.contains("已有 2 条留言") && told.matches("正在办理").count() == 2,
        "{told}"
    );
    // With the words, what is most like it comes first; by the words alone from another page too.
    let told = stranger
        .alike(&[site, page, ("kind", "4"), ("text", "“截止”误写为“截至”")])
        .await
        .text;
    let first = told.split("<li>").nth(1).unwrap();
    assert!(first.contains("错别字") && first.contains("同一处错误"), "{told}");
    let elsewhere = ("url", "http://www.jiangkou.example/index.html");
    let words = (
        "text",
        "政策文件库里的检索功能输入关键字以后没有任何反应，张老师也试过",
    );
    let told = stranger.alike(&[site, elsewhere, words]).await.text;
    assert!(
        told.contains("已有相近的留言") && told.contains("描述相近") && told.contains("功能无法使用"),
        "{told}"
    );
    let nothing = stranger
        .alike(&[site, elsewhere, ("text", "领导之窗的照片与姓名不一致")])
        .await
        .text;
    assert!(!nothing.contains("<li>"), "{nothing}");

    // Closed: the answer that is published, and still not a word of who wrote, nor the code.
    office.clock.forward(TimeDelta::hours(20));
    close(&office, &codes[2], "检索功能已恢复，联系人张伟，电话13987654321").await;
    let told = stranger.alike(&[site, elsewhere, words]).await.text;
    assert!(
        told.contains("已办结") && told.contains("检索功能已恢复"),
        "{told}"
    );
    for text in [&told, &stranger.alike(&[site, page]).await.text] {
        for secret in ["李老师", "点了没反应", "请改正", "13987654321", "张伟"] {
            assert!(!text.contains(secret), "{secret}：{text}");
        }
        assert!(codes.iter().all(|code| !text.contains(code)));
    }
    // Another site knows nothing of it; a form that comes back to be mended tells it without script.
    let other = stranger.alike(&[("site_code", "9902000001"), words]).await.text;
    assert!(!other.contains("<li>"), "{other}");
    let (form, ticket) = stranger.form().await;
    let form = form
        .worked(&ticket)
        .with("kind", "")
        .with("url", elsewhere.1)
        .with("text", words.1);
    let back = stranger.submit(&form).await;
    assert!(back.text.contains("描述相近"), "{}", back.text);
    // From elsewhere it is not asked.
    let mut browser = office.browser();
    let foreign = http::Request::post("/report/similar")
        .header(header::ORIGIN, "http://evil.example")
        .body(axum::body::Body::empty())
        .unwrap();
    assert_eq!(browser.send(foreign).await.status, StatusCode::FORBIDDEN);
}

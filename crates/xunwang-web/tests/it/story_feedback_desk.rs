//! The desk of those who watch over messages: what is due, who is urged, where many complain, what is a double of what.

use http::StatusCode;
use xunwang_domain::people::Role;

use super::harness::Browser;
use super::story_feedback::{count_in_trail, office, step};

/// Enters a message that was received on that day; its number in the office.
async fn received(browser: &mut Browser, code: &str, on: &str) -> String {
    let fields = [
        ("site_code", code),
        ("kind", "0"),
        ("address", "http://www.jiangkou.example/fw/cx/"),
        ("text", "办事查询打不开，一直没有反应"),
        ("on", on),
    ];
    let saved = browser.post("/feedback/new", &fields).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let place = saved.location().split('?').next().unwrap();
    place.rsplit('/').next().unwrap().to_owned()
}

#[tokio::test]
async fn what_is_due_is_warned_of_before_and_after_its_term() {
    let office = office().await;
    let mut wang = office.session("wang").await;
    // Thursday the 26th: handed over by the 25th, the 26th, the 27th.
    let mut ids = Vec::new();
    for on in ["2026-11-24", "2026-11-25", "2026-11-26"] {
        ids.push(received(&mut wang, "9901000001", on).await);
    }
    let page = wang.get("/feedback").await.text;
    for label in ["已超期 1<", "今天到期 1<", "下一工作日到期 1<", "已催办 0<"] {
        assert!(page.contains(label), "{label}：{page}");
    }
    for (warning, own) in [("overdue", 0), ("today", 1), ("next", 2)] {
        let list = wang.get(&format!("/feedback?warn={warning}")).await.text;
        for (number, id) in ids.iter().enumerate() {
            assert_eq!(list.contains(id), number == own, "{warning} {number}");
        }
    }
    // Friday: what ends on Monday ends on the next working day.
    office.clock.forward(chrono::TimeDelta::days(1));
    let friday = received(&mut wang, "9901000002", "2026-11-27").await;
    let list = wang.get("/feedback?warn=next").await.text;
    assert!(list.contains(&friday) && !list.contains(&ids[2]));
    assert!(wang.get("/feedback?warn=today").await.text.contains(&ids[2]));
    // Who sees one area is warned of that alone.
    received(&mut wang, "9902000001", "2026-11-24").await;
    assert!(wang.get("/feedback").await.text.contains("已超期 3<"));
    assert!(
        office
            .session("fang")
            .await
            .get("/feedback")
            .await
            .text
            .contains("已超期 2<")
    );
}

#[tokio::test]
async fn whoever_is_late_is_urged_one_or_dozens_and_it_stays_in_the_record() {
    let office = office().await;
    let mut wang = office.session("wang").await;
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.push(received(&mut wang, "9901000001", "2026-11-25").await);
    }
    let message = format!("/feedback/{}", ids[0]);
    let urge = format!("{message}/urge");
    let text = [("text", "明天到期，请抓紧办理并说明整改时间")];
    // As long as the province has it there is nobody to urge.
    let early = wang.post(&urge, &text).await;
    assert!(early.text.contains("留言现为“待转办”"), "{}", early.text);
    for id in &ids[..2] {
        step(&mut wang, &format!("/feedback/{id}"), "hand_over", &[]).await;
    }
    let short = wang.post(&urge, &[("text", "")]).await;
    assert!(short.text.contains("请写明催办意见"), "{}", short.text);
    let own = office.session("anna").await.post(&urge, &text).await;
    assert_eq!(own.status, StatusCode::FORBIDDEN);
    assert_eq!(
        wang.post(&urge, &text).await.location(),
        format!("{message}?note=urged")
    );
    let twice = wang.post(&urge, &text).await;
    assert!(twice.text.contains("今天已经催办过"), "{}", twice.text);
    // The area urges too; dozens at once, and who cannot be urged is named.
    let mut fields: Vec<(&str, &str)> = ids.iter().map(|id| ("id", id.as_str())).collect();
    fields.extend([("action", "urge"), ("note", "请各单位抓紧办理")]);
    let mut fang = office.session("fang").await;
    let bulk = fang.post("/feedback/bulk", &fields).await.text;
    assert!(
        bulk.contains("已办理 2 条。有 1 条没有办理") && bulk.contains("待转办"),
        "{bulk}"
    );
    let list = fang.get("/feedback?urged=1").await.text;
    assert!(list.contains(&ids[0]) && list.contains(&ids[1]) && !list.contains(&ids[2]));
    assert!(list.contains("已催办 2<") && list.contains("已催办2次") && list.contains("已催办1次"));
    // The unit sees who urged it, when, with what; nothing else has changed.
    let page = office.session("anna").await.get(&message).await.text;
    for part in [
        "已催办2次。",
        "fang某催办江口市",
        "请各单位抓紧办理",
        "催办：明天到期，请抓紧办理并说明整改时间",
        "wang某（省级主管）",
        "办理中",
    ] {
        assert!(page.contains(part), "{part}：{page}");
    }
    assert_eq!(count_in_trail(&office, "催办留言").await, 3);
    office.clock.forward(chrono::TimeDelta::days(1));
    assert_eq!(wang.post(&urge, &text).await.status, StatusCode::SEE_OTHER);
    assert!(wang.get(&message).await.text.contains("已催办3次。"));
}

#[tokio::test]
async fn the_figures_show_the_clusters_of_the_quarter_that_stands_with_their_messages() {
    let office = office().await;
    let mut wang = office.session("wang").await;
    let none = wang.get("/feedback/figures").await.text;
    assert!(
        none.contains("2026年第四季度，2026-10-01至今天") && none.contains("没有集中反映的网站或系统"),
        "{none}"
    );
    let mut ids = Vec::new();
    for day in 11..16 {
        ids.push(received(&mut wang, "9901000001", &format!("2026-11-{day}")).await);
    }
    for day in 11..21 {
        received(&mut wang, "9902000001", &format!("2026-09-{day}")).await;
    }
    let figures = wang.get("/feedback/figures").await.text;
    let clusters = figures.split("集中反映的问题").nth(1).unwrap();
    let clusters = clusters.split("</section>").next().unwrap();
    assert!(
        clusters.contains("江口市人民政府门户网站") && clusters.contains("收到网民留言5条"),
        "{clusters}"
    );
    assert!(!clusters.contains("云岭市"), "the quarter before: {clusters}");
    for id in &ids {
        assert!(clusters.contains(&format!("/feedback/{id}")), "{clusters}");
    }
    // A message more, and the figures say so at once; other days, other clusters.
    ids.push(received(&mut wang, "9901000001", "2026-11-16").await);
    assert!(
        wang.get("/feedback/figures")
            .await
            .text
            .contains("收到网民留言6条")
    );
    let earlier = wang
        .get("/feedback/figures?from=2026-07-01&to=2026-09-30")
        .await
        .text;
    assert!(
        earlier.contains("收到网民留言10条") && !earlier.contains("收到网民留言6条"),
        "{earlier}"
    );
    // An area sees its own only.
    let area = office.body("云岭市").await;
    office.person("yun", Role::Supervisor, area).await;
    let own = office.session("yun").await.get("/feedback/figures").await.text;
    assert!(!own.contains("收到网民留言6条"), "{own}");
}

#[tokio::test]
async fn likely_originals_are_proposed_with_their_reasons_and_chosen_with_one_click() {
    let office = office().await;
    let mut wang = office.session("wang").await;
    let say = async |browser: &mut Browser, (kind, address, text, on): (&str, &str, &str, &str)| {
        let fields = [
            ("site_code", "9901000001"),
            ("kind", kind),
            ("address", address),
            ("text", text),
            ("on", on),
        ];
        let saved = browser.post("/feedback/new", &fields).await;
        saved.location().split('?').next().unwrap().to_owned()
    };
    let page = "http://www.jiangkou.example/a.html";
    let search = "政策文件库里的检索功能输入关键字以后没有任何反应";
    let quote = say(
        &mut wang,
        ("4", page, "第二段“截止”应为“截至”，请改正", "2026-11-24"),
    )
    .await;
    let words = say(&mut wang, ("10", "", search, "2026-11-24")).await;
    let other = say(&mut wang, ("4", page, "“登陆”应为“登录”", "2026-11-24")).await;
    let doubled = say(
        &mut wang,
        (
            "4",
            "https://jiangkou.example/a.html",
            "“截止”应为“截至”",
            "2026-11-25",
        ),
    )
    .await;
    let shown = wang.get(&doubled).await.text;
    let proposed = shown
        .split("可能重复的留言")
        .nth(1)
        .unwrap()
        .split("</ul>")
        .next()
        .unwrap();
    assert!(
        proposed.contains(&quote)
            && proposed.contains("引用同一处错误文字，文字相同")
            && proposed.contains('%'),
        "{proposed}"
    );
    assert!(
        !proposed.contains(&words) && !proposed.contains(&other),
        "{proposed}"
    );
    // The first one is nobody's double.
    assert!(!wang.get(&quote).await.text.contains("可能重复的留言"));
    let again = say(&mut wang, ("10", "", &format!("{search}！"), "2026-11-25")).await;
    let shown = wang.get(&again).await.text;
    let proposed = shown
        .split("可能重复的留言")
        .nth(1)
        .unwrap()
        .split("</ul>")
        .next()
        .unwrap();
    assert!(
        proposed.contains(&words) && proposed.contains("文字相同"),
        "{proposed}"
    );
    // Only who may merge is asked; one click is enough.
    assert!(
        !office
            .session("fang")
            .await
            .get(&again)
            .await
            .text
            .contains("可能重复的留言")
    );
    let number = proposed.split("name=\"number\" value=\"").nth(1).unwrap();
    let number = number.split('"').next().unwrap().to_owned();
    assert_eq!(step(&mut wang, &again, "merge", &[("number", &number)]).await, "");
    assert!(wang.get(&words).await.text.contains("并入这条的留言（1）"));
}

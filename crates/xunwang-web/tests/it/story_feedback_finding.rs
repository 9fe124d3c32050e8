//! A message becomes a finding of the round, and findings are linked to messages: by those whose right reaches both, once, and with
//! a trail; whether it is a defect is for the review to say.

use std::sync::Arc;

use http::StatusCode;
use xunwang_app::office::{Watch, approve, problem_view};
use xunwang_domain::people::Role;
use xunwang_domain::problem::{ProblemKey, mark_of};
use xunwang_domain::registry::SiteCode;
use xunwang_domain::review::{FindingId, RoundFinding};
use xunwang_domain::round::RoundStage;
use xunwang_domain::texts::{HitClass, TextDetail};
use xunwang_ports::FindingQuery;

use super::harness::{Browser, Office};
use super::rounds;
use super::story_feedback::{count_in_trail, office};
use super::story_feedback_page::{entered, sites};

const ARTICLE: &str = "http://www.jiangkou.example/a.html";

/// The office with a round of each city under review, and the people who review it.
async fn reviewing() -> Office {
    let office = office().await;
    rounds::put_both(&office).await;
    let area = office.body("江口市").await;
    office.person("hua", Role::Reviewer, area).await;
    office.person("song", Role::Approver, area).await;
    let other = office.body("云岭市").await;
    office.person("yun", Role::Supervisor, other).await;
    office
}

/// The findings of the round of 江口市 that people reported.
async fn reported(office: &Office) -> Vec<RoundFinding> {
    let query = FindingQuery {
        round: rounds::id(0),
        sites: None,
        verdict: None,
        rule: Some("reported".to_owned()),
        indicator: None,
        level: None,
        object_group: None,
        template_group: None,
        after: None,
    };
    let mut tx = office.store.read().await.unwrap();
    tx.findings(&query, 100).await.unwrap()
}

async fn make(browser: &mut Browser, message: &str, round: usize, indicator: &str) -> (StatusCode, String) {
    let round = rounds::id(round).0.to_string();
    let fields = [
        ("round", round.as_str()),
        ("indicator", indicator),
        ("note", "标题下第二行"),
    ];
    let done = browser.post(&format!("{message}/finding"), &fields).await;
    let told = match done.status {
        StatusCode::SEE_OTHER => done.location().to_owned(),
        _ => done.text,
    };
    (done.status, told)
}

#[tokio::test]
async fn a_message_becomes_a_finding_that_two_others_make_a_veto_of() {
    let office = reviewing().await;
    let (pages, fetcher) = sites().await;
    pages.say("/a.html", StatusCode::OK, "截止11月底，各单位应当完成申报。");
    let mut wang = office.session("wang").await;
    let text = "我叫张三，电话13812345678，“截止”应为“截至”";
    let message = entered(&mut wang, ("4", ARTICLE, text)).await;
    let watch = Watch::new(office.app.clone(), Arc::clone(&fetcher), Vec::new());
    assert_eq!(watch.look_at_complaints().await.unwrap(), 1);

    // Not by the unit, nor from another area; the area's supervisor is offered the round and what a person can judge of the site.
    let mut anna = office.session("anna").await;
    assert_eq!(
        make(&mut anna, &message, 0, "WV1-2").await.0,
        StatusCode::FORBIDDEN
    );
    let mut yun = office.session("yun").await;
    assert_eq!(
        make(&mut yun, &message, 0, "WV1-2").await.0,
        StatusCode::NOT_FOUND
    );
    let mut fang = office.session("fang").await;
    let page = fang.get(&message).await.text;
    assert!(
        page.contains("转为2026年第四季度的线索")
            && page.contains("value=\"WV1-2\"")
            && page.contains("value=\"P-01\""),
        "{page}"
    );
    // Whether a site opens is for a week of probes to say, and no complaint earns points.
    assert!(!page.contains("value=\"WV2\"") && !page.contains("value=\"B-01\""));
    for (indicator, told) in [("", "请选择一项"), ("WV2", "请选择一项"), ("X", "请选择一项")] {
        let (status, text) = make(&mut fang, &message, 0, indicator).await;
        assert!(
            status == StatusCode::UNPROCESSABLE_ENTITY && text.contains(told),
            "{text}"
        );
    }
    // The round of the other city does not hold the site.
    assert_eq!(
        make(&mut fang, &message, 1, "WV1-2").await.0,
        StatusCode::NOT_FOUND
    );
    let (_, text) = make(&mut wang, &message, 1, "WV1-2").await;
    assert!(text.contains("检查名单里没有这个网站"), "{text}");
    assert!(reported(&office).await.is_empty());

    let (status, to) = make(&mut fang, &message, 0, "WV1-2").await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{to}");
    assert!(fang.get(&to).await.text.contains("已转为本轮线索"));
    // Once more, by another person and under another indicator: the same one, and that is said.
    let (_, to) = make(&mut wang, &message, 0, "WV1-4").await;
    assert!(wang.get(&to).await.text.contains("已经是这一轮的线索"));
    let [finding] = &reported(&office).await[..] else {
        panic!("one finding");
    };
    assert_eq!(
        (finding.verdict(), finding.line.indicator.as_str()),
        (None, "WV1-2")
    );
    let page = fang.get(&message).await.text;
    assert!(page.contains("待复核") && page.contains("由本留言转来") && !page.contains("转为本轮问题线索"));

    // The reviewer sees the message, freed of personal data, and the page as it was.
    let number = page
        .split("<h1>留言 ")
        .nth(1)
        .unwrap()
        .split('<')
        .next()
        .unwrap()
        .to_owned();
    let path = format!("/findings/{}", finding.id.0);
    let mut hua = office.session("hua").await;
    let shown = hua.get(&path).await.text;
    assert!(
        shown.contains(&number) && shown.contains("“截止”应为“截至”") && shown.contains("其他渠道反映的问题")
    );
    assert!(
        !shown.contains("13812345678") && !shown.contains("张三"),
        "{shown}"
    );
    let source = hua.get(&format!("{path}/source")).await.text;
    assert!(
        source.contains("截止11月底") && source.contains("与存档一致"),
        "{source}"
    );
    assert!(!finding.line.message.contains(&number) && !finding.line.excerpt.contains(&number));

    // Nothing is a problem until somebody says so; and no veto until a second person does.
    let site = SiteCode::parse("9901000001").unwrap();
    let key = ProblemKey {
        round: rounds::id(0),
        site,
        indicator: "WV1-2".to_owned(),
    };
    let song = office.caller("song").await;
    assert!(problem_view(&office.app, &song, &key).await.is_err());
    let decided = hua
        .post(
            &path,
            &[("verdict", "confirmed"), ("version", "0"), ("reach", "one")],
        )
        .await;
    assert_eq!(decided.status, StatusCode::SEE_OTHER, "{}", decided.text);
    let view = problem_view(&office.app, &song, &key).await.unwrap();
    assert!(view.is_met && view.may_approve && !view.problem.is_approved(&view.confirmed));
    let hua = office.caller("hua").await;
    assert!(!problem_view(&office.app, &hua, &key).await.unwrap().may_approve);
    approve(&office.app, &song, &key, true, "", &mark_of(&view.confirmed))
        .await
        .unwrap();
    let view = problem_view(&office.app, &song, &key).await.unwrap();
    assert!(view.problem.is_approved(&view.confirmed));
    assert!(fang.get(&message).await.text.contains("认定"));
    assert_eq!(count_in_trail(&office, "留言转为线索").await, 1);

    // Judged, the round takes no more.
    let mut tx = office.store.begin().await.unwrap();
    let mut round = tx.round(rounds::id(0)).await.unwrap().unwrap();
    round.stage = RoundStage::Judged;
    tx.put_round(&round).await.unwrap();
    tx.commit().await.unwrap();
    let second = entered(&mut wang, ("4", ARTICLE, "“登陆”应为“登录”，请改正")).await;
    let (status, text) = make(&mut fang, &second, 0, "WV1-2").await;
    assert!(
        status == StatusCode::UNPROCESSABLE_ENTITY && text.contains("已经判定，不能再转入线索"),
        "{text}"
    );
}

/// A finding of wrong words on the page.
async fn with_typo(office: &Office) -> FindingId {
    let mut line = rounds::line("slip", "typo", ("P-22", "deduct"), "9901000001", "");
    line.url = ARTICLE.parse().unwrap();
    line.text = Some(TextDetail {
        class: HitClass::Typo,
        wrong: "截止".to_owned(),
        right: vec!["截至".to_owned()],
        basis: "typo".to_owned(),
        source: "示例".to_owned(),
    });
    let finding = RoundFinding {
        id: FindingId::new(rounds::id(0), "slip"),
        round: rounds::id(0),
        place: 3,
        line,
        reviews: Vec::new(),
    };
    let mut tx = office.store.begin().await.unwrap();
    tx.add_findings(std::slice::from_ref(&finding)).await.unwrap();
    tx.commit().await.unwrap();
    finding.id
}

#[tokio::test]
async fn findings_and_messages_of_one_site_are_linked_and_taken_apart_again() {
    let office = reviewing().await;
    let finding = with_typo(&office).await;
    let mut wang = office.session("wang").await;
    let slip = entered(&mut wang, ("4", ARTICLE, "“截止”应为“截至”，请改正")).await;
    let elsewhere = entered(
        &mut wang,
        ("0", "http://www.jiangkou.example/b.html", "这个页面打不开"),
    )
    .await;
    let number_of = |page: &str| {
        page.split("<h1>留言 ")
            .nth(1)
            .unwrap()
            .split('<')
            .next()
            .unwrap()
            .to_owned()
    };
    let slip_number = number_of(&wang.get(&slip).await.text);
    let other_number = number_of(&wang.get(&elsewhere).await.text);

    // Each side proposes the other, with why; what is about something else is not proposed.
    let path = format!("/findings/{}", finding.0);
    let mut hua = office.session("hua").await;
    let page = hua.get(&path).await.text;
    assert!(
        page.contains("同一网页、同一错误文字") && page.contains(&slip_number),
        "{page}"
    );
    assert!(!page.contains(&other_number));
    let page = hua.get(&slip).await.text;
    assert!(
        page.contains("可能是同一问题的线索") && page.contains(&path),
        "{page}"
    );
    assert!(!hua.get(&elsewhere).await.text.contains(&path));

    // An operator and a foreign supervisor may not.
    let link = format!("{path}/messages");
    let fields = [("number", slip_number.as_str())];
    for (account, status) in [("anna", StatusCode::FORBIDDEN), ("yun", StatusCode::NOT_FOUND)] {
        let no = office.session(account).await.post(&link, &fields).await;
        assert_eq!(no.status, status, "{account}");
    }
    let foreign = {
        let fields = [
            ("site_code", "9902000001"),
            ("kind", "4"),
            ("address", "http://www.yunling.example/a.html"),
            ("text", "“截止”应为“截至”，请改正"),
            ("on", "2026-11-26"),
        ];
        let saved = wang.post("/feedback/new", &fields).await;
        saved.location().split('?').next().unwrap().to_owned()
    };
    let foreign_number = number_of(&wang.get(&foreign).await.text);
    // Unknown, out of reach, and of another site: the first two cannot be told apart.
    for (account, number, told) in [
        ("hua", "没有这个", "您负责的范围内没有这个编号的留言"),
        ("hua", foreign_number.as_str(), "您负责的范围内没有这个编号的留言"),
        ("wang", foreign_number.as_str(), "只能关联同一网站的留言"),
        ("hua", "", "请填写要关联的留言编号"),
    ] {
        let no = office
            .session(account)
            .await
            .post(&link, &[("number", number)])
            .await;
        assert_eq!(no.status, StatusCode::UNPROCESSABLE_ENTITY, "{number}");
        assert!(no.text.contains(told), "{number}：{}", no.text);
    }

    for (number, note) in [
        (&slip_number, "note=message-linked"),
        (&slip_number, "note=nothing"),
        (&other_number, "note=message-linked"),
    ] {
        let done = hua.post(&link, &[("number", number)]).await;
        assert!(done.location().contains(note), "{number}：{}", done.text);
    }
    let page = hua.get(&path).await.text;
    assert!(page.contains("取消关联") && page.contains(&other_number) && page.contains("待转办"));
    let message = wang.get(&slip).await.text;
    assert!(message.contains(&path) && message.contains("待复核"), "{message}");
    assert!(
        message.contains("关联2026年第四季度"),
        "in the record of the message"
    );
    // The unit sees its message, and nothing of a review that is going on.
    let unit = office.session("anna").await.get(&slip).await.text;
    assert!(!unit.contains(&path), "{unit}");

    let unlink = |message: &str| format!("{path}/messages/{}/unlink", message.rsplit('/').next().unwrap());
    let done = hua.post(&unlink(&elsewhere), &[]).await;
    assert!(done.location().contains("note=message-unlinked"), "{}", done.text);
    let twice = hua.post(&unlink(&elsewhere), &[]).await;
    assert!(twice.text.contains("没有关联到这条线索"), "{}", twice.text);
    let apart = wang.get(&elsewhere).await.text;
    assert!(!apart.contains(&path) && apart.contains("取消关联2026年第四季度"));
    assert_eq!(count_in_trail(&office, "关联留言").await, 2);
    assert_eq!(count_in_trail(&office, "取消关联留言").await, 1);

    // What a finding was made from stays with it.
    let mut fang = office.session("fang").await;
    assert_eq!(make(&mut fang, &slip, 0, "WV1-4").await.0, StatusCode::SEE_OTHER);
    let made = reported(&office).await.remove(0).id;
    let origin = format!(
        "/findings/{}/messages/{}/unlink",
        made.0,
        slip.rsplit('/').next().unwrap()
    );
    let no = fang.post(&origin, &[]).await;
    assert!(no.text.contains("不能取消关联"), "{}", no.text);
}

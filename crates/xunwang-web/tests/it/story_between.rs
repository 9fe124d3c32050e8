//! Between two rounds: the reminders that the patrols call for, and the digest of the day, as documents.

use chrono::TimeDelta;
use xunwang_app::office::{WITHHELD, digest, provide_standard, reminders};
use xunwang_domain::patrol::Nearness;
use xunwang_domain::people::Role;
use xunwang_domain::probe::hour_of;
use xunwang_domain::registry::SiteCode;
use xunwang_domain::report::DigestKind;
use xunwang_ports::Clock as _;
use xunwang_report::document::Edition;
use xunwang_report::documents::compose;

use super::harness::Office;
use super::story_register::REGISTER;

#[tokio::test]
async fn what_the_patrols_saw_becomes_reminders_and_a_digest() {
    let office = Office::set_up().await;
    provide_standard(&office.app).await.unwrap();
    let root = office.body("示例省人民政府办公厅").await;
    office.person("wang", Role::Supervisor, root).await;
    office.import("wang", REGISTER).await;
    super::story_patrol::put_both(&office).await;
    // At one site something dangerous is suspected too: no document says what or where.
    let code = SiteCode::parse("9901000001").unwrap();
    let mut tx = office.store.begin().await.unwrap();
    let mut seen = tx.patrolled_site(&code).await.unwrap().unwrap();
    let look = seen.light.as_mut().unwrap();
    let mut leak = look.warnings[0].clone();
    let standard = tx.standard_version(1).await.unwrap().unwrap().standard;
    let of_leaks = standard.indicators.iter().find(|indicator| {
        let counted = indicator.measure.counted().unwrap_or_default();
        counted
            .iter()
            .any(|one| xunwang_rules::is_confidential(&one.rule))
    });
    leak.indicator = of_leaks.map_or_else(|| "WV1".to_owned(), |indicator| indicator.id.clone());
    (leak.reached, leak.suspected, leak.soon, leak.limit) = (0, 1, 0, 1);
    leak.nearness = Nearness::Suspected;
    leak.places[0].0 = "公开了身份证号".to_owned();
    look.warnings.push(leak);
    tx.put_patrolled_site(&seen).await.unwrap();
    tx.commit().await.unwrap();

    let all = reminders(&office.app, None).await.unwrap();
    assert_eq!(all.len(), 2, "one a unit: {all:#?}");
    let mut text = String::new();
    for reminder in &all {
        text += &compose(reminder, Edition::Confirmed).unwrap().plain_text();
    }
    assert!(
        text.contains("7天内：栏目“通知公告”最近一次更新为2026-06-01"),
        "{text}"
    );
    assert!(text.contains(WITHHELD) && !text.contains("身份证号"), "{text}");
    assert!(text.contains("疑似达到1项、7天内将达到1项"), "{text}");

    let day = hour_of(office.clock.now()).0;
    let refused = digest(&office.app, DigestKind::Day, day).await.unwrap_err();
    assert!(refused.to_string().contains("还没有过完"), "{refused}");
    office.clock.forward(TimeDelta::days(1));
    let digest = digest(&office.app, DigestKind::Day, day).await.unwrap();
    let text = compose(&digest, Edition::Confirmed).unwrap().plain_text();
    assert!(text.contains("新发现问题4个，消除问题2个"), "{text}");
    assert!(text.contains("单项否决标准的有3项"), "{text}");
    assert!(!text.contains("身份证号"), "{text}");
}

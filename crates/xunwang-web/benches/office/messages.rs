//! The error reports of the bench: as many of the national platform as of the form, three years of them, three in a hundred open.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;
use xunwang_app::office::{App, import_feedback};
use xunwang_domain::feedback::calendar::Calendar;
use xunwang_domain::feedback::{
    Answer, Closing, Feedback, FeedbackId, FeedbackKind, FeedbackSource, FeedbackStage, Outcome, Terms,
    day_of,
};
use xunwang_domain::organization::OrganizationId;
use xunwang_domain::people::UserId;
use xunwang_ports::{Clock as _, FeedbackBy, FeedbackOrder, FeedbackQuery, Store, SystemClock};

use super::{CITIES, SITES, code_of};

const EACH: u64 = 50_000;
const KINDS: [u16; 8] = [0, 1, 2, 3, 4, 5, 6, 10];

/// Puts them in where they are not there; the pages that show them.
pub(super) async fn put(app: &App, store: &dyn Store) -> Vec<(&'static str, String)> {
    let all = FeedbackQuery::default();
    let now = SystemClock.now();
    let mut tx = store.read().await.unwrap();
    let counted = tx.count_feedback(&all, FeedbackBy::Nothing, now).await.unwrap();
    drop(tx);
    if counted.is_empty() {
        let file = mirrored(now);
        import_feedback(app, None, vec![("留言.csv".to_owned(), file.into_bytes())])
            .await
            .unwrap();
        own(store, now).await;
        let mut tx = store.begin().await.unwrap();
        tx.put_setting("public_form", "true").await.unwrap();
        tx.commit().await.unwrap();
    }
    let mut tx = store.read().await.unwrap();
    let latest = tx
        .feedbacks(&all, FeedbackOrder::Latest, (0, 1), now)
        .await
        .unwrap();
    let (message, code) = (latest[0].0.id.0, code_of(17));
    let to = day_of(now);
    let from = to - TimeDelta::days(92);
    let page = |name: &'static str, path: &str| (name, path.to_owned());
    vec![
        page("/feedback", "/feedback"),
        page("/feedback?stage=todo", "/feedback?stage=todo"),
        page("/feedback?bin=overdue", "/feedback?bin=overdue"),
        ("/feedback?site", format!("/feedback?site={code}&order=latest")),
        page("/feedback?words", "/feedback?words=%E7%AC%AC17%E5%B1%80"),
        ("/feedback/M", format!("/feedback/{message}")),
        (
            "/feedback/figures?from&to",
            format!("/feedback/figures?from={from}&to={to}"),
        ),
        page("/feedback/figures", "/feedback/figures"),
        page("/report", "/report"),
        page("/report/results", "/report/results"),
        page(
            "/report/results?q",
            "/report/results?q=%E6%89%93%E4%B8%8D%E5%BC%80",
        ),
    ]
}

fn text_of(number: u64) -> String {
    format!("“办事指南”栏目第{number}条，点开附件提示网页打不开，刷新几次都一样，请尽快修复")
}

/// When a message came: the latest now, the first three years ago.
fn came(number: u64, now: DateTime<Utc>) -> DateTime<Utc> {
    now - TimeDelta::minutes((number * 3 * 365 * 24 * 60 / EACH).cast_signed())
}

fn mirrored(now: DateTime<Utc>) -> String {
    let mut file =
        "编号,网站标识码,网站名称,问题类型,办理状态,提交时间,办理日期,问题网址,问题描述,办理结果\n"
            .to_owned();
    for number in 0..EACH {
        let site = (number % u64::from(SITES)) as u32;
        let at = came(number, now);
        let is_open = number < 1_500;
        let (status, closed) = match is_open {
            true => ("办理中", String::new()),
            false => ("1", day_of(at + TimeDelta::days(2)).to_string()),
        };
        file.push_str(&format!(
            "N{number:07},{},示例{}市第{site}局网站,{},{status},{},{closed},http://s{site}.example/c{}/{number}.html,{},{}\n",
            code_of(site),
            site % CITIES,
            KINDS[(number % 8) as usize],
            (at + TimeDelta::hours(8)).format("%Y-%m-%d %H:%M:%S"),
            number % 20,
            text_of(number),
            if is_open { "" } else { "经核实，附件已重新上传，现在可以打开，感谢您的反映。" },
        ));
    }
    file
}

async fn own(store: &dyn Store, now: DateTime<Utc>) {
    let calendar = Calendar::default();
    let who = || (UserId(Uuid::from_u128(500)), "示例0".to_owned());
    for chunk in (0..EACH).collect::<Vec<_>>().chunks(5_000) {
        let entries: Vec<_> = chunk
            .iter()
            .map(|&number| {
                let site = (number % u64::from(SITES)) as u32;
                let at = came(number, now);
                let id = FeedbackId(Uuid::from_u128(9_000_000 + u128::from(number)));
                let mut one = Feedback::blank(id, format!("F{number:07}"), FeedbackSource::Form);
                one.site_code = code_of(site).to_string();
                one.site_name = format!("示例{}市第{site}局网站", site % CITIES);
                one.kind = FeedbackKind(KINDS[(number % 8) as usize]);
                one.address = format!("http://s{site}.example/c{}/{number}.html", number % 20);
                one.text = text_of(number);
                one.received_at = Some(at);
                let closed = at + TimeDelta::days(2);
                if number >= 1_500 {
                    one.stage = FeedbackStage::Closed;
                    one.closings.push(Closing {
                        at: closed,
                        stage: FeedbackStage::Closed,
                    });
                    one.answers.push(Answer {
                        outcome: Outcome::Mended,
                        text: "经核实，附件已重新上传，现在可以打开，感谢您的反映。".to_owned(),
                        reason: String::new(),
                        evidence: Vec::new(),
                        drafted_by: who(),
                        sent_by: who(),
                        at: closed,
                        opinions: Vec::new(),
                    });
                }
                one.set_clocks(Terms::default(), &calendar);
                (
                    one,
                    Some(OrganizationId(Uuid::from_u128(10_000 + u128::from(site)))),
                )
            })
            .collect();
        let mut tx = store.begin().await.unwrap();
        tx.put_feedback(&entries).await.unwrap();
        tx.commit().await.unwrap();
    }
}

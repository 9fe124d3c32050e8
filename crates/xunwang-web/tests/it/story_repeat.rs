//! What stood in earlier circulars and is there again: told of the same indicator only, over all that was issued, and never of
//! what was withdrawn.

use uuid::Uuid;
use xunwang_app::office::{RectifyFilter, RectifyWanted, handle_rectifications, open_ledger, rectify_list};
use xunwang_domain::judgement::{IndicatorCount, JudgedSite, Judgement, SiteJudgement};
use xunwang_domain::paper::PaperId;
use xunwang_domain::rectification::RectifyMove;
use xunwang_domain::registry::SiteCode;

use super::harness::Office;
use super::judged::judged_round;
use super::story_paper::{Sheet, begin, issue, staffed, strip};

const WHOLE: &str = "示例省人民政府办公厅";
const PORTAL: &str = "9901000001";
const SCHOOLS: &str = "9901000002";
const YUNLING: &str = "9902000001";

fn paper_id(path: &str) -> PaperId {
    let id = path.rsplit('/').next().unwrap();
    PaperId(id.parse::<Uuid>().unwrap())
}

/// The sentence of the draft that has both.
fn sentence<'a>(plain: &'a str, object: &str, words: &str) -> Option<&'a str> {
    plain
        .split('。')
        .find(|one| one.contains(object) && one.contains(words))
}

#[tokio::test]
async fn what_stood_before_is_called_a_repeat_and_nothing_else_is() {
    let office = staffed().await;
    let wang = office.caller("wang").await;
    let quarters: [(u128, &str, &[&str]); 2] = [
        (301, "2025Q4", &[PORTAL, YUNLING]),
        (302, "2026Q1", &[PORTAL, SCHOOLS]),
    ];
    let mut papers = Vec::new();
    for (number, quarter, failing) in quarters {
        let round = judged_round(&office, number, (WHOLE, quarter), failing).await;
        let path = begin(&office, round).await;
        issue(&office, &path, &format!("示办函〔{}〕{number}号", &quarter[..4])).await;
        papers.push(paper_id(&path));
    }
    // What was told of the schools' office in the last one was an error, and was withdrawn.
    let due = "2026-12-21".parse().unwrap();
    open_ledger(&office.app, &wang, papers[1], due).await.unwrap();
    let list = rectify_list(&office.app, &wang, &RectifyFilter::default())
        .await
        .unwrap();
    let schools = list
        .rows
        .iter()
        .find(|row| row.one.problem.site.as_str() == SCHOOLS);
    let withdraw = RectifyWanted::Do(RectifyMove::Withdraw {
        reason: "当时网站已按程序申请关停，不应列入检查".to_owned(),
    });
    handle_rectifications(&office.app, &wang, &[schools.unwrap().one.id], withdraw)
        .await
        .unwrap();

    // All three fail now; the portal in one more respect.
    let round = judged_round(&office, 303, (WHOLE, "2026Q2"), &[PORTAL, SCHOOLS, YUNLING]).await;
    let count = |indicator: &str| IndicatorCount {
        indicator: indicator.to_owned(),
        confirmed: 1,
        is_met: true,
        approved: true,
        open: 0,
    };
    let judged = JudgedSite {
        site: SiteJudgement {
            site_code: SiteCode::parse(PORTAL).unwrap(),
            judgement: Judgement::Unqualified,
            vetoes: vec!["WV3".to_owned(), "WV2".to_owned()],
            not_measured_reason: None,
        },
        counts: vec![count("WV3"), count("WV2")],
    };
    let mut tx = office.store.begin().await.unwrap();
    let kept = serde_json::to_string(&judged).unwrap();
    tx.put_judgement(round, &judged.site.site_code, Some(&kept))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let path = begin(&office, round).await;
    let mut sheet = Sheet::of(&office, "wang", &path).await;
    let plain = sheet.plain().await;

    let row = sentence(
        &plain,
        "江口市人民政府门户网站",
        "去年第四季度、今年第一季度连续被通报",
    );
    let row = row.unwrap_or_else(|| panic!("{plain}"));
    assert!(
        row.contains("首页") && row.contains("本季度仍出现相同问题"),
        "{row}"
    );
    // The one that is new stands in a sentence of its own.
    let title = standard_title(&office, "WV2").await;
    assert!(
        !row.contains(&title) && plain.contains(&title),
        "{title}: {plain}"
    );
    let gap = sentence(&plain, "云岭市人民政府门户网站", "在去年第四季度被通报");
    assert!(gap.is_some_and(|row| !row.contains("连续")), "{plain}");
    assert_eq!(sentence(&plain, "江口市教育局网站", "被通报"), None, "{plain}");
    // The list of those that fail has one row of each.
    let html = strip(&sheet.get("/files/circular.html").await.text);
    assert!(
        html.contains("（去年第四季度、今年第一季度连续被通报）")
            && html.contains("（去年第四季度曾被通报）"),
        "{html}"
    );
}

/// What the standard calls an indicator.
async fn standard_title(office: &Office, indicator: &str) -> String {
    let mut tx = office.store.read().await.unwrap();
    let versions = tx.standard_versions().await.unwrap();
    let found = versions.iter().find_map(|one| one.standard.indicator(indicator));
    found.unwrap().title.clone()
}

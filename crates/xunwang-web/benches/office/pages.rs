//! What the officers of the bench look at.

use uuid::Uuid;
use xunwang_app::office::App;
use xunwang_domain::paper::PaperId;
use xunwang_domain::review::{FindingId, Verdict};
use xunwang_ports::Store;

use super::{accounts, code_of, messages, round_id};

/// The pages by their names.
pub(super) async fn all(app: &App, store: &dyn Store, papers: [PaperId; 2]) -> Vec<(&'static str, String)> {
    let round = round_id(2).0;
    let code = code_of(17);
    let finding = FindingId::new(round_id(2), "k7").0;
    let mut pages = vec![
        ("/", "/".to_owned()),
        ("/sites", "/sites".to_owned()),
        ("/sites/X", format!("/sites/{code}")),
        ("/filings", "/filings".to_owned()),
        ("/watch", "/watch".to_owned()),
        ("/patrols", "/patrols".to_owned()),
        ("/rounds", "/rounds".to_owned()),
        ("/rounds/R", format!("/rounds/{round}")),
        ("/rounds/R/review", format!("/rounds/{round}/review")),
        (
            "/rounds/R/review?by=object",
            format!("/rounds/{round}/review?by=object"),
        ),
        (
            "/rounds/R/review?by=template",
            format!("/rounds/{round}/review?by=template"),
        ),
        ("/findings/F", format!("/findings/{finding}")),
        ("/rounds/R/gate", format!("/rounds/{round}/gate")),
        ("/rounds/R/problems", format!("/rounds/{round}/problems")),
        ("/rounds/R/judgement", format!("/rounds/{round}/judgement")),
        (
            "/rounds/R/judgement/X",
            format!("/rounds/{round}/judgement/{code}"),
        ),
        ("/rounds/R/manual", format!("/rounds/{round}/manual")),
        ("/audit", "/audit".to_owned()),
        ("/people", "/people".to_owned()),
        ("/organizations", "/organizations".to_owned()),
    ];
    let mut tx = store.read().await.unwrap();
    let counts = tx.finding_counts(round_id(2), None).await.unwrap();
    let confirmed = counts.iter().find(|one| one.verdict == Some(Verdict::Confirmed));
    if let Some(one) = confirmed {
        pages.push((
            "/rounds/R/problems/X/I",
            format!("/rounds/{round}/problems/{}/{}", one.site, one.indicator),
        ));
    }
    let [issued, open] = papers.map(|paper| paper.0);
    pages.extend([
        ("/?area", format!("/?area={}", Uuid::from_u128(10))),
        ("/sites?sort", "/sites?sort=-name".to_owned()),
        ("/papers", "/papers".to_owned()),
        ("/papers/P", format!("/papers/{open}")),
        ("/papers/P/data", format!("/papers/{open}/data")),
        ("/templates", "/templates".to_owned()),
        ("/open", "/open".to_owned()),
        ("/open/P", format!("/open/{issued}")),
        ("/open/feed.atom", "/open/feed.atom".to_owned()),
    ]);
    drop(tx);
    pages.extend(messages::put(app, store).await);
    pages.extend(accounts::put(store).await);
    pages
}

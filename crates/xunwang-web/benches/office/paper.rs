//! Circulars in the office's database: one on its way, one issued and public.

use xunwang_app::office::{App, Caller, begin_paper, move_paper, papers, publish, session_of};
use xunwang_domain::paper::{Paper, PaperId, PaperMove, PaperStage};
use xunwang_domain::round::{Judged, RoundId, RoundStage};
use xunwang_ports::{Clock as _, Store, SystemClock};

/// Papers of these two judged rounds; those of an earlier run are taken as they are.
pub(super) async fn put(store: &dyn Store, app: &App, issued: RoundId, open: RoundId) -> [PaperId; 2] {
    // Three people, as the office has it: officers of even numbers are responsible for the whole.
    let drafter = caller(app, 0).await;
    for round in [issued, open] {
        let mut tx = store.begin().await.unwrap();
        let mut one = tx.round(round).await.unwrap().unwrap();
        if one.stage != RoundStage::Judged {
            one.stage = RoundStage::Judged;
            one.judged = Some(Judged {
                at: SystemClock.now(),
                by: "王某".to_owned(),
            });
            tx.put_round(&one).await.unwrap();
            tx.commit().await.unwrap();
        }
    }
    let known = papers(app, &drafter).await.unwrap();
    let of = |round: RoundId| {
        known
            .iter()
            .find(|paper| paper.round == round)
            .map(|paper| paper.id)
    };
    let first = match of(issued) {
        Some(id) => id,
        None => begin_paper(app, &drafter, issued).await.unwrap(),
    };
    for (officer, what) in [
        (0, PaperMove::Submit),
        (2, PaperMove::Pass),
        (4, PaperMove::Issue),
    ] {
        let paper = paper_of(app, &drafter, first).await;
        let is_due = match what {
            PaperMove::Submit => paper.stage == PaperStage::Drafting,
            PaperMove::Pass => paper.stage == PaperStage::Checking,
            _ => paper.stage == PaperStage::Signing,
        };
        if is_due {
            let caller = caller(app, officer).await;
            move_paper(
                app,
                &caller,
                first,
                paper.version,
                what,
                ("", "示办函〔2026〕1号"),
            )
            .await
            .unwrap();
        }
    }
    let paper = paper_of(app, &drafter, first).await;
    publish(app, &drafter, first, paper.version, (true, vec![1, 2]))
        .await
        .unwrap();
    let second = match of(open) {
        Some(id) => id,
        None => begin_paper(app, &drafter, open).await.unwrap(),
    };
    [first, second]
}

async fn caller(app: &App, officer: u32) -> Caller {
    let secret = format!("OFFICER{officer}");
    session_of(app, &secret, "").await.unwrap().unwrap().caller
}

async fn paper_of(app: &App, caller: &Caller, id: PaperId) -> Paper {
    let all = papers(app, caller).await.unwrap();
    all.into_iter().find(|paper| paper.id == id).unwrap()
}

//! What every database and every evidence store must do; run on SQLite and on a folder.

use xunwang_domain::exchange::{TargetClass, TargetState};
use xunwang_domain::registry::ChannelKind;
use xunwang_domain::standard::{Standard, StandardVersion, Term, Terms};
use xunwang_domain::visit::{Conclusion, Look, RecordPlace, RowKind, Run, Visit};
use xunwang_ports::{EvidenceStore, Store};
use xunwang_store::{EvidenceFolder, SqliteStore};

fn look(url: &str, number: u8, class: TargetClass) -> Look {
    Look {
        url: url.to_owned(),
        number,
        state: TargetState {
            status: "404".to_owned(),
            class,
        },
        final_url: Some("http://a.example/x".to_owned()),
        at: "2023-09-15T01:02:03.000004Z".parse().unwrap(),
        page: number == 1,
        title: "青川市人民政府".to_owned(),
        record: Some(RecordPlace {
            offset: 7,
            body_offset: 3,
            digest: Some([9; 32]),
        }),
    }
}

fn visit(number: u32) -> Visit {
    Visit {
        number,
        file: format!("evidence/{number}.warc.gz"),
        evidence_length: 0,
        outcome: None,
    }
}

async fn opened(folder: &tempfile::TempDir) -> SqliteStore {
    SqliteStore::open(&folder.path().join("xunwang.db"))
        .await
        .unwrap()
}

#[tokio::test]
async fn what_was_committed_is_there_after_opening_again() {
    let folder = tempfile::tempdir().unwrap();
    let round = Run {
        fingerprint: "一".to_owned(),
        plan: "{}".to_owned(),
        started_at: "2023-09-15T01:02:03Z".parse().unwrap(),
        finished_at: None,
    };
    let many: Vec<_> = (0..2500)
        .map(|n| (1, look(&format!("http://a.example/{n}"), 1, TargetClass::Ok)))
        .collect();
    let conclusion = Conclusion {
        outcome: "{}".to_owned(),
        findings: (0..3000).map(|n| format!("第{n}条")).collect(),
        exempted: vec!["按例外".to_owned()],
        channels: vec!["栏目".to_owned()],
        links: Vec::new(),
        unmeasured: vec!["未能检测".to_owned()],
        changes: vec!["已消除".to_owned()],
        ahead: vec!["later".to_owned()],
        retests: vec!["again".to_owned()],
    };
    {
        let store = opened(&folder).await;
        let mut tx = store.begin().await.unwrap();
        tx.put_run(&round).await.unwrap();
        tx.add_visits(&[visit(0), visit(1)]).await.unwrap();
        tx.add_looks(&many).await.unwrap();
        tx.set_evidence_length(1, 1 << 40).await.unwrap();
        tx.conclude(1, &conclusion).await.unwrap();
        tx.commit().await.unwrap();
    }
    let store = opened(&folder).await;
    let mut tx = store.read().await.unwrap();
    assert_eq!(tx.run().await.unwrap(), Some(round));
    let visits = tx.visits().await.unwrap();
    assert_eq!(visits[0], visit(0));
    assert_eq!(
        (visits[1].evidence_length, visits[1].outcome.as_deref()),
        (1 << 40, Some("{}"))
    );
    let mut looks = tx.looks(1).await.unwrap();
    looks.sort_by_key(|look| look.url.len() * 10_000 + look.url[17..].parse::<usize>().unwrap());
    assert_eq!(looks, many.into_iter().map(|(_, look)| look).collect::<Vec<_>>());
    assert_eq!(tx.rows(1, RowKind::Finding).await.unwrap(), conclusion.findings);
    assert_eq!(tx.rows(1, RowKind::Channel).await.unwrap(), conclusion.channels);
    assert_eq!(tx.rows(1, RowKind::Change).await.unwrap(), conclusion.changes);
    assert_eq!(tx.rows(1, RowKind::Ahead).await.unwrap(), conclusion.ahead);
    assert_eq!(tx.rows(1, RowKind::Retest).await.unwrap(), conclusion.retests);
    assert_eq!(
        tx.rows(1, RowKind::Unmeasured).await.unwrap(),
        conclusion.unmeasured
    );
    assert_eq!(tx.rows(0, RowKind::Link).await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn what_was_not_committed_never_happened() {
    let folder = tempfile::tempdir().unwrap();
    let store = opened(&folder).await;
    let mut tx = store.begin().await.unwrap();
    tx.add_visits(&[visit(1)]).await.unwrap();
    drop(tx);
    assert_eq!(store.read().await.unwrap().visits().await.unwrap(), Vec::new());
}

#[tokio::test]
async fn a_second_conclusion_and_a_second_look_replace_the_first() {
    let folder = tempfile::tempdir().unwrap();
    let store = opened(&folder).await;
    let mut tx = store.begin().await.unwrap();
    tx.add_visits(&[visit(1)]).await.unwrap();
    for class in [TargetClass::Broken, TargetClass::Caution] {
        tx.add_looks(&[(1, look("http://a.example/", 1, class))])
            .await
            .unwrap();
        let findings = vec![format!("{class:?}")];
        tx.conclude(
            1,
            &Conclusion {
                findings,
                ..Conclusion::default()
            },
        )
        .await
        .unwrap();
    }
    assert_eq!(
        tx.looks(1).await.unwrap(),
        [look("http://a.example/", 1, TargetClass::Caution)]
    );
    assert_eq!(tx.rows(1, RowKind::Finding).await.unwrap(), ["Caution"]);
}

#[tokio::test]
async fn evidence_grows_and_is_cut_where_it_was_not_committed() {
    let folder = tempfile::tempdir().unwrap();
    let evidence = EvidenceFolder::new(folder.path());
    assert_eq!(evidence.cut("evidence/1.warc.gz", 5).await.unwrap(), 0);
    for part in ["一二", "三四", "五"] {
        evidence
            .append("evidence/1.warc.gz", &[part.as_bytes().to_vec()])
            .await
            .unwrap();
    }
    assert_eq!(evidence.cut("evidence/1.warc.gz", 12).await.unwrap(), 12);
    evidence
        .append("evidence/1.warc.gz", &["六".as_bytes().to_vec()])
        .await
        .unwrap();
    let bytes = evidence.read("evidence/1.warc.gz", 3, 1000).await.unwrap();
    assert_eq!(String::from_utf8(bytes).unwrap(), "二三四六");
    assert_eq!(
        evidence.cut("evidence/1.warc.gz", 99).await.unwrap(),
        15,
        "a shorter file stays as it is"
    );
    // More files than are kept open at one time.
    for file in 0..300 {
        evidence
            .append(&format!("evidence/{file}.warc.gz"), &[b"x".to_vec()])
            .await
            .unwrap();
    }
    evidence
        .append("evidence/0.warc.gz", &[b"y".to_vec()])
        .await
        .unwrap();
    assert_eq!(evidence.read("evidence/0.warc.gz", 0, 9).await.unwrap(), b"xy");
}

#[tokio::test]
async fn versions_of_a_standard_come_back_and_what_is_in_force_is_not_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let at = "2026-11-26T01:00:00Z".parse().unwrap();
    let standard = Standard {
        id: "example".to_owned(),
        title: "检查指标".to_owned(),
        document: "示例函〔2026〕1号".to_owned(),
        effective_from: "2026-11-26".parse().unwrap(),
        effective_to: None,
        terms: Terms::new(Term::Days(14), vec![(ChannelKind::Notice, Term::Months(6))]),
        scoring: None,
        indicators: Vec::new(),
    };
    let first = StandardVersion::seed(standard, at);
    let second = first.draft(2, "核对".to_owned(), first.made_by.clone(), at);
    let withdrawn = second.clone().withdraw(first.made_by.clone(), at).unwrap();
    let store = opened(&folder).await;
    let mut tx = store.begin().await.unwrap();
    for version in [&first, &second, &withdrawn] {
        tx.put_standard_version(version).await.unwrap();
    }
    tx.commit().await.unwrap();
    drop(store);
    let store = opened(&folder).await;
    let mut tx = store.begin().await.unwrap();
    assert_eq!(tx.standard_versions().await.unwrap(), [withdrawn, first.clone()]);
    assert_eq!(tx.standard_version(3).await.unwrap(), None);
    for over in [&first, &second] {
        assert!(tx.put_standard_version(over).await.is_err(), "{}", over.number);
    }
}

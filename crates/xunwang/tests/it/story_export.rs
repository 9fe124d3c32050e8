//! What was issued in the office leaves it as files, and every number in them is verified once more.

use serde_json::json;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;
use xunwang_domain::circular::CircularFacts;
use xunwang_domain::paper::{Paper, PaperId};
use xunwang_ports::Store as _;
use xunwang_report::document::Edition;
use xunwang_report::documents::circular::compose;
use xunwang_report::draft::{Author, Draft};
use xunwang_report::press::{FileKind, OwnPress, Press as _};
use xunwang_store::SqliteStore;

use super::harness::{run_expecting, word};

fn facts() -> CircularFacts {
    let facts = json!({
        "title": "示例省人民政府办公厅关于2026年第三季度全省政府网站检查情况的通报", "issuer": "示例省人民政府办公厅",
        "number": "示办函〔2026〕15号", "quarter": "2026Q3", "issued_on": "2026-09-21", "rectify_by": "2026-10-20",
        "sampling_window": ["2026-07-01", "2026-09-15"],
        "areas": [{ "name": "青川市", "kind": "city", "sites_running": 134, "sites_checked": 134, "sites_failed": 0 }],
        "problems": []
    });
    CircularFacts::from_json(facts.to_string().as_bytes()).unwrap()
}

/// Issues a paper in which a person has changed a passage, into the database of a data folder.
async fn issue(data: &std::path::Path) {
    let facts = facts();
    let generated = compose(&facts, Edition::Confirmed).unwrap();
    let mut draft = Draft::new(&generated);
    let author = Author {
        name: "李某".to_owned(),
        at: "2026-09-20T01:00:00Z".parse().unwrap(),
    };
    draft.insert_after(0, "检查期间，各地积极配合。", author).unwrap();
    let document = draft.document(&generated, &facts);
    let mut files: Vec<(String, Vec<u8>)> = FileKind::ALL
        .into_iter()
        .map(|kind| (kind.name().to_owned(), OwnPress.print(&document, kind).unwrap()))
        .collect();
    files.push(("facts.json".to_owned(), serde_json::to_vec(&facts).unwrap()));
    files.push(("document.json".to_owned(), serde_json::to_vec(&document).unwrap()));
    let sealed: Vec<_> = files
        .iter()
        .map(|(name, bytes)| {
            let digest = Sha256::digest(bytes);
            let sha256: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
            json!({ "name": name, "sha256": sha256, "bytes": bytes.len() })
        })
        .collect();
    let id = Uuid::from_u128(7);
    let at = "2026-09-21T01:00:00Z";
    let paper: Paper = serde_json::from_value(json!({
        "id": id, "round": Uuid::from_u128(1), "organization": Uuid::from_u128(2), "quarter": "2026Q3",
        "head": {
            "title": facts.title, "issuer": facts.issuer, "number": facts.number, "issued_on": "2026-09-21", "rectify_by": null,
            "message_window": ["2026-07-01", "2026-09-15"], "rate_decimals": 1, "city_list_style": "leading"
        },
        "stage": "issued", "made_at": at, "made_by": Uuid::from_u128(3), "made_name": "王某", "version": 1, "drawn_from": at,
        "seal": { "at": at, "by": "沈某", "files": sealed, "public_attachments": [], "is_public": false }
    }))
    .unwrap();
    let store = SqliteStore::open(&data.join("xunwang.db")).await.unwrap();
    let mut tx = store.begin().await.unwrap();
    tx.put_paper(&paper, "{}").await.unwrap();
    for (name, bytes) in &files {
        tx.add_paper_file(PaperId(id), name, bytes).await.unwrap();
    }
    tx.commit().await.unwrap();
    store.close().await;
}

#[tokio::test]
async fn an_issued_circular_is_exported_and_every_number_verified() {
    let folder = tempfile::tempdir().unwrap();
    let (data, out) = (folder.path().join("数据"), folder.path().join("通报"));
    std::fs::create_dir_all(&data).unwrap();
    let nothing = [
        "export",
        "reports",
        "--data",
        word(&data),
        "--round",
        "2026Q3",
        "--out",
        word(&out),
    ];
    assert!(run_expecting(2, &nothing).contains("不是办公数据文件夹"));
    issue(&data).await;
    let other = [
        "export",
        "reports",
        "--data",
        word(&data),
        "--round",
        "2026Q2",
        "--out",
        word(&out),
    ];
    assert!(run_expecting(2, &other).contains("没有已印发的通报"));
    let said = run_expecting(0, &nothing);
    assert!(said.contains("示办函〔2026〕15号"), "{said}");
    assert!(run_expecting(2, &nothing).contains("已有其他文件"));

    let own = out.join("示办函〔2026〕15号");
    assert!(run_expecting(0, &["verify", word(&own)]).contains("全部摘要和数字均一致"));
    // One number typed over in the sealed document: named with what the data say, and so is the file whose digest is wrong.
    let path = own.join("document.json");
    let altered = std::fs::read_to_string(&path)
        .unwrap()
        .replacen("\"134\"", "\"133\"", 1);
    std::fs::write(&path, altered).unwrap();
    let said = run_expecting(1, &["verify", word(&own)]);
    assert!(said.contains("133") && said.contains("134"), "{said}");
    assert!(said.contains("document.json：内容与签发时不同"), "{said}");
}

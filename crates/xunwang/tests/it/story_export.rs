//! What was issued in the office leaves it as files, and every number in them is verified once more.

use serde_json::json;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;
use xunwang_app::office::{App, provide_standard};
use xunwang_domain::circular::CircularFacts;
use xunwang_domain::paper::{Paper, PaperId};
use xunwang_domain::registry::SiteCode;
use xunwang_domain::review::{FindingId, RoundFinding};
use xunwang_domain::round::{RosterSite, Round};
use xunwang_domain::signed::SignedFinal;
use xunwang_ports::{Store, SystemChance, SystemClock};
use xunwang_report::document::Edition;
use xunwang_report::documents::circular::compose;
use xunwang_report::draft::{Author, Draft};
use xunwang_report::press::{FileKind, OwnPress, Press as _};
use xunwang_store::{DataFolders, SqliteStore};

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
    // Two finals came back: the first was sent back, the second stands.
    for (number, accepted) in [(1, Some(false)), (2, None)] {
        let bytes = format!("签发件{number}");
        let digest = Sha256::digest(bytes.as_bytes());
        let name = format!("final-{number}.pdf");
        let settled = accepted
            .map(|accepted| json!({ "accepted": accepted, "reason": "缺附件", "by": "王某", "at": at }));
        let signed: SignedFinal = serde_json::from_value(json!({
            "number": number, "name": "通报（签发）.pdf", "by": Uuid::from_u128(3), "by_name": "王某", "at": at,
            "file": { "name": name, "bytes": bytes.len(),
                      "sha256": digest.iter().map(|byte| format!("{byte:02x}")).collect::<String>() },
            "compared": 1, "settled": settled
        }))
        .unwrap();
        tx.add_paper_file(PaperId(id), &name, bytes.as_bytes())
            .await
            .unwrap();
        tx.put_final(PaperId(id), &signed).await.unwrap();
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
    for folder in [&own, &out] {
        assert!(run_expecting(0, &["verify", word(folder)]).contains("全部摘要和数字均一致"));
    }
    // The signed final that stands goes with it, and is watched as the sealed files are.
    let signed = own.join("final-2.pdf");
    assert_eq!(std::fs::read_to_string(&signed).unwrap(), "签发件2");
    assert!(!own.join("final-1.pdf").exists());
    std::fs::write(&signed, "另一份").unwrap();
    for (folder, path) in [(&own, "final-2.pdf"), (&out, "示办函〔2026〕15号：final-2.pdf")] {
        let said = run_expecting(1, &["verify", word(folder)]);
        assert!(
            said.contains(&format!("{path}：内容与登记签发件时不同")),
            "{said}"
        );
    }
    std::fs::write(&signed, "签发件2").unwrap();
    std::fs::write(own.join("final-3.pdf"), "多出来的").unwrap();
    let said = run_expecting(1, &["verify", word(&own)]);
    assert!(said.contains("final-3.pdf：没有登记"), "{said}");
    std::fs::remove_file(own.join("final-3.pdf")).unwrap();
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

/// A judged round of three sites: one failed by an old home page, one passed, one could not be measured.
async fn judge(data: &std::path::Path) {
    let store: std::sync::Arc<dyn Store> =
        std::sync::Arc::new(SqliteStore::open(&data.join("xunwang.db")).await.unwrap());
    let app = App::new(
        std::sync::Arc::clone(&store),
        std::sync::Arc::new(DataFolders::new(data)),
        std::sync::Arc::new(SystemClock),
        std::sync::Arc::new(SystemChance),
    );
    provide_standard(&app).await.unwrap();
    let (round, body) = (Uuid::from_u128(31), Uuid::from_u128(2));
    let at = "2026-09-16T01:00:00Z";
    let organization =
        json!({ "id": body, "name": "示例省人民政府办公厅", "kind": "office", "parent": null });
    let value: Round = serde_json::from_value(json!({
        "id": round, "quarter": "2026Q3", "organization": body, "scope": "full", "standard": 1, "previous": null,
        "dates": { "roster_day": "2026-07-01", "window": ["2026-07-01", "2026-09-15"],
                   "message_window": ["2026-07-01", "2026-09-15"], "issue_on": "2026-09-21" },
        "stage": "judged", "made_at": at, "made_by": "王某", "as_of": at, "collected_at": at, "objections": null,
        "accepted": [], "judged": { "at": at, "by": "王某" }
    }))
    .unwrap();
    let mut tx = store.begin().await.unwrap();
    tx.put_organizations(&[serde_json::from_value(organization).unwrap()])
        .await
        .unwrap();
    tx.put_round(&value).await.unwrap();
    for (place, (code, name, area, result)) in (1..).zip([
        ("9901000001", "青川市水务局网站", "青川市", "unqualified"),
        (
            "9902000001",
            "云岭市<b>教育局</b>网站",
            "云岭市/新区",
            "qualified",
        ),
        ("9902000002", "云岭市文化馆网站", "云岭市/新区", "not_measured"),
    ]) {
        let code = SiteCode::parse(code).unwrap();
        let fails = result == "unqualified";
        let site: RosterSite = serde_json::from_value(json!({
            "place": place, "why": "full", "addition": null, "removal": null,
            "site": { "organization": body, "site": {
                "code": code, "name": name, "home": format!("http://{code}.example/"), "area": area, "supervisor": "",
                "sponsor": name.replace("网站", ""), "category": "Department", "status": "Running",
                "public_service": true, "channels": [] } }
        }))
        .unwrap();
        tx.put_roster(value.id, &[site]).await.unwrap();
        let outcome = json!({
            "site_name": name, "area": area, "judgement": { "site_code": code, "judgement": "qualified", "vetoes": [],
            "not_measured_reason": null }, "pages": 10, "links": 20, "cuts": {}, "findings": {}, "not_measured_items": 0,
            "problems": []
        });
        tx.put_outcome(value.id, &code, &outcome.to_string(), "[]")
            .await
            .unwrap();
        let judged = json!({
            "site": { "site_code": code, "judgement": result, "vetoes": if fails { vec!["WV3"] } else { vec![] },
                      "not_measured_reason": (result == "not_measured").then_some("检测期内本单位网络中断") },
            "counts": if fails { json!([{ "indicator": "WV3", "confirmed": 1, "is_met": true, "approved": true, "open": 0 }]) }
                      else { json!([]) }
        });
        tx.put_judgement(value.id, &code, Some(&judged.to_string()))
            .await
            .unwrap();
        if fails {
            let finding = |key: &str, rule: &str, indicator: &str, level: &str, place: u64| -> RoundFinding {
                RoundFinding {
                    id: FindingId::new(value.id, key),
                    round: value.id,
                    place,
                    line: serde_json::from_value(json!({
                        "key": key, "rule": rule, "indicator": indicator, "level": level, "status": "certain",
                        "site_code": code, "site_name": name, "channel": null, "url": format!("http://{code}.example/{key}"),
                        "target": null, "region": null, "places": [], "places_total": 3, "excerpt": "",
                        "message": format!("{key}：首页超过2周未更新"), "observed_at": at, "evidence": null
                    }))
                    .unwrap(),
                    reviews: vec![
                        serde_json::from_value(json!({
                            "verdict": "confirmed", "reason": "", "note": "", "by": Uuid::nil(), "name": "李某", "at": at,
                            "batch": null
                        }))
                        .unwrap(),
                    ],
                }
            };
            tx.add_findings(&[
                finding("first", "homepage-stale", "WV3", "veto", 1),
                finding("secret", "privacy-leak", "WV1", "veto", 2),
            ])
            .await
            .unwrap();
        }
    }
    tx.commit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_reports_and_notices_of_a_round_are_written_and_lead_to_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let (data, out) = (folder.path().join("数据"), folder.path().join("报告"));
    std::fs::create_dir_all(&data).unwrap();
    judge(&data).await;
    let of_round = |what: &'static str, out: &std::path::Path, more: &[&str]| {
        let mut words = vec![
            "export",
            what,
            "--data",
            word(&data),
            "--round",
            "2026Q3",
            "--out",
        ];
        words.push(word(out));
        words.extend(more);
        run_expecting(0, &words)
    };
    let said = of_round("reports", &out, &["--format", "pdf,docx,html,xlsx,json"]);
    assert!(said.contains("3个网站、2个地区"), "{said}");
    let index = std::fs::read_to_string(out.join("index.html")).unwrap();
    for (file, _) in index.match_indices("href=\"") {
        let link = index[file + 6..].split('"').next().unwrap();
        let mut bytes = Vec::new();
        let mut rest = link.bytes();
        while let Some(byte) = rest.next() {
            if byte == b'%' {
                let code = [rest.next().unwrap(), rest.next().unwrap()];
                bytes.push(u8::from_str_radix(std::str::from_utf8(&code).unwrap(), 16).unwrap());
            } else {
                bytes.push(byte);
            }
        }
        let path = out.join(String::from_utf8(bytes).unwrap());
        assert!(path.is_file(), "{link} leads to {}", path.display());
    }
    assert_eq!(index.matches("href=").count(), 5 * 5);
    assert!(index.contains("云岭市&lt;b&gt;教育局"), "{index}");
    let site = std::fs::read_to_string(out.join("sites/9901000001.html")).unwrap();
    for words in ["检查结论：不合格。", "first：首页超过2周未更新", "首页不更新"] {
        assert!(site.contains(words), "{words}\n{site}");
    }
    assert!(
        !site.contains("secret") && !site.contains("机器检查初稿"),
        "{site}"
    );
    let area = std::fs::read_to_string(out.join("areas/002-云岭市-新区.html")).unwrap();
    assert!(area.contains("检测期内本单位网络中断"), "{area}");
    // The values that were written make the same document again.
    let again = folder.path().join("再来");
    let json = out.join("sites/9901000001.json");
    run_expecting(
        0,
        &[
            "compose",
            "--kind",
            "site",
            "--facts",
            word(&json),
            "--out",
            word(&again),
        ],
    );
    assert_eq!(std::fs::read_to_string(again.join("site.html")).unwrap(), site);

    verified_and_altered(&out, &again);

    let notices = folder.path().join("通知书");
    let said = of_round(
        "notices",
        &notices,
        &["--deadline", "2099-01-20", "--format", "html"],
    );
    assert!(said.contains("致主办单位的整改通知书1份"), "{said}");
    let notice = std::fs::read_to_string(notices.join("units/001-青川市水务局.html")).unwrap();
    for words in ["青川市水务局：", "于2099年1月20日前", "first：首页超过2周未更新"] {
        assert!(notice.contains(words), "{words}\n{notice}");
    }
    assert!(!notice.contains("secret"), "{notice}");
    // Values that nobody asked for stand apart, so that these can be verified too.
    assert!(notices.join("data/units/001-青川市水务局.json").is_file());
    run_expecting(0, &["verify", word(&notices)]);
    let late = folder.path().join("过期");
    let said = run_expecting(
        2,
        &[
            "export",
            "notices",
            "--data",
            word(&data),
            "--round",
            "2026Q3",
            "--deadline",
            "2026-01-01",
            "--out",
            word(&late),
        ],
    );
    assert!(said.contains("不晚于成文日期") && !late.exists(), "{said}");
}

/// Every file agrees with its values; one number changed in one file is found with its place, and so is whatever else is not
/// as it was written.
fn verified_and_altered(reports: &std::path::Path, composed: &std::path::Path) {
    let alter = |path: &std::path::Path, from: &str, to: &str| {
        let text = std::fs::read_to_string(path).unwrap();
        assert!(text.contains(from), "{text}");
        std::fs::write(path, text.replacen(from, to, 1)).unwrap();
        text
    };
    for folder in [reports, composed] {
        assert!(run_expecting(0, &["verify", word(folder)]).contains("全部摘要和数字均一致"));
    }
    // A number of a page.
    let page = reports.join("areas/001-青川市.html");
    let before = alter(
        &page,
        "<span class=\"figure\" data-ref=\"count(sites)\">1</span>",
        "<span class=\"figure\" data-ref=\"count(sites)\">7</span>",
    );
    let said = run_expecting(1, &["verify", word(reports)]);
    assert!(
        said.contains("areas/001-青川市.html：HTML数字count(sites)：按数据应为“1”，文件中为“7”"),
        "{said}"
    );
    assert!(!said.contains("areas/002"), "{said}");
    std::fs::write(&page, before).unwrap();
    // The values themselves: every file of theirs is another then.
    let values = reports.join("sites/9901000001.json");
    let before = alter(&values, "\"pages\": 10", "\"pages\": 11");
    let said = run_expecting(1, &["verify", word(reports)]);
    for words in [
        "9901000001.json：内容与写出时不同",
        "9901000001.html：HTML",
        "9901000001.docx：DOCX",
        "9901000001.pdf：PDF",
    ] {
        assert!(said.contains(words), "{words}\n{said}");
    }
    std::fs::write(&values, before).unwrap();
    // A report that nobody wrote, and one that is gone.
    let (stranger, gone) = (
        reports.join("sites/9909999999.pdf"),
        reports.join("sites/9902000001.pdf"),
    );
    std::fs::write(&stranger, "报告").unwrap();
    let kept = std::fs::read(&gone).unwrap();
    std::fs::remove_file(&gone).unwrap();
    let said = run_expecting(1, &["verify", word(reports)]);
    assert!(said.contains("sites/9909999999.pdf：不在清单中"), "{said}");
    assert!(said.contains("sites/9902000001.pdf：不能读取"), "{said}");
    std::fs::remove_file(&stranger).unwrap();
    std::fs::write(&gone, kept).unwrap();
    run_expecting(0, &["verify", word(reports)]);
    // What `compose --kind` wrote is a folder of one document.
    alter(
        &composed.join("site.html"),
        "first：首页超过2周未更新",
        "first：首页超过9周未更新",
    );
    let said = run_expecting(1, &["verify", word(composed)]);
    assert!(
        said.contains("site.html：HTML") && said.contains("首页超过9周未更新"),
        "{said}"
    );
}

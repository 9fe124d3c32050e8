//! The ledger of rectification: out as a sheet, back filled in, whatever was done to its rows and columns; entered once.

use http::StatusCode;
use xunwang_app::office::{RectifyFilter, rectify_list};
use xunwang_domain::people::Role;
use xunwang_domain::rectification::RectifyStage;
use xunwang_sheet::SheetRows;

use super::harness::{Answer, Office};
use super::rectified;
use super::story_paper::strip;
use super::story_register::REGISTER;
use super::story_return::saved_by_libreoffice;

/// One rectification of 江口市 and one of 云岭市, both signed for and not answered; an officer of 江口市.
async fn staffed() -> Office {
    let office = Office::set_up().await;
    let root = office.body("示例省人民政府办公厅").await;
    office.person("wang", Role::Supervisor, root).await;
    office.import("wang", REGISTER).await;
    office
        .person("jiang", Role::Supervisor, office.body("江口市").await)
        .await;
    rectified::put_both(&office).await;
    let mut tx = office.store.begin().await.unwrap();
    for number in 0..2 {
        let id = rectified::of_area(number);
        let mut one = tx.rectification(id).await.unwrap().unwrap();
        // As it was sent back after the first answer.
        one.stage = RectifyStage::Returned;
        tx.put_rectifications(&[one]).await.unwrap();
    }
    tx.commit().await.unwrap();
    office
}

async fn sheet(office: &Office, account: &str) -> Vec<Vec<String>> {
    let mut browser = office.session(account).await;
    let file = browser.get("/rectifications.xlsx").await;
    assert_eq!(file.status, StatusCode::OK, "{}", strip(&file.text));
    let book = xunwang_sheet::read("台账.xlsx", &file.bytes).unwrap();
    let rows = book.sheets[0].rows.iter();
    rows.map(|row| row.cells.iter().map(|cell| cell.text.clone()).collect())
        .collect()
}

async fn upload(office: &Office, account: &str, bytes: &[u8]) -> Answer {
    let mut browser = office.session(account).await;
    browser.get("/rectifications/ledger").await;
    browser.upload("/rectifications/ledger", "台账.xlsx", bytes).await
}

fn written(rows: &[Vec<String>]) -> Vec<u8> {
    let sheets = [
        SheetRows {
            name: "汇总",
            rows: &[vec!["共2件".to_owned()]],
        },
        SheetRows { name: "台账", rows },
    ];
    xunwang_sheet::write(&sheets).unwrap()
}

/// The sheet as a city sends it back: columns turned round, one added, empty rows between, filled in.
fn filled(rows: &[Vec<String>], cells: [&str; 4]) -> Vec<Vec<String>> {
    let mut all = Vec::new();
    for (number, row) in rows.iter().enumerate() {
        let mut row = row.clone();
        row.resize(21, String::new());
        if number > 0 {
            for (at, cell) in cells.iter().enumerate() {
                row[17 + at] = (*cell).to_owned();
            }
        }
        row.reverse();
        row.insert(0, if number == 0 { "本地备注" } else { "阅" }.to_owned());
        all.push(row);
        all.push(vec![String::new(); 4]);
    }
    all
}

async fn stage(office: &Office, number: usize) -> (RectifyStage, usize) {
    let mut tx = office.store.read().await.unwrap();
    let one = tx
        .rectification(rectified::of_area(number))
        .await
        .unwrap()
        .unwrap();
    (one.stage, one.replies.len())
}

#[tokio::test]
async fn a_ledger_goes_out_and_comes_back_once() {
    let office = staffed().await;
    // A city sees its own rows only.
    let sent = sheet(&office, "jiang").await;
    assert_eq!(sent.len(), 2, "{sent:?}");
    assert!(sent[0][0] == "整改编号" && sent[1][2] == "江口市", "{sent:?}");
    assert_eq!(
        sent[1][17], "已恢复首页更新",
        "what was answered before stands there"
    );
    let whole = sheet(&office, "wang").await;
    assert_eq!(whole.len(), 3);

    // As it went out, nobody has said anything new.
    let same = upload(&office, "jiang", &written(&sent)).await;
    assert!(
        strip(&same.text).contains("没有新的整改情况"),
        "{}",
        strip(&same.text)
    );

    // Wrong rows are named with row, field and cure; nothing is entered.
    let told = |answer: &Answer| {
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        strip(&answer.text)
    };
    let wrong = written(&filled(&sent, ["", "2026-11-20", "江某", ""]));
    let told_wrong = told(&upload(&office, "jiang", &wrong).await);
    assert!(
        told_wrong.contains("第3行“整改措施及结果”：填了其他列而没有写整改情况"),
        "{told_wrong}"
    );
    let wrong = written(&filled(&sent, ["首页已恢复更新", "下周", "江某", ""]));
    let told_wrong = told(&upload(&office, "jiang", &wrong).await);
    assert!(
        told_wrong.contains("第3行“完成日期”：“下周”不是日期"),
        "{told_wrong}"
    );
    let wrong = written(&filled(&sent, ["首页已恢复更新", "2027-06-01", "江某", ""]));
    let told_wrong = told(&upload(&office, "jiang", &wrong).await);
    assert!(told_wrong.contains("在今天以后"), "{told_wrong}");
    let wrong = written(&filled(&sent, ["首页已恢复更新", "", "", ""]));
    let told_wrong = told(&upload(&office, "jiang", &wrong).await);
    assert!(
        told_wrong.contains("“责任人”：请填写责任人的姓名"),
        "{told_wrong}"
    );
    // Another city's rows are as if they were not there.
    let foreign = written(&filled(&whole, ["首页已恢复更新", "", "江某", ""]));
    let told_wrong = told(&upload(&office, "jiang", &foreign).await);
    assert!(
        told_wrong.contains("没有这个编号的整改事项") && told_wrong.contains("共有 1 处错误"),
        "{told_wrong}"
    );
    let twice: Vec<_> = [&sent[..], &sent[1..]].concat();
    let twice = written(&filled(&twice, ["首页已恢复更新", "", "江某", ""]));
    let told_wrong = told(&upload(&office, "jiang", &twice).await);
    assert!(told_wrong.contains("与第3行是同一个问题"), "{told_wrong}");
    assert_eq!(stage(&office, 0).await, (RectifyStage::Returned, 1));

    // Right rows are shown, then entered; entered again, they are known.
    let reply = written(&filled(
        &sent,
        ["首页已恢复每日更新", "2026年11月25日", "江某", "截图3张"],
    ));
    let preview = upload(&office, "jiang", &reply).await;
    let told = strip(&preview.text);
    assert!(
        told.contains("将登记 1 件") && told.contains("2026-11-25"),
        "{told}"
    );
    let mark = preview.between("name=\"mark\" value=\"", "\"").to_owned();
    let mut jiang = office.session("jiang").await;
    let done = jiang
        .post("/rectifications/ledger/take", &[("mark", &mark)])
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", strip(&done.text));
    assert_eq!(stage(&office, 0).await, (RectifyStage::Answered, 2));
    let again = jiang
        .post("/rectifications/ledger/take", &[("mark", &mark)])
        .await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    let again = upload(&office, "jiang", &reply).await;
    assert!(
        strip(&again.text).contains("已登记过") && !again.text.contains("name=\"mark\""),
        "{}",
        strip(&again.text)
    );
    assert_eq!(stage(&office, 0).await, (RectifyStage::Answered, 2));
    assert_eq!(stage(&office, 1).await, (RectifyStage::Returned, 1));
    // It waits to be looked at again.
    let list = rectify_list(
        &office.app,
        &office.caller("jiang").await,
        &RectifyFilter::default(),
    )
    .await
    .unwrap();
    assert!(list.rows[0].one.waits_for_retest());
}

#[tokio::test]
async fn a_ledger_saved_by_libreoffice_comes_back_whole() {
    let office = staffed().await;
    let sent = sheet(&office, "wang").await;
    let reply = written(&filled(
        &sent,
        ["已按要求整改到位", "2026-11-20", "江某", "证明.pdf"],
    ));
    let Some(saved) = saved_by_libreoffice("ledger.xlsx", &reply) else {
        return;
    };
    assert_ne!(saved, reply);
    let preview = upload(&office, "wang", &saved).await;
    let told = strip(&preview.text);
    assert!(
        told.contains("将登记 2 件") && told.contains("2026-11-20"),
        "{told}"
    );
    let odd = upload(&office, "wang", b"PK\x03\x04 no sheet").await;
    assert_eq!(odd.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_notice_is_written_to_one_unit() {
    let office = staffed().await;
    let mut wang = office.session("wang").await;
    let page = wang.get("/rectifications").await;
    let ledger = page.between("全部通报</option><option value=\"", "\"").to_owned();
    let none = wang
        .get(&format!("/rectifications/notice.docx?ledger={ledger}"))
        .await;
    assert!(strip(&none.text).contains("请先选定"), "{}", strip(&none.text));
    for (ledger, area) in [(0xBEEF_0000_u128, "江口市"), (0xBEEF_0001, "云岭市")] {
        let paper = uuid::Uuid::from_u128(ledger);
        let area: String = url::form_urlencoded::byte_serialize(area.as_bytes()).collect();
        let path = format!("/rectifications/notice.docx?ledger={paper}&place={area}");
        let file = wang.get(&path).await;
        assert_eq!(file.status, StatusCode::OK, "{}", strip(&file.text));
        let mut package = zip::ZipArchive::new(std::io::Cursor::new(&file.bytes)).unwrap();
        let part = package.by_name("word/document.xml").unwrap();
        let text = strip(&std::io::read_to_string(part).unwrap());
        assert!(
            text.contains("首页最近一次更新为2026-06-01") && text.contains("整改要求"),
            "{text}"
        );
        // A city does not write the notices of the office: to it there are none.
        let mut jiang = office.session("jiang").await;
        assert_eq!(jiang.get(&path).await.status, StatusCode::NOT_FOUND);
    }
}

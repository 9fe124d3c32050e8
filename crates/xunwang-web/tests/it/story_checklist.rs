//! The checklist of a city: out as a sheet, back filled in, whatever was done to its rows and columns; entered once.

use chrono::TimeDelta;
use http::StatusCode;
use xunwang_domain::people::Role;
use xunwang_sheet::SheetRows;

use super::harness::{Answer, Office};
use super::rounds::{id, put_both};
use super::story_paper::strip;
use super::story_register::REGISTER;
use super::story_return::saved_by_libreoffice;

/// The round of 云岭市: one confirmed problem, to which its body has objected; and one of 江口市 the same.
async fn staffed() -> (Office, String) {
    let office = Office::set_up().await;
    let root = office.body("示例省人民政府办公厅").await;
    office.person("wang", Role::Supervisor, root).await;
    office.import("wang", REGISTER).await;
    put_both(&office).await;
    let round = id(0);
    // Nobody has objected yet.
    let mut tx = office.store.begin().await.unwrap();
    for mut problem in tx.problems(round).await.unwrap() {
        problem.objections.clear();
        tx.put_problem(&problem).await.unwrap();
    }
    tx.commit().await.unwrap();
    let path = format!("/rounds/{}", round.0);
    (office, path)
}

async fn rows(office: &Office, path: &str) -> (Vec<u8>, Vec<Vec<String>>) {
    let mut wang = office.session("wang").await;
    let page = wang.get(&format!("{path}/checklist")).await;
    assert_eq!(page.status, StatusCode::OK);
    let link = page.between("href=\"", "checklist.xlsx?area=").len();
    assert!(
        link > 0 && page.text.contains("2026-12-10"),
        "{}",
        strip(&page.text)
    );
    let area: String = "%E6%B1%9F%E5%8F%A3%E5%B8%82".to_owned();
    let file = wang.get(&format!("{path}/checklist.xlsx?area={area}")).await;
    assert_eq!(file.status, StatusCode::OK, "{}", strip(&file.text));
    let book = xunwang_sheet::read("清单.xlsx", &file.bytes).unwrap();
    let cells = book.sheets[0]
        .rows
        .iter()
        .map(|row| row.cells.iter().map(|cell| cell.text.clone()).collect());
    let cells = cells.collect();
    (file.bytes, cells)
}

async fn upload(office: &Office, path: &str, name: &str, bytes: &[u8]) -> Answer {
    let mut wang = office.session("wang").await;
    wang.get(&format!("{path}/checklist")).await;
    wang.upload(&format!("{path}/checklist"), name, bytes).await
}

fn written(rows: &[Vec<String>]) -> Vec<u8> {
    let sheets = [
        SheetRows {
            name: "说明",
            rows: &[vec!["汇总".to_owned()]],
        },
        SheetRows { name: "清单", rows },
    ];
    xunwang_sheet::write(&sheets).unwrap()
}

/// The sheet as a city sends it back: columns turned round, one added, empty rows between, filled in.
fn filled(rows: &[Vec<String>], cells: [&str; 4]) -> Vec<Vec<String>> {
    let mut all = Vec::new();
    for (number, row) in rows.iter().enumerate() {
        let mut row = row.clone();
        row.resize(15, String::new());
        if number > 0 {
            for (at, cell) in cells.iter().enumerate() {
                row[11 + at] = (*cell).to_owned();
            }
        }
        row.reverse();
        row.insert(
            0,
            if number == 0 {
                "本地备注".to_owned()
            } else {
                "阅".to_owned()
            },
        );
        all.push(row);
        all.push(vec![String::new(); 4]);
    }
    all
}

#[tokio::test]
async fn a_checklist_goes_out_and_its_replies_come_back_once() {
    let (office, path) = staffed().await;
    let (_, sent) = rows(&office, &path).await;
    assert_eq!(sent[0][0], "编号");
    assert!(
        sent[1][0].starts_with("9901000001-WV3-") && sent[1][1] == "江口市",
        "{:?}",
        sent[1]
    );
    assert!(
        sent[1][6].contains("homepage-stale") && sent[1][10] == "2026-12-10",
        "{:?}",
        sent[1]
    );

    // Wrong rows are named with row, field and cure; nothing is entered.
    let wrong = upload(
        &office,
        &path,
        "清单.xlsx",
        &written(&filled(&sent, ["不属实", "", "", "江某"])),
    )
    .await;
    let told = strip(&wrong.text);
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        told.contains("第3行“说明”：不属实、部分属实的须写明理由"),
        "{told}"
    );
    let odd = upload(
        &office,
        &path,
        "清单.xlsx",
        &written(&filled(&sent, ["可能", "x", "", "江某"])),
    )
    .await;
    assert!(
        strip(&odd.text).contains("“可能”不是可填的内容"),
        "{}",
        strip(&odd.text)
    );
    let mut foreign = filled(&sent, ["属实", "", "", "江某"]);
    foreign[2] = foreign[2]
        .iter()
        .map(|cell| cell.replace("9901000001-WV3", "9901000001-WV9"))
        .collect();
    let foreign = upload(&office, &path, "清单.xlsx", &written(&foreign)).await;
    assert!(
        strip(&foreign.text).contains("没有这个编号"),
        "{}",
        strip(&foreign.text)
    );
    let empty = upload(&office, &path, "清单.xlsx", &written(&filled(&sent, [""; 4]))).await;
    assert!(
        strip(&empty.text).contains("没有新的回复"),
        "{}",
        strip(&empty.text)
    );

    let reply = written(&filled(&sent, ["不属实", "首页当天已更新", "截图3张", "江某"]));
    let preview = upload(&office, &path, "清单.xlsx", &reply).await;
    let told = strip(&preview.text);
    assert!(
        told.contains("登记 1 项") && told.contains("首页当天已更新（证明材料：截图3张）"),
        "{told}"
    );
    let mark = preview.between("name=\"mark\" value=\"", "\"").to_owned();
    let mut wang = office.session("wang").await;
    let done = wang
        .post(&format!("{path}/checklist/take"), &[("mark", &mark)])
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", strip(&done.text));
    let problem = wang.get(&format!("{path}/problems/9901000001/WV3")).await;
    let told = strip(&problem.text);
    assert!(
        told.contains("申诉") && told.contains("江某") && told.contains("待答复"),
        "{told}"
    );
    // Once more: it stands there already. Another objection waits for the answer to the first.
    let again = upload(&office, &path, "清单.xlsx", &reply).await;
    assert!(strip(&again.text).contains("已登记过") && !again.text.contains("name=\"mark\""));
    let other = written(&filled(&sent, ["部分属实", "只有一天", "", "江某"]));
    let other = upload(&office, &path, "清单.xlsx", &other).await;
    assert!(
        strip(&other.text).contains("上一次异议还没有答复"),
        "{}",
        strip(&other.text)
    );
    let page = strip(&wang.get(&format!("{path}/checklist")).await.text);
    assert!(
        page.contains("江口市1101"),
        "one problem, one reply, none open, one waits: {page}"
    );
}

#[tokio::test]
async fn a_reply_that_comes_late_is_said_to_be_late_and_one_that_agrees_needs_no_answer() {
    let (office, path) = staffed().await;
    let (_, sent) = rows(&office, &path).await;
    office.clock.forward(TimeDelta::days(30));
    let mut wang = office.session("wang").await;
    let list = strip(&wang.get(&format!("{path}/problems")).await.text);
    assert!(list.contains("逾期未回复"), "{list}");
    let page = strip(&wang.get(&format!("{path}/checklist")).await.text);
    assert!(page.contains("已过") && page.contains("逾期未回复"), "{page}");
    let reply = written(&filled(&sent, ["属实", "", "", "江某"]));
    let preview = upload(&office, &path, "清单.xlsx", &reply).await;
    assert!(
        strip(&preview.text).contains("登记为逾期回复"),
        "{}",
        strip(&preview.text)
    );
    let mark = preview.between("name=\"mark\" value=\"", "\"").to_owned();
    let mut wang = office.session("wang").await;
    let done = wang
        .post(&format!("{path}/checklist/take"), &[("mark", &mark)])
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", strip(&done.text));
    let told = strip(&wang.get(&format!("{path}/problems/9901000001/WV3")).await.text);
    assert!(
        told.contains("核实属实（逾期回复）") && !told.contains("待答复"),
        "{told}"
    );
    let list = strip(&wang.get(&format!("{path}/problems")).await.text);
    assert!(!list.contains("逾期未回复"), "{list}");
}

#[tokio::test]
async fn a_checklist_saved_by_libreoffice_comes_back_whole() {
    let (office, path) = staffed().await;
    let (_, sent) = rows(&office, &path).await;
    let reply = written(&filled(&sent, ["部分属实", "两处已改", "", "江某"]));
    let Some(saved) = saved_by_libreoffice("list.xlsx", &reply) else {
        return;
    };
    assert_ne!(saved, reply);
    let preview = upload(&office, &path, "清单.xlsx", &saved).await;
    let told = strip(&preview.text);
    assert!(
        told.contains("登记 1 项") && told.contains("部分属实：两处已改"),
        "{told}"
    );
    let odd = upload(&office, &path, "清单.xlsx", b"PK\x03\x04 no sheet").await;
    assert_eq!(odd.status, StatusCode::UNPROCESSABLE_ENTITY);
}

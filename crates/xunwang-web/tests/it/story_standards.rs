//! A standard is drafted, changed, confirmed by a second person, put in force, compared, and then stays as it is.

use http::{StatusCode, header};
use sqlx::ConnectOptions as _;
use sqlx::sqlite::SqliteConnectOptions;
use xunwang_app::office::{provide_standard, standard_in_force};
use xunwang_domain::people::Role;

use super::harness::{Answer, Browser, Office};

/// An office with two who may change standards, 王 and 李, and one who may look.
async fn office() -> (Office, Browser, Browser) {
    let office = Office::set_up().await;
    let root = office.body("示例省人民政府办公厅").await;
    for (account, role) in [
        ("wang", Role::Supervisor),
        ("li.min", Role::Supervisor),
        ("fuhe", Role::Reviewer),
    ] {
        office.person(account, role, root).await;
    }
    let wang = office.session("wang").await;
    let li = office.session("li.min").await;
    (office, wang, li)
}

pub(crate) async fn draft(browser: &mut Browser, from: &str) -> String {
    let fields = [("from", from), ("note", "依正式附件核对")];
    let made = browser.post("/standards", &fields).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text);
    made.location().split('?').next().unwrap().to_owned()
}

/// The fields of the form on a page, as a browser would send them.
fn fields_of(page: &str) -> Vec<(String, String)> {
    let form = page
        .split("<form")
        .find(|form| form.contains("name=\"wording\""))
        .unwrap();
    let attribute = |tag: &str, name: &str| {
        let from = tag.find(&format!(" {name}=\""))? + name.len() + 3;
        Some(tag[from..].split('"').next()?.to_owned())
    };
    let text = |html: &str| {
        html.replace("&#60;", "<")
            .replace("&#62;", ">")
            .replace("&#34;", "\"")
            .replace("&#39;", "'")
            .replace("&#38;", "&")
    };
    let mut fields = Vec::new();
    for tag in form.split('<').skip(1) {
        let Some(name) = attribute(tag, "name") else {
            continue;
        };
        if name == "csrf" {
            continue;
        }
        let value = if tag.starts_with("input") {
            attribute(tag, "value").unwrap_or_default()
        } else if tag.starts_with("textarea") {
            tag.split_once('>').unwrap().1.to_owned()
        } else {
            let from = form.find(tag).unwrap();
            let select = form[from..].split("</select>").next().unwrap();
            let chosen = select
                .split("<option")
                .find(|option| option.contains(" selected"));
            chosen
                .and_then(|option| attribute(option, "value"))
                .unwrap_or_default()
        };
        fields.push((name, text(&value)));
    }
    fields
}

/// Sends the row's form with some fields changed.
async fn edit(browser: &mut Browser, row: &str, changes: &[(&str, &str)]) -> Answer {
    let page = browser.get(&format!("{row}/edit")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    send(browser, row, &fields_of(&page.text), changes).await
}

async fn send(
    browser: &mut Browser,
    row: &str,
    fields: &[(String, String)],
    changes: &[(&str, &str)],
) -> Answer {
    let changed: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| {
            let change = changes.iter().find(|(own, _)| own == name);
            (name.as_str(), change.map_or(value.as_str(), |(_, new)| new))
        })
        .collect();
    browser.post(row, &changed).await
}

/// What the page offers as the number of changes seen.
async fn seen(browser: &mut Browser, row: &str) -> String {
    let page = browser.get(row).await;
    page.between("name=\"seen\" value=\"", "\"").to_owned()
}

#[tokio::test]
async fn a_standard_is_drafted_changed_confirmed_by_a_second_person_and_then_stays() {
    let (office, mut wang, mut li) = office().await;
    let first = wang.get("/standards").await.text;
    assert!(first.contains("第1版") && first.contains("已启用") && first.contains("现行"));
    assert!(
        wang.get("/standards/1")
            .await
            .text
            .contains("空白栏目数量超过(含)5个")
    );
    let version = draft(&mut wang, "1").await;
    assert_eq!(version, "/standards/2");
    let row = format!("{version}/rows/WV4-3");
    let changes = [
        ("wording", "空白栏目数量超过(含)6个"),
        ("threshold", "超过（含）6"),
    ];
    let saved = edit(&mut wang, &row, &changes).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let page = wang.get(&row).await.text;
    assert!(
        page.contains("未确认，仅供预览") && page.contains("<dd>数量 超过(含)6</dd>"),
        "{page}"
    );
    assert!(page.contains("这一行最后由您修改，须由另一人"));

    let confirm = [("document", "国办秘函〔2019〕19号附件第3页"), ("seen", "1")];
    let own = wang.post(&format!("{row}/confirm"), &confirm).await;
    assert_eq!(own.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(own.text.contains("须由另一人核对确认"), "{}", own.text);
    let confirmed = li.post(&format!("{row}/confirm"), &confirm).await;
    assert_eq!(confirmed.status, StatusCode::SEE_OTHER, "{}", confirmed.text);
    let page = li.get(&row).await.text;
    assert!(
        page.contains("已确认：li.min某，2026-11-26，依据国办秘函〔2019〕19号附件第3页"),
        "{page}"
    );

    let watch = [
        ("threshold", "超过(含)6%"),
        ("wording", "打不开的次数比例累计超过(含)6%"),
    ];
    edit(&mut li, &format!("{version}/rows/WV2"), &watch).await;
    office.import("wang", super::story_register::REGISTER).await;
    let before = wang.get("/watch").await.text;
    assert!(before.contains("比例累计超过(含)5%"), "a draft decides nothing");
    let enabled = wang.post(&format!("{version}/enable"), &[]).await;
    let after = wang.get("/watch").await.text;
    assert!(after.contains("比例累计超过(含)6%"), "what is in force does");
    assert_eq!(
        enabled.location(),
        "/standards/2?note=standard-enabled",
        "{}",
        enabled.text
    );
    let current = standard_in_force(&office.app).await.unwrap().unwrap();
    assert_eq!(
        (current.number, current.standard.id.as_str()),
        (2, "guobanmihan-2019-19-v2")
    );
    let compared = wang.get("/standards/compare?from=1&to=2").await.text;
    for words in [
        "新增 0 行，删去 0 行，修改 2 行",
        "<del>空白栏目数量超过(含)5个</del>",
        "<ins>空白栏目数量超过(含)6个</ins>",
        "<ins>数量 超过(含)6</ins>",
    ] {
        assert!(compared.contains(words), "{words}：{compared}");
    }

    for path in [
        row.clone(),
        format!("{row}/remove"),
        format!("{row}/unconfirm"),
        format!("{version}/withdraw"),
        format!("{version}/enable"),
    ] {
        let fields = fields_of(&li.get(&format!("{row}/edit")).await.text);
        let refused = send(&mut li, &path, &fields, &[("title", "别的")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        assert!(
            refused.text.contains("第2版已启用，不能再修改"),
            "{path}：{}",
            refused.text
        );
    }
    let options = SqliteConnectOptions::new().filename(office.folder.path().join("xunwang.db"));
    let mut connection = options.connect().await.unwrap();
    for sql in [
        "update standard_version set content = '{}' where number = 2",
        "delete from standard_version where number = 1",
    ] {
        assert!(
            sqlx::raw_sql(sql).execute(&mut connection).await.is_err(),
            "{sql}"
        );
    }
    // Starting again brings nothing twice.
    provide_standard(&office.app).await.unwrap();
    assert!(!wang.get("/standards").await.text.contains("第3版"));

    let root = office.body("示例省人民政府办公厅").await;
    office.person("shen", Role::Auditor, root).await;
    let trail = office.session("shen").await.get("/audit").await.text;
    for words in [
        "新建检查指标草案",
        "修改指标",
        "核对确认指标",
        "启用检查指标",
        "空白栏目数量超过(含)6个",
    ] {
        assert!(trail.contains(words), "{words}");
    }
}

#[tokio::test]
async fn of_two_who_edit_one_row_the_second_is_told_and_keeps_what_was_typed() {
    let (_office, mut wang, mut li) = office().await;
    let version = draft(&mut wang, "1").await;
    let row = format!("{version}/rows/WV4-2");
    let [mine, theirs] = [
        fields_of(&wang.get(&format!("{row}/edit")).await.text),
        fields_of(&li.get(&format!("{row}/edit")).await.text),
    ];
    let saved = send(&mut wang, &row, &mine, &[("threshold", "超过(含)11")]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let second = send(&mut li, &row, &theirs, &[("wording", "李的写法")]).await;
    assert_eq!(second.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in [
        "您打开以后，wang某已改过这一处；您的修改没有保存",
        "现在的内容",
        "<dd>数量 超过(含)11</dd>",
        ">李的写法</textarea>",
    ] {
        assert!(second.text.contains(words), "{words}：{}", second.text);
    }
    // Having seen it, the second may go on.
    let again = send(&mut li, &row, &fields_of(&second.text), &[]).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.text);
    assert!(li.get(&row).await.text.contains("<dd>李的写法</dd>"));
    // What is confirmed is what was seen; and what went is gone for the other.
    let stale = [("document", "附件"), ("seen", "1")];
    let stale = wang.post(&format!("{row}/confirm"), &stale).await;
    assert!(stale.text.contains("li.min某已改过这一处"), "{}", stale.text);
    let now = seen(&mut wang, &row).await;
    let gone = wang.post(&format!("{row}/remove"), &[("seen", &now)]).await;
    assert_eq!(gone.location(), "/standards/2?note=row-removed", "{}", gone.text);
    let late = send(&mut li, &row, &theirs, &[("title", "晚")]).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        late.text.contains("没有指标“WV4-2”，可能已被删除"),
        "{}",
        late.text
    );
    // At the same moment: one is saved, one is told.
    let row = format!("{version}/rows/WV3");
    let fields = fields_of(&wang.get(&format!("{row}/edit")).await.text);
    let (one, other) = tokio::join!(
        send(&mut wang, &row, &fields, &[("wording", "甲")]),
        send(&mut li, &row, &fields, &[("wording", "乙")]),
    );
    let mut answers = [one.status.as_u16(), other.status.as_u16()];
    answers.sort_unstable();
    assert_eq!(answers, [303, 422]);
}

#[tokio::test]
async fn hostile_and_wrong_fields_are_refused_one_by_one_and_nothing_is_saved() {
    let (_office, mut wang, _) = office().await;
    let version = draft(&mut wang, "1").await;
    let row = format!("{version}/rows/WV4-3");
    let long = "空".repeat(3500);
    let wrong = edit(
        &mut wang,
        &row,
        &[
            ("threshold", "超过(含)-1"),
            ("wording", &long),
            ("window", "<script>alert(1)</script>"),
        ],
    )
    .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in [
        "有3处填写有误，没有保存",
        "阈值“超过(含)-1”看不懂，请写成 超过(含)5 或 少于5",
        "评分细则最多1000字，现为3500字",
        "id=\"wrong-threshold\"",
        "aria-describedby=\"wrong-threshold\"",
        "value=\"超过(含)-1\"",
    ] {
        assert!(wrong.text.contains(words), "{words}");
    }
    assert!(!wrong.text.contains("<script>alert"));
    let huge = "长".repeat(30_000);
    let huge = edit(&mut wang, &row, &[("wording", &huge)]).await;
    assert_eq!(huge.status, StatusCode::PAYLOAD_TOO_LARGE);
    let nothing = edit(&mut wang, &row, &[]).await;
    assert!(nothing.text.contains("没有变化，未作修改"), "{}", nothing.text);
    assert!(wang.get(&row).await.text.contains("<dd>数量 超过(含)5</dd>"));

    let many: Vec<(&str, &str)> = [("id", "P-30"), ("kind", "deduction"), ("by", "each")]
        .into_iter()
        .chain(std::iter::repeat_n(("rule", "link-dead"), 60))
        .collect();
    let many = wang.post(&format!("{version}/rows"), &many).await;
    assert_eq!(many.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(many.text.contains("计数对象最多40条") && many.text.contains("请选择认定方式"));
    for path in [
        "/standards/0",
        "/standards/99999999999",
        "/standards/-1",
        "/standards/2/rows/..%2f1",
    ] {
        assert_eq!(wang.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(
        wang.get("/standards/compare?from=7").await.status,
        StatusCode::NOT_FOUND
    );
    let from = wang.post("/standards", &[("from", "7"), ("note", "x")]).await;
    assert_eq!(from.status, StatusCode::NOT_FOUND);
    let why = wang.post("/standards", &[("from", "1"), ("note", "  ")]).await;
    assert!(why.text.contains("请写明为什么新建草案"), "{}", why.text);
}

#[tokio::test]
async fn a_row_is_added_the_head_is_changed_and_a_draft_with_faults_stays_a_draft() {
    let (office, mut wang, mut li) = office().await;
    let version = draft(&mut wang, "1").await;
    let new = [
        ("id", "P-30"),
        ("kind", "deduction"),
        ("group", "功能设计"),
        ("title", "无障碍"),
        ("wording", "不能无障碍浏览的，扣<分>"),
        ("automation", "H"),
        ("scope", "portal"),
        ("points", "95.5"),
        ("by", "manual"),
        ("source", "示例"),
        ("confidence", "A"),
    ];
    let added = wang.post(&format!("{version}/rows"), &new).await;
    assert_eq!(
        added.location(),
        "/standards/2/rows/P-30?note=row-saved",
        "{}",
        added.text
    );
    let twice = wang.post(&format!("{version}/rows"), &new).await;
    assert!(twice.text.contains("已有指标“P-30”"), "{}", twice.text);
    let page = wang.get(&version).await.text;
    assert!(page.contains("扣&#60;分&#62;") && page.contains("95.5"));
    let only = wang.get(&format!("{version}?show=bonus")).await.text;
    assert!(only.contains("B-01") && !only.contains("P-30") && !only.contains("WV3"));

    let row = format!("{version}/rows/P-01");
    let more = edit(&mut wang, &row, &[("points", "5.01")]).await;
    assert_eq!(more.status, StatusCode::SEE_OTHER, "{}", more.text);
    for (id, seen) in [("P-01", "1"), ("P-30", "1")] {
        let fields = [("document", "附件"), ("seen", seen)];
        let done = li.post(&format!("{version}/rows/{id}/confirm"), &fields).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    }
    let faults = "已确认的扣分指标合计100.51分，超过满分100分";
    assert!(wang.get(&version).await.text.contains(faults));
    let refused = wang.post(&format!("{version}/enable"), &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains(faults));
    assert!(refused.text.contains("草案"));

    let head = [
        ("seen", "0"),
        ("title", "示例省检查指标"),
        ("document", "示例函〔2026〕1号"),
        ("from", "2026-12-01"),
        ("to", ""),
        ("home", "10天"),
        ("term1", "2周"),
        ("deduction", "100"),
        ("bonus", "25"),
        ("fails", "低于60"),
        ("bonus_from", "大于80"),
    ];
    let wrong = wang.post(&format!("{version}/head"), &head).await;
    assert!(
        wrong.text.contains("“大于80”看不懂，请写成 低于60 或 高于80"),
        "{}",
        wrong.text
    );
    let mut good = head;
    good[10].1 = "高于80";
    let saved = wang.post(&format!("{version}/head"), &good).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let stale = li.post(&format!("{version}/head"), &good).await;
    assert!(stale.text.contains("wang某已改过这一处") && stale.text.contains("现在的内容"));
    let compared = wang.get("/standards/compare?from=1&to=2").await.text;
    assert!(compared.contains("<ins>10天</ins>") && compared.contains("<ins>示例省检查指标</ins>"));
    let now = seen(&mut wang, &format!("{version}/rows/P-30")).await;
    wang.post(&format!("{version}/rows/P-30/remove"), &[("seen", &now)])
        .await;
    let enabled = wang.post(&format!("{version}/enable"), &[]).await;
    assert_eq!(enabled.status, StatusCode::SEE_OTHER, "{}", enabled.text);
    let current = standard_in_force(&office.app).await.unwrap().unwrap();
    assert_eq!(current.number, 1, "the other takes effect on 2026-12-01");
}

#[tokio::test]
async fn a_version_leaves_as_files_that_are_read_again() {
    let (_office, mut wang, _) = office().await;
    let version = draft(&mut wang, "1").await;
    edit(
        &mut wang,
        &format!("{version}/rows/P-22"),
        &[("wording", "=1+1，链接“打不开”的")],
    )
    .await;
    let toml = wang.get(&format!("{version}/toml")).await;
    let disposition = toml.headers[header::CONTENT_DISPOSITION].to_str().unwrap();
    assert!(disposition.starts_with("attachment; filename*=UTF-8''") && disposition.ends_with(".toml"));
    let standard = xunwang_rules::parse_standard(&toml.text).unwrap();
    assert_eq!(
        standard.indicator("P-22").unwrap().wording,
        "=1+1，链接“打不开”的"
    );
    let seed = xunwang_rules::guobanmihan_2019_19();
    assert_eq!(standard.indicators.len(), seed.indicators.len());
    assert_eq!(standard.indicator("P-21"), seed.indicator("P-21"));
    let xlsx = wang.get(&format!("{version}/xlsx")).await;
    let table = xunwang_sheet::read("指标.xlsx", &xlsx.bytes).unwrap();
    let text = format!("{table:?}");
    assert!(text.contains("=1+1，链接“打不开”的") && text.contains("栏目不更新") && text.contains("可信度"));
    let withdrawn = wang.post(&format!("{version}/withdraw"), &[]).await;
    assert_eq!(withdrawn.location(), "/standards/2?note=standard-withdrawn");
}

#[tokio::test]
async fn who_answers_for_a_part_or_only_looks_changes_nothing() {
    let (office, mut wang, _) = office().await;
    let version = draft(&mut wang, "1").await;
    office.import("wang", super::story_register::REGISTER).await;
    let part = office.body("江口市").await;
    office.person("jiang", Role::Supervisor, part).await;
    office.person("ban", Role::Operator, part).await;
    for account in ["jiang", "fuhe"] {
        let mut browser = office.session(account).await;
        let page = browser.get(&version).await;
        assert_eq!(page.status, StatusCode::OK, "{account}");
        assert!(
            !page.text.contains("启用这一版") && !page.text.contains("新增指标"),
            "{account}"
        );
        for path in ["", "/enable", "/rows", "/rows/WV3", "/rows/WV3/confirm", "/head"] {
            let path = if path.is_empty() {
                "/standards".to_owned()
            } else {
                format!("{version}{path}")
            };
            let refused = browser
                .post(&path, &[("seen", "0"), ("document", "附件"), ("note", "x")])
                .await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN, "{account} {path}");
        }
    }
    let mut ban = office.session("ban").await;
    assert_eq!(ban.get("/standards").await.status, StatusCode::FORBIDDEN);
}

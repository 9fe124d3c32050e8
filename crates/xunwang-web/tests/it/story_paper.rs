//! The circular in the office: drafted from a judged round, edited, read, signed, sealed, corrected.

use chrono::TimeDelta;
use http::StatusCode;
use xunwang_app::office::papers;
use xunwang_domain::circular::CircularFacts;
use xunwang_domain::people::Role;
use xunwang_domain::registry::SiteCode;
use xunwang_domain::round::{Judged, RoundId};
use xunwang_ports::Clock as _;
use xunwang_report::document::Document;

use super::harness::{Answer, Browser, Office};
use super::judged::{judged_round, put_judgement};
use super::story_register::REGISTER;

pub(crate) async fn staffed() -> Office {
    let office = Office::set_up().await;
    let root = office.body("示例省人民政府办公厅").await;
    for (account, role) in [
        ("wang", Role::Supervisor),
        ("qian", Role::Supervisor),
        ("shen", Role::Approver),
        ("shenji", Role::Auditor),
    ] {
        office.person(account, role, root).await;
    }
    office.import("wang", REGISTER).await;
    office
}

/// Drafts the circular of a round as 王; its address.
pub(crate) async fn begin(office: &Office, round: RoundId) -> String {
    let mut wang = office.session("wang").await;
    let begun = wang.post("/papers", &[("round", &round.0.to_string())]).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text);
    begun.location().split('?').next().unwrap().to_owned()
}

/// 王 submits a paper, 钱 reads it.
async fn check(office: &Office, path: &str) {
    for (account, done) in [("wang", "submit"), ("qian", "pass")] {
        let mut sheet = Sheet::of(office, account, path).await;
        sheet.done("/move", &[("do", done)]).await;
    }
}

/// The same, and 沈 signs it with this number.
pub(crate) async fn issue(office: &Office, path: &str, number: &str) {
    check(office, path).await;
    let mut sheet = Sheet::of(office, "shen", path).await;
    sheet.done("/sign", &[("do", "issue"), ("number", number)]).await;
}

/// A paper as somebody sees it; its forms carry the version that is shown.
pub(crate) struct Sheet {
    pub(crate) browser: Browser,
    path: String,
}

impl Sheet {
    pub(crate) async fn of(office: &Office, account: &str, path: &str) -> Self {
        Self {
            browser: office.session(account).await,
            path: path.to_owned(),
        }
    }

    pub(crate) async fn page(&mut self) -> String {
        self.browser.get(&self.path).await.text
    }

    pub(crate) async fn plain(&mut self) -> String {
        strip(&self.page().await)
    }

    pub(crate) async fn get(&mut self, more: &str) -> Answer {
        self.browser.get(&format!("{}{more}", self.path)).await
    }

    /// What stands in the field where the passage that says this is edited; and its place.
    async fn opened(&mut self, words: &str) -> (String, String) {
        let page = self.page().await;
        let place = place(&page, words).to_string();
        let form = self.get(&format!("?edit={place}")).await;
        (
            form.between("maxlength=\"5000\">", "</textarea>").to_owned(),
            place,
        )
    }

    pub(crate) async fn post(&mut self, action: &str, fields: &[(&str, &str)]) -> Answer {
        let page = self.browser.get(&self.path).await;
        let version = page.between("第 ", " 版").to_owned();
        let mut all = vec![("version", version.as_str())];
        all.extend(fields);
        self.browser.post(&format!("{}{action}", self.path), &all).await
    }

    pub(crate) async fn done(&mut self, action: &str, fields: &[(&str, &str)]) {
        let answer = self.post(action, fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", strip(&answer.text));
    }

    async fn refused(&mut self, action: &str, fields: &[(&str, &str)], says: &str) {
        let answer = self.post(action, fields).await;
        let told = strip(&answer.text);
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{told}");
        assert!(told.contains(says), "没有“{says}”：{told}");
    }
}

/// The place of the passage that says this.
fn place(page: &str, words: &str) -> usize {
    let plain = strip(page);
    let at = plain
        .find(words)
        .unwrap_or_else(|| panic!("没有“{words}”：{plain}"));
    plain[..at].matches('\u{1}').count() - 1
}

/// A page without its tags; each passage begins with a mark.
pub(crate) fn strip(page: &str) -> String {
    let mut text = String::new();
    for part in page.split('<') {
        if part.starts_with("section class=\"passage") {
            text.push('\u{1}');
        }
        text.push_str(part.split_once('>').map_or("", |(_, rest)| rest.trim()));
    }
    text
}

/// The running text of a DOCX without its tags.
fn docx_text(bytes: &[u8]) -> String {
    let mut package = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let part = package.by_name("word/document.xml").unwrap();
    strip(&std::io::read_to_string(part).unwrap())
}

const HEAD: [(&str, &str); 12] = [
    (
        "title",
        "示例省人民政府办公厅关于2026年第三季度全省政府网站检查情况的通报",
    ),
    ("issuer", "示例省人民政府办公厅"),
    ("issued_on", "2026-10-06"),
    ("rectify_by", "2026-11-05"),
    ("message_from", "2026-07-01"),
    ("message_to", "2026-09-30"),
    ("rate_decimals", "2"),
    ("city_list_style", "all"),
    ("closed_on_time", "12"),
    ("closed_late", "0"),
    ("open", "0"),
    ("overdue", "0"),
];

pub(crate) fn head(received: &'static str) -> Vec<(&'static str, &'static str)> {
    let mut head = HEAD.to_vec();
    head.push(("received", received));
    head
}

#[tokio::test]
async fn a_circular_is_drafted_edited_read_signed_and_sealed() {
    let office = staffed().await;
    let whole = ("示例省人民政府办公厅", "2026Q3");
    let round = judged_round(&office, 301, whole, &["9901000001"]).await;
    let mut wang = office.session("wang").await;
    let list = wang.get("/papers").await.text;
    assert!(list.contains("可以起草") && list.contains("还没有通报"), "{list}");
    let path = begin(&office, round).await;
    let twice = wang.post("/papers", &[("round", &round.0.to_string())]).await;
    assert!(twice.text.contains("请打开那一份"), "{}", twice.text);

    let mut sheet = Sheet::of(&office, "wang", &path).await;
    let plain = sheet.plain().await;
    assert!(
        plain.contains("总体合格率") && plain.contains("全部通过"),
        "{plain}"
    );
    assert!(plain.contains("首页长时间未更新"), "{plain}");

    // A number leads to its rows: the failing site and why.
    let rows = sheet.get("/rows?figure=areas.sites.pass_rate").await.text;
    assert!(
        rows.contains("江口市人民政府门户网站") && rows.contains("首页不更新"),
        "{rows}"
    );
    assert_eq!(
        sheet.get("/rows?figure=nothing").await.status,
        StatusCode::NOT_FOUND
    );

    // Words are changed; the number in them is still computed. A number typed over is not let through without a reason.
    let (text, at) = sheet.opened("总体合格率").await;
    let passage = format!("/passages/{at}");
    let edited = format!("{text}请各地认真对照检查。");
    sheet.done(&passage, &[("do", "edit"), ("text", &edited)]).await;
    let page = sheet.page().await;
    assert!(page.contains("passage edited"), "{page}");
    assert!(strip(&page).contains("请各地认真对照检查") && strip(&page).contains("全部通过"));
    let typed = edited.replace("66.7%", "99.9%");
    assert_ne!(typed, edited, "{edited}");
    sheet.done(&passage, &[("do", "edit"), ("text", &typed)]).await;
    assert!(sheet.plain().await.contains("“99.9%”是手工填写的"));
    sheet.refused("/move", &[("do", "submit")], "99.9%").await;
    let silent = [("do", "explain"), ("number", "99.9%"), ("reason", "")];
    sheet.refused(&passage, &silent, "来源").await;
    sheet.done(&passage, &[("do", "reset")]).await;

    // Two windows: who saves an older text is told so, and nothing is lost.
    let old = [("version", "1"), ("do", "edit"), ("text", "旧的")];
    let stale = sheet.browser.post(&format!("{path}{passage}"), &old).await;
    assert!(stale.text.contains("刚被别人修改"), "{}", stale.text);

    // Title, dates and messages; the text follows.
    let data = sheet.get("/data").await.text;
    assert!(
        data.contains("文稿要素") && data.contains("同等情形未点名"),
        "{data}"
    );
    sheet.refused("/head", &head("13"), "自相矛盾").await;
    sheet.refused("/head", &head("十二"), "应为数字").await;
    sheet.done("/head", &head("12")).await;
    let plain = sheet.plain().await;
    assert!(
        plain.contains("留言12条") && plain.contains("均已按期办理"),
        "{plain}"
    );
    assert!(plain.contains("66.67%"), "{plain}");

    // The failing site is not named, with a reason that stays; the list still carries it.
    let naming = |reason: &'static str| {
        [
            ("code", "9901000001"),
            ("rule", "homepage-stale"),
            ("do", "count"),
            ("reason", reason),
        ]
    };
    sheet.refused("/naming", &naming(" "), "理由").await;
    sheet.done("/naming", &naming("已当场整改")).await;
    let plain = sheet.plain().await;
    assert!(!plain.contains("如江口市人民政府门户网站"), "{plain}");
    let data = sheet.get("/data").await.text;
    assert!(data.contains("已当场整改（wang某）"), "{data}");

    // The memo that goes with it says who is named and who is not, and why.
    let memo = sheet.get("/files/memo.docx").await.bytes;
    let memo = docx_text(&memo);
    assert!(
        memo.contains("关于2026年第三季度检查情况通报的签报") && memo.contains("已当场整改"),
        "{memo}"
    );
    assert!(sheet.get("/files/memo.pdf").await.bytes.starts_with(b"%PDF-"));

    // Three people. The drafter does not check, the checker does not sign.
    sheet.done("/move", &[("do", "submit")]).await;
    sheet.refused("/move", &[("do", "pass")], "拟稿人以外").await;
    let mut sheet = Sheet::of(&office, "qian", &path).await;
    sheet.refused("/move", &[("do", "back")], "写明意见").await;
    sheet.done("/move", &[("do", "pass")]).await;
    sheet
        .refused(&passage, &[("do", "edit"), ("text", "改")], "不能再修改")
        .await;
    let mut sheet = Sheet::of(&office, "shen", &path).await;
    let sign = |number: &'static str| [("do", "issue"), ("number", number)];
    sheet
        .refused("/sign", &sign("示办函[2026]15号"), "六角括号")
        .await;
    sheet.done("/sign", &sign("示办函〔2026〕15号")).await;
    let plain = sheet.plain().await;
    for says in ["已印发", "示办函〔2026〕15号", "封存"] {
        assert!(plain.contains(says), "{plain}");
    }

    // What was sealed is what its data say: each number once more from the facts.
    let facts = CircularFacts::from_json(&sheet.get("/files/facts.json").await.bytes).unwrap();
    let document = sheet.get("/files/document.json").await.bytes;
    let document: Document = serde_json::from_slice(&document).unwrap();
    assert!(document.check(&facts).is_empty());
    let html = sheet.get("/files/circular.html").await.text;
    assert!(html.contains("示办函〔2026〕15号"), "{html}");
    assert!(sheet.get("/files/circular.pdf").await.bytes.starts_with(b"%PDF-"));
    assert!(sheet.get("/files/standard.toml").await.text.contains("WV3"));
    assert!(
        sheet
            .get("/files/evidence.jsonl")
            .await
            .text
            .contains("9901000001")
    );
    let mut sheet = Sheet::of(&office, "wang", &path).await;
    for action in ["/move", "/head", "/redraft", "/versions/1"] {
        sheet.refused(action, &head("12"), "已印发").await;
    }
    // Nor by anybody who writes to the database itself.
    let id = papers(&office.app, &office.caller("wang").await).await.unwrap()[0].id;
    let mut tx = office.store.begin().await.unwrap();
    let (mut paper, text) = tx.paper(id).await.unwrap().unwrap();
    paper.head.title = "另一个标题".to_owned();
    assert!(tx.put_paper(&paper, &text).await.is_err());
    drop(tx);

    // A correction is another paper that names the first.
    let again = begin(&office, round).await;
    let page = sheet.browser.get(&again).await.text;
    assert!(page.contains(&format!("更正 <a href=\"{path}\"")), "{page}");
    assert!(page.contains("关于更正2026年第三季度"), "{page}");
}

#[tokio::test]
async fn what_was_written_stays_when_the_round_is_judged_again() {
    let office = staffed().await;
    let whole = ("示例省人民政府办公厅", "2026Q3");
    let round = judged_round(&office, 301, whole, &[]).await;
    let path = begin(&office, round).await;
    let mut sheet = Sheet::of(&office, "wang", &path).await;
    let (text, at) = sheet.opened("总体合格率").await;
    let passage = format!("/passages/{at}");
    let mine = format!("{text}请继续保持。");
    sheet.done(&passage, &[("do", "edit"), ("text", &mine)]).await;
    sheet
        .done(
            &passage,
            &[("do", "insert"), ("text", "检查期间，各地积极配合。")],
        )
        .await;

    // Judged again: a site fails now.
    office.clock.forward(TimeDelta::minutes(5));
    let mut tx = office.store.begin().await.unwrap();
    let mut again = tx.round(round).await.unwrap().unwrap();
    again.judged = Some(Judged {
        at: office.clock.now(),
        by: "王某".to_owned(),
    });
    tx.put_round(&again).await.unwrap();
    let code = SiteCode::parse("9901000001").unwrap();
    put_judgement(&mut *tx, round, &code, true).await;
    tx.commit().await.unwrap();
    assert!(sheet.plain().await.contains("后来重新判定过"));
    sheet.refused("/move", &[("do", "submit")], "重新起草").await;
    sheet.done("/redraft", &[]).await;
    let plain = sheet.plain().await;
    assert!(
        plain.contains("请继续保持") && plain.contains("各地积极配合"),
        "{plain}"
    );
    assert!(plain.contains("请选定"), "{plain}");
    sheet.refused("/move", &[("do", "submit")], "逐段选定").await;
    let (_, at) = sheet.opened("请继续保持").await;
    sheet.done(&format!("/passages/{at}"), &[("do", "keep")]).await;
    assert!(sheet.plain().await.contains("全部通过"));

    // An earlier version comes back, on the data of now.
    let data = sheet.get("/data").await.text;
    assert!(data.contains("第2版"), "{data}");
    let old = sheet.get("/versions/2").await.text;
    assert!(old.contains("请继续保持"), "{old}");
    sheet.done("/versions/1", &[]).await;
    let plain = sheet.plain().await;
    assert!(
        !plain.contains("请继续保持") && plain.contains("首页不更新"),
        "{plain}"
    );
}

#[tokio::test]
async fn the_next_circular_says_what_came_again_and_what_was_mended() {
    let office = staffed().await;
    let whole = "示例省人民政府办公厅";
    let failing = ["9901000001", "9902000001"];
    let first = judged_round(&office, 301, (whole, "2026Q2"), &failing).await;
    let path = begin(&office, first).await;
    issue(&office, &path, "示办函〔2026〕9号").await;
    let second = judged_round(&office, 302, (whole, "2026Q3"), &["9901000001"]).await;
    let path = begin(&office, second).await;
    let plain = Sheet::of(&office, "wang", &path).await.plain().await;
    assert!(
        plain.contains("被通报") && plain.contains("本季度仍出现相同问题"),
        "{plain}"
    );
    assert!(
        plain.contains("进行了复查") && plain.contains("仍有1个未完成整改"),
        "{plain}"
    );
    // 33.3 % then, 66.7 % now.
    assert!(plain.contains("33.4个百分点"), "{plain}");
    // A number is used once.
    check(&office, &path).await;
    let mut sheet = Sheet::of(&office, "shen", &path).await;
    let again = [("do", "issue"), ("number", "示办函〔2026〕9号")];
    sheet.refused("/sign", &again, "已经用过").await;
}

#[tokio::test]
async fn columns_charts_tiles_and_imprint_are_fields_of_the_page() {
    let office = staffed().await;
    let round = judged_round(&office, 501, ("示例省人民政府办公厅", "2026Q3"), &["9901000001"]).await;
    let path = begin(&office, round).await;
    let mut sheet = Sheet::of(&office, "wang", &path).await;
    let with = |more: &[(&'static str, &'static str)]| {
        let mut all = head("12");
        all.extend(more);
        all
    };
    let form = with(&[
        ("column", "rate"),
        ("column", ""),
        ("column", "running"),
        ("chart", "cities"),
        ("tiles", "云岭市\n－ 江口市"),
        ("imprint", "yes"),
        ("copies_to", "示例省委办公厅\n示例省人大常委会办公厅"),
        ("printed_by", "示例省人民政府办公厅"),
        ("printed_on", "2026-10-07"),
    ]);
    sheet.done("/head", &form).await;
    let data = sheet.get("/data").await.text;
    assert!(
        data.contains("云岭市\n－ 江口市</textarea>") && data.contains("<details open><summary>表格的列"),
        "{data}"
    );
    assert!(data.contains("<option value=\"rate\" selected>") && data.contains("value=\"cities\" checked"));
    // What the printed paper shows: the columns in that order, the map, the imprint.
    let html = sheet.get("/files/circular.html").await.text;
    let plain = strip(&html);
    let [rate, running] = ["<th scope=\"col\">合格率", "<th scope=\"col\">在运行"].map(|it| html.find(it));
    let from = plain.find("图1").expect("没有图1");
    assert!(plain[from..].contains("政府网站合格率"), "{}", &plain[from..]);
    assert!(html.contains("<svg"));
    assert!(rate.is_some() && running.is_some() && rate < running, "{html}");
    assert!(plain.contains("示例省人大常委会办公厅"), "{plain}");

    // What cannot be is refused, and nothing is changed.
    sheet
        .refused("/head", &with(&[("column", "rate"), ("column", "rate")]), "重复")
        .await;
    sheet
        .refused(
            "/head",
            &with(&[("chart", "cities"), ("tiles", "海州市")]),
            "海州市",
        )
        .await;
    sheet
        .refused(
            "/head",
            &with(&[("imprint", "yes"), ("printed_on", "十月")]),
            "印发日期",
        )
        .await;
    assert!(
        sheet
            .get("/data")
            .await
            .text
            .contains("云岭市\n－ 江口市</textarea>")
    );
    // Left empty, all is as usual.
    sheet.done("/head", &head("12")).await;
    assert!(!sheet.get("/files/circular.html").await.text.contains("<svg"));
}

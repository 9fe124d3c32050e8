//! What stands wrong in the texts of a site: found once with its evidence, masked, carried over, and checked anew by
//! another lexicon without another download.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::harness::{inspect, run_expecting, word};
use super::small_site::{Pages, SmallSite};

const IDENTITY: &str = "11010519491231002X";
const MOBILE: &str = "13800001234";

fn page(title: &str, body: &str) -> (&'static str, Vec<u8>) {
    let page = format!(
        "<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>{title}</title></head><body>\
         <div class=\"header\"><a href=\"/\">青川市人民政府</a></div>\
         <div class=\"nav\"><a href=\"/\">首页</a><a href=\"/xw/\">青川要闻</a><a href=\"/login.html\">用户登陆</a></div>\
         {body}<div class=\"footer\"><p>主办单位：青川市人民政府办公室</p><p>联系电话：0999-8000123</p></div></body></html>"
    );
    ("text/html; charset=utf-8", page.into_bytes())
}

const BEFORE: &str = "<p>今年以来，全市各级各部门认真落实年度工作安排，持续优化服务，群众办事更加方便。</p>\
    <p>有关单位多次深入基层调研，广泛听取意见建议，及时回应社会关切。</p>";
const BEHIND: &str = "<p>下一步，各单位将继续完善制度，加强队伍建设，不断提高工作质量和效率。</p>\
    <p>同时，畅通监督渠道，主动接受社会各界的监督。</p>";

fn article(title: &str, text: &str) -> (&'static str, Vec<u8>) {
    plain_article(title, &format!("{BEFORE}{text}{BEHIND}"))
}

fn plain_article(title: &str, text: &str) -> (&'static str, Vec<u8>) {
    let body = format!(
        "<div class=\"article\"><h1>{title}</h1><p>发布日期：2023-09-01 来源：本网</p><div class=\"content\">{text}</div></div>"
    );
    page(title, &body)
}

fn pages() -> Pages {
    let articles: [(&str, &str, String); 8] = [
        (
            "/xw/1.html",
            "全市工作会议召开",
            "<p>大会在中华人民共合国国歌声中开幕。</p>".into(),
        ),
        (
            "/xw/2.html",
            "征集作品的公告",
            "<p>欢迎两岸三地的企业参加，对材料作出布署。</p>".into(),
        ),
        (
            "/xw/3.html",
            "救助对象公示",
            format!(
                "<table><tr><th>姓名</th><th>身份证号码</th><th>手机号</th></tr><tr><td>林清和</td><td>{IDENTITY}</td><td>{MOBILE}</td></tr><tr><td>周若溪</td><td>{IDENTITY}</td><td>13800005678</td></tr></table>"
            ),
        ),
        (
            "/xw/4.html",
            "服务指南",
            "<p style=\"display:none\">真人百家乐 网上投注平台</p>".into(),
        ),
        (
            "/xw/5.html",
            "会议通知",
            "<p>会议定于2月30日上午召开，请按时参加。</p>".into(),
        ),
        (
            "/xw/6.html",
            "用语提示",
            "<p>请勿把“中华人民共和国”错写成“中华人民共合国”。咨询电话：13900005678。</p>".into(),
        ),
        (
            "/xw/7.html",
            "名单公布",
            "<p>附件：<a href=\"/attach/mingdan.xlsx\">公示名单.xlsx</a></p>".into(),
        ),
        (
            "/xw/8.html",
            "青川示范项目",
            "<p>青川示范项目稳步推进。</p>".into(),
        ),
    ];
    let mut pages = Pages::new();
    let mut rows = String::new();
    for (path, title, text) in articles {
        rows.push_str(&format!(
            "<li><a href=\"{path}\">{title}</a><span>2023-09-01</span></li>"
        ));
        pages.insert(path, article(title, &text));
    }
    let list = format!("<div class=\"list\"><ul>{rows}</ul></div>");
    pages.insert("/", page("青川市人民政府", &list));
    pages.insert("/xw/", page("青川要闻", &list));
    pages.insert("/login.html", page("登录", "<p>请输入账号和密码。</p>"));
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet().set_name("名单").unwrap();
    for (column, text) in (0..).zip(["姓名", "身份证号", "家庭住址"]) {
        sheet.write(0, column, text).unwrap();
    }
    for (column, text) in (0..).zip(["吴思远", IDENTITY, "青川市和平路8号2栋301室"]) {
        sheet.write(1, column, text).unwrap();
    }
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    pages.insert("/attach/mingdan.xlsx", (kind, workbook.save_to_buffer().unwrap()));
    pages
}

struct Story {
    folder: tempfile::TempDir,
    site: SmallSite,
}

impl Story {
    fn begin() -> Self {
        Self::begin_with("www.qingchuan.gov.example", |_| {})
    }

    /// A site of which some pages are others.
    fn begin_with(host: &str, change: impl FnOnce(&mut Pages)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut pages = pages();
        change(&mut pages);
        let site = SmallSite::serve(pages);
        let register = format!(
            "网站标识码,网站名称,首页网址,地区或部门\n9901000001,青川市人民政府门户网站,http://{host}/,青川市\n"
        );
        std::fs::write(folder.path().join("台账.csv"), register).unwrap();
        std::fs::write(folder.path().join("hosts"), format!("{host} {}\n", site.address)).unwrap();
        let lexicon = "错误写法,正确写法,类别,依据,状态\n青川示范项目,青川示例项目,不规范表述,本单位规定,启用\n布署,部署,错别字,试用,停用\n";
        std::fs::write(folder.path().join("词库.csv"), lexicon).unwrap();
        Self { folder, site }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Inspects into a folder of this name.
    fn inspect(&self, out: &str, more: &[&str]) -> PathBuf {
        let (register, hosts, out) = (self.file("台账.csv"), self.file("hosts"), self.file(out));
        inspect(&register, &hosts, &out, more);
        run_expecting(0, &["verify", word(&out)]);
        out
    }
}

/// The findings on texts, as rule, page and what is wrong.
fn texts(folder: &Path) -> BTreeMap<(String, String, String), Value> {
    let text = std::fs::read_to_string(folder.join("findings.jsonl")).unwrap();
    let findings = text
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    let field = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    findings
        .filter(|finding| finding["text"].is_object())
        .map(|finding| {
            let path = field(&finding["url"])
                .split(".example")
                .nth(1)
                .unwrap_or_default()
                .to_owned();
            let key = (field(&finding["rule"]), path, field(&finding["text"]["wrong"]));
            (key, finding)
        })
        .collect()
}

fn keys(found: &BTreeMap<(String, String, String), Value>) -> Vec<String> {
    found
        .keys()
        .map(|(rule, path, wrong)| format!("{rule} {path} {wrong}"))
        .collect()
}

#[test]
fn each_mistake_is_found_once_with_its_evidence_and_nothing_else_is() {
    let story = Story::begin();
    let out = story.inspect("一", &[]);
    let found = texts(&out);
    assert_eq!(
        keys(&found),
        [
            "form-irregular /xw/5.html 2月30日",
            "misstatement-severe /xw/1.html 中华人民共合国",
            "privacy-leak /attach/mingdan.xlsx 11*************02X",
            "privacy-leak /attach/mingdan.xlsx 青川市******",
            "privacy-leak /xw/3.html 11*************02X",
            "privacy-leak /xw/3.html 138****1234",
            "text-injected /xw/4.html 真人百家乐",
            "typo / 用户登陆",
            "typo /xw/2.html 布署",
            "wording-irregular /xw/2.html 两岸三地",
        ]
    );
    let on_all_pages = &found[&("typo".to_owned(), "/".to_owned(), "用户登陆".to_owned())];
    assert_eq!(
        (&on_all_pages["places_total"], &on_all_pages["region"]),
        (&Value::from(11), &Value::from("nav"))
    );
    let name = &found[&(
        "misstatement-severe".to_owned(),
        "/xw/1.html".to_owned(),
        "中华人民共合国".to_owned(),
    )];
    assert_eq!(name["indicator"], "WV1-1");
    assert_eq!(name["text"]["right"][0], "中华人民共和国");
    assert!(name["text"]["source"].as_str().unwrap().contains("版"), "{name}");
    assert!(
        name["excerpt"]
            .as_str()
            .unwrap()
            .contains("大会在【中华人民共合国】国歌声中"),
        "{name}"
    );
    for finding in found.values() {
        assert_eq!(finding["status"], "suspected");
        assert_eq!(
            finding["evidence"]["file"], "evidence/9901000001.warc.gz",
            "{finding}"
        );
    }
    let list = &found[&(
        "privacy-leak".to_owned(),
        "/xw/3.html".to_owned(),
        "138****1234".to_owned(),
    )];
    let said = list["message"].as_str().unwrap();
    assert!(said.contains("（138****1234）等2个"), "{said}");
    let shown = list["excerpt"].as_str().unwrap();
    assert!(
        shown.contains("【138****1234】") && !shown.contains("林清和"),
        "{shown}"
    );
    // Suspected findings never decide.
    let sites = std::fs::read_to_string(out.join("sites.csv")).unwrap();
    assert!(!sites.contains("WV1-1"), "{sites}");
    let run: Value = serde_json::from_slice(&std::fs::read(out.join("run.json")).unwrap()).unwrap();
    assert_eq!(run["texts"]["lexicons"].as_array().unwrap().len(), 4);

    nothing_personal_stands_outside_the_evidence(&out);
}

/// The page as it was stands in the evidence only.
fn nothing_personal_stands_outside_the_evidence(folder: &Path) {
    let names = [
        "findings.jsonl",
        "links.csv",
        "channels.csv",
        "facts.json",
        "circular.html",
        "run.json",
        "xunwang.db",
    ];
    for name in names {
        let bytes = std::fs::read(folder.join(name)).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        for secret in [IDENTITY, MOBILE, "19491231", "和平路8号"] {
            assert!(!text.contains(secret), "{secret} in {name}");
        }
    }
}

#[test]
fn a_second_round_carries_over_and_another_lexicon_reads_the_evidence_again() {
    let story = Story::begin();
    let first = story.inspect("一", &[]);
    story.site.take_answers();
    let previous = ["--previous", word(&first)];

    let again = story.inspect("二", &previous);
    assert_eq!(keys(&texts(&again)), keys(&texts(&first)));
    let answers = story.site.take_answers();
    assert!(answers.contains(&("/xw/2.html".to_owned(), 304)), "{answers:?}");
    assert!(
        texts(&again)
            .values()
            .all(|finding| finding["first_found"].is_string())
    );

    let lexicon = story.file("词库.csv");
    let other = story.inspect("三", &[&previous[..], &["--lexicon", word(&lexicon)]].concat());
    let answers = story.site.take_answers();
    assert!(answers.contains(&("/xw/8.html".to_owned(), 304)), "{answers:?}");
    let (before, now) = (keys(&texts(&first)), keys(&texts(&other)));
    let only = |one: &[String], other: &[String]| -> Vec<String> {
        one.iter().filter(|key| !other.contains(key)).cloned().collect()
    };
    assert_eq!(only(&before, &now), ["typo /xw/2.html 布署"]);
    // The title wherever it stands, and the sentence.
    let added = [
        "wording-irregular / 青川示范项目",
        "wording-irregular /xw/8.html 青川示范项目",
    ];
    assert_eq!(only(&now, &before), added);
    // Nobody mended what is only no longer asked for.
    let changes = std::fs::read_to_string(other.join("changes.csv")).unwrap();
    let withdrawn = changes.lines().find(|line| line.contains("布署")).unwrap();
    assert!(withdrawn.contains(",not_measured,"), "{withdrawn}");
}

#[test]
fn texts_are_left_alone_where_nobody_asks_for_them() {
    let story = Story::begin();
    let without = story.inspect("一", &["--no-texts"]);
    assert!(texts(&without).is_empty());
    let core = story.inspect("二", &["--only", "link-dead,homepage-stale"]);
    assert!(texts(&core).is_empty());
    let run: Value = serde_json::from_slice(&std::fs::read(core.join("run.json")).unwrap()).unwrap();
    assert!(run["texts"].is_null());
    let typos = story.inspect("三", &["--only", "typo"]);
    assert_eq!(keys(&texts(&typos)), ["typo / 用户登陆", "typo /xw/2.html 布署"]);
    let lexicon = story.file("没有.csv");
    let register = story.file("台账.csv");
    let said = run_expecting(
        2,
        &[
            "inspect",
            word(&register),
            "--out",
            word(&story.file("四")),
            "--lexicon",
            word(&lexicon),
        ],
    );
    assert!(said.contains("没有.csv"), "{said}");
}

/// The findings of some rules, without what differs between two visits.
fn of_rules(folder: &Path, rules: &[&str]) -> Vec<String> {
    let lines = std::fs::read_to_string(folder.join("findings.jsonl")).unwrap();
    let found = lines.lines().filter_map(|line| {
        let mut finding: Value = serde_json::from_str(line).unwrap();
        for field in ["observed_at", "evidence", "first_found"] {
            finding.as_object_mut().unwrap().remove(field);
        }
        rules
            .contains(&finding["rule"].as_str().unwrap())
            .then(|| finding.to_string())
    });
    found.collect()
}

#[test]
fn a_check_by_some_rules_finds_the_same_and_is_no_round_to_be_remembered() {
    let story = Story::begin();
    let rules = ["icp-missing", "report-entry-missing", "site-code-missing"];
    let whole = story.inspect("一", &["--no-texts"]);
    let part = story.inspect("二", &["--only", &rules.join(",")]);
    let expected = of_rules(&whole, &rules);
    assert!(expected.len() >= 2, "{expected:?}");
    assert_eq!(of_rules(&part, &rules), expected);
    let remembered = |folder: &Path| std::fs::read_dir(folder.join("memory")).map_or(0, Iterator::count);
    assert_eq!((remembered(&whole), remembered(&part)), (1, 0));
    let after = |before: &Path, name: &str| {
        let out = story.inspect(name, &["--no-texts", "--previous", word(before)]);
        let run: Value = serde_json::from_slice(&std::fs::read(out.join("run.json")).unwrap()).unwrap();
        assert_eq!(of_rules(&out, &rules), expected);
        run["counts"]["pages_unchanged"].as_u64().unwrap()
    };
    assert_eq!(after(&part, "三"), 0);
    assert!(after(&whole, "四") > 0);
}

/// The articles of a fictional regulation, some left out.
fn regulation(without: &[u32]) -> String {
    let articles = (1..=24).filter(|number| !without.contains(number));
    articles
        .map(|number| {
            format!(
                "<p>第{number}条　河道主管部门应当在{}日内办理第{}类事项，并向社会公布河道名录第{number}号。</p>",
                number + 3,
                number * 7
            )
        })
        .collect()
}

#[test]
fn a_reprint_is_compared_with_its_original_from_a_folder_or_an_earlier_result() {
    let story = Story::begin_with("www.qingchuan.gov.example", |pages| {
        let title = "示例省河道保护条例";
        pages.insert("/xw/7.html", plain_article(title, &regulation(&[12])));
        pages.insert("/xw/8.html", plain_article(title, &regulation(&[])));
    });
    let sources = story.file("原文");
    std::fs::create_dir(&sources).unwrap();
    let text = regulation(&[]).replace("<p>", "").replace("</p>", "\n");
    std::fs::write(sources.join("条例.txt"), format!("示例省河道保护条例\n{text}")).unwrap();
    let only = ["--only", "reprint-incomplete", "--sources"];

    let out = story.inspect("一", &[&only[..], &[word(&sources)]].concat());
    let found = texts(&out);
    assert_eq!(found.len(), 1, "{found:#?}");
    let finding = found.values().next().unwrap();
    assert!(
        finding["url"].as_str().unwrap().ends_with("/xw/7.html"),
        "{finding}"
    );
    assert!(
        finding["excerpt"].as_str().unwrap().contains("第12条"),
        "{finding}"
    );
    assert!(
        finding["message"].as_str().unwrap().contains("缺失1处"),
        "{finding}"
    );

    // The same from the pages that an inspection of the portal has stored.
    let portal = Story::begin_with("www.shili.gov.example", |pages| {
        pages.insert(
            "/xw/8.html",
            plain_article("示例省河道保护条例", &regulation(&[])),
        );
    });
    let stored = portal.inspect("门户", &["--no-texts"]);
    let again = story.inspect("三", &[&only[..], &[word(&stored)]].concat());
    let found = texts(&again);
    assert_eq!(found.len(), 1, "{found:#?}");
    let finding = found.values().next().unwrap();
    assert!(
        finding["url"].as_str().unwrap().ends_with("/xw/7.html"),
        "{finding}"
    );
    let source = finding["text"]["source"].as_str().unwrap();
    assert!(
        source.contains("http://www.shili.gov.example/xw/8.html"),
        "{source}"
    );

    let empty = story.file("空");
    std::fs::create_dir(&empty).unwrap();
    let said = run_expecting(
        2,
        &[
            "inspect",
            word(&story.file("台账.csv")),
            "--out",
            word(&story.file("四")),
            "--sources",
            word(&empty),
        ],
    );
    assert!(said.contains("没有可作原文的文档"), "{said}");
}

//! What is fed (模糊测试目标): each reads bytes of any sort and keeps its promises.

use std::ops::Range;
use std::sync::{Arc, LazyLock};

use chrono::{DateTime, NaiveDate, Utc};
use url::Url;
use xunwang_app::proof::{Manuscript, proof_page, read_lexicon, read_names};
use xunwang_app::registry::read_register;
use xunwang_extract::{PageInput, extract_page_and_reading, facts_from_bytes, facts_to_bytes};
use xunwang_office::{Comment, Kind};
use xunwang_sheet::Table;
use xunwang_text::lexicon::{Article, Exception, Found, Lexicon, Matcher, Scope, seed_lexicons};
use xunwang_text::names::{Names, national_bodies, sample};
use xunwang_text::near::{NearIndex, Overlap, Signature};
use xunwang_text::reprint::{Comparison, View, view};
use xunwang_text::typo::Typos;
use xunwang_text::{Checks, Hit};

use super::corpus;
use crate::Failure;

/// Something that reads what others wrote (目标).
#[derive(Clone, Copy)]
pub(super) struct Target {
    /// The word of `--target`, and the beginning of a stored input's name.
    pub(super) name: &'static str,
    pub(super) title: &'static str,
    pub(super) shape: Shape,
    /// What the inputs are made of.
    pub(super) corpus: fn() -> Vec<Vec<u8>>,
    /// Was the input read (or refused)? An error is a broken promise; before its first `：` what is equal in its kind.
    pub(super) run: fn(&[u8]) -> Result<bool, String>,
}

/// How inputs are mutated (输入形态).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Text,
    /// Several texts, parted by [`PARTING`].
    Texts,
    Page,
    /// CSV or JSON.
    Table,
    /// A zip package of parts.
    Package,
    Pdf,
    /// Bytes whose places matter.
    Compound,
    /// A row of gzip members.
    Members,
}

/// Parts the texts of an input.
pub(super) const PARTING: char = '\u{1e}';

impl Target {
    pub(super) fn named(name: &str) -> Result<&'static Self, Failure> {
        TARGETS
            .iter()
            .find(|target| target.name == name)
            .ok_or_else(|| format!("没有名为“{name}”的目标"))
    }

    pub(super) fn corpus(&self) -> Vec<Vec<u8>> {
        (self.corpus)()
    }
}

const fn target(
    name: &'static str,
    title: &'static str,
    shape: Shape,
    corpus: fn() -> Vec<Vec<u8>>,
    run: fn(&[u8]) -> Result<bool, String>,
) -> Target {
    Target {
        name,
        title,
        shape,
        corpus,
        run,
    }
}

pub(super) const TARGETS: &[Target] = &[
    target("checks", "文字检查", Shape::Text, corpus::texts, checks),
    target("typos", "统计查错", Shape::Text, corpus::texts, typos),
    target("lexicon", "词库导入", Shape::Table, corpus::lexicons, lexicon),
    target("names", "姓名职务词典导入", Shape::Table, corpus::names, names),
    target("reprint", "转载比对", Shape::Texts, corpus::pairs, reprint),
    target("near", "近似重复", Shape::Texts, corpus::pairs, near),
    target("page", "网页提取", Shape::Page, corpus::pages, page),
    target("docx", "读取 DOCX", Shape::Package, corpus::docx, office),
    target("xlsx", "读取 XLSX", Shape::Package, corpus::xlsx, office),
    target("xls", "读取 XLS", Shape::Compound, corpus::xls, office),
    target("pdf", "读取 PDF", Shape::Pdf, corpus::pdf, office),
    target("sheet", "表格导入 XLSX", Shape::Package, corpus::xlsx, sheet),
    target("old-sheet", "表格导入 XLS", Shape::Compound, corpus::xls, sheet),
    target("csv", "表格导入 CSV", Shape::Table, corpus::csv, sheet),
    target("warc", "读取存证", Shape::Members, corpus::warc, warc),
];

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_695_168_000, 0).unwrap_or_default()
}

fn today() -> NaiveDate {
    now().date_naive()
}

fn text_of(input: &[u8]) -> String {
    String::from_utf8_lossy(input).into_owned()
}

fn within(text: &str, span: &Range<usize>, what: &str) -> Result<(), String> {
    let sound = span.start <= span.end
        && span.end <= text.len()
        && text.is_char_boundary(span.start)
        && text.is_char_boundary(span.end);
    match sound {
        true => Ok(()),
        false => Err(format!(
            "位置不在字的边界上：{what} {span:?}，全文 {} 字节",
            text.len()
        )),
    }
}

fn sound(text: &str, hit: &Hit) -> Result<(), String> {
    within(text, &hit.span, &hit.basis)?;
    if hit.span.is_empty() && hit.basis.starts_with("lexicon:") {
        return Err(format!("空的命中：{}", hit.basis));
    }
    if !(0.0..=1.0).contains(&hit.score) {
        return Err(format!("把握不在0与1之间：{} {}", hit.basis, hit.score));
    }
    match hit.message.is_empty() {
        true => Err(format!("没有说明：{}", hit.basis)),
        false => Ok(()),
    }
}

fn all_sound(text: &str, found: &[Found]) -> Result<(), String> {
    found.iter().try_for_each(|found| sound(text, &found.hit))?;
    match found.is_sorted_by_key(|found| found.hit.span.start) {
        true => Ok(()),
        false => Err("命中不按先后".to_owned()),
    }
}

fn checks(input: &[u8]) -> Result<bool, String> {
    static CHECKS: LazyLock<Checks> = LazyLock::new(|| Checks {
        lexicons: Matcher::compile(seed_lexicons().iter().cloned()),
        names: Names::compile([national_bodies(), Arc::new(sample())]),
        typos: None,
    });
    let text = text_of(input);
    let exceptions: Vec<Exception> = (text.chars().take(6).collect::<String>().chars().count() > 2)
        .then(|| Exception {
            text: text.chars().take(6).collect(),
            basis: String::new(),
            scope: Scope::Fleet,
            reason: "试验".to_owned(),
            until: None,
            owner: String::new(),
        })
        .into_iter()
        .collect();
    for date in [Some(today()), None] {
        let article = Article {
            date,
            exceptions: &exceptions,
            ..Article::checked_on(today())
        };
        let found = CHECKS.check(&text, &article);
        all_sound(&text, &found)?;
        proof_page(&Manuscript::of_text("稿件", &text), &found);
    }
    Ok(true)
}

fn typos(input: &[u8]) -> Result<bool, String> {
    static TYPOS: LazyLock<Typos> = LazyLock::new(Typos::bundled);
    let text = text_of(input);
    let hits = TYPOS.check(&text, &[]);
    hits.iter().try_for_each(|hit| sound(&text, hit))?;
    // Any file may be named as a model.
    let _ = Typos::with_words(input.to_vec());
    Ok(true)
}

fn lexicon(input: &[u8]) -> Result<bool, String> {
    let Ok(lexicon) = read_lexicon("词库.csv", input) else {
        return Ok(false);
    };
    if Lexicon::from_json(&lexicon.to_json()).as_ref() != Ok(&lexicon) {
        return Err(format!("词库存为 JSON 后不同：{} 条", lexicon.entries.len()));
    }
    let wrong: Vec<&str> = lexicon
        .entries
        .iter()
        .flat_map(|entry| entry.wrong.iter().map(String::as_str))
        .collect();
    let text = format!("{}\n{}", wrong.join("，"), wrong.concat());
    let matcher = Matcher::compile_with_drafts([Arc::new(lexicon)]);
    all_sound(&text, &matcher.scan(&text, &Article::checked_on(today())))?;
    Ok(true)
}

fn names(input: &[u8]) -> Result<bool, String> {
    // The tables of a workbook, one after the other, as the import reads them.
    let Ok(book) = read_names("姓名.csv", input) else {
        return Ok(false);
    };
    let read = xunwang_text::names::NameBook::from_json(&book.to_json());
    if read.as_ref() != Ok(&book) {
        return Err("词典存为 JSON 后不同".to_owned());
    }
    let text: String = book
        .tenures
        .iter()
        .map(|tenure| {
            format!(
                "{}{}{}出席。{}{}讲话。",
                tenure.body, tenure.post, tenure.person, tenure.person, tenure.post
            )
        })
        .chain(book.bodies.iter().map(|body| format!("{}发布通知。", body.name)))
        .chain(
            book.orders
                .iter()
                .map(|order| format!("{}等出席。", order.people.join("、"))),
        )
        .collect();
    let names = Names::compile([Arc::new(book)]);
    for hit in names.check(&text, Some(today())) {
        sound(&text, &hit)?;
    }
    for person in names.people(&text) {
        within(&text, &person, "姓名")?;
    }
    Ok(true)
}

fn two(input: &[u8]) -> (String, String) {
    let text = text_of(input);
    let (first, second) = text.split_once(PARTING).unwrap_or((&text, ""));
    (first.to_owned(), second.to_owned())
}

fn reprint(input: &[u8]) -> Result<bool, String> {
    let (source, local) = two(input);
    let comparison = Comparison::of(&source, &local);
    for difference in &comparison.differences {
        within(&source, &difference.source, "原文")?;
        within(&local, &difference.local, "本地")?;
    }
    view(&View::default(), &source, &local, &comparison);
    match Comparison::of(&source, &source).differences.is_empty() {
        true => Ok(true),
        false => Err("与自身比对有差异".to_owned()),
    }
}

fn near(input: &[u8]) -> Result<bool, String> {
    let text = text_of(input);
    let texts: Vec<&str> = text.split(PARTING).collect();
    let mut index = NearIndex::new();
    for (id, text) in texts.iter().enumerate() {
        index.insert(id as u64, &Signature::of(text));
    }
    let bytes = index.to_bytes();
    let again = NearIndex::from_bytes(&bytes).map_err(|error| format!("索引存后读不出：{error}"))?;
    for text in &texts {
        let signature = Signature::of(text);
        if index.query(&signature) != again.query(&signature) {
            return Err("索引存后答案不同".to_owned());
        }
    }
    let (first, second) = two(input);
    let _ = Overlap::of(&first, &second);
    // The mutated bytes themselves, and a stored index with one byte of the input in it.
    let _ = NearIndex::from_bytes(input);
    let mut hurt = bytes;
    if let (Some(byte), length @ 1..) = (input.last(), hurt.len()) {
        hurt[input.len() % length] = *byte;
        if let Ok(index) = NearIndex::from_bytes(&hurt) {
            let _ = index.query(&Signature::of(&first));
        }
    }
    Ok(true)
}

fn page(input: &[u8]) -> Result<bool, String> {
    let address = "http://www.qingchuan.example/zwgk/202309/t20230915_1.html";
    let url = Url::parse(address).map_err(|error| error.to_string())?;
    for content_type in [None, Some("text/html; charset=gb2312")] {
        let (facts, reading) = extract_page_and_reading(&PageInput {
            url: &url,
            content_type,
            body: input,
            as_of: now(),
            sketches: true,
        });
        let mut last = 0;
        for part in &reading.parts {
            within(&reading.text, &(last..part.start as usize), "可读文字")?;
            last = part.start as usize;
            let _ = reading.place_of(last);
        }
        let bytes = facts_to_bytes(&facts);
        if facts_from_bytes(&bytes, &url).is_none() {
            return Err("网页事实存后读不出".to_owned());
        }
    }
    Ok(true)
}

fn office(input: &[u8]) -> Result<bool, String> {
    let Ok(paper) = xunwang_office::read(input) else {
        return Ok(false);
    };
    let mut last = 0;
    for part in &paper.parts {
        within(&paper.text, &part.range, "文档")?;
        if part.range.start < last {
            return Err(format!("文档片段重叠：{:?} 在 {last} 之前", part.range));
        }
        last = part.range.end;
    }
    let _ = paper.place_of(paper.text.len() / 2);
    if paper.kind == Kind::Docx {
        let boundaries: Vec<usize> = paper.text.char_indices().map(|(at, _)| at).collect();
        let at = |share: usize| boundaries.get(boundaries.len() * share / 7).copied().unwrap_or(0);
        let comment = |span: Range<usize>| Comment {
            span,
            author: "巡网校对".to_owned(),
            date: "2023-09-20T00:00:00Z".to_owned(),
            text: "核对<&>\u{0}".to_owned(),
        };
        let comments = [
            comment(at(1)..at(2)),
            comment(at(3)..at(6)),
            comment(at(4)..at(5)),
        ];
        if let Ok(copy) = xunwang_office::comment(input, &comments) {
            let again =
                xunwang_office::read(&copy.bytes).map_err(|error| format!("批注本读不出：{error}"))?;
            if again.text != paper.text {
                return Err("批注本的文字不同".to_owned());
            }
        }
    }
    Ok(true)
}

fn sheet(input: &[u8]) -> Result<bool, String> {
    let Ok(workbook) = xunwang_sheet::read("台账", input) else {
        return Ok(false);
    };
    for grid in &workbook.sheets {
        let _ = Table::below_header(grid, &["网站标识码", "网站名称", "首页网址"]);
    }
    let _ = read_register("台账", input, None);
    let _ = read_lexicon("词库", input);
    let _ = read_names("姓名", input);
    Ok(true)
}

fn warc(input: &[u8]) -> Result<bool, String> {
    let mut read = false;
    for (offset, record) in xunwang_warc::records(input) {
        if offset >= input.len() as u64 {
            return Err(format!("记录在文件之外：{offset}"));
        }
        let Ok(record) = record else { continue };
        read = true;
        let _ = (record.kind(), record.uri(), record.block(), record.check_digest());
        let coding = record.field("Content-Encoding");
        let _ = xunwang_warc::decoded(coding.or(Some("gzip")), record.body(), 1 << 20);
        let _ = xunwang_warc::decoded(Some("br"), record.body(), 1 << 20);
    }
    Ok(read)
}

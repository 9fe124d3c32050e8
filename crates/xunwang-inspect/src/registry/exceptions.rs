//! The exception list (例外清单): a sheet of the register, or a file of its own.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use url::Url;
use xunwang_domain::exceptions::{Exception, ExceptionObject};
use xunwang_domain::registry::{Site, SiteCode};
use xunwang_domain::texts::HitClass;
use xunwang_sheet::{Refusal, Table};

use super::address;
use super::columns::{EXCEPTION_COLUMNS, ExceptionField, known_names, locate};
use super::errors::RegisterErrors;
use super::field::{RowReader, day_of, plain, shortened};

/// The name of the sheet.
pub(super) const EXCEPTION_SHEET: &str = "例外清单";
/// The longest words that are excepted: of longer ones an excerpt would not show the whole.
const LONGEST_WORDS: usize = 40;
/// Mistakes that stand in words of a text, as those of personal data and of reprints do not.
const WORD_CLASSES: [HitClass; 5] = [
    HitClass::Misstatement,
    HitClass::Wording,
    HitClass::Typo,
    HitClass::Form,
    HitClass::Spam,
];
/// Stands for every site of the register.
const EVERY_SITE: &str = "全部";

/// An exception list that was read without a single error (例外清单).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExceptionImport {
    /// The exceptions in the order of the rows.
    pub exceptions: Vec<Exception>,
    /// What was assumed or left out, as Chinese sentences.
    pub notes: Vec<String>,
}

/// Reads an exception list (读取例外清单) that is a file of its own; `sites` are those of the register.
///
/// Required columns: 网站标识码 (or 全部), 规则, 理由, 截止日期, 批准人; 对象 is a channel's name, an address, an address that
/// ends in `*`, words in quotation marks for the rules on texts, or empty.
///
/// # Errors
/// Everything that is wrong, each with row, field and cure; then nothing has been taken over.
pub fn read_exceptions(
    file_name: &str,
    bytes: &[u8],
    sites: &[Site],
) -> Result<ExceptionImport, RegisterErrors> {
    let whole = |refusal: Refusal| RegisterErrors::whole_file(Some(EXCEPTION_SHEET), refusal.to_string());
    let workbook = xunwang_sheet::read(file_name, bytes).map_err(whole)?;
    let mut read = ExceptionImport {
        exceptions: Vec::new(),
        notes: workbook
            .notes
            .iter()
            .map(|note| format!("例外清单：{note}"))
            .collect(),
    };
    let sheet = workbook.sheet(EXCEPTION_SHEET).or(workbook.sheets.first());
    if let Some(sheet) = sheet.filter(|sheet| !sheet.rows.is_empty()) {
        let table = sheet.table(&known_names(EXCEPTION_COLUMNS)).map_err(whole)?;
        let codes = sites.iter().map(|site| site.code.clone()).collect();
        let mut errors = RegisterErrors::default();
        read.exceptions = read_rows(&table, sites, &codes, &mut errors)?;
        if errors.total > 0 {
            return Err(errors.in_order());
        }
    }
    Ok(read)
}

/// Reads every row; `codes` are all site codes of the register, also of rows that are wrong otherwise.
pub(super) fn read_rows(
    table: &Table,
    sites: &[Site],
    codes: &HashSet<SiteCode>,
    errors: &mut RegisterErrors,
) -> Result<Vec<Exception>, RegisterErrors> {
    let places = locate(table, EXCEPTION_COLUMNS, Some(EXCEPTION_SHEET))?;
    let homes: HashMap<&SiteCode, &Url> = sites.iter().map(|site| (&site.code, &site.home)).collect();
    let mut exceptions = Vec::with_capacity(table.rows.len());
    let mut row_of: HashMap<(Option<SiteCode>, String, String), u32> = HashMap::new();
    for row in &table.rows {
        let mut reader = RowReader {
            row,
            places: &places,
            sheet: Some(EXCEPTION_SHEET),
            errors,
        };
        reader.check_width(table);
        let site_code = read_site(&mut reader, codes);
        let rule = read_rule(&mut reader);
        let home = site_code
            .iter()
            .flatten()
            .find_map(|code| homes.get(code).copied());
        let object = read_object(&mut reader, home, rule.as_deref());
        let reason = reader.required_name(ExceptionField::Reason as usize, "理由");
        let until = read_day(&mut reader);
        let approved_by = reader.required_name(ExceptionField::Approver as usize, "批准人");
        let (Some(site_code), Some(rule), Some(object)) = (site_code, rule, object) else {
            continue;
        };
        let key = (site_code.clone(), rule.clone(), object.label());
        if let Some(first) = row_of.get(&key) {
            let message =
                format!("与第{first}行是同一网站、同一规则的同一对象；请只保留一行，延期的改截止日期");
            reader.wrong("对象", message);
            continue;
        }
        row_of.insert(key, row.number);
        if let (Some(reason), Some(until), Some(approved_by)) = (reason, until, approved_by) {
            exceptions.push(Exception {
                row: row.number,
                site_code,
                rule,
                object,
                reason,
                until,
                approved_by,
            });
        }
    }
    Ok(exceptions)
}

/// The outer `None`: the code is wrong; the inner: every site is meant.
fn read_site(reader: &mut RowReader<'_>, codes: &HashSet<SiteCode>) -> Option<Option<SiteCode>> {
    let cell = reader.cell(ExceptionField::Code as usize, "网站标识码")?;
    if plain(&cell.text) == EVERY_SITE {
        return Some(None);
    }
    let code = reader.code(ExceptionField::Code as usize)?;
    if codes.contains(&code) {
        return Some(Some(code));
    }
    let message = format!("“{code}”不在名录中；请核对标识码，适用于全部网站的填“{EVERY_SITE}”");
    reader.wrong("网站标识码", message);
    None
}

/// A rule by its code or its title.
fn read_rule(reader: &mut RowReader<'_>) -> Option<String> {
    const FIELD: &str = "规则";
    let text = plain(&reader.cell(ExceptionField::Rule as usize, FIELD)?.text);
    let known = xunwang_rules::RULES
        .iter()
        .find(|rule| rule.code.0.eq_ignore_ascii_case(&text) || plain(rule.title) == text);
    if let Some(rule) = known {
        return Some(rule.code.to_string());
    }
    let cure = "应为规则编号或规则名称，如 channel-stale 或“栏目更新不及时”，全部规则见规则说明书";
    let message = if text.is_empty() {
        format!("没有填写；{cure}")
    } else {
        format!("没有规则“{}”；{cure}", shortened(&text))
    };
    reader.wrong(FIELD, message);
    None
}

/// An address, one that ends in `*`, words in quotation marks, the name of a channel, or nothing for everything.
fn read_object(
    reader: &mut RowReader<'_>,
    home: Option<&Url>,
    rule: Option<&str>,
) -> Option<ExceptionObject> {
    const FIELD: &str = "对象";
    let text = reader.name(ExceptionField::Object as usize, FIELD)?;
    if text.is_empty() {
        return Some(ExceptionObject::All);
    }
    if let Some(words) = quoted(&text) {
        return match words_allowed(words, rule) {
            Ok(()) => Some(ExceptionObject::Text(words.to_owned())),
            Err(message) => {
                reader.wrong(FIELD, message);
                None
            }
        };
    }
    let is_path = text.starts_with('/') && !text.starts_with("//");
    let start = text.get(..8).unwrap_or(&text).to_ascii_lowercase();
    if !is_path && !start.starts_with("http://") && !start.starts_with("https://") {
        return Some(ExceptionObject::Channel(text));
    }
    let (address, is_folder) = match text.strip_suffix('*') {
        Some(folder) => (folder, true),
        None => (text.as_str(), false),
    };
    let url = if is_path {
        home.and_then(|home| home.join(address).ok())
            .ok_or_else(|| "适用于全部网站的网址应写全，以 http:// 或 https:// 开头".to_owned())
    } else {
        address::parse(address).map(|address| address.url)
    };
    match url {
        Ok(url) if is_folder => Some(ExceptionObject::Folder(url)),
        Ok(url) => Some(ExceptionObject::Address(url)),
        Err(message) => {
            reader.wrong(FIELD, message);
            None
        }
    }
}

/// What stands between Chinese or straight quotation marks.
fn quoted(text: &str) -> Option<&str> {
    let inner = text.strip_prefix(['“', '"', '＂'])?;
    Some(inner.strip_suffix(['”', '"', '＂'])?.trim())
}

/// May these words be excepted from this rule? A rule that is not known is wrong for itself.
fn words_allowed(words: &str, rule: Option<&str>) -> Result<(), String> {
    let length = words.chars().filter(|c| !c.is_whitespace()).count();
    if !(2..=LONGEST_WORDS).contains(&length) {
        return Err(format!(
            "引号中的词语有{length}个字，应为2至{LONGEST_WORDS}个；请写含有该表述的词语"
        ));
    }
    let Some(rule) = rule else { return Ok(()) };
    if rule == HitClass::Privacy.rule() {
        let message = "个人信息不能按词语例外（那样须把它写进清单）；请改填所在网页的网址";
        return Err(message.to_owned());
    }
    if WORD_CLASSES.iter().any(|class| class.rule() == rule) {
        return Ok(());
    }
    let rules = WORD_CLASSES.map(HitClass::rule).join("、");
    Err(format!(
        "引号中的词语只用于检查文字的规则（{rules}），{rule} 不是；请改填网址，或不加引号的栏目名称"
    ))
}

fn read_day(reader: &mut RowReader<'_>) -> Option<NaiveDate> {
    const FIELD: &str = "截止日期";
    const CURE: &str = "应为日期，如 2026-12-31；例外必须有截止日期，到期仍需要的再延长";
    let text = plain(&reader.cell(ExceptionField::Until as usize, FIELD)?.text);
    let parsed = day_of(&text);
    if parsed.is_none() {
        let message = if text.is_empty() {
            format!("没有填写；{CURE}")
        } else {
            format!("“{}”不是日期；{CURE}", shortened(&text))
        };
        reader.wrong(FIELD, message);
    }
    parsed
}

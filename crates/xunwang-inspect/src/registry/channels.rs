//! The rows of the sheet 栏目 are hung on their sites.

use std::collections::{HashMap, HashSet};

use url::Url;
use xunwang_domain::registry::{ChannelKind, DeclaredChannel, Site, SiteCode};
use xunwang_sheet::Table;

use super::address;
use super::columns::{CHANNEL_COLUMNS, ChannelField, locate};
use super::errors::RegisterErrors;
use super::field::{RowReader, plain, shortened};

/// Longest update term that makes sense, in days.
const LONGEST_TERM: u32 = 3_660;

const KINDS: &[&str] = &[
    "动态要闻",
    "通知公告",
    "政策文件",
    "人事规划",
    "政策解读",
    "互动",
    "其他",
];

/// Reads every row; `codes` are all site codes of the register, also of rows that are wrong otherwise.
pub(super) fn read_channels(
    table: &Table,
    sheet: &str,
    sites: &mut [Site],
    codes: &HashSet<SiteCode>,
    errors: &mut RegisterErrors,
) -> Result<(), RegisterErrors> {
    let places = locate(table, CHANNEL_COLUMNS, Some(sheet))?;
    let site_of_code: HashMap<SiteCode, usize> = sites
        .iter()
        .enumerate()
        .map(|(place, site)| (site.code.clone(), place))
        .collect();
    let mut row_of_channel: HashMap<(SiteCode, Url), u32> = HashMap::new();
    for row in &table.rows {
        let mut reader = RowReader {
            row,
            places: &places,
            sheet: Some(sheet),
            errors,
        };
        reader.check_width(table);
        let code = reader.code(ChannelField::Code as usize);
        let site = code.as_ref().and_then(|code| site_of_code.get(code).copied());
        if let Some(code) = code.as_ref().filter(|code| !codes.contains(code)) {
            let message = format!("“{code}”不在名录中；请核对标识码，或先在名录中登记该网站");
            reader.wrong("网站标识码", message);
        }
        let name = reader.required_name(ChannelField::Name as usize, "栏目名称");
        let url = read_url(&mut reader, site.map(|site| &sites[site].home));
        let kind = reader.word(
            ChannelField::Kind as usize,
            "栏目类别",
            None,
            ChannelKind::from_label,
            KINDS,
        );
        let term = read_term(&mut reader);
        if let (Some(code), Some(url)) = (&code, &url) {
            let key = (code.clone(), url.clone());
            if let Some(first) = row_of_channel.get(&key) {
                let message = format!("与第{first}行是同一网站的同一栏目；请删去其中一行");
                reader.wrong("栏目网址", message);
            } else {
                row_of_channel.insert(key, row.number);
            }
        }
        if let (Some(site), Some(name), Some(url), Some(kind), Some(term_days)) =
            (site, name, url, kind, term)
        {
            sites[site].channels.push(DeclaredChannel {
                name,
                url,
                kind,
                term_days,
            });
        }
    }
    Ok(())
}

/// An address that begins with `/` belongs to the site's home.
fn read_url(reader: &mut RowReader<'_>, home: Option<&Url>) -> Option<Url> {
    const FIELD: &str = "栏目网址";
    let text = reader.cell(ChannelField::Url as usize, FIELD)?.text.clone();
    if text.starts_with('/') && !text.starts_with("//") {
        return match home?.join(&text) {
            Ok(url) => Some(url),
            Err(_) => {
                reader.wrong(
                    FIELD,
                    format!("“{}”不是可用的网址；请核对后重新填写", shortened(&text)),
                );
                None
            }
        };
    }
    match address::parse(&text) {
        Ok(address) => Some(address.url),
        Err(message) => {
            reader.wrong(FIELD, message);
            None
        }
    }
}

/// The outer `None`: the term is wrong; the inner: the channel has none of its own.
fn read_term(reader: &mut RowReader<'_>) -> Option<Option<u32>> {
    const FIELD: &str = "更新期限(天)";
    let text = plain(&reader.cell(ChannelField::Term as usize, FIELD)?.text);
    if text.is_empty() {
        return Some(None);
    }
    let days = text.strip_suffix('天').unwrap_or(&text).parse().ok();
    match days {
        Some(days @ 1..=LONGEST_TERM) => Some(Some(days)),
        _ => {
            let message = format!(
                "“{}”不是天数；应为1到{LONGEST_TERM}的整数，没有专门期限的留空",
                shortened(&text)
            );
            reader.wrong(FIELD, message);
            None
        }
    }
}

//! The rows of the main sheet become sites.

use std::collections::{HashMap, HashSet};

use url::Url;
use xunwang_domain::registry::{Site, SiteCategory, SiteCode, SiteStatus};
use xunwang_sheet::Table;

use super::address;
use super::columns::{SITE_COLUMNS, SiteField, locate};
use super::errors::RegisterErrors;
use super::field::RowReader;

/// Most row numbers that a note names.
const ROWS_NAMED: usize = 20;

/// What the rows hold.
pub(super) struct SiteRows {
    /// The sites of the rows without an error.
    pub(super) sites: Vec<Site>,
    /// All site codes, also of rows that are wrong otherwise.
    pub(super) codes: HashSet<SiteCode>,
}

/// Reads every row; what is wrong goes to `errors`, what was assumed to `notes`.
pub(super) fn read_sites(
    table: &Table,
    notes: &mut Vec<String>,
    errors: &mut RegisterErrors,
) -> Result<SiteRows, RegisterErrors> {
    let places = locate(table, SITE_COLUMNS, None)?;
    let mut sites = Vec::with_capacity(table.rows.len());
    let mut row_of_code: HashMap<SiteCode, u32> = HashMap::with_capacity(table.rows.len());
    let mut row_of_home: HashMap<Url, u32> = HashMap::with_capacity(table.rows.len());
    let mut without_scheme = Vec::new();
    for row in &table.rows {
        let mut reader = RowReader {
            row,
            places: &places,
            sheet: None,
            errors,
        };
        reader.check_width(table);
        let (site, scheme_added) = read_site(&mut reader);
        if let Some(code) = &site.code {
            if let Some(first) = row_of_code.get(code) {
                let message = format!("“{code}”与第{first}行重复；每个网站只能有一行，请删去或改正其中一行");
                reader.wrong("网站标识码", message);
            } else {
                row_of_code.insert(code.clone(), row.number);
            }
        }
        if scheme_added {
            without_scheme.push(row.number);
        }
        let Some(site) = site.complete() else { continue };
        match row_of_home.get(&site.home) {
            Some(first) if notes.len() < 1_000 => notes.push(format!(
                "第{}行与第{first}行的首页网址相同（{}），请核对",
                row.number, site.home
            )),
            Some(_) => {}
            None => {
                row_of_home.insert(site.home.clone(), row.number);
            }
        }
        sites.push(site);
    }
    if !without_scheme.is_empty() {
        let named: Vec<_> = without_scheme
            .iter()
            .take(ROWS_NAMED)
            .map(u32::to_string)
            .collect();
        let more = if without_scheme.len() > ROWS_NAMED {
            "等"
        } else {
            ""
        };
        notes.push(format!(
            "有{}行的首页网址没有写 http:// 或 https://，已按 http:// 读取：第{}{more}行",
            without_scheme.len(),
            named.join("、")
        ));
    }
    Ok(SiteRows {
        sites,
        codes: row_of_code.into_keys().collect(),
    })
}

/// A row with every field that could be read.
struct SiteRow {
    code: Option<SiteCode>,
    name: Option<String>,
    home: Option<Url>,
    area: Option<String>,
    supervisor: Option<String>,
    sponsor: Option<String>,
    category: Option<SiteCategory>,
    status: Option<SiteStatus>,
    public_service: Option<bool>,
}

impl SiteRow {
    fn complete(self) -> Option<Site> {
        Some(Site {
            code: self.code?,
            name: self.name?,
            home: self.home?,
            area: self.area?,
            supervisor: self.supervisor?,
            sponsor: self.sponsor?,
            category: self.category?,
            status: self.status?,
            public_service: self.public_service?,
            channels: Vec::new(),
        })
    }
}

/// Reads all fields, so that one pass names everything that is wrong; also whether a scheme was added.
fn read_site(reader: &mut RowReader<'_>) -> (SiteRow, bool) {
    let code = reader.code(SiteField::Code as usize);
    let name = reader.required_name(SiteField::Name as usize, "网站名称");
    let home = read_home(reader);
    let scheme_added = home.as_ref().is_some_and(|home| home.scheme_added);
    let row = SiteRow {
        code,
        name,
        home: home.map(|home| home.url),
        area: reader.required_name(SiteField::Area as usize, "地区或部门"),
        supervisor: reader.name(SiteField::Supervisor as usize, "主管单位"),
        sponsor: reader.name(SiteField::Sponsor as usize, "主办单位"),
        category: reader.word(
            SiteField::Category as usize,
            "网站类别",
            Some(SiteCategory::Other),
            SiteCategory::from_label,
            &["门户网站", "部门网站", "其他"],
        ),
        status: reader.word(
            SiteField::Status as usize,
            "运行状态",
            Some(SiteStatus::Running),
            SiteStatus::from_label,
            &["开设中", "正常运行", "临时下线", "关停", "注销"],
        ),
        public_service: reader.word(
            SiteField::PublicService as usize,
            "对外服务",
            Some(true),
            |word| match word {
                "是" => Some(true),
                "否" => Some(false),
                _ => None,
            },
            &["是", "否"],
        ),
    };
    (row, scheme_added)
}

fn read_home(reader: &mut RowReader<'_>) -> Option<address::Address> {
    let text = &reader.cell(SiteField::Home as usize, "首页网址")?.text;
    match address::parse(text) {
        Ok(address) => Some(address),
        Err(message) => {
            reader.wrong("首页网址", message);
            None
        }
    }
}

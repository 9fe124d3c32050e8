//! A spreadsheet becomes a register, whole or not at all.

use xunwang_domain::exceptions::Exception;
use xunwang_domain::registry::Site;
use xunwang_sheet::{Grid, Refusal, Workbook, plain_header};

use super::channels::read_channels;
use super::columns::{CHANNEL_COLUMNS, Column, EXCEPTION_COLUMNS, SITE_COLUMNS, known_names};
use super::errors::RegisterErrors;
use super::exceptions::{EXCEPTION_SHEET, read_rows};
use super::sites::{SiteRows, read_sites};

/// The name of the sheet that lists channels.
const CHANNEL_SHEET: &str = "栏目";

/// A register that was read without a single error (名录).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisterImport {
    /// The sites in the order of the rows, with their channels.
    pub sites: Vec<Site>,
    /// The exceptions of the sheet 例外清单, in the order of its rows.
    pub exceptions: Vec<Exception>,
    /// What was assumed or left out, as Chinese sentences.
    pub notes: Vec<String>,
    /// The columns of the contract that the file does not have: there it says nothing.
    pub absent: Vec<&'static str>,
}

/// Reads a register (读取名录) from CSV, XLSX or XLS; channels stand in a sheet `栏目` or in a file of their own.
///
/// Required columns: 网站标识码, 网站名称, 首页网址, 地区或部门. Without the others a site is 其他, 正常运行,
/// 对外服务 是, its bodies empty; so is an empty cell. Further columns are left alone. A sheet `例外清单` is read as
/// [`super::read_exceptions`] reads a file of its own.
///
/// # Errors
/// Everything that is wrong, each with row, field and cure; then nothing has been taken over.
pub fn read_register(
    file_name: &str,
    bytes: &[u8],
    channels: Option<(&str, &[u8])>,
) -> Result<RegisterImport, RegisterErrors> {
    let whole = |refusal: Refusal| RegisterErrors::whole_file(None, refusal.to_string());
    let workbook = xunwang_sheet::read(file_name, bytes).map_err(whole)?;
    let mut notes = workbook.notes.clone();
    let table = main_sheet(&workbook, &mut notes)?
        .table(&known_names(SITE_COLUMNS))
        .map_err(whole)?;
    let is_there = |column: &&Column| {
        std::iter::once(&column.name)
            .chain(column.also)
            .any(|name| table.column(name).is_some())
    };
    let absent = SITE_COLUMNS.iter().filter(|column| !is_there(column));
    let absent = absent.map(|column| column.name).collect();
    let mut errors = RegisterErrors::default();
    let SiteRows { mut sites, codes } = read_sites(&table, &mut notes, &mut errors)?;
    if table.rows.is_empty() {
        return Err(RegisterErrors::whole_file(
            None,
            "表头下面没有任何网站；请确认选对了文件和工作表".to_owned(),
        ));
    }
    let channel_file;
    let channel_sheet = match (channels, workbook.sheet(CHANNEL_SHEET)) {
        (Some(_), Some(_)) => {
            return Err(RegisterErrors::whole_file(
                Some(CHANNEL_SHEET),
                "名录中已有工作表“栏目”，又另给了栏目文件；请只保留其中一个".to_owned(),
            ));
        }
        (Some((name, bytes)), None) => {
            let refused =
                |refusal: Refusal| RegisterErrors::whole_file(Some(CHANNEL_SHEET), refusal.to_string());
            channel_file = xunwang_sheet::read(name, bytes).map_err(refused)?;
            notes.extend(channel_file.notes.iter().map(|note| format!("栏目文件：{note}")));
            channel_file.sheet(CHANNEL_SHEET).or(channel_file.sheets.first())
        }
        (None, sheet) => sheet,
    };
    if let Some(sheet) = channel_sheet.filter(|sheet| !sheet.rows.is_empty()) {
        let table = sheet
            .table(&known_names(CHANNEL_COLUMNS))
            .map_err(|refusal| RegisterErrors::whole_file(Some(CHANNEL_SHEET), refusal.to_string()))?;
        if let Err(header) = read_channels(&table, CHANNEL_SHEET, &mut sites, &codes, &mut errors) {
            errors.absorb(header);
        }
    }
    let mut exceptions = Vec::new();
    if let Some(sheet) = workbook
        .sheet(EXCEPTION_SHEET)
        .filter(|sheet| !sheet.rows.is_empty())
    {
        let table = sheet
            .table(&known_names(EXCEPTION_COLUMNS))
            .map_err(|refusal| RegisterErrors::whole_file(Some(EXCEPTION_SHEET), refusal.to_string()))?;
        match read_rows(&table, &sites, &codes, &mut errors) {
            Ok(rows) => exceptions = rows,
            Err(header) => errors.absorb(header),
        }
    }
    if errors.total == 0 {
        Ok(RegisterImport {
            sites,
            exceptions,
            notes,
            absent,
        })
    } else {
        Err(errors.in_order())
    }
}

/// The sheet with the most columns of a register; the first one where several have as many.
fn main_sheet<'a>(workbook: &'a Workbook, notes: &mut Vec<String>) -> Result<&'a Grid, RegisterErrors> {
    let names = known_names(SITE_COLUMNS);
    let known = |sheet: &Grid| {
        let columns = |row: &xunwang_sheet::Row| {
            let is_known = |cell: &&xunwang_sheet::Cell| names.contains(&plain_header(&cell.text).as_str());
            row.cells.iter().filter(is_known).count()
        };
        sheet.rows.iter().take(20).map(columns).max().unwrap_or(0)
    };
    let mut best: Option<(&Grid, usize)> = None;
    let candidates = || {
        workbook
            .sheets
            .iter()
            .filter(|sheet| ![CHANNEL_SHEET, EXCEPTION_SHEET].contains(&sheet.name.trim()))
    };
    for sheet in candidates() {
        let count = known(sheet);
        if best.is_none_or(|(_, most)| count > most) {
            best = Some((sheet, count));
        }
    }
    let Some((main, _)) = best else {
        return Err(RegisterErrors::whole_file(
            None,
            "工作簿中没有可见的网站名录工作表；请取消隐藏或选对文件".to_owned(),
        ));
    };
    let others: Vec<_> = candidates()
        .filter(|sheet| !std::ptr::eq(*sheet, main) && !sheet.rows.is_empty())
        .map(|sheet| format!("“{}”", sheet.name))
        .collect();
    if !others.is_empty() {
        notes.push(format!(
            "只读取了工作表“{}”；没有读取：{}",
            main.name,
            others.join("、")
        ));
    }
    Ok(main)
}

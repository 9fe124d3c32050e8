//! What an office checks by: its own lexicons and dictionaries, from JSON or a spreadsheet.

use xunwang_sheet::{Row, Table, Workbook};
use xunwang_text::lexicon::Lexicon;
use xunwang_text::names::NameBook;
use xunwang_text::table;

/// Reads a lexicon (读取词库): JSON as it was exported, or a table (XLSX, XLS, CSV) with at least 错误写法, 类别 and 依据.
///
/// # Errors
/// Everything that is wrong, as Chinese sentences with row and field; then nothing is taken.
pub fn read_lexicon(name: &str, bytes: &[u8]) -> Result<Lexicon, String> {
    if let Some(json) = as_json(bytes) {
        return Lexicon::from_json(json).map_err(|error| error.to_string());
    }
    let workbook = read_workbook(name, bytes)?;
    let named = |name: &str| workbook.sheets.iter().find(|grid| grid.name.trim() == name);
    let Some(grid) = named(ENTRIES).or(workbook.sheets.first()) else {
        return Err("文件中没有工作表".to_owned());
    };
    let (header, rows) = rows(grid, &["错误写法", "正确写法", "类别", "依据"])?;
    let [id, version, title] = identity(named(LEXICON), stem(name))?;
    Lexicon::from_rows((&id, &version, &title), &header, &rows).map_err(|error| error.to_string())
}

/// The sheet of a lexicon's entries (词条), and the one that says which lexicon it is (词库).
pub(super) const ENTRIES: &str = "词条";
pub(super) const LEXICON: &str = "词库";
/// The sheet that says which dictionary of names it is (词典).
pub(super) const BOOK: &str = "词典";
/// The columns of that sheet.
pub(super) const IDENTITY: [&str; 3] = ["编号", "版本", "名称"];

/// Number, version and title as an export wrote them; where there are none, the name of the file says what it is.
fn identity(grid: Option<&xunwang_sheet::Grid>, stem: &str) -> Result<[String; 3], String> {
    let unnamed = || [stem.to_owned(), String::new(), stem.to_owned()];
    let Some(grid) = grid else { return Ok(unnamed()) };
    let (header, rows) = rows(grid, &IDENTITY)?;
    let cell = |name: &str| {
        let column = header.iter().position(|title| title == name)?;
        rows.first()?.cells.get(column).cloned()
    };
    let id = cell(IDENTITY[0]).filter(|id| !id.is_empty());
    Ok(id.map_or_else(unnamed, |id| {
        [
            id,
            cell(IDENTITY[1]).unwrap_or_default(),
            cell(IDENTITY[2]).unwrap_or_default(),
        ]
    }))
}

/// Reads a dictionary of names, posts and bodies (读取姓名职务词典): JSON, or a workbook with sheets 任职, 机构 and 排序,
/// each of which may be missing.
///
/// # Errors
/// Everything that is wrong, as Chinese sentences with sheet, row and field; then nothing is taken.
pub fn read_names(name: &str, bytes: &[u8]) -> Result<NameBook, String> {
    if let Some(json) = as_json(bytes) {
        return NameBook::from_json(json).map_err(|error| error.to_string());
    }
    let workbook = read_workbook(name, bytes)?;
    let of_book = workbook.sheets.iter().find(|grid| grid.name.trim() == BOOK);
    let [id, version, title] = identity(of_book, stem(name))?;
    let mut book = NameBook {
        id,
        version,
        title,
        tenures: Vec::new(),
        bodies: Vec::new(),
        orders: Vec::new(),
    };
    let mut known = 0;
    for grid in &workbook.sheets {
        let of_sheet = |error: table::TableRefusal| format!("工作表“{}”：\n{error}", grid.name);
        let (header, rows) = match grid.name.trim() {
            "任职" | "机构" | "排序" => rows(
                grid,
                &[
                    "姓名",
                    "职务",
                    "机构",
                    "名称",
                    "原名称",
                    "机构名称",
                    "名单名称",
                    "依据",
                ],
            )?,
            _ => continue,
        };
        known += 1;
        match grid.name.trim() {
            "任职" => book.tenures = NameBook::tenures_from_rows(&header, &rows).map_err(of_sheet)?,
            "机构" => book.bodies = NameBook::bodies_from_rows(&header, &rows).map_err(of_sheet)?,
            _ => book.orders = NameBook::orders_from_rows(&header, &rows).map_err(of_sheet)?,
        }
    }
    if known == 0 {
        return Err("没有名为“任职”“机构”或“排序”的工作表；请按导出的模板填写".to_owned());
    }
    Ok(book)
}

/// The name of a file without folder and ending.
fn stem(name: &str) -> &str {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

fn as_json(bytes: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(bytes).ok()?;
    let text = text.trim_start_matches('\u{feff}');
    text.trim_start().starts_with('{').then_some(text)
}

fn read_workbook(name: &str, bytes: &[u8]) -> Result<Workbook, String> {
    xunwang_sheet::read(name, bytes).map_err(|refusal| refusal.to_string())
}

/// The header and the rows of a sheet, as plain texts.
fn rows(grid: &xunwang_sheet::Grid, known: &[&str]) -> Result<(Vec<String>, Vec<table::Row>), String> {
    let table = Table::below_header(grid, known).map_err(|refusal| refusal.to_string())?;
    let row = |row: &Row| table::Row {
        number: row.number,
        cells: row.cells.iter().map(|cell| cell.text.clone()).collect(),
    };
    Ok((table.header.clone(), table.rows.iter().map(row).collect()))
}

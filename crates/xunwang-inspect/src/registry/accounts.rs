//! A sheet of people who are to get an account.

use xunwang_sheet::Refusal;

use super::columns::{ACCOUNT_COLUMNS, AccountField, known_names, locate};
use super::errors::{RegisterError, RegisterErrors};
use super::field::RowReader;

/// Somebody who is to get an account, as the sheet has it (待建账号).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountRow {
    /// The row as a spreadsheet shows it, from 1.
    pub row: u32,
    /// 姓名
    pub name: String,
    /// 登录名; empty where one is to be made up.
    pub account: String,
    /// 单位, as it is written.
    pub body: String,
}

/// Reads people from CSV, XLSX or XLS: columns 姓名, 单位 and, where wanted, 登录名.
///
/// # Errors
/// Everything that is wrong, each with row, field and cure.
pub fn read_accounts(file_name: &str, bytes: &[u8]) -> Result<Vec<AccountRow>, RegisterErrors> {
    let whole = |refusal: Refusal| RegisterErrors::whole_file(None, refusal.to_string());
    let empty = || RegisterErrors::whole_file(None, "没有任何人员；请确认选对了文件".to_owned());
    let workbook = xunwang_sheet::read(file_name, bytes).map_err(whole)?;
    let sheet = workbook.sheets.first().ok_or_else(empty)?;
    let table = sheet.table(&known_names(ACCOUNT_COLUMNS)).map_err(whole)?;
    let places = locate(&table, ACCOUNT_COLUMNS, None)?;
    let mut errors = RegisterErrors::default();
    let mut rows = Vec::with_capacity(table.rows.len());
    for row in &table.rows {
        let mut reader = RowReader {
            row,
            places: &places,
            sheet: None,
            errors: &mut errors,
        };
        reader.check_width(&table);
        let name = reader.required_name(AccountField::Name as usize, "姓名");
        let account = reader.name(AccountField::Account as usize, "登录名");
        let body = reader.required_name(AccountField::Body as usize, "单位");
        if let (Some(name), Some(account), Some(body)) = (name, account, body) {
            rows.push(AccountRow {
                row: row.number,
                name,
                account,
                body,
            });
        }
    }
    if errors.total > 0 {
        return Err(errors.in_order());
    }
    if rows.is_empty() { Err(empty()) } else { Ok(rows) }
}

impl RegisterErrors {
    /// Adds what is wrong with one field of a row, found out after reading.
    pub fn add_field(&mut self, row: u32, field: &str, message: String) {
        self.add(RegisterError {
            sheet: None,
            row: Some(row),
            field: Some(field.to_owned()),
            message,
        });
    }
}

//! The register of new-media accounts (新媒体台账) as offices send it: whole or not at all, every wrong cell by row, column and cure.

use std::collections::HashMap;

use xunwang_domain::account::{AccountCode, MediaAccount, MediaStatus, Permit, Platform};
use xunwang_sheet::{Refusal, Table};

use super::address;
use super::columns::{Column, MEDIA_COLUMNS, MediaField, known_names, locate};
use super::errors::RegisterErrors;
use super::field::{RowReader, shortened};

const WHAT: &str = "新媒体台账";
/// Most notes that are kept.
const NOTES: usize = 1_000;

/// An account as a row has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaRow {
    /// The row as a spreadsheet shows it, from 1.
    pub row: u32,
    /// The account. One that is said to be removed, without a proof, is closed: 关停.
    pub account: MediaAccount,
    /// Does the row say 注销 without a proof?
    pub is_unproved: bool,
}

/// A register of accounts that was read without a single error (新媒体台账).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaImport {
    /// The accounts in the order of the rows.
    pub rows: Vec<MediaRow>,
    /// What was assumed, as Chinese sentences.
    pub notes: Vec<String>,
    /// The columns of the contract that the file does not have: there it says nothing.
    pub absent: Vec<&'static str>,
}

/// Reads accounts (读取新媒体台账) from CSV, XLSX or XLS. Required columns: 账号编号, 账号名称, 平台, 地区或部门.
///
/// # Errors
/// Everything that is wrong, each with row, field and cure.
pub fn read_media_accounts(file_name: &str, bytes: &[u8]) -> Result<MediaImport, RegisterErrors> {
    read(file_name, bytes).map_err(|errors| errors.of(WHAT))
}

fn read(file_name: &str, bytes: &[u8]) -> Result<MediaImport, RegisterErrors> {
    let whole = |refusal: Refusal| RegisterErrors::whole_file(None, refusal.to_string());
    let empty = || RegisterErrors::whole_file(None, "没有任何账号；请确认选对了文件和工作表".to_owned());
    let workbook = xunwang_sheet::read(file_name, bytes).map_err(whole)?;
    let sheet = workbook.sheets.first().ok_or_else(empty)?;
    let table = sheet.table(&known_names(MEDIA_COLUMNS)).map_err(whole)?;
    let places = locate(&table, MEDIA_COLUMNS, None)?;
    let is_there = |column: &&Column| {
        let mut names = std::iter::once(&column.name).chain(column.also);
        names.any(|name| table.column(name).is_some())
    };
    let absent = MEDIA_COLUMNS.iter().filter(|column| !is_there(column));
    let mut import = MediaImport {
        rows: Vec::with_capacity(table.rows.len()),
        notes: workbook.notes.clone(),
        absent: absent.map(|column| column.name).collect(),
    };
    let mut errors = RegisterErrors::default();
    read_rows(&table, &places, &mut import, &mut errors);
    if errors.total > 0 {
        return Err(errors.in_order());
    }
    if import.rows.is_empty() {
        return Err(empty());
    }
    Ok(import)
}

fn read_rows(table: &Table, places: &[Option<usize>], import: &mut MediaImport, errors: &mut RegisterErrors) {
    let mut row_of_code: HashMap<AccountCode, u32> = HashMap::with_capacity(table.rows.len());
    let mut row_of_id: HashMap<(Platform, String), u32> = HashMap::with_capacity(table.rows.len());
    let mut unlisted: Vec<String> = Vec::new();
    for row in &table.rows {
        let mut reader = RowReader {
            row,
            places,
            sheet: None,
            errors: &mut *errors,
        };
        reader.check_width(table);
        let read = read_row(&mut reader);
        if let Some(code) = &read.code {
            match row_of_code.get(code) {
                Some(first) => {
                    let message =
                        format!("“{code}”与第{first}行重复；每个账号只能有一行，请删去或改正其中一行");
                    reader.wrong("账号编号", message);
                }
                None => {
                    row_of_code.insert(code.clone(), row.number);
                }
            }
        }
        let Some(read) = read.complete(row.number) else {
            continue;
        };
        let account = &read.account;
        let mut note = |text: String| {
            if import.notes.len() < NOTES {
                import.notes.push(text);
            }
        };
        if read.is_unproved {
            note(format!(
                "第{}行“{}”写为注销，但没有注销凭证：按“关停”登记，平台确已注销的，补填凭证或办理注销",
                row.number, account.name
            ));
        }
        if !account.permanent.is_empty() {
            let id = (account.platform.family(), account.permanent.clone());
            match row_of_id.get(&id) {
                Some(first) => note(format!(
                    "第{}行与第{first}行是同一平台的同一个平台ID（{}），请核对是否重复登记",
                    row.number, account.permanent
                )),
                None => {
                    row_of_id.insert(id, row.number);
                }
            }
        }
        if account.platform.is_other() && !unlisted.iter().any(|name| name == account.platform.label()) {
            unlisted.push(account.platform.label().to_owned());
        }
        import.rows.push(read);
    }
    if !unlisted.is_empty() {
        import.notes.push(format!(
            "平台清单里没有的平台，按所写名称登记：{}；如系笔误请改正",
            unlisted.join("、")
        ));
    }
}

/// A row with every field that could be read, so that one pass names everything that is wrong.
struct ReadRow {
    code: Option<AccountCode>,
    name: Option<String>,
    platform: Option<Platform>,
    permanent: Option<String>,
    handle: Option<String>,
    certified: Option<String>,
    sponsor: Option<String>,
    supervisor: Option<String>,
    area: Option<String>,
    address: Option<Option<url::Url>>,
    opened_on: Option<Option<chrono::NaiveDate>>,
    status: Option<MediaStatus>,
    removal_proof: Option<String>,
    permit: Option<Option<Permit>>,
}

impl ReadRow {
    fn complete(self, row: u32) -> Option<MediaRow> {
        let (status, removal_proof) = (self.status?, self.removal_proof?);
        let is_unproved = status == MediaStatus::Cancelled && removal_proof.is_empty();
        let account = MediaAccount {
            code: self.code?,
            name: self.name?,
            platform: self.platform?,
            permanent: self.permanent?,
            handle: self.handle?,
            certified: self.certified?,
            sponsor: self.sponsor?,
            supervisor: self.supervisor?,
            area: self.area?,
            address: self.address?,
            opened_on: self.opened_on?,
            status: match is_unproved {
                true => MediaStatus::Retired,
                false => status,
            },
            removal_proof,
            permit: self.permit?,
        };
        Some(MediaRow {
            row,
            account,
            is_unproved,
        })
    }
}

fn read_row(reader: &mut RowReader<'_>) -> ReadRow {
    use MediaField as At;
    let name_of = |field: At| MEDIA_COLUMNS[field as usize].name;
    let name = |reader: &mut RowReader<'_>, field: At| reader.name(field as usize, name_of(field));
    let required =
        |reader: &mut RowReader<'_>, field: At| reader.required_name(field as usize, name_of(field));
    ReadRow {
        code: read_code(reader),
        name: required(reader, At::Name),
        platform: required(reader, At::Platform).and_then(|text| Platform::parse(&text)),
        permanent: read_id(reader, At::Permanent),
        handle: read_id(reader, At::Handle),
        certified: name(reader, At::Certified),
        sponsor: name(reader, At::Sponsor),
        supervisor: name(reader, At::Supervisor),
        area: required(reader, At::Area),
        address: read_address(reader),
        opened_on: reader.day(At::OpenedOn as usize, name_of(At::OpenedOn)),
        status: reader.word(
            At::Status as usize,
            name_of(At::Status),
            Some(MediaStatus::Running),
            MediaStatus::parse,
            &MediaStatus::ALL.map(MediaStatus::label),
        ),
        removal_proof: name(reader, At::RemovalProof).map(|text| match text.as_str() {
            "无" | "-" | "—" | "/" => String::new(),
            _ => text,
        }),
        permit: read_permit(reader),
    }
}

fn read_code(reader: &mut RowReader<'_>) -> Option<AccountCode> {
    const FIELD: &str = "账号编号";
    let text = reader.cell(MediaField::Code as usize, FIELD)?.text.clone();
    match AccountCode::parse(&text) {
        Ok(code) => Some(code),
        Err(error) => {
            reader.wrong(FIELD, error.to_string());
            None
        }
    }
}

/// An id or a handle: a spreadsheet may have made a rounded number of it, and then it is nobody's.
fn read_id(reader: &mut RowReader<'_>, field: MediaField) -> Option<String> {
    let column = MEDIA_COLUMNS[field as usize].name;
    let cell = reader.cell(field as usize, column)?;
    let (text, numeric) = (cell.text.clone(), cell.numeric);
    let has_exponent = text.contains(['E', 'e']) && text.contains(['+', '.']) && text.parse::<f64>().is_ok();
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    if has_exponent || (numeric && digits > 15) {
        reader.wrong(
            column,
            format!(
                "“{}”按数字存放，末尾几位可能已丢失；请把该列设为文本格式后重新填写",
                shortened(&text)
            ),
        );
        return None;
    }
    reader.name(field as usize, column)
}

fn read_address(reader: &mut RowReader<'_>) -> Option<Option<url::Url>> {
    const FIELD: &str = "账号链接";
    let text = reader.cell(MediaField::Address as usize, FIELD)?.text.clone();
    if text.is_empty() {
        return Some(None);
    }
    match address::parse(&text) {
        Ok(address) => Some(Some(address.url)),
        Err(message) => {
            reader.wrong(FIELD, message);
            None
        }
    }
}

fn read_permit(reader: &mut RowReader<'_>) -> Option<Option<Permit>> {
    const UNTIL: &str = "同平台多号期限";
    let reason = reader.name(MediaField::PermitReason as usize, "同平台多号理由");
    let until = reader.day(MediaField::PermitUntil as usize, UNTIL);
    let (reason, until) = (reason?, until?);
    match (reason.is_empty(), until) {
        (true, _) => Some(None),
        (false, Some(until)) => Some(Some(Permit { reason, until })),
        (false, None) => {
            reader.wrong(
                UNTIL,
                "填写了同平台多号理由，还须填写期限，如 2026-12-31；到期仍需要的再延长",
            );
            None
        }
    }
}

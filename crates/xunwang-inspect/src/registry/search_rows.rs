//! What a search on a platform gave (账号搜索结果), as a table: 平台, 账号名称, and 平台ID, 认证主体, 链接 where they are told.

use xunwang_domain::account::{AccountMention, Platform};

use super::columns::{SEARCH_COLUMNS, SearchField};
use super::errors::RegisterErrors;
use super::field::RowReader;
use super::observations::read_table;

/// Reads what a search gave (读取账号搜索结果) from CSV or XLSX.
///
/// # Errors
/// Everything that is wrong, each with row, field and cure.
pub fn read_search(file_name: &str, bytes: &[u8]) -> Result<Vec<AccountMention>, RegisterErrors> {
    let rows = read_table(file_name, bytes, SEARCH_COLUMNS, read_row);
    let rows = rows.map_err(|errors| errors.of("账号搜索结果"))?;
    match rows.is_empty() {
        true => Err(RegisterErrors::whole_file(
            None,
            "没有任何账号；请确认选对了文件和工作表".to_owned(),
        )),
        false => Ok(rows),
    }
}

fn read_row(reader: &mut RowReader<'_>) -> Option<AccountMention> {
    use SearchField as At;
    let name_of = |field: At| SEARCH_COLUMNS[field as usize].name;
    let platform = reader.required_name(At::Platform as usize, name_of(At::Platform));
    let name = reader.required_name(At::Name as usize, name_of(At::Name));
    let permanent = reader.name(At::Permanent as usize, name_of(At::Permanent));
    let certified = reader.name(At::Certified as usize, name_of(At::Certified));
    let address = reader.name(At::Address as usize, name_of(At::Address));
    Some(AccountMention {
        platform: Platform::parse(&platform?)?,
        name: name?,
        permanent: permanent?,
        certified: certified?,
        address: address?,
    })
}

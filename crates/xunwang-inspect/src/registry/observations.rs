//! Observations and menus of accounts (账号观测、菜单) as tables: what an authorised tool or a reviewer saw, row by row.

use chrono::{DateTime, Utc};
use xunwang_domain::account::{AccountCode, IdentitySeen, MenuEntry, Observation, ObservationOutcome};

use super::columns::{
    Column, MENU_COLUMNS, MenuField, OBSERVATION_COLUMNS, ObservationField, known_names, locate,
};
use super::errors::RegisterErrors;
use super::field::{RowReader, moment_of, shortened};

/// Most entries of a menu that are kept: WeChat has three with five below each.
const MOST_ENTRIES: usize = 100;

/// Reads observations (读取账号观测). `is_known` says which accounts there are.
///
/// # Errors
/// Everything that is wrong, each with row, field and cure.
pub fn read_observations(
    file_name: &str,
    bytes: &[u8],
    now: DateTime<Utc>,
    is_known: impl Fn(&AccountCode) -> bool,
) -> Result<Vec<Observation>, RegisterErrors> {
    let rows = read_table(file_name, bytes, OBSERVATION_COLUMNS, |reader| {
        read_observation(reader, now, &is_known)
    });
    rows.map_err(|errors| errors.of("账号观测"))
}

/// Reads menus (读取账号菜单), by account in the order of the rows.
///
/// # Errors
/// Everything that is wrong, each with row, field and cure.
pub fn read_menus(
    file_name: &str,
    bytes: &[u8],
    is_known: impl Fn(&AccountCode) -> bool,
) -> Result<Vec<(AccountCode, Vec<MenuEntry>)>, RegisterErrors> {
    let rows = read_table(file_name, bytes, MENU_COLUMNS, |reader| {
        read_entry(reader, &is_known)
    });
    let rows = rows.map_err(|errors| errors.of("账号菜单"))?;
    let mut menus: indexmap::IndexMap<AccountCode, Vec<MenuEntry>> = indexmap::IndexMap::new();
    for (code, entry) in rows {
        let entries = menus.entry(code).or_default();
        if entries.len() < MOST_ENTRIES && !entries.contains(&entry) {
            entries.push(entry);
        }
    }
    Ok(menus.into_iter().collect())
}

pub(super) fn read_table<T>(
    file_name: &str,
    bytes: &[u8],
    columns: &[Column],
    mut read: impl FnMut(&mut RowReader<'_>) -> Option<T>,
) -> Result<Vec<T>, RegisterErrors> {
    let whole = |refusal: xunwang_sheet::Refusal| RegisterErrors::whole_file(None, refusal.to_string());
    let mut stream =
        xunwang_sheet::RowStream::open(file_name, bytes, &known_names(columns)).map_err(whole)?;
    let places = locate(stream.head(), columns, None)?;
    let mut errors = RegisterErrors::default();
    let mut rows = Vec::new();
    while let Some(row) = stream.next_row().map_err(whole)? {
        let mut reader = RowReader {
            row: &row,
            places: &places,
            sheet: None,
            errors: &mut errors,
        };
        reader.check_width(stream.head());
        rows.extend(read(&mut reader));
    }
    if errors.total > 0 {
        return Err(errors.in_order());
    }
    Ok(rows)
}

/// The code of an account that must be there.
pub(super) fn known_code(
    reader: &mut RowReader<'_>,
    place: usize,
    is_known: &impl Fn(&AccountCode) -> bool,
) -> Option<AccountCode> {
    const FIELD: &str = "账号编号";
    let text = reader.cell(place, FIELD)?.text.clone();
    match AccountCode::parse(&text) {
        Ok(code) if is_known(&code) => Some(code),
        Ok(code) => {
            reader.wrong(
                FIELD,
                format!("新媒体台账里没有“{code}”；请先导入账号，或者改正编号"),
            );
            None
        }
        Err(error) => {
            reader.wrong(FIELD, error.to_string());
            None
        }
    }
}

/// A moment that must be there and must not lie ahead of `now`, where one is given.
pub(super) fn moment(
    reader: &mut RowReader<'_>,
    (place, field): (usize, &str),
    now: Option<DateTime<Utc>>,
) -> Option<DateTime<Utc>> {
    let text = reader.cell(place, field)?.text.clone();
    let at = moment_of(&text);
    match at {
        None if text.is_empty() => reader.wrong(
            field,
            "没有填写；请写成 2023-09-15 09:40，或带时区的 2023-09-15T09:40:00+08:00",
        ),
        None => reader.wrong(
            field,
            format!(
                "“{}”不是时间；请写成 2023-09-15 09:40，或带时区的 2023-09-15T09:40:00+08:00",
                shortened(&text)
            ),
        ),
        Some(at) if now.is_some_and(|now| at > now + xunwang_domain::account::SKEW) => {
            reader.wrong(field, "晚于现在；请核对时间和时区");
            return None;
        }
        Some(_) => {}
    }
    at
}

fn read_observation(
    reader: &mut RowReader<'_>,
    now: DateTime<Utc>,
    is_known: &impl Fn(&AccountCode) -> bool,
) -> Option<Observation> {
    use ObservationField as At;
    let name = |field: At| OBSERVATION_COLUMNS[field as usize].name;
    let code = known_code(reader, At::Code as usize, is_known);
    let source = reader.required_name(At::Source as usize, name(At::Source));
    let at = moment(reader, (At::At as usize, name(At::At)), Some(now));
    let outcome = reader.word(
        At::Outcome as usize,
        name(At::Outcome),
        None,
        ObservationOutcome::of_label,
        &["成功", "失败", "授权过期", "隐藏"],
    );
    let sees_all = reader.word(
        At::SeesAll as usize,
        name(At::SeesAll),
        Some(false),
        yes_or_no,
        &["是", "否"],
    );
    let interaction = reader.word(
        At::Interaction as usize,
        name(At::Interaction),
        Some(None),
        |word| match word {
            "有" => Some(Some(true)),
            "无" => Some(Some(false)),
            "空" | "未知" | "未看" => Some(None),
            _ => None,
        },
        &["有", "无", "空"],
    );
    let mut shown = |field: At| {
        let text = reader.name(field as usize, name(field))?;
        Some(Some(text).filter(|text| !text.is_empty()))
    };
    let seen = (
        shown(At::Permanent),
        shown(At::Handle),
        shown(At::Name),
        shown(At::Certified),
    );
    Some(Observation {
        account: code?,
        source: source?,
        at: at?,
        outcome: outcome?,
        sees_all: sees_all?,
        seen: IdentitySeen {
            permanent: seen.0?,
            handle: seen.1?,
            name: seen.2?,
            certified: seen.3?,
        },
        interaction: interaction?,
        note: String::new(),
        proof: None,
        by: String::new(),
    })
}

pub(super) fn yes_or_no(word: &str) -> Option<bool> {
    match word {
        "是" => Some(true),
        "否" => Some(false),
        _ => None,
    }
}

fn read_entry(
    reader: &mut RowReader<'_>,
    is_known: &impl Fn(&AccountCode) -> bool,
) -> Option<(AccountCode, MenuEntry)> {
    let code = known_code(reader, MenuField::Code as usize, is_known);
    let name = reader.required_name(MenuField::Name as usize, "菜单");
    let address = reader.cell(MenuField::Address as usize, "链接")?.text.clone();
    // What leads into a client is no address of the web: it is kept as none, for a person to look at.
    let is_web = address.starts_with("http://") || address.starts_with("https://");
    Some((
        code?,
        MenuEntry {
            name: name?,
            address: if is_web { address } else { String::new() },
            state: None,
        },
    ))
}

//! Lexicons and dictionaries as workbooks that the office can change and hand in again.

use xunwang_sheet::{SheetRows, write};
use xunwang_text::lexicon::{Entry, Lexicon};
use xunwang_text::names::NameBook;

use super::basis::{BOOK, ENTRIES, IDENTITY, LEXICON};
use super::{read_lexicon, read_names};

/// A lexicon as XLSX (导出词库), which [`read_lexicon`] reads to the same.
///
/// # Errors
/// A table cannot hold it, e.g. a form with `|` in it; JSON can.
pub fn lexicon_workbook(lexicon: &Lexicon) -> Result<Vec<u8>, String> {
    let identity = identity(&lexicon.id, &lexicon.version, &lexicon.title);
    let bytes = write(&[
        SheetRows {
            name: ENTRIES,
            rows: &lexicon.to_rows(),
        },
        SheetRows {
            name: LEXICON,
            rows: &identity,
        },
    ])
    .map_err(|error| error.to_string())?;
    let again = read_lexicon("词库.xlsx", &bytes);
    if again.as_ref() == Ok(lexicon) {
        return Ok(bytes);
    }
    let read = again.as_ref().map_or(&[][..], |again| &again.entries);
    let divided = lexicon.entries.iter().find(|entry| is_divided(entry));
    let changed = || {
        let mut pairs = lexicon.entries.iter().zip(read);
        pairs.find(|(one, other)| one != other).map(|(entry, _)| entry)
    };
    Err(unlike(&match (divided.or_else(changed), again) {
        (Some(entry), _) => format!("词条“{}”", entry.id),
        (None, Err(error)) => error,
        (None, Ok(_)) => "词库的编号、版本或名称".to_owned(),
    }))
}

/// Would a cell with the forms of an entry be read as others: is there a sign in one that divides forms?
fn is_divided(entry: &Entry) -> bool {
    let lists = [
        &entry.wrong,
        &entry.right,
        &entry.near,
        &entry.not_near,
        &entry.unless_inside,
    ];
    let is_odd = |form: &String| form.contains(['、', '|', '，', ',', '\n']) || form.trim() != form;
    lists.into_iter().flatten().any(is_odd)
}

/// A dictionary of names as XLSX (导出姓名职务词典), which [`read_names`] reads to the same.
///
/// # Errors
/// A table cannot hold it; JSON can.
pub fn names_workbook(book: &NameBook) -> Result<Vec<u8>, String> {
    let identity = identity(&book.id, &book.version, &book.title);
    let tables = [
        ("任职", book.tenures_to_rows()),
        ("机构", book.bodies_to_rows()),
        ("排序", book.orders_to_rows()),
        (BOOK, identity),
    ];
    let sheets: Vec<SheetRows<'_>> = tables
        .iter()
        .map(|(name, rows)| SheetRows { name, rows })
        .collect();
    let bytes = write(&sheets).map_err(|error| error.to_string())?;
    let again = read_names("姓名职务词典.xlsx", &bytes).map_err(|error| unlike(&error))?;
    if again == *book {
        return Ok(bytes);
    }
    let part = if again.tenures != book.tenures {
        "“任职”"
    } else if again.bodies != book.bodies {
        "“机构”"
    } else if again.orders != book.orders {
        "“排序”"
    } else {
        "编号、版本或名称"
    };
    Err(unlike(part))
}

fn identity(id: &str, version: &str, title: &str) -> Vec<Vec<String>> {
    vec![
        IDENTITY.map(str::to_owned).to_vec(),
        [id, version, title].map(str::to_owned).to_vec(),
    ]
}

fn unlike(what: &str) -> String {
    format!("写成表格会变样（{what}；竖线、顿号、逗号、首尾空格和换行存不进单元格）；请改用 JSON")
}

#[cfg(test)]
mod tests {
    use xunwang_domain::texts::HitClass;
    use xunwang_text::lexicon::{Entry, Lexicon, seed_lexicons};
    use xunwang_text::names::{national_bodies, sample};

    use super::{lexicon_workbook, names_workbook};

    #[test]
    fn what_cannot_stand_in_a_cell_is_refused_by_name() {
        let lexicon = |wrong: &str| Lexicon {
            id: "自有".to_owned(),
            version: "3".to_owned(),
            title: "自有词库".to_owned(),
            entries: vec![Entry::new(wrong, "部署", HitClass::Typo, "试验")],
        };
        assert!(
            lexicon_workbook(&lexicon("=布署")).is_ok(),
            "no formula, but a text"
        );
        let refused = lexicon_workbook(&lexicon("布|署")).unwrap_err();
        assert!(refused.contains("布|署") && refused.contains("JSON"), "{refused}");
    }

    #[test]
    fn everything_that_ships_comes_back_as_it_was() {
        // The function itself refuses what does not read to the same.
        for lexicon in seed_lexicons() {
            assert!(lexicon_workbook(lexicon).is_ok(), "{}", lexicon.id);
        }
        assert!(names_workbook(&sample()).is_ok());
        assert!(names_workbook(&national_bodies()).is_ok());
    }
}

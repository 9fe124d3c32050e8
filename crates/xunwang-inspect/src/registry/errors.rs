//! What is wrong with a register, row by row, in the words of the officer who must mend it.

use std::fmt;

/// Most errors that are kept; the total counts the others.
const KEPT: usize = 1_000;
/// Most errors that are printed.
const PRINTED: usize = 50;

/// One thing that is wrong (一处错误), with its place and its cure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisterError {
    /// The sheet or file, where it is not the main one.
    pub sheet: Option<String>,
    /// The row as a spreadsheet shows it, from 1; `None` where the whole file is meant.
    pub row: Option<u32>,
    /// The column's name, where one is meant.
    pub field: Option<String>,
    /// A Chinese sentence: what is wrong and what to do.
    pub message: String,
}

/// Everything that is wrong with a register (名录错误); nothing of it has been taken over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RegisterErrors {
    /// The first errors in the order of the rows.
    pub errors: Vec<RegisterError>,
    /// How many there are in all.
    pub total: usize,
    /// What the file is called where it is no register (文件名称).
    pub of: Option<&'static str>,
}

impl std::error::Error for RegisterErrors {}

impl fmt::Display for RegisterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(sheet) = &self.sheet {
            write!(f, "“{sheet}”表")?;
        }
        if let Some(row) = self.row {
            write!(f, "第{row}行")?;
        }
        if let Some(field) = &self.field {
            write!(f, "“{field}”")?;
        }
        if self.sheet.is_some() || self.row.is_some() || self.field.is_some() {
            f.write_str("：")?;
        }
        write!(f, "{}。", self.message)
    }
}

impl fmt::Display for RegisterErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for error in self.errors.iter().take(PRINTED) {
            writeln!(f, "{error}")?;
        }
        if self.total > PRINTED {
            writeln!(f, "……以上是前{PRINTED}处。")?;
        }
        write!(
            f,
            "{}共有{}处错误，没有写入任何内容；请改正后重新导入。",
            self.of.unwrap_or("名录"),
            self.total
        )
    }
}

impl RegisterErrors {
    pub(super) fn add(&mut self, error: RegisterError) {
        self.total += 1;
        if self.errors.len() < KEPT {
            self.errors.push(error);
        }
    }

    /// The file as a whole cannot be used.
    pub(super) fn whole_file(sheet: Option<&str>, message: String) -> Self {
        let mut errors = Self::default();
        errors.add(RegisterError {
            sheet: sheet.map(str::to_owned),
            row: None,
            field: None,
            message,
        });
        errors
    }

    pub(super) fn absorb(&mut self, other: Self) {
        let more = other.total - other.errors.len();
        other.errors.into_iter().for_each(|error| self.add(error));
        self.total += more;
    }

    /// The same of another kind of file.
    pub(super) fn of(self, what: &'static str) -> Self {
        Self {
            of: Some(what),
            ..self
        }
    }

    /// Rows are checked in several passes; the reader wants them in order.
    pub(super) fn in_order(mut self) -> Self {
        self.errors
            .sort_by(|a, b| (&a.sheet, a.row).cmp(&(&b.sheet, b.row)));
        self
    }
}

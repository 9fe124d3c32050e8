//! Many things handled with one form (批量办理): as many as can be, and why the others not.

use super::AppError;

/// What has become of them so far.
pub(super) struct Bulk {
    is_many: bool,
    done: u64,
    refused: Vec<String>,
    noun: &'static str,
}

impl Bulk {
    /// So many were chosen, of what is called so, with its measure word (“条”“留言”).
    ///
    /// # Errors
    /// They are more than are handled at once; none is left out silently.
    pub(super) fn of(
        chosen: usize,
        most: usize,
        [measure, noun]: [&'static str; 2],
    ) -> Result<Self, AppError> {
        if chosen > most {
            return Err(AppError::Refused(format!(
                "一次最多办理{most}{measure}{noun}；请分几次选择"
            )));
        }
        Ok(Self {
            is_many: chosen > 1,
            done: 0,
            refused: Vec::new(),
            noun,
        })
    }

    /// One of them as it was found; `None` where one of many is none that the caller may see.
    ///
    /// # Errors
    /// Those of finding it.
    pub(super) fn found<T>(&self, found: Result<T, AppError>) -> Result<Option<T>, AppError> {
        match found {
            Err(AppError::NotFound) if self.is_many => Ok(None),
            other => other.map(Some),
        }
    }

    /// What became of the one called `name`.
    ///
    /// # Errors
    /// Those of handling it, but for a refusal of one of many.
    pub(super) fn tell(&mut self, name: &str, became: Result<(), AppError>) -> Result<(), AppError> {
        match became {
            Ok(()) => self.done += 1,
            Err(AppError::Refused(why)) if self.is_many => self.refused.push(format!("{name}：{why}")),
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// How many were handled, and why the others were not.
    ///
    /// # Errors
    /// None was.
    pub(super) fn end(self) -> Result<(u64, Vec<String>), AppError> {
        match (self.done, self.refused.is_empty()) {
            (0, true) => Err(AppError::Refused(format!("没有选中任何{}；请先勾选", self.noun))),
            (0, false) => Err(AppError::Refused(self.refused.join("；"))),
            (done, _) => Ok((done, self.refused)),
        }
    }
}

//! What can be done to a version (修改检查指标): each move may be refused, and then nothing has changed.

use chrono::{DateTime, NaiveDate, Utc};

use super::{Hand, Head, RowTrace, StandardVersion, VersionError, VersionState};
use crate::standard::Indicator;

/// Rows of a standard at most.
const MOST_ROWS: usize = 300;

impl StandardVersion {
    /// Changes the row of the same id (修改指标): it has to be confirmed again.
    ///
    /// # Errors
    /// It is no draft, there is no such row, somebody else has changed it since `seen`, nothing differs, or the row
    /// contradicts itself.
    pub fn edit_row(
        mut self,
        mut row: Indicator,
        seen: u32,
        by: Hand,
        at: DateTime<Utc>,
    ) -> Result<Self, VersionError> {
        let place = self.place(&row.id, seen)?;
        let before = &self.standard.indicators[place];
        unconfirmed(&mut row);
        let mut same = before.clone();
        unconfirmed(&mut same);
        if same == row {
            return Err(VersionError::Nothing);
        }
        sound(&row)?;
        self.edited(&row.id, by, at);
        self.standard.indicators[place] = row;
        Ok(self)
    }

    /// Adds a row behind those of its kind and group (新增指标).
    ///
    /// # Errors
    /// It is no draft, the id is taken, there are too many rows, or the row contradicts itself.
    pub fn add_row(mut self, mut row: Indicator, by: Hand, at: DateTime<Utc>) -> Result<Self, VersionError> {
        self.open()?;
        if self.standard.indicator(&row.id).is_some() {
            return Err(VersionError::Taken(row.id));
        }
        if self.standard.indicators.len() >= MOST_ROWS {
            return Err(VersionError::TooMany);
        }
        unconfirmed(&mut row);
        sound(&row)?;
        self.edited(&row.id, by, at);
        let rows = &mut self.standard.indicators;
        let nearest = [
            rows.iter().rposition(|other| {
                other.kind == row.kind && other.group == row.group && other.title == row.title
            }),
            rows.iter()
                .rposition(|other| other.kind == row.kind && other.group == row.group),
            rows.iter().rposition(|other| other.kind == row.kind),
        ];
        let place = nearest
            .into_iter()
            .flatten()
            .next()
            .map_or(rows.len(), |at| at + 1);
        rows.insert(place, row);
        Ok(self)
    }

    /// Takes a row out (删除指标).
    ///
    /// # Errors
    /// It is no draft, there is no such row, or somebody else has changed it since `seen`.
    pub fn remove_row(
        mut self,
        id: &str,
        seen: u32,
        by: Hand,
        at: DateTime<Utc>,
    ) -> Result<Self, VersionError> {
        let place = self.place(id, seen)?;
        self.standard.indicators.remove(place);
        self.edited(id, by, at);
        Ok(self)
    }

    /// Confirms that a row says what the document says (核对确认): never by the one who last changed it.
    ///
    /// # Errors
    /// It is no draft, the row is confirmed or was changed since `seen`, the document is missing, the person is the one
    /// who changed it, or the row cannot be used as it is.
    pub fn confirm_row(
        mut self,
        id: &str,
        seen: u32,
        document: &str,
        by: &Hand,
        on: NaiveDate,
    ) -> Result<Self, VersionError> {
        let place = self.place(id, seen)?;
        let mut row = self.standard.indicators[place].clone();
        if row.provenance.confirmed {
            return Err(VersionError::Confirmed);
        }
        let editor = self.rows.get(id).and_then(|trace| trace.edited.as_ref());
        let is_editor = editor.is_some_and(|(hand, _)| hand.user == by.user);
        if by.user.is_none() || is_editor {
            return Err(VersionError::SamePerson);
        }
        let document = document.trim();
        if document.is_empty() || document.chars().count() > 200 {
            return Err(VersionError::NoDocument);
        }
        row.provenance.confirmed = true;
        row.provenance.confirmed_by.clone_from(&by.name);
        row.provenance.confirmed_on = Some(on);
        document.clone_into(&mut row.provenance.document);
        sound(&row)?;
        self.standard.indicators[place] = row;
        self.counted(id, by);
        Ok(self)
    }

    /// Takes a confirmation back (撤销确认).
    ///
    /// # Errors
    /// It is no draft, the row is not confirmed, or somebody else has changed it since `seen`.
    pub fn unconfirm_row(mut self, id: &str, seen: u32, by: &Hand) -> Result<Self, VersionError> {
        let place = self.place(id, seen)?;
        let row = &mut self.standard.indicators[place];
        if !row.provenance.confirmed {
            return Err(VersionError::Unconfirmed);
        }
        unconfirmed(row);
        self.counted(id, by);
        Ok(self)
    }

    /// Changes what it says besides its rows (修改基本信息).
    ///
    /// # Errors
    /// It is no draft, somebody else has changed it since `seen`, or nothing differs.
    pub fn edit_head(
        mut self,
        head: Head,
        seen: u32,
        by: Hand,
        at: DateTime<Utc>,
    ) -> Result<Self, VersionError> {
        self.open()?;
        current(Some(&self.head), seen)?;
        if head == self.head_of() {
            return Err(VersionError::Nothing);
        }
        let standard = &mut self.standard;
        standard.title = head.title;
        standard.document = head.document;
        standard.effective_from = head.effective_from;
        standard.effective_to = head.effective_to;
        standard.terms = head.terms;
        standard.scoring = head.scoring;
        self.head.edits += 1;
        self.head.last = Some(by.clone());
        self.head.edited = Some((by, at));
        Ok(self)
    }

    /// Puts a draft in force (启用): from then on it never changes.
    ///
    /// # Errors
    /// It is no draft, or the table contradicts itself.
    pub fn put_in_force(mut self, by: Hand, at: DateTime<Utc>) -> Result<Self, VersionError> {
        self.open()?;
        let mut faults = self.standard.faults();
        if self.standard.indicators.is_empty() {
            faults.push("没有任何指标，请至少保留一行".to_owned());
        }
        if !faults.is_empty() {
            return Err(VersionError::Faults(faults));
        }
        self.state = VersionState::InForce;
        self.ended = Some((by, at));
        Ok(self)
    }

    /// Withdraws a draft (撤回草案).
    ///
    /// # Errors
    /// It is no draft.
    pub fn withdraw(mut self, by: Hand, at: DateTime<Utc>) -> Result<Self, VersionError> {
        self.open()?;
        self.state = VersionState::Withdrawn;
        self.ended = Some((by, at));
        Ok(self)
    }

    fn open(&self) -> Result<(), VersionError> {
        match self.state {
            VersionState::Draft => Ok(()),
            other => Err(VersionError::Fixed(self.number, other.label())),
        }
    }

    fn place(&self, id: &str, seen: u32) -> Result<usize, VersionError> {
        self.open()?;
        let mut rows = self.standard.indicators.iter();
        let place = rows.position(|row| row.id == id);
        let place = place.ok_or_else(|| VersionError::NoRow(id.to_owned()))?;
        current(self.rows.get(id), seen)?;
        Ok(place)
    }

    fn edited(&mut self, id: &str, by: Hand, at: DateTime<Utc>) {
        let trace = self.counted(id, &by);
        trace.edited = Some((by, at));
    }

    fn counted(&mut self, id: &str, by: &Hand) -> &mut RowTrace {
        let trace = self.rows.entry(id.to_owned()).or_default();
        trace.edits += 1;
        trace.last = Some(by.clone());
        trace
    }
}

/// Nobody has changed it since it was seen.
fn current(trace: Option<&RowTrace>, seen: u32) -> Result<(), VersionError> {
    if trace.map_or(0, |trace| trace.edits) == seen {
        return Ok(());
    }
    let who = trace.and_then(|trace| trace.last.as_ref());
    let who = who.map_or_else(|| "别人".to_owned(), |hand| hand.name.clone());
    Err(VersionError::Changed(who))
}

fn unconfirmed(row: &mut Indicator) {
    row.provenance.confirmed = false;
    row.provenance.confirmed_by.clear();
    row.provenance.confirmed_on = None;
    row.provenance.document.clear();
}

fn sound(row: &Indicator) -> Result<(), VersionError> {
    let faults = row.faults();
    if faults.is_empty() {
        Ok(())
    } else {
        Err(VersionError::Faults(faults))
    }
}

//! A file to the text that is checked.

use chrono::{DateTime, NaiveDate, Utc};
use url::Url;
use xunwang_domain::facts::PageKind;
use xunwang_extract::{PageInput, extract_page_and_reading};
use xunwang_office::{Kind, Paper, Refusal};

/// A text that is to be checked (稿件), as it was read from a file.
#[derive(Clone, Debug)]
pub struct Manuscript {
    /// What the file is called.
    pub name: String,
    /// The text; the offsets of hits count in it.
    pub text: String,
    /// When it was published, where the file itself says so.
    pub date: Option<NaiveDate>,
    /// Title and main text, where it is a page that shows an article.
    pub article: Option<(String, String)>,
    /// The paper that it was read from, which knows where everything stands; `None` for web pages.
    pub paper: Option<Paper>,
    /// What could not be read and is not checked, as Chinese sentences.
    pub unread: Vec<String>,
}

/// A file that cannot be checked (不能校对的文件).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{name}：{reason}")]
pub struct Unreadable {
    /// What the file is called.
    pub name: String,
    /// Why, and what to do.
    pub reason: String,
}

impl Manuscript {
    /// Reads a file by its bytes, whatever its name (读取稿件): web page, PDF, DOCX, XLSX, XLS or plain text. `now` is the
    /// day from which missing years of a page's date are inferred.
    ///
    /// # Errors
    /// Says why the file cannot be read.
    pub fn read(name: &str, bytes: &[u8], now: DateTime<Utc>) -> Result<Self, Unreadable> {
        let unreadable = |refusal: Refusal| Unreadable {
            name: name.to_owned(),
            reason: refusal.to_string(),
        };
        if xunwang_office::tell(bytes).map_err(unreadable)? == Kind::Html {
            return Ok(Self::of_page(name, bytes, None, now));
        }
        let paper = xunwang_office::read(bytes).map_err(unreadable)?;
        Ok(Self {
            name: name.to_owned(),
            text: paper.text.clone(),
            date: None,
            article: None,
            unread: paper.unread.clone(),
            paper: Some(paper),
        })
    }

    /// A text that stands in no file.
    pub fn of_text(name: &str, text: &str) -> Self {
        Self {
            name: name.to_owned(),
            text: text.to_owned(),
            date: None,
            article: None,
            paper: None,
            unread: Vec::new(),
        }
    }

    /// Reads a page; `name` is its address where it has one.
    pub(super) fn of_page(name: &str, bytes: &[u8], content_type: Option<&str>, now: DateTime<Utc>) -> Self {
        let url = Url::parse(name).unwrap_or_else(|_| Url::parse("file:///").expect("an address of ours"));
        let (facts, reading) = extract_page_and_reading(&PageInput {
            url: &url,
            content_type,
            body: bytes,
            as_of: now,
            sketches: false,
        });
        let unread = facts
            .needs_script
            .then(|| "网页的部分内容由脚本加载，未能检测".to_owned());
        Self {
            name: name.to_owned(),
            text: reading.text,
            date: facts.published.map(|published| published.date),
            article: (facts.kind == PageKind::Article).then_some((facts.title, facts.text)),
            paper: None,
            unread: unread.into_iter().collect(),
        }
    }

    /// Where a byte of the text stands, as a person would look for it, e.g. `第3页`; empty where only the text itself tells.
    pub fn place_of(&self, offset: usize) -> String {
        let place = self.paper.as_ref().and_then(|paper| paper.place_of(offset));
        place.map(ToString::to_string).unwrap_or_default()
    }
}

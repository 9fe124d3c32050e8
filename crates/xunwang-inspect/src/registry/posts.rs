//! Posts of accounts (账号发布内容) as tables: hundreds of thousands of rows, read in pieces.

use xunwang_domain::account::{AccountCode, Post, post_id};
use xunwang_ports::SourcePost;
use xunwang_sheet::RowStream;

use super::columns::{POST_COLUMNS, PostField, known_names, locate};
use super::errors::RegisterErrors;
use super::field::RowReader;
use super::observations::{known_code, moment, yes_or_no};

const WHAT: &str = "发布内容";
/// Longest address that is kept, in bytes.
const LONGEST_ADDRESS: usize = 2_048;

/// A file of posts that is being read (读取发布内容).
pub struct PostReader {
    stream: RowStream,
    places: Vec<Option<usize>>,
    errors: RegisterErrors,
}

impl PostReader {
    /// Opens a file.
    ///
    /// # Errors
    /// The file is no table, or lacks a column.
    pub fn open(file_name: &str, bytes: &[u8]) -> Result<Self, RegisterErrors> {
        let whole =
            |refusal: xunwang_sheet::Refusal| RegisterErrors::whole_file(None, refusal.to_string()).of(WHAT);
        let stream = RowStream::open(file_name, bytes, &known_names(POST_COLUMNS)).map_err(whole)?;
        let places = locate(stream.head(), POST_COLUMNS, None).map_err(|errors| errors.of(WHAT))?;
        Ok(Self {
            stream,
            places,
            errors: RegisterErrors::default(),
        })
    }

    /// Up to so many more posts; none at the end. Rows that are wrong are left out and told by [`PostReader::finish`].
    ///
    /// # Errors
    /// The rest of the file cannot be read.
    pub fn next_posts(
        &mut self,
        most: usize,
        is_known: impl Fn(&AccountCode) -> bool,
    ) -> Result<Vec<SourcePost>, RegisterErrors> {
        let mut posts = Vec::new();
        while posts.len() < most {
            let next = self.stream.next_row();
            let whole = |refusal: xunwang_sheet::Refusal| {
                RegisterErrors::whole_file(None, refusal.to_string()).of(WHAT)
            };
            let Some(row) = next.map_err(whole)? else { break };
            let mut reader = RowReader {
                row: &row,
                places: &self.places,
                sheet: None,
                errors: &mut self.errors,
            };
            reader.check_width(self.stream.head());
            posts.extend(read_post(&mut reader, &is_known));
        }
        Ok(posts)
    }

    /// Is nothing wrong so far?
    pub fn is_well(&self) -> bool {
        self.errors.total == 0
    }

    /// What was wrong.
    ///
    /// # Errors
    /// Everything, each with row, field and cure.
    pub fn finish(self) -> Result<(), RegisterErrors> {
        match self.errors.total {
            0 => Ok(()),
            _ => Err(self.errors.in_order().of(WHAT)),
        }
    }
}

fn read_post(reader: &mut RowReader<'_>, is_known: &impl Fn(&AccountCode) -> bool) -> Option<SourcePost> {
    use PostField as At;
    let name = |field: At| POST_COLUMNS[field as usize].name;
    let code = known_code(reader, At::Code as usize, is_known);
    let source = reader.required_name(At::Source as usize, name(At::Source));
    let published_at = moment(reader, (At::PublishedAt as usize, name(At::PublishedAt)), None);
    let deleted = reader.word(
        At::Deleted as usize,
        name(At::Deleted),
        Some(false),
        yes_or_no,
        &["是", "否"],
    );
    let mut text = |field: At| Some(reader.cell(field as usize, name(field))?.text.clone());
    let (title, body, address, id) = (text(At::Title), text(At::Text), text(At::Address), text(At::Id));
    let (title, address, id) = (title?, address?, id?);
    if address.len() > LONGEST_ADDRESS {
        reader.wrong(
            name(At::Address),
            format!("网址超过{LONGEST_ADDRESS}个字节；请核对"),
        );
        return None;
    }
    if title.is_empty() && address.is_empty() && id.is_empty() {
        reader.wrong(
            name(At::Title),
            "标题、链接和内容编号都没有填写，分不清是哪一篇；请至少填写一项",
        );
        return None;
    }
    let published_at = published_at?;
    Some(SourcePost {
        account: code?,
        source: source?,
        post: Post {
            id: post_id(&id, &address, &title, published_at),
            title,
            address,
            published_at,
            text: body?,
            deleted: deleted?,
            flaws: Vec::new(),
        },
    })
}

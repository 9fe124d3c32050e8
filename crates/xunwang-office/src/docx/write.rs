//! The copy of the package: the part of comments, its content type and its relationship; all else as it is packed.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use quick_xml::escape::escape;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::comment::Comment;
use super::document::Document;
use crate::Refusal;
use crate::package::{Package, relations_name, resolve};
use crate::xml::{Step, Steps, Vocabulary, attribute, local};

const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const STRICT_WORD: &str = "http://purl.oclc.org/ooxml/wordprocessingml/main";
const CONTENT_TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml";

/// The parts of a package that change when comments are added.
pub(super) struct CommentParts {
    /// The prefix of the running text's vocabulary, with its colon.
    pub(super) prefix: String,
    name: String,
    /// The part as it is, none where there was none.
    existing: Option<String>,
    relations: Option<String>,
    types: String,
    next_id: u32,
    added: String,
    /// The prefix within the part of comments.
    own_prefix: String,
}

impl CommentParts {
    pub(super) fn open(bytes: &[u8], document: &Document) -> Result<Self, Refusal> {
        let mut package = Package::open(bytes)?;
        let known = document
            .relations
            .values()
            .find(|relation| relation.sort == "comments" && !relation.is_external);
        let name = known.map_or_else(
            || free_name(&mut package, &document.main),
            |relation| Ok(resolve(&document.main, &relation.target)),
        )?;
        let existing = match known {
            Some(_) => package.text(&name)?,
            None => None,
        };
        let types = package
            .text("[Content_Types].xml")?
            .ok_or_else(|| Refusal::damaged("缺少内容类型清单"))?;
        let (prefix, mut highest) = survey(&document.xml)?;
        let mut own_prefix = "w:".to_owned();
        if let Some(xml) = &existing {
            let (prefix, used) = survey(xml)?;
            own_prefix = prefix;
            highest = highest.max(used);
        }
        Ok(Self {
            prefix,
            name,
            existing,
            relations: package.text(&relations_name(&document.main))?,
            types,
            next_id: highest.map_or(0, |id| id.saturating_add(1)),
            added: String::new(),
            own_prefix,
        })
    }

    pub(super) fn next_id(&mut self) -> u32 {
        self.next_id += 1;
        self.next_id - 1
    }

    /// Adds the comment; `quoted` stands before what it says.
    pub(super) fn add(&mut self, id: u32, comment: &Comment, quoted: Option<&str>) {
        let p = &self.own_prefix;
        let author = clean(&comment.author);
        let initials: String = author.chars().take(2).collect();
        let date = if !comment.date.is_empty()
            && comment
                .date
                .bytes()
                .all(|byte| byte.is_ascii_digit() || b"-:+.TZ".contains(&byte))
        {
            format!(" {p}date=\"{}\"", comment.date)
        } else {
            String::new()
        };
        let _ = write!(
            self.added,
            "<{p}comment {p}id=\"{id}\" {p}author=\"{}\"{date} {p}initials=\"{}\">",
            escape(&author),
            escape(&initials),
        );
        let said = clean(&format!("{}{}", quoted.unwrap_or_default(), comment.text));
        for line in said.lines() {
            let _ = write!(
                self.added,
                "<{p}p><{p}r><{p}t xml:space=\"preserve\">{}</{p}t></{p}r></{p}p>",
                escape(line)
            );
        }
        self.added.push_str(&format!("</{p}comment>"));
    }

    /// The copy.
    pub(super) fn write(
        self,
        bytes: &[u8],
        document: &Document,
        changed: String,
    ) -> Result<Vec<u8>, Refusal> {
        let mut parts: HashMap<String, String> = HashMap::new();
        if !self.added.is_empty() {
            parts.insert(document.main.clone(), changed);
            let is_strict = document.xml.contains(STRICT_WORD);
            let whole = match &self.existing {
                Some(xml) => insert_last(xml, &format!("{}comments", self.own_prefix), &self.added)?,
                None => format!(
                    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:comments xmlns:w=\"{}\">{}</w:comments>",
                    if is_strict { STRICT_WORD } else { WORD },
                    self.added
                ),
            };
            parts.insert(self.name.clone(), whole);
            if self.existing.is_none() {
                let base = if is_strict {
                    "http://purl.oclc.org/ooxml/officeDocument/relationships"
                } else {
                    "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
                };
                let mut id = 1;
                while document.relations.contains_key(&format!("rIdComments{id}")) {
                    id += 1;
                }
                let relation = format!(
                    "Relationship Id=\"rIdComments{id}\" Type=\"{base}/comments\" Target=\"/{}\"/>",
                    escape(&self.name)
                );
                let relations = self.relations.unwrap_or_else(|| {
                    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships \
                     xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"></Relationships>"
                        .to_owned()
                });
                let types = format!(
                    "Override PartName=\"/{}\" ContentType=\"{CONTENT_TYPE}\"/>",
                    escape(&self.name)
                );
                parts.insert(
                    relations_name(&document.main),
                    insert_element(&relations, "Relationships", &relation)?,
                );
                parts.insert(
                    "[Content_Types].xml".to_owned(),
                    insert_element(&self.types, "Types", &types)?,
                );
            }
        }
        pack(bytes, parts)
    }
}

/// A name for the part of comments that is not taken.
fn free_name(package: &mut Package<'_>, main: &str) -> Result<String, Refusal> {
    let mut name = resolve(main, "comments.xml");
    let mut number = 1;
    while package.text(&name)?.is_some() {
        number += 1;
        name = resolve(main, &format!("comments{number}.xml"));
        if number > 64 {
            return Err(Refusal::damaged("批注部件过多"));
        }
    }
    Ok(name)
}

/// The prefix of the vocabulary, and the highest number that a comment has.
fn survey(xml: &str) -> Result<(String, Option<u32>), Refusal> {
    let mut steps = Steps::new(xml);
    let (mut prefix, mut highest) = (None, None);
    loop {
        match steps.next()? {
            Step::Open(Vocabulary::Word, element, _) => {
                let full = element.name();
                let name: &str = full.as_ref();
                prefix.get_or_insert_with(|| name[..name.len() - local(name).len()].to_owned());
                if matches!(local(name), "comment" | "commentRangeStart" | "commentReference") {
                    let id: Option<u32> = attribute(&element, "id").and_then(|id| id.parse().ok());
                    highest = highest.max(id);
                }
            }
            Step::End => return Ok((prefix.unwrap_or_else(|| "w:".to_owned()), highest)),
            _ => {}
        }
    }
}

/// Puts an element (without its opening bracket) last into the root of that local name, in the root's prefix.
fn insert_element(xml: &str, root: &str, element: &str) -> Result<String, Refusal> {
    let at = xml
        .find(root)
        .ok_or_else(|| Refusal::damaged("部件清单不合规范"))?;
    let opening = xml[..at]
        .rfind('<')
        .ok_or_else(|| Refusal::damaged("部件清单不合规范"))?;
    let prefix = &xml[opening + 1..at];
    insert_last(xml, &format!("{prefix}{root}"), &format!("<{prefix}{element}"))
}

/// Puts text last into the root element of that name.
fn insert_last(xml: &str, root: &str, text: &str) -> Result<String, Refusal> {
    if let Some(at) = xml.rfind(&format!("</{root}")) {
        return Ok(format!("{}{text}{}", &xml[..at], &xml[at..]));
    }
    // A root that closes at once.
    let opening = xml.find(&format!("<{root}"));
    let closing = opening.and_then(|at| xml[at..].find("/>").map(|end| at + end));
    match closing {
        Some(at) => Ok(format!("{}>{text}</{root}>{}", &xml[..at], &xml[at + 2..])),
        None => Err(Refusal::damaged("批注部件不合规范")),
    }
}

/// Without the characters that XML cannot hold.
fn clean(text: &str) -> String {
    text.chars()
        .filter(|&character| {
            matches!(character, '\t' | '\n')
                || (character >= ' ' && !matches!(character, '\u{fffe}' | '\u{ffff}'))
        })
        .collect()
}

/// Packs the copy: changed and new parts anew, the others as they lie in the original.
fn pack(bytes: &[u8], mut parts: HashMap<String, String>) -> Result<Vec<u8>, Refusal> {
    let mut archive = Package::open(bytes)?.into_archive();
    let mut copy = ZipWriter::new(Cursor::new(Vec::with_capacity(bytes.len() + (64 << 10))));
    let plain = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for index in 0..archive.len() {
        let part = archive.by_index_raw(index).map_err(Refusal::damaged)?;
        let name = part.name().map_err(Refusal::damaged)?.into_owned();
        let changed = parts
            .keys()
            .find(|changed| changed.eq_ignore_ascii_case(&name))
            .cloned()
            .and_then(|changed| parts.remove(&changed));
        match changed {
            Some(text) => {
                let options = part
                    .last_modified()
                    .map_or(plain, |time| plain.last_modified_time(time));
                copy.start_file(name, options).map_err(Refusal::damaged)?;
                copy.write_all(text.as_bytes()).map_err(Refusal::damaged)?;
            }
            None => copy.raw_copy_file(part).map_err(Refusal::damaged)?,
        }
    }
    let mut new: Vec<(String, String)> = parts.into_iter().collect();
    new.sort_unstable();
    for (name, text) in new {
        copy.start_file(name, plain).map_err(Refusal::damaged)?;
        copy.write_all(text.as_bytes()).map_err(Refusal::damaged)?;
    }
    copy.finish().map(Cursor::into_inner).map_err(Refusal::damaged)
}

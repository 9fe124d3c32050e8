//! ZIP packages of office files: looked over before anything parses them, then read part by part within the limits.

use std::collections::HashMap;
use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::xml::{Step, Steps, attribute, local};
use crate::{Kind, Refusal, limits};

/// A package (文件包) whose parts are read on demand.
pub(crate) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    left: u64,
}

/// A relationship (关系) of a part.
#[derive(Clone, Debug)]
pub(crate) struct Relation {
    /// The last step of its type's address, such as `hyperlink`.
    pub(crate) sort: String,
    pub(crate) target: String,
    pub(crate) is_external: bool,
}

/// What kind of office file the package is.
pub(crate) fn tell(bytes: &[u8]) -> Result<Kind, Refusal> {
    let package = Package::open(bytes)?;
    let has = |name: &str| {
        package
            .archive
            .file_names_raw()
            .any(|part| part.eq_ignore_ascii_case(name.as_bytes()))
    };
    if has("word/document.xml") {
        return Ok(Kind::Docx);
    }
    if has("xl/workbook.xml") {
        return Ok(Kind::Xlsx);
    }
    if has("OFD.xml") {
        return Ok(Kind::Ofd);
    }
    let (mut package, mut found) = (package, None);
    if let Some(main) = package.main_part() {
        found = match main.as_str() {
            name if name.starts_with("word/") => Some(Kind::Docx),
            name if name.starts_with("xl/") && name.ends_with(".xml") => Some(Kind::Xlsx),
            _ => None,
        };
    }
    let has = |name: &str| {
        package
            .archive
            .file_names_raw()
            .any(|part| part.eq_ignore_ascii_case(name.as_bytes()))
    };
    found.ok_or_else(|| {
        Refusal::not_such(if has("ppt/presentation.xml") {
            "演示文稿"
        } else if has("xl/workbook.bin") {
            "二进制工作簿（.xlsb）"
        } else if has("content.xml") && has("mimetype") {
            "OpenDocument 文档"
        } else {
            "压缩包（ZIP）"
        })
    })
}

impl<'a> Package<'a> {
    pub(crate) fn open(bytes: &'a [u8]) -> Result<Self, Refusal> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(Refusal::damaged)?;
        if archive.len() > limits::PACKAGE_PARTS {
            return Err(Refusal::too_large(format_args!(
                "内含超过{}个部件",
                limits::PACKAGE_PARTS
            )));
        }
        Ok(Self {
            archive,
            left: limits::UNPACKED_BYTES,
        })
    }

    pub(crate) fn into_archive(self) -> ZipArchive<Cursor<&'a [u8]>> {
        self.archive
    }

    /// The text of a part, `None` where there is no such part.
    ///
    /// # Errors
    /// The part is damaged, encrypted, no text or larger than a part may be.
    pub(crate) fn text(&mut self, name: &str) -> Result<Option<String>, Refusal> {
        let Some(index) = self.index(name) else {
            return Ok(None);
        };
        let part = self.archive.by_index(index).map_err(|error| match error {
            ZipError::UnsupportedArchive(why) if why.contains("assword") => Refusal::encrypted(),
            other => Refusal::damaged(other),
        })?;
        // What a package states of its sizes may lie; what comes out is counted.
        let packed = part.compressed_size().max(1);
        let allowed = self.left.min(
            packed
                .saturating_mul(limits::UNPACKED_RATIO)
                .max(limits::RATIO_FREE_BYTES),
        );
        let mut bytes = Vec::new();
        part.take(allowed + 1)
            .read_to_end(&mut bytes)
            .map_err(Refusal::damaged)?;
        if bytes.len() as u64 > allowed {
            return Err(Refusal::bomb());
        }
        self.left -= bytes.len() as u64;
        let text = match encoding_rs::Encoding::for_bom(&bytes) {
            Some((encoding, _)) if encoding != encoding_rs::UTF_8 => encoding.decode(&bytes).0.into_owned(),
            _ => String::from_utf8(bytes).map_err(|_| Refusal::damaged("部件的编码不是 UTF-8"))?,
        };
        Ok(Some(
            text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text),
        ))
    }

    fn index(&self, name: &str) -> Option<usize> {
        self.archive.index_for_name_raw(name.as_bytes()).or_else(|| {
            self.archive
                .file_names_raw()
                .position(|part| part.eq_ignore_ascii_case(name.as_bytes()))
        })
    }

    /// The part that the package is about.
    pub(crate) fn main_part(&mut self) -> Option<String> {
        let relations = self.relations("").ok()?;
        let main = relations
            .values()
            .find(|relation| relation.sort == "officeDocument")?;
        Some(resolve("", &main.target))
    }

    /// The relationships of a part by their id; none where the part has none. The empty name is the package's own.
    pub(crate) fn relations(&mut self, part: &str) -> Result<HashMap<String, Relation>, Refusal> {
        let mut relations = HashMap::new();
        let Some(xml) = self.text(&relations_name(part))? else {
            return Ok(relations);
        };
        let mut steps = Steps::new(&xml);
        loop {
            match steps.next()? {
                Step::Open(_, element, _) if local(element.name().as_ref()) == "Relationship" => {
                    let type_address = attribute(&element, "Type").unwrap_or_default();
                    relations.insert(
                        attribute(&element, "Id").unwrap_or_default(),
                        Relation {
                            sort: type_address.rsplit('/').next().unwrap_or_default().to_owned(),
                            target: attribute(&element, "Target").unwrap_or_default(),
                            is_external: attribute(&element, "TargetMode").as_deref() == Some("External"),
                        },
                    );
                }
                Step::End => return Ok(relations),
                _ => {}
            }
        }
    }
}

/// The part that holds the relationships of a part.
pub(crate) fn relations_name(part: &str) -> String {
    let (folder, name) = part
        .rsplit_once('/')
        .map_or(("", part), |(folder, name)| (folder, name));
    if folder.is_empty() {
        format!("_rels/{name}.rels")
    } else {
        format!("{folder}/_rels/{name}.rels")
    }
}

/// The name of the part that a relationship of `part` leads to.
pub(crate) fn resolve(part: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut steps: Vec<&str> = part.split('/').collect();
    steps.pop();
    for step in target.split('/') {
        match step {
            "." | "" => {}
            ".." => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    steps.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_named_from_where_the_relationship_stands() {
        assert_eq!(
            relations_name("word/document.xml"),
            "word/_rels/document.xml.rels"
        );
        assert_eq!(relations_name(""), "_rels/.rels");
        assert_eq!(resolve("word/document.xml", "header1.xml"), "word/header1.xml");
        assert_eq!(
            resolve("xl/worksheets/s.xml", "../sharedStrings.xml"),
            "xl/sharedStrings.xml"
        );
        assert_eq!(
            resolve("word/document.xml", "/word/comments.xml"),
            "word/comments.xml"
        );
    }
}

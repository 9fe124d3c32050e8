//! The document in an office's own template (本单位模板): head, styles, headers and margins are the template's, the text is ours.
//!
//! Styles are found by their names, since every program gives them ids of its own. What an office's template rarely has (cells, notes) is
//! added; without title, headings and body text the template is refused, and the names that are missing are said.

use std::collections::HashMap;
use std::io::{Cursor, Read as _};

use quick_xml::events::Event;

use super::super::RenderError;
use super::body::{Numbers, body, section};
use super::package::{packed, pictures};
use super::styles::{STYLES, styles};
use crate::document::Document;

/// Where the text goes: a paragraph of the template that says this; else the end.
pub const PLACE: &str = "{{正文}}";

/// Largest template, packed and unpacked.
const PACKED: usize = 10 << 20;
const UNPACKED: u64 = 64 << 20;

/// Styles that a template must have, by the names that Word and WPS give them.
const NEEDED: [(&str, &[&str], &str); 4] = [
    ("Title", &["title", "标题"], "标题（Title）"),
    ("Heading1", &["heading 1", "标题 1"], "标题 1（heading 1）"),
    ("Heading2", &["heading 2", "标题 2"], "标题 2（heading 2）"),
    ("BodyText", &["body text", "正文文本"], "正文文本（Body Text）"),
];

/// A template that was read and found fit (模板).
#[derive(Debug, Clone)]
pub struct Template {
    parts: Vec<(String, Vec<u8>)>,
    main: String,
    /// Our ids of styles to the template's.
    ids: HashMap<&'static str, String>,
    /// The id of the style of ordinary paragraphs.
    normal: String,
}

impl Template {
    /// Reads a template (读取模板).
    ///
    /// # Errors
    /// It is no DOCX, holds what is not taken, or lacks a style: each a Chinese sentence that says what to do.
    pub fn read(bytes: &[u8]) -> Result<Self, String> {
        let parts = parts_of(bytes)?;
        let text = |name: &str| {
            let part = parts.iter().find(|(own, _)| own == name);
            part.and_then(|(_, content)| std::str::from_utf8(content).ok())
        };
        if parts.iter().any(|(name, _)| name.ends_with("vbaProject.bin")) {
            return Err("模板含有宏，不能使用；请另存为不含宏的 .docx".to_owned());
        }
        for (name, content) in parts.iter().filter(|(name, _)| name.ends_with(".rels")) {
            let content = String::from_utf8_lossy(content);
            let is_outside = |tag: &str| tag.contains("\"External\"") && !tag.contains("/hyperlink\"");
            if content.split('<').any(is_outside) {
                return Err(format!(
                    "模板（{name}）链接到文件以外的内容，不能使用；请断开链接后另存"
                ));
            }
        }
        let xml = text("word/document.xml").ok_or("模板不是 DOCX 文件；请在 WPS 或 Word 里另存为 .docx")?;
        if !xml.contains("<w:body>") || !xml.contains("</w:body>") {
            return Err("模板的正文读不出来；请用 WPS 或 Word 打开后另存再上传".to_owned());
        }
        let known = names_of(text("word/styles.xml").unwrap_or_default())
            .map_err(|error| format!("模板的样式读不出来（{error}）；请另存后再上传"))?;
        let mut ids = HashMap::new();
        for (id, name, ..) in STYLES {
            let needed = NEEDED.iter().find(|(own, ..)| own == id);
            let names = needed.map_or(std::slice::from_ref(name), |(_, names, _)| *names);
            let found = names
                .iter()
                .find_map(|name| known.by_name.get(&name.to_lowercase()));
            ids.extend(found.map(|found| (*id, found.clone())));
        }
        let missing: Vec<&str> = NEEDED
            .iter()
            .filter(|(id, ..)| !ids.contains_key(id))
            .map(|(_, _, called)| *called)
            .collect();
        if !missing.is_empty() {
            return Err(format!(
                "模板缺少样式：{}；请在 WPS 或 Word 的样式窗格里建好同名的样式再上传",
                missing.join("、")
            ));
        }
        Ok(Self {
            main: xml.to_owned(),
            normal: known.normal,
            ids,
            parts,
        })
    }

    /// The document in this template (套用模板).
    ///
    /// # Errors
    /// Only what the packing refuses.
    pub fn docx(&self, document: &Document) -> Result<Vec<u8>, RenderError> {
        let mut parts = self.parts.clone();
        let charts = pictures(document)?;
        let mut put = |name: &str, change: &dyn Fn(&str) -> String| {
            if let Some((_, content)) = parts.iter_mut().find(|(own, _)| own == name) {
                *content = change(&String::from_utf8_lossy(content)).into_bytes();
            }
        };
        put("word/document.xml", &|_| self.with_text(document));
        put("word/styles.xml", &|xml| self.with_styles(xml));
        put("word/_rels/document.xml.rels", &|xml| {
            let mut more = String::new();
            for (number, ending, id) in charts.iter().map(|(number, ending, _)| {
                (
                    number,
                    ending,
                    if *ending == "png" { "Picture" } else { "Drawing" },
                )
            }) {
                more.push_str(&format!(
                    "<Relationship Id=\"rId{id}{number}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/image\" \
                     Target=\"media/xunwang-chart{number}.{ending}\"/>"
                ));
            }
            xml.replacen("</Relationships>", &format!("{more}</Relationships>"), 1)
        });
        put("[Content_Types].xml", &|xml| {
            let mut more = String::new();
            for (ending, kind) in [("png", "image/png"), ("svg", "image/svg+xml")] {
                if !xml.contains(&format!("Extension=\"{ending}\"")) && !charts.is_empty() {
                    more.push_str(&format!(
                        "<Default Extension=\"{ending}\" ContentType=\"{kind}\"/>"
                    ));
                }
            }
            let at = xml
                .find("<Types")
                .and_then(|start| Some(start + xml.get(start..)?.find('>')? + 1));
            match at {
                Some(at) => format!("{}{more}{}", &xml[..at], &xml[at..]),
                None => xml.to_owned(),
            }
        });
        parts.extend(
            charts
                .into_iter()
                .map(|(number, ending, bytes)| (format!("word/media/xunwang-chart{number}.{ending}"), bytes)),
        );
        packed(parts)
    }

    /// The template's running text with ours at its place.
    fn with_text(&self, document: &Document) -> String {
        let xml = self.main.as_str();
        let start = xml.find("<w:body>").map_or(0, |at| at + "<w:body>".len());
        let end = xml.rfind("</w:body>").unwrap_or(xml.len());
        let inner = xml.get(start..end).unwrap_or_default();
        let (content, last) = match inner.rfind("<w:sectPr") {
            Some(at) if !inner[at..].contains("</w:p>") => inner.split_at(at),
            _ => (inner, ""),
        };
        let (before, after) = place_of(content);
        let (portrait, landscape) = (next_page(last), on_its_side(&next_page(last)));
        let own = body(document, Numbers::Typed);
        let own_start = own.find("<w:body>").map_or(0, |at| at + "<w:body>".len());
        let own_end = own.rfind("<w:sectPr").unwrap_or(own.len());
        let ends_wide = own
            .get(own_end..)
            .is_some_and(|end| end.starts_with(&section(true)));
        let mut text = own.get(own_start..own_end).unwrap_or_default().to_owned();
        if !last.is_empty() {
            text = text
                .replace(&section(false), &portrait)
                .replace(&section(true), &landscape);
        }
        for (id, ..) in STYLES {
            let theirs = self.ids.get(id).cloned().unwrap_or_else(|| added(id));
            text = text.replace(
                &format!("<w:pStyle w:val=\"{id}\"/>"),
                &format!("<w:pStyle w:val=\"{theirs}\"/>"),
            );
        }
        text = text.replace(
            "<w:tblStyle w:val=\"Grid\"/>",
            &format!("<w:tblStyle w:val=\"{}\"/>", added("Grid")),
        );
        let (close, last) = match (ends_wide, after.is_empty()) {
            (true, true) => (String::new(), landscape),
            (true, false) => (format!("<w:p><w:pPr>{landscape}</w:pPr></w:p>"), last.to_owned()),
            (false, _) => (String::new(), last.to_owned()),
        };
        let head = with_names(xml.get(..start).unwrap_or_default(), &own);
        let foot = xml.get(end..).unwrap_or_default();
        format!("{head}{before}{text}{close}{after}{last}{foot}")
    }

    /// The template's styles with those that it lacks.
    fn with_styles(&self, xml: &str) -> String {
        let own = styles();
        let mut more = String::new();
        let missing = STYLES
            .iter()
            .map(|(id, ..)| *id)
            .filter(|id| !self.ids.contains_key(id));
        for id in missing.chain(["Grid"]) {
            let mark = format!("w:styleId=\"{id}\"");
            let Some(at) = own.find(&mark) else { continue };
            let start = own[..at].rfind("<w:style ").unwrap_or(at);
            let end = own[at..]
                .find("</w:style>")
                .map_or(own.len(), |end| at + end + "</w:style>".len());
            let style = own[start..end]
                .replace(&mark, &format!("w:styleId=\"{}\"", added(id)))
                .replace(
                    "<w:basedOn w:val=\"Normal\"/>",
                    &format!("<w:basedOn w:val=\"{}\"/>", self.normal),
                )
                .replace("<w:basedOn w:val=\"TableNormal\"/>", "");
            more.push_str(&style);
        }
        xml.replacen("</w:styles>", &format!("{more}</w:styles>"), 1)
    }
}

/// The id of a style of ours in a foreign document.
fn added(id: &str) -> String {
    format!("Xunwang{id}")
}

/// What stands before and behind the paragraph that marks the place.
fn place_of(content: &str) -> (&str, &str) {
    let mut from = 0;
    while let Some(at) = content[from..]
        .find("</w:p>")
        .map(|at| from + at + "</w:p>".len())
    {
        let opened = ["<w:p>", "<w:p "]
            .iter()
            .filter_map(|tag| content[..at].rfind(tag))
            .max();
        let start = opened.unwrap_or(from);
        let words: String = content[start..at]
            .split('<')
            .filter_map(|part| Some(part.split_once('>')?.1))
            .collect();
        if words.trim() == PLACE {
            return (&content[..start], &content[at..]);
        }
        from = at;
    }
    (content, "")
}

/// The same pages, beginning on a new one.
fn next_page(section: &str) -> String {
    if section.contains("<w:type ") {
        return section.to_owned();
    }
    // In the order of the schema: after the references, before the size.
    match section.find("<w:pgSz") {
        Some(at) => format!("{}<w:type w:val=\"nextPage\"/>{}", &section[..at], &section[at..]),
        None => section.to_owned(),
    }
}

/// The same pages on their side.
fn on_its_side(section: &str) -> String {
    let Some(at) = section.find("<w:pgSz") else {
        return section.to_owned();
    };
    let end = section[at..].find('>').map_or(section.len(), |end| at + end + 1);
    let side = |name: &str| {
        let tag = &section[at..end];
        let value = tag.split(&format!("{name}=\"")).nth(1)?.split('"').next()?;
        value.parse::<u32>().ok()
    };
    let (width, height) = (side("w:w").unwrap_or(11_906), side("w:h").unwrap_or(16_838));
    let turned = format!("<w:pgSz w:w=\"{height}\" w:h=\"{width}\" w:orient=\"landscape\"/>");
    format!("{}{turned}{}", &section[..at], &section[end..])
}

/// The head of the template's text, with the vocabularies that ours uses besides.
fn with_names(head: &str, own: &str) -> String {
    let Some(at) = head.find("<w:document").map(|at| at + "<w:document".len()) else {
        return head.to_owned();
    };
    let own_tag = own
        .split("<w:document")
        .nth(1)
        .and_then(|rest| rest.split('>').next());
    let mut more = String::new();
    for name in own_tag.unwrap_or_default().split_whitespace() {
        let prefix = name.split('=').next().unwrap_or_default();
        if prefix.starts_with("xmlns:") && !head.contains(&format!("{prefix}=")) {
            more.push_str(&format!(" {name}"));
        }
    }
    format!("{}{more}{}", &head[..at], &head[at..])
}

struct Names {
    by_name: HashMap<String, String>,
    normal: String,
}

/// The ids of the paragraph styles by their names.
fn names_of(xml: &str) -> Result<Names, quick_xml::Error> {
    let mut reader = quick_xml::Reader::from_str(xml);
    let mut names = Names {
        by_name: HashMap::new(),
        normal: "Normal".to_owned(),
    };
    let mut open: Option<String> = None;
    loop {
        let event = reader.read_event()?;
        match &event {
            Event::Start(tag) | Event::Empty(tag) => {
                let value = |name: &str| {
                    let mut own = tag.attributes().flatten();
                    let found = own.find(|one| one.key.local_name().as_ref() == name)?;
                    let value: &str = found.value.as_ref();
                    Some(value.to_owned())
                };
                match tag.local_name().as_ref() {
                    "style" => {
                        let is_paragraph = value("type").as_deref() == Some("paragraph");
                        open = value("styleId").filter(|_| is_paragraph);
                        if let (Some(id), Some("1" | "true")) = (&open, value("default").as_deref()) {
                            names.normal.clone_from(id);
                        }
                    }
                    "name" => {
                        if let (Some(id), Some(name)) = (&open, value("val")) {
                            names.by_name.insert(name.to_lowercase(), id.clone());
                        }
                    }
                    _ => {}
                }
            }
            Event::Eof => return Ok(names),
            _ => {}
        }
    }
}

/// The parts of a package, bounded.
fn parts_of(bytes: &[u8]) -> Result<Vec<(String, Vec<u8>)>, String> {
    let wrong = "模板不是 DOCX 文件；请在 WPS 或 Word 里另存为 .docx";
    if bytes.len() > PACKED {
        return Err("模板不能超过10 MB；请删去大图后再上传".to_owned());
    }
    let mut package = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| wrong)?;
    let mut left = UNPACKED;
    let mut parts = Vec::new();
    for index in 0..package.len().min(1_000) {
        let part = package.by_index(index).map_err(|_| wrong)?;
        let name = part.name().map_err(|_| wrong)?.into_owned();
        if name.ends_with('/') {
            continue;
        }
        let mut content = Vec::new();
        part.take(left + 1).read_to_end(&mut content).map_err(|_| wrong)?;
        left = left
            .checked_sub(content.len() as u64)
            .ok_or("模板展开后异常庞大，不能使用；请核实来源")?;
        parts.push((name, content));
    }
    Ok(parts)
}

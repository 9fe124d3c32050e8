//! A document put together from its stories: the running text first, then notes, headers and footers.

use std::collections::HashMap;

use super::flow::{self, Paragraph};
use crate::draft::Draft;
use crate::package::{Package, Relation, resolve};
use crate::{Kind, Paper, Place, Refusal, Story};

/// A document with its text and where each paragraph of it stands.
pub(super) struct Document {
    pub(super) paper: Paper,
    /// In the order of the text; `base` says where in the text a paragraph begins.
    pub(super) paragraphs: Vec<Based>,
    /// The name of the part that holds the running text, and its XML.
    pub(super) main: String,
    pub(super) xml: String,
    pub(super) relations: HashMap<String, Relation>,
}

/// A paragraph and where its text begins in the text of the paper.
pub(super) struct Based {
    pub(super) base: usize,
    /// The story whose part it stands in; a text box belongs to the one that holds it.
    pub(super) story: Story,
    pub(super) place: Place,
    pub(super) paragraph: Paragraph,
}

/// Reads the text and the links of a document.
pub(crate) fn read(bytes: &[u8]) -> Result<Paper, Refusal> {
    Ok(open(bytes)?.paper)
}

/// Reads a document with all that is needed to write into it.
pub(super) fn open(bytes: &[u8]) -> Result<Document, Refusal> {
    let mut package = Package::open(bytes)?;
    let main = package
        .main_part()
        .unwrap_or_else(|| "word/document.xml".to_owned());
    let xml = package
        .text(&main)?
        .ok_or_else(|| Refusal::damaged("缺少正文部件"))?;
    let relations = package.relations(&main)?;
    let mut draft = Draft::new(Kind::Docx);
    let mut paragraphs = Vec::new();
    take_story(
        flow::read(&xml)?,
        Story::Body,
        &relations,
        &mut draft,
        &mut paragraphs,
    );
    for (sort, story) in [
        ("footnotes", Story::Footnote),
        ("endnotes", Story::Endnote),
        ("header", Story::Header),
        ("footer", Story::Footer),
    ] {
        let mut parts: Vec<String> = relations
            .values()
            .filter(|relation| relation.sort == sort && !relation.is_external)
            .map(|relation| resolve(&main, &relation.target))
            .collect();
        parts.sort_unstable();
        parts.dedup();
        for part in parts {
            // A story that is missing or broken does not hide the others.
            let story_read = package
                .text(&part)
                .and_then(|xml| Ok((flow::read(&xml.unwrap_or_default())?, package.relations(&part)?)));
            match story_read {
                Ok((read, own)) => take_story(read, story, &own, &mut draft, &mut paragraphs),
                Err(refusal) if refusal.why == crate::Why::TooLarge => return Err(refusal),
                Err(_) => draft.unread(format!("{}部分已损坏，没有读取", story_name(story))),
            }
        }
    }
    Ok(Document {
        paper: draft.finish(&[]),
        paragraphs,
        main,
        xml,
        relations,
    })
}

fn take_story(
    flow: Vec<Paragraph>,
    story: Story,
    relations: &HashMap<String, Relation>,
    draft: &mut Draft,
    paragraphs: &mut Vec<Based>,
) {
    let (mut number, mut boxed) = (0, 0);
    for paragraph in flow {
        let place = match (story, paragraph.note, paragraph.holder) {
            (Story::Footnote | Story::Endnote, Some(note), _) => Place::Paragraph { story, number: note },
            (_, _, Some(_)) => {
                boxed += 1;
                Place::Paragraph {
                    story: Story::TextBox,
                    number: boxed,
                }
            }
            _ => {
                number += 1;
                Place::Paragraph { story, number }
            }
        };
        let base = draft.len();
        if !draft.add(&paragraph.text, paragraph.separator, place.clone()) {
            return;
        }
        for link in &paragraph.links {
            let shown = &paragraph.text[link.range.clone()];
            let target = match &link.relation {
                Some(id) => relations
                    .get(id)
                    .filter(|relation| relation.is_external)
                    .map(|relation| relation.target.clone()),
                None => Some(link.target.clone()),
            };
            if let Some(target) = target {
                let anchor = link.anchor.as_deref().unwrap_or_default();
                let target = if anchor.is_empty() || target.contains('#') {
                    target
                } else {
                    format!("{target}#{anchor}")
                };
                draft.link(&target, shown, place.clone());
            }
        }
        paragraphs.push(Based {
            base,
            story,
            place,
            paragraph,
        });
    }
}

fn story_name(story: Story) -> &'static str {
    match story {
        Story::Body => "正文",
        Story::TextBox => "文本框",
        Story::Footnote => "脚注",
        Story::Endnote => "尾注",
        Story::Header => "页眉",
        Story::Footer => "页脚",
    }
}

//! The styles of a DOCX (样式): what a paragraph of a style is, whatever a program calls the style's id.

use std::collections::HashMap;

use crate::Refusal;
use crate::xml::{Step, Steps, Vocabulary, attribute, local};

/// What a style says of its paragraphs.
#[derive(Clone, Debug, Default)]
pub(super) struct Style {
    /// 1 or 2 of a heading of this level, otherwise 0.
    pub(super) level: u8,
    /// The list that its paragraphs belong to.
    pub(super) list: Option<String>,
    pub(super) list_level: Option<usize>,
    based_on: Option<String>,
}

/// The styles by their ids.
#[derive(Debug, Default)]
pub(super) struct Styles(HashMap<String, Style>);

impl Styles {
    pub(super) fn read(xml: &str) -> Result<Self, Refusal> {
        let mut styles = HashMap::new();
        if xml.is_empty() {
            return Ok(Self::default());
        }
        let mut steps = Steps::new(xml);
        let mut open: Option<(String, Style)> = None;
        loop {
            match steps.next()? {
                Step::Open(Vocabulary::Word, element, _) => {
                    let full_name = element.name();
                    let name = local(full_name.as_ref());
                    let value = || attribute(&element, "val");
                    if name == "style" {
                        let id = attribute(&element, "styleId").unwrap_or_default();
                        open = Some((id, Style::default()));
                    }
                    let Some((_, style)) = &mut open else { continue };
                    match name {
                        "name" => style.level = level_of(&value().unwrap_or_default()),
                        "basedOn" => style.based_on = value(),
                        "numId" => style.list = value(),
                        "ilvl" => style.list_level = value().and_then(|level| level.parse().ok()),
                        _ => {}
                    }
                }
                Step::Close(Vocabulary::Word, name) if name == "style" => {
                    styles.extend(open.take());
                }
                Step::End => return Ok(Self(styles)),
                _ => {}
            }
        }
    }

    /// The style of this id, with what it takes from the ones it is based on.
    pub(super) fn of(&self, id: &str) -> Style {
        let mut found = Style::default();
        let mut next = Some(id);
        for _ in 0..20 {
            let Some(style) = next.and_then(|id| self.0.get(id)) else {
                break;
            };
            if found.level == 0 {
                found.level = style.level;
            }
            found.list = found.list.or_else(|| style.list.clone());
            found.list_level = found.list_level.or(style.list_level);
            next = style.based_on.as_deref();
        }
        found
    }
}

/// Heading styles have the same names in every language and program; WPS and Word show them translated.
fn level_of(name: &str) -> u8 {
    let name = name.to_lowercase().replace(' ', "");
    match name.as_str() {
        "heading1" | "标题1" => 1,
        "heading2" | "标题2" => 2,
        _ => 0,
    }
}

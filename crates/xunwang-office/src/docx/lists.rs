//! Lists (列表编号): the numbers that a program puts before paragraphs and that stand in no text.

use std::collections::HashMap;

use crate::Refusal;
use crate::xml::{Step, Steps, Vocabulary, attribute, local};

/// The lists of a document, and how far each has counted.
#[derive(Debug, Default)]
pub(super) struct Lists {
    /// The form of a list, by its id.
    forms: HashMap<String, String>,
    levels: HashMap<String, Vec<Level>>,
    counted: HashMap<String, [Option<u32>; DEPTH]>,
}

const DEPTH: usize = 9;

#[derive(Clone, Debug, Default)]
struct Level {
    start: u32,
    format: String,
    text: String,
    style: String,
}

impl Lists {
    pub(super) fn read(xml: &str) -> Result<Self, Refusal> {
        let mut lists = Self::default();
        if xml.is_empty() {
            return Ok(lists);
        }
        let mut steps = Steps::new(xml);
        let (mut form, mut list, mut level) = (String::new(), String::new(), None);
        let mut is_override = false;
        loop {
            match steps.next()? {
                Step::Open(Vocabulary::Word, element, closes) => {
                    let full_name = element.name();
                    let name = local(full_name.as_ref());
                    let value = || attribute(&element, "val").unwrap_or_default();
                    match name {
                        "abstractNum" => form = attribute(&element, "abstractNumId").unwrap_or_default(),
                        "num" => list = attribute(&element, "numId").unwrap_or_default(),
                        "lvlOverride" => is_override = !closes,
                        "abstractNumId" if !list.is_empty() => {
                            lists.forms.insert(list.clone(), value());
                        }
                        "lvl" if !is_override => {
                            let number: usize = attribute(&element, "ilvl")
                                .and_then(|level| level.parse().ok())
                                .unwrap_or(DEPTH);
                            let levels = lists.levels.entry(form.clone()).or_default();
                            if number < DEPTH {
                                if levels.len() <= number {
                                    levels.resize(number + 1, Level::default());
                                }
                                level = Some(number);
                            }
                        }
                        _ => {}
                    }
                    let own = level
                        .and_then(|number| lists.levels.get_mut(&form)?.get_mut(number))
                        .filter(|_| !is_override);
                    let Some(own) = own else { continue };
                    match name {
                        "start" => own.start = value().parse().unwrap_or(1),
                        "numFmt" => own.format = value(),
                        "lvlText" => own.text = value(),
                        "pStyle" => own.style = value(),
                        _ => {}
                    }
                }
                Step::Close(Vocabulary::Word, name) => match name.as_str() {
                    "lvl" => level = None,
                    "lvlOverride" => is_override = false,
                    "num" => list.clear(),
                    _ => {}
                },
                Step::End => return Ok(lists),
                _ => {}
            }
        }
    }

    /// The number before the next paragraph of a list; nothing where it belongs to none, or to one of mere dots.
    pub(super) fn number(
        &mut self,
        list: Option<&str>,
        level: Option<usize>,
        style: &str,
        is_shown: bool,
    ) -> String {
        let found = list.and_then(|list| {
            let form = self.forms.get(list)?;
            Some((form.clone(), self.levels.get(form)?))
        });
        let Some((form, levels)) = found.filter(|_| is_shown) else {
            return String::new();
        };
        let of_style = || {
            levels
                .iter()
                .position(|own| !own.style.is_empty() && own.style == style)
        };
        let at = level.or_else(of_style).unwrap_or(0);
        let Some(own) = levels.get(at) else {
            return String::new();
        };
        let counted = self.counted.entry(form).or_default();
        let next = counted[at].map_or(own.start, |number| number.saturating_add(1));
        counted[at] = Some(next);
        counted[at + 1..].fill(None);
        if matches!(own.format.as_str(), "bullet" | "none" | "") {
            return String::new();
        }
        let mut shown = own.text.clone();
        for (above, level) in levels.iter().enumerate().take(at + 1) {
            let number = counted[above].unwrap_or(level.start);
            shown = shown.replace(&format!("%{}", above + 1), &written(number, &level.format));
        }
        shown
    }
}

/// A number as the list writes it.
fn written(number: u32, format: &str) -> String {
    let is_chinese = ["chinese", "taiwanese", "japanese", "ideograph"]
        .iter()
        .any(|script| format.starts_with(script));
    match number {
        1..=99 if is_chinese => {
            const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
            let digit = |place: u32| DIGITS[(place % 10) as usize];
            match number / 10 {
                0 => digit(number).to_owned(),
                1 => format!("十{}", digit(number)),
                tens => format!("{}十{}", digit(tens), digit(number)),
            }
        }
        _ => number.to_string(),
    }
}

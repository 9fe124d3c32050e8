//! Numbered headings (标题编号): 一、 and （一） as a real list, so that a section put in between renumbers the rest.

use super::parts::{HEAD, NAMESPACE};

/// The list that the two heading styles belong to.
pub(super) const LIST: u32 = 1;

pub(super) fn numbering() -> String {
    let level = |index: u8, style: &str, shown: &str| {
        format!(
            "<w:lvl w:ilvl=\"{index}\"><w:start w:val=\"1\"/><w:numFmt w:val=\"chineseCountingThousand\"/><w:pStyle w:val=\"{style}\"/>\
             <w:suff w:val=\"nothing\"/><w:lvlText w:val=\"{shown}\"/><w:lvlJc w:val=\"left\"/><w:pPr>\
             <w:ind w:left=\"0\" w:firstLineChars=\"200\" w:firstLine=\"630\"/></w:pPr></w:lvl>"
        )
    };
    format!(
        "{HEAD}<w:numbering {NAMESPACE}><w:abstractNum w:abstractNumId=\"0\"><w:multiLevelType w:val=\"multilevel\"/>{}{}</w:abstractNum>\
         <w:num w:numId=\"{LIST}\"><w:abstractNumId w:val=\"0\"/></w:num></w:numbering>",
        level(0, "Heading1", "%1、"),
        level(1, "Heading2", "（%2）")
    )
}

/// Where the list stands while the headings are written.
#[derive(Default)]
pub(super) struct Counter {
    sections: usize,
    parts: usize,
}

impl Counter {
    /// The heading's words without the number that the list gives; none where the two differ, so that the typed number
    /// stays and the list must be left out.
    pub(super) fn unnumbered<'a>(&mut self, level: u8, text: &'a str) -> Option<&'a str> {
        let (number, shown) = if level == 1 {
            (self.sections, format!("{}、", numeral(self.sections + 1)?))
        } else {
            (self.parts, format!("（{}）", numeral(self.parts + 1)?))
        };
        let rest = text.strip_prefix(&shown).filter(|rest| !rest.is_empty())?;
        (self.sections, self.parts) = if level == 1 {
            (number + 1, 0)
        } else {
            (self.sections, number + 1)
        };
        Some(rest)
    }
}

/// 1 to 99 as official texts number sections: 十一, 二十.
fn numeral(number: usize) -> Option<String> {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |place: usize| DIGITS.get(place).copied().unwrap_or_default();
    match number {
        1..=9 => Some(digit(number).to_owned()),
        10..=19 => Some(format!("十{}", digit(number - 10))),
        20..=99 => Some(format!("{}十{}", digit(number / 10), digit(number % 10))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::Counter;

    #[test]
    fn only_the_number_that_the_list_gives_is_left_to_it() {
        let mut counter = Counter::default();
        assert_eq!(counter.unnumbered(1, "一、总体情况"), Some("总体情况"));
        assert_eq!(counter.unnumbered(1, "三、跳过的编号"), None);
        assert_eq!(counter.unnumbered(1, "二、主要问题"), Some("主要问题"));
        assert_eq!(counter.unnumbered(2, "（一）网站"), Some("网站"));
        assert_eq!(counter.unnumbered(2, "（二）新媒体"), Some("新媒体"));
        assert_eq!(counter.unnumbered(1, "三、要求"), Some("要求"));
        assert_eq!(
            counter.unnumbered(2, "（一）安全"),
            Some("安全"),
            "begins anew under each"
        );
        assert_eq!(counter.unnumbered(2, "没有编号的标题"), None);
    }
}

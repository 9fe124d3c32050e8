//! The lines of a document as they go out (外发底稿的各段), each with what it is made from.

use super::super::Draft;
use crate::document::{Block, Document, Span};

/// A line that was sent out.
pub(super) struct Line {
    pub(super) text: String,
    pub(super) of: Of,
}

/// What a line is made from.
#[derive(Clone, Copy)]
pub(super) enum Of {
    /// 主送机关: what is new behind it begins the text.
    Salutation,
    /// A passage, by place.
    Passage(usize),
    /// The caption of a chart.
    Chart(usize),
    /// Something that is not text: why a change of it is not taken over.
    Fixed(&'static str),
}

const TITLE: &str = "标题请在“数据、点名、历史版本”页的文稿要素里修改";
const NUMBER: &str = "发文字号在签发时填写";
const CLOSING: &str = "署名和成文日期请在“数据、点名、历史版本”页的文稿要素里修改";
const ATTACHMENT: &str = "附件由数据生成，不接收；数据有误请在复核、判定中更正";

/// All of them, in order; tables apart.
pub(super) fn lines_of(draft: &Draft, document: &Document) -> Vec<Line> {
    let fixed = |text: &str, note| Line {
        text: text.to_owned(),
        of: Of::Fixed(note),
    };
    let mut lines = vec![fixed(&document.title, TITLE)];
    lines.extend(document.number.as_deref().map(|number| fixed(number, NUMBER)));
    lines.push(Line {
        text: document.salutation.clone(),
        of: Of::Salutation,
    });
    let printed = draft.passages.iter().enumerate().filter(|(_, passage)| {
        let is_removed = passage.edited.as_ref().is_some_and(|edited| edited.is_removal());
        !is_removed && (passage.edited.is_some() || passage.generated.is_some())
    });
    for ((place, _), block) in printed.zip(&document.blocks) {
        lines.push(match block {
            Block::Heading { text, .. } => Line {
                text: text.clone(),
                of: Of::Passage(place),
            },
            Block::Paragraph(spans) => Line {
                text: spans.iter().map(Span::shown).collect(),
                of: Of::Passage(place),
            },
            Block::Chart(chart) => Line {
                text: chart.caption(),
                of: Of::Chart(place),
            },
            Block::Table(table) => Line {
                text: table.caption(),
                of: Of::Chart(place),
            },
        });
    }
    let is_only = document.attachments.len() == 1;
    for (index, attachment) in document.attachments.iter().enumerate() {
        let lead = if index == 0 { "附件：" } else { "" };
        let text = if is_only {
            format!("{lead}{}", attachment.title)
        } else {
            format!("{lead}{}.{}", attachment.number, attachment.title)
        };
        lines.push(fixed(&text, ATTACHMENT));
    }
    lines.push(fixed(&document.signature, CLOSING));
    lines.push(fixed(&document.printed_date(), CLOSING));
    for attachment in &document.attachments {
        for text in [&attachment.label(), &attachment.title, &attachment.subtitle] {
            lines.push(fixed(text, ATTACHMENT));
        }
        if attachment.table.rows.is_empty() {
            lines.push(fixed("（无）", ATTACHMENT));
        }
        lines.extend(attachment.note.as_deref().map(|note| fixed(note, ATTACHMENT)));
    }
    lines
}

/// Words as they are compared: white space, marks that are not seen and the shape of quotation marks do not count.
pub(super) fn plain(text: &str) -> String {
    let letters = text.chars().filter(|letter| {
        let is_unseen = matches!(
            letter,
            '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}'
        );
        !is_unseen && !letter.is_whitespace() && !letter.is_control()
    });
    letters
        .map(|letter| match letter {
            '“' | '”' | '„' | '‟' | '＂' => '"',
            '‘' | '’' | '‚' | '‛' | '＇' => '\'',
            other => other,
        })
        .collect()
}

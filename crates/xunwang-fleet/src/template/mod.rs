//! The templates (模板): ten ways in which government sites are built, none sharing its structure with another.
//!
//! Six make the first fleet, four the second, so that a rule tuned on one meets strange pages on the other.

mod bulk;
mod bureau;
mod english;
mod gazette;
mod jcms;
mod lines;
mod mobile;
mod nested;
mod old_table;
mod parts;
mod portal;
mod post;
mod sections;
mod trs;

pub(crate) use parts::PAGE_SIZE;

use crate::{Style, address::AddressForm, charset::Charset, view::View};

/// A template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Template {
    Trs,
    Jcms,
    OldTable,
    Post,
    Bureau,
    Portal,
    Sections,
    Gazette,
    Nested,
    Lines,
    Script,
    Mobile,
    English,
}

impl Template {
    /// The templates of a style, in the order in which sites take them.
    pub(crate) fn of(style: Style) -> &'static [Self] {
        match style {
            Style::Demo => &[
                Self::Portal,
                Self::Trs,
                Self::Jcms,
                Self::OldTable,
                Self::Post,
                Self::Bureau,
            ],
            Style::Second => &[Self::Sections, Self::Gazette, Self::Nested, Self::Lines],
            Style::Evaluation => &[
                Self::OldTable,
                Self::Jcms,
                Self::Sections,
                Self::Script,
                Self::Mobile,
                Self::Jcms,
                Self::OldTable,
                Self::English,
                Self::Sections,
                Self::Mobile,
            ],
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Trs => "trs",
            Self::Jcms => "jcms",
            Self::OldTable => "old-table",
            Self::Post => "post",
            Self::Bureau => "bureau",
            Self::Portal => "portal",
            Self::Sections => "sections",
            Self::Gazette => "gazette",
            Self::Nested => "nested",
            Self::Lines => "lines",
            Self::Script => "script",
            Self::Mobile => "mobile",
            Self::English => "english",
        }
    }

    pub(crate) fn address_form(self) -> AddressForm {
        match self {
            Self::Trs | Self::Gazette => AddressForm::Trs,
            Self::Jcms => AddressForm::Jcms,
            Self::OldTable | Self::Nested => AddressForm::Query,
            Self::Post | Self::Portal | Self::Script | Self::English => AddressForm::Post,
            Self::Bureau | Self::Lines => AddressForm::Shtml,
            Self::Sections | Self::Mobile => AddressForm::Bare,
        }
    }

    /// Charsets that sites of this template use, by turns.
    pub(crate) fn charsets(self) -> &'static [Charset] {
        match self {
            Self::OldTable | Self::Nested => &[Charset::Gb2312Meta, Charset::Gb18030],
            Self::Jcms => &[Charset::Utf8Meta, Charset::GbkHeader],
            Self::Bureau | Self::Lines => &[Charset::Utf8Bom, Charset::Utf8, Charset::GbkHeader],
            Self::English => &[Charset::Latin, Charset::Utf8],
            _ => &[Charset::Utf8, Charset::Utf8Meta],
        }
    }

    /// Whether references are written relative to the page (`../`).
    pub(crate) fn relative_links(self) -> bool {
        matches!(self, Self::Trs | Self::OldTable | Self::Gazette)
    }

    /// Whether lists print dates at all; sites that print none leave it to the articles.
    pub(crate) fn lists_print_dates(self) -> bool {
        !matches!(self, Self::Lines)
    }
}

/// The page as text, before it is encoded.
pub(crate) fn render(view: &View<'_>) -> String {
    let mut out = String::with_capacity(48 * 1024);
    let page = match view.site.template {
        Template::Trs => trs::page,
        Template::Jcms => jcms::page,
        Template::OldTable => old_table::page,
        Template::Post | Template::Script => post::page,
        Template::Bureau => bureau::page,
        Template::Portal => portal::page,
        Template::Sections => sections::page,
        Template::Gazette => gazette::page,
        Template::Nested => nested::page,
        Template::Lines => lines::page,
        Template::Mobile => mobile::page,
        Template::English => english::page,
    };
    page(view, &mut out);
    out
}

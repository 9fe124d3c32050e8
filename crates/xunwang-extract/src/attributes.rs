//! The attributes of a start tag that extraction looks at (标签属性).

use crate::html::attribute::AttributeSpan;
use crate::html::names::Names;
use crate::html::token::Tokenizer;

macro_rules! attributes {
    ($($(#[$doc:meta])* $variant:ident = $($name:literal)|+),+ $(,)?) => {
        /// What an attribute says; several names may say the same.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        pub(crate) enum Attribute { $($(#[$doc])* $variant),+ }

        const COUNT: usize = [$(Attribute::$variant),+].len();

        static NAMES: Names<{ [$($($name),+),+].len() }> = Names::new([$($($name),+),+]);

        /// Of each name what it says.
        static SAID: &[Attribute] = &[$($(said(Attribute::$variant, $name)),+),+];
    };
}

const fn said(attribute: Attribute, _name: &str) -> Attribute {
    attribute
}

attributes! {
    Id = "id",
    Class = "class",
    Style = "style",
    Href = "href" | "xlink:href",
    Src = "src",
    Srcset = "srcset",
    Data = "data",
    Background = "background",
    Poster = "poster",
    Alt = "alt",
    Title = "title",
    Datetime = "datetime",
    Itemprop = "itemprop",
    Width = "width",
    Type = "type",
    Rel = "rel",
    Name = "name",
    Content = "content",
    HttpEquiv = "http-equiv",
    Property = "property",
    Onclick = "onclick",
    /// Where a script finds the address of what is loaded late (延迟加载).
    Lazy = "data-src" | "data-original" | "data-lazy-src" | "lazy-src" | "data-echo" | "_src",
    /// The same, in attributes that also carry other things.
    MaybeLazy = "data-url" | "data-lazy",
    LazySrcset = "data-srcset",
    Value = "value",
    SiteCode = "sitecode" | "site_code" | "site-code" | "data-setting",
    /// With these `<font>` leaves SVG.
    Font = "color" | "face" | "size",
}

/// The attributes of a tag, raw; of doubled ones the first. Kept from tag to tag, as most have none or two of them.
pub(crate) struct Attributes<'a> {
    /// A bit for each that the tag has; the values of others are those of earlier tags.
    present: u32,
    values: [&'a str; COUNT],
}

const _: () = assert!(COUNT <= u32::BITS as usize);

impl<'a> Attributes<'a> {
    pub(crate) const NONE: Self = Self {
        present: 0,
        values: [""; COUNT],
    };

    /// Reads the attributes of the tokenizer's last start tag.
    #[inline]
    pub(crate) fn read(&mut self, tokens: &Tokenizer<'a>) {
        self.present = 0;
        let source = tokens.source();
        for AttributeSpan { name, value } in tokens.attribute_spans() {
            let number = NAMES.find(source.as_bytes(), name.start, name.len());
            if let Some(&attribute) = number.and_then(|number| SAID.get(number))
                && !self.has(attribute)
            {
                self.present |= 1 << attribute as u32;
                self.values[attribute as usize] = source.get(value.clone()).unwrap_or_default();
            }
        }
    }

    pub(crate) fn has(&self, attribute: Attribute) -> bool {
        self.present >> attribute as u32 & 1 == 1
    }

    pub(crate) fn get(&self, attribute: Attribute) -> Option<&'a str> {
        self.has(attribute).then(|| self.values[attribute as usize])
    }
}

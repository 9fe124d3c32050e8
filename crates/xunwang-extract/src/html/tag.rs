//! The elements that extraction tells apart (元素名), and the classes of elements that the HTML standard defines.

use super::names::Names;

macro_rules! tags {
    ($($variant:ident = $name:literal),+ $(,)?) => {
        /// An element by its name; every name that plays no role is [`Tag::Unknown`].
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub(crate) enum Tag { Unknown, $($variant),+ }

        impl Tag {
            const ALL: &[Self] = &[$(Self::$variant),+];

            /// The name in lower case; empty for [`Tag::Unknown`].
            pub(crate) fn name(self) -> &'static str {
                match self { Self::Unknown => "", $(Self::$variant => $name),+ }
            }
        }

        static NAMES: Names<{ [$($name),+].len() }> = Names::new([$($name),+]);
    };
}

tags! {
    A = "a", Address = "address", Applet = "applet", Area = "area", Article = "article", Aside = "aside", Audio = "audio",
    B = "b", Base = "base", Big = "big", Blockquote = "blockquote", Body = "body", Br = "br", Button = "button",
    Caption = "caption", Center = "center", Code = "code", Col = "col", Colgroup = "colgroup", Dd = "dd", Desc = "desc",
    Details = "details", Dialog = "dialog", Dir = "dir", Div = "div", Dl = "dl", Dt = "dt", Em = "em", Embed = "embed",
    Fieldset = "fieldset", Figcaption = "figcaption", Figure = "figure", Font = "font", Footer = "footer",
    ForeignObject = "foreignobject", Form = "form", Frame = "frame", Frameset = "frameset",
    H1 = "h1", H2 = "h2", H3 = "h3", H4 = "h4", H5 = "h5", H6 = "h6", Head = "head", Header = "header", Hgroup = "hgroup",
    Hr = "hr", Html = "html", I = "i", Iframe = "iframe", Image = "image", Img = "img", Input = "input", Keygen = "keygen",
    Li = "li", Link = "link", Listing = "listing", Main = "main", Map = "map", Marquee = "marquee", Math = "math",
    Menu = "menu", Meta = "meta", Mi = "mi", Mn = "mn", Mo = "mo", Ms = "ms", Mtext = "mtext", Nav = "nav", Nobr = "nobr", Noembed = "noembed", Noframes = "noframes",
    Noscript = "noscript", Object = "object", Ol = "ol", Optgroup = "optgroup", Option = "option", P = "p", Param = "param",
    Picture = "picture", Plaintext = "plaintext", Pre = "pre", Ruby = "ruby", S = "s", Script = "script", Search = "search",
    Section = "section", Select = "select", Small = "small", Source = "source", Span = "span", Strike = "strike",
    Strong = "strong", Style = "style", Sub = "sub", Summary = "summary", Sup = "sup", Svg = "svg", Table = "table",
    Tbody = "tbody", Td = "td", Template = "template", Textarea = "textarea", Tfoot = "tfoot", Th = "th", Thead = "thead",
    Time = "time", Title = "title", Tr = "tr", Track = "track", Tt = "tt", U = "u", Ul = "ul", Var = "var", Video = "video",
    Wbr = "wbr", Xmp = "xmp",
}

impl Tag {
    /// The element whose name begins at `start`, in any case, and is so long.
    #[inline]
    pub(crate) fn at(bytes: &[u8], start: usize, length: usize) -> Self {
        NAMES
            .find(bytes, start, length)
            .and_then(|number| Self::ALL.get(number).copied())
            .unwrap_or(Self::Unknown)
    }

    /// Has it no end tag and no content (void elements, HTML standard 13.1.2)?
    pub(crate) fn is_void(self) -> bool {
        use Tag::{
            Area, Base, Br, Col, Embed, Frame, Hr, Image, Img, Input, Keygen, Link, Meta, Param, Source,
            Track, Wbr,
        };
        matches!(
            self,
            Area | Base
                | Br
                | Col
                | Embed
                | Frame
                | Hr
                | Image
                | Img
                | Input
                | Keygen
                | Link
                | Meta
                | Param
                | Source
                | Track
                | Wbr
        )
    }

    /// Does its start tag close an open `<p>` (HTML standard 13.2.6.4.7)?
    pub(crate) fn closes_paragraph(self) -> bool {
        use Tag::{
            Address, Article, Aside, Blockquote, Center, Dd, Details, Dialog, Dir, Div, Dl, Dt, Fieldset,
            Figcaption, Figure, Footer, Form, H1, H2, H3, H4, H5, H6, Header, Hgroup, Hr, Li, Listing, Main,
            Menu, Nav, Ol, P, Plaintext, Pre, Search, Section, Summary, Table, Ul, Xmp,
        };
        matches!(
            self,
            Address
                | Article
                | Aside
                | Blockquote
                | Center
                | Dd
                | Details
                | Dialog
                | Dir
                | Div
                | Dl
                | Dt
                | Fieldset
                | Figcaption
                | Figure
                | Footer
                | Form
                | H1
                | H2
                | H3
                | H4
                | H5
                | H6
                | Header
                | Hgroup
                | Hr
                | Li
                | Listing
                | Main
                | Menu
                | Nav
                | Ol
                | P
                | Plaintext
                | Pre
                | Search
                | Section
                | Summary
                | Table
                | Ul
                | Xmp
        )
    }

    /// Is it a formatting element, whose end tag may cross others (HTML standard 13.2.4.2)?
    pub(crate) fn is_formatting(self) -> bool {
        use Tag::{A, B, Big, Code, Em, Font, I, Nobr, S, Small, Strike, Strong, Tt, U};
        matches!(
            self,
            A | B | Big | Code | Em | Font | I | Nobr | S | Small | Strike | Strong | Tt | U
        )
    }

    /// Is it an element that a stray end tag of another may not close (“special”, HTML standard 13.2.4.2)?
    pub(crate) fn is_special(self) -> bool {
        use Tag::{
            Applet, Body, Button, Caption, Colgroup, Frameset, Head, Html, Iframe, Marquee, Noembed,
            Noframes, Noscript, Object, Script, Select, Style, Tbody, Td, Template, Textarea, Tfoot, Th,
            Thead, Title, Tr,
        };
        self.closes_paragraph() && !matches!(self, Self::Dialog)
            || self.is_void()
            || matches!(
                self,
                Applet
                    | Body
                    | Button
                    | Caption
                    | Colgroup
                    | Frameset
                    | Head
                    | Html
                    | Iframe
                    | Marquee
                    | Noembed
                    | Noframes
                    | Noscript
                    | Object
                    | Script
                    | Select
                    | Style
                    | Tbody
                    | Td
                    | Template
                    | Textarea
                    | Tfoot
                    | Th
                    | Thead
                    | Title
                    | Tr
            )
    }

    /// Does it end the search for an open element (“scope”, HTML standard 13.2.4.2)?
    pub(crate) fn bounds_scope(self) -> bool {
        use Tag::{Applet, Caption, Html, Marquee, Object, Table, Td, Template, Th};
        matches!(
            self,
            Applet | Caption | Html | Marquee | Object | Table | Td | Template | Th
        )
    }

    /// Does its start tag leave SVG or MathML (HTML standard 13.2.6.5)?
    pub(crate) fn breaks_out_of_foreign(self) -> bool {
        use Tag::{
            B, Big, Blockquote, Body, Br, Center, Code, Dd, Div, Dl, Dt, Em, Embed, H1, H2, H3, H4, H5, H6,
            Head, Hr, I, Img, Li, Listing, Menu, Meta, Nobr, Ol, P, Pre, Ruby, S, Small, Span, Strike,
            Strong, Sub, Sup, Table, Tt, U, Ul, Var,
        };
        matches!(
            self,
            B | Big
                | Blockquote
                | Body
                | Br
                | Center
                | Code
                | Dd
                | Div
                | Dl
                | Dt
                | Em
                | Embed
                | H1
                | H2
                | H3
                | H4
                | H5
                | H6
                | Head
                | Hr
                | I
                | Img
                | Li
                | Listing
                | Menu
                | Meta
                | Nobr
                | Ol
                | P
                | Pre
                | Ruby
                | S
                | Small
                | Span
                | Strike
                | Strong
                | Sub
                | Sup
                | Table
                | Tt
                | U
                | Ul
                | Var
        )
    }

    /// Is it `<h1>` … `<h6>`?
    pub(crate) fn is_heading(self) -> bool {
        matches!(
            self,
            Self::H1 | Self::H2 | Self::H3 | Self::H4 | Self::H5 | Self::H6
        )
    }

    /// Does it run inside a line of text? Everything else begins a new line of the page's text.
    pub(crate) fn is_inline(self) -> bool {
        use Tag::{
            A, Area, B, Big, Button, Code, Em, Font, I, Image, Img, Input, Nobr, Option, Picture, Ruby, S,
            Select, Small, Source, Span, Strike, Strong, Sub, Sup, Time, Tt, U, Unknown, Var, Wbr,
        };
        matches!(
            self,
            A | Area
                | B
                | Big
                | Button
                | Code
                | Em
                | Font
                | I
                | Image
                | Img
                | Input
                | Nobr
                | Option
                | Picture
                | Ruby
                | S
                | Select
                | Small
                | Source
                | Span
                | Strike
                | Strong
                | Sub
                | Sup
                | Time
                | Tt
                | U
                | Unknown
                | Var
                | Wbr
        )
    }
}

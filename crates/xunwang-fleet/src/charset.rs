//! Charsets of pages, and where they are declared (字符集).

use encoding_rs::{Encoding, GB18030, GBK, UTF_8, WINDOWS_1252};

/// Charset of a site's pages and where it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Charset {
    /// UTF-8, told in header and meta.
    Utf8,
    /// UTF-8, told in meta only.
    Utf8Meta,
    /// UTF-8 with a byte order mark and no meta.
    Utf8Bom,
    /// GB2312 (its bytes are GBK), told in meta only.
    Gb2312Meta,
    /// GBK, told in the header only.
    GbkHeader,
    /// GB18030, told in both.
    Gb18030,
    /// ISO 8859-1, told in both: other characters as numeric references.
    Latin,
}

impl Charset {
    /// Name for the manifest.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Utf8 | Self::Utf8Meta => "utf-8",
            Self::Utf8Bom => "utf-8-bom",
            Self::Gb2312Meta => "gb2312",
            Self::GbkHeader => "gbk",
            Self::Gb18030 => "gb18030",
            Self::Latin => "iso-8859-1",
        }
    }

    /// The word in the page's meta tag, if any.
    pub(crate) fn meta(self) -> Option<&'static str> {
        match self {
            Self::Utf8 | Self::Utf8Meta => Some("utf-8"),
            Self::Gb2312Meta => Some("gb2312"),
            Self::Gb18030 => Some("gb18030"),
            Self::Latin => Some("iso-8859-1"),
            Self::Utf8Bom | Self::GbkHeader => None,
        }
    }

    /// The Content-Type of a page.
    pub(crate) fn content_type(self) -> &'static str {
        match self {
            Self::Utf8 => "text/html; charset=utf-8",
            Self::GbkHeader => "text/html;charset=GBK",
            Self::Gb18030 => "text/html; charset=gb18030",
            Self::Latin => "text/html; charset=ISO-8859-1",
            Self::Utf8Meta | Self::Utf8Bom | Self::Gb2312Meta => "text/html",
        }
    }

    fn encoding(self) -> &'static Encoding {
        match self {
            Self::Utf8 | Self::Utf8Meta | Self::Utf8Bom => UTF_8,
            Self::Gb2312Meta | Self::GbkHeader => GBK,
            Self::Gb18030 => GB18030,
            Self::Latin => WINDOWS_1252,
        }
    }

    /// The bytes of a page.
    pub(crate) fn encode(self, text: String) -> Vec<u8> {
        match self {
            Self::Utf8 | Self::Utf8Meta => text.into_bytes(),
            Self::Utf8Bom => [b"\xef\xbb\xbf", text.as_bytes()].concat(),
            _ => self.encoding().encode(&text).0.into_owned(),
        }
    }
}

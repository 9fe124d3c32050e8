//! Fonts (字体) as far as text needs them: how codes are cut from strings, what they mean, how wide they are.

use std::collections::HashMap;
use std::rc::Rc;

use encoding_rs::{MACINTOSH, WINDOWS_1252};
use hayro_cmap::{BfString, CMap, CMapName, CidFamily, load_embedded};
use hayro_syntax::object::{Array, Dict, Name, Number, Object, Stream, String as PdfString};

use super::names;

/// A font.
pub(super) struct Font {
    codes: Codes,
    to_unicode: Option<CMap>,
    widths: Widths,
    /// From units of the font to units of text.
    pub(super) scale: f64,
    pub(super) is_vertical: bool,
}

enum Codes {
    /// One byte each, with the text of each as far as the font says it.
    Simple(Box<[Option<Rc<str>>; 256]>),
    /// Several bytes each.
    Composite {
        encoding: Box<CMap>,
        /// Characters by their number in the collection of the font.
        by_number: Option<Rc<CMap>>,
        /// The codes are characters themselves.
        is_unicode: bool,
    },
}

#[derive(Default)]
struct Widths {
    single: HashMap<u32, f64>,
    ranges: Vec<(u32, u32, f64)>,
    other: f64,
}

/// A code of a string: how many bytes, what it means, how far it advances in units of text.
pub(super) struct Code {
    pub(super) length: usize,
    pub(super) text: Option<String>,
    pub(super) advance: f64,
    pub(super) is_space: bool,
}

/// The collections of characters that were asked for, each read once.
#[derive(Default)]
pub(super) struct Collections(HashMap<Vec<u8>, Option<Rc<CMap>>>);

const MOST_WIDTHS: usize = 140_000;

impl Font {
    pub(super) fn new(
        dict: &Dict<'_>,
        collections: &mut Collections,
        spend: &mut dyn FnMut(usize) -> bool,
    ) -> Self {
        let mut cmap = |stream: &Stream<'_>| {
            let data = stream.decoded_data().ok()?;
            spend(data.len())
                .then(|| CMap::parse(&data, load_embedded))
                .flatten()
        };
        let to_unicode = dict
            .get::<Stream<'_>>("ToUnicode")
            .and_then(|stream| cmap(&stream));
        let kind = dict
            .get::<Name<'_>>("Subtype")
            .map(|name| name.to_vec())
            .unwrap_or_default();
        if kind == b"Type0" {
            let descendant = dict
                .get::<Array<'_>>("DescendantFonts")
                .and_then(|fonts| fonts.iter::<Dict<'_>>().next())
                .unwrap_or_default();
            let named = dict.get::<Name<'_>>("Encoding").map(|name| name.to_vec());
            let encoding = match &named {
                Some(name) => predefined(name),
                None => dict
                    .get::<Stream<'_>>("Encoding")
                    .and_then(|stream| cmap(&stream)),
            };
            let name = named.unwrap_or_default();
            let is_vertical = name.ends_with(b"-V");
            return Self {
                codes: Codes::Composite {
                    encoding: Box::new(encoding.unwrap_or_else(CMap::identity_h)),
                    by_number: collections.of(&descendant),
                    is_unicode: name.windows(4).any(|part| part == b"UCS2" || part == b"UTF1"),
                },
                to_unicode,
                widths: Widths::composite(&descendant),
                scale: 0.001,
                is_vertical,
            };
        }
        let is_drawn = kind == b"Type3";
        let scale = dict
            .get::<Array<'_>>("FontMatrix")
            .and_then(|matrix| matrix.iter::<Number>().next())
            .map_or(0.001, |number| number.as_f64().abs());
        Self {
            codes: Codes::Simple(Box::new(simple_texts(dict))),
            to_unicode,
            widths: Widths::simple(dict),
            scale: if is_drawn { scale } else { 0.001 },
            is_vertical: false,
        }
    }

    /// The code that begins the bytes, which are not empty.
    pub(super) fn code(&self, bytes: &[u8]) -> Code {
        match &self.codes {
            Codes::Simple(texts) => {
                let code = u32::from(bytes[0]);
                let text = self
                    .by_code(code)
                    .or_else(|| texts[bytes[0] as usize].as_deref().map(str::to_owned));
                Code {
                    length: 1,
                    text,
                    advance: self.widths.of(code) * self.scale,
                    is_space: code == 32,
                }
            }
            Codes::Composite {
                encoding,
                by_number,
                is_unicode,
            } => {
                let (mut code, mut number, mut length) = (0_u32, None, 0);
                for &byte in bytes.iter().take(4) {
                    code = code << 8 | u32::from(byte);
                    length += 1;
                    number = encoding.lookup_cid_code(code, length as u8);
                    if number.is_some() {
                        break;
                    }
                }
                if number.is_none() {
                    // Codes that the encoding does not know are passed over two bytes at a time, as they are made.
                    length = bytes.len().min(2);
                    code = bytes[..length]
                        .iter()
                        .fold(0, |code, &byte| code << 8 | u32::from(byte));
                }
                let text = self
                    .by_code(code)
                    .or_else(|| {
                        let found = by_number.as_ref()?.lookup_bf_string(number?)?;
                        Some(written(found))
                    })
                    .or_else(|| {
                        if *is_unicode {
                            char::from_u32(code).map(String::from)
                        } else {
                            None
                        }
                    });
                Code {
                    length,
                    text,
                    advance: if self.is_vertical {
                        1.0
                    } else {
                        self.widths.of(number.unwrap_or_default()) * self.scale
                    },
                    is_space: length == 1 && code == 32,
                }
            }
        }
    }

    fn by_code(&self, code: u32) -> Option<String> {
        let text = written(self.to_unicode.as_ref()?.lookup_bf_string(code)?);
        (!text.contains(['\0', '\u{fffd}'])).then_some(text)
    }
}

impl Collections {
    /// The characters of the collection that the font's numbers count in.
    fn of(&mut self, descendant: &Dict<'_>) -> Option<Rc<CMap>> {
        let info = descendant.get::<Dict<'_>>("CIDSystemInfo")?;
        let ordering = info.get::<PdfString<'_>>("Ordering")?;
        self.0
            .entry(ordering.as_bytes().to_vec())
            .or_insert_with(|| {
                let name = CidFamily::from_registry_ordering(b"Adobe", ordering.as_bytes()).ucs2_cmap()?;
                CMap::parse(load_embedded(name)?, load_embedded).map(Rc::new)
            })
            .clone()
    }
}

fn predefined(name: &[u8]) -> Option<CMap> {
    match name {
        b"Identity-H" => Some(CMap::identity_h()),
        b"Identity-V" => Some(CMap::identity_v()),
        _ => CMap::parse(load_embedded(CMapName::from_bytes(name))?, load_embedded),
    }
}

fn written(text: BfString) -> String {
    match text {
        BfString::Char(character) => character.to_string(),
        BfString::String(text) => text,
    }
}

/// What the codes of a simple font mean: its base encoding and the differences from it.
fn simple_texts(dict: &Dict<'_>) -> [Option<Rc<str>>; 256] {
    let encoding = dict.get::<Dict<'_>>("Encoding");
    let base = encoding
        .as_ref()
        .map_or_else(
            || dict.get::<Name<'_>>("Encoding"),
            |encoding| encoding.get::<Name<'_>>("BaseEncoding"),
        )
        .map(|name| name.to_vec());
    let is_symbolic = dict
        .get::<Dict<'_>>("FontDescriptor")
        .and_then(|descriptor| descriptor.get::<i32>("Flags"))
        .is_some_and(|flags| flags & 4 != 0);
    let has_base = base.is_some() || !is_symbolic;
    let mut texts: [Option<Rc<str>>; 256] = std::array::from_fn(|code| {
        let byte = code as u8;
        if !has_base || byte < 32 {
            return None;
        }
        let page = if base.as_deref() == Some(b"MacRomanEncoding") {
            MACINTOSH
        } else {
            WINDOWS_1252
        };
        let (text, _, _) = page.decode(std::slice::from_ref(&byte));
        Some(Rc::from(text.as_ref())).filter(|text: &Rc<str>| !text.chars().any(char::is_control))
    });
    let Some(differences) = encoding.and_then(|encoding| encoding.get::<Array<'_>>("Differences")) else {
        return texts;
    };
    let mut code = 0_usize;
    for entry in differences.iter::<Object<'_>>().take(1_024) {
        match entry {
            Object::Number(number) => code = usize::try_from(number.as_i64()).unwrap_or(256),
            Object::Name(name) => {
                if let Some(text) = texts.get_mut(code) {
                    *text = names::text_of(name.as_str()).map(Rc::from);
                }
                code += 1;
            }
            _ => {}
        }
    }
    texts
}

impl Widths {
    fn of(&self, code: u32) -> f64 {
        self.single
            .get(&code)
            .copied()
            .or_else(|| {
                let range = self
                    .ranges
                    .iter()
                    .find(|(first, last, _)| (*first..=*last).contains(&code));
                range.map(|(_, _, width)| *width)
            })
            .unwrap_or(self.other)
    }

    fn simple(dict: &Dict<'_>) -> Self {
        let mut widths = Self {
            other: dict
                .get::<Dict<'_>>("FontDescriptor")
                .and_then(|descriptor| descriptor.get::<Number>("MissingWidth"))
                .map_or(0.0, |width| width.as_f64()),
            ..Self::default()
        };
        let first = dict.get::<i32>("FirstChar").unwrap_or_default();
        match dict.get::<Array<'_>>("Widths") {
            Some(list) => {
                for (index, width) in list.iter::<Number>().take(256).enumerate() {
                    widths
                        .single
                        .insert(first.wrapping_add(index as i32) as u32, width.as_f64());
                }
            }
            // One of the fonts that every program has; half the height is near enough.
            None => widths.other = 500.0,
        }
        widths
    }

    fn composite(dict: &Dict<'_>) -> Self {
        let mut widths = Self {
            other: dict.get::<Number>("DW").map_or(1_000.0, |width| width.as_f64()),
            ..Self::default()
        };
        let Some(list) = dict.get::<Array<'_>>("W") else {
            return widths;
        };
        let mut entries = list.iter::<Object<'_>>().take(MOST_WIDTHS);
        while let Some(Object::Number(first)) = entries.next() {
            let first = first.as_i64() as u32;
            match entries.next() {
                Some(Object::Array(each)) => {
                    for (index, width) in each.iter::<Number>().enumerate() {
                        if widths.single.len() >= MOST_WIDTHS {
                            break;
                        }
                        widths
                            .single
                            .insert(first.wrapping_add(index as u32), width.as_f64());
                    }
                }
                Some(Object::Number(last)) => {
                    let Some(Object::Number(width)) = entries.next() else {
                        break;
                    };
                    let last = last.as_i64() as u32;
                    if first == last {
                        widths.single.insert(first, width.as_f64());
                    } else if widths.ranges.len() < 1_024 {
                        widths.ranges.push((first, last, width.as_f64()));
                    }
                }
                _ => break,
            }
        }
        widths
    }
}

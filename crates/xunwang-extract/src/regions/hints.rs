//! What the id and class of an element say about its region (区域线索): English words and pinyin as webmasters use them.

use crate::html::outline::Node;
use crate::html::tag::Tag;

/// A region as a name suggests it; position on the page decides whether it is believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hint {
    Header,
    Logo,
    Banner,
    Nav,
    Carousel,
    Floating,
    Footer,
}

/// The hint of an element: of its tag, else of the first word of id and class that is known.
pub(crate) fn hint(node: &Node<'_>) -> Option<Hint> {
    match node.tag {
        Tag::Header => return Some(Hint::Header),
        Tag::Footer => return Some(Hint::Footer),
        Tag::Nav => return Some(Hint::Nav),
        Tag::Marquee => return Some(Hint::Carousel),
        tag if tag.is_inline()
            || tag.is_heading()
            || matches!(tag, Tag::Li | Tag::P | Tag::Body | Tag::Html) =>
        {
            return None;
        }
        _ => {}
    }
    if node.id.is_empty() && node.class.is_empty() {
        return None;
    }
    let mut found: Option<Hint> = None;
    for name in [node.id, node.class] {
        each_word(name, |word| {
            if let Some(hint) = of_word(word) {
                // A carousel or a floating window is one wherever it stands; of the others the first word counts.
                let strong = matches!(hint, Hint::Carousel | Hint::Floating);
                if found.is_none() || strong && !matches!(found, Some(Hint::Carousel | Hint::Floating)) {
                    found = Some(hint);
                }
            }
        });
    }
    found
}

fn of_word(word: &[u8]) -> Option<Hint> {
    let has = |part: &[u8]| {
        word.windows(part.len().min(word.len().max(1)))
            .any(|window| window == part)
    };
    let starts = |part: &[u8]| word.starts_with(part);
    Some(match word {
        b"top" | b"topbar" | b"topbox" | b"toper" | b"topmain" | b"topcon" | b"topwrap" | b"toubu"
        | b"tou" | b"masthead" | b"ymtop" | b"ytop" => Hint::Header,
        b"logo" | b"sitename" | b"sitetitle" | b"wzmc" => Hint::Logo,
        b"dh" | b"dhl" | b"daohang" | b"zdh" | b"caidan" | b"cd" => Hint::Nav,
        b"foot" | b"bottom" | b"dibu" | b"bot" | b"copy" | b"copyright" | b"banquan" | b"bq" | b"yejiao"
        | b"yewei" | b"btm" | b"yqlj" | b"friendlink" | b"friendlinks" | b"flink" => Hint::Footer,
        b"jdt" | b"jdtp" | b"jiaodian" | b"lunbo" | b"hdp" | b"huandengpian" | b"flash" | b"focus"
        | b"lbt" | b"tplb" | b"gundong" => Hint::Carousel,
        b"piaochuang" | b"piaofu" | b"piao" | b"pchuang" | b"fuchuang" | b"duilian" | b"couplet"
        | b"fudong" => Hint::Floating,
        _ if word.len() < 4 && word == b"nav" => Hint::Nav,
        _ if has(b"swiper")
            || has(b"slider")
            || has(b"carousel")
            || has(b"lunbo")
            || has(b"slidebox")
            || starts(b"slide") && !starts(b"slided") && !starts(b"slidet")
            || starts(b"focus")
            || has(b"superslide") =>
        {
            Hint::Carousel
        }
        _ if has(b"banner") || word == b"hengfu" => Hint::Banner,
        _ if has(b"float") && !starts(b"floatl") && !starts(b"floatr")
            || has(b"piaochuang")
            || has(b"duilian") =>
        {
            Hint::Floating
        }
        _ if has(b"footer")
            || starts(b"foot")
            || starts(b"bottom")
            || has(b"copyright")
            || has(b"banquan") =>
        {
            Hint::Footer
        }
        _ if has(b"nav") || has(b"menu") || has(b"daohang") => Hint::Nav,
        _ if has(b"header")
            || starts(b"head") && !starts(b"headl") && !starts(b"heading")
            || has(b"toubu") =>
        {
            Hint::Header
        }
        _ => return None,
    })
}

/// The longest word looked at.
const LONGEST: usize = 24;

/// Calls back with each word of an id or class in lower case: split at hyphens, underscores, spaces, digits, and where a
/// capital follows a small letter.
pub(crate) fn each_word(name: &str, mut word: impl FnMut(&[u8])) {
    let mut buffer = [0u8; LONGEST];
    let mut length = 0;
    let mut small_before = false;
    for &byte in name.as_bytes() {
        let new_word = !byte.is_ascii_alphabetic() || byte.is_ascii_uppercase() && small_before;
        if new_word {
            if let Some(found) = buffer.get(..length).filter(|found| !found.is_empty()) {
                word(found);
            }
            length = 0;
        }
        if byte.is_ascii_alphabetic()
            && let Some(place) = buffer.get_mut(length)
        {
            *place = byte.to_ascii_lowercase();
            length += 1;
        }
        small_before = byte.is_ascii_lowercase();
    }
    if let Some(found) = buffer.get(..length).filter(|found| !found.is_empty()) {
        word(found);
    }
}

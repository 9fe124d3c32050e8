//! Signs that header or footer come by script or in a frame (头部、底部由脚本加载): then what they lack proves nothing.

use xunwang_domain::facts::PageMarks;
use xunwang_domain::links::LinkKind;

use crate::html::outline::Outline;
use crate::letters::is_letter;
use crate::regions::each_word;

/// Names of what fills a footer, as words of a file name, an id or a selector.
const FOOTER: [&[u8]; 9] = [
    b"foot",
    b"footer",
    b"bottom",
    b"dibu",
    b"bottominc",
    b"copyright",
    b"banquan",
    b"yejiao",
    b"yewei",
];

/// Names of what fills a header.
const HEADER: [&[u8]; 6] = [b"header", b"head", b"top", b"toubu", b"tou", b"banner"];

/// Does the footer come by script or in a frame? Asked only where it prints no mark in text, for what a script adds
/// to a footer that is there is not the footer.
pub(super) fn footer(outline: &Outline<'_>, marks: &PageMarks) -> bool {
    let prints = !marks.site_codes.is_empty()
        || !marks.icp.is_empty()
        || !marks.police.is_empty()
        || marks.sponsor.is_some();
    !prints && is_filled(outline, &FOOTER)
}

/// Does the header come by script or in a frame? Asked only where it shows next to nothing.
pub(super) fn header(outline: &Outline<'_>, marks: &PageMarks) -> bool {
    let says = marks.header_text.chars().filter(|c| is_letter(*c)).count();
    says < 4 && !marks.header_picture && is_filled(outline, &HEADER)
}

fn is_filled(outline: &Outline<'_>, names: &[&[u8]]) -> bool {
    let by_file = outline.references.iter().any(|reference| {
        let loads = match reference.kind {
            LinkKind::Frame => true,
            LinkKind::Resource => reference.href.contains(".js"),
            _ => false,
        };
        loads && speaks_of(super::file_name(&reference.href), names)
    });
    // A script that writes or fetches, and names what it fills.
    let by_script = || {
        outline.scripts.iter().any(|script| {
            const FILLS: [&str; 6] = [
                "document.write",
                ".load(",
                "innerHTML",
                ".html(",
                ".append(",
                "fetch(",
            ];
            FILLS.iter().any(|fill| script.contains(fill)) && names_element(script, names)
        })
    };
    by_file || by_script()
}

fn speaks_of(name: &str, names: &[&[u8]]) -> bool {
    let mut found = false;
    each_word(name, |word| found |= names.contains(&word));
    found
}

/// Does a script name such an element or file in quotes: `$("#footer")`, `'/inc/foot.html'`?
fn names_element(script: &str, names: &[&[u8]]) -> bool {
    // A library is no script of the page's frame; its beginning would do anyway.
    let start = script
        .get(..script.floor_char_boundary(20_000))
        .unwrap_or_default();
    start
        .split(['"', '\'', '`'])
        .skip(1)
        .step_by(2)
        .any(|quoted| quoted.len() <= 200 && speaks_of(quoted, names))
}

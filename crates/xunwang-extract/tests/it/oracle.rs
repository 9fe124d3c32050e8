//! The tokenizer against html5ever: the same references on every page, real, made up and mutilated.

use std::collections::BTreeSet;
use std::num::NonZero;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use html5ever::tendril::TendrilSink;
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use url::Url;
use xunwang_domain::links::LinkKind;
use xunwang_extract::{PageInput, extract_page};

use crate::common::{html_files, shared};

/// (kind, address) of every reference that both sides must see.
type References = BTreeSet<(&'static str, String)>;

/// What a browser makes of an attribute before it parses the address.
fn clean(value: &str) -> String {
    value
        .trim_matches(|c: char| ('\u{1}'..=' ').contains(&c))
        .replace(['\t', '\n', '\r'], "")
}

fn oracle(source: &str) -> References {
    let options = ParseOpts {
        tree_builder: TreeBuilderOpts {
            scripting_enabled: false,
            ..TreeBuilderOpts::default()
        },
        ..ParseOpts::default()
    };
    let dom = parse_document(RcDom::default(), options).one(source);
    let mut found = References::new();
    let mut stack: Vec<(Handle, bool)> = vec![(dom.document.clone(), false)];
    while let Some((node, foreign)) = stack.pop() {
        let mut inside = foreign;
        if let NodeData::Element { name, attrs, .. } = &node.data {
            inside = &*name.ns != "http://www.w3.org/1999/xhtml";
            let value = |wanted: &str| {
                attrs
                    .borrow()
                    .iter()
                    .find(|attribute| &*attribute.name.local == wanted)
                    .map(|attribute| clean(&attribute.value))
            };
            let mut add = |kind, value: Option<String>| {
                if let Some(value) = value.filter(|value| !value.is_empty()) {
                    found.insert((kind, value));
                }
            };
            if !inside {
                match &*name.local {
                    "a" | "area" => add("anchor", value("href")),
                    "img" => add("image", value("src")),
                    "iframe" => add("frame", value("src")),
                    "script" => add("resource", value("src")),
                    "embed" => add("media", value("src")),
                    _ => {}
                }
            }
        }
        stack.extend(node.children.borrow().iter().map(|child| (child.clone(), inside)));
    }
    found
}

fn ours(source: &str) -> References {
    let url = Url::parse("http://www.example.gov.cn/").unwrap();
    let as_of: DateTime<Utc> = "2023-09-20T15:59:59Z".parse().unwrap();
    let facts = extract_page(&PageInput {
        url: &url,
        content_type: Some("text/html; charset=utf-8"),
        body: source.as_bytes(),
        as_of,
        sketches: true,
    });
    let name_of = |element: u32| {
        let name = facts.elements.name(element);
        name.split(['#', '.']).next().unwrap_or_default().to_owned()
    };
    facts
        .links
        .iter()
        .filter_map(|link| {
            let kind = match (link.kind, name_of(link.element).as_str()) {
                (LinkKind::Anchor, "a" | "area") => "anchor",
                (LinkKind::Image, "img") => "image",
                (LinkKind::Frame, "iframe") => "frame",
                (LinkKind::Resource, "script") => "resource",
                (LinkKind::Media, "embed") => "media",
                _ => return None,
            };
            Some((kind, link.href.to_owned()))
        })
        .collect()
}

/// References that only one side has. `srcset` candidates, lazy-loading attributes and script navigation are ours alone:
/// where the source has such, an image, frame or anchor that the other side lacks is ours.
fn difference(source: &str) -> Vec<String> {
    difference_from(&oracle(source), source)
}

fn difference_from(theirs: &References, source: &str) -> Vec<String> {
    let ours = ours(source);
    let mut found: Vec<String> = theirs
        .difference(&ours)
        .map(|(kind, value)| format!("missed {kind} {value}"))
        .collect();
    let lazy = ["srcset", "data-", "_src", "lazy-src"]
        .iter()
        .any(|name| source.contains(name));
    let scripted = |value: &str| {
        ["location", "window.open"].iter().any(|call| {
            source
                .match_indices(call)
                .any(|(at, _)| source[at..].split('>').next().unwrap_or_default().contains(value))
        })
    };
    found.extend(
        ours.difference(theirs)
            .filter(|(kind, value)| match *kind {
                "image" | "frame" => !lazy,
                "anchor" => !scripted(value),
                _ => true,
            })
            .map(|(kind, value)| format!("extra {kind} {value}")),
    );
    found
}

fn decoded(path: &Path) -> String {
    let bytes = std::fs::read(path).unwrap();
    String::from_utf8(bytes)
        .unwrap_or_else(|error| encoding_rs::GB18030.decode(error.as_bytes()).0.into_owned())
}

#[test]
#[expect(
    clippy::print_stderr,
    reason = "the number of pages compared is worth knowing"
)]
fn real_pages_have_the_same_references_as_in_a_browsers_tree() {
    let Some(folder) = shared(".") else { return };
    let mut files = Vec::new();
    html_files(&folder, &mut files);
    assert!(files.len() > 400, "{}", files.len());
    let references = compare_all(&files);
    eprintln!("{} pages, {references} references, none differs", files.len());
}

/// Where the Debian package python3-doc puts its pages; `cargo xtask test` installs it.
const PYTHON_PAGES: &str = "/usr/share/doc/python3-doc/html";

#[test]
#[expect(
    clippy::print_stderr,
    reason = "the number of pages compared is worth knowing"
)]
fn the_pages_of_python3_doc_have_the_same_references_as_in_a_browsers_tree() {
    let folder = Path::new(PYTHON_PAGES);
    if !folder.exists() {
        eprintln!("skipped: {PYTHON_PAGES} is missing (apt-get install python3-doc)");
        return;
    }
    let mut files = Vec::new();
    html_files(&folder.canonicalize().unwrap(), &mut files);
    assert!(files.len() > 400, "{}", files.len());
    let references = compare_all(&files);
    eprintln!("{} pages, {references} references, none differs", files.len());
}

/// Compares every page, on all processors; gives the number of references.
fn compare_all(files: &[PathBuf]) -> usize {
    let workers = std::thread::available_parallelism().map_or(1, NonZero::get);
    let share = files.len().div_ceil(workers).max(1);
    std::thread::scope(|scope| {
        let parts: Vec<_> = files
            .chunks(share)
            .map(|part| scope.spawn(|| compare(part)))
            .collect();
        parts.into_iter().map(|part| part.join().unwrap()).sum()
    })
}

fn compare(files: &[PathBuf]) -> usize {
    let mut references = 0;
    for path in files {
        let source = decoded(path);
        let theirs = oracle(&source);
        references += theirs.len();
        let difference = difference_from(&theirs, &source);
        assert!(
            difference.is_empty(),
            "{}: {:?}",
            path.display(),
            &difference[..difference.len().min(5)]
        );
    }
    references
}

/// Pieces that are hard for tokenizers; pages are strung together from them.
const PIECES: [&str; 62] = [
    "<a href=a1>",
    "</a>",
    "<A HREF='b2'>",
    "<a href=\"c&amp;d=1&copy=2&notit;\">",
    "<a href=x/>",
    "<a href = \n\"d4\" href=e5>",
    "<img src=/i1.png alt=x>",
    "<IMG SRC=\"i2.png\"/>",
    "<img src='a&#x42;c.png'>",
    "<image src=i3.png>",
    "<!-- <a href=no1> -->",
    "<!--><a href=y1>-->",
    "<!---><a href=y2>-->",
    "<!-- a --!><a href=y3>",
    "<!-",
    "-->",
    "<![CDATA[<a href=z1>]]>",
    "<?php <a href=z2> ?>",
    "</ a href=z3>",
    "</>",
    "<!doctype html>",
    "<script>var a='<a href=no2>';</script>",
    "<script><!-- <script> </script> <a href=no3> --></script>",
    "<script src=s1.js></script>",
    "<style>a{}<a href=no4></style>",
    "<textarea><a href=no5></textarea>",
    "<title><a href=no6></title>",
    "<noscript><img src=n1.png></noscript>",
    "<xmp><a href=no7></xmp>",
    "<iframe src=f1><a href=no8></iframe>",
    "<noembed><a href=no9></noembed>",
    "<noframes><a href=no10></noframes>",
    "<div>",
    "</div>",
    "<p>",
    "</p>",
    "<table>",
    "<tr>",
    "<td>",
    "</td>",
    "</table>",
    "<ul>",
    "<li>",
    "</ul>",
    "text < 5 <b",
    "a\u{0}b",
    "中文&nbsp;链接",
    "\r\n",
    "<svg>",
    "</svg>",
    "<svg><title><a href=v1></title></svg>",
    "<svg><style><a href=v2></style></svg>",
    "<math><mi><a href=m1></mi></math>",
    "<b>",
    "</b>",
    "<font color=red>",
    "</font>",
    "<a\thref=\"  t1 \n\">",
    "<area href=r1>",
    "<embed src=e1>",
    "\"",
    "'>",
];

/// A small generator of numbers: tests must be the same everywhere.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }
}

#[test]
fn pages_strung_together_from_hard_pieces_have_the_same_references() {
    let mut numbers = Numbers(20_230_920);
    let mut failures = BTreeSet::new();
    for _ in 0..6000 {
        let count = 1 + numbers.below(14);
        let mut pieces: Vec<&str> = (0..count).map(|_| PIECES[numbers.below(PIECES.len())]).collect();
        if difference(&pieces.concat()).is_empty() {
            continue;
        }
        // Say the shortest page that still differs.
        let mut at = 0;
        while at < pieces.len() {
            let mut shorter = pieces.clone();
            shorter.remove(at);
            if difference(&shorter.concat()).is_empty() {
                at += 1;
            } else {
                pieces = shorter;
            }
        }
        let source = pieces.concat();
        failures.insert(format!("{source:?}: {:?}", difference(&source)));
    }
    assert!(failures.is_empty(), "{}: {failures:#?}", failures.len());
}

#[test]
fn mutilated_pages_have_the_same_references() {
    let page = include_str!("fixtures/portal.html");
    let mut numbers = Numbers(77);
    for _ in 0..1500 {
        let mut bytes = page.as_bytes().to_vec();
        for _ in 0..1 + numbers.below(4) {
            let at = numbers.below(bytes.len());
            match numbers.below(4) {
                0 => {
                    bytes.remove(at);
                }
                1 => bytes[at] = b"<>\"'/=!- &\0"[numbers.below(11)],
                2 => bytes.truncate(at.max(1)),
                _ => {
                    let end = (at + numbers.below(40)).min(bytes.len());
                    bytes.drain(at..end);
                }
            }
            if bytes.is_empty() {
                bytes.push(b'x');
            }
        }
        let source = String::from_utf8_lossy(&bytes).into_owned();
        let difference = difference(&source);
        assert!(difference.is_empty(), "{difference:?} in {source:?}");
    }
}

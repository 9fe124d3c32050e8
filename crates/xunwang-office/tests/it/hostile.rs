//! Damaged files: cut short and with flipped bits. Whatever comes, an answer comes.

use xunwang_office::{Comment, comment, read};

use crate::pdf_sample::{chinese, page};
use crate::samples::rich;

/// A stream of numbers that look like chance and are the same every time.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % below
    }
}

fn answers(bytes: &[u8]) {
    if let Ok(paper) = read(bytes) {
        for part in &paper.parts {
            assert!(paper.text.get(part.range.clone()).is_some(), "片段不在字符边界上");
        }
    }
}

fn ill_treat(original: &[u8], rounds: usize) {
    let mut numbers = Numbers(20_261_126);
    for round in 0..rounds {
        let mut bytes = original.to_vec();
        bytes.truncate(original.len() - numbers.next(original.len()) * (round % 2));
        for _ in 0..=numbers.next(12) {
            if !bytes.is_empty() {
                let at = numbers.next(bytes.len());
                bytes[at] ^= 1 << numbers.next(8);
            }
        }
        answers(&bytes);
    }
}

#[test]
fn a_damaged_document_is_answered() {
    ill_treat(&rich(), 400);
}

#[test]
fn a_damaged_pdf_is_answered() {
    let description =
        "BT /F1 12 Tf 72 700 Td <53565754> Tj [(ab) -200 (cd)] TJ ET q 1 0 0 1 0 0 cm Q /Fm1 Do";
    let file = page(
        description.as_bytes(),
        &[&chinese("UniGB-UCS2-H")],
        "<< /Subtype /Link /Rect [0 0 1 1] /A << /URI (http://a.example.cn) >> >>",
        &[],
    );
    ill_treat(&file, 600);
}

#[test]
fn a_damaged_workbook_is_answered() {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    workbook.add_worksheet().write(0, 0, "名单").unwrap();
    ill_treat(&workbook.save_to_buffer().unwrap(), 300);
}

#[test]
fn nested_objects_do_not_exhaust_the_stack() {
    for (open, close) in [("[", "]"), ("<</A", ">>"), ("(", ")")] {
        let depth = 200_000;
        let nest = format!("{}{}", open.repeat(depth), close.repeat(depth));
        let file = page(b"BT ET", &[&nest], "", &[]);
        answers(&file);
        let file = page(format!("{nest} TJ BT ET").as_bytes(), &[], &nest, &[]);
        answers(&file);
    }
}

#[test]
fn comments_at_every_span_keep_the_text() {
    let bytes = rich();
    let text = read(&bytes).unwrap().text;
    let mut numbers = Numbers(7);
    let edges: Vec<usize> = text
        .char_indices()
        .map(|(at, _)| at)
        .chain([text.len()])
        .collect();
    for _ in 0..60 {
        let comments: Vec<Comment> = (0..6)
            .map(|_| {
                let (one, other) = (edges[numbers.next(edges.len())], edges[numbers.next(edges.len())]);
                Comment {
                    span: one.min(other)..one.max(other),
                    author: "巡网".into(),
                    date: String::new(),
                    text: "看".into(),
                }
            })
            .collect();
        let commented = comment(&bytes, &comments).unwrap();
        assert_eq!(read(&commented.bytes).unwrap().text, text);
    }
}

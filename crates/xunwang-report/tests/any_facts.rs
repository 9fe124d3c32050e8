//! Any consistent facts give files that say the same numbers everywhere: draft, tables, XLSX, HTML, DOCX, PDF.
//!
//! The facts are drawn from a seed, so that a failure can be run again; the name of a test's seed is in its message.

#[expect(dead_code, reason = "each test binary uses a part of the common module")]
mod common;
#[expect(dead_code, reason = "each test binary uses a part of the measuring module")]
#[path = "common/paper.rs"]
mod paper;

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use common::{add_charts, changed, confirmed};
use paper::sheets;
use xunwang_domain::circular::{CircularFacts, CityListStyle, FeedbackFacts};
use xunwang_report::document::{Block, Cell, Document, Edition, Span};
use xunwang_report::figure::{Figured, Value};
use xunwang_report::render;
use xunwang_report::verify::{Files, verify};

/// Names that offices really have, and those that break programs.
const NAMES: [&str; 10] = [
    "𠮷水",
    "㙍塘",
    "䶮川",
    "滘头",
    "𬇕湾",
    "青川·云岭",
    "A<b>&\"'",
    "=1+1",
    "墘埗（𬭎）",
    "  空格 ",
];

struct Dice(u64);

impl Dice {
    /// 0 to `bound`, both included.
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % (bound + 1)
    }

    fn often(&mut self) -> bool {
        self.below(2) > 0
    }
}

/// What a round of inspection may end with.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Shape {
    Any,
    NoSites,
    NoFailures,
    AllFailing,
    OneArea,
    NothingChecked,
}

fn drawn(seed: u64, shape: Shape) -> CircularFacts {
    let mut dice = Dice(seed);
    changed(|facts| {
        add_charts(facts);
        let most = if shape == Shape::OneArea {
            1
        } else {
            dice.below(25) as usize + 1
        };
        facts.areas.truncate(most);
        facts.rate_decimals = dice.below(4) as u8;
        facts.city_list_style =
            [CityListStyle::Leading, CityListStyle::All, CityListStyle::Except][dice.below(2) as usize];
        facts.sites_sampled = dice.below(3) == 0;
        facts.feedback = dice.often().then(|| {
            let parts = [dice.below(300), dice.below(9), dice.below(9), dice.below(3)];
            FeedbackFacts {
                received: parts.iter().sum(),
                closed_on_time: parts[0],
                closed_late: parts[1],
                open: parts[2],
                overdue: parts[3],
            }
        });
        if facts.feedback.is_none() {
            facts
                .charts
                .retain(|kind| *kind != xunwang_domain::circular::ChartKind::OnTime);
        }
        let sample = std::mem::take(&mut facts.problems);
        for (place, area) in facts.areas.iter_mut().enumerate() {
            let name = NAMES[dice.below(9) as usize];
            area.name = format!(
                "{name}{place}{}",
                if place % 7 == 3 {
                    "长".repeat(190)
                } else {
                    String::new()
                }
            );
            for account in [false, true] {
                let running = match shape {
                    Shape::NoSites if !account => 0,
                    _ => dice.below(1) * dice.below(14),
                };
                let checked = match shape {
                    Shape::NothingChecked => 0,
                    Shape::AllFailing | Shape::NoFailures => running,
                    _ => dice.below(running),
                };
                let failed = match shape {
                    Shape::AllFailing => checked,
                    Shape::NoFailures => 0,
                    _ => dice.below(checked),
                };
                if account {
                    (area.accounts_running, area.accounts_checked, area.accounts_failed) =
                        (running, checked, failed);
                } else {
                    (area.sites_running, area.sites_checked, area.sites_failed) = (running, checked, failed);
                }
                for number in 0..failed {
                    let mut problem = sample[if account {
                        7 + dice.below(5) as usize
                    } else {
                        1 + dice.below(4) as usize
                    }]
                    .clone();
                    problem.area = area.name.clone();
                    problem.name = format!(
                        "{}第{number}{}",
                        NAMES[dice.below(9) as usize],
                        if account { "号" } else { "网" }
                    );
                    problem.named = dice.often();
                    facts.problems.push(problem);
                }
            }
        }
        // Drawing takes most of the time.
        if dice.below(3) > 0
            || !facts
                .areas
                .iter()
                .any(|area| area.kind == xunwang_domain::circular::AreaKind::City)
        {
            facts.charts.clear();
        }
    })
}

/// Every figure that the document prints.
fn figures(document: &Document) -> Vec<&Figured> {
    let mut all: Vec<&Figured> = Vec::new();
    for block in &document.blocks {
        match block {
            Block::Paragraph(spans) => all.extend(spans.iter().filter_map(|span| match span {
                Span::Figure(figure) => Some(figure),
                Span::Text(_) => None,
            })),
            Block::Chart(chart) => {
                let points = chart.series.iter().flat_map(|series| &series.points);
                all.extend(points.flat_map(|point| &point.figures));
            }
            Block::Heading { .. } | Block::Table(_) => {}
        }
    }
    let cells = document
        .attachments
        .iter()
        .flat_map(|attachment| attachment.table.rows.iter().flatten());
    all.extend(cells.filter_map(|cell| match cell {
        Cell::Figure(figure) => Some(figure),
        _ => None,
    }));
    all
}

fn agree(seed: u64, shape: Shape) {
    let facts = drawn(seed, shape);
    let document = confirmed(&facts);
    let (html, docx) = (render::html(&document).unwrap(), render::docx(&document).unwrap());
    let (xlsx, pdf) = (render::xlsx(&document).unwrap(), render::pdf(&document).unwrap());
    let files = Files {
        html: &html,
        docx: &docx,
        xlsx: &xlsx,
        pdf: &pdf,
    };
    assert_eq!(verify(&facts, Edition::Confirmed, files), [], "{seed} {shape:?}");
    // A figure has one value wherever it is printed.
    let all = figures(&document);
    for figure in &all {
        for other in &all {
            assert!(
                figure.source != other.source || figure.shown == other.shown,
                "{seed}: {}",
                figure.source
            );
        }
    }
    let page = String::from_utf8(html).unwrap();
    for figure in &all {
        assert!(
            page.contains(&format!(">{}</", figure.shown)),
            "{seed}: {} in HTML",
            figure.shown
        );
    }
    in_the_workbook(&document, &xlsx, seed);
    in_the_pdf(&document, &pdf, seed);
}

/// The numbers of every table stand in its sheet as numbers, in the same rows.
fn in_the_workbook(document: &Document, xlsx: &[u8], seed: u64) {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(xlsx.to_vec())).unwrap();
    for attachment in &document.attachments {
        let sheet = book.worksheet_range(&attachment.label()).unwrap();
        for (row, cells) in attachment.table.rows.iter().enumerate() {
            for (column, cell) in cells.iter().enumerate() {
                let Cell::Figure(figure) = cell else { continue };
                let found = sheet.get_value((row as u32 + 4, column as u32)).unwrap();
                let wanted = match figure.value {
                    Value::Count(number) => Data::Float(number as f64),
                    Value::Rate(rate) if rate.whole > 0 => Data::Float(rate.part as f64 / rate.whole as f64),
                    Value::Rate(_) | Value::Points(_) => Data::String("—".to_owned()),
                };
                assert_eq!(*found, wanted, "{seed}: {} row {row}", attachment.label());
            }
        }
    }
}

/// The letters on the pages, read back from the glyphs, are those of the draft.
fn in_the_pdf(document: &Document, pdf: &[u8], seed: u64) {
    let squeezed = |text: &str| {
        text.chars()
            .filter(|letter| !letter.is_whitespace())
            .collect::<String>()
    };
    let pages: Vec<String> = sheets(pdf).iter().map(|sheet| squeezed(&sheet.text())).collect();
    let body: String = pages
        .iter()
        .map(|page| {
            page.rsplit_once('—').map_or(page.as_str(), |(before, _)| {
                before.rsplit_once('—').map_or(before, |(before, _)| before)
            })
        })
        .collect();
    for block in &document.blocks {
        let Block::Paragraph(spans) = block else { continue };
        let text: String = spans.iter().map(Span::shown).collect();
        for sentence in squeezed(&text)
            .split('。')
            .filter(|sentence| !sentence.is_empty())
        {
            assert!(body.contains(sentence), "{seed}: {sentence}\nis not in\n{body}");
        }
    }
}

#[test]
fn whatever_was_found_is_printed_alike() {
    for seed in 0..6 {
        agree(seed, Shape::Any);
    }
}

#[test]
fn the_edges_are_printed_alike() {
    for (seed, shape) in [
        Shape::NoSites,
        Shape::NoFailures,
        Shape::AllFailing,
        Shape::OneArea,
        Shape::NothingChecked,
    ]
    .into_iter()
    .enumerate()
    {
        agree(100 + seed as u64, shape);
    }
}

/// Without rendering there is time for many more.
#[test]
fn hundreds_of_drafts_agree_with_their_facts() {
    for seed in 1000..1400 {
        let shapes = [
            Shape::Any,
            Shape::NoSites,
            Shape::NoFailures,
            Shape::AllFailing,
            Shape::OneArea,
            Shape::NothingChecked,
        ];
        let facts = drawn(seed, shapes[seed as usize % 6]);
        let document = confirmed(&facts);
        assert_eq!(document.check(&facts), []);
        let text = document.plain_text();
        for wrong in [
            "，，",
            "。。",
            "，。",
            "；。",
            "：。",
            "另有0家",
            "如。",
            "、、",
            "NaN",
        ] {
            assert!(!text.contains(wrong), "seed {seed}: {wrong}\n{text}");
        }
    }
}

#[test]
fn rare_characters_and_very_long_names_stand_in_every_file() {
    let long = "青川市云岭镇".repeat(33) + "网站";
    assert_eq!(long.chars().count(), 200);
    let facts = changed(|facts| {
        let mut sites = facts.problems.iter_mut().filter(|problem| problem.failing);
        sites.next().unwrap().name = "𠮷水县㙍塘镇䶮川村网站".to_owned();
        sites.next().unwrap().name = long.clone();
    });
    let document = confirmed(&facts);
    assert!(render::missing_characters(&document).is_empty());
    let page = String::from_utf8(render::html(&document).unwrap()).unwrap();
    let docx = common::part(&render::docx(&document).unwrap(), "word/document.xml");
    let strings = common::part(&render::xlsx(&document).unwrap(), "xl/sharedStrings.xml");
    for (file, text) in [("HTML", &page), ("DOCX", &docx), ("XLSX", &strings)] {
        assert!(
            text.contains("𠮷水县㙍塘镇䶮川村网站") && text.contains(&long),
            "{file}"
        );
    }
    let read: String = sheets(&render::pdf(&document).unwrap())
        .iter()
        .map(|sheet| sheet.text().replace('\n', ""))
        .collect();
    assert!(
        read.contains("𠮷水县㙍塘镇䶮川村网站"),
        "the glyphs are there, and say what they are"
    );
    assert!(read.matches("青川市云岭镇").count() >= 33);
}

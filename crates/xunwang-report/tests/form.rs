//! The form of GB/T 9704-2012 (rulebook §6), measured in the finished PDF.

#[expect(dead_code, reason = "each test binary uses a part of the common module")]
mod common;
#[expect(dead_code, reason = "each test binary uses a part of the measuring module")]
#[path = "common/paper.rs"]
mod paper;

use common::{changed, confirmed, reference};
use paper::{Line, MM, Sheet, sheets};
use xunwang_report::document::Document;
use xunwang_report::render;

const SERIF: &str = "NotoSerif";
const SANS: &str = "NotoSans";
/// 225 mm ÷ 22 lines and 156 mm ÷ 28 characters.
const PITCH: f64 = 225.0 / 22.0;
const STEP: f64 = 156.0 / 28.0;

fn measured(document: &Document) -> Vec<Sheet> {
    sheets(&render::pdf(document).unwrap())
}

/// The lines between the margins: without page number and mark.
fn body(sheet: &Sheet) -> Vec<Line> {
    let lines = sheet.lines();
    lines
        .into_iter()
        .filter(|line| line.y > 37.0 && line.y < sheet.height - 35.0)
        .collect()
}

#[track_caller]
fn near(found: f64, wanted: f64, most: f64, what: &str) {
    assert!(
        (found - wanted).abs() <= most,
        "{what}: {found:.2}, should be {wanted:.2} ± {most}"
    );
}

/// Pages before the first attachment.
fn letter_pages(sheets: &[Sheet]) -> &[Sheet] {
    let first = sheets
        .iter()
        .position(|sheet| sheet.text().starts_with("附件1"))
        .unwrap();
    &sheets[..first]
}

#[test]
fn paper_and_margins_are_those_of_the_standard() {
    let sheets = measured(&confirmed(&reference()));
    for (index, sheet) in sheets.iter().enumerate() {
        near(sheet.width, 210.0, 0.1, "width of the paper");
        near(sheet.height, 297.0, 0.1, "height of the paper");
        let inked = sheet
            .letters
            .iter()
            .filter(|letter| !letter.text.trim().is_empty());
        for letter in inked.filter(|letter| letter.y < 262.5) {
            let ink = letter.ink;
            assert!(
                ink.x0 >= 28.0 - 1.0
                    && ink.x1 <= 210.0 - 26.0 + 1.0
                    && ink.y0 >= 37.0 - 1.0
                    && ink.y1 <= 297.0 - 35.0 + 1.0,
                "page {}: {} stands outside the margins: {ink:?}",
                index + 1,
                letter.text
            );
        }
    }
    // Not only within: the text fills the width, and the first line of a page stands at its top.
    for sheet in letter_pages(&sheets).iter().skip(1) {
        let lines = body(sheet);
        let left = lines.iter().map(Line::start).fold(f64::MAX, f64::min);
        near(left, 28.0, 0.2, "left margin");
        let ends = lines
            .iter()
            .flat_map(|line| &line.letters)
            .map(|letter| letter.ink.x1);
        near(ends.fold(0.0, f64::max), 184.0, 1.0, "right margin");
        let top = lines[0]
            .letters
            .iter()
            .map(|letter| letter.ink.y0)
            .fold(f64::MAX, f64::min);
        near(top, 37.0, 1.0, "upper margin");
    }
}

#[test]
fn a_page_holds_22_lines_of_28_characters() {
    let long = changed(|facts| {
        let sample = facts.problems[1].clone();
        facts.problems[1].text = "多个部门频道未及时处理头部横幅已失效链接".repeat(6);
        for number in 0..40 {
            let mut problem = sample.clone();
            (problem.failing, problem.name) = (false, format!("青川第{number}区政府门户网站"));
            facts.problems.push(problem);
        }
    });
    let sheets = measured(&confirmed(&long));
    let pages = letter_pages(&sheets);
    let full = body(&pages[1]);
    assert_eq!(
        full.len(),
        22,
        "lines of a page that is nothing but text\n{}",
        pages[1].text()
    );
    near(full[21].y - full[0].y, PITCH * 21.0, 0.1, "first to last line");
    for page in pages {
        // On the first page too everything stands on the grid, title included.
        for pair in body(page).windows(2) {
            let pitches = (pair[1].y - pair[0].y) / PITCH;
            let is_title = pair[0].letters[0].size > 20.0;
            assert!(
                is_title || (pitches - pitches.round()).abs() < 0.02,
                "{} is {pitches:.2} lines above {}",
                pair[0].text(),
                pair[1].text()
            );
        }
    }
    // A line of Chinese characters only: 28 of them in 156 mm.
    let is_plain = |line: &Line| {
        line.text()
            .chars()
            .all(|letter| ('\u{4E00}'..='\u{9FFF}').contains(&letter))
    };
    let lines: Vec<Line> = pages.iter().flat_map(body).collect();
    let line = lines
        .iter()
        .find(|line| is_plain(line) && line.start() < 28.5 && line.end() > 180.0)
        .expect("a full line without punctuation");
    assert_eq!(line.letters.len(), 28, "{}", line.text());
    for pair in line.letters.windows(2) {
        near(pair[1].x - pair[0].x, STEP, 0.02, "from character to character");
    }
}

/// Charts take whole lines, so that the text after them stands where it would.
#[test]
fn text_beside_charts_stays_on_the_grid() {
    let sheets = measured(&confirmed(&changed(common::add_charts)));
    let mut charts = 0;
    for page in letter_pages(&sheets).iter().skip(1) {
        let lines: Vec<Line> = body(page)
            .into_iter()
            .filter(|line| line.letters[0].size > 15.9)
            .collect();
        charts += body(page)
            .iter()
            .filter(|line| line.text().starts_with('图'))
            .count();
        for line in &lines {
            let pitches = (line.y - lines[0].y) / PITCH;
            assert!(
                (pitches - pitches.round()).abs() < 0.03,
                "{} stands {pitches:.2} lines down",
                line.text()
            );
        }
    }
    assert_eq!(charts, 4);
}

/// As many cities as a register of counties has, and a map as tall as one may be.
#[test]
fn a_map_of_many_tiles_stays_on_its_page() {
    let many = |tall: bool| {
        changed(|facts| {
            let sample = facts.areas[0].clone();
            facts.problems.clear();
            facts.areas = (0..300)
                .map(|number| {
                    let mut area = sample.clone();
                    (area.name, area.accounts_failed) = (format!("青川第{number}县"), 0);
                    area
                })
                .collect();
            if tall {
                let names: Vec<String> = facts.areas.iter().map(|area| area.name.clone()).collect();
                facts.tiles = names.chunks(8).map(<[String]>::to_vec).collect();
            }
            facts.charts = vec![xunwang_domain::circular::ChartKind::Cities];
        })
    };
    for tall in [false, true] {
        let sheets = measured(&confirmed(&many(tall)));
        let page = sheets.iter().find(|sheet| sheet.text().contains("图1")).unwrap();
        assert!(
            page.text().contains("青川第299县"),
            "the whole map is on the page"
        );
        let outside = page
            .shapes
            .iter()
            .find(|shape| shape.y1 > 297.0 - 35.0 + 1.0 || shape.x1 > 184.5 || shape.x0 < 27.5);
        assert!(outside.is_none(), "{outside:?}");
    }
}

#[test]
fn title_levels_and_body_have_their_sizes_and_places() {
    let sheets = measured(&confirmed(&reference()));
    let first = &sheets[0];
    let title = first.line("关于2023年第三季度");
    assert!(title.is_set_in(SERIF, 22.0), "2号: {}", title.text());
    near(
        (title.start() + title.end()) / 2.0,
        28.0 + 78.0,
        0.5,
        "the title is centred",
    );
    let second = first.line("全省政府网站与政务新媒体检查情况的通报");
    near((second.y - title.y) * MM, 34.0, 0.2, "lines of the title");
    let to = first.line("各地级以上市人民政府");
    near(to.start(), 28.0, 0.1, "the addressees stand flush left");
    assert!(to.y - second.y > 1.8 * PITCH, "a line is free under the title");
    let paragraph = first.line("为贯彻落实");
    assert!(paragraph.is_set_in(SERIF, 16.0), "3号: {}", paragraph.text());
    near(
        paragraph.start(),
        28.0 + 2.0 * STEP,
        0.1,
        "a paragraph begins two characters in",
    );
    let level = first.line("一、总体情况");
    assert!(level.is_set_in(SANS, 16.0), "level 1 in 黑体");
    near(
        level.start(),
        28.0 + 2.0 * STEP,
        0.1,
        "a heading begins two characters in",
    );
    let below = sheets
        .iter()
        .map(Sheet::text)
        .position(|text| text.contains("（一）政府网站建设"))
        .unwrap();
    let below = sheets[below].line("（一）政府网站建设");
    assert!(
        below.is_set_in(SERIF, 16.0),
        "level 2 in the face that stands for 楷体"
    );
}

#[test]
fn page_numbers_stand_right_on_odd_and_left_on_even_pages() {
    let sheets = measured(&confirmed(&reference()));
    for (index, sheet) in sheets.iter().enumerate() {
        let number = index + 1;
        let line = sheet.lines().pop().unwrap();
        assert_eq!(line.text().replace(' ', ""), format!("—{number}—"));
        assert!(line.is_set_in(SERIF, 14.0), "4号");
        let dash = line.letters[0].ink;
        near(
            (dash.y0 + dash.y1) / 2.0,
            297.0 - 35.0 + 7.0,
            0.3,
            "dashes 7 mm below the text",
        );
        // One character of its own size (4.94 mm) is left free.
        if number % 2 == 1 {
            near(line.end(), 184.0 - 14.0 / MM, 1.2, "odd pages: right");
        } else {
            near(line.start(), 28.0 + 14.0 / MM, 0.2, "even pages: left");
        }
    }
}

#[test]
fn attachments_begin_on_new_pages_and_repeat_their_heads() {
    let document = confirmed(&reference());
    let sheets = measured(&document);
    for attachment in &document.attachments {
        let begins: Vec<&Sheet> = sheets
            .iter()
            .filter(|sheet| {
                body(sheet)
                    .first()
                    .is_some_and(|line| line.text() == attachment.label())
            })
            .collect();
        assert_eq!(begins.len(), 1, "{} begins one page", attachment.label());
        let lines = body(begins[0]);
        assert!(lines[0].is_set_in(SANS, 16.0), "3号黑体");
        near(lines[0].start(), 28.0, 0.1, "the label stands flush left");
        assert_eq!(lines[1].text(), attachment.title);
        assert!(lines[1].is_set_in(SERIF, 22.0), "2号");
        let third = 37.0 + 2.0 * PITCH;
        assert!(
            lines[1].letters[0].ink.y0 > third && lines[1].y < third + 2.0 * PITCH,
            "the title stands on the third line"
        );
        near((lines[1].start() + lines[1].end()) / 2.0, 106.0, 0.5, "centred");
    }
    // Attachment 1 does not fit on a page; the next page begins with the same heads.
    let first = sheets
        .iter()
        .position(|sheet| sheet.text().starts_with("附件1"))
        .unwrap();
    let heads = sheets[first].line("序号").text();
    assert_eq!(body(&sheets[first + 1])[0].text(), heads);
    assert!(heads.contains("合格率"));
}

#[test]
fn a_wide_table_lies_on_its_side_with_the_margins_turned() {
    let facts = changed(|facts| {
        for area in &mut facts.areas {
            for (index, name) in ["微信公众号", "新浪微博", "抖音"].into_iter().enumerate() {
                let share = if index == 0 { area.accounts_running } else { 0 };
                let failed = if index == 0 { area.accounts_failed } else { 0 };
                let split = serde_json::json!({"running": share, "checked": share, "failed": failed});
                area.platforms
                    .insert(name.to_owned(), serde_json::from_value(split).unwrap());
            }
        }
    });
    let sheets = measured(&confirmed(&facts));
    let wide: Vec<&Sheet> = sheets.iter().filter(|sheet| sheet.width > sheet.height).collect();
    assert!(!wide.is_empty() && wide.len() < sheets.len());
    assert!(wide[0].text().contains("抖音"));
    for sheet in wide {
        near(sheet.width, 297.0, 0.1, "width");
        for letter in sheet.letters.iter().filter(|letter| letter.y < 184.0) {
            assert!(
                letter.ink.x1 <= 297.0 - 37.0 + 1.0
                    && (letter.ink.x0 >= 35.0 - 1.0 || letter.text.trim().is_empty()),
                "{}",
                letter.text
            );
            assert!(
                letter.ink.y0 >= 28.0 - 1.0 || letter.text.trim().is_empty(),
                "the head lies towards the binding"
            );
        }
    }
}

/// Whatever the length of the text: the signature never stands without a line of the text above it.
#[test]
fn the_closing_is_never_alone_on_a_page() {
    for more in 0..24 {
        let facts = changed(|facts| {
            let sample = facts.problems[1].clone();
            for number in 0..more {
                let mut problem = sample.clone();
                (problem.failing, problem.name) = (false, format!("青川第{number}区政府网"));
                problem.text = "多个栏目更新不及时".to_owned();
                facts.problems.push(problem);
            }
        });
        let sheets = measured(&confirmed(&facts));
        let last = letter_pages(&sheets).last().unwrap();
        let text = last.text();
        assert!(text.contains("2023年9月21日"));
        let before: Vec<Line> = body(last)
            .into_iter()
            .take_while(|line| !line.text().starts_with("附件"))
            .collect();
        assert!(!before.is_empty(), "{more}: the closing stands alone\n{text}");
        let date = last.line("2023年9月21日");
        near(
            date.end(),
            184.0 - 4.0 * STEP,
            1.0,
            "the date ends four characters in",
        );
    }
}

#[test]
fn the_imprint_closes_the_last_page() {
    let imprint = serde_json::json!({"copies_to": ["省委办公厅", "省人大常委会办公厅", "省政协办公厅"], "printed_on": "2023-09-22"});
    let facts = changed(|facts| facts.imprint = Some(serde_json::from_value(imprint).unwrap()));
    let sheets = measured(&confirmed(&facts));
    let last = sheets.last().unwrap();
    let copies = last.line("抄送：省委办公厅，省人大常委会办公厅，省政协办公厅。");
    assert!(copies.is_set_in(SERIF, 14.0), "4号");
    near(copies.start(), 28.0 + 14.0 / MM, 0.2, "one character in");
    let printed = last.line("2023年9月22日印发");
    assert!(printed.text().starts_with("广东省人民政府办公厅"));
    near(printed.start(), 28.0 + 14.0 / MM, 0.2, "one character in");
    near(
        printed.end(),
        184.0 - 14.0 / MM,
        0.3,
        "one character from the right",
    );
    let rules: Vec<_> = last
        .shapes
        .iter()
        .filter(|rule| rule.y0 > copies.y - 10.0 && rule.width() > 150.0)
        .collect();
    assert_eq!(rules.len(), 3, "rules above, between and below");
    for rule in &rules {
        near(rule.width(), 156.0, 0.2, "rules are as wide as the text");
    }
    let lowest = rules.iter().map(|rule| rule.y1).fold(0.0, f64::max);
    near(
        lowest,
        297.0 - 35.0,
        0.5,
        "the last rule is the last line of the page",
    );
    assert!(
        sheets[..sheets.len() - 1]
            .iter()
            .all(|sheet| !sheet.text().contains("抄送"))
    );
}

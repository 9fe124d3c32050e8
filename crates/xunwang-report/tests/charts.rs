//! Charts: what they show, that it can be told without colour, and that a changed one is found.

#[expect(dead_code, reason = "each test binary uses a part of the common module")]
mod common;

use calamine::{Data, Reader, Xlsx};
use common::{add_charts, changed, confirmed, part, reference, with_part};
use xunwang_domain::circular::{ChartKind, CircularFacts};
use xunwang_report::charts::{Chart, svg};
use xunwang_report::document::{Block, Document, Edition};
use xunwang_report::figure::Value;
use xunwang_report::render;
use xunwang_report::verify::{Files, verify};

fn with_charts() -> CircularFacts {
    changed(add_charts)
}

fn charts(document: &Document) -> Vec<&Chart> {
    let charts = document.blocks.iter().filter_map(|block| match block {
        Block::Chart(chart) => Some(chart),
        _ => None,
    });
    charts.collect()
}

fn chart(document: &Document, kind: ChartKind) -> &Chart {
    charts(document)
        .into_iter()
        .find(|chart| chart.kind == kind)
        .unwrap()
}

#[test]
fn a_circular_has_the_charts_that_were_asked_for_and_no_other() {
    assert!(charts(&confirmed(&reference())).is_empty());
    let document = confirmed(&with_charts());
    let captions: Vec<String> = charts(&document).iter().map(|chart| chart.caption()).collect();
    assert_eq!(
        captions,
        [
            "图1　全省检查合格率（2022年第四季度至2023年第三季度）",
            "图2　2023年第三季度各地级以上市政府网站合格率",
            "图3　全省“我为政府网站找错”留言按期办结率（2022年第四季度至2023年第三季度）",
            "图4　2023年第三季度检查发现问题的对象数（按问题类别）",
        ]
    );
}

#[test]
fn every_chart_is_told_in_words() {
    let document = confirmed(&with_charts());
    let words = |kind| chart(&document, kind).alternative();
    assert_eq!(
        words(ChartKind::PassRate),
        "政府网站：2022年第四季度98.9%，2023年第一季度98.5%，2023年第二季度98.9%，2023年第三季度99.1%；\
         政务新媒体：2022年第四季度—，2023年第一季度99.5%，2023年第二季度99.8%，2023年第三季度99.8%。"
    );
    assert!(
        words(ChartKind::OnTime)
            .contains("2022年第四季度99.5%，2023年第一季度100%，2023年第二季度98.7%，2023年第三季度100%")
    );
    assert!(words(ChartKind::Cities).contains("佛山100%，韶关91.7%（不合格2家），河源100%"));
    assert!(words(ChartKind::Problems).starts_with("政府网站和系统：内容表述2个，更新不及时1个，"));
    assert!(words(ChartKind::Problems).contains("政务新媒体：内容表述1个，更新不及时3个"));
}

/// What a drawing says by shape and number, with all colours taken out of it.
#[test]
fn no_colour_tells_anything_alone() {
    let document = confirmed(&with_charts());
    let map = svg(chart(&document, ChartKind::Cities));
    assert_eq!(map.matches("不合格").count(), 4 + 1, "four cities and the legend");
    assert_eq!(
        map.matches("stroke-width=\"2\"").count(),
        4 + 1,
        "their frames are heavier"
    );
    let lines = svg(chart(&document, ChartKind::PassRate));
    assert!(
        lines.contains("stroke-dasharray=\"5 3\"") && lines.contains("<circle"),
        "dashes and marks"
    );
    assert_eq!(lines.matches(">98.9%</text>").count(), 2, "values are written");
    let bars = svg(chart(&document, ChartKind::Problems));
    assert!(bars.contains("url(#hatch4)") && bars.contains("id=\"hatch4\""));
    for drawing in [&map, &lines, &bars] {
        let colours: Vec<&str> = drawing
            .split('#')
            .skip(1)
            .filter_map(|rest| rest.get(..6))
            .collect();
        let known = ["1a1a1a", "1f5aa6", "767676", "ffffff", "e2e2e2"];
        assert!(
            colours
                .iter()
                .all(|colour| known.contains(colour) || colour.starts_with("hatch")),
            "{colours:?}"
        );
    }
}

#[test]
fn tiles_lie_where_the_office_says() {
    let facts = changed(|facts| {
        add_charts(facts);
        facts
            .areas
            .retain(|area| ["韶关市", "汕尾市", "江门市"].contains(&area.name.as_str()));
        let known: Vec<String> = facts.areas.iter().map(|area| area.name.clone()).collect();
        facts
            .problems
            .retain(|problem| known.contains(&problem.area) || problem.area.is_empty());
        facts.tiles = [["", "韶关市", ""], ["江门市", "", "汕尾市"]]
            .map(|row| row.map(str::to_owned).to_vec())
            .to_vec();
    });
    let document = confirmed(&facts);
    let places: Vec<_> = chart(&document, ChartKind::Cities).series[0]
        .points
        .iter()
        .map(|point| (point.label.as_str(), point.tile.unwrap()))
        .collect();
    assert_eq!(places, [("韶关", (1, 0)), ("汕尾", (2, 1)), ("江门", (0, 1))]);
    let wrong = |tiles: &[&[&str]]| {
        let mut facts = facts.clone();
        facts.tiles = tiles
            .iter()
            .map(|row| row.iter().map(|name| (*name).to_owned()).collect())
            .collect();
        facts
            .contradictions()
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        wrong(&[&["韶关市", "江门市"]]),
        ["tiles：方格图中没有汕尾市，请补上"]
    );
    assert_eq!(
        wrong(&[&["韶关市", "江门市", "汕尾市", "青川市", "江门市"]]),
        [
            "tiles[0]：“青川市”不是areas所列的city，请改成一致的名称",
            "tiles[0]：“江门市”在方格图中出现两次，请只留一个"
        ]
    );
}

#[test]
fn charts_without_their_figures_are_refused() {
    let facts = changed(|facts| {
        add_charts(facts);
        facts.history.swap(0, 1);
        facts.history[2].sites_failed = 999;
        facts.history[2].feedback.as_mut().unwrap().received += 1;
    });
    let said: Vec<String> = facts.contradictions().iter().map(ToString::to_string).collect();
    for wanted in [
        "history[0].quarter：2023年第一季度不早于其后的2022年第四季度，请按时间先后排列",
        "history[2].sites_failed：2023年第二季度不合格的网站999个多于检查的531个",
        "history[2].feedback：收到留言691条",
    ] {
        assert!(
            said.iter().any(|line| line.starts_with(wanted)),
            "{wanted}\n{said:#?}"
        );
    }
    let bare =
        changed(|facts| facts.charts = vec![ChartKind::PassRate, ChartKind::OnTime, ChartKind::PassRate]);
    assert_eq!(bare.contradictions().len(), 3, "{:#?}", bare.contradictions());
}

#[test]
fn a_chart_with_another_figure_is_not_issued() {
    let facts = with_charts();
    let mut document = confirmed(&facts);
    for block in &mut document.blocks {
        if let Block::Chart(chart) = block
            && chart.kind == ChartKind::PassRate
        {
            chart.series[0].points[3].figures[0].shown = "99.5%".to_owned();
        }
    }
    let found: Vec<String> = document.check(&facts).iter().map(ToString::to_string).collect();
    assert_eq!(
        found,
        ["图1“2023年第三季度”：areas.sites.pass_rate印为99.5%，按数据应为99.1%"]
    );
}

#[test]
fn forty_quarters_and_nothing_known_are_drawn_too() {
    let facts = changed(|facts| {
        add_charts(facts);
        let first = facts.history[0];
        facts.history = (0..40)
            .map(|number| {
                let mut past = first;
                past.quarter = format!("{}Q{}", 2013 + number / 4, number % 4 + 1)
                    .parse()
                    .unwrap();
                past.sites_failed = number * 13;
                (past.sites_checked, past.sites_failed) = if number == 7 {
                    (0, 0)
                } else {
                    (547, past.sites_failed)
                };
                past
            })
            .collect();
        facts.quarter = "2023Q3".parse().unwrap();
    });
    let document = confirmed(&facts);
    let lines = chart(&document, ChartKind::PassRate);
    assert_eq!(lines.series[0].points.len(), 41);
    assert!(
        lines.series[0].points[7].figures[0].value
            == Value::Rate(xunwang_domain::circular::Rate { part: 0, whole: 0 })
    );
    let drawing = svg(lines);
    assert!(!drawing.contains("NaN") && !drawing.contains("inf"));
    assert!(drawing.matches("<text").count() < 60, "only what fits is written");
    render::pdf(&document).unwrap();
}

#[test]
fn docx_has_the_picture_and_the_drawing_beside_it() {
    let document = confirmed(&with_charts());
    let docx = render::docx(&document).unwrap();
    let body = part(&docx, "word/document.xml");
    assert_eq!(body.matches("<asvg:svgBlip r:embed=\"rIdDrawing").count(), 4);
    assert!(body.contains("descr=\"政府网站：2022年第四季度98.9%"));
    assert!(body.contains("<w:fldSimple w:instr=\" SEQ 图 \\* ARABIC \">"));
    assert!(part(&docx, "word/_rels/document.xml.rels").contains("Target=\"media/chart4.svg\""));
    assert!(part(&docx, "word/media/chart1.svg").contains(">99.1%</text>"));
    let mut package = zip::ZipArchive::new(std::io::Cursor::new(docx)).unwrap();
    let mut picture = Vec::new();
    std::io::Read::read_to_end(
        &mut package.by_name("word/media/chart1.png").unwrap(),
        &mut picture,
    )
    .unwrap();
    let reader = png::Decoder::new(std::io::Cursor::new(picture))
        .read_info()
        .unwrap();
    let size = reader.info().pixel_dims.unwrap();
    assert_eq!(
        (size.xppu, size.yppu, size.unit),
        (11_811, 11_811, png::Unit::Meter),
        "300 dots an inch"
    );
    assert_eq!(reader.info().width, 1842, "156 mm");
}

#[test]
fn the_workbook_has_the_figures_of_the_charts_as_numbers() {
    let xlsx = render::xlsx(&confirmed(&with_charts())).unwrap();
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(xlsx)).unwrap();
    let sheet = book.worksheet_range("图示数据").unwrap();
    let row = |chart: &str, series: &str, label: &str| {
        let found = sheet
            .rows()
            .find(|row| row[0].to_string().starts_with(chart) && row[1] == *series && row[2] == *label);
        found
            .unwrap_or_else(|| panic!("{chart} {series} {label}"))
            .to_vec()
    };
    assert_eq!(
        row("图1", "政府网站", "2022年第四季度")[3],
        Data::Float(541.0 / 547.0)
    );
    assert_eq!(
        row("图1", "政务新媒体", "2022年第四季度")[3],
        Data::String("—".to_owned())
    );
    assert_eq!(
        row("图2", "政府网站合格率", "韶关")[3..],
        [Data::Float(22.0 / 24.0), Data::Float(2.0)]
    );
    assert_eq!(row("图4", "政务新媒体", "更新不及时")[3], Data::Float(3.0));
    let none = render::xlsx(&confirmed(&reference())).unwrap();
    let book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(none)).unwrap();
    assert!(!book.sheet_names().contains(&"图示数据".to_owned()));
}

#[test]
fn a_changed_chart_is_found_in_docx_and_html() {
    let facts = with_charts();
    let document = confirmed(&facts);
    let (html, docx) = (render::html(&document).unwrap(), render::docx(&document).unwrap());
    let (xlsx, pdf) = (render::xlsx(&document).unwrap(), render::pdf(&document).unwrap());
    let differences = |html: &[u8], docx: &[u8]| -> Vec<String> {
        let files = Files {
            html,
            docx,
            xlsx: &xlsx,
            pdf: &pdf,
        };
        verify(&facts, Edition::Confirmed, files)
            .iter()
            .map(ToString::to_string)
            .collect()
    };
    assert_eq!(differences(&html, &docx), Vec::<String>::new());
    let changed_html = String::from_utf8(html.clone())
        .unwrap()
        .replacen(">98.5%</text>", ">99.5%</text>", 1);
    let found = differences(changed_html.as_bytes(), &docx);
    assert!(found.len() == 1 && found[0].contains("99.5%"), "{found:?}");
    let changed_docx = with_part(&docx, "word/media/chart1.svg", |svg| {
        svg.replacen(">98.5%<", ">99.5%<", 1)
    });
    let found = differences(&html, &changed_docx);
    assert_eq!(
        found,
        ["DOCX图示word/media/chart1.svg：按数据应为“98.5%”，文件中为“99.5%”"]
    );
    // The picture of another quarter in the place of this one.
    let other = changed(|facts| {
        add_charts(facts);
        facts.history[0].sites_failed = 7;
    });
    let other = render::docx(&confirmed(&other)).unwrap();
    let swapped = common::with_bytes(
        &docx,
        "word/media/chart1.png",
        &common::bytes(&other, "word/media/chart1.png"),
    );
    assert_eq!(
        differences(&html, &swapped),
        ["DOCXword/media/chart1.png：按数据应为“按数据绘制的图”，文件中为“改动过的图”"]
    );
}

//! A circular of more than sixty pages as PDF: the goal is two seconds. The circular of 529 sites and 3,177 accounts with
//! its attachments as all four files: the goal is five (`cargo bench --workspace --bench pdf`).

#[expect(dead_code, reason = "each target uses a part of the common module")]
#[path = "../tests/common/mod.rs"]
mod common;

use common::{REFERENCE, add_charts, changed, confirmed};
use xunwang_domain::circular::CircularFacts;
use xunwang_report::document::Document;
use xunwang_report::render;

fn main() {
    divan::main();
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn pdf_of_sixty_pages(bencher: divan::Bencher<'_, '_>) {
    let document = long_circular();
    let pages = |pdf: &[u8]| String::from_utf8_lossy(pdf).matches("/MediaBox").count();
    assert!(render::pdf(&document).is_ok_and(|pdf| pages(&pdf) >= 60));
    bencher.bench(|| render::pdf(&document));
}

/// From FACTS.json to DOCX, PDF, HTML and XLSX.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn circular_with_attachments_as_four_files(bencher: divan::Bencher<'_, '_>) {
    bencher.bench(|| four_files(&CircularFacts::from_json(REFERENCE).unwrap()));
}

/// The same with four charts, each drawn for the PDF, the page and, at 300 dots an inch, the DOCX.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn circular_with_charts_as_four_files(bencher: divan::Bencher<'_, '_>) {
    let facts = changed(add_charts);
    bencher.bench(|| four_files(&facts));
}

fn four_files(facts: &CircularFacts) -> usize {
    let document = confirmed(facts);
    let files = [
        render::docx(&document).unwrap(),
        render::pdf(&document).unwrap(),
        render::html(&document).unwrap(),
        render::xlsx(&document).unwrap(),
    ];
    files.iter().map(Vec::len).sum()
}

fn long_circular() -> Document {
    let facts = changed(|facts| {
        let failing = facts
            .problems
            .iter()
            .find(|problem| problem.failing)
            .unwrap()
            .clone();
        facts.problems.retain(|problem| !problem.failing);
        for (place, area) in facts.areas.iter_mut().enumerate() {
            (area.accounts_failed, area.sites_failed) = (0, area.sites_checked / 2);
            for number in 0..area.sites_checked / 2 {
                let mut problem = failing.clone();
                problem.area = area.name.clone();
                problem.name = format!("{}青川云岭第{place}之{number}政府门户网站", area.name);
                problem.text = "多个部门频道未及时处理头部横幅已失效链接，首页滚动图片长期无法显示".repeat(2);
                problem.named = number == 0;
                facts.problems.push(problem);
            }
        }
    });
    confirmed(&facts)
}

//! Form and personal data over clean prose (`cargo bench -p xunwang-text --bench form`): the goal is 100 MB/s together.

use std::fmt::Write;

use divan::counter::BytesCount;
use xunwang_text::{form, privacy};

fn main() {
    divan::main();
}

/// Official prose as it is: long paragraphs, a date or a number in some of them.
fn prose() -> String {
    let paragraphs = [
        "为了加强政府网站的建设和管理，保障公民、法人和其他组织依法获取政府信息，提高政府工作的透明度，根据有关法律、行政法规，结合本省实际，制定本办法。",
        "各级人民政府及其部门应当按照“谁主管谁负责、谁运行谁负责”的原则，建立健全信息发布审核制度，及时、准确地公布政府信息（法律另有规定的除外）。",
        "示例省人民政府办公厅《关于进一步规范政府网站管理的通知》（示府办〔2023〕19号）印发以来，全省共运行网站1477个，合格率99.3%，比上一季度提高0.6个百分点。",
        "对检查中发现的问题，责任单位要逐项核实、立行立改，于10月20日前将整改情况报送省政府办公厅；逾期不报的，予以通报。联系电话：0755-12345678。",
    ];
    let mut text = String::new();
    for number in 0..4_000 {
        let _ = writeln!(text, "{}", paragraphs[number % paragraphs.len()]);
        let _ = writeln!(text, "第{number}条　{}", paragraphs[(number + 1) % 2]);
    }
    text
}

#[divan::bench]
fn form_and_privacy(bencher: divan::Bencher<'_, '_>) {
    let text = prose();
    let bench = bencher.counter(BytesCount::of_str(&text));
    bench.bench(|| (form::check(&text, None), privacy::find(&text)));
}

#[divan::bench]
fn form_alone(bencher: divan::Bencher<'_, '_>) {
    let text = prose();
    bencher
        .counter(BytesCount::of_str(&text))
        .bench(|| form::check(&text, None));
}

#[divan::bench]
fn privacy_alone(bencher: divan::Bencher<'_, '_>) {
    let text = prose();
    bencher
        .counter(BytesCount::of_str(&text))
        .bench(|| privacy::find(&text));
}

#[divan::bench(sample_count = 10)]
fn mask(bencher: divan::Bencher<'_, '_>) {
    let text: String = prose().chars().take(100_000).collect();
    bencher
        .counter(BytesCount::of_str(&text))
        .bench(|| privacy::mask(&text));
}

//! The sentences of the circular as data: an office's own are used, and everything wrong in them is named.

#[expect(dead_code, reason = "each test binary uses a part of the common module")]
mod common;

use common::{changed, confirmed, reference};
use xunwang_domain::circular::CircularFacts;
use xunwang_report::document::{Block, Edition, Span};
use xunwang_report::documents::circular::compose_with;
use xunwang_report::templates::{STANDARD, Templates};

fn wrong(toml: &str) -> Vec<String> {
    Templates::from_toml(toml)
        .unwrap_err()
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn what_a_file_leaves_out_stays_standard() {
    let none = Templates::from_toml("").unwrap();
    let own = compose_with(&reference(), Edition::Confirmed, &none).unwrap();
    assert_eq!(own, confirmed(&reference()));
    let all = Templates::from_toml(STANDARD).unwrap();
    assert_eq!(compose_with(&reference(), Edition::Confirmed, &all).unwrap(), own);
}

#[test]
fn an_offices_sentence_is_written_and_its_figures_stay_figures() {
    let templates = Templates::from_toml(
        "[phrases]\nfeedback_in_time = \"{window}收到留言{feedback.received}条（网站{areas.sites.running}家），全部按期办结。\"\n\
         [lacks]\nlinks = \"链接维护不到位\"\n[wordings]\naccount-stale = \"超过两周未更新\"\n",
    )
    .unwrap();
    let facts = reference();
    let document = compose_with(&facts, Edition::Confirmed, &templates).unwrap();
    let text = document.plain_text();
    for sentence in [
        "7月1日至9月19日收到留言712条（网站529家），全部按期办结。",
        "个别网站链接维护不到位，如",
        "梅州市有3个政务新媒体超过两周未更新",
    ] {
        assert!(text.contains(sentence), "{sentence}\n{text}");
    }
    let figures = document.blocks.iter().filter_map(|block| match block {
        Block::Paragraph(spans) => Some(spans),
        _ => None,
    });
    let sources: Vec<String> = figures
        .flatten()
        .filter_map(|span| match span {
            Span::Figure(figure) => Some(figure.source.to_string()),
            Span::Text(_) => None,
        })
        .collect();
    assert_eq!(
        sources
            .iter()
            .filter(|source| *source == "feedback.received")
            .count(),
        1
    );
    assert_eq!(document.check(&facts), []);
}

#[test]
fn requirements_follow_what_was_found() {
    let templates = Templates::from_toml(
        "[[requirements]]\npart = \"manage\"\ntext = \"总写。\"\n\
         [[requirements]]\npart = \"manage\"\nwhen = [\"update\"]\ntext = \"更新。\"\n\
         [[requirements]]\npart = \"manage\"\nunless = [\"update\"]\ntext = \"没有更新问题，共{areas.sites.failed}家不合格。\"\n",
    )
    .unwrap();
    let written = |facts: &CircularFacts| {
        compose_with(facts, Edition::Confirmed, &templates)
            .unwrap()
            .plain_text()
    };
    let text = written(&reference());
    assert!(
        text.contains("（一）压实管理责任，提高办网水平\n总写。更新。\n"),
        "parts without a sentence are left out\n{text}"
    );
    let without = changed(|facts| {
        facts.problems.retain(|problem| problem.rule != "channel-stale");
        facts.areas[5].sites_failed -= 1;
    });
    assert!(written(&without).contains("总写。没有更新问题，共4家不合格。"));
}

#[test]
fn everything_wrong_is_named_with_its_place() {
    let found = wrong(
        "[phrases]\nsites_rate = \"合格率{areas.sites.pass_rat}{cities}\"\nclosing = \"对{objects\"\nreminders = \"}\"\nnonsense = \"x\"\n\
         [lacks]\nlinkz = \"x\"\nmarks = \" \"\n\
         [[requirements]]\npart = \"manage\"\nwhen = [\"sometimes\"]\ntext = \"{rate}\"\n",
    );
    for wanted in [
        "phrases.sites_rate：不认识占位{areas.sites.pass_rat}，这里可用{rounded}、{change}、{cities}、{office}",
        "phrases.closing：有“{”没有“}”，请补上",
        "phrases.reminders：有“}”没有“{”，请改正",
        "phrases.nonsense：没有这个名称的句子，请对照标准模板改正",
        "lacks.linkz：没有这一类问题，请对照标准模板改正",
        "lacks.marks：内容为空，请填写",
        "requirements[0].when：没有名为“sometimes”的问题类别或条件，请对照标准模板改正",
        "requirements[0].text：不认识占位{rate}",
    ] {
        assert!(
            found.iter().any(|line| line.starts_with(wanted)),
            "{wanted}\n{found:#?}"
        );
    }
    assert_eq!(found.len(), 8, "{found:#?}");
    let broken = wrong("[phrases]\nclosing = \"没有结束\n");
    assert!(
        broken.len() == 1 && broken[0].starts_with("模板第2行：不是合法的模板文件"),
        "{broken:?}"
    );
    assert!(wrong("[phrasen]\n")[0].contains("不是合法的模板文件"));
}

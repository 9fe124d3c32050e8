//! What happens to a draft when people and data change it.

use chrono::{DateTime, Utc};
use xunwang_domain::circular::CircularFacts;

use super::*;
use crate::document::Edition;
use crate::documents::circular::compose;

pub(super) fn facts(running: u64, failed: u64, problems: &[(&str, &str)]) -> CircularFacts {
    let list = problems.iter().map(|(name, text)| {
        serde_json::json!({
            "object": "site", "area": "青川市", "name": name, "unit": "", "platform": "", "failing": true, "named": true,
            "rule": "channel-stale", "text": text, "repeat_of": null
        })
    });
    let facts = serde_json::json!({
        "title": "关于2026年第三季度检查情况的通报", "issuer": "示例省人民政府办公厅", "number": null, "quarter": "2026Q3",
        "issued_on": "2026-09-21", "rectify_by": "2026-10-20", "sampling_window": ["2026-07-01", "2026-09-15"],
        "areas": [{ "name": "青川市", "kind": "city", "sites_running": running, "sites_checked": running, "sites_failed": failed }],
        "problems": list.collect::<Vec<_>>()
    });
    CircularFacts::from_json(facts.to_string().as_bytes()).unwrap()
}

fn li() -> Author {
    Author {
        name: "李文".to_owned(),
        at: DateTime::<Utc>::UNIX_EPOCH,
    }
}

pub(super) fn begun(facts: &CircularFacts) -> (Draft, Document) {
    let document = compose(facts, Edition::Confirmed).unwrap();
    (Draft::new(&document), document)
}

/// The passage that says this.
pub(super) fn place(draft: &Draft, words: &str) -> usize {
    let says = |passage: &Passage| super::words(&passage.spans()).contains(words);
    draft
        .passages
        .iter()
        .position(says)
        .unwrap_or_else(|| panic!("没有“{words}”"))
}

pub(super) fn text(draft: &Draft, place: usize) -> String {
    super::words(&draft.passages[place].spans())
}

#[test]
fn an_untouched_draft_is_the_document_and_follows_the_data() {
    let (before, after) = (
        facts(529, 0, &[]),
        facts(531, 1, &[("青川市水务局网站", "多个栏目更新不及时")]),
    );
    let (mut draft, document) = begun(&before);
    assert_eq!(draft.document(&document, &before), document);
    let anew = compose(&after, Edition::Confirmed).unwrap();
    draft.regenerate(&anew);
    assert_eq!(draft.document(&anew, &after), anew);
    assert!(draft.faults().is_empty());
}

#[test]
fn an_edit_stays_when_numbers_change_and_its_figures_follow() {
    let before = facts(529, 0, &[]);
    let (mut draft, _) = begun(&before);
    let at = place(&draft, "529");
    let written = text(&draft, at).replace("进行了全覆盖检查", "逐站进行了全覆盖检查");
    draft.edit(at, &written, li()).unwrap();
    assert_eq!(draft.passages[at].state(), PassageState::Edited);

    let after = facts(531, 0, &[]);
    let anew = compose(&after, Edition::Confirmed).unwrap();
    draft.regenerate(&anew);
    let printed = draft.document(&anew, &after).plain_text();
    assert!(printed.contains("531家政府网站逐站进行了全覆盖检查"), "{printed}");
    assert!(draft.faults().is_empty(), "{:?}", draft.faults());
    assert!(draft.document(&anew, &after).check(&after).is_empty());
}

#[test]
fn other_words_for_an_edited_passage_are_a_conflict_until_a_person_settles_it() {
    let before = facts(529, 0, &[]);
    let (mut draft, _) = begun(&before);
    let at = place(&draft, "529");
    let mine = format!("{}请各地继续保持。", text(&draft, at));
    draft.edit(at, &mine, li()).unwrap();
    // One site fails: the sentence about the cities is another one now.
    let after = facts(529, 1, &[("青川市水务局网站", "多个栏目更新不及时")]);
    let anew = compose(&after, Edition::Confirmed).unwrap();
    draft.regenerate(&anew);
    let at = place(&draft, "请各地继续保持");
    assert_eq!(draft.passages[at].state(), PassageState::Conflict);
    assert!(draft.faults()[0].message.contains("请逐段选定"));

    let mut kept = draft.clone();
    kept.keep(at, li()).unwrap();
    assert_eq!(kept.passages[at].state(), PassageState::Edited);
    // The old figure of what failed is computed from the data of now, never from those of then.
    assert!(kept.document(&anew, &after).check(&after).is_empty());
    draft.reset(at).unwrap();
    assert_eq!(draft.document(&anew, &after), anew);
}

#[test]
fn a_number_typed_over_needs_a_reason() {
    // 126 of 134 printed as 94.3 % (青海省2020年第三季度).
    let facts = facts(
        134,
        8,
        &[
            ("青川市甲网站", "多个栏目更新不及时"),
            ("青川市乙网站", "多个栏目更新不及时"),
            ("青川市丙网站", "多个栏目更新不及时"),
            ("青川市丁网站", "多个栏目更新不及时"),
            ("青川市戊网站", "多个栏目更新不及时"),
            ("青川市己网站", "多个栏目更新不及时"),
            ("青川市庚网站", "多个栏目更新不及时"),
            ("青川市辛网站", "多个栏目更新不及时"),
        ],
    );
    let (mut draft, document) = begun(&facts);
    let at = place(&draft, "94.0%");
    let typed = text(&draft, at).replace("94.0%", "94.3%");
    draft.edit(at, &typed, li()).unwrap();
    let faults = draft.faults();
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert!(faults[0].message.contains("“94.3%”是手工填写的"), "{faults:?}");
    assert_eq!(draft.explain(at, "94.3%", " ", li()), Err(DraftError::NoReason));
    assert!(matches!(
        draft.explain(at, "7", "来函", li()),
        Err(DraftError::NoNumber(_))
    ));
    draft.explain(at, "94.3%", "据某某部门来函", li()).unwrap();
    assert!(draft.faults().is_empty());
    // Changed once more elsewhere, the reason stays with its number.
    let more = format!("{}望继续努力。", text(&draft, at));
    draft.edit(at, &more, li()).unwrap();
    assert!(draft.faults().is_empty());
    // Typed back, it is the figure again.
    let back = text(&draft, at)
        .replace("94.3%", "94.0%")
        .replace("望继续努力。", "");
    draft.edit(at, &back, li()).unwrap();
    draft.reset(at).unwrap();
    assert_eq!(draft.document(&document, &facts), document);
}

#[test]
fn a_sentence_that_is_moved_keeps_its_figures() {
    let facts = facts(529, 0, &[]);
    let (mut draft, _) = begun(&facts);
    let at = place(&draft, "529");
    draft
        .edit(at, "全省529家政府网站全部合格，检查已经结束。", li())
        .unwrap();
    let figures = draft.passages[at]
        .spans()
        .iter()
        .filter(|span| matches!(span, Span::Figure(_)))
        .count();
    assert_eq!(figures, 1, "{:?}", draft.passages[at].spans());
    assert!(draft.faults().is_empty(), "{:?}", draft.faults());
}

#[test]
fn passages_are_added_and_left_out_and_stay_where_they_were() {
    let before = facts(529, 0, &[]);
    let (mut draft, document) = begun(&before);
    let at = place(&draft, "529");
    draft
        .insert_after(at, "另据统计，各地已开展自查3次。", li())
        .unwrap();
    draft.explain(at + 1, "3", "各地报送材料", li()).unwrap();
    let last = draft.passages.len() - 1;
    draft.remove(last, li()).unwrap();
    assert_eq!(draft.passages[last].state(), PassageState::Removed);
    let after = facts(530, 0, &[]);
    let anew = compose(&after, Edition::Confirmed).unwrap();
    draft.regenerate(&anew);
    let printed = draft.document(&anew, &after);
    assert_eq!(printed.blocks.len(), document.blocks.len());
    let at = place(&draft, "530");
    assert!(text(&draft, at + 1).contains("自查3次"));
    assert_eq!(draft.passages[at + 1].state(), PassageState::Added);
    draft.remove(at + 1, li()).unwrap();
    assert_eq!(draft.passages.len(), document.blocks.len());
}

#[test]
fn what_cannot_be_a_passage_is_refused() {
    let (mut draft, _) = begun(&facts(1, 0, &[]));
    assert_eq!(draft.edit(99, "x", li()), Err(DraftError::NoPassage));
    let long = "字".repeat(LONGEST + 1);
    assert_eq!(draft.edit(0, &long, li()), Err(DraftError::TooLong(LONGEST)));
    let heading = place(&draft, "一、");
    assert_eq!(draft.edit(heading, "  ", li()), Err(DraftError::EmptyHeading));
    draft.edit(0, "一行\r\n又一行\u{7}", li()).unwrap();
    assert_eq!(text(&draft, 0), "一行又一行");
}

//! What comes back from a word processor: each kind of change, and what is not taken over.

use chrono::{DateTime, Utc};
use xunwang_domain::circular::CircularFacts;

use super::super::tests::{begun, facts, place, text};
use super::*;
use crate::document::Span;
use crate::draft::PassageState;

fn author() -> Author {
    Author {
        name: "李文".to_owned(),
        at: DateTime::<Utc>::UNIX_EPOCH,
    }
}

/// The lines and tables as they went out.
fn sent(draft: &Draft, document: &Document) -> Returned {
    Returned {
        lines: lines_of(draft, document)
            .into_iter()
            .map(|line| ReturnedLine {
                text: line.text,
                level: 0,
            })
            .collect(),
        tables: document
            .attachments
            .iter()
            .filter(|one| !one.table.rows.is_empty())
            .map(|one| {
                let heads = one
                    .table
                    .columns
                    .iter()
                    .map(|column| column.head.clone())
                    .collect();
                let rows = one.table.rows.iter();
                std::iter::once(heads)
                    .chain(rows.map(|row| row.iter().map(crate::document::Cell::shown).collect()))
                    .collect()
            })
            .collect(),
    }
}

fn line(returned: &Returned, words: &str) -> usize {
    let says = |line: &ReturnedLine| line.text.contains(words);
    returned.lines.iter().position(says).unwrap()
}

fn data() -> CircularFacts {
    facts(529, 1, &[("青川市水务局网站", "多个栏目更新不及时")])
}

fn back(draft: &Draft, document: &Document, returned: &Returned) -> TakenBack {
    draft.take_back((draft, document), returned, &author())
}

#[test]
fn what_came_back_as_it_went_out_changes_nothing() {
    let (draft, document) = begun(&data());
    let mut returned = sent(&draft, &document);
    for line in &mut returned.lines {
        line.text = line.text.replace('“', "\"").replace('，', "，\u{200B} ");
    }
    let taken = back(&draft, &document, &returned);
    assert_eq!(taken.changes, []);
    assert_eq!(taken.draft, draft);
}

#[test]
fn an_edited_paragraph_keeps_its_figures_and_other_numbers_need_a_reason() {
    let facts = data();
    let (draft, document) = begun(&facts);
    let mut returned = sent(&draft, &document);
    let at = line(&returned, "529");
    returned.lines[at].text.push_str("另有15家网站自查。");
    let taken = back(&draft, &document, &returned);
    let [change] = taken.changes.as_slice() else {
        panic!("{:?}", taken.changes);
    };
    assert_eq!(
        (change.taken, change.by_hand.as_slice()),
        (TakenAs::Edited, ["15".to_owned()].as_slice())
    );
    let place = place(&taken.draft, "另有15家");
    let passage = &taken.draft.passages[place];
    assert_eq!(passage.state(), PassageState::Edited);
    let figures = |spans: &[Span]| {
        spans
            .iter()
            .filter(|span| matches!(span, Span::Figure(_)))
            .count()
    };
    assert_eq!(
        figures(&passage.spans()),
        figures(&draft.passages[place].spans()),
        "every figure is still one"
    );
    assert!(taken.draft.faults()[0].message.contains("“15”是手工填写的"));
    // The figure follows the data.
    let more = super::super::tests::facts(531, 1, &[("青川市水务局网站", "多个栏目更新不及时")]);
    let anew = crate::documents::circular::compose(&more, document.edition).unwrap();
    let mut later = taken.draft;
    later.regenerate(&anew);
    let all = later.document(&anew, &more).plain_text();
    assert!(all.contains("531") && all.contains("另有15家"), "{all}");
}

#[test]
fn new_removed_and_moved_paragraphs_are_told_apart() {
    let (draft, document) = begun(&data());
    let mut returned = sent(&draft, &document);
    let at = line(&returned, "529");
    let new = ReturnedLine {
        text: "检查期间，各地积极配合。".to_owned(),
        level: 0,
    };
    returned.lines.insert(at + 1, new);
    let gone = line(&returned, "附件：") - 1;
    let removed = returned.lines.remove(gone).text;
    let taken = back(&draft, &document, &returned);
    let told: Vec<_> = taken.changes.iter().map(|change| change.taken).collect();
    assert_eq!(told, [TakenAs::Added, TakenAs::Removed]);
    assert_eq!(taken.changes[1].before, removed);
    let added = place(&taken.draft, "各地积极配合");
    assert!(
        text(&taken.draft, added - 1).contains("529"),
        "it stands behind the passage before it"
    );

    let mut returned = sent(&draft, &document);
    let figures = returned.lines.remove(line(&returned, "529"));
    let last = line(&returned, "附件：");
    returned.lines.insert(last, figures.clone());
    let taken = back(&draft, &document, &returned);
    let told: Vec<_> = taken.changes.iter().map(|change| change.taken).collect();
    assert_eq!(told, [TakenAs::Moved], "{:?}", taken.changes);
    let moved = taken.draft.passages.last().unwrap();
    assert!(moved.spans().iter().any(|span| matches!(span, Span::Figure(_))));
    assert!(
        taken.draft.faults().is_empty(),
        "nothing in it is by hand: {:?}",
        taken.draft.faults()
    );
}

#[test]
fn a_paragraph_taken_apart_and_put_together_keeps_its_figures() {
    let (draft, document) = begun(&data());
    let mut returned = sent(&draft, &document);
    let at = line(&returned, "529");
    let whole = returned.lines[at].text.clone();
    let middle = whole.find("529").unwrap();
    let cut = middle + whole[middle..].find('，').unwrap() + '，'.len_utf8();
    returned.lines[at].text = whole[..cut].to_owned();
    let rest = ReturnedLine {
        text: whole[cut..].to_owned(),
        level: 0,
    };
    assert!(!rest.text.is_empty());
    returned.lines.insert(at + 1, rest);
    let apart = back(&draft, &document, &returned);
    assert!(apart.draft.faults().is_empty(), "{:?}", apart.draft.faults());
    let printed = apart.draft.document(&document, &data());
    // … and together again.
    let again = sent(&draft, &document);
    let whole = apart.draft.take_back((&apart.draft, &printed), &again, &author());
    assert!(whole.draft.faults().is_empty(), "{:?}", whole.draft.faults());
    assert_eq!(
        whole.draft.document(&document, &data()).plain_text(),
        document.plain_text()
    );
}

#[test]
fn title_closing_and_tables_are_told_and_not_taken() {
    let (draft, document) = begun(&data());
    let mut returned = sent(&draft, &document);
    returned.lines[0].text.push_str("（修改稿）");
    let first = returned.lines[0].clone();
    returned.lines.insert(
        0,
        ReturnedLine {
            text: "内部资料注意保存".to_owned(),
            ..first
        },
    );
    returned.tables[0][1][2] = "999".to_owned();
    let taken = back(&draft, &document, &returned);
    let notes: Vec<_> = taken
        .changes
        .iter()
        .map(|change| (change.taken, change.note.as_str()))
        .collect();
    assert_eq!(notes.len(), 3, "{notes:?}");
    assert!(
        notes.iter().all(|(taken, _)| *taken == TakenAs::NotTaken),
        "{notes:?}"
    );
    assert!(
        notes[0].1.contains("正文以外")
            && notes[1].1.contains("文稿要素")
            && notes[2].1.contains("由数据生成")
    );
    assert!(taken.changes[2].after == "999" && taken.changes[2].before.contains("附件1第1行"));
    assert_eq!(taken.draft, draft);
}

#[test]
fn what_was_changed_on_both_sides_is_shown_and_stays() {
    let (before, document) = begun(&data());
    let mut now = before.clone();
    let at = place(&now, "529");
    let mine = format!("{}请对照检查。", text(&now, at));
    now.edit(at, &mine, author()).unwrap();
    now.insert_after(0, "网页上增写的一段。", author()).unwrap();
    let mut returned = sent(&before, &document);
    let here = line(&returned, "529");
    returned.lines[here].text.push_str("请举一反三。");
    let last = line(&returned, "附件：") - 1;
    returned.lines[last].text.push_str("请遵照执行。");
    let taken = now.take_back((&before, &document), &returned, &author());
    let told: Vec<_> = taken.changes.iter().map(|change| change.taken).collect();
    assert_eq!(told, [TakenAs::NotTaken, TakenAs::Edited], "{:?}", taken.changes);
    let all = taken.draft.document(&document, &data()).plain_text();
    for words in ["请对照检查", "网页上增写的一段", "请遵照执行"] {
        assert!(all.contains(words), "{all}");
    }
    assert!(!all.contains("请举一反三"));
}

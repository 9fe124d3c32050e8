//! The draft beside the circular that was really issued: figures, lists, dates and objects are its own, wording may differ.
//!
//! The issued text lies outside the repository. Its objects have fictional names in the fixture; the real ones are read out
//! of the text here, by what it says of them, so that no page of the repository names them.

#[expect(dead_code, reason = "each test binary uses a part of the common module")]
mod common;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use common::{confirmed, reference, skipped};
use xunwang_domain::circular::{CircularFacts, ProblemObject};

const ISSUED: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../../shared/reference/guangdong-2023q3-circular.txt"
);

/// Paragraphs from the addressees to the date, with the punctuation of print; none where the text is not there.
fn issued() -> Option<Vec<String>> {
    let Ok(text) = std::fs::read_to_string(ISSUED) else {
        skipped("没有已发布的参考通报");
        return None;
    };
    let in_print = |letter: char| match letter {
        ',' => '，',
        '(' => '（',
        ')' => '）',
        ':' => '：',
        ';' => '；',
        other => other,
    };
    let lines: Vec<String> = text
        .lines()
        .map(|line| line.trim().chars().map(in_print).collect::<String>())
        .filter(|line| !line.is_empty())
        .skip_while(|line| !line.starts_with("各地级以上市"))
        .collect();
    let end = lines.iter().position(|line| line == "2023年9月21日").unwrap() + 1;
    Some(lines[..end].to_vec())
}

/// The facts with the names that the issued text gives to what it says the same of.
fn renamed(issued: &[String]) -> CircularFacts {
    let text = issued.concat();
    let mut facts = reference();
    for problem in facts.problems.iter_mut().filter(|problem| problem.named) {
        let said: String = problem.text.split(['，', ',']).next().unwrap().to_owned();
        let before = text
            .split(&said)
            .next()
            .filter(|before| before.len() < text.len());
        let before = before.unwrap_or_else(|| panic!("the issued text does not say {said}"));
        if problem.object == ProblemObject::Account {
            // “珠海市“珠海公安”新浪微博……”
            let quoted: Vec<&str> = before
                .rsplit('“')
                .take(2)
                .filter_map(|rest| rest.split('”').next())
                .collect();
            let place = usize::from(problem.name.ends_with("国资"));
            problem.name = quoted[place].to_owned();
        } else if problem.object == ProblemObject::Site {
            let before = before.strip_suffix("在今年第一季度被通报").unwrap_or(before);
            let name = before.rsplit(['，', '。', '如']).next().unwrap();
            problem.name = name.strip_prefix("如").unwrap_or(name).to_owned();
        }
    }
    facts
}

fn draft(facts: &CircularFacts) -> Vec<String> {
    let text = confirmed(facts).plain_text();
    let lines = text.lines().skip(1).take_while(|line| !line.is_empty());
    lines.map(str::to_owned).collect()
}

/// Numbers with what follows them: “529家”, “99.1%”, “7月”; numerals of quarters and indicators too.
fn figures(lines: &[String]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for line in lines {
        let letters: Vec<char> = line.chars().collect();
        let mut index = 0;
        while index < letters.len() {
            let is_number = |letter: &char| letter.is_ascii_digit() || *letter == '.';
            let length = letters[index..]
                .iter()
                .take_while(|letter| is_number(letter))
                .count();
            if length > 0 && letters[index].is_ascii_digit() && letters.get(index + length) != Some(&'各') {
                let unit = letters.get(index + length).copied().unwrap_or(' ');
                let number: String = letters[index..index + length].iter().collect();
                // “1.各地……” is the number of an attachment.
                if !number.ends_with('.') {
                    found.insert(format!("{number}{unit}"));
                }
            }
            index += length.max(1);
        }
    }
    found
}

#[test]
fn every_figure_and_date_of_the_issued_circular_is_in_the_draft_and_no_other() {
    let Some(issued) = issued() else { return };
    assert_eq!(figures(&draft(&renamed(&issued))), figures(&issued));
}

#[test]
fn lists_are_those_of_the_issued_circular() {
    let Some(issued) = issued() else { return };
    let draft = draft(&renamed(&issued));
    let (issued, draft) = (issued.concat(), draft.concat());
    for list in [
        "广州、深圳、珠海等17个地级以上市合格率均达100%",
        "安全问题、内容更新、互动回应三项“单项否决”指标",
    ] {
        assert!(issued.contains(list) && draft.contains(list), "{list}");
    }
    for attachment in [
        "1.各地、各部门政府网站检查情况",
        "2.检查发现存在突出问题的政府网站名单",
        "3.各地、各部门政务新媒体检查情况",
        "4.检查发现存在突出问题的政务新媒体名单",
    ] {
        assert!(
            issued.contains(attachment) && draft.contains(attachment),
            "{attachment}"
        );
    }
}

#[test]
fn the_problem_paragraphs_name_the_same_objects() {
    let Some(issued) = issued() else { return };
    let facts = renamed(&issued);
    let draft = draft(&facts);
    let section = |lines: &[String]| -> String {
        let from = lines.iter().position(|line| line.starts_with("二、")).unwrap();
        let to = lines.iter().position(|line| line.starts_with("三、")).unwrap();
        lines[from..to].concat()
    };
    let (issued_section, draft_section) = (section(&issued), section(&draft));
    let mut names = BTreeSet::new();
    for problem in facts
        .problems
        .iter()
        .filter(|problem| problem.named && !problem.name.is_empty())
    {
        assert!(
            issued_section.contains(&problem.name),
            "{} is in the issued text",
            problem.name
        );
        assert!(
            draft_section.contains(&problem.name),
            "{} is in the draft",
            problem.name
        );
        names.insert(problem.name.clone());
    }
    assert_eq!(
        names.len(),
        5 + 1 + 5,
        "five sites, a system, five accounts: {names:?}"
    );
    // Everything that the issued text quotes as a name is named in the draft too.
    for quoted in issued_section
        .split('“')
        .skip(1)
        .filter_map(|rest| rest.split('”').next())
    {
        assert!(draft_section.contains(quoted), "“{quoted}”");
    }
}

/// Clauses of both texts in turn: those of one side only are marked. Left in `target/wording.html` to be read.
#[test]
fn the_difference_in_wording_is_laid_side_by_side() {
    let Some(issued) = issued() else { return };
    let draft = draft(&renamed(&issued));
    let (left, right) = (clauses(&issued), clauses(&draft));
    let kept = common_clauses(&left, &right);
    let share = |whole: usize| kept.len() * 100 / whole;
    let said = format!(
        "发布稿{}句中的{}%、草稿{}句中的{}%逐字相同",
        left.len(),
        share(left.len()),
        right.len(),
        share(right.len())
    );
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("wording.html");
    std::fs::write(place, side_by_side(&left, &right, &kept, &said)).unwrap();
    assert!(share(left.len()) >= 60 && share(right.len()) >= 60, "{said}");
}

fn clauses(lines: &[String]) -> Vec<String> {
    let parts = lines
        .iter()
        .flat_map(|line| line.split_inclusive(['，', '。', '；', '：']));
    parts.map(str::to_owned).collect()
}

/// Places of the longest common run of clauses, left and right.
fn common_clauses(left: &[String], right: &[String]) -> Vec<(usize, usize)> {
    let mut longest = vec![vec![0_usize; right.len() + 1]; left.len() + 1];
    for i in (0..left.len()).rev() {
        for j in (0..right.len()).rev() {
            longest[i][j] = if left[i] == right[j] {
                longest[i + 1][j + 1] + 1
            } else {
                longest[i + 1][j].max(longest[i][j + 1])
            };
        }
    }
    let (mut i, mut j, mut kept) = (0, 0, Vec::new());
    while i < left.len() && j < right.len() {
        if left[i] == right[j] {
            kept.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if longest[i + 1][j] >= longest[i][j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    kept
}

fn side_by_side(left: &[String], right: &[String], kept: &[(usize, usize)], said: &str) -> String {
    let mut out = format!(
        "<!DOCTYPE html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><title>行文对照</title><style>table{{border-collapse:collapse;width:100%}}\
         td,th{{border:1px solid #999;padding:.3em;width:50%;vertical-align:top}}.other{{background:#fff3e8}}</style>\
         <h1>行文对照</h1><p>{said}</p><table><thead><tr><th scope=\"col\">发布稿</th><th scope=\"col\">草稿</th></tr></thead>"
    );
    let (mut i, mut j) = (0, 0);
    for (next_i, next_j) in kept.iter().copied().chain([(left.len(), right.len())]) {
        if i < next_i || j < next_j {
            let _ = write!(
                out,
                "<tr class=\"other\"><td>{}</td><td>{}</td></tr>",
                left[i..next_i].concat(),
                right[j..next_j].concat()
            );
        }
        if let Some(same) = left.get(next_i) {
            let _ = write!(out, "<tr><td>{same}</td><td>{same}</td></tr>");
        }
        (i, j) = (next_i + 1, next_j + 1);
    }
    out + "</table></html>"
}

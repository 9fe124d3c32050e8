//! Form and personal data over real texts and over broken ones: no false alarm, no panic, whole characters.
//! Where `../shared/data` is missing, as on a user's machine, the clean texts are left out with a message.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use xunwang_domain::finding::Certainty;
use xunwang_text::{Hit, form, privacy};

/// Hits of a lower score are advice.
const ADVICE: f32 = 0.3;

/// What stands wrong in the clean texts, by file: a person has read each and agrees.
const AGREED: [(&str, &str, &str); 4] = [
    ("14-b.md", "form:heading", "第五十四条整条漏了，甲方文本有"),
    ("17-b.md", "form:bracket", "题注去掉了前半个括号，只剩后半个"),
    ("18-b.md", "form:bracket", "题注去掉了前半个括号，只剩后半个"),
    ("32-b.md", "form:bracket", "题注去掉了前半个括号，只剩后半个"),
];

#[test]
fn clean_laws_are_not_accused() {
    let Some(folder) = shared("reprints") else { return };
    let (mut bytes, mut unread) = (0, Vec::new());
    let mut seen = Vec::new();
    for file in files(&folder)
        .into_iter()
        .filter(|file| file.extension().is_some_and(|kind| kind == "txt" || kind == "md"))
    {
        let name = file
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        let text = read(&file);
        bytes += text.len();
        for hit in hits(&text) {
            match AGREED
                .iter()
                .find(|agreed| agreed.0 == name && agreed.1 == hit.basis)
            {
                Some(agreed) => seen.push(*agreed),
                None => unread.push(format!("{name} {} {} {}", hit.basis, hit.wrong, hit.message)),
            }
        }
    }
    assert!(bytes > 1_500_000, "{bytes} bytes read");
    assert!(unread.is_empty(), "{}", unread.join("\n"));
    assert_eq!(seen, AGREED, "每处认可的错误各报一次");
}

/// Hits above advice with certain ones first.
fn hits(text: &str) -> Vec<Hit> {
    let mut hits = form::check(text, NaiveDate::from_ymd_opt(2026, 11, 26));
    hits.extend(privacy::find(text));
    hits.retain(|hit| hit.score > ADVICE || hit.certainty == Certainty::Certain);
    hits
}

/// Whatever is done to a text: spans are whole characters, `wrong` is what stands there, places ascend.
#[test]
fn broken_texts_give_whole_characters() {
    let seeds = [
        "公示时间为2023年2月30日（星期三）至2023年9月10日，国发[2019]019号，共10件，其中12件。",
        "重点抓好三项工作：一是甲；二是乙；四是丙，从100家增至80家，12家中有8家，占80%，合格率102%。",
        "一、甲\n二、乙\n四、丁，，。。。《（》）“的的”进行进行，{{a}}&nbsp;锟斤拷ä¸\u{ad}å›½\\u4e2d\\u56fd undefined",
        "姓名\t身份证号码\t手机\t家庭住址\n张某\t35010219900307123X\t138 1234 5678\t示例路8号201室\n护照E12345678",
        "１３８１２３４５６７８ 6222 0212 3456 7890 123 zhang@example.cn 粤A12345 家住示例市示例路8号，张先生0755-12345678",
    ];
    let pool: Vec<char> = seeds
        .concat()
        .chars()
        .chain("😀\u{0}\r\u{feff}é×…—－０年月日号".chars())
        .collect();
    let mut random = fastrand::Rng::with_seed(26);
    for round in 0..3_000 {
        let mut signs: Vec<char> = seeds[round % seeds.len()].chars().collect();
        for _ in 0..random.usize(1..12) {
            let place = random.usize(..signs.len());
            match random.u8(0..3) {
                0 => signs.insert(place, pool[random.usize(..pool.len())]),
                1 if signs.len() > 1 => drop(signs.remove(place)),
                _ => signs[place] = pool[random.usize(..pool.len())],
            }
        }
        let text: String = signs.into_iter().collect();
        let form = form::check(&text, NaiveDate::from_ymd_opt(2023, 9, 20));
        let privacy = privacy::find(&text);
        assert!(
            form.is_sorted_by_key(|hit| hit.span.start) && privacy.is_sorted_by_key(|hit| hit.span.start)
        );
        for hit in form.iter().chain(&privacy) {
            let stands = text.get(hit.span.clone());
            assert!(
                stands.is_some_and(|stands| !stands.is_empty()),
                "{} in {text}",
                hit.basis
            );
            assert!(
                (0.0..=1.0).contains(&hit.score) && hit.message.ends_with('。'),
                "{}",
                hit.message
            );
        }
        for hit in &form {
            assert!(
                text[hit.span.clone()].starts_with(hit.wrong.trim_end_matches('…')),
                "{}",
                hit.basis
            );
        }
        let masked = privacy::mask(&text);
        let left: Vec<Hit> = privacy::find(&masked);
        assert!(left.is_empty(), "{left:?} in {masked}");
    }
}

/// The same text many times over must not take the square of the time: a limit far above what one pass needs.
#[test]
fn long_hostile_texts_end() {
    for unit in [
        "（",
        "“",
        "1月",
        "12345 ",
        "一、",
        "，",
        "的",
        "共3项：",
        "其中1",
        "2、",
        "张三，",
        "a@",
        "\t1",
        "示例路1号",
        "5处其中1处，占1%",
        "2元比去年的1元增长1%",
    ] {
        let text = unit.repeat(60_000 / unit.len());
        let _ = (form::check(&text, None), privacy::find(&text));
        let _ = privacy::mask(&text[..text.len().min(12_000 / unit.len() * unit.len())]);
    }
}

#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn shared(name: &str) -> Option<PathBuf> {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")).join(name);
    if !folder.is_dir() {
        eprintln!("没有 {}，跳过。", folder.display());
        return None;
    }
    Some(folder)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    files.sort();
    files
}

fn read(file: &Path) -> String {
    let text = String::from_utf8_lossy(&std::fs::read(file).unwrap_or_default()).into_owned();
    text.trim_start_matches('\u{feff}').replace('\r', "")
}

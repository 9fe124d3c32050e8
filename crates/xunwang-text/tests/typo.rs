//! The check for typing errors from outside: what it proposes, where, and how seldom it accuses wrongly.

#![expect(clippy::print_stderr, reason = "a skipped test says so")]

use std::path::{Path, PathBuf};

use xunwang_domain::finding::Certainty;
use xunwang_text::HitClass;
use xunwang_text::typo::{NotAModel, Tally, Typos, WORD_MODEL_PATHS};

/// Sentences as an office writes them, each with one slip: what stands there and what should.
const SLIPS: &[(&str, &str, &str)] = &[
    (
        "县级以上人民政府应当加墙对本行政区域内安全生产工作的领导。",
        "墙",
        "强",
    ),
    ("违反本法规定，构成犯罪的，衣法追究刑事责任。", "衣", "依"),
    ("公民、法人和其他组织的合法权宜受法律保护。", "宜", "益"),
    (
        "国务院有关部门按照各自的职责分工，负责本行业的坚督管理工作。",
        "坚",
        "监",
    ),
    (
        "当事人对行政处罚决定不服的，可以依法申请行政复义或者提起行政诉讼。",
        "义",
        "议",
    ),
];

fn with_words() -> Option<Typos> {
    let Some(path) = WORD_MODEL_PATHS.iter().find(|path| Path::new(path).is_file()) else {
        eprintln!("跳过：没有安装 libime-data-language-model");
        return None;
    };
    Some(Typos::with_words(std::fs::read(path).expect("readable")).expect("a word model"))
}

fn shared(path: &str) -> Option<PathBuf> {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")).join(path);
    if !path.exists() {
        eprintln!("跳过：没有 {}", path.display());
        return None;
    }
    Some(path)
}

#[test]
fn a_slip_is_found_at_its_place_with_what_should_stand_there() {
    for check in [Some(Typos::bundled()), with_words()].into_iter().flatten() {
        for (sentence, wrong, right) in SLIPS {
            let hits = check.check(sentence, &[]);
            let [hit] = hits.as_slice() else {
                panic!("{sentence}: {hits:?}")
            };
            assert_eq!(
                (&sentence[hit.span.clone()], hit.wrong.as_str()),
                (*wrong, *wrong)
            );
            assert_eq!(hit.right.first().map(String::as_str), Some(*right), "{sentence}");
            assert_eq!((hit.class, hit.certainty), (HitClass::Typo, Certainty::Suspected));
            assert!(
                (0.0..=1.0).contains(&hit.score) && hit.basis.starts_with("typo:"),
                "{hit:?}"
            );
            assert!(
                hit.message.contains(&format!("“{wrong}”疑为“{right}”之误")),
                "{}",
                hit.message
            );
            let mended = sentence.replace(wrong, right);
            assert_eq!(check.check(&mended, &[]), [], "{mended}");
        }
    }
}

#[test]
fn two_slips_of_one_sentence_are_both_found() {
    let Some(check) = with_words() else { return };
    let text = "县级以上地方人民政府应当加墙组织领导，保璋所需经费。";
    assert_eq!(
        check.corrected(text),
        "县级以上地方人民政府应当加强组织领导，保障所需经费。"
    );
}

#[test]
fn protected_spans_numbers_and_latin_words_are_not_touched() {
    let check = Typos::bundled();
    let (sentence, wrong, _) = SLIPS[1];
    let start = sentence.find(wrong).expect("it stands there");
    assert_eq!(
        check.check(sentence, std::slice::from_ref(&(start..start + wrong.len()))),
        []
    );
    for text in [
        "第一千二百六十条",
        "二〇二六年十一月二十六日",
        "A股 IPO abc １２３",
        "",
        "。。。",
        "\u{feff}\n\n",
    ] {
        assert_eq!(check.check(text, &[]), [], "{text}");
    }
}

#[test]
fn what_a_text_writes_again_and_again_is_its_own_word() {
    let check = Typos::bundled().threshold(0.5);
    let (sentence, ..) = SLIPS[1];
    assert_eq!(check.check(sentence, &[]).len(), 1);
    assert_eq!(check.check(&sentence.repeat(3), &[]), []);
}

#[test]
fn a_lower_threshold_proposes_more() {
    let text: String = SLIPS
        .iter()
        .map(|(sentence, ..)| *sentence)
        .collect::<Vec<_>>()
        .join("新区管委会的摊子铺得太大了。");
    let count = |threshold: f32| Typos::bundled().threshold(threshold).check(&text, &[]).len();
    assert!(count(0.999_99) < count(0.95) && count(0.95) <= count(0.3));
}

/// Offsets hold for whatever stands in a text: characters of one to four bytes, blanks, control characters, no sentence ends.
#[test]
fn offsets_lie_on_character_boundaries_and_in_order() {
    let pieces: Vec<&str> =
        "行政 机关 衣法 追究 。 \u{3000} 𠮷 🏛 \u{200b} é A 12 第 三 条 \r\n 墙 宜 ， “ 𩷶 龘 繁體"
            .split(' ')
            .collect();
    let check = Typos::bundled().threshold(0.01);
    let mut state = 7_u64;
    let mut found = 0;
    for _ in 0..300 {
        let mut text = String::new();
        for _ in 0..60 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            text.push_str(pieces[(state >> 33) as usize % pieces.len()]);
        }
        let mut end = 0;
        for hit in check.check(&text, &[]) {
            assert!(
                hit.span.start >= end && hit.span.start < hit.span.end,
                "{text}: {hit:?}"
            );
            assert_eq!(text.get(hit.span.clone()), Some(hit.wrong.as_str()), "{text}");
            assert!(
                hit.right
                    .iter()
                    .all(|right| *right != hit.wrong && !right.is_empty()),
                "{hit:?}"
            );
            end = hit.span.end;
            found += 1;
        }
    }
    assert!(found > 100, "only {found} proposals");
}

#[test]
fn foreign_and_broken_model_files_are_refused_with_the_reason() {
    let refused = |bytes: &[u8]| Typos::with_words(bytes.to_vec()).err();
    assert_eq!(refused(b""), Some(NotAModel::Foreign));
    assert_eq!(refused(b"\\data\\\nngram 1=5\n"), Some(NotAModel::Foreign));
    let mut header = b"mmap lm http://kheafield.com/code format version 5\n\0".to_vec();
    assert_eq!(refused(&header), Some(NotAModel::Broken));
    header.resize(400, 0);
    assert_eq!(refused(&header), Some(NotAModel::OtherKind));
    header[88..108].copy_from_slice(&[3, 0, 0, 0, 0, 0, 0xC0, 0x3F, 5, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0]);
    header[108..132].fill(0xFF);
    assert_eq!(refused(&header), Some(NotAModel::Broken));
    assert!(NotAModel::OtherKind.to_string().contains("libime"));
    let Some(path) = WORD_MODEL_PATHS.iter().find(|path| Path::new(path).is_file()) else {
        return;
    };
    let whole = std::fs::read(path).expect("readable");
    assert_eq!(refused(&whole[..whole.len() / 2]), Some(NotAModel::Broken));
}

/// The bound of the default threshold: 0.5 in 10,000 characters of all 36 laws.
#[test]
fn clean_laws_are_hardly_ever_accused() {
    let Some(folder) = shared("reprints") else { return };
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("a folder")
        .flatten()
        .map(|entry| entry.path())
        .collect();
    files.retain(|file| file.extension().is_some_and(|ending| ending == "txt"));
    let texts: Vec<String> = files
        .iter()
        .map(|file| std::fs::read_to_string(file).expect("readable"))
        .collect();
    let characters: usize = texts
        .iter()
        .map(|text| text.chars().filter(|one| !one.is_whitespace()).count())
        .sum();
    assert!(characters > 290_000, "{characters}");
    for check in [Some(Typos::bundled()), with_words()].into_iter().flatten() {
        let hits: usize = texts.iter().map(|text| check.check(text, &[]).len()).sum();
        let rate = hits as f64 * 10_000.0 / characters as f64;
        assert!(
            rate <= 0.5,
            "{hits} hits, {rate:.2} in 10,000 characters, words: {}",
            check.knows_words()
        );
    }
}

/// The goal on legal sentences, in the loose convention, and the floor of the bundled model alone.
#[test]
fn legal_sentences_are_corrected_as_well_as_promised() {
    let Some(file) = shared("text/ec-law-test.tsv") else {
        return;
    };
    let table = std::fs::read_to_string(file).expect("readable");
    for (check, floor) in [(Some(Typos::bundled()), 0.38), (with_words(), 0.50)] {
        let Some(check) = check else { continue };
        let mut tally = Tally::default();
        for (given, wanted) in table.lines().filter_map(|line| line.split_once('\t')) {
            tally.correction(given, wanted, &check.corrected(given));
        }
        let f1 = tally.loose().f1;
        assert!(f1 >= floor, "F1 {f1:.3}, words: {}", check.knows_words());
    }
}

/// What a million characters of reports of governments and of news of 2025 and 2026 showed to be right.
#[test]
fn coined_words_are_not_accused() {
    for check in [Some(Typos::bundled()), with_words()].into_iter().flatten() {
        for text in [
            "加快冶金、化工、建材等产业数智化转型，培育一批先进级智能工厂。",
            "擦亮“智汇潇湘·才聚湖南”品牌，落实青年发展型城市建设。",
            "扩大药品和医用耗材集中带量采购品种，实施康复护理扩容提升工程。",
            "新增风电光伏装机400万千瓦以上，加快二期工程建设。",
            "“中国智造”加速出海，为制造业注入强劲动能。",
        ] {
            assert_eq!(check.check(text, &[]), [], "{text}");
        }
    }
}

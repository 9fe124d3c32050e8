//! Near-duplicates (近似重复): what is found among many texts, with figures, on texts made of the 36 laws and on made ones.

use crate::copies::{Chance, pairs};
use xunwang_text::near::{NearIndex, Overlap, Relation, Signature, UnreadableIndex};

/// Articles of `length` letters cut out of the laws; without them, out of made sentences.
fn articles(length: usize) -> Vec<String> {
    const WORDS: [&str; 40] = [
        "水利",
        "交通",
        "教育",
        "卫生",
        "农业",
        "林业",
        "商务",
        "气象",
        "项目",
        "资金",
        "工程",
        "隐患",
        "台账",
        "任务",
        "责任",
        "措施",
        "部署",
        "检查",
        "推进",
        "总结",
        "研究",
        "整改",
        "公示",
        "核定",
        "青川市",
        "云岭市",
        "江口市",
        "临江区",
        "有关",
        "重点",
        "及时",
        "统一",
        "专项",
        "年度",
        "全面",
        "逐项",
        "基层",
        "群众",
        "企业",
        "单位",
    ];
    let mut chance = Chance::from_seed(3);
    let made: String = (0..30_000)
        .map(|n| {
            format!(
                "{}{}",
                WORDS[chance.below(WORDS.len())],
                if n % 9 == 8 { "。" } else { "" }
            )
        })
        .collect();
    let mut texts: Vec<String> = pairs().into_iter().map(|pair| pair.first).collect();
    texts.push(made);
    let mut articles = Vec::new();
    for text in texts {
        let letters: Vec<char> = text.chars().collect();
        articles.extend(
            letters
                .chunks_exact(length)
                .map(|chunk| chunk.iter().collect::<String>()),
        );
    }
    articles
}

/// Exchanges, cuts or adds `count` sentences.
fn edited(article: &str, count: usize, chance: &mut Chance) -> String {
    let mut sentences: Vec<String> = article.split_inclusive('。').map(str::to_string).collect();
    for _ in 0..count {
        let at = chance.below(sentences.len());
        match chance.below(3) {
            0 => sentences[at] = format!("第{}号通知另有规定的，从其规定。", chance.below(1000)),
            1 => sentences.insert(at, format!("请于{}日前上报落实情况。", chance.below(31))),
            _ => drop(sentences.remove(at)),
        }
        if sentences.is_empty() {
            break;
        }
    }
    sentences.concat()
}

#[test]
fn copies_are_found_edited_and_within_longer_texts() {
    let mut chance = Chance::from_seed(1);
    let articles = articles(600);
    let mut index = NearIndex::new();
    for (id, article) in articles.iter().enumerate() {
        index.insert(id as u64, &Signature::of(article));
    }
    let (mut edited_found, mut within_found, mut held_found, mut wrong, mut proposed, mut asked) =
        (0, 0, 0, 0, 0, 0);
    for (id, article) in articles.iter().enumerate().step_by(3) {
        asked += 1;
        let id = id as u64;
        let same = index.query(&Signature::of(&format!("来源：本网\n{article}\n打印　关闭")));
        assert!(
            same.first().is_some_and(|near| near.same && near.id == id),
            "{id}"
        );
        let found = index.query(&Signature::of(&edited(article, 2, &mut chance)));
        edited_found += usize::from(found.first().is_some_and(|near| near.id == id));
        // A report of 1,800 letters that holds the article wholly.
        let (before, after) = (
            &articles[chance.below(articles.len())],
            &articles[chance.below(articles.len())],
        );
        let report = format!("{before}\n{article}\n{after}");
        let found = index.query(&Signature::of(&report));
        held_found += usize::from(
            found
                .iter()
                .any(|near| near.id == id && near.contains >= 0.8 && near.contained < 0.7),
        );
        // A quarter of the article, asked for by itself.
        let part: String = article.chars().skip(200).take(200).collect();
        let found = index.query(&Signature::of(&part));
        within_found += usize::from(found.iter().any(|near| near.id == id && near.contained >= 0.5));
        // What is called near must be near by alignment.
        for near in found.iter().filter(|near| near.contained >= 0.5) {
            let overlap = Overlap::of(&part, &articles[near.id as usize]);
            wrong += usize::from(overlap.of_first < 0.3);
            proposed += 1;
        }
    }
    println!(
        "of {asked}: edited {edited_found}, held {held_found}, part {within_found}, wrong {wrong} of {proposed}"
    );
    let share = |found: usize| found as f64 / asked as f64;
    assert!(
        share(edited_found) >= 0.98 && share(held_found) >= 0.97 && share(within_found) >= 0.97,
        "{edited_found} {held_found} {within_found} of {asked}"
    );
    assert!(share(wrong) <= 0.01, "{wrong} of {asked}");
}

#[test]
fn a_contained_article_is_settled_by_alignment() {
    let articles = articles(600);
    let [first, second, third] = &articles[..3] else {
        panic!("three articles")
    };
    let report = format!("{second}\n{first}\n{third}");
    assert_eq!(Overlap::of(first, &report).relation, Relation::Within);
    assert_eq!(Overlap::of(&report, first).relation, Relation::Holds);
}

#[test]
fn an_index_outlives_its_segments_and_its_file() {
    let mut index = NearIndex::new();
    // Three segments' worth of texts, so that some are merged and some wait.
    let text = |n: usize| {
        format!(
            "第{n}号公告：青川市决定对第{}宗用地进行公示，面积{}平方米，期限{}日。",
            n * 3,
            n * 17 + 5,
            n % 30 + 1
        )
    };
    for n in 0..40_000 {
        index.insert(n as u64 + 7, &Signature::of(&text(n)));
    }
    let bytes = index.to_bytes();
    let again = NearIndex::from_bytes(&bytes).unwrap();
    assert_eq!(again.len(), 40_000);
    for n in [0, 1, 20_000, 32_768, 39_999] {
        let found = index.query(&Signature::of(&text(n)));
        assert!(
            found
                .first()
                .is_some_and(|near| near.same && near.id == n as u64 + 7),
            "{n}: {:?}",
            found.first()
        );
        assert_eq!(found, again.query(&Signature::of(&text(n))));
    }
    assert!(
        index
            .query(&Signature::of(
                "云岭市气象台发布大风蓝色预警信号，请注意防范，尽量减少户外活动，加固临时搭建物。"
            ))
            .is_empty()
    );
    let mut broken = bytes.clone();
    broken[5_000] ^= 1;
    assert_eq!(
        NearIndex::from_bytes(&broken).err(),
        Some(UnreadableIndex::Damaged)
    );
    assert_eq!(
        NearIndex::from_bytes(&bytes[..bytes.len() / 2]).err(),
        Some(UnreadableIndex::Damaged)
    );
    let mut other = bytes;
    other[6] = 9;
    assert_eq!(
        NearIndex::from_bytes(&other).err(),
        Some(UnreadableIndex::OtherVersion(9))
    );
}
